"""A lieu for whoever may only read it: its point and its phone as people write them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

AS_READ = {"position": "point_lu", "telephone": "telephone_lu"}


class ReadsInWords:
    """A page of the admin that says to readers what the form shows to those who edit."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not obj or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": [AS_READ.get(name, name) for name in map(_known, options["fields"])]})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *AS_READ.values()]

    @admin.display(description=_("position"))
    def point_lu(self, lieu):
        return f"{lieu.position.y:.6f}, {lieu.position.x:.6f}"

    @admin.display(description=_("téléphone"))
    def telephone_lu(self, lieu):
        return lieu.telephone_affiche


def _known(name):
    """A line of several fields is a list: a key of no dictionary."""
    return tuple(name) if isinstance(name, list) else name
