"""The description of the API (OpenAPI 3.1), made from its forms, its shapes and its examples: /api/openapi.json."""

import json
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.urls import resolve
from django.utils.translation import gettext as _

from conseillers.api.endpoint import answered, endpoint
from conseillers.api.operations import OPERATIONS, PARAMETRES, Operation
from conseillers.api.parametres import SLUG, nothing_asked, schema_of
from conseillers.api.problemes import TYPE, problem
from conseillers.api.schemas import ref, schemas, text

VERSION = "1.0.0"
LICENCE = {"name": "Licence Ouverte 2.0 (Etalab)", "identifier": "etalab-2.0"}
EXEMPLES = Path(__file__).parent / "exemples"  # real answers: tests/conseillers/api/test_exemples.py writes them


@endpoint
def openapi(request):
    nothing_asked(request)
    return answered(description())


def description() -> dict:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Conseillers numériques de la Métropole de Lyon"),
            "version": VERSION,
            "description": "\n\n".join(general()),
            "license": LICENCE,
        },
        "servers": [{"url": "/"}],
        "paths": {each.path: {"get": _operation(each)} for each in OPERATIONS},
        "components": {"schemas": schemas(), "responses": _responses(), "headers": _headers()},
    }


def general() -> list[str]:
    """What holds for every address."""
    most = {"n": settings.API_PAR_MINUTE}
    return [
        _("Ce que disent les pages du site, pour les programmes. On ne fait que lire, sans clé ni compte."),
        _(
            "Un paramètre inconnu, donné deux fois ou mal écrit est refusé (400), avec une phrase par paramètre : la "
            "réponse est toujours celle de la question posée."
        ),
        _(
            "Les listes sont par pages : suivez « suivant » jusqu’à null. Ce qui change pendant la lecture ne fait ni "
            "sauter ni répéter un lieu."
        ),
        _(
            "Limite : %(n)s demandes par minute et par adresse, d’un coup si l’on veut. Une réponse 304 compte pour un "
            "dixième : renvoyez l’ETag dans If-None-Match. Au-delà, la réponse est 429, et Retry-After dit combien de "
            "secondes attendre."
        )
        % most,
        _("Les heures sont celles de Lyon, avec leur décalage. De nouveaux membres peuvent s’ajouter aux réponses."),
    ]


def _operation(each: Operation) -> dict:
    example = example_of(each.name)
    said = {"description": str(each.titre), "headers": {"ETag": {"$ref": "#/components/headers/ETag"}}}
    body = {"schema": ref(each.reponse), "example": example["reponse"]}
    others = ["304", "400", *(["301", "404"] if "{slug}" in each.path else []), "429", "503"]
    return {
        "operationId": each.name,
        "summary": str(each.titre),
        "description": str(each.texte),
        "parameters": _parameters(each, example["demande"]),
        "responses": {"200": said | {"content": {"application/json": body}}}
        | {status: {"$ref": f"#/components/responses/{status}"} for status in sorted(others)},
    }


def _parameters(each: Operation, asked: str) -> list[dict]:
    where = urlsplit(asked)
    given = dict(parse_qsl(where.query)) | resolve(where.path).kwargs
    found = []
    if "{slug}" in each.path:
        found.append({"name": "slug", "in": "path", "required": True, "schema": text("", pattern=SLUG)})
    form = each.form and each.form()
    for name in form.PARAMETRES if form else []:
        found.append({"name": name, "in": "query", "required": False, "schema": schema_of(form.fields[name])})
    for parameter in found:
        parameter["description"] = str(PARAMETRES[parameter["name"]])
        if parameter["name"] in given:
            parameter["example"] = _typed(given[parameter["name"]], parameter["schema"])
    return found


def _typed(value: str, schema: dict):
    return json.loads(value) if schema["type"] in ("number", "integer") else value


@cache
def example_of(name: str) -> dict:
    """What was asked, and the answer."""
    return json.loads((EXEMPLES / f"{name}.json").read_text(encoding="utf-8"))


def _responses() -> dict:
    return {
        "301": {
            "description": _("Le lieu a changé d’adresse."),
            "headers": {"Location": {"schema": {"type": "string"}}},
        },
        "304": {"description": _("Rien n’a changé depuis la réponse qui porte cet ETag.")},
        "400": _problem(_("Demande refusée : ce qui ne va pas, par paramètre."), example_of("refus")["reponse"]),
        "404": _problem(_("Il n’y a rien à cette adresse."), example_of("introuvable")["reponse"]),
        "429": _problem(_("Trop de demandes : attendez."), json.loads(problem(429).content), "Retry-After"),
        "503": _problem(_("La base ne répond pas."), json.loads(problem(503).content), "Retry-After"),
    }


def _problem(words: str, example: dict, *headers: str) -> dict:
    return {
        "description": words,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {TYPE: {"schema": ref("Probleme"), "example": example}},
    }


def _headers() -> dict:
    return {
        "ETag": {"description": _("À renvoyer dans If-None-Match."), "schema": {"type": "string"}},
        "Retry-After": {"description": _("Secondes à attendre."), "schema": {"type": "string"}},
    }
