"""Conflicts of so many permanences that the night's command finds them: kept, and read page by page."""

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count

from conseillers.admin.conflit import address, group, name, pages
from conseillers.conflits import Conflit, Genre
from conseillers.models import ConflitReleve, Permanence, Releve
from structures.histoire.version import Version

BY_PAGE = 25
MOST_LINKS = 20  # of a closure that cancels hundreds of permanences, the first ones


@transaction.atomic
def keep(conflits: list[Conflit]) -> None:
    """In place of those of the night before."""
    ConflitReleve.objects.all().delete()
    rows = (
        ConflitReleve(rang=rang, genre=each.genre, phrase=each.phrase, pages=_pages(each))
        for rang, each in enumerate(conflits)
    )
    ConflitReleve.objects.bulk_create(rows, batch_size=1000)


def _pages(conflit: Conflit) -> list[list]:
    return [[row._meta.label_lower, row.pk, str(name(row))] for row in pages(conflit)[:MOST_LINKS]]


def shown(genre: str, number: str) -> dict:
    """One kind, page by page, with how many there are of each; what was changed since is said so."""
    releve = Releve.objects.filter(nom=Releve.CONFLITS).first()
    counts = dict(ConflitReleve.objects.order_by().values_list("genre").annotate(Count("pk")))
    kinds = [(each, counts[each]) for each in Genre if each in counts]
    chosen = Genre(genre) if genre in counts else next((each for each, _number in kinds), None)
    page = Paginator(ConflitReleve.objects.filter(genre=chosen), BY_PAGE).get_page(number)
    changed = _changed_since(page, releve)
    conflits = [_told(each, changed) for each in page]
    return {
        "nuit": True,
        "releve": releve,
        "sortes": kinds,
        "page": page,
        "groupes": [group(chosen, conflits, counts[chosen])] if chosen else [],
        "nombre": releve.nombre if releve else 0,
    }


def _told(each: ConflitReleve, changed: set) -> tuple[str, list, bool]:
    since = any((model, key) in changed for model, key, _name in each.pages)
    return each.phrase, [(address(model, key), said) for model, key, said in each.pages], since


def _changed_since(page, releve: Releve | None) -> set[tuple[str, int]]:
    """The permanences of these conflicts that somebody has changed since they were found."""
    rules = {key for each in page for model, key, _name in each.pages if model == Permanence._meta.label_lower}
    if not rules or releve is None:
        return set()
    versions = Version.objects.filter(modele=Permanence._meta.label_lower, cle__in=rules, instant__gt=releve.le)
    return set(versions.values_list("modele", "cle"))
