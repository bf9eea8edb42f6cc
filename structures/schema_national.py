"""A lieu as a row of the national schema *lieux de médiation numérique*, v1.0.2 of 11 April 2024.

https://github.com/LaMednum/standard-mediation-num. Most fields are those of `Lieu`, under the same names; this file
knows how the others are said there, and leaves empty what the schema would refuse.
"""

import re
from typing import Any

from django.utils import timezone

from structures.models import ENUMERATIONS, Lieu
from structures.tableur import guarded

VERSION = "v1.0.2"
SEPARATOR = "|"  # between the values of one cell

FIELDS = [
    "id",
    "pivot",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "latitude",
    "longitude",
    "typologie",
    "telephone",
    "courriels",
    "site_web",
    "horaires",
    "presentation_resume",
    "presentation_detail",
    "source",
    "itinerance",
    "structure_parente",
    "date_maj",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
    "fiche_acces_libre",
    "prise_rdv",
]
SEVERAL = {*ENUMERATIONS, "courriels", "site_web", "autres_formations_labels"}

NO_PIVOT = "00000000000000"  # the schema asks for one: what national files say of a place that has none
SOURCE = "Métropole de Lyon"  # of what came from no file
INVENTED = " (exemple : horaires inventés)"  # after the source of a row whose hours are a demonstration's

PIVOT = re.compile(r"[a-zA-Z0-9]{9,14}")
TELEPHONE = re.compile(r"\+(33|590|594|262|596|269|687|689|508|681)[0-9]{6,9}")
LONGEST_RESUME = 280


def row(lieu: Lieu, horaires: str = "") -> dict[str, str | float | None]:
    """The cells of a lieu, whose `commune` and `structure` are loaded, in the order of the schema.

    `horaires` are those of its permanences, which another floor knows: the building's own are not when one is helped.
    A point that is only somewhere in the commune is left out: a map would send people to it.
    """
    town = lieu.commune.parent or lieu.commune
    pivot = lieu.pivot or lieu.structure.pivot
    cells = {field: getattr(lieu, field, "") for field in FIELDS} | {
        "id": lieu.slug,
        "pivot": pivot if PIVOT.fullmatch(pivot) else NO_PIVOT,
        "commune": town.nom,
        "code_insee": lieu.commune.code_insee,
        "latitude": lieu.position.y if lieu.adresse_connue else None,
        "longitude": lieu.position.x if lieu.adresse_connue else None,
        "telephone": shown(lieu, "telephone"),
        "horaires": horaires,
        "presentation_resume": shown(lieu, "presentation_resume"),
        "source": lieu.source or SOURCE,
        "structure_parente": lieu.structure.nom if lieu.structure.nom != lieu.nom else "",
        "date_maj": timezone.localdate(lieu.date_maj).isoformat(),
    }
    return {field: _joined(value) if field in SEVERAL else value for field, value in cells.items()}


def shown(lieu: Lieu, field: str) -> Any:
    """The value of a field as files say it: the schema refuses some of ours."""
    value = getattr(lieu, field)
    if field == "telephone":
        return value if TELEPHONE.fullmatch(value) else ""
    return _short(value) if field == "presentation_resume" else value


def _joined(values: list[str]) -> str:
    """A separator within a value, as an address of the web may have, is written as such addresses write it."""
    return SEPARATOR.join(value.replace(SEPARATOR, "%7C") for value in values)


def _short(text: str) -> str:
    """As long as the schema takes it, the guard against formulas included."""
    return text if len(guarded(text)) <= LONGEST_RESUME else text[: LONGEST_RESUME - 1]
