"""Lists are read by hand-written SQL: what they say is held to the view of séances, read place by place."""

from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from conseillers.besoins import Besoin
from conseillers.fiches import nearest
from conseillers.forms import RechercheForm
from conseillers.management.commands.preparer import LOADING_COMMANDS
from conseillers.models import Langue, Mode, Moment, Permanence, Seance
from conseillers.prochaines import give_next, give_next_of_each
from conseillers.recherche import PER_PAGE, Recherche
from structures.geo import point
from structures.models import Lieu

pytestmark = pytest.mark.django_db

INSTANTS = ["2026-11-24T10:20:00+01:00", "2026-12-24T17:59:00+01:00", "2026-11-10T23:30:00+01:00"]
BRON, GIVORS = point(4.9112, 45.7337), point(4.7691, 45.5904)
CHOICES = [
    {},
    {"mode": Mode.SANS_RENDEZ_VOUS},
    {"mode": Mode.ATELIER},
    {"besoin": Besoin.CV, "mode": Mode.SUR_RENDEZ_VOUS},
    {"langue": Langue.ARABE},
    {"moment": Moment.SOIR},
    {"moment": Moment.MAINTENANT},
    {"jour": date(2026, 11, 28), "moment": Moment.MATIN},
    {"jour": date(2026, 12, 25)},
    {"jour": date(2027, 6, 1)},
    {"besoin": Besoin.LOISIRS, "langue": Langue.FRANCAIS, "moment": Moment.APRES_MIDI},
]
CHOICES = [{name: str(value) if name != "jour" else value for name, value in asked.items()} for asked in CHOICES]


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Loaded once for all, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(INSTANTS[0], tick=False):
        for command in LOADING_COMMANDS:
            call_command(command, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(params=INSTANTS)
def clock(request, demonstration, django_db_blocker):
    with django_db_blocker.unblock(), time_machine.travel(request.param, tick=False) as clock:
        yield clock


def expected(lieu, asked):
    """The first séance held there that answers, read in the view by the ORM."""
    seances = Seance.objects.held().to_come().filter(lieu=lieu)
    if "jour" in asked:
        seances = seances.on(asked["jour"])
    if "mode" in asked:
        seances = seances.filter(mode=asked["mode"])
    if "langue" in asked:
        seances = seances.filter(langues__contains=[asked["langue"]])
    if "besoin" in asked:
        seances = seances.filter(Q(besoins=[]) | Q(besoins__contains=[asked["besoin"]]))
    found = [seance for seance in seances.in_order() if "moment" not in asked or fits(seance, asked["moment"])]
    return found[0] if found else None


def fits(seance, moment):
    if moment == Moment.MAINTENANT:
        return (seance.debut - timezone.now()).total_seconds() <= 3600
    start, end = Moment(moment).span
    return seance.heure_debut < end and seance.heure_fin > start


@pytest.mark.parametrize("asked", CHOICES, ids=str)
def test_the_next_seance_of_each_place_is_the_first_in_the_view(clock, asked):
    lieux = list(Lieu.objects.published())

    give_next(lieux, asked)

    said = {lieu.slug: lieu.prochaine and (lieu.prochaine.debut, lieu.prochaine.fin) for lieu in lieux}
    meant = {lieu.slug: (one := expected(lieu, asked)) and (one.debut, one.fin) for lieu in lieux}
    assert said == meant


def test_the_next_seance_of_each_permanence_is_its_first_in_the_view(clock):
    permanences = list(Permanence.objects.all())

    give_next_of_each(permanences)

    for permanence in permanences:
        first = Seance.objects.held().to_come().filter(permanence=permanence).in_order().first()
        said = permanence.prochaine and (permanence.prochaine.debut, permanence.prochaine.lieu_id)
        assert said == (first and (first.debut, first.lieu_id))


@pytest.mark.parametrize("where", [BRON, GIVORS], ids=["Bron", "Givors"])
@pytest.mark.parametrize("asked", CHOICES, ids=str)
def test_pages_list_every_place_that_answers_nearest_first(clock, where, asked):
    lieux = Lieu.objects.published().near(where)
    lieux = lieux.filter(services__overlap=Besoin(asked["besoin"]).services) if "besoin" in asked else lieux
    needs_one = set(asked) - {"besoin"}
    meant = [lieu.slug for lieu in lieux if not needs_one or expected(lieu, asked)]

    query = QueryDict(mutable=True)
    query.update({"lat": where.y, "lon": where.x} | asked)
    search = Recherche(RechercheForm(query))
    pages = [search.page(number) for number in range(1, max(1, -(-len(meant) // PER_PAGE)) + 1)]

    if not meant:
        assert search.near_misses or search.filters_dropped
        return
    assert [lieu.slug for page in pages for lieu in page] == meant
    assert [page.suite for page in pages][-1] is False
    assert pages[-1].nombre in (None, len(meant))


def test_places_are_those_published_nearest_first_with_their_distance(clock):
    meant = [(lieu.slug, round(lieu.distance.m)) for lieu in Lieu.objects.published().near(BRON)]

    assert [(fiche.slug, round(fiche.distance)) for fiche in nearest(BRON, 100)] == meant
