"""Pages that change many things at once, in two steps: what it would give, read first; then the deed, all or nothing.

What was read is sealed: the button that saves carries a digest of the form and of all that the plan read. If anything
has moved since (a colleague, or the same button pressed twice), nothing is written, and the page shows how things are
now.
"""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import DateField, Media
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from conseillers.models import JourCalendaire
from structures.essai import trial

SAVE, SEEN = "_enregistrer", "vu"


class DayField(DateField):
    """Today or a day to come, within the calendar: what is past is never written again."""

    def __init__(self, **kwargs):
        super().__init__(widget=AdminDateWidget, **kwargs)

    def validate(self, value):
        super().validate(value)
        if value and value < timezone.localdate():
            raise ValidationError(_("Ce jour est passé : choisissez aujourd’hui ou un jour à venir."))
        if value and value > JourCalendaire.LAST:
            raise ValidationError(
                _("Choisissez un jour avant %(year)s."), params={"year": JourCalendaire.LAST.year + 1}
            )


class Plan:
    """What a page would do. It locks and reads when it is made, so that nothing moves until it is written."""

    titre = ""  # in the history of what it touches

    def __init__(self):
        self.conflits: list[str] = []
        self.erreurs: list[str] = []  # why it cannot be done
        self.changed: list[models.Model] = []
        self.added: list[models.Model] = []

    def facts(self) -> list:
        """All that was read and would change."""
        raise NotImplementedError

    def write(self) -> None:
        raise NotImplementedError

    def look(self) -> None:
        """Gathers what the page shows, as if it were done."""

    @property
    def possible(self) -> bool:
        return not self.erreurs and bool(self.changed or self.added)


def perform(request, form, make: Callable[[dict], Plan]) -> tuple[Plan | None, bool]:
    """The plan that the form asks for, if it does, and whether it is done."""
    if request.method != "POST" or not form.is_valid():
        return None, False
    with transaction.atomic():
        plan = _sealed(form, make)
        if SAVE in request.POST and constant_time_compare(plan.seal, request.POST.get(SEEN, "")):
            if _do(request, plan):
                return plan, True
            plan = _sealed(form, make)
        _try(plan)
    if SAVE in request.POST:
        messages.warning(request, _not_yet(request.POST.get(SEEN)))
    return plan, False


def _do(request, plan: Plan) -> bool:
    """False when it cannot be: the button is not offered then, but may be pressed all the same."""
    try:
        with transaction.atomic():
            plan.write()
            _log(request, plan)
    except ValidationError:
        return False
    return True


def _try(plan: Plan) -> None:
    with trial():
        try:
            with transaction.atomic():
                plan.write()
                plan.look()
        except ValidationError as error:
            plan.erreurs += error.messages


def _not_yet(seen: str | None) -> str:
    if not seen:
        return _("Rien n’est encore enregistré : relisez ce que cela donne, puis enregistrez.")
    return _(
        "Rien n’a été enregistré : quelque chose a changé depuis que vous l’avez relu, ou c’est déjà fait. "
        "Voici ce qu’il en est maintenant."
    )


def _sealed(form, make: Callable[[dict], Plan]) -> Plan:
    plan = make(form.cleaned_data)
    said = [(name, _plain(value)) for name, value in sorted(form.cleaned_data.items())]
    plan.seal = salted_hmac(__name__, repr((said, plan.facts())), algorithm="sha256").hexdigest()
    return plan


def _plain(value):
    return sorted(row.pk for row in value) if isinstance(value, models.QuerySet) else str(value)


def _log(request, plan: Plan) -> None:
    """In Django's own history of actions, beside those of the forms."""
    for rows, flag in ((plan.changed, CHANGE), (plan.added, ADDITION)):
        LogEntry.objects.log_actions(request.user.pk, rows, flag, plan.titre)


def page(request, template: str, form, fieldsets, plan: Plan | None, **context) -> TemplateResponse:
    media = Media(js=["admin/js/core.js"]) + form.media  # Django's calendar counts on it
    titles = {"title": context.pop("titre"), "adminform": AdminForm(form, fieldsets, {}), "plan": plan}
    return TemplateResponse(
        request, template, {**admin.site.each_context(request), "media": media, **titles, **context}
    )
