"""Lieux that may be one: what is theirs alone."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conseillers.admin.doublons import Rapprochement, Sorte, counted
from conseillers.conflits import conflits
from conseillers.fusion import FusionDeLieux
from conseillers.models import Permanence, Releve
from conseillers.wording import enumerate_words, rule_in_words
from structures.essai import values_of
from structures.fusions import PasDoublon
from structures.models import Lieu


class RapprochementDeLieux(Rapprochement):
    fusion_class = FusionDeLieux

    def theirs(self, obj):
        return [values_of(each) for each in obj.permanences.order_by("pk")]

    def look(self):
        self.nom, self.adresse, self.ancienne = (
            str(self.garde),
            self.garde.get_absolute_url(),
            self.autre.get_absolute_url(),
        )
        self.passees = [self._said(each) for each in self.fusion.passees[Permanence]]
        self.reunies = [self._said(each) for each in self.fusion.reunies]
        self.perdues = self.fusion.perdues
        self.conflits = [each.phrase for each in conflits(lieux=[self.garde.pk]) if each.a_corriger]

    @staticmethod
    def _said(permanence) -> tuple[str, str]:
        return rule_in_words(permanence), enumerate_words(permanence.conseillers.all())


class Lieux(Sorte):
    model = Lieu
    rights = ["structures.change_lieu", "structures.delete_lieu", "conseillers.change_permanence"]
    distincts = PasDoublon
    releve = Releve.DOUBLONS
    titre = _("Doublons probables")
    titre_deux = _("Comparer deux lieux")
    fait = _("C’est fait : il ne reste qu’un lieu. L’ancienne adresse du site y mène.")
    note = _("C’est noté : ce sont deux lieux. Ils ne sont plus proposés ensemble.")
    reste = _("Un des deux lieux n’existe plus : c’est déjà fait.")

    def rows(self):
        return Lieu.objects.select_related("structure", "commune").defer("commune__contour")

    def weight(self, obj):
        return obj.permanences.count()

    def plan(self, request, form, cleaned):
        return RapprochementDeLieux(self, request, form, cleaned)

    def between(self, premier, second):
        found = Lieu.objects.with_distance(second.position).get(pk=premier.pk)
        return {"metres": round(found.distance.m)}


LIEUX = Lieux()


def doublons_probables(user):
    return counted(LIEUX, user, lambda nombre: ngettext("doublon probable", "doublons probables", nombre))
