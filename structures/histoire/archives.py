"""Archiving: an object leaves the tables, with all that stands on it; its last version keeps it, and gives it back.

No flag says « archived »: nothing that residents read has to look for it, or can forget to. What left in one gesture
comes back in one.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import CASCADE, PROTECT, RESTRICT, SET_NULL, Model, Q
from django.utils.translation import gettext as _

from structures.histoire.auteur import explain
from structures.histoire.mots import Noms
from structures.histoire.retour import Impossible, create_again
from structures.histoire.suivi import as_it_was, comes_along, followed, foreign_keys, value_of, with_previous
from structures.histoire.version import Version
from structures.models import Structure
from structures.portee import within
from structures.roles import is_bounded

GOES_ALONG = {CASCADE, PROTECT, RESTRICT}
Keys = dict[type[Model], set[int]]
# What will be missed, in sentences, when these objects leave: each floor adds its own.
CONSEQUENCES: list[Callable[[Keys], list[str]]] = []


@dataclass
class Ensemble:
    """What leaves together."""

    demandes: Keys
    tout: Keys = field(default_factory=lambda: defaultdict(set))
    # Followed by no history: kept from leaving, or deleted for good.
    oublies: Keys = field(default_factory=lambda: defaultdict(set))
    perdus: Keys = field(default_factory=lambda: defaultdict(set))

    @property
    def avec(self) -> list[tuple[type[Model], int]]:
        """What goes along, and how many of each."""
        counts = [(model, len(keys - self.demandes.get(model, set()))) for model, keys in self.tout.items()]
        return [(model, count) for model, count in counts if count]

    def out_of_reach(self, user) -> list[tuple[type[Model], int]]:
        """What goes along and is another structure's."""
        found = []
        for model, keys in self.tout.items():
            mine = within(model._base_manager.filter(pk__in=keys), user, reading=False).count()
            if mine < len(keys):
                found.append((model, len(keys) - mine))
        return found


def gathered(objs: list[Model]) -> Ensemble:
    asked: Keys = defaultdict(set)
    for obj in objs:
        asked[type(obj)].add(obj.pk)
    found = Ensemble(dict(asked))
    for model, keys in asked.items():
        _gather(model, set(keys), found)
    return found


def relations_to(model) -> list:
    """Foreign keys that point to it, those without a name on its side (« + ») included."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and (field.one_to_many or field.one_to_one)]


def _gather(model, keys, found: Ensemble) -> None:
    keys = keys - found.tout[model]
    if not keys:
        return
    found.tout[model] |= keys
    for relation in relations_to(model):
        under = relation.related_model
        if under._meta.auto_created or relation.on_delete not in GOES_ALONG:
            continue
        rows = under._base_manager.filter(**{f"{relation.field.name}__in": keys})
        below = set(rows.values_list("pk", flat=True))
        if under._meta.label_lower in followed():
            _gather(under, below, found)
        elif below:
            (found.perdus if relation.on_delete is CASCADE else found.oublies)[under] |= below


def archive(found: Ensemble) -> None:
    """Those that stand on others first, so that no constraint is in the way."""
    with transaction.atomic():
        for model in reversed(followed().values()):
            if found.tout.get(model):
                model._base_manager.filter(pk__in=found.tout[model]).delete()


@dataclass
class Archive:
    """What left in one gesture."""

    geste: str
    versions: list[Version]
    remise: bool  # all of it is back

    @property
    def premiers(self) -> list[Version]:
        """What the gesture was about: the rest stood on it."""
        ranks = list(followed())
        first = min(ranks.index(version.modele) for version in self.versions)
        return [version for version in self.versions if version.modele == ranks[first]]

    @property
    def avec(self) -> list[tuple[type[Model], int]]:
        counts: dict[str, int] = defaultdict(int)
        main = {version.pk for version in self.premiers}
        for version in self.versions:
            counts[version.modele] += version.pk not in main
        return [(followed()[label], count) for label, count in counts.items() if count]


def archived(user):
    """Versions of what left and may be read by this account: its own structures', by what each was."""
    versions = Version.objects.filter(sorte=Version.Sorte.ARCHIVE)
    allowed = Q(pk=None)
    for label, model in followed().items():
        may = user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        if not may and not comes_along(model):
            continue
        allowed |= Q(modele=label) & (_reached(model, user) if is_bounded(user) else Q())
    return versions.filter(allowed)


def _reached(model, user) -> Q:
    own = set(Structure.objects.filter(referents=user).values_list("pk", flat=True))
    paths = getattr(model, "PORTEE", ())
    if not paths:
        return Q()
    found = Q(pk=None)
    for path in paths:
        found |= _along(model, path, own)
    return found


def _along(model, path: str, own: set[int]) -> Q:
    """Versions of objects that were at these structures, by this path: what it passes through may have left too."""
    name, _sep, rest = path.partition("__")
    if name == "pk":
        return Q(cle__in=own)
    through = model._meta.get_field(name)
    keys = own
    if rest:
        above = through.related_model
        keys = set(above._base_manager.filter(**{f"{rest}__in": own}).values_list("pk", flat=True))
        gone = Version.objects.filter(_along(above, rest, own), modele=above._meta.label_lower, sorte="-")
        keys |= set(gone.values_list("cle", flat=True))
    return Q(**{f"valeurs__{through.column}__in": list(keys)})


def archives_of(versions, gestures: list[str]) -> list[Archive]:
    """In this order."""
    groups = defaultdict(list)
    for version in versions.filter(geste__in=gestures).order_by("pk"):
        groups[version.geste].append(version)
    waiting = still_archived([version for group in groups.values() for version in group])
    return [Archive(key, groups[key], not any(v.pk in waiting for v in groups[key])) for key in gestures]


def still_archived(versions) -> set[int]:
    """Keys of the versions that are the last of their object."""
    keys = {version.cle for version in versions}
    last = Version.objects.filter(modele__in=followed(), cle__in=keys).order_by("modele", "cle", "-pk")
    return set(last.distinct("modele", "cle").values_list("pk", flat=True)) & {version.pk for version in versions}


def restore(gesture: str) -> tuple[list[Model], list[str]]:
    """Puts back all that left in this gesture; returns it, and what could not be put back."""
    with transaction.atomic():
        left = list(Version.objects.select_for_update().filter(geste=gesture, sorte="-"))
        waiting = still_archived(left)
        ranks = list(followed())
        left = sorted((v for v in left if v.pk in waiting), key=lambda v: (ranks.index(v.modele), v.pk))
        explain(_("remis depuis les archives"))
        back, notes = [], []
        noms = Noms([(followed()[version.modele], version.valeurs) for version in left])
        for version in left:
            obj = as_it_was(followed()[version.modele], version.valeurs)
            _check_foundations(obj, noms)
            notes += create_again(obj, version.valeurs)
            back.append(obj)
        _link_again(gesture, back)
        return back, notes


def _check_foundations(obj: Model, noms: Noms) -> None:
    """What it stands on may have been archived since, on its own."""
    for each in foreign_keys(type(obj)):
        key, model = getattr(obj, each.attname), each.related_model
        if not key or model._base_manager.filter(pk=key).exists():
            continue
        if each.remote_field.on_delete is SET_NULL:  # it does without: an account, a demand that went with its lieu
            setattr(obj, each.attname, None)
        else:
            words = _("« %(object)s » est aussi dans les archives : remettez-le d’abord.")
            raise Impossible([words % {"object": noms.name(model, key)}])


def _link_again(gesture: str, back: list[Model]) -> None:
    """Others that the gesture only changed point again to what is back: permanences, to their adviser."""
    keys: Keys = defaultdict(set)
    for obj in back:
        keys[type(obj)].add(obj.pk)
    for version in with_previous(Version.objects.filter(geste=gesture, sorte=Version.Sorte.CHANGEMENT)):
        model = followed()[version.modele]
        obj = model._base_manager.filter(pk=version.cle).first()
        if obj is None or version.avant is None:
            continue
        for each in model._meta.many_to_many:
            lost = set(version.avant.get(each.name, [])) - set(version.valeurs.get(each.name, []))
            if again := lost & keys[each.related_model]:
                getattr(obj, each.name).add(*again)
        for each in foreign_keys(model):
            before = value_of(each, version.avant) if each.column in version.avant else None
            if getattr(obj, each.attname) is None and before in keys[each.related_model]:
                setattr(obj, each.attname, before)
                obj.save(update_fields=[each.name])
