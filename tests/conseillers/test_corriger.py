"""« Corriger »: what a référent says differs is kept for an agent, and nothing changes on the site."""

from datetime import date, time

import pytest
from django.contrib.auth.models import User
from django.test import Client

from conseillers.liens import Usage, token
from conseillers.models import Demande, Ligne, Permanence, Proposition
from structures.confirmation import Confirmation
from structures.models import Lieu
from tests.admin.comptes import referent
from tests.conseillers.formulaires import typed
from tests.factories import MIETE, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def lieu():
    return LieuFactory(
        at=MIETE, nom="La MIETE", telephone="+33478634040", acces="Métro\nSonnez", site_web=["https://miete.fr"]
    )


@pytest.fixture
def permanence(lieu):
    return PermanenceFactory(lieu=lieu)


@pytest.fixture
def path(lieu, permanence) -> str:
    nadia = referent(lieu.structure)
    demande = Demande.objects.create(lieu=lieu, compte=nadia, courriel=nadia.email)
    return f"/corriger/{token(demande, Usage.CORRIGER)}/"


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def send(visitor, path, **changes):
    page = visitor.get(path)
    return visitor.post(path, {**typed(page), **{name.replace("__", "-"): value for name, value in changes.items()}})


def lines() -> list[tuple]:
    return list(Ligne.objects.values_list("champ", "avant", "apres"))


def test_only_what_differs_is_proposed_and_the_site_stays_as_it_was(visitor, path, lieu, permanence):
    before = Lieu.objects.values().get(), Permanence.objects.values().get()
    rule = f"permanence-{permanence.pk}"

    response = send(
        visitor,
        path,
        lieu__telephone="04 72 00 00 00",
        lieu__acces_fauteuil="true",
        **{f"{rule}-jours": ["2", "4"], f"{rule}-heure_debut": "9h30", f"{rule}-au": "2027-06-30"},
        remarque__remarque="Merci d’appeler Omar.",
    )

    assert "C’est bien arrivé, merci." in response.content.decode()
    assert lines() == [
        ("telephone", "+33478634040", "+33472000000"),
        ("acces_fauteuil", None, True),
        ("jours", [2], [2, 4]),
        ("heure_debut", "14:00", "09:30"),
        ("au", None, "2027-06-30"),
    ]
    proposition = Proposition.objects.get()
    assert (proposition.par, proposition.remarque, proposition.traitee) == ("Nadia", "Merci d’appeler Omar.", None)
    assert {line.objet for line in proposition.lignes.filter(permanence=permanence)} == {
        "Tous les mardis de 14\u00a0h à 17\u00a0h, sans rendez-vous"
    }
    assert (Lieu.objects.values().get(), Permanence.objects.values().get()) == before
    assert not Confirmation.objects.exists()


def test_sent_untouched_it_proposes_nothing_and_says_what_to_do(visitor, path):
    response = send(visitor, path)

    assert "Vous n’avez rien changé : rien n’est envoyé." in response.content.decode()
    assert not Proposition.objects.exists()


def test_the_same_number_written_otherwise_is_no_correction(visitor, path):
    send(visitor, path, lieu__telephone="+33 4.78.63.40.40")

    assert not Proposition.objects.exists()


def test_a_remark_alone_is_kept(visitor, path):
    send(visitor, path, remarque__remarque="Nous déménageons.")

    assert Proposition.objects.get().remarque == "Nous déménageons."
    assert lines() == []


def test_sent_twice_it_is_kept_once(visitor, path):
    data = {**typed(visitor.get(path)), "lieu-nom": "La Miete"}

    visitor.post(path, data)
    again = visitor.post(path, data)

    assert "Vos corrections sont déjà arrivées, merci." in again.content.decode()
    assert Proposition.objects.count() == 1
    assert "Vos corrections sont bien arrivées" in visitor.get(_confirm_path()).content.decode()


def _confirm_path() -> str:
    return f"/confirmer/{token(Demande.objects.get(), Usage.CONFIRMER)}/"


def test_after_corrections_the_other_link_confirms_nothing(visitor, path):
    empreinte = visitor.get(_confirm_path()).context["faits"].empreinte
    send(visitor, path, lieu__nom="La Miete")

    visitor.post(_confirm_path(), {"empreinte": empreinte})

    assert not Confirmation.objects.exists()


def test_a_permanence_that_is_no_more_is_one_line_whatever_its_fields_hold(visitor, path, permanence):
    rule = f"permanence-{permanence.pk}"

    send(visitor, path, **{f"{rule}-fini": "on", f"{rule}-heure_debut": "n’importe quoi", f"{rule}-jours": []})

    assert lines() == [("existe", True, False)]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("lieu-telephone", "04 78", "Ce numéro de téléphone n’est pas complet : il a 4 chiffres, il en faut 10."),
        ("lieu-nom", "", "Ce champ est obligatoire."),
        ("lieu-nom", "x" * 201, "Assurez-vous que cette valeur comporte au plus 200 caractères (actuellement 201)."),
        ("lieu-nom", "La \u202eMIETE", "Ce texte contient un caractère invisible"),
        ("lieu-adresse", "", "Indiquez l’adresse, ou dites que le point est « quelque part dans la commune »."),
        ("lieu-site_web", "javascript:alert(1)", "Une adresse de site commence par https:// ou http://."),
        ("lieu-acces", "Métro\x07", "Ce texte contient un caractère invisible"),
        ("permanence-jours", [], "Ce rythme est incomplet"),
        ("permanence-jours", ["9"], "Sélectionnez un choix valide. 9"),
        ("permanence-heure_fin", "9h", "La fin doit être après le début."),
        ("permanence-heure_debut", "25h", "Écrivez l’heure ainsi : 9:00, 14h ou 14h30."),
        ("permanence-heure_debut_2", "18h", "Le second créneau doit avoir un début et une fin, après le premier."),
        ("permanence-au", "31/02/2027", "Saisissez une date valide."),
        ("permanence-au", "2026-01-01", "La date de fin est avant la date de début."),
        ("remarque-remarque", "x" * 1001, "Assurez-vous que cette valeur comporte au plus 1000 caractères"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    visitor, path, permanence, field, value, message
):
    Permanence.objects.update(du=date(2026, 9, 1))
    name = field.replace("permanence-", f"permanence-{permanence.pk}-")
    data = {**typed(visitor.get(path)), "lieu-complement_adresse": "2e étage", name: value}

    response = visitor.post(path, data)

    page = response.content.decode()
    assert message in page.replace("&#x27;", "'")
    assert "Rien n’est encore envoyé. À revoir :" in page
    assert 'value="2e étage"' in page
    shown = {bound.html_name: bound for form in response.context["formulaires"].all for bound in form}
    assert shown[name].value() == value
    assert len(response.context["formulaires"].errors) == 1
    assert not Proposition.objects.exists()


def test_a_rule_of_chosen_dates_is_corrected_by_its_dates(visitor, path, permanence):
    Permanence.objects.update(rythme="dates", jours=[], dates=[date(2026, 12, 1), date(2026, 12, 8)])

    send(visitor, path, **{f"permanence-{permanence.pk}-dates": "01/12/2026\r\n15/12/2026"})

    assert lines() == [("dates", ["2026-12-01", "2026-12-08"], ["2026-12-01", "2026-12-15"])]


def test_what_staff_edit_meanwhile_is_neither_a_correction_nor_undone(visitor, path, lieu, permanence):
    data = {**typed(visitor.get(path)), "lieu-nom": "La Miete"}
    Lieu.objects.update(telephone="+33472000000")
    added = PermanenceFactory(lieu=lieu, jours=[5])
    permanence.delete()

    visitor.post(path, data)

    assert lines() == [("nom", "La MIETE", "La Miete")]
    assert Permanence.objects.get() == added


@pytest.mark.parametrize("seen", ["", "x", "eyJ9:x:y"])
def test_a_page_without_what_it_showed_is_shown_again_with_what_was_typed(visitor, path, seen):
    response = send(visitor, path, lieu__nom="La Miete", remarque__vu=seen)

    page = response.content.decode()
    assert "La page était restée ouverte trop longtemps." in page
    assert 'value="La Miete"' in page
    assert not Proposition.objects.exists()

    visitor.post(path, typed(response))
    assert lines() == [("nom", "La MIETE", "La Miete")]


def test_what_one_demand_showed_is_of_no_use_to_another(visitor, path, lieu):
    other = Demande.objects.create(lieu=lieu, compte=User.objects.get(), courriel="nadia@exemple.fr")
    data = typed(visitor.get(f"/corriger/{token(other, Usage.CORRIGER)}/"))

    visitor.post(path, {**data, "lieu-nom": "La Miete"})

    assert not Proposition.objects.exists()


def test_permanences_that_are_over_are_not_asked_about(visitor, path, lieu):
    PermanenceFactory(lieu=lieu, heure_debut=time(9), au=date(2026, 11, 22))

    assert len(visitor.get(path).context["formulaires"].permanences) == 1
