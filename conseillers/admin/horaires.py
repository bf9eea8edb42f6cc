"""Other hours, for several permanences at once, from a day on."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conseillers.admin.decoupage import Decoupage, PermanencesField, with_days
from conseillers.admin.deux_temps import DayField, page, perform
from conseillers.models import Mode, Permanence
from conseillers.wording import hour, long_day
from structures.admin.forms import HourField
from structures.models import Lieu
from structures.portee import reaches, within

FIELDS = ["heure_debut", "heure_fin", "heure_debut_2", "heure_fin_2"]
QUARTERS = [15, 30, 45, 60, 90, 120]


class Heures(models.TextChoices):
    DECALER = "decaler", _("les décaler toutes d’autant")
    NOUVELLES = "nouvelles", _("les mêmes nouvelles heures pour toutes")
    GARDER = "garder", _("les garder : seul le mode change")


def _shifts() -> list[tuple[int, str]]:
    later = [(minutes, _("%(time)s plus tard") % {"time": _length(minutes)}) for minutes in QUARTERS]
    sooner = [(-minutes, _("%(time)s plus tôt") % {"time": _length(minutes)}) for minutes in QUARTERS]
    return [*sooner, *later]


def _length(minutes: int) -> str:
    return hour(time(minutes // 60, minutes % 60)) if minutes >= 60 else _("%(n)s minutes") % {"n": minutes}


class HorairesForm(forms.Form):
    permanences = PermanencesField()
    du = DayField(label=_("À partir du"), help_text=_("Avant ce jour, rien ne change."))
    heures = forms.ChoiceField(label=_("Les heures"), choices=Heures, initial=Heures.DECALER)
    decalage = forms.TypedChoiceField(
        label=_("Décaler de"), coerce=int, empty_value=None, required=False, choices=_shifts, initial=30
    )
    heure_debut = HourField(label=_("De"), required=False)
    heure_fin = HourField(label=_("à"), required=False)
    heure_debut_2 = HourField(label=_("puis de"), required=False)
    heure_fin_2 = HourField(label=_("à"), required=False)
    mode = forms.ChoiceField(label=_("Mode"), required=False, choices=[("", _("celui d’avant")), *Mode.choices])

    def clean(self):
        cleaned = super().clean()
        match cleaned.get("heures"):
            case Heures.DECALER if cleaned.get("decalage") is None and "decalage" not in self.errors:
                self.add_error("decalage", _("Dites de combien."))
            case Heures.NOUVELLES:
                self._check_hours(cleaned)
            case Heures.GARDER if not cleaned.get("mode") and "mode" not in self.errors:
                self.add_error("mode", _("Choisissez le nouveau mode, ou changez les heures."))
        return cleaned

    def _check_hours(self, cleaned):
        """Says beside which field what the constraints say of the whole."""
        start, end, start_2, end_2 = (cleaned.get(name) for name in FIELDS)
        if self.errors.keys() & set(FIELDS):
            return
        if not start or not end:
            self.add_error("heure_fin" if start else "heure_debut", _("Indiquez le début et la fin."))
        elif end <= start:
            self.add_error("heure_fin", _("La fin doit être après le début."))
        elif bool(start_2) != bool(end_2) or (start_2 and not end <= start_2 < end_2):
            self.add_error("heure_fin_2", _("Le second créneau doit avoir un début et une fin, après le premier."))


class ChangementDHoraires(Decoupage):
    titre = _("Horaires changés à partir d’un jour.")

    def __init__(self, cleaned: dict):
        self.asked = cleaned
        super().__init__(cleaned["permanences"], cleaned["du"])

    def change(self, scission):
        rule = scission.during
        for name in FIELDS:
            setattr(rule, name, self._hour(getattr(rule, name), name))
        rule.mode = self.asked["mode"] or rule.mode
        return scission.permanence.conseillers.all()

    def _hour(self, value: time | None, name: str) -> time | None:
        match self.asked["heures"]:
            case Heures.NOUVELLES:
                return self.asked[name]
            case Heures.DECALER:
                return value and shifted(value, self.asked["decalage"])
        return value


def shifted(value: time, minutes: int) -> time:
    moved = datetime.combine(date.min + timedelta(days=1), value) + timedelta(minutes=minutes)
    if moved.date() != date.min + timedelta(days=1):
        raise ValidationError(_("Ces heures passeraient minuit : donnez de nouvelles heures."))
    return moved.time()


FIELDSETS = [
    (None, {"fields": ["permanences", "du"]}),
    (
        _("À partir de ce jour"),
        {"fields": ["heures", "decalage", ("heure_debut", "heure_fin", "heure_debut_2", "heure_fin_2"), "mode"]},
    ),
]


def horaires_view(request):
    """The permanences of `?ids=1,2`, or those of `?lieu=1`."""
    if not request.user.has_perms(["conseillers.change_permanence", "conseillers.add_permanence"]):
        raise PermissionDenied
    chosen, lieu = _chosen(request)
    form = HorairesForm(request.POST or None, initial={"permanences": list(chosen.values_list("pk", flat=True))})
    form.fields["permanences"].offer(chosen)
    plan, done = perform(request, form, ChangementDHoraires)
    back = _back(lieu)
    if done:
        messages.success(request, _told(plan))
        return HttpResponseRedirect(back)
    context = {"titre": _("Changer des horaires à partir d’un jour"), "lieu": lieu, "retour": back}
    return page(request, "admin/conseillers/horaires.html", form, FIELDSETS, plan, **context)


def _chosen(request) -> tuple[models.QuerySet[Permanence], Lieu | None]:
    own = within(Permanence.objects.all(), request.user, reading=False)
    going_on = with_days(own, date__gte=timezone.localdate())
    key = request.GET.get("lieu", "")
    lieu = Lieu.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if lieu:
        if not reaches(request.user, lieu, reading=False):
            raise PermissionDenied
        return going_on.filter(lieu=lieu), lieu
    keys = [key for key in request.GET.get("ids", "").split(",") if key.isdecimal() and len(key) < 19]
    return going_on.filter(pk__in=keys), None


def _back(lieu: Lieu | None) -> str:
    if lieu:
        return reverse("admin:structures_lieu_change", args=[lieu.pk])
    return reverse("admin:conseillers_permanence_changelist")


def _told(plan: ChangementDHoraires) -> str:
    number = len(plan.changed)
    said = ngettext(
        "%(n)s permanence a de nouveaux horaires à partir du %(day)s. Avant, rien ne change.",
        "%(n)s permanences ont de nouveaux horaires à partir du %(day)s. Avant, rien ne change.",
        number,
    )
    return said % {"n": number, "day": long_day(plan.first)}


class ChangesHours:
    """The list of permanences: its action, and the page behind it."""

    actions = ["change_hours"]

    def get_urls(self):
        view = self.admin_site.admin_view(horaires_view)
        return [path("horaires/", view, name="conseillers_permanence_horaires"), *super().get_urls()]

    def get_actions(self, request):
        actions = super().get_actions(request)
        if not self.has_add_permission(request):
            actions.pop("change_hours", None)
        return actions

    @admin.action(permissions=["change"], description=_("Changer les horaires à partir d’un jour"))
    def change_hours(self, request, queryset):
        keys = ",".join(map(str, sorted(queryset.values_list("pk", flat=True))))
        return HttpResponseRedirect(f"{reverse('admin:conseillers_permanence_horaires')}?ids={keys}")
