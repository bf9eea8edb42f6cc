"""A report in words: the séance or the facts it is about, as residents read them today."""

import re
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from conseillers.models import Seance, Signalement
from conseillers.wording import capital, enumerate_words, hours, long_day, rule_in_words
from structures.models import Lieu

SEANCE = re.compile(r"(\d{1,18})-(\d{8})-[0-9a-d]{1,20}", re.ASCII)
LONG_AGO = timedelta(days=7)  # one says the day after that it was closed


def seance_named(name: str, lieu: Lieu) -> Seance | None:
    """The séance of this lieu that has this key, if it is near enough to be spoken of."""
    found = SEANCE.fullmatch(name)
    if not found:
        return None
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        return None
    today = timezone.localdate()
    if not today - LONG_AGO <= day <= today + Seance.HORIZON:
        return None
    seances = Seance.objects.on(day).filter(permanence=int(found[1]), lieu=lieu)
    return next((seance for seance in seances if seance.pk == name), None)


def give_facts(signalements: list[Signalement]) -> None:
    """Gives each its `faits`, the lines that a resident reads on the site: one query for all their séances.

    `lieu`, with its permanences, must be known already.
    """
    dated = [each for each in signalements if each.permanence_id and each.date]
    seances: dict[tuple[int, int, date], list[Seance]] = {}
    if dated:
        days, rules = {each.date for each in dated}, {each.permanence_id for each in dated}
        for seance in Seance.objects.filter(date__in=days, permanence__in=rules).order_by("debut", "id"):
            seances.setdefault((seance.permanence_id, seance.lieu_id, seance.date), []).append(seance)
    for each in signalements:
        each.faits = _facts(each, seances.get((each.permanence_id, each.lieu_id, each.date), []))


def _facts(signalement: Signalement, seances: list[Seance]) -> list[str]:
    lieu = signalement.lieu
    match signalement.motif:
        case Signalement.Motif.ADRESSE:
            return [line for line in (lieu.adresse_complete, lieu.complement_adresse, lieu.acces) if line]
        case Signalement.Motif.TELEPHONE:
            return [_phone(lieu)]
        case Signalement.Motif.AUTRE if not signalement.date:
            return [lieu.adresse_complete, _phone(lieu), *_rules(lieu)]
    if not signalement.date:
        return _rules(lieu)
    return [seance_in_words(seance) for seance in seances] or [
        _("%(day)s : plus rien n’est annoncé ce jour-là.") % {"day": capital(long_day(signalement.date))}
    ]


def seance_in_words(seance: Seance) -> str:
    """« Mardi 24 novembre de 14 h à 17 h, sans rendez-vous, avec Nadia »; why not, when it is not held."""
    parts = [
        _("%(day)s de %(hours)s")
        % {"day": capital(long_day(seance.date)), "hours": hours(seance.heure_debut, seance.heure_fin)}
    ]
    if not seance.tenue:
        said = seance.get_etat_display()
        parts.append(f"{said} ({seance.raison})" if seance.raison else said)
        return ", ".join(parts)
    parts.append(seance.get_mode_display())
    if seance.prenoms:
        parts.append(_("avec %(who)s") % {"who": enumerate_words(seance.prenoms)})
    return ", ".join(parts)


def _phone(lieu: Lieu) -> str:
    return (
        _("Téléphone : %(number)s") % {"number": lieu.telephone_affiche} if lieu.telephone else _("Pas de téléphone.")
    )


def _rules(lieu: Lieu) -> list[str]:
    today = timezone.localdate()
    current = [rule for rule in lieu.permanences.all() if rule.au is None or rule.au >= today]
    return [capital(rule_in_words(rule)) for rule in current] or [_("Aucune permanence annoncée.")]
