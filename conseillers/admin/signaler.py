"""What staff are told when they save: the conflicts that the schedule now has."""

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from conseillers.conflits import conflits

MOST = 5  # messages; the page of conflicts has them all


class TellsConflicts:
    """A page of the admin after whose saving conflicts may appear."""

    def concerned(self, obj) -> dict:
        """What to look for conflicts of, as `conflits()` takes it."""
        raise NotImplementedError

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        found = conflits(**self.concerned(form.instance))
        for conflit in found[:MOST]:
            self.message_user(request, conflit.phrase, messages.WARNING if conflit.a_corriger else messages.INFO)
        if len(found) > MOST:
            link = '<a href="{}">{}</a>'
            page = reverse("admin:conseillers_conflits")
            words = _("Voir les %(number)s conflits de l’agenda") % {"number": len(found)}
            self.message_user(request, format_html(link, page, words), messages.WARNING)
