"""A structure: the ground floor's page, with what this floor knows of those that may be one."""

from django.contrib import admin

from conseillers.admin.doublons import FindsDuplicates
from conseillers.admin.doublons_structures import STRUCTURES
from conseillers.comptes import KeepsFinds
from structures.admin import StructureAdmin
from structures.models import Structure


@admin.register(Structure)
class StructureWithAdvisersAdmin(KeepsFinds, FindsDuplicates, StructureAdmin):
    sorte = STRUCTURES
