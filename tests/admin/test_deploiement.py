"""How far the 59 posts are: the table and the curve, as of any day."""

from datetime import date

import pytest
from django.core.management import call_command

from conseillers.deploiement import Deploiement, state_on
from conseillers.models import Conseiller
from tests.factories import ConseillerFactory, LieuFactory, StructureFactory

pytestmark = pytest.mark.django_db

URL = "/admin/conseillers/conseiller/deploiement/"
TODAY = date(2026, 11, 23)
Etat = Conseiller.Etat


def somebody(**facts) -> Conseiller:
    return ConseillerFactory(**{"date_prise_de_poste": None, **facts})


def test_a_post_goes_from_one_state_to_the_next_on_its_dates():
    nadia = somebody(
        date_recrutement=date(2021, 9, 1),
        date_formation=date(2021, 9, 15),
        date_prise_de_poste=date(2021, 11, 2),
        date_depart=date(2023, 6, 30),
    )

    states = {
        date(2021, 8, 31): Etat.A_POURVOIR,
        date(2021, 9, 1): Etat.RECRUTE,
        date(2021, 9, 15): Etat.EN_FORMATION,
        date(2021, 11, 1): Etat.EN_FORMATION,
        date(2021, 11, 2): Etat.EN_POSTE,
        date(2023, 6, 30): Etat.EN_POSTE,
        date(2023, 7, 1): Etat.PARTI,
    }
    assert {day: state_on(nadia, day, TODAY) for day in states} == states


def test_what_is_noted_without_a_date_holds_from_today_alone():
    nadia = somebody(etat=Etat.EN_POSTE)

    assert state_on(nadia, TODAY, TODAY) == Etat.EN_POSTE
    assert state_on(nadia, date(2021, 9, 30), TODAY) == Etat.A_POURVOIR
    assert Deploiement([nadia], TODAY, TODAY).sans_date == 1


def test_somebody_who_is_to_begin_next_month_is_not_in_post_yet():
    karim = somebody(etat=Etat.EN_POSTE, date_prise_de_poste=date(2026, 12, 14))

    assert state_on(karim, TODAY, TODAY) == Etat.A_POURVOIR
    assert state_on(karim, date(2026, 12, 14), TODAY) == Etat.EN_POSTE


def test_the_curve_goes_down_the_day_after_a_departure():
    somebody(date_prise_de_poste=date(2021, 9, 1), date_depart=date(2021, 9, 10))
    somebody(date_prise_de_poste=date(2021, 9, 1))

    deploiement = Deploiement(Conseiller.objects.select_related("employeur"), TODAY, TODAY)

    assert deploiement.courbe() == [(date(2021, 9, 1), 2), (date(2021, 9, 11), 1)]


def test_the_demonstration_has_the_published_figure_of_30_september_2021(admin_client):
    for command in ["charger_communes", "charger_structures", "charger_postes", "charger_demonstration"]:
        call_command(command, verbosity=0)

    page = admin_client.get(URL, {"au": "2021-09-30"}).context["deploiement"]
    later = admin_client.get(URL, {"au": "2022-03-31"}).context["deploiement"]

    assert page.en_poste == 19
    assert page.total.total() == 59
    assert later.en_poste == 59


def test_a_row_says_the_structure_its_commune_its_states_and_the_course(admin_client):
    structure = StructureFactory(nom="CCAS de Bron")
    LieuFactory(structure=structure)
    somebody(employeur=structure, etat=Etat.EN_FORMATION, session_formation="novembre 2021")
    somebody(employeur=structure, etat=Etat.A_POURVOIR, prenom="")

    (ligne,) = admin_client.get(URL).context["deploiement"].lignes

    assert (ligne.structure, ligne.communes, ligne.total) == ("CCAS de Bron", "Villeurbanne", 2)
    assert ligne.par_etat == [1, 0, 1, 0, 0]
    assert ligne.sessions == {"novembre 2021": 1}


@pytest.mark.parametrize("typed", ["demain", "31/02/2021", "9999-12-31", "0001-01-01", "\x00"])
def test_a_day_that_is_none_is_said_and_today_is_shown(admin_client, typed):
    response = admin_client.get(URL, {"au": typed})

    assert response.status_code == 200
    assert response.context["form"].errors["au"]


def test_the_number_of_queries_is_the_same_for_one_post_or_ten(count_queries):
    structure = LieuFactory().structure
    somebody(employeur=structure)
    one = count_queries(URL)
    for _number in range(9):
        somebody(employeur=LieuFactory().structure)

    assert count_queries(URL) == one


def test_dates_in_the_wrong_order_are_said_beside_the_field(edit):
    nadia = somebody(date_recrutement=date(2021, 9, 1))

    page = edit(f"/admin/conseillers/conseiller/{nadia.pk}/change/", date_formation="01/08/2021")

    assert "date_formation" in page.context["adminform"].form.errors
