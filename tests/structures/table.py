"""The table of questions, and the world that it is asked in: the real names, streets with a few doors each."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from structures.geo import point
from structures.models import Adresse, Commune, Voie
from structures.reperes import Compris, understand

DATA = Path(__file__).resolve().parent.parent / "data"
DOORS = 48  # numbers of each street, odd and even
BIS = [3, 8, 10]  # those that have a second door
CONFIDENCE = ["aucune", "doute", "plusieurs", "sure"]
METRE = 1 / 111_200


@dataclass(frozen=True)
class Question:
    genre: str
    words: str
    codes: frozenset[str]  # INSEE codes, one of which is meant; none: nothing in the Métropole is
    nom: str  # of the street or place
    numero: str
    least: str
    most: str


def questions(name: str = "questions.csv") -> list[Question]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [
            Question(
                genre=row["genre"],
                words=row["question"],
                codes=frozenset(filter(None, row["code_insee"].split("|"))),
                nom=row["nom"],
                numero=row["numero"],
                least=row["au_moins"],
                most=row["au_plus"] or "sure",
            )
            for row in csv.DictReader(file, delimiter=";")
        ]


def load_world() -> None:
    for command in ["charger_communes", "charger_localites", "charger_structures"]:
        call_command(command, verbosity=0)
    communes = {commune.code_insee: commune for commune in Commune.objects.all()}
    streets: dict[tuple[str, str], dict] = {}
    for name in ["voies.csv", "voies_des_questions.csv"]:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                streets.setdefault((row["nom"], row["code_postal"]), row)
    voies = [_voie(row, communes[row["code_insee"]]) for row in streets.values()]
    Adresse.objects.bulk_create(
        Adresse(
            voie=voie,
            numero=numero,
            rep=rep,
            code_postal=voie.codes_postaux[0],
            position=point(voie.position.x + (numero - DOORS / 2) * 5 * METRE, voie.position.y),
        )
        for voie in Voie.objects.bulk_create(voies)
        for numero, rep in _numbers(voie)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE structures_voie, structures_adresse, structures_lieu, structures_localite")


def _voie(row: dict, commune: Commune) -> Voie:
    where = point(float(row["lon"]), float(row["lat"])) if row["lon"] else commune.centre
    return Voie(nom=row["nom"], commune=commune, codes_postaux=[row["code_postal"]], position=where, nombre=DOORS)


def _numbers(voie: Voie) -> list[tuple[int, str]]:
    """Franklin Roosevelt's 212 in Bron is the Cyber-base's door."""
    cyberbase = [212] if voie.nom == "Avenue Franklin Roosevelt" else []
    return [(numero, "") for numero in [*range(1, DOORS + 1), *cyberbase]] + [(numero, "bis") for numero in BIS]


def spelled(words: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT structures_cle(%s)", [words])
        return cursor.fetchone()[0]


def is_right(question: Question, compris: Compris) -> bool:
    """The commune that was meant, and the street or place by its name, and the door by its number."""
    if not question.codes:
        return CONFIDENCE.index(compris.confiance) <= CONFIDENCE.index(question.most)
    if not question.codes & set(compris.code_insee):
        # A place that is not sure may be left out where the question allows it.
        return question.least == "aucune" and compris.confiance in ("aucune", "doute")
    named = not question.nom or spelled(question.nom) in spelled(compris.libelle)
    return named and (not question.numero or compris.libelle.startswith(f"{question.numero} "))


def verdict(question: Question) -> str:
    """ "": right. Otherwise what is wrong, « FAUX » when a wrong place is said with confidence."""
    compris = understand(question.words)
    said = f"{question.words!r} → {compris.libelle!r} {compris.code_insee} {compris.confiance}"
    rank = CONFIDENCE.index(compris.confiance)
    if not is_right(question, compris):
        return f"{'FAUX' if compris.confiance == 'sure' else 'manqué'} : {said}"
    if rank > CONFIDENCE.index(question.most):
        return f"FAUX : trop sûr : {said}" if compris.confiance == "sure" else f"manqué : trop sûr : {said}"
    if rank < CONFIDENCE.index(question.least):
        return f"hésite : {said}"
    return ""
