"""The rules of permanences: the days and hours that the national schema cannot say."""

from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from conseillers import wording
from conseillers.donnees.rrule import first_day, rrule
from conseillers.models import Changement, Conseiller, Permanence
from structures.models import Lieu
from structures.schema_national import SEPARATOR

BATCH = 1000  # rows whose advisers are asked for together
JOURS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]  # as data, in any language
RANGS = {1: "1", 2: "2", 3: "3", 4: "4", -1: "dernier"}  # « -1 » alone in a cell would look like a formula
RULE = [
    *["rythme", "jours", "semaines", "intervalle", "rangs", "dates", "du", "au", "tenue_jours_feries", "vacances"],
    *["heure_debut", "heure_fin", "heure_debut_2", "heure_fin_2", "mode"],
]  # what its sentence is made of
ANY = "un-lieu"  # a slug


def expected(today: date):
    """Advisers who are, or will be, in post: those that the view of séances counts from today on."""
    in_post = Q(etat__in=[Conseiller.Etat.EN_POSTE, Conseiller.Etat.PARTI]) | Q(date_prise_de_poste__isnull=False)
    there = Q(date_depart=None) | Q(date_depart__gte=today)
    return Conseiller.objects.filter(in_post, there).exclude(etat=Conseiller.Etat.A_POURVOIR)


def permanences(today: date):
    """Those that may still be held at a published place. A rule that nobody keeps any more opens no door."""
    added = Changement.objects.filter(permanence=OuterRef("pk"), genre=Changement.Genre.AJOUT, du__gte=today)
    team = Permanence.conseillers.through.objects.filter(
        permanence=OuterRef("pk"), conseiller__in=expected(today).values("pk")
    )
    found = Permanence.objects.filter(lieu__publie=True, lieu__structure__archivee=False)
    return found.filter(Q(au=None) | Q(au__gte=today) | Exists(added)).filter(Exists(team))


def rows() -> Iterator[dict]:
    """Through a cursor of the server, with one more query for the advisers of each batch."""
    today = timezone.localdate()
    outlines = [f"lieu__commune{parent}__{field}" for parent in ("", "__parent") for field in ("contour", "centre")]
    found = permanences(today).select_related("lieu__commune__parent").defer(*outlines).order_by("pk")
    team = Prefetch("conseillers", expected(today), to_attr="equipe")
    for permanence in found.prefetch_related(team).iterator(chunk_size=BATCH):
        yield _row(permanence, today)


def _row(permanence: Permanence, today: date) -> dict:
    here = [c for c in permanence.equipe if not c.date_prise_de_poste or c.date_prise_de_poste <= today]
    du, au = _period(permanence, today)
    first = first_day(permanence, max(du or today, today), au)
    return {
        "id": permanence.pk,
        **of_lieu(permanence.lieu),
        "commune": (permanence.lieu.commune.parent or permanence.lieu.commune).nom,
        "code_insee": permanence.lieu.commune.code_insee,
        "regle": _sentence(today, *(_fixed(getattr(permanence, name)) for name in RULE)),
        "mode": permanence.mode,
        "rythme": permanence.rythme,
        "jours": _joined(JOURS[jour - 1] for jour in sorted(permanence.jours)),
        "rangs": _joined(RANGS[rang] for rang in sorted(permanence.rangs, key=lambda rang: (rang < 0, rang))),
        "semaines": permanence.semaines,
        "intervalle": permanence.intervalle,
        "dates": _joined(day for day in sorted(permanence.dates) if day >= today),
        "heure_debut": permanence.heure_debut,
        "heure_fin": permanence.heure_fin,
        "heure_debut_2": permanence.heure_debut_2,
        "heure_fin_2": permanence.heure_fin_2,
        "du": du,
        "au": au,
        "rrule": rrule(permanence, au) if first else "",
        "rrule_debut": first,
        "jours_feries": permanence.tenue_jours_feries,
        "vacances_scolaires": permanence.vacances,
        "theme": permanence.theme,
        "besoins": _joined(permanence.besoins),
        "inscription": permanence.inscription,
        "note": permanence.note,
        "prenoms": _joined(sorted({c.prenom for c in here})),
        "langues": _joined(sorted({langue for c in here for langue in c.langues})),
        "demonstration": permanence.demonstration,
    }


def of_lieu(lieu: Lieu) -> dict:
    """The place as other files name it; its key is in that of the places only when its address is known."""
    return {
        "lieu_id": lieu.slug if lieu.adresse_connue else None,
        "lieu_nom": lieu.nom,
        "lieu_page": page_of(lieu.slug),
    }


def page_of(slug: str) -> str:
    """The path of a place's page."""
    before, after = _around_slug()
    return f"{before}{slug}{after}"


@cache
def _around_slug() -> list[str]:
    return reverse("conseillers:lieu", args=[ANY]).rsplit(ANY, 1)


@lru_cache(maxsize=1000)
def _sentence(today: date, *rule) -> str:
    """Many permanences have the same rule, which takes longer to say than all the rest; `today` is in what it says."""
    return wording.capital(wording.rule_in_words(Permanence(**dict(zip(RULE, rule, strict=True)))))


def _fixed(value):
    return tuple(value) if isinstance(value, list) else value


def _period(permanence: Permanence, today: date) -> tuple[date | None, date | None]:
    """From when to when it is held: its rule says so, and so do the arrival and the departure of all its advisers."""
    arrival = min(c.date_prise_de_poste or date.min for c in permanence.equipe)
    departure = max(c.date_depart or date.max for c in permanence.equipe)
    du = max(permanence.du or date.min, arrival) if arrival > today else permanence.du
    au = min(permanence.au or date.max, departure)
    return du, None if au == date.max else au


def _joined(values) -> str:
    return SEPARATOR.join(str(value).replace(SEPARATOR, "/") for value in values)
