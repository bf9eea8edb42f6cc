"""Lieux, and structures, that may be one: found by their names and SIRET, lieux by their doors and phones too.

Each lieu is compared with its neighbours, which the index of positions gives; a wider circle is looked at only around a
lieu whose SIRET or address is somebody else's too. A structure is compared with those whose names share enough
trigrams, which an index gives. None is compared with all the others.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from structures.models import Lieu, Structure
from structures.portee import within
from structures.roles import is_bounded

NEXT_DOOR = 150  # metres: two points put down for one door
SAME_QUARTER = 500  # a SIRET or an address says nearly all; a point may have been guessed
ALIKE = 0.5  # similarity of two names, as pg_trgm counts it; 1 is the same
# Of two structures, which no door brings together: « CCAS de Bron » and « CCAS de Brignais » are two.
NEARLY_THE_SAME = 0.65
FEW = 20  # names that a word may be in and yet tell one from the others; or a hundredth of them all
BARELY = 0.25  # of the words that differ: « Socail » is « Social », « Bron » not « Brignais »

# %% is pg_trgm's own operator: it weeds out before anything is computed. Names that differ by a number are two names:
# « Antenne 1 », « Antenne 2 ».
LIEUX = """
WITH lieux AS NOT MATERIALIZED (
    SELECT l.id, l.cle, l.position, l.pivot, l.telephone, l.code_postal, lower(l.adresse) AS adresse
    FROM structures_lieu l JOIN structures_structure s ON s.id = l.structure_id
    WHERE l.publie AND NOT s.archivee AND (%(own)s::bigint[] IS NULL OR l.id = ANY (%(own)s))
), pairs AS (
    SELECT a.id AS premier, b.id AS second
    FROM lieux a JOIN lieux b ON ST_DWithin(a.position, b.position, %(next_door)s) AND a.id < b.id
    WHERE a.cle %% b.cle OR (a.telephone = b.telephone AND a.telephone <> '')
    UNION
    SELECT a.id, b.id
    FROM lieux a JOIN lieux b
        ON ST_DWithin(a.position, b.position, %(quarter)s) AND a.id < b.id AND a.pivot = b.pivot
    WHERE a.pivot IN (SELECT pivot FROM lieux WHERE pivot <> '' GROUP BY pivot HAVING count(*) > 1)
    UNION
    SELECT a.id, b.id
    FROM lieux a JOIN lieux b
        ON ST_DWithin(a.position, b.position, %(quarter)s) AND a.id < b.id
            AND a.adresse = b.adresse AND a.code_postal = b.code_postal
    WHERE (a.code_postal, a.adresse) IN (
        SELECT code_postal, adresse FROM lieux WHERE adresse <> '' GROUP BY code_postal, adresse HAVING count(*) > 1)
), signs AS (
    SELECT premier, second, ST_Distance(a.position, b.position) AS metres,
        a.cle = b.cle AS meme_nom,
        similarity(a.cle, b.cle) >= %(alike)s
            AND regexp_replace(a.cle, '\\D', '', 'g') = regexp_replace(b.cle, '\\D', '', 'g') AS nom_proche,
        a.pivot = b.pivot AND a.pivot <> '' AS meme_siret,
        a.telephone = b.telephone AND a.telephone <> '' AS meme_telephone,
        a.adresse = b.adresse AND a.code_postal = b.code_postal AND a.adresse <> '' AS meme_adresse
    FROM pairs JOIN lieux a ON a.id = premier JOIN lieux b ON b.id = second
    WHERE NOT EXISTS (SELECT FROM structures_pasdoublon d
                      WHERE d.premier_id = pairs.premier AND d.second_id = pairs.second)
)
SELECT *, COALESCE(meme_nom AND metres <= %(next_door)s, false)
    OR (nom_proche AND (meme_siret OR meme_telephone OR meme_adresse)) AS sur
FROM signs
WHERE nom_proche OR meme_siret OR meme_telephone OR meme_adresse
ORDER BY sur DESC, metres, premier, second
"""

# Two SIRET that differ are two bodies, unless the names are the very same: then it is for staff to say. Those with a
# number are compared with those of the same one alone: « École 1 » to « École 900 » look alike, all of them. So do the
# centres communaux d'action sociale of two towns: the words that one has and the other lacks must be alike as well.
#
# Of twenty thousand names, those are compared that are half alike without the words that hundreds have. Two such share
# one of their rarer trigrams: all but the commonest half of each is to be looked at (Bayardo, Ma and Srikant, « Scaling
# up all pairs similarity search », 2007), which loses none.
STRUCTURES = """
WITH structures AS MATERIALIZED (
    SELECT id, cle, pivot, regexp_replace(cle, '\\D', '', 'g') AS chiffres FROM structures_structure
    WHERE NOT archivee AND (%(own)s::bigint[] IS NULL OR id = ANY (%(own)s))
), words AS (
    SELECT id, mot, rang, count(*) OVER (PARTITION BY mot) AS names
    FROM structures, string_to_table(cle, ' ') WITH ORDINALITY AS word (mot, rang)
), told AS MATERIALIZED (
    SELECT s.*, COALESCE(string_agg(mot, ' ' ORDER BY rang)
        FILTER (WHERE names <= GREATEST(%(few)s, (SELECT count(*) FROM structures) / 100)), cle) AS propre
    FROM structures s JOIN words USING (id) GROUP BY s.id, s.cle, s.pivot, s.chiffres
), trigrams AS (
    SELECT id, chiffres, trigram, count(*) OVER (PARTITION BY trigram) AS names
    FROM told, unnest(show_trgm(propre)) AS trigram
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY names, trigram) AS rang,
        count(*) OVER (PARTITION BY id) AS length
    FROM trigrams
), rarest AS MATERIALIZED (
    SELECT id, chiffres, trigram, length FROM ranked WHERE rang <= length - ceil(%(alike)s * length) + 1
), shared AS MATERIALIZED (
    SELECT DISTINCT a.id AS premier, b.id AS second
    FROM rarest a JOIN rarest b ON a.trigram = b.trigram AND a.chiffres = b.chiffres AND a.id < b.id
        AND a.length BETWEEN %(alike)s * b.length AND b.length / %(alike)s
), pairs AS MATERIALIZED (
    SELECT premier, second FROM shared JOIN told a ON a.id = premier JOIN told b ON b.id = second
    WHERE similarity(a.propre, b.propre) >= %(alike)s
    UNION
    SELECT a.id, b.id FROM structures a JOIN structures b ON a.pivot = b.pivot AND a.id < b.id WHERE a.pivot <> ''
), compared AS MATERIALIZED (
    SELECT premier, second, a.cle = b.cle AS meme_nom, similarity(a.cle, b.cle) AS ressemblance,
        a.cle AS nom, b.cle AS autre_nom,
        a.chiffres = b.chiffres AND similarity(a.propre, b.propre) >= %(alike)s AS meme_propre,
        a.pivot = b.pivot AND a.pivot <> '' AS meme_siret,
        a.pivot <> b.pivot AND a.pivot <> '' AND b.pivot <> '' AS deux_sirets
    FROM pairs JOIN told a ON a.id = premier JOIN told b ON b.id = second
    WHERE NOT EXISTS (SELECT FROM structures_structuresdistinctes d
                      WHERE d.premier_id = pairs.premier AND d.second_id = pairs.second)
), signs AS (
    SELECT *, CASE WHEN ressemblance >= %(nearly)s AND meme_propre AND NOT deux_sirets THEN (
        SELECT COALESCE(similarity(string_agg(mot, ' ') FILTER (WHERE ici), string_agg(mot, ' ') FILTER (WHERE NOT ici))
                        >= %(barely)s, true)
        FROM (SELECT mot, true FROM string_to_table(nom, ' ') mot WHERE mot <> ALL (string_to_array(autre_nom, ' '))
              UNION ALL
              SELECT mot, false FROM string_to_table(autre_nom, ' ') mot WHERE mot <> ALL (string_to_array(nom, ' '))
        ) AS differing (mot, ici)
        WHERE length(mot) > 2
    ) ELSE false END AS nom_proche
    FROM compared
)
SELECT premier, second, NULL AS metres, meme_nom, nom_proche, meme_siret,
    (meme_nom AND NOT deux_sirets) OR (meme_siret AND ressemblance >= %(alike)s) AS sur
FROM signs
WHERE meme_nom OR nom_proche OR meme_siret
ORDER BY sur DESC, ressemblance DESC, premier, second
"""

SEARCHES = {Lieu: LIEUX, Structure: STRUCTURES}
REASONS = {
    "meme_nom": _("même nom"),
    "nom_proche": _("noms presque pareils"),
    "meme_siret": _("même SIRET"),
    "meme_telephone": _("même téléphone"),
    "meme_adresse": _("même adresse"),
}


@dataclass
class Paire:
    premier: int
    second: int
    metres: float | None  # between two lieux
    sur: bool  # the same name at the same door, or a name alike and another sign: what is left is for staff to say
    raisons: list[str]


def paires(model: type[Model], user=None) -> list[Paire]:
    """Pairs of lieux or of structures, of which the account, if any is named, reaches both; surest first.

    Never those that staff said are two.
    """
    own = None
    if user is not None and is_bounded(user):
        own = list(within(model._base_manager.all(), user, reading=False).values_list("pk", flat=True))
    values = {
        "own": own,
        "next_door": NEXT_DOOR,
        "quarter": SAME_QUARTER,
        "alike": ALIKE,
        "nearly": NEARLY_THE_SAME,
        "few": FEW,
        "barely": BARELY,
    }
    with connection.cursor() as cursor:
        cursor.execute(SEARCHES[model], values)
        names = [column.name for column in cursor.description]
        return [_pair(dict(zip(names, row, strict=True))) for row in cursor]


def _pair(row: dict) -> Paire:
    if row["meme_nom"]:
        row["nom_proche"] = False  # said once
    said = [str(reason) for sign, reason in REASONS.items() if row.get(sign)]
    return Paire(row["premier"], row["second"], row["metres"], row["sur"], said)
