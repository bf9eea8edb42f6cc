"""An adviser's permanences given to somebody else: for good from a day on, or from a day to a day."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conseillers.admin.decoupage import Decoupage, PermanencesField, with_days
from conseillers.admin.deux_temps import DayField, page, perform
from conseillers.models import Absence, Conseiller, Permanence
from conseillers.wording import enumerate_words, long_day
from structures.admin.widgets import SearchableSelect
from structures.essai import values_of
from structures.portee import within

Etat = Conseiller.Etat


class Duree(models.TextChoices):
    POUR_DE_BON = "pour-de-bon", _("pour de bon, à partir d’un jour")
    QUELQUES_JOURS = "quelques-jours", _("d’un jour à un autre : une absence")


class RemplacementForm(forms.Form):
    duree = forms.ChoiceField(label=_("Pour combien de temps"), choices=Duree)
    du = DayField(label=_("À partir du"), help_text=_("Le premier jour du remplaçant. Avant ce jour, rien ne change."))
    au = DayField(label=_("Jusqu’au"), required=False, help_text=_("Le dernier jour du remplaçant."))
    remplacants = forms.ModelMultipleChoiceField(
        Conseiller.objects.none(),
        label=_("Par qui"),
        widget=SearchableSelect,
        error_messages={"required": _("Choisissez au moins une personne.")},
    )
    permanences = PermanencesField()
    depart = forms.BooleanField(
        label=_("Noter son départ la veille"),
        required=False,
        initial=True,
        help_text=_("Décochez si cette personne reste en poste, avec d’autres permanences."),
    )
    absence = forms.BooleanField(
        label=_("Noter son absence ces jours-là"),
        required=False,
        initial=True,
        help_text=_("Les permanences que vous n’avez pas cochées sont alors annulées, si elle les tient seule."),
    )

    def clean_remplacants(self):
        chosen = self.cleaned_data["remplacants"]
        if first := self.cleaned_data.get("du"):
            for_good = self.cleaned_data.get("duree") == Duree.POUR_DE_BON
            last = first if for_good else self.cleaned_data.get("au") or first
            wrong = [said for person in chosen if (said := not_in_post(person, first, last))]
            if wrong:
                raise forms.ValidationError(wrong)
        return chosen

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("du"), cleaned.get("au")
        if cleaned.get("duree") == Duree.POUR_DE_BON:
            self.errors.pop("au", None)
            cleaned["au"] = None
        elif "au" not in self.errors and not last:
            self.add_error("au", _("Indiquez le dernier jour."))
        elif first and last and last < first:
            self.add_error("au", _("Le dernier jour est avant le premier."))
        return cleaned


def not_in_post(person: Conseiller, first, last) -> str:
    """Why nobody would find this person there; empty when they would."""
    arrival, departure = person.date_prise_de_poste, person.date_depart
    if departure and departure < last:
        return _("%(who)s part le %(day)s.") % {"who": person, "day": long_day(departure)}
    if arrival and arrival > first:
        return _("%(who)s arrive seulement le %(day)s.") % {"who": person, "day": long_day(arrival)}
    if not arrival and person.etat not in (Etat.EN_POSTE, Etat.PARTI):
        return _("%(who)s n’est pas encore en poste : notez d’abord sa prise de poste.") % {"who": person}
    return ""


class Remplacement(Decoupage):
    titre = _("Conseiller remplacé.")

    def __init__(self, conseiller: Conseiller, cleaned: dict):
        self.conseiller = Conseiller.objects.select_for_update(of=("self",)).get(pk=conseiller.pk)
        self.asked = cleaned
        super().__init__(cleaned["permanences"], cleaned["du"], cleaned["au"])
        self.absences = list(self.conseiller.absences.order_by("pk"))
        self.autres = (
            with_days(self.conseiller.permanences.exclude(pk__in=cleaned["permanences"]), date__gte=self.first).count()
            if self._leaves or self._is_away
            else 0
        )

    @property
    def _leaves(self) -> bool:
        return self.last is None and self.asked["depart"]

    @property
    def _is_away(self) -> bool:
        return self.last is not None and self.asked["absence"]

    def facts(self):
        return [*super().facts(), values_of(self.conseiller), [values_of(absence) for absence in self.absences]]

    def change(self, scission):
        others = [each for each in scission.permanence.conseillers.all() if each.pk != self.conseiller.pk]
        return {*others, *self.asked["remplacants"]}

    def write(self):
        super().write()
        if not self.changed:
            return
        if self._leaves:
            self._note_departure()
        if self._is_away and not any(each.du <= self.first and self.last <= each.au for each in self.absences):
            absence = Absence(conseiller=self.conseiller, du=self.first, au=self.last)
            absence.validate_constraints()
            absence.save()
            self.added.append(absence)

    def _note_departure(self):
        eve = self.first - timedelta(days=1)
        if self.conseiller.date_depart is None or self.conseiller.date_depart > eve:
            self.conseiller.date_depart, self.conseiller.etat = eve, Etat.PARTI
            self.conseiller.validate_constraints()
            self.conseiller.save()
            self.changed.append(self.conseiller)

    @property
    def effet(self) -> str:
        """What becomes of the person, and of the permanences left out."""
        words = {"who": self.conseiller, "du": long_day(self.first), "n": self.autres}
        said = []
        if self.conseiller in self.changed:
            said.append(
                _("%(who)s est noté parti : dernier jour, le %(day)s.")
                % {"who": self.conseiller, "day": long_day(self.conseiller.date_depart)}
            )
        if any(isinstance(row, Absence) for row in self.added):
            words["au"] = long_day(self.last)
            said.append(_("%(who)s est noté absent du %(du)s au %(au)s.") % words)
        if self.autres:
            said.append(
                ngettext(
                    "%(n)s autre permanence reste sans remplaçant : elle n’a lieu que si un collègue la tient.",
                    "%(n)s autres permanences restent sans remplaçant : elles n’ont lieu que si un collègue les tient.",
                    self.autres,
                )
                % words
            )
        return " ".join(str(each) for each in said)


FIELDSETS = [
    (None, {"fields": ["duree", ("du", "au"), "remplacants", "permanences"]}),
    (None, {"fields": ["depart", "absence"]}),
]


class Replaceable:
    """The page of an adviser: the way to give their permanences to somebody else."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.replace)
        return [path("<int:pk>/remplacer/", view, name="conseillers_conseiller_remplacer"), *super().get_urls()]

    def replace(self, request, pk):
        conseiller = get_object_or_404(Conseiller, pk=pk)
        rights = ["conseillers.change_permanence", "conseillers.add_permanence"]
        if not (self.has_change_permission(request, conseiller) and request.user.has_perms(rights)):
            raise PermissionDenied
        form = self._form(request, conseiller)
        plan, done = perform(request, form, lambda cleaned: Remplacement(conseiller, cleaned))
        back = reverse("admin:conseillers_conseiller_change", args=[pk])
        if done:
            messages.success(request, _told(plan))
            return HttpResponseRedirect(back)
        context = {"titre": _("Remplacer %(who)s") % {"who": conseiller}, "conseiller": conseiller, "retour": back}
        return page(request, "admin/conseillers/remplacer.html", form, FIELDSETS, plan, **context)

    def _form(self, request, conseiller: Conseiller) -> RemplacementForm:
        own = within(conseiller.permanences.all(), request.user, reading=False)
        going_on = with_days(own, date__gte=timezone.localdate())
        people = within(Conseiller.objects.all(), request.user).exclude(pk=conseiller.pk)
        initial = {"permanences": list(going_on.values_list("pk", flat=True))}
        form = RemplacementForm(request.POST or None, initial=initial)
        form.fields["permanences"].offer(going_on)
        form.fields["remplacants"].queryset = (
            people.exclude(etat=Etat.A_POURVOIR)
            .exclude(date_depart__lt=timezone.localdate())
            .select_related("employeur")
            .order_by("prenom", "nom", "pk")
        )
        return form


def _told(plan: Remplacement) -> str:
    number = sum(isinstance(row, Permanence) for row in plan.changed)
    said = ngettext("%(n)s permanence confiée à %(who)s.", "%(n)s permanences confiées à %(who)s.", number)
    words = said % {"n": number, "who": enumerate_words(plan.asked["remplacants"])}
    return f"{words} {plan.effet}".strip()
