"""Puts the addresses read in `ban.py` in place of the former ones, all or nothing, while searches go on."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from structures.adresses import Adresse, ImportAdresses, Voie
from structures.ban import Ecart, Lecture
from structures.models import AncienneCommune, Commune

STAGING = """
CREATE TEMP TABLE import_nom (
    id integer, commune_id bigint, partie text, nom text, lignes integer
) ON COMMIT DROP;
CREATE TEMP TABLE import_ligne (
    nom_id integer, numero integer, rep text, code_postal text, lon float8, lat float8, precision_ smallint
) ON COMMIT DROP;
"""

# Two spellings of one street of one commune (« Rue de l’Eglise », « RUE DE L'ÉGLISE ») are one: the commoner is kept.
VOIES = """
CREATE TEMP TABLE import_voie ON COMMIT DROP AS
WITH rapproche AS (
    SELECT *, first_value(id) OVER (
        PARTITION BY commune_id, partie, structures_cle(nom) ORDER BY lignes DESC, nom
    ) AS chef
    FROM import_nom
), numerote AS (
    SELECT id AS chef, nom, nextval(pg_get_serial_sequence('structures_voie', 'id')) AS voie_id
    FROM rapproche WHERE id = chef
)
SELECT rapproche.id AS nom_id, voie_id, commune_id, numerote.nom FROM rapproche JOIN numerote USING (chef);
ANALYZE import_voie, import_ligne;
"""

PORTES = """
CREATE TEMP TABLE import_porte ON COMMIT DROP AS
SELECT DISTINCT ON (voie_id, numero, rep) voie_id, numero, rep, code_postal, lon, lat
FROM import_ligne JOIN import_voie USING (nom_id)
ORDER BY voie_id, numero, rep, precision_, lon, lat;
ANALYZE import_porte;
"""

# The former rows go and the new ones come in one transaction, which readers see all at once, at its end. Renaming
# tables would keep the disk tidier, but takes an exclusive lock behind which searches queue, breaks the views that
# read these tables, and leaves indexes and constraints to be renamed by hand. VACUUM clears the former rows afterwards.
REMPLACEMENT = """
DELETE FROM structures_adresse;
DELETE FROM structures_voie;
"""

NOUVELLES_VOIES = """
WITH milieu AS (
    SELECT voie_id, avg(lon) AS lon, avg(lat) AS lat, count(*) AS nombre,
           array_agg(DISTINCT code_postal ORDER BY code_postal) AS codes_postaux
    FROM import_porte GROUP BY voie_id
), centrale AS (
    -- A degree of longitude is 0.7 degree of latitude here.
    SELECT DISTINCT ON (voie_id) voie_id, p.lon, p.lat
    FROM import_porte p JOIN milieu m USING (voie_id)
    ORDER BY voie_id, (0.7 * (p.lon - m.lon)) ^ 2 + (p.lat - m.lat) ^ 2, numero, rep
), nommee AS (
    SELECT DISTINCT voie_id, commune_id, nom FROM import_voie
)
INSERT INTO structures_voie (id, nom, commune_id, codes_postaux, position, nombre)
SELECT voie_id, nom, commune_id, codes_postaux, ST_SetSRID(ST_MakePoint(c.lon, c.lat), 4326)::geography, nombre
FROM milieu JOIN centrale c USING (voie_id) JOIN nommee USING (voie_id)
ORDER BY voie_id;
"""

NOUVELLES_ADRESSES = """
INSERT INTO structures_adresse (voie_id, numero, rep, code_postal, position)
SELECT voie_id, numero, rep, code_postal, ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography
FROM import_porte
ORDER BY voie_id, numero, rep;
SET CONSTRAINTS ALL IMMEDIATE;
"""

# Inside the transaction: the planner knows of the new rows from the moment that searches see them.
STATISTIQUES = "ANALYZE structures_voie, structures_adresse;"

STEPS = [VOIES, PORTES, REMPLACEMENT, NOUVELLES_VOIES, NOUVELLES_ADRESSES, STATISTIQUES]


@dataclass
class Bilan:
    """What an import has done."""

    voies: int = 0
    adresses: int = 0
    ecarts: Counter[Ecart] = field(default_factory=Counter)


def import_adresses(
    paths: list[Path],
    advance: Callable[[int, int], None] = lambda size, lines: None,
    stepping: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> Bilan:
    """Replaces all streets and addresses by those of these files. Says how far it is through the two functions."""
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(cursor)
        cursor.execute(STAGING)
        bilan = Bilan()
        lignes = _copy(cursor, paths, bilan, advance)
        if not lignes:
            raise CommandError(_("Aucune adresse de la Métropole dans ces fichiers. Rien n’a été changé."))
        for step in stepping(STEPS):
            cursor.execute(step)
        bilan.voies, bilan.adresses = Voie.objects.count(), Adresse.objects.count()
        bilan.ecarts[Ecart.DOUBLE] = lignes - bilan.adresses
        ImportAdresses.objects.create(
            fichiers=[path.name for path in paths], nombre_voies=bilan.voies, nombre_adresses=bilan.adresses
        )
    return bilan


def tidy() -> None:
    """Gives back the room of the former rows, and sorts what the trigram index has kept for later."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM structures_voie, structures_adresse")


def _alone(cursor) -> None:
    cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('importer_adresses'))")
    if not cursor.fetchone()[0]:
        raise CommandError(_("Un autre import d’adresses est en cours. Attendez qu’il finisse."))


class Noms:
    """A number for each street name as written, in its commune: some twenty thousand, when addresses are a million."""

    def __init__(self):
        self.communes = {commune.code_insee: commune.pk for commune in Commune.objects.finest().only("code_insee")}
        # Each half of a merged commune has its own « rue de la République »: the postal code tells which.
        self.merged = set()
        for ancienne in AncienneCommune.objects.only("code_insee", "commune_id"):
            self.communes[ancienne.code_insee] = ancienne.commune_id
            self.merged.add(ancienne.commune_id)
        self.ids: dict[tuple[int, str, str], int] = {}
        self.lignes: list[int] = []

    def number(self, ligne) -> int:
        commune = self.communes[ligne.code_insee]
        partie = ligne.code_postal if commune in self.merged else ""
        number = self.ids.setdefault((commune, partie, ligne.nom_voie), len(self.ids))
        if number == len(self.lignes):
            self.lignes.append(0)
        self.lignes[number] += 1
        return number

    def __iter__(self) -> Iterator[tuple]:
        return ((number, *name, self.lignes[number]) for name, number in self.ids.items())


def _copy(cursor, paths: list[Path], bilan: Bilan, advance) -> int:
    """Brings the usable lines of the files to the staging tables; how many they are."""
    noms = Noms()
    if not noms.communes:
        raise CommandError(_("Les communes ne sont pas encore là : lancez d’abord charger_communes."))
    with cursor.copy("COPY import_ligne FROM STDIN") as copy:
        for path in paths:
            lecture = Lecture(path, set(noms.communes), advance)
            for ligne in lecture:
                copy.write_row((noms.number(ligne), *ligne[2:]))
            bilan.ecarts += lecture.ecarts
    with cursor.copy("COPY import_nom FROM STDIN") as copy:
        for nom in noms:
            copy.write_row(nom)
    return sum(noms.lignes)
