"""Each example of the description is a real answer. EXEMPLES=1 bin/test tests/conseillers/api/test_exemples.py -q
writes them again."""

import json
import os

import pytest

from conseillers.api.description import EXEMPLES, example_of

DEMANDES = {
    "lieux": "/api/lieux/?q=villeurbanne&besoin=cv&taille=1",
    "lieu": "/api/lieux/la-miete-villeurbanne/",
    "permanences": "/api/permanences/?commune=villeurbanne&taille=2",
    "seances": "/api/seances/?du=2026-11-24&au=2026-11-26&commune=villeurbanne",
    "communes": "/api/communes/?taille=2",
    "sommaire": "/api/",
    "refus": "/api/seances/?du=demain&mode=visio",
    "introuvable": "/api/lieux/nulle-part/",
}


@pytest.fixture(autouse=True)
def _sealed_alike(settings):
    settings.SECRET_KEY = "exemple"
    settings.SECRET_KEY_FALLBACKS = []


@pytest.mark.parametrize("name", DEMANDES)
def test_an_example_is_what_is_answered(client, db, world, monday, name):
    said = {"demande": DEMANDES[name], "reponse": client.get(DEMANDES[name]).json()}
    if os.environ.get("EXEMPLES"):
        (EXEMPLES / f"{name}.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        example_of.cache_clear()

    assert example_of(name) == said
