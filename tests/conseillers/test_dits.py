"""Words that ask for something else than a place, as people type them: a need, a time, a way to come."""

import csv
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from conseillers.besoins import Besoin
from conseillers.dits import asked_in, need_in
from structures.models import Commune
from tests.factories import MIETE, LieuFactory

# What is typed → the need, the words left.
BESOINS = {
    "cv": {
        "cv": "",
        "CV": "",
        "faire mon cv à bron": "bron",
        "Faire mon C.V. à Bron": "Bron",
        "refaire un cv lyon 8": "lyon 8",
        "aide pour cv 69100": "69100",
        "villeurbanne cv": "villeurbanne",
        "je voudrais faire un cv": "",
        "curriculum vitae vénissieux": "vénissieux",
        "curiculum vitae": "",
        "lettre de motivation oullins": "oullins",
        "lettre motivation": "",
        "j'ai besoin d'aide pour mon cv à Vaulx-en-Velin": "Vaulx-en-Velin",
        "cv et lettre de motivation": "",
    },
    "demarche": {
        "aide impots villeurbanne": "villeurbanne",
        "impôts": "",
        "impots": "",
        "inpots": "",
        "impot givors": "givors",
        "déclaration d'impôts": "",
        "declaration de revenus bron": "bron",
        "declarer mes impots en ligne": "",
        "caf": "",
        "CAF Villeurbanne": "Villeurbanne",
        "la caf à Bron": "Bron",
        "dossier caf": "",
        "carte grise": "",
        "carte grise saint priest": "saint priest",
        "permis de conduire": "",
        "permis conduire en ligne": "",
        "passeport meyzieu": "meyzieu",
        "carte d'identité": "",
        "titre de séjour": "",
        "titre sejour lyon 7": "lyon 7",
        "retraite": "",
        "dossier retraite carsat": "",
        "rsa": "",
        "apl demande": "demande",
        "prime d'activité": "",
        "prime activite rillieux": "rillieux",
        "demande de logement social décines": "décines",
        "france connect": "",
        "FranceConnect": "",
        "démarche en ligne": "",
        "démarches administratives bron": "bron",
        "demarches administrative": "",
        "chèque énergie": "",
        "acte de naissance": "",
        "allocation familiale caf": "familiale",
        "allocations familiales": "",
        "titre de séjour ANEF lyon 3": "lyon 3",
        "déclaration trimestrielle montchat": "montchat",
        "demander ma retraite oullins": "oullins",
    },
    "sante": {
        "ameli": "",
        "compte ameli": "",
        "compte amelie bron": "bron",
        "doctolib": "",
        "doctolibe": "",
        "docto lib villeurbanne": "villeurbanne",
        "prendre rdv doctolib": "rdv",
        "rdv médecin": "",
        "rendez-vous médecin oullins": "oullins",
        "carte vitale": "",
        "sécu": "",
        "securite sociale lyon 3": "lyon 3",
        "mutuelle": "",
        "cpam": "",
        "mon espace santé": "",
        "santé": "",
        "assurance maladie écully": "écully",
    },
    "emploi": {
        "pole emploi": "",
        "pôle emploi Vénissieux": "Vénissieux",
        "pole emplois": "",
        "france travail": "",
        "france travaille": "",
        "France Travail Bron": "Bron",
        "chercher du travail": "",
        "je cherche du travail à lyon": "lyon",
        "recherche d'emploi givors": "givors",
        "trouver un travail": "",
        "emploi": "",
        "actualisation": "",
        "m'actualiser pole emploi": "",
        "chomage": "",
        "chômage villeurbanne": "villeurbanne",
        "offres d'emploi": "",
        "linkedin": "",
        "cpf": "",
        "mon compte formation": "",
        "interim saint-fons": "saint-fons",
        "inscription pôle emploi minguettes": "minguettes",
        "attestation france travail bron": "bron",
        "assurance chômage vaise": "vaise",
        "boulot": "",
    },
    "donnees": {
        "mot de passe oublié": "",
        "mot de passe oublie": "",
        "mots de passe": "",
        "mot de passe perdu bron": "bron",
        "j'ai oublié mon mot de passe": "",
        "jai oublié mon mot de passe": "",
        "mdp oublié": "",
        "mdp": "",
        "identifiant oublié": "",
        "données personnelles": "",
        "protéger mes données": "",
        "compte bloqué": "",
        "cookies": "",
        "vie privée": "",
        "sauvegarder mes photos": "",
    },
    "securite": {
        "arnaque": "",
        "arnaques lyon": "lyon",
        "arnarque": "",
        "arnaque internet": "",
        "phishing": "",
        "hameçonnage": "",
        "mon compte a été piraté": "",
        "piratage": "",
        "virus": "",
        "antivirus bron": "bron",
        "faux sms": "",
        "spam": "",
        "achats en ligne": "",
        "payer sur internet": "",
        "securité internet": "",
    },
    "proches": {
        "whatsapp": "",
        "whatsapp avec mes petits enfants": "",
        "watsapp": "",
        "whats app bron": "bron",
        "whattsapp": "",
        "skype": "",
        "visio avec ma famille": "famille",
        "facebook": "",
        "face book": "",
        "boîte mail": "",
        "boite mail caluire": "caluire",
        "mes mails": "",
        "envoyer un mail": "",
        "envoyer des photos à mes petits-enfants": "",
        "adresse mail gmail": "",
        "rester en contact": "",
        "messenger": "",
    },
    "parentalite": {
        "pronote": "",
        "pronotes": "",
        "pro note": "",
        "pronote collège": "collège",
        "ecole directe": "",
        "EcoleDirecte": "",
        "contrôle parental": "",
        "controle parental villeurbanne": "villeurbanne",
        "les enfants et les écrans": "",
        "parcoursup": "",
        "parcours sup": "",
        "inscription cantine": "",
        "inscription à l'école": "",
        "educonnect": "",
    },
    "loisirs": {
        "photos": "",
        "trier mes photos": "",
        "album photo": "",
        "youtube": "",
        "musique": "",
        "jeux vidéo": "",
        "replay": "",
    },
    "equipement": {
        "ordinateur pas cher": "",
        "ordi pas cher": "",
        "acheter un ordinateur": "",
        "ordinateur reconditionné bron": "bron",
        "ordinateur d'occasion": "",
        "pc portable": "",
        "je n'ai pas internet": "",
        "pas d'ordinateur": "",
        "wifi": "",
        "wi-fi gratuit": "",
        "imprimer": "",
        "imprimer un document": "",
        "scanner des documents gerland": "gerland",
        "imprimante lyon 9": "lyon 9",
        "scanner": "",
    },
}
TABLE = [(words, need, left) for need, table in BESOINS.items() for words, left in table.items()]

NO_NEED = [
    "",
    "bron",
    "12 rue de la République, Lyon",
    "rue de la Santé",
    "12 rue de la santé lyon",
    "place du Travail",
    "place du travail villeurbanne",
    "Espace Emploi",
    "espace emploi villeurbanne",
    "Maison de l'Emploi",
    "maison de l'emploi vénissieux",
    "pôle santé",
    "centre de santé",
    "quai de la Retraite",
    "impasse des Photos",
    "avenue de la Musique",
    "boulevard des Loisirs",
    "Sainte-Foy-lès-Lyon",
    "St Priest",
    "Irigny",
    "69 oo3",
    "rue Camille Flammarion",
    "école Jules Ferry",
    "médiathèque",
    "cyberbase",
    "mairie de Bron",
    "la Doua",
    "gare de Vaise",
    "place Ampère",
    "Amélie bron",
    "xyzzy",
    "🙂",
    "carte didentité",
]


def test_at_least_120_ways_to_name_a_need_are_known_and_every_need_is_among_them():
    assert len(TABLE) >= 120
    assert set(BESOINS) == set(Besoin.values)


@pytest.mark.parametrize(("words", "need", "left"), TABLE)
def test_words_name_a_need(words, need, left):
    found, reste = need_in(words)

    assert found == need
    assert reste == left


@pytest.mark.parametrize("words", NO_NEED)
def test_other_words_name_no_need(words):
    assert need_in(words)[0] is None


def test_no_real_place_is_taken_for_a_need(lyon):
    names = [*Commune.objects.values_list("nom", flat=True)]

    assert [(name, need_in(name)) for name in names if need_in(name) != (None, name)] == []


def rows(name):
    with (Path(settings.BASE_DIR) / "fixtures" / name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_no_host_of_the_metropole_is_taken_for_a_need():
    """Read in the files that the site starts from."""
    names = {row["nom"] for file in ["structures.csv", "lieux.csv"] for row in rows(file)}

    assert sorted(name for name in names if need_in(name)[0]) == []


@pytest.mark.django_db
def test_a_place_of_that_very_name_wins_over_a_need(lyon):
    LieuFactory(nom="Atelier Photo Santé", at=MIETE)

    assert asked_in("Santé").filters == {"besoin": "sante"}
    assert asked_in("atelier photo sante").filters == {}
    assert asked_in("atelier photo sante").reste == "atelier photo sante"


TUESDAY_AT_TEN = "2026-11-24T10:00:00+01:00"
SATURDAY_AT_TWO = "2026-11-28T14:00:00+01:00"
MIDNIGHT_IN_LYON = "2026-11-24T23:30:00Z"  # Wednesday 25th there


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "words", "filters", "left"),
    [
        (TUESDAY_AT_TEN, "demain après-midi à bron", {"jour": "2026-11-25", "moment": "apres-midi"}, "bron"),
        (TUESDAY_AT_TEN, "bron ce soir", {"jour": "2026-11-24", "moment": "soir"}, "bron"),
        (TUESDAY_AT_TEN, "aujourd’hui villeurbanne", {"jour": "2026-11-24"}, "villeurbanne"),
        (TUESDAY_AT_TEN, "aujourdhui", {"jour": "2026-11-24"}, ""),
        (TUESDAY_AT_TEN, "après-demain matin", {"jour": "2026-11-26", "moment": "matin"}, ""),
        (TUESDAY_AT_TEN, "cet aprem à givors", {"jour": "2026-11-24", "moment": "apres-midi"}, "givors"),
        (TUESDAY_AT_TEN, "samedi matin lyon 3", {"jour": "2026-11-28", "moment": "matin"}, "lyon 3"),
        (TUESDAY_AT_TEN, "mardi", {"jour": "2026-11-24"}, ""),
        (TUESDAY_AT_TEN, "lundi", {"jour": "2026-11-30"}, ""),
        (SATURDAY_AT_TWO, "samedi matin", {"jour": "2026-12-05", "moment": "matin"}, ""),
        (SATURDAY_AT_TWO, "samedi après-midi", {"jour": "2026-11-28", "moment": "apres-midi"}, ""),
        (MIDNIGHT_IN_LYON, "demain", {"jour": "2026-11-26"}, ""),
        (TUESDAY_AT_TEN, "maintenant à Bron", {"moment": "maintenant"}, "Bron"),
        (
            TUESDAY_AT_TEN,
            "faire mon cv demain matin bron",
            {"besoin": "cv", "jour": "2026-11-25", "moment": "matin"},
            "bron",
        ),
        (TUESDAY_AT_TEN, "sans rdv bron", {"mode": "sans-rendez-vous"}, "bron"),
        (TUESDAY_AT_TEN, "impots en arabe venissieux", {"besoin": "demarche", "langue": "ar"}, "venissieux"),
        (TUESDAY_AT_TEN, "langue des signes", {"langue": "fsl"}, ""),
        (TUESDAY_AT_TEN, "aide informatique bron", {}, "bron"),
        (TUESDAY_AT_TEN, "cv impots", {"besoin": "cv"}, ""),  # the first said
        (TUESDAY_AT_TEN, "place du 8 mai 1945", {}, "place du 8 mai 1945"),
        (TUESDAY_AT_TEN, "caf 12 rue de la santé à lyon", {"besoin": "demarche"}, "12 rue de la santé à lyon"),
        (TUESDAY_AT_TEN, "cv à La Mulatière", {"besoin": "cv"}, "La Mulatière"),
    ],
)
def test_words_say_when_and_how_at_lyons_time(now, words, filters, left):
    with time_machine.travel(now, tick=False):
        dit = asked_in(words)

    assert (dit.filters, dit.reste) == (filters, left)
