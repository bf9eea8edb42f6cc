"""Random schedules over 2024-2030, in the database and as plain data."""

import os
import random
from datetime import date, time, timedelta

from conseillers.models import Absence, Changement, Conseiller, Permanence, VacancesScolaires
from tests.conseillers import oracle
from tests.factories import ARTAG, MIETE, RAYONNE, ConseillerFactory, LieuFactory

FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)
# Days where calendars break: clocks that change, week 53, 29 February, year ends, public holidays.
AWKWARD = [
    date(2024, 2, 29), date(2024, 3, 31), date(2024, 10, 27), date(2024, 12, 30), date(2026, 3, 29), date(2026, 10, 25),
    date(2026, 12, 28), date(2027, 1, 1), date(2027, 1, 4), date(2028, 2, 29), date(2028, 7, 14), date(2025, 11, 11),
    date(2030, 12, 31), date(2024, 1, 1),
]  # fmt: skip

A_WORLD = 60  # rules that share lieux, advisers and closures


def seeds(years: float) -> range:
    """As many worlds, each read over these years, as make RULE_YEARS years of rules."""
    wanted = int(os.environ.get("RULE_YEARS", "20000"))
    return range(-(-wanted // int(A_WORLD * years)))


def some_day(dice: random.Random) -> date:
    if dice.random() < 0.25:
        return dice.choice(AWKWARD)
    return FIRST + timedelta(days=dice.randrange((LAST - FIRST).days))


def some_of(dice: random.Random, values, most: int) -> list:
    return sorted(dice.sample(values, dice.randint(1, most)))


def some_hours(dice: random.Random) -> dict:
    start = dice.choice([time(0), time(2, 30), time(8), time(9, 30), time(10)])
    hours = {"heure_debut": start, "heure_fin": dice.choice([time(11), time(12), time(12, 30)])}
    if dice.random() < 0.3:
        hours |= {
            "heure_debut_2": dice.choice([time(12, 30), time(14)]),
            "heure_fin_2": dice.choice([time(17), time(23, 59)]),
        }
    return hours


def some_rule(dice: random.Random, lieux) -> Permanence:
    rule = {"lieu": dice.choice(lieux), **some_hours(dice)}
    rule["rythme"] = dice.choices(["hebdomadaire", "mensuel", "dates"], [6, 3, 1])[0]
    if dice.random() < 0.6:
        rule["du"] = some_day(dice)
    if dice.random() < 0.4:
        rule["au"] = max(some_day(dice), rule.get("du", FIRST))
    if rule["rythme"] == "dates":
        rule |= {"jours": [], "dates": [some_day(dice) for _ in range(dice.randint(1, 12))]}
    else:
        rule["jours"] = some_of(dice, range(1, 8), 3)
    if rule["rythme"] == "mensuel":
        rule["rangs"] = some_of(dice, [1, 2, 3, 4, -1], 3)
    if rule["rythme"] == "hebdomadaire":
        rule["intervalle"] = dice.choice([1, 1, 2, 3, 4]) if "du" in rule else 1
        rule["semaines"] = (
            dice.choice(["toutes", "toutes", "paires", "impaires"]) if rule["intervalle"] == 1 else "toutes"
        )
    rule["tenue_jours_feries"] = dice.random() < 0.3
    rule["vacances"] = dice.choices(["tenue", "suspendue", "seulement"], [4, 2, 1])[0]
    return Permanence(**rule)


def some_changement(dice: random.Random, permanences, lieux) -> Changement:
    permanence = dice.choice(permanences)
    given = oracle.rule_days(permanence, FIRST, LAST)
    du = dice.choice(sorted(given)) if given and dice.random() < 0.7 else some_day(dice)
    genre = dice.choice(["annulation", "annulation", "horaires", "lieu", "ajout"])
    change = {"genre": genre, "du": du, "au": du, "permanence": permanence}
    if genre == "annulation":
        change["au"] = du + timedelta(days=dice.choice([0, 0, 1, 12]))
        target = dice.choice(["permanence", "permanence", "lieu", "structure"])
        change["permanence"] = None
        target_row = {"permanence": permanence, "lieu": permanence.lieu, "structure": permanence.lieu.structure}[target]
        change[target] = target_row
    if genre == "horaires" or (genre != "annulation" and dice.random() < 0.5):
        change |= {"heure_debut": time(15), "heure_fin": dice.choice([time(16), time(18)])}
    if genre == "lieu" or (genre == "ajout" and dice.random() < 0.5):
        change["lieu_accueil"] = dice.choice([lieu for lieu in lieux if lieu != permanence.lieu])
    return Changement(**change)


def some_advisers(dice: random.Random) -> list[Conseiller]:
    employer = LieuFactory().structure
    advisers = []
    for _ in range(8):
        career = {"etat": dice.choice(["en_poste", "en_poste", "en_poste", "recrute", "parti"]), "employeur": employer}
        if career["etat"] == "recrute" or dice.random() < 0.2:
            career["date_prise_de_poste"] = some_day(dice)
        if career["etat"] == "parti" or dice.random() < 0.2:
            career["date_depart"] = max(some_day(dice), career.get("date_prise_de_poste", FIRST))
        advisers.append(ConseillerFactory(**career))
    return advisers


def some_absence(dice: random.Random, adviser: Conseiller) -> Absence:
    du = some_day(dice)
    return Absence(conseiller=adviser, du=du, au=du + timedelta(days=dice.choice([0, 6, 30])))


def _keep(model, rows, *related) -> list:
    """Saves the rows that the constraints let in: dice throw the same one twice, or one over another."""
    model.objects.bulk_create(rows, ignore_conflicts=True)
    return list(model.objects.select_related(*related).order_by("pk"))


def a_world(seed):
    """Rules and all that departs from them, in the database and as plain data for the oracle; the same at each run."""
    dice = random.Random(seed)  # noqa: S311
    lieux = [LieuFactory(at=dice.choice([MIETE, RAYONNE, ARTAG])) for _ in range(6)]
    lieux += [LieuFactory(publie=False), LieuFactory(structure__archivee=True)]
    advisers = some_advisers(dice)
    permanences = _keep(Permanence, (some_rule(dice, lieux) for _ in range(A_WORLD)), "lieu__structure")
    with_whom = {permanence.pk: dice.sample(advisers, dice.choice([1, 1, 2])) for permanence in permanences}
    through = Permanence.conseillers.through
    through.objects.bulk_create(
        through(permanence_id=pk, conseiller_id=adviser.pk) for pk, team in with_whom.items() for adviser in team
    )
    changements = [some_changement(dice, permanences, lieux) for _ in range(A_WORLD * 3)]
    world = oracle.World(changements=_keep(Changement, changements, "permanence", "lieu_accueil__structure"))
    absences = [some_absence(dice, adviser) for adviser in advisers for _ in range(4)]
    for away in _keep(Absence, absences):
        world.absences[away.conseiller_id].append(away)
    world.vacances = [
        VacancesScolaires.objects.create(nom="Vacances", du=du, au=du + timedelta(days=dice.choice([14, 16])))
        for du in {date(year, month, dice.randint(1, 12)) for year in range(2024, 2031) for month in (2, 4, 7, 10, 12)}
    ]
    return permanences, with_whom, world
