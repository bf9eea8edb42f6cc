"""The staff's agenda; from it or from a place, a date is cancelled or changed in two clicks; what they are told."""

import re
from datetime import date, time

import pytest
from django.urls import reverse

from conseillers.models import Seance, VacancesScolaires
from tests.admin.conftest import values_of
from tests.factories import (
    RAYONNE,
    ChangementFactory,
    ConseillerFactory,
    LieuFactory,
    PermanenceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

AGENDA = "admin:conseillers_seance_changelist"


def link(page, words: str) -> str:
    """Address of the first link whose words begin so."""
    return re.search(rf'href="([^"]+)"[^>]*>\s*{words}', page.content.decode())[1].replace("&amp;", "&")


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_agenda_shows_a_day_with_what_is_not_held(admin_client):
    held, cancelled = PermanenceFactory(jours=[1]), PermanenceFactory(jours=[1], heure_debut=time(9))
    ChangementFactory(permanence=cancelled, du=date(2026, 11, 23), motif="panne d’internet")
    PermanenceFactory(jours=[2])

    page = admin_client.get(reverse(AGENDA)).content.decode()

    assert page.count('class="agenda-heures"') == 2
    assert held.lieu.nom in page
    assert "Annulée : panne d’internet" in page


def test_the_agenda_takes_as_many_queries_for_one_and_three_seances(count_queries):
    PermanenceFactory(jours=[1])
    with_one = count_queries(reverse(AGENDA))

    for _ in range(2):
        PermanenceFactory(jours=[1])

    assert count_queries(reverse(AGENDA)) == with_one


@pytest.mark.parametrize("start", ["agenda", "lieu", "permanence"])
def test_a_date_is_cancelled_in_two_clicks(admin_client, start):
    permanence = PermanenceFactory(jours=[1])
    pages = {
        "agenda": reverse(AGENDA),
        "lieu": reverse("admin:structures_lieu_change", args=[permanence.lieu_id]),
        "permanence": reverse("admin:conseillers_permanence_change", args=[permanence.pk]),
    }

    form = link(admin_client.get(pages[start]), "Annuler")
    response = admin_client.post(form, values_of(admin_client.get(form)) | {"motif": "formation"}, follow=True)

    assert response.redirect_chain[0][0].partition("#")[0].partition("?")[0] == pages[start]
    seance = Seance.objects.get(date=date(2026, 11, 23))
    assert (seance.etat, seance.motif) == ("annulee", "formation")


def test_the_hours_of_a_date_are_changed_from_its_link(admin_client):
    PermanenceFactory(jours=[1])

    form = link(admin_client.get(reverse(AGENDA)), "Changer")
    admin_client.post(form, values_of(admin_client.get(form)) | {"heure_debut": "15h", "heure_fin": "16h"})

    seance = Seance.objects.get(date=date(2026, 11, 23))
    assert (seance.etat, seance.heure_debut) == ("modifiee", time(15))


def test_an_address_of_elsewhere_is_not_gone_back_to(admin_client):
    permanence = PermanenceFactory()
    form = f"{reverse('admin:conseillers_changement_add')}?retour=https://exemple.fr/"

    response = admin_client.post(form, {"genre": "annulation", "permanence": permanence.pk, "du": "24/11/2026"})

    assert response.url == reverse("admin:conseillers_changement_changelist")


def test_whoever_expects_one_adviser_in_two_places_is_told_when_saving(edit):
    karim = ConseillerFactory(prenom="Karim")
    PermanenceFactory(lieu=LieuFactory(nom="La Rayonne", at=RAYONNE), conseillers=[karim])
    other = PermanenceFactory(lieu=LieuFactory(nom="La MIETE"), jours=[3], conseillers=[karim])

    response = edit(reverse("admin:conseillers_permanence_change", args=[other.pk]), jours=["2"])

    (warning,) = [words for words in said(response) if "Karim" in words]
    assert "La Rayonne" in warning
    assert "La MIETE" in warning


def test_a_conflict_is_told_before_saving_too(admin_client):
    karim = ConseillerFactory(prenom="Karim")
    PermanenceFactory(conseillers=[karim])
    other = PermanenceFactory(jours=[3], conseillers=[karim])
    url = reverse("admin:conseillers_permanence_change", args=[other.pk])

    page = admin_client.post(url, values_of(admin_client.get(url)) | {"jours": ["2"], "_verifier": "Vérifier"})

    assert "Karim doit être à deux endroits" in page.content.decode()


def test_staff_are_warned_when_the_school_holidays_of_the_year_ahead_are_missing(admin_client):
    first_page, holidays = reverse("admin:index"), reverse("admin:conseillers_vacancesscolaires_changelist")
    terms = [(2026, 12, 19), (2027, 2, 13), (2027, 4, 10), (2027, 7, 4), (2027, 10, 16)]
    for term in terms[:3]:
        VacancesScolaires.objects.create(nom="Vacances", du=date(*term), au=date(term[0], term[1], term[2] + 8))

    warned = [admin_client.get(page).content.decode().replace("\u00a0", " ") for page in (first_page, holidays)]
    for term, end in zip(terms[3:], [date(2027, 8, 31), date(2027, 12, 31)], strict=True):
        VacancesScolaires.objects.create(nom="Vacances", du=date(*term), au=end)
    calm = [admin_client.get(page).content.decode() for page in (first_page, holidays)]

    assert "<strong>1</strong> calendrier scolaire à compléter" in warned[0]
    assert "jusqu’au dimanche 18 avril 2027" in warned[1]
    assert "<strong>1</strong> calendrier" not in calm[0]
    assert "ne sont connues que" not in calm[1]


def test_a_gap_among_the_school_holidays_counts_as_missing():
    for first, last in [((2026, 12, 19), (2027, 1, 3)), ((2027, 4, 10), (2027, 12, 31))]:
        VacancesScolaires.objects.create(nom="Vacances", du=date(*first), au=date(*last))

    assert VacancesScolaires.objects.missing_from(date(2026, 11, 23)) == date(2027, 1, 3)
    assert VacancesScolaires.objects.missing_from(date(2026, 9, 1)) == date(2026, 9, 1)
