"""Structures that may be one: what is theirs alone."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conseillers.admin.doublons import Rapprochement, Sorte, counted
from conseillers.fusion import pointing_to
from conseillers.models import Conseiller, Releve
from structures.admin.archivage import counted as in_number
from structures.admin.liste import number_of
from structures.comptes.referents import watched
from structures.fusions import StructuresDistinctes
from structures.models import Lieu, Structure

NAMED = 10  # of each kind: the others are counted


class RapprochementDeStructures(Rapprochement):
    def theirs(self, obj):
        rows = [[relation.name, *each.values_list("pk", flat=True)] for relation, each in pointing_to(obj)]
        return [*rows, list(obj.referents.order_by("pk").values_list("pk", flat=True))]

    def write(self):
        if self.erreurs:
            return super().write()
        self.nouveaux = list(self.autre.referents.exclude(structures=self.garde).order_by("last_name", "pk"))
        with watched(self.request, self.garde):
            super().write()

    def look(self):
        self.nom, self.perdues = str(self.garde), self.fusion.perdues
        self.passees = [_said(model, rows) for model, rows in self.fusion.passees.items()]
        if self.nouveaux:
            words = ngettext("%(n)s référent", "%(n)s référents", len(self.nouveaux)) % {"n": len(self.nouveaux)}
            self.passees.append((words, [each.get_full_name() or each.get_username() for each in self.nouveaux]))


def _said(model, rows) -> tuple[str, list[str]]:
    """« 3 lieux », and their names."""
    names = [capfirst(str(each)) for each in rows]
    return in_number(model, len(rows)), names if len(names) <= NAMED else [*names[:NAMED], "…"]


class Structures(Sorte):
    model = Structure
    rights = [
        "structures.change_structure",
        "structures.delete_structure",
        "structures.change_lieu",
        "conseillers.change_conseiller",
    ]
    distincts = StructuresDistinctes
    releve = Releve.DOUBLONS_STRUCTURES
    titre = _("Structures peut-être en double")
    titre_deux = _("Comparer deux structures")
    fait = _("C’est fait : il ne reste qu’une structure. Tout ce qui était à l’autre est à elle.")
    note = _("C’est noté : ce sont deux structures. Elles ne sont plus proposées ensemble.")
    reste = _("Une des deux structures n’existe plus : c’est déjà fait.")

    def rows(self):
        return Structure.objects.annotate(
            nombre_lieux=number_of(Lieu.objects, "structure"),
            nombre_postes=number_of(Conseiller.objects, "employeur"),
            nombre_referents=number_of(Structure.referents.through.objects, "structure"),
        )

    def weight(self, obj):
        return obj.nombre_lieux + obj.nombre_postes

    def plan(self, request, form, cleaned):
        return RapprochementDeStructures(self, request, form, cleaned)


STRUCTURES = Structures()


def structures_en_double(user):
    def words(nombre):
        return ngettext("structure peut-être en double", "structures peut-être en double", nombre)

    return counted(STRUCTURES, user, words)
