"""Several lieux closed from a day to a day, or a whole structure: what that cancels is read before it is done."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conseillers.admin.deux_temps import DayField, Plan, page, perform
from conseillers.conflits import conflits
from conseillers.models import Changement, Seance
from conseillers.wording import long_day
from structures.admin.widgets import CheckboxRow
from structures.essai import values_of
from structures.models import Lieu, Structure
from structures.portee import reaches, within

A_DAY = timedelta(days=1)
LONGEST = timedelta(days=366)  # longer, a lieu is withdrawn from the site
MOST = 100  # lieux at once
SHOWN = 3  # séances of each
RIGHT = "conseillers.add_changement"


class LieuxField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, lieu):
        return f"{lieu}, {lieu.commune}"


class FermetureForm(forms.Form):
    lieux = LieuxField(
        Lieu.objects.none(),
        label=_("Lieux"),
        widget=CheckboxRow(_("lieux"), {"class": "cases cases-lignes"}),
        error_messages={"required": _("Cochez au moins un lieu.")},
    )
    du = DayField(label=_("Du"), help_text=_("Le premier jour fermé."))
    au = DayField(label=_("au"), required=False, help_text=_("Le dernier jour fermé. Vide : un seul jour."))
    motif = forms.CharField(
        label=_("Raison"), max_length=120, help_text=_("Les habitants la lisent : « travaux », « congés d’été »…")
    )

    def clean_motif(self):
        """One line of what can be read: it goes to pages and calendars."""
        words = "".join(letter if letter.isprintable() else " " for letter in self.cleaned_data["motif"])
        return " ".join(words.split())

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("du"), cleaned.get("au")
        if first and not last and "au" not in self.errors:
            cleaned["au"] = first
        elif first and last and last < first:
            self.add_error("au", _("Le dernier jour est avant le premier."))
        elif first and last and last - first > LONGEST:
            self.add_error("au", _("Un an au plus. Au-delà, retirez plutôt le lieu du site : décochez « Publié »."))
        return cleaned


@dataclass
class Line:
    """One lieu, in words."""

    lieu: Lieu
    seances: list[Seance]  # those that would be cancelled
    deja: list[Changement] = field(default_factory=list)  # what closes it already

    @property
    def premieres(self):
        return self.seances[:SHOWN]


class Fermeture(Plan):
    """Closes each lieu, or the structure, on those of the days when it is not closed already."""

    titre = _("Fermé quelques jours.")

    def __init__(self, cleaned: dict, structure: Structure | None):
        super().__init__()
        self.first, self.last, self.motif = cleaned["du"], cleaned["au"], cleaned["motif"]
        lieux = structure.lieux.all() if structure else cleaned["lieux"]
        self.lieux = list(lieux.select_related("commune").order_by("nom", "pk"))
        self.targets = [structure] if structure else self.lieux
        model, keys = type(self.targets[0]), sorted(target.pk for target in self.targets)
        list(model.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))
        self._read()

    def _read(self):
        keys = [lieu.pk for lieu in self.lieux]
        days = {"du__lte": self.last, "au__gte": self.first}
        where = Q(lieu__in=keys) | Q(structure__in={lieu.structure_id for lieu in self.lieux})
        self.closures = list(
            Changement.objects.filter(where, **days).select_related("lieu", "structure").order_by("du", "pk")
        )
        seances = Seance.objects.held().filter(lieu__in=keys, date__range=(self.first, self.last))
        by_lieu = {pk: list(group) for pk, group in groupby(seances.order_by("lieu_id", "debut", "id"), _lieu_of)}
        self.lines = [
            Line(lieu, by_lieu.get(lieu.pk, []), [each for each in self.closures if closes(each, lieu)])
            for lieu in self.lieux
        ]

    def facts(self):
        return [
            [values_of(change) for change in self.closures],
            [seance.pk for line in self.lines for seance in line.seances],
        ]

    def write(self):
        for target in self.targets:
            name = "structure" if isinstance(target, Structure) else "lieu"
            already = [(each.du, each.au) for each in self.closures if getattr(each, f"{name}_id") == target.pk]
            for first, last in days_left(self.first, self.last, already):
                change = Changement(
                    genre=Changement.Genre.ANNULATION, du=first, au=last, motif=self.motif, **{name: target}
                )
                change.validate_constraints()
                change.save()
                self.added.append(change)

    def look(self):
        found = conflits(lieux=[lieu.pk for lieu in self.lieux], first=self.first)
        self.conflits = [conflit.phrase for conflit in found if conflit.a_corriger]

    @property
    def nombre(self) -> int:
        return sum(len(line.seances) for line in self.lines)

    @property
    def bilan(self) -> str:
        said = ngettext("%(n)s séance annulée", "%(n)s séances annulées", self.nombre) % {"n": self.nombre}
        return said if self.nombre else _("aucune séance annulée")


def _lieu_of(seance: Seance) -> int:
    return seance.lieu_id


def closes(change: Changement, lieu: Lieu) -> bool:
    return change.lieu_id == lieu.pk or (change.structure_id is not None and change.structure_id == lieu.structure_id)


def days_left(first: date, last: date, taken: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """The days from a first to a last that none of these periods covers, as periods."""
    left, start = [], first
    for du, au in sorted(taken):
        if start < du:
            left.append((start, min(du - A_DAY, last)))
        start = max(start, au + A_DAY)
    return [*left, (start, last)] if start <= last else left


def fermer_view(request):
    """The lieux of `?lieux=1,2`, or a whole `?structure=1`."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    structure, lieux = _asked(request)
    form = FermetureForm(request.POST or None, initial={"lieux": list(lieux.values_list("pk", flat=True))})
    form.fields["lieux"].queryset = lieux.select_related("commune").order_by("nom", "pk")
    if structure:
        del form.fields["lieux"]
    plan, done = perform(request, form, lambda cleaned: Fermeture(cleaned, structure))
    back = _back(structure, lieux)
    if done:
        messages.success(request, _told(plan))
        return HttpResponseRedirect(back)
    fields = [*([] if structure else ["lieux"]), ("du", "au"), "motif"]
    context = {"titre": _title(structure), "structure": structure, "retour": back, "vide": not lieux}
    return page(request, "admin/conseillers/fermer.html", form, [(None, {"fields": fields})], plan, **context)


def _asked(request):
    key = request.GET.get("structure", "")
    if key.isdecimal() and len(key) < 19:
        structure = get_object_or_404(Structure, pk=key)
        if not reaches(request.user, structure, reading=False):
            raise PermissionDenied
        return structure, structure.lieux.all()
    keys = [key for key in request.GET.get("lieux", "").split(",") if key.isdecimal() and len(key) < 19]
    return None, within(Lieu.objects.filter(pk__in=keys[:MOST]), request.user, reading=False)


def _title(structure: Structure | None) -> str:
    if structure:
        return _("Fermer quelques jours : %(structure)s") % {"structure": structure}
    return _("Fermer des lieux quelques jours")


def _back(structure: Structure | None, lieux) -> str:
    if structure:
        return reverse("admin:structures_structure_change", args=[structure.pk])
    keys = list(lieux.values_list("pk", flat=True)[:2])
    if len(keys) == 1:
        return reverse("admin:structures_lieu_change", args=keys)
    return reverse("admin:structures_lieu_changelist")


def _told(plan: Fermeture) -> str:
    where = ngettext("%(n)s lieu fermé", "%(n)s lieux fermés", len(plan.lieux)) % {"n": len(plan.lieux)}
    words = {"where": where, "du": long_day(plan.first), "au": long_day(plan.last), "bilan": plan.bilan}
    one_day = plan.first == plan.last
    return (
        _("%(where)s le %(du)s : %(bilan)s.") if one_day else _("%(where)s du %(du)s au %(au)s : %(bilan)s.")
    ) % words


class Closes:
    """The page of changements, which has the page that closes."""

    def get_urls(self):
        view = self.admin_site.admin_view(fermer_view)
        return [path("fermer/", view, name="conseillers_changement_fermer"), *super().get_urls()]


class CanBeClosed:
    """The list of lieux: its action."""

    def has_close_permission(self, request):
        return request.user.has_perm(RIGHT)

    @admin.action(permissions=["close"], description=_("Fermer quelques jours"))
    def close_some_days(self, request, queryset):
        keys = list(queryset.order_by("nom").values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            self.message_user(request, _("%(most)s lieux au plus à la fois.") % {"most": MOST}, messages.WARNING)
            return None
        asked = ",".join(map(str, keys))
        return HttpResponseRedirect(f"{reverse('admin:conseillers_changement_fermer')}?lieux={asked}")
