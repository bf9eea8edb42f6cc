"""What a rule would give, shown while it is typed, and on asking, before anything is saved."""

import re
from datetime import date, time

import pytest
from django.urls import reverse

from conseillers.models import Permanence, VacancesScolaires
from tests.admin.conftest import values_of
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory, StructureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LIVE = "admin:conseillers_permanence_apercu"


def typed(**values) -> dict:
    """A rule as its form sends it: every Tuesday from 14:00 to 17:00."""
    rule = {
        "rythme": "hebdomadaire",
        "jours": ["2"],
        "semaines": "toutes",
        "intervalle": "1",
        "heure_debut": "14h",
        "heure_fin": "17h",
        "mode": "sans-rendez-vous",
        "vacances": "tenue",
        "prefixe": "",
        "cle": "",
    }
    return rule | values


def read(response) -> str:
    """The words of the answer, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ")).strip()


def live(admin_client, **values) -> str:
    return read(admin_client.post(reverse(LIVE), typed(**values)))


def test_a_rule_that_is_typed_says_its_sentence_and_its_next_six_dates(admin_client):
    lieu, conseiller = LieuFactory(), ConseillerFactory()

    said = live(
        admin_client, lieu=lieu.pk, conseillers=[conseiller.pk], rythme="mensuel", rangs=["1", "3"], heure_fin="16h30"
    )

    assert said.startswith("Le 1er et 3e mardi du mois de 14 h à 16 h 30, sans rendez-vous. Pas encore enregistré.")
    assert re.findall(r"mardi \d+\S* \w+", said.partition("Prochaines dates")[2]) == [
        "mardi 1er décembre", "mardi 15 décembre", "mardi 5 janvier", "mardi 19 janvier", "mardi 2 février",
        "mardi 16 février",
    ]  # fmt: skip
    assert not Permanence.objects.exists()


def test_a_rule_once_a_month_still_shows_six_dates(admin_client):
    conseiller = ConseillerFactory()

    said = live(
        admin_client, lieu=LieuFactory().pk, conseillers=[conseiller.pk], rythme="mensuel", rangs=["-1"], jours=["4"]
    )

    assert said.partition("Prochaines dates")[2].count("jeudi") == 6
    assert "jeudi 29 avril 2027" in said


def test_what_a_saved_rule_would_become_is_shown_with_its_changements_and_the_holidays(admin_client):
    permanence = PermanenceFactory(jours=[5])
    ChangementFactory(permanence=permanence, du=date(2026, 12, 4), motif="travaux")

    said = live(
        admin_client,
        lieu=permanence.lieu_id,
        conseillers=[permanence.conseillers.get().pk],
        cle=permanence.pk,
        jours=["5"],
        heure_debut="9h",
        heure_fin="12h",
    )

    assert "vendredi 4 décembre 9 h à 12 h annulée : travaux" in said
    assert "vendredi 25 décembre 9 h à 12 h annulée : Noël" in said
    permanence.refresh_from_db()
    assert permanence.heure_debut == time(14)


def test_what_a_rule_lacks_is_said_instead_of_its_dates(admin_client):
    said = live(admin_client, lieu=LieuFactory().pk, jours=[], heure_fin="")

    assert said == (
        "Pour voir la phrase et les dates : Conseillers : à remplir À : à remplir Jours : Cochez au moins un jour."
    )


def test_a_place_that_is_not_on_the_site_yet_shows_the_dates_and_says_so(admin_client):
    lieu, conseiller = LieuFactory(publie=False, structure__archivee=True), ConseillerFactory()

    said = live(admin_client, lieu=lieu.pk, conseillers=[conseiller.pk])

    assert "mardi 24 novembre" in said
    assert "Ce lieu n’est pas sur le site" in said
    lieu.refresh_from_db()
    assert (lieu.publie, lieu.structure.archivee) == (False, True)


def test_dates_that_depend_on_school_holidays_nobody_typed_are_doubtful(admin_client):
    VacancesScolaires.objects.create(nom="Noël", du=date(2026, 12, 19), au=date(2027, 1, 3))
    asked = {"lieu": LieuFactory().pk, "conseillers": [ConseillerFactory().pk]}

    assert "Vacances scolaires saisies jusqu’au dimanche 3 janvier 2027" in live(
        admin_client, **asked, vacances="suspendue"
    )
    assert "Vacances scolaires saisies" not in live(admin_client, **asked)


def test_only_staff_may_ask(client):
    assert client.post(reverse(LIVE), typed()).status_code == 302


def test_without_script_a_button_shows_the_dates_and_saves_nothing(admin_client):
    permanence = PermanenceFactory()
    url = reverse("admin:conseillers_permanence_change", args=[permanence.pk])
    sent = values_of(admin_client.get(url)) | {"jours": ["4"], "_verifier": "Vérifier"}

    response = admin_client.post(url, sent)

    said = read(response)
    assert "Rien n’est encore enregistré" in said
    assert "Tous les jeudis de 14 h à 17 h, sans rendez-vous. Pas encore enregistré." in said
    assert response.context["adminform"].form["jours"].value() == ["4"]
    permanence.refresh_from_db()
    assert permanence.jours == [2]


def test_the_button_beside_a_place_shows_each_rule_a_new_one_too(admin_client):
    permanence = PermanenceFactory()
    url = reverse("admin:structures_lieu_change", args=[permanence.lieu_id])
    second = {f"permanences-1-{name}": value for name, value in typed(jours=["6"]).items()}
    second["permanences-1-conseillers"] = [ConseillerFactory().pk]
    sent = values_of(admin_client.get(url)) | second | {"permanences-TOTAL_FORMS": 2, "_verifier": "Vérifier"}

    said = read(admin_client.post(url, sent))

    assert "Tous les samedis de 14 h à 17 h, sans rendez-vous. Pas encore enregistré." in said
    assert Permanence.objects.count() == 1


def test_a_new_place_shows_what_its_permanences_would_give(admin_client):
    lieu, conseiller = LieuFactory(), ConseillerFactory()
    url = reverse("admin:structures_lieu_add")
    facts = {
        "nom": "La MIETE",
        "structure": StructureFactory().pk,
        "commune": lieu.commune_id,
        "adresse": "150 rue du 4 août 1789",
        "code_postal": "69100",
        "position": '{"type": "Point", "coordinates": [4.890171, 45.763777]}',
        "precision": "adresse",
        "permanences-TOTAL_FORMS": 1,
        "permanences-INITIAL_FORMS": 0,
        "permanences-0-conseillers": [conseiller.pk],
        "_verifier": "Vérifier",
    }
    rule = {f"permanences-0-{name}": value for name, value in typed().items()}

    response = admin_client.post(url, facts | rule)

    assert response.context["errors"] == []
    assert "Tous les mardis de 14 h à 17 h, sans rendez-vous. Pas encore enregistré." in read(response)
    assert not Permanence.objects.exists()
    assert lieu.commune.lieux.count() == 1


def test_the_button_says_what_is_wrong_beside_its_field(admin_client):
    permanence = PermanenceFactory()
    url = reverse("admin:conseillers_permanence_change", args=[permanence.pk])
    sent = values_of(admin_client.get(url)) | {"heure_fin": "13h", "_verifier": "Vérifier"}

    response = admin_client.post(url, sent)

    assert response.context["adminform"].form.errors == {"heure_fin": ["La fin doit être après le début."]}
    assert "Rien n’est encore enregistré" not in read(response)
