"""What a rule gives, shown beside it: its sentence and its next séances, read where residents read them."""

from itertools import groupby, islice

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from conseillers.conflits import conflits
from conseillers.models import Permanence, Seance, VacancesScolaires
from conseillers.wording import long_day, rule_in_words
from structures.essai import trial, values_of
from structures.models import Commune, Lieu, Structure

SHOWN = 6  # dates
DAYS = 400  # far enough for six dates of a rule that comes back once a month, school holidays set apart

Dates = list[tuple]  # (date, its séances)


def coming(permanences) -> dict[int, Dates]:
    """The next dates of each of these permanences, those that will not be held too: one query for them all."""
    seances = (
        Seance.objects.filter(permanence__in=permanences, lieu_accueil=None)  # a moved one is told where it goes
        .within(timezone.localdate(), DAYS)
        .not_over(timezone.now())
        .select_related("lieu")
        .order_by("permanence_id", "date", "debut", "id")
    )
    return {
        pk: [(day, list(slots)) for day, slots in islice(groupby(group, key=lambda s: s.date), SHOWN)]
        for pk, group in groupby(seances, key=lambda s: s.permanence_id)
    }


def preview(permanence: Permanence, dates: Dates, beside: bool = False, tried: bool = False) -> str:
    """The sentence and the dates. `beside` others, each has its sentence for a title; `tried`: not as it is saved."""
    context = {
        "permanence": permanence,
        "phrase": rule_in_words(permanence),
        "dates": dates,
        "notes": notes(permanence),
        "jours": DAYS,
        "beside": beside,
        "tried": tried,
        "peut_noter": not tried and getattr(permanence, "peut_noter", True),
    }
    return render_to_string("admin/conseillers/apercu.html", context)


def preview_of_form(form) -> str:
    """What the rule that is typed would give, or what it lacks. Nothing is saved."""
    if form.errors:
        return render_to_string("admin/conseillers/apercu_incomplet.html", {"erreurs": _errors(form)})
    typed = Permanence(**values_of(form.instance))
    with trial():
        lieu = _open_lieu(typed.lieu_id)
        on_site = typed.lieu_id and Lieu.objects.published().filter(pk=typed.lieu_id).exists()
        Lieu.objects.filter(pk=lieu.pk).update(publie=True)
        Structure.objects.filter(pk=lieu.structure_id).update(archivee=False)
        typed.lieu = lieu
        typed.save()
        typed.conseillers.set(form.cleaned_data["conseillers"])
        typed.hors_site = not on_site
        typed.conflits = [conflit.phrase for conflit in conflits(permanences=[typed.pk])]
        return preview(typed, coming([typed.pk]).get(typed.pk, []), tried=True)


def _open_lieu(pk: int | None) -> Lieu:
    """The lieu, or one that stands for it until it is saved: a trial alone may ask."""
    if pk:
        return Lieu.objects.get(pk=pk)
    commune = Commune.objects.first()
    where = {"commune": commune, "position": commune.centre, "code_postal": commune.codes_postaux[0]}
    structure = Structure.objects.create(nom="essai")
    return Lieu.objects.create(nom="essai", structure=structure, precision=Lieu.Precision.COMMUNE, **where)


def _errors(form) -> list[tuple[str, str]]:
    """(label of the field, message), in the order of the form."""
    return [
        (form.fields[name].label if name in form.fields else "", _written(error))
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]


def _written(error) -> str:
    return _("à remplir") if error.code == "required" else " ".join(error.messages)


def notes(permanence: Permanence) -> list[str]:
    """What staff should know of these dates."""
    said = [*getattr(permanence, "conflits", ())]
    if getattr(permanence, "hors_site", False):
        said.append(_("Ce lieu n’est pas sur le site : ces dates n’y paraissent pas."))
    if permanence.vacances != Permanence.Vacances.TENUE:
        missing = VacancesScolaires.objects.missing_from(timezone.localdate())
        if missing:
            said.append(
                _("Vacances scolaires saisies jusqu’au %(day)s seulement : ensuite, ces dates peuvent être fausses.")
                % {"day": long_day(missing)}
            )
    return said
