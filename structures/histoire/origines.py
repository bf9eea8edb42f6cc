"""Who wrote each value of an object, and when: read in its versions, a query for any number of objects."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Model

# The last version that differs from the one before, column by column. What was empty from the start was written by
# nobody. A gesture is a row of the table, hence what is one press is one version.
LAST = """
WITH versions AS (
    SELECT id, cle, geste, instant, nom_auteur, raison, sorte, valeurs,
        lag(valeurs) OVER (PARTITION BY cle ORDER BY id) AS avant
    FROM structures_version WHERE modele = %s AND cle = ANY (%s)
)
SELECT DISTINCT ON (v.cle, e.key) v.cle, e.key, v.id, v.geste, v.instant, v.nom_auteur, v.raison, v.sorte
FROM versions v CROSS JOIN jsonb_each(v.valeurs) e
WHERE e.value IS DISTINCT FROM v.avant -> e.key
    AND (v.avant ? e.key OR e.value NOT IN ('null', '""', '[]'))
ORDER BY v.cle, e.key, v.id DESC
"""


@dataclass(frozen=True)
class Origine:
    """The version that gave a field its value. Without an author: a load, or what was there when history began."""

    version: int
    geste: str
    instant: datetime
    auteur: str
    raison: str
    sorte: str


def origins(model: type[Model], keys: list[int]) -> dict[int, dict[str, Origine]]:
    """By key of the object, then by column."""
    found: dict[int, dict[str, Origine]] = {}
    with connection.cursor() as cursor:
        cursor.execute(LAST, [model._meta.label_lower, list(keys)])
        for key, column, *facts in cursor:
            found.setdefault(key, {})[column] = Origine(*facts)
    return found
