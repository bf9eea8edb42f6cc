"""Dated occurrences, from today to the horizon of the site: what is held, what is not, and why."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.utils import timezone

from conseillers.donnees.permanences import page_of
from conseillers.models import Seance
from structures.coordonnees import SOMEWHERE

DAYS = Seance.HORIZON.days + 1  # today, and as many whole days as « next » looks ahead
BATCH = 2000
PARIS = ZoneInfo("Europe/Paris")

COLUMNS = {
    "permanence_publique": Q(permanence__lieu__publie=True, permanence__lieu__structure__archivee=False),
    "lieu_slug": F("lieu__slug"),
    "lieu_nom": F("lieu__nom"),
    "lieu_precision": F("lieu__precision"),
    "commune": F("lieu__commune__nom"),
    "grande_commune": F("lieu__commune__parent__nom"),
    "accueil_slug": F("lieu_accueil__slug"),
    "accueil_nom": F("lieu_accueil__nom"),
    "accueil_precision": F("lieu_accueil__precision"),
    "accueil_public": Q(lieu_accueil__publie=True, lieu_accueil__structure__archivee=False),
}
READ = ["id", "permanence_id", "debut", "fin", "mode", "theme", "etat", "cause", "motif", "demonstration", *COLUMNS]


def window() -> tuple[date, date]:
    """First and last day of the file."""
    first = timezone.localdate()
    return first, first + timedelta(days=DAYS - 1)


def rows() -> Iterator[dict]:
    """Day by day, in the order of the day, each through a cursor of the server: the first lines come at once."""
    first, _last = window()
    causes = {cause.value: str(cause.label) for cause in Seance.Cause} | {"": ""}
    for number in range(DAYS):
        that_day = Seance.objects.on(first + timedelta(days=number)).annotate(**COLUMNS)
        in_order = that_day.order_by("debut", "fin", "lieu_id", "id").values_list(*READ, named=True)
        for seance in in_order.iterator(chunk_size=BATCH):
            yield _row(seance, causes)


def _row(seance, causes: dict[str, str]) -> dict:
    moved = seance.etat == Seance.Etat.DEPLACEE and seance.accueil_public
    etat = Seance.Etat.ANNULEE if seance.etat == Seance.Etat.DEPLACEE and not moved else seance.etat
    return {
        "id": seance.id,
        "permanence_id": seance.permanence_id if seance.permanence_publique else None,
        "lieu_id": None if seance.lieu_precision == SOMEWHERE else seance.lieu_slug,
        "lieu_nom": seance.lieu_nom,
        "lieu_page": page_of(seance.lieu_slug),
        "commune": seance.grande_commune or seance.commune,
        "debut": seance.debut.astimezone(PARIS),
        "fin": seance.fin.astimezone(PARIS),
        "mode": seance.mode,
        "theme": seance.theme,
        "tenue": etat in Seance.HELD,
        "etat": str(etat),
        "raison": seance.motif or causes[seance.cause],
        "deplacee_lieu_id": seance.accueil_slug if moved and seance.accueil_precision != SOMEWHERE else None,
        "deplacee_lieu_nom": seance.accueil_nom if moved else "",
        "deplacee_lieu_page": page_of(seance.accueil_slug) if moved else "",
        "demonstration": seance.demonstration,
    }
