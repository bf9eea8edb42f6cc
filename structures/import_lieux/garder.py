"""A `Ligne` as JSON, to be kept with an import until somebody has decided, and back."""

from datetime import date
from typing import Any

from django.contrib.gis.geos import Point

from structures.geo import point
from structures.import_lieux.champs import POSITION
from structures.import_lieux.ligne import Ligne, Remarque
from structures.models import Commune

REMARQUES = ("reparations", "ecartes", "refus")
NOT_AS_THEY_ARE = {"champs", "garde", *REMARQUES}


def to_json(ligne: Ligne) -> dict[str, Any]:
    if ligne.garde is not None:
        return ligne.garde
    kept = {name: value for name, value in vars(ligne).items() if value and name not in NOT_AS_THEY_ARE}
    kept |= {name: [dict(vars(each)) for each in getattr(ligne, name)] for name in REMARQUES if getattr(ligne, name)}
    if ligne.date_maj:
        kept["date_maj"] = ligne.date_maj.isoformat()
    return kept | {"champs": {name: _plain(value) for name, value in ligne.champs.items()}}


def _plain(value):
    if isinstance(value, Commune):
        return value.pk
    return list(value.coords) if isinstance(value, Point) else value


class Communes(dict):
    """By key, without their outlines: read once for all rows."""

    def __init__(self):
        super().__init__(Commune.objects.select_related("parent").defer("contour", "parent__contour").in_bulk())


def from_json(kept: dict[str, Any], communes: dict[int, Commune]) -> Ligne:
    facts = dict(kept)
    champs = dict(facts.pop("champs", {}))
    if "commune" in champs:
        champs["commune"] = communes.get(champs["commune"])
    if champs.get(POSITION):
        champs[POSITION] = point(*champs[POSITION])
    for name in REMARQUES:
        facts[name] = [Remarque(**each) for each in facts.get(name, [])]
    if facts.get("date_maj"):
        facts["date_maj"] = date.fromisoformat(facts["date_maj"])
    return Ligne(champs=champs, **{"numero": 0, "garde": kept, **facts})
