"""Advisers by the first name that people know them by."""

import re

from django.db import connection

from structures.mots import CODE, TYPES

MOST = 500  # advisers of one first name; more would say nothing of where to go
WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*")

# Those of a first name who are, or will be, in post; the places where they stand.
NAMED = """
SELECT k.id FROM conseillers_conseiller k
WHERE k.cle = structures_cle(%(prenom)s) AND k.etat <> 'a_pourvoir' ORDER BY k.id LIMIT %(most)s
"""
STANDING = """
SELECT p.lieu_id FROM conseillers_permanence p JOIN conseillers_permanence_conseillers pc ON pc.permanence_id = p.id
WHERE pc.conseiller_id = ANY (%(conseillers)s)
UNION
SELECT ch.lieu_accueil_id FROM conseillers_changement ch
JOIN conseillers_permanence_conseillers pc ON pc.permanence_id = ch.permanence_id
WHERE pc.conseiller_id = ANY (%(conseillers)s) AND ch.lieu_accueil_id IS NOT NULL
"""
KNOWN = """
SELECT mot FROM unnest(%(mots)s::text[]) WITH ORDINALITY AS m (mot, rang)
WHERE EXISTS (SELECT FROM conseillers_conseiller k WHERE k.cle = structures_cle(mot) AND k.etat <> 'a_pourvoir')
ORDER BY rang LIMIT 1
"""


def named(prenom: str) -> dict[str, list[int]]:
    """Keys of the advisers of this first name, and of the places where they stand at times."""
    conseillers = _column(NAMED, {"prenom": prenom, "most": MOST})
    return {"conseillers": conseillers, "lieux": _column(STANDING, {"conseillers": conseillers})}


def first_name_in(words: str) -> tuple[str, str]:
    """An adviser's first name among these words, and the words left; empty when there is none.

    Words of an address have none: « 12 rue Paul Bert » asks for nobody.
    """
    mots = list(dict.fromkeys(WORD.findall(words)))
    address = any(map(str.isdigit, CODE.sub("", words))) or TYPES & {mot.lower() for mot in mots}
    found = _column(KNOWN, {"mots": mots}) if mots and not address else []
    if not found:
        return "", words
    rest = re.sub(rf"\b(?:(?:avec|voir|chez)\s+)?{re.escape(found[0])}\b", " ", words, count=1, flags=re.I)
    return found[0], " ".join(rest.split())


def _column(sql: str, values: dict) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
