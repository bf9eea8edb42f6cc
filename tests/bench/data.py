"""A Métropole of any size: lieux drawn within the real communes, with five permanences each, by SQL alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection, models
from tqdm import tqdm

from conseillers.models import Absence, Changement, Conseiller, Permanence
from structures.models import Commune, Lieu, Structure
from tests.bench.database import quick_loading

TEAM = Permanence.conseillers.through

# Each commune has its share of the lieux, by its inhabitants. Neighbours are not neighbours on the disk.
POINTS = """
    SELECT row_number() OVER (ORDER BY random()) AS n, share.id AS commune, codes_postaux[1] AS code_postal, dump.geom
    FROM (SELECT id, contour, codes_postaux,
                 (round({lieux} * upto / everybody) - round({lieux} * (upto - population) / everybody))::int AS points
          FROM (SELECT *, sum(population) OVER (ORDER BY id) AS upto, sum(population) OVER () AS everybody
                FROM structures_commune c
                WHERE NOT EXISTS (SELECT FROM structures_commune a WHERE a.parent_id = c.id)) finest) share,
         ST_Dump(ST_GeneratePoints(contour, points, 69)) dump
    WHERE points > 0
"""
# Dates are counted from the Monday of this week: the schedule is as full whenever the bench runs. The five permanences
# of a lieu are on five days: no rule is written twice.
RULES = """
    SELECT *, monday + jour - 1 AS first,
           CASE WHEN roll < 0.7 THEN 'hebdomadaire' WHEN roll < 0.9 THEN 'mensuel' ELSE 'dates' END AS rythme
    FROM (SELECT n, random() AS roll, random() AS hours, random() AS life, random() AS kind,
                 1 + ((n + n / 5) % 6)::int AS jour, date_trunc('week', CURRENT_DATE)::date AS monday
          FROM generate_series(1, 5 * {lieux}) n) dice
"""
TEAMS = """
    SELECT n, member
    FROM (SELECT n, 1 + floor({lieux} * random())::int AS first, random() AS roll
          FROM generate_series(1, 5 * {lieux}) n) dice,
         LATERAL (VALUES (first), (CASE WHEN roll < 0.3 THEN first % {lieux} + 1 END)) team (member)
    WHERE member IS NOT NULL
"""
# One permanence in ten departs from its rule on a day to come, and as many did on one that is past.
DEPARTURES = """
    SELECT *, date_trunc('week', CURRENT_DATE)::date + 7 * weeks + jours[1] - 1 AS day,
           CASE id % 5 WHEN 0 THEN 'horaires' WHEN 1 THEN 'lieu' WHEN 2 THEN 'ajout' ELSE 'annulation' END AS genre
    FROM (SELECT *, CASE WHEN id % 100 < 10 THEN floor(9 * random()) ELSE -1 - floor(50 * random()) END::int AS weeks
          FROM conseillers_permanence WHERE id % 100 < 20 AND jours <> '{{}}') p
"""
PERIODS = """
    SELECT n, CURRENT_DATE - 60 + floor(120 * random())::int AS du, floor(14 * random())::int AS days
    FROM generate_series(1, {lieux}) n
"""

KEYS_AND_INDEXES = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (%s::regclass[])
    UNION ALL
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY (%s::regclass[])
     AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""

# Model, rows, columns. Fields that are not named take the default of their model.
STEPS = [
    (Structure, "SELECT n FROM generate_series(1, ({lieux} + 1) / 2) n", {
        "id": "n", "nom": "'Structure ' || n", "slug": "'structure-' || n", "archivee": "n % 100 = 0",
    }),
    (Lieu, POINTS, {
        "id": "n", "structure_id": "(n + 1) / 2", "nom": "'Lieu ' || n", "slug": "'lieu-' || n", "publie": "n % 50 > 0",
        "adresse": "n || ' rue de la République'", "code_postal": "code_postal", "commune_id": "commune",
        "position": "geom::geography", "date_maj": "now()",
        "telephone": "'+334' || lpad((n % 100000000)::text, 8, '0')",
        "services": """ARRAY['Aide aux démarches administratives', 'Utilisation sécurisée du numérique']""",
    }),
    (Conseiller, "SELECT n FROM generate_series(1, {lieux}) n", {
        "id": "n", "prenom": "'Prénom ' || n", "employeur_id": "(n + 1) / 2", "langues": "ARRAY['fr']",
        "etat": "CASE n % 50 WHEN 0 THEN 'en_formation' WHEN 1 THEN 'parti' ELSE 'en_poste' END",
        "date_depart": "CASE n % 50 WHEN 1 THEN CURRENT_DATE + (n % 60)::int END",
    }),
    (Absence, PERIODS, {"conseiller_id": "n", "du": "du", "au": "du + days"}),
    (Permanence, RULES, {
        "id": "n", "lieu_id": "(n + 4) / 5", "rythme": "rythme",
        "jours": "CASE rythme WHEN 'dates' THEN '{{}}' ELSE ARRAY[jour] END",
        "rangs": "CASE WHEN rythme <> 'mensuel' THEN '{{}}' WHEN kind < 0.5 THEN ARRAY[1, 3] ELSE ARRAY[-1] END",
        "dates": "CASE rythme WHEN 'dates' THEN ARRAY[first, first + 14, first + 35, first + 56] ELSE '{{}}' END",
        "semaines": "CASE WHEN roll < 0.05 THEN 'paires' WHEN roll < 0.1 THEN 'impaires' ELSE 'toutes' END",
        "intervalle": "CASE WHEN roll BETWEEN 0.1 AND 0.2 THEN 2 ELSE 1 END",
        "du": "CASE WHEN roll BETWEEN 0.1 AND 0.2 THEN first - 28 WHEN life < 0.03 THEN first + 28 END",
        "au": "CASE WHEN life > 0.95 THEN CURRENT_DATE + 28 END",
        "heure_debut": "CASE WHEN hours < 0.5 THEN time '09:00' WHEN hours < 0.9 THEN '14:00' ELSE '17:00' END",
        "heure_fin": "CASE WHEN hours < 0.5 THEN time '12:00' WHEN hours < 0.9 THEN '17:00' ELSE '19:00' END",
        "heure_debut_2": "CASE WHEN hours < 0.05 THEN time '14:00' END",
        "heure_fin_2": "CASE WHEN hours < 0.05 THEN time '16:30' END",
        "vacances": "CASE WHEN kind < 0.1 THEN 'suspendue' ELSE 'tenue' END",
        "mode": "CASE WHEN kind < 0.7 THEN 'sans-rendez-vous' ELSE 'sur-rendez-vous' END",
    }),
    (TEAM, TEAMS, {"permanence_id": "n", "conseiller_id": "member"}),
    (Changement, DEPARTURES, {
        "genre": "genre", "permanence_id": "id", "du": "day", "au": "day", "motif": "'réunion'",
        "heure_debut": "CASE genre WHEN 'horaires' THEN time '10:00' END",
        "heure_fin": "CASE genre WHEN 'horaires' THEN time '11:30' END",
        "lieu_accueil_id": "CASE genre WHEN 'lieu' THEN lieu_id % {lieux} + 1 END",
    }),
    (Changement, f"{PERIODS} WHERE n % 20 = 0", {
        "genre": "'annulation'", "lieu_id": "n", "du": "du", "au": "du + days", "motif": "'travaux'",
    }),
    (Changement, f"{PERIODS} WHERE n % 100 = 1", {
        "genre": "'annulation'", "structure_id": "(n + 1) / 2", "du": "du", "au": "du + days", "motif": "'fermé'",
    }),
]  # fmt: skip


def load(lieux: int) -> None:
    """Replaces whatever is there by this many lieux and what goes with them; every constraint is checked."""
    if not Commune.objects.exists():
        call_command("charger_communes", stdout=StringIO())
        call_command("charger_vacances", stdout=StringIO())
    tables = list(dict.fromkeys(model._meta.db_table for model, _rows, _columns in STEPS))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        cursor.execute("SELECT setseed(0.69)")
        with quick_loading(cursor), quick_keys(cursor), no_history(cursor, tables), indexes_set_aside(cursor, tables):
            for model, rows, columns in tqdm(STEPS, desc=f"{lieux:,} lieux", delay=2, leave=False):
                insert(cursor, model, rows.format(lieux=lieux), columns, lieux)
        cursor.execute("VACUUM ANALYZE" if connection.get_autocommit() else "ANALYZE")
        settle(cursor)


def settle(cursor) -> None:
    """Writes to the disk what was loaded, before anything is measured; whoever may not ask for it waits for it."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cursor.fetchone()[0]:
        cursor.execute("CHECKPOINT")


def insert(cursor, model: type[models.Model], rows: str, columns: dict[str, str], lieux: int) -> None:
    unsaid = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in model._meta.concrete_fields
        if field.column not in columns and not field.primary_key and not field.generated
    }
    names = ", ".join([*columns, *unsaid])
    values = ", ".join(columns.values()).format(lieux=lieux).replace("%", "%%")
    placeholders = ", %s" * len(unsaid)
    rows = rows.replace("%", "%%")
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values}{placeholders} FROM ({rows}) r",
        [*unsaid.values()],
    )


@contextmanager
def indexes_set_aside(cursor, tables: list[str]) -> Iterator[None]:
    """Foreign keys and indexes leave, and come back once the rows are there: checked and built in one go."""
    cursor.execute(KEYS_AND_INDEXES, [tables, tables])
    aside = cursor.fetchall()
    for drop, _create in aside:
        cursor.execute(drop)
    yield
    for _drop, create in tqdm(aside[::-1], desc="indexes and keys", delay=2, leave=False):
        cursor.execute(create)


@contextmanager
def no_history(cursor, tables: list[str]) -> Iterator[None]:
    """A million rows that nobody typed have no first version to keep."""
    cursor.execute(
        "SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'note_version' AND tgrelid = ANY (%s::regclass[])",
        [tables],
    )
    followed = [table for (table,) in cursor.fetchall()]
    for table in followed:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER note_version")
    yield
    for table in followed:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER note_version")


@contextmanager
def quick_keys(cursor) -> Iterator[None]:
    """The names above are their own search keys but for the capital: saying so saves three quarters of an hour."""
    cursor.execute("SELECT pg_get_functiondef('structures_cle'::regproc)")
    (function,) = cursor.fetchone()
    cursor.execute(
        "CREATE OR REPLACE FUNCTION structures_cle(texte text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE"
        " AS 'SELECT lower(texte)'"
    )
    yield
    cursor.execute(function)
