"""Loads the 67 areas: the 58 communes of the Métropole and Lyon's 9 arrondissements."""

from pathlib import Path

from django.utils.translation import gettext as _

from structures.chargement import (
    LoadingCommand,
    blaming,
    multipolygon,
    progress,
    read_features,
    readable_slug,
)
from structures.geo import point
from structures.models import AncienneCommune, Commune


class Command(LoadingCommand):
    help = _("Charge les communes et arrondissements de la Métropole de Lyon, et les anciennes communes.")
    reason = _("Chargement des communes")

    def load(self, folder: Path) -> str:
        path = folder / "communes.geojson"
        # Lyon comes before its arrondissements.
        features = sorted(read_features(path), key=lambda feature: bool(feature["properties"].get("parent")))
        known = {commune.code_insee: commune for commune in Commune.objects.all()}
        created = refreshed = 0
        for feature in progress(features, _("Communes")):
            with blaming(path, str(feature.get("id"))):
                code_insee = feature["properties"]["code_insee"]
                if code_insee in known:
                    commune = known[code_insee]
                    alias = list(dict.fromkeys([*commune.alias, *feature["properties"]["alias"]]))
                    refreshed += refresh(commune, commune_facts(feature, known) | {"alias": alias})
                else:
                    known[code_insee] = create_commune(feature, known)
                    created += 1
        former = load_former_communes(folder / "communes_anciennes.geojson", known)
        return _(
            "%(total)d communes et arrondissements : %(created)d créés, %(existing)d déjà là, "
            "%(refreshed)d mis à jour ; %(former)d anciennes communes créées"
        ) % {
            "total": len(features),
            "created": created,
            "existing": len(features) - created,
            "refreshed": refreshed,
            "former": former,
        }


def area_facts(feature: dict) -> dict:
    properties = feature["properties"]
    return {
        "nom": properties["nom"],
        "codes_postaux": properties["codes_postaux"],
        "contour": multipolygon(feature["geometry"]),
        "centre": point(properties["lon"], properties["lat"]),
    }


def commune_facts(feature: dict, known: dict[str, Commune]) -> dict:
    """What is the State's to say, hence refreshed. The slug is the site's: it is written once; aliases are added to."""
    properties = feature["properties"]
    parent = properties["parent"]
    return area_facts(feature) | {
        "niveau": properties["niveau"],
        "parent": known[parent] if parent else None,
        "population": properties["population"],
    }


def create_commune(feature: dict, known: dict[str, Commune]) -> Commune:
    properties = feature["properties"]
    commune = Commune(code_insee=properties["code_insee"], alias=properties["alias"], **commune_facts(feature, known))
    commune.slug = readable_slug(commune.nom_court)
    commune.full_clean(validate_constraints=False)
    commune.save()
    return commune


def refresh(commune: Commune, facts: dict) -> bool:
    """Writes what changed, and only that: a second run touches no row."""
    changed = [name for name, value in facts.items() if getattr(commune, name) != value]
    for name in changed:
        setattr(commune, name, facts[name])
    if changed:
        commune.save(update_fields=changed)
    return bool(changed)


def load_former_communes(path: Path, known: dict[str, Commune]) -> int:
    existing = set(AncienneCommune.objects.values_list("nom", flat=True))
    created = 0
    for feature in read_features(path):
        properties = feature["properties"]
        with blaming(path, str(feature.get("id"))):
            if properties["nom"] not in existing:
                AncienneCommune.objects.create(
                    code_insee=properties["code_insee"],
                    commune=known[properties["parent"]],
                    **area_facts(feature),
                )
                created += 1
    return created
