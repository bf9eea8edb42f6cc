"""The description as a page that developers read: /api/documentation/."""

import json

from django.shortcuts import render
from django.views.decorators.http import require_safe

from conseillers.api.description import LICENCE, description, example_of, general
from conseillers.api.operations import OPERATIONS


@require_safe
def documentation(request):
    said = description()
    context = {
        "general": general(),
        "licence": LICENCE["name"],
        "operations": [_operation(said, each) for each in OPERATIONS],
        "refus": _example("refus"),
    }
    return render(request, "api/documentation.html", context)


def _operation(said: dict, each) -> dict:
    operation = said["paths"][each.path]["get"]
    return {
        "nom": each.name,
        "adresse": each.path,
        "titre": operation["summary"],
        "texte": operation["description"],
        "parametres": [_parameter(parameter) for parameter in operation["parameters"]],
        "membres": _members(said, each.reponse),
        **_example(each.name),
    }


def _example(name: str) -> dict:
    example = example_of(name)
    return {"demande": example["demande"], "reponse": json.dumps(example["reponse"], ensure_ascii=False, indent=2)}


def _parameter(parameter: dict) -> dict:
    schema = parameter["schema"]
    return {
        "nom": parameter["name"],
        "texte": parameter["description"],
        "valeurs": schema.get("enum", []),
        "bornes": [schema["minimum"], schema["maximum"]] if "minimum" in schema else [],
    }


def _members(said: dict, name: str) -> list[dict]:
    """The members of an answer, those of the objects it lists after it, each with a sentence."""
    return [
        {"nom": f"{before}{member}", "texte": schema["description"], "rang": before.count(".")}
        for before, member, schema in _walk(said["components"]["schemas"], {"$ref": f"/{name}"}, "", ())
        if "description" in schema
    ]


def _walk(shapes: dict, schema: dict, before: str, seen: tuple):
    """Every member as (where, name, schema), objects within objects too."""
    schema = (schema.get("anyOf") or [schema])[0]
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in seen:
            return
        schema, seen = shapes[name], (*seen, name)
    if "items" in schema:
        yield from _walk(shapes, schema["items"], before, seen)
    for member, inside in schema.get("properties", {}).items():
        yield before, member, inside
        yield from _walk(shapes, inside, f"{before}{member}.", seen)
