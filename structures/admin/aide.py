"""Whom a lieu welcomes, as boxes that one reads at a glance."""

from django.utils.translation import gettext_lazy as _

from structures.admin.cases import GroupedBoxes
from structures.nomenclature import PriseEnCharge, PublicAdresse

# By field: the values of each named group, and what some of them mean in everyday words.
BOXES = {
    "publics_specifiquement_adresses": (
        {
            _("Selon l’âge"): [PublicAdresse.JEUNES, PublicAdresse.ETUDIANTS, PublicAdresse.SENIORS],
            _("Selon la situation"): [PublicAdresse.FAMILLES, PublicAdresse.FEMMES],
        },
        {},
    ),
    "prise_en_charge_specifique": (
        {
            _("Handicap"): [
                PriseEnCharge.SURDITE,
                PriseEnCharge.VISUEL,
                PriseEnCharge.MOTEUR,
                PriseEnCharge.MENTAL,
            ],
            _("Langue et lecture"): [
                PriseEnCharge.ILLETTRISME,
                PriseEnCharge.ANGLAIS,
                PriseEnCharge.AUTRES_LANGUES,
            ],
        },
        {PriseEnCharge.ILLETTRISME: _("pour qui a du mal à lire ou à écrire")},
    ),
}


class ReadableBoxes:
    """A page of the admin where these fields are boxes in groups."""

    boxes = BOXES

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.boxes:
            groups, words = self.boxes[db_field.name]
            kwargs["widget"] = GroupedBoxes(db_field.verbose_name, groups, words)
        return super().formfield_for_dbfield(db_field, request, **kwargs)
