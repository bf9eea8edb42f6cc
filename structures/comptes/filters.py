"""Filters of the list of accounts."""

from django.contrib import admin
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.translation import gettext_lazy as _

from structures.roles import Role


class RoleFilter(admin.SimpleListFilter):
    title = _("rôle")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [(role.name.lower(), role.value) for role in Role]

    def queryset(self, request, queryset):
        role = {role.name.lower(): role.value for role in Role}.get(self.value())
        return queryset.filter(groups__name=role) if role else queryset


class EtatFilter(admin.SimpleListFilter):
    title = _("état")
    parameter_name = "etat"

    def lookups(self, request, model_admin):
        return [
            ("actif", _("Actif")),
            ("invite", _("Invité, pas encore venu")),
            ("desactive", _("Désactivé")),
        ]

    def queryset(self, request, queryset):
        invited = {"password__startswith": UNUSABLE_PASSWORD_PREFIX}
        match self.value():
            case "actif":
                return queryset.filter(is_active=True).exclude(**invited)
            case "invite":
                return queryset.filter(is_active=True, **invited)
            case "desactive":
                return queryset.filter(is_active=False)
        return queryset
