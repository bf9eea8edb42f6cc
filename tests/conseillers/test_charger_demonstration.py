"""Loading the posts, the school holidays, and the invented schedule."""

import shutil
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.forms.models import model_to_dict
from django.utils import timezone

from conseillers.conflits import Genre, conflits
from conseillers.models import Absence, Changement, Conseiller, JourCalendaire, Permanence, Seance, VacancesScolaires
from structures.chargement import FIXTURES
from structures.models import Lieu, Structure

pytestmark = pytest.mark.django_db

FACTS = ["charger_communes", "charger_structures", "charger_postes", "charger_vacances"]
COMMANDS = [*FACTS, "charger_demonstration"]
TODAY = date(2026, 11, 23)
DAYS = 56


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup, django_db_blocker):
    """Loaded once for the module, on a given day: each test's own changes are rolled back to this."""
    with django_db_blocker.unblock(), on(TODAY):
        for command in COMMANDS:
            call_command(command, verbosity=0)
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE structures_commune, structures_structure, conseillers_vacancesscolaires RESTART IDENTITY CASCADE"
        )


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FIXTURES, tmp_path / "fixtures")


def on(day):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())
    return time_machine.travel(noon, tick=False)


def everything():
    tables = [Structure, Lieu, Conseiller, Permanence, Changement, Absence, VacancesScolaires]
    return [model_to_dict(row) for table in tables for row in table.objects.order_by("pk")]


def run(command, capsys, **options):
    call_command(command, **options)
    return capsys.readouterr().out.strip()


def lieux_with_a_door():
    return Lieu.objects.published().exclude(precision="commune").exclude(nom="Métropole de Lyon")


def overlaps(first_day):
    """Advisers who would be in two séances at one time."""
    teams = defaultdict(set)
    for permanence, conseiller in Permanence.conseillers.through.objects.values_list("permanence", "conseiller"):
        teams[permanence].add(conseiller)
    diaries = defaultdict(list)
    for seance in Seance.objects.held().within(first_day, DAYS):
        for conseiller in teams[seance.permanence_id]:
            diaries[conseiller].append((seance.debut, seance.fin))
    return [
        (conseiller, before, after)
        for conseiller, diary in diaries.items()
        for before, after in pairwise(sorted(diary))
        if after[0] < before[1]
    ]


def test_there_are_59_posts_by_employer():
    posts = Counter(Conseiller.objects.values_list("employeur__nom", flat=True))

    assert posts.total() == 59
    assert posts["Maison métropolitaine d'insertion pour l'emploi (MMI'e)"] == 13
    assert posts["PIMMS Lyon Métropole"] == 5
    assert posts["Département du Rhône"] == 3


def test_employers_that_are_not_hosts_are_kept_apart():
    employers = Structure.objects.filter(hote=False)

    assert employers.count() == 7
    assert set(employers.values_list("source", flat=True)) == {"ANCT, liste des lauréats 2021"}
    assert not Lieu.objects.filter(structure__in=employers).exists()


def test_school_holidays_are_ranges_of_zone_a():
    noel = VacancesScolaires.objects.get(nom="Vacances de Noël", du__year=2026)

    assert (noel.du, noel.au) == (date(2026, 12, 19), date(2027, 1, 3))


def test_school_holidays_do_not_overlap():
    ranges = list(VacancesScolaires.objects.order_by("du"))

    assert all(before.au < after.du for before, after in pairwise(ranges))


def test_59_invented_advisers_are_in_post_and_speak_french():
    advisers = Conseiller.objects.filter(demonstration=True, etat="en_poste")

    assert advisers.count() == 59
    assert len(set(advisers.values_list("prenom", flat=True))) == 59
    assert not advisers.exclude(nom="").exists()
    assert all("fr" in adviser.langues for adviser in advisers)
    in_september = [adviser for adviser in advisers if adviser.date_prise_de_poste <= date(2021, 9, 30)]
    assert len(in_september) == 19  # the press release
    assert all(adviser.date_prise_de_poste <= date(2022, 3, 31) for adviser in advisers)


def test_each_adviser_has_three_permanences_or_a_little_more():
    permanences = Counter(Permanence.conseillers.through.objects.values_list("conseiller", flat=True))

    assert Permanence.objects.filter(demonstration=True).count() == 177
    assert set(permanences.values()) <= {3, 4, 5}
    assert len(permanences) == 59


def test_each_lieu_with_a_door_has_two_permanences_at_least():
    permanences = Counter(Permanence.objects.values_list("lieu", flat=True))

    assert min(permanences[lieu.pk] for lieu in lieux_with_a_door()) >= 2
    assert set(permanences) == {lieu.pk for lieu in lieux_with_a_door()}


def test_many_seances_are_held_on_any_weekday():
    held = Counter(Seance.objects.held().within(TODAY, DAYS).values_list("date", flat=True))
    working_days = JourCalendaire.objects.filter(
        date__gte=TODAY, date__lt=TODAY + timedelta(days=DAYS), jour_semaine__lte=5, ferie=""
    ).values_list("date", flat=True)

    assert min(held[day] for day in working_days) >= 15


def test_every_rhythm_and_mode_is_there():
    permanences = Permanence.objects.all()

    assert set(permanences.values_list("rythme", flat=True)) == set(Permanence.Rythme.values)
    assert set(permanences.values_list("semaines", flat=True)) == set(Permanence.Semaines.values)
    assert set(permanences.values_list("intervalle", flat=True)) == {1, 2}
    modes = Counter(permanences.values_list("mode", flat=True))
    assert len(modes) == 3
    assert modes["sans-rendez-vous"] > modes.total() / 2
    assert not permanences.filter(mode="atelier", theme="").exists()
    assert permanences.filter(heure_debut__gte="17:00").exists()
    assert permanences.filter(jours=[6]).exists()


def test_every_kind_of_change_is_coming():
    changes = Changement.objects.filter(du__gt=TODAY)

    assert set(changes.values_list("genre", flat=True)) == {"annulation", "horaires", "lieu", "ajout"}
    closure = changes.get(lieu__isnull=False)
    assert (closure.du, closure.au) == (date(2026, 12, 24), date(2027, 1, 1))
    assert Absence.objects.count() == 2


def test_changes_are_read_in_the_coming_seances():
    states = set(Seance.objects.within(TODAY, DAYS).values_list("etat", flat=True))
    causes = set(Seance.objects.within(TODAY, DAYS).values_list("cause", flat=True))

    assert states == set(Seance.Etat.values)
    assert {"fermeture", "absence"} <= causes


def test_no_adviser_is_in_two_places_at_once():
    assert Seance.objects.held().within(TODAY, DAYS).count() > 1000
    assert overlaps(TODAY) == []


def test_staff_are_told_of_the_closure_only():
    genres = {conflit.genre for conflit in conflits(first=TODAY)}

    assert genres == {Genre.FERMETURE}


@pytest.mark.parametrize("day", [date(2026, 12, 30), date(2027, 3, 1), date(2027, 7, 14), date(2029, 5, 6)])
def test_whatever_the_day_it_is_invented_no_adviser_is_in_two_places_at_once(day):
    call_command("charger_demonstration", supprimer=True)

    with on(day):
        call_command("charger_demonstration")

    assert Seance.objects.held().within(day, DAYS).count() > 800
    assert overlaps(day) == []


def test_the_same_day_gives_the_same_schedule():
    def schedule():
        return [
            {**model_to_dict(each, exclude=["id"]), "conseillers": sorted(c.reference for c in each.conseillers.all())}
            for each in Permanence.objects.order_by("pk").prefetch_related("conseillers")
        ]

    before = schedule()
    call_command("charger_demonstration", supprimer=True)
    with on(TODAY):
        call_command("charger_demonstration")

    assert schedule() == before


def test_a_second_run_changes_no_row(capsys):
    before = everything()

    lines = [run(command, capsys) for command in COMMANDS[2:]]

    assert everything() == before
    assert lines == [
        "59 postes : 0 créés, 59 déjà là ; 0 employeurs créés",
        f"{VacancesScolaires.objects.count()} vacances scolaires, jusqu’au 31/08/2028 : 0 créées, "
        f"{VacancesScolaires.objects.count()} déjà là",
        "Démonstration : déjà là, rien n’a été changé.",
    ]


def test_a_second_run_keeps_what_staff_edited():
    Structure.objects.filter(nom="Département du Rhône").update(nom="Rhône", hote=True)
    Conseiller.objects.filter(prenom="Camille").update(prenom="Camille-Anne", etat="parti", date_depart=TODAY)
    VacancesScolaires.objects.filter(du=date(2026, 12, 19)).update(du=date(2026, 12, 18))
    Permanence.objects.filter(mode="atelier").update(theme="Autre chose")
    Permanence.objects.filter(rythme="mensuel").delete()
    before = everything()

    for command in COMMANDS:
        call_command(command, verbosity=0)

    assert everything() == before


def test_the_demonstration_goes_away_whole(capsys):
    Changement.objects.create(
        genre="annulation", lieu=Lieu.objects.earliest("pk"), du=TODAY, au=TODAY, motif="travaux", permanence=None
    )

    line = run("charger_demonstration", capsys, supprimer=True)

    assert line == "Démonstration : 177 permanences supprimées, 59 postes de nouveau à pourvoir"
    assert not Permanence.objects.exists()
    assert not Absence.objects.exists()
    assert [change.motif for change in Changement.objects.all()] == ["travaux"]
    posts = Conseiller.objects.filter(etat="a_pourvoir", prenom="", langues=[], date_prise_de_poste=None)
    assert posts.filter(demonstration=False).count() == 59


def test_removing_leaves_real_advisers_and_permanences_alone():
    real = Conseiller.objects.create(
        prenom="Jeanne", etat="en_poste", employeur=Structure.objects.earliest("pk"), langues=["fr"]
    )
    permanence = Permanence.objects.create(
        lieu=Lieu.objects.earliest("pk"), jours=[2], heure_debut="09:05", heure_fin="12:05"
    )
    permanence.conseillers.add(real)

    call_command("charger_demonstration", supprimer=True)

    assert list(Conseiller.objects.exclude(etat="a_pourvoir")) == [real]
    assert list(Permanence.objects.values_list("pk", "conseillers")) == [(permanence.pk, real.pk)]


def test_a_real_adviser_is_never_made_an_invented_one():
    call_command("charger_demonstration", supprimer=True)
    post = Conseiller.objects.earliest("reference")
    post.prenom, post.etat = "Jeanne", "en_poste"
    post.save()

    call_command("charger_demonstration")

    assert Conseiller.objects.filter(demonstration=True).count() == 58
    assert Conseiller.objects.get(pk=post.pk).demonstration is False


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("anct_postes_2021.json", "{}", "n’est pas une liste de lauréats"),
        ("anct_postes_2021.json", '[{"raison_sociale": "X", "nb_cnfs": 1}]', "« X » : « siret » manque"),
    ],
)
def test_a_wrong_list_of_posts_is_told(folder, name, text, message):
    (folder / name).write_text(text)

    with pytest.raises(CommandError, match=message):
        call_command("charger_postes", dossier=folder)


def test_too_few_first_names_are_told_and_nothing_is_written(folder):
    call_command("charger_demonstration", supprimer=True)
    (folder / "conseillers_demonstration.csv").write_text("prenom,langues\nCamille,fr\n")

    with pytest.raises(CommandError, match="1 pour 59 postes"):
        call_command("charger_demonstration", dossier=folder)

    assert not Conseiller.objects.exclude(prenom="").exists()


def test_a_language_nobody_knows_is_told(folder):
    call_command("charger_demonstration", supprimer=True)
    path = folder / "conseillers_demonstration.csv"
    path.write_text(path.read_text().replace("Camille,fr|en", "Camille,fr|klingon"))

    with pytest.raises(CommandError, match=r"« Camille » : .*klingon"):
        call_command("charger_demonstration", dossier=folder)
