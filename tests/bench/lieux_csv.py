"""A file of lieux as a neighbour would send it, of any length: nothing in it is here yet, and no two rows are one lieu.

Each row says what one of the 29 real ones of Hinaura says (tests/data), former values and capitals included, of a door
of its own: addresses, points, names, phones, mails, SIRET and structures are invented. The same number always gives
the same file.
"""

import csv
import json
import random
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

from stdnum import luhn

from structures.slugs import spaced_slug
from tests import ban
from tests.ban_format import HEADER

REAL = ban.ROOT / "tests" / "data" / "hinaura_metropole_2021.json"
ELSEWHERE = {code_insee for code_insee, *_others in ban.ELSEWHERE}
APART = 5  # doors of the streets for one of ours
COLUMNS = [
    *("id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "latitude", "longitude", "telephone"),
    *("courriel", "site_web", "horaires", "presentation_resume", "presentation_detail", "source", "structure_parente"),
    *("date_maj", "services", "publics_accueillis", "conditions_acces", "modalites_accompagnement"),
]
KINDS = [
    *("MJC", "Centre social", "Médiathèque", "Mission locale", "CCAS", "Espace numérique", "Association", "Régie"),
    *("Bibliothèque", "Tiers-lieu", "Point d’accueil", "Cyber-base", "Foyer", "Pôle solidarité"),
]
SYLLABLES = ["bar", "cel", "dro", "fan", "gui", "jol", "lem", "mir", "nov", "pra", "quen", "rib", "sau", "tiv", "vour"]
ENDS = ["ac", "at", "ey", "ier", "in", "mont", "ollet", "oux", "y", "zan"]
SAYS = [
    "Un accompagnement pour vos démarches en ligne, sans rendez-vous.",
    "Des ateliers pour débuter sur un ordinateur, une tablette ou un téléphone, à son rythme.",
    "Ordinateurs en libre accès, imprimante, et quelqu’un pour vous aider : venez comme vous êtes !",
]


def write(path: Path, number: int, seed: int = 69) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows(number, seed))
    return path


def rows(number: int, seed: int = 69) -> Iterator[dict[str, str]]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    real = json.loads(REAL.read_text(encoding="utf-8"))
    names, phones = _names(chance), chance.sample(range(1_000_000), number)
    for rank, door in enumerate(_doors(number, seed)):
        like = real[rank % len(real)]
        name = next(names)
        yield like | door | _own(rank, f"{KINDS[rank % len(KINDS)]} {name}", name, phones[rank], like, door["commune"])


def _doors(number: int, seed: int) -> Iterator[dict[str, str]]:
    lines = (dict(zip(HEADER, line, strict=True)) for line in ban.adresses(APART * number, seed))
    inside = (line for line in lines if line["code_insee"] not in ELSEWHERE)
    for rank, line in enumerate(islice(inside, 0, APART * number, APART)):
        street = " ".join(filter(None, [line["numero"], line["rep"], line["nom_voie"]]))
        town = line["nom_ancienne_commune"] or line["nom_commune"]
        yield {
            "adresse": street.upper() if rank % 7 == 0 else street,
            "commune": "Lyon" if town.endswith("Arrondissement") else town,
            "code_postal": line["code_postal"],
            "code_insee": line["code_insee"] if rank % 3 == 0 else "",
            "latitude": line["lat"],
            "longitude": line["lon"],
        }


def _names(chance: random.Random) -> Iterator[str]:
    """Of families that never were, each once: two lieux of one street are not alike."""
    lasts = ["".join(parts).capitalize() for parts in product(SYLLABLES, SYLLABLES, ENDS)]
    while True:
        chance.shuffle(lasts)
        others = chance.sample(lasts, len(lasts))
        yield from (f"{last}-{other}" for last, other in zip(lasts, others, strict=True))


def _own(rank: int, name: str, family: str, phone: int, like: dict[str, str], town: str) -> dict[str, str]:
    """What no other row says; of what its real one does not say, nothing."""
    domain = f"{spaced_slug(name)}.fr"
    siren = f"{300_000_000 + 37 * rank:09}"
    digits = f"{siren}{rank % 9:04}"
    return {
        "id": str(rank + 1),
        "nom": name.upper() if rank % 5 == 0 else name,
        "pivot": digits + luhn.calc_check_digit(digits) if rank % 2 else like["pivot"],
        "telephone": f"04 78 {phone // 10_000:02} {phone // 100 % 100:02} {phone % 100:02}",
        "courriel": f"contact@{domain}" if like.get("courriel") else "",
        "site_web": f"www.{domain}" if like.get("site_web") else "",
        "presentation_resume": SAYS[rank % 3],
        "presentation_detail": f"{name}, à {town}. {' '.join(SAYS)}" if rank % 4 == 0 else "",
        "structure_parente": f"Fédération {family}" if rank % 3 == 0 else "",
    }
