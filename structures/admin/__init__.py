"""The staff's desk, ground floor: communes, structures and their lieux."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from structures.admin.base import ReadOnly, StaffAdmin
from structures.admin.commune import CommuneAdmin
from structures.admin.import_lieux import ImportAdmin
from structures.admin.lieu import LieuAdmin
from structures.admin.structure import StructureAdmin
from structures.comptes.admin import CompteAdmin, EvenementAdmin

admin.site.site_header = _("Conseillers numériques – Métropole de Lyon")
admin.site.site_title = _("Conseillers numériques")
admin.site.index_title = _("Espace de l’équipe")

__all__ = [
    "CommuneAdmin",
    "CompteAdmin",
    "EvenementAdmin",
    "ImportAdmin",
    "LieuAdmin",
    "ReadOnly",
    "StaffAdmin",
    "StructureAdmin",
]
