"""Versions in words: what each field was and became, related objects by their names."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib.auth import get_user_model
from django.contrib.gis.geos import Point
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from structures import telephone
from structures.fields import TelephoneField
from structures.geo import metres_between, octant
from structures.histoire.suivi import as_it_was, fields_of, followed, foreign_keys, json_name, value_of
from structures.histoire.version import Version

NBSP = "\u00a0"
SHORT_MOVE = 1000  # metres
TOWARDS = [  # clockwise from north
    gettext_lazy("vers le nord"),
    gettext_lazy("vers le nord-est"),
    gettext_lazy("vers l’est"),
    gettext_lazy("vers le sud-est"),
    gettext_lazy("vers le sud"),
    gettext_lazy("vers le sud-ouest"),
    gettext_lazy("vers l’ouest"),
    gettext_lazy("vers le nord-ouest"),
]


@dataclass(frozen=True)
class Difference:
    """A field, and its value before and after in words. `positions` when a point has moved."""

    champ: str
    nom: str
    avant: str
    apres: str
    positions: tuple = ()

    @property
    def metres(self) -> float:
        return metres_between(*self.positions) if self.positions else 0

    @property
    def sur_carte(self) -> bool:
        """Less than a metre is the rounding of a page, which no map shows."""
        return self.metres >= 1

    @property
    def deplacement(self) -> str:
        if not self.positions:
            return ""
        if not self.sur_carte:
            return _("déplacé de moins d’un mètre")
        words = {"distance": _metres(self.metres), "where": TOWARDS[octant(*self.positions)]}
        return _("déplacé de %(distance)s %(where)s") % words


class Noms:
    """Names of the objects that some versions point to: a query for each kind of object, however many versions."""

    def __init__(self, rows: list[tuple[type[Model], dict]]):
        self.wanted: dict[type[Model], set[int]] = defaultdict(set)
        for model, facts in rows:
            for field in fields_of(model):
                if field.remote_field and facts.get(json_name(field)):
                    keys = facts[json_name(field)]
                    self.wanted[field.related_model] |= set(keys if field.many_to_many else [keys])

    @cached_property
    def objects(self) -> dict[type[Model], dict[int, Model]]:
        found = {}
        for model in sorted(self.wanted, key=lambda model: model._meta.label):
            paths = [field.name for field in foreign_keys(model)]
            rows = model._base_manager.select_related(*paths) if paths else model._base_manager.all()
            found[model] = rows.in_bulk(self.wanted[model])
        for model, objects in found.items():
            missing = self.wanted[model] - objects.keys()
            if missing and model._meta.label_lower in followed():
                archived = Version.objects.filter(modele=model._meta.label_lower, cle__in=missing)
                for version in archived.order_by("cle", "-pk").distinct("cle"):
                    objects[version.cle] = self._linked(as_it_was(model, version.valeurs), found)
        return found

    def instance(self, model: type[Model], facts: dict) -> Model:
        """The object as it was, its foreign keys those that we know: its name asks for nothing more."""
        return self._linked(as_it_was(model, facts), self.objects)

    @staticmethod
    def _linked(obj, objects):
        for field in foreign_keys(type(obj)):
            field.set_cached_value(obj, objects.get(field.related_model, {}).get(getattr(obj, field.attname)))
        return obj

    def name(self, model: type[Model], key: int) -> str:
        obj = self.objects.get(model, {}).get(key)
        if obj is None:
            return _("%(kind)s n° %(key)s, qui n’existe plus") % {"kind": model._meta.verbose_name, "key": key}
        return (obj.get_full_name() or obj.get_username()) if isinstance(obj, get_user_model()) else str(obj)


def differences(model: type[Model], before: dict, after: dict, noms: Noms) -> list[Difference]:
    """Field by field, the sentence that they make first. A field that one of the two does not know is left out."""
    found = []
    for field in fields_of(model):
        key = json_name(field)
        if key in before and key in after and before[key] != after[key]:
            found.append(_difference(field, before, after, noms))
    if found and hasattr(model, "HISTOIRE_PHRASE"):
        said = [str(noms.instance(model, facts)) for facts in (before, after)]
        if said[0] != said[1]:
            found.insert(0, Difference("", capfirst(model.HISTOIRE_PHRASE), *said))
    return found


def _difference(field, before, after, noms) -> Difference:
    values = [value_of(field, facts) for facts in (before, after)]
    moved = tuple(values) if all(isinstance(value, Point) for value in values) else ()
    said = [in_words(field, value, noms) for value in values]
    return Difference(field.name, capfirst(field.verbose_name), *said, positions=moved)


def in_words(field, value, noms: Noms) -> str:
    """A value of a field, as one reads it."""
    if value is None or value == "" or value == []:
        return _("rien")
    if field.many_to_many:
        return _and(sorted(noms.name(field.related_model, key) for key in value))
    if field.remote_field:
        return noms.name(field.related_model, value)
    if isinstance(value, list):
        return _and(_one(getattr(field, "base_field", field), each) for each in value)
    return _one(field, value)


def _one(field, value) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    match value:
        case bool():
            return _("oui") if value else _("non")
        case Point():
            return f"{value.y:.5f}, {value.x:.5f}"
        case datetime():
            return _("%(day)s à %(hour)s") % {"day": day(timezone.localtime(value)), "hour": hour(value)}
        case date():
            return day(value)
        case time():
            return hour(value)
    return telephone.readable(value) if isinstance(field, TelephoneField) else str(value)


def day(value: date) -> str:
    """« 3 mars 2026 »; the first of a month is « 1er »."""
    number = _("1er") if value.day == 1 else value.day
    return f"{number}{NBSP}{date_format(value, 'F Y')}"


def hour(value: time) -> str:
    return f"{value.hour}{NBSP}h" + (f"{NBSP}{value.minute:02}" if value.minute else "")


def _and(words) -> str:
    words = [str(word) for word in words]
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s et %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _metres(metres: float) -> str:
    if metres < SHORT_MOVE:
        return f"{round(metres)}{NBSP}m"
    return f"{metres / 1000:.1f}".replace(".", ",") + f"{NBSP}km"
