"""Dull, valid objects at real places. What a test is about is written in the test."""

import json
from datetime import time, timedelta
from functools import cache
from pathlib import Path

import factory
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.utils import timezone
from django.utils.text import slugify

from conseillers.models import Changement, Conseiller, Permanence, Revision
from structures.geo import point
from structures.models import AncienneCommune, Commune, Lieu, Structure

# Real doors: longitude, latitude, code postal, code INSEE.
MIETE = (4.890171, 45.763777, "69100", "69266")  # Villeurbanne, Gratte-Ciel
RAYONNE = (4.918983, 45.75764, "69100", "69266")  # Villeurbanne, 2.3 km east of the MIETE
ARTAG = (4.91148, 45.752659, "69100", "69266")
CYBERBASE_BRON = (4.914912, 45.731165, "69500", "69029")
CCAS_ECULLY = (4.779903, 45.774243, "69130", "69081")
MAIRIE_GRIGNY = (4.7891, 45.6085, "69520", "69096")


@cache
def _features(name: str) -> list[dict]:
    return json.loads((Path(settings.BASE_DIR) / "fixtures" / name).read_text())["features"]


def _outline(feature) -> MultiPolygon:
    geometry = GEOSGeometry(json.dumps(feature["geometry"]))
    return geometry if geometry.geom_type == "MultiPolygon" else MultiPolygon(geometry)


@cache
def _communes() -> list[tuple[dict, MultiPolygon]]:
    return [(feature["properties"], _outline(feature)) for feature in _features("communes.geojson")]


def load_communes(*codes: str) -> dict[str, Commune]:
    """Real communes by INSEE code (all of them when none is named)."""
    found: dict[str, Commune] = {}
    wanted = [(facts, outline) for facts, outline in _communes() if not codes or facts["code_insee"] in codes]
    for niveau in Commune.Niveau.values:  # Lyon before its arrondissements
        level = [_commune(facts, outline, found) for facts, outline in wanted if facts["niveau"] == niveau]
        found |= {commune.code_insee: commune for commune in Commune.objects.bulk_create(level)}
    if not codes:
        _load_former_communes(found)
    return found


def _commune(facts: dict, outline: MultiPolygon, found: dict[str, Commune]) -> Commune:
    return Commune(
        code_insee=facts["code_insee"],
        nom=facts["nom"],
        slug=slugify(facts["nom"].removesuffix(" Arrondissement").replace("'", " ")),
        niveau=facts["niveau"],
        parent=found.get(facts["parent"]),
        codes_postaux=facts["codes_postaux"],
        alias=facts["alias"],
        population=facts["population"],
        contour=outline,
        centre=point(facts["lon"], facts["lat"]),
    )


def _load_former_communes(found: dict[str, Commune]) -> None:
    for feature in _features("communes_anciennes.geojson"):
        facts = feature["properties"]
        AncienneCommune.objects.create(
            nom=facts["nom"],
            code_insee=facts["code_insee"],
            codes_postaux=facts["codes_postaux"],
            commune=found[facts["parent"]],
            contour=_outline(feature),
            centre=point(facts["lon"], facts["lat"]),
        )


class StructureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Structure

    nom = factory.Sequence(lambda n: f"Structure {n}")


class LieuFactory(factory.django.DjangoModelFactory):
    """A published lieu at a real door: `LieuFactory(at=MIETE)`."""

    class Meta:
        model = Lieu

    class Params:
        at = MIETE

    structure = factory.SubFactory(StructureFactory)
    nom = factory.Sequence(lambda n: f"Lieu {n}")
    adresse = "1 rue de la République"
    code_postal = factory.LazyAttribute(lambda o: o.at[2])
    position = factory.LazyAttribute(lambda o: point(o.at[0], o.at[1]))

    @factory.lazy_attribute
    def commune(self):
        code = self.at[3]
        return Commune.objects.filter(code_insee=code).first() or load_communes(code)[code]


class ConseillerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Conseiller

    prenom = factory.Sequence(lambda n: f"Prénom{n}")
    employeur = factory.SubFactory(StructureFactory)
    etat = Conseiller.Etat.EN_POSTE


class PermanenceFactory(factory.django.DjangoModelFactory):
    """Every Tuesday from 14:00 to 17:00, with one adviser in post."""

    class Meta:
        model = Permanence
        skip_postgeneration_save = True

    lieu = factory.SubFactory(LieuFactory)
    jours = [2]
    heure_debut = time(14)
    heure_fin = time(17)

    @factory.post_generation
    def conseillers(self, create, extracted, **kwargs):
        self.conseillers.set(extracted if extracted is not None else [ConseillerFactory()])


class ChangementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Changement

    genre = Changement.Genre.ANNULATION
    au = factory.SelfAttribute("du")


def commit() -> None:
    """Each commit adds a revision (test_revision.py); a test is one transaction, and says where others would end."""
    Revision.objects.create(instant=timezone.now() + timedelta(microseconds=Revision.version() + 1))
