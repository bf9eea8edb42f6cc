"""Where a page of the admin shows on the site, or why it does not."""

from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from structures.models import Lieu


def off_site(obj) -> str:
    """Why residents do not see it; nothing when they do."""
    if not isinstance(obj, Lieu):
        return ""
    if not obj.publie:
        return _("Pas publié sur le site")
    return _("Pas sur le site : sa structure est archivée") if obj.structure.archivee else ""


def page_of(obj) -> str | None:
    """Its address on the site, where it has one that answers."""
    try:
        return None if off_site(obj) else obj.get_absolute_url()
    except (AttributeError, NoReverseMatch):
        return None


class SaysWhetherOnSite:
    """A page of the admin about a lieu, or about what is held there: « Voir sur le site », or why there is no link."""

    def shown_lieu(self, obj) -> Lieu:
        return obj

    def view_on_site(self, obj):
        return page_of(self.shown_lieu(obj))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["hors_site"] = off_site(self.shown_lieu(obj))
        return super().render_change_form(request, context, add, change, form_url, obj)
