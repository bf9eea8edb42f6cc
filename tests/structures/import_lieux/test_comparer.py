"""What each row of a file is found to be, and what is written of it."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from structures.histoire.auteur import gesture
from structures.histoire.version import Version
from structures.import_lieux.models import IdentifiantLieu, Import, LigneImport
from structures.models import AncienneAdresse, Lieu, Structure
from tests.factories import CYBERBASE_BRON, MIETE, LieuFactory, StructureFactory
from tests.structures.import_lieux.lignes import applied, brought, ligne

pytestmark = pytest.mark.django_db
Issue = LigneImport.Issue
BESIDE = (4.9178, 45.7335, "69500", "69029")  # 340 m from the Cyber-base


@pytest.fixture
def nadia():
    return User.objects.create_user("nadia@example.fr", first_name="Nadia", last_name="Benali")


def only(lot: Import) -> LigneImport:
    return lot.lignes.get()


def test_a_place_that_nobody_knew_is_new_and_nothing_is_written_before_it_is_asked_for():
    lot = brought([ligne()])

    assert (only(lot).issue, only(lot).coche, only(lot).nouvelle_structure) == (
        Issue.NOUVEAU,
        True,
        "Cyber-base de Bron",
    )
    assert not Lieu.objects.exists()
    assert not Structure.objects.exists()


def test_a_new_place_is_written_published_with_its_structure_source_and_name_there():
    applied(brought([ligne(date_maj=date(2021, 5, 5))]))

    lieu = Lieu.objects.get()
    assert (lieu.nom, lieu.publie, lieu.source, lieu.slug) == (
        "Cyber-base de Bron",
        True,
        "Hinaura",
        "cyber-base-de-bron-bron",
    )
    assert lieu.structure.nom == "Cyber-base de Bron"
    assert (lieu.precision, lieu.telephone) == ("adresse", "+33472817687")
    name = IdentifiantLieu.objects.get()
    assert (name.lieu, name.source, name.identifiant, name.vu_le) == (lieu, "Hinaura", "65", date(2021, 5, 5))


def test_the_same_file_twice_changes_nothing():
    applied(brought([ligne()]))
    versions = Version.objects.count()

    again = applied(brought([ligne()]))

    assert only(again).issue == Issue.INCHANGE
    assert Version.objects.count() == versions
    assert Lieu.objects.count() == 1


def test_a_known_name_whose_facts_changed_is_told_field_by_field():
    applied(brought([ligne()]))

    lot = brought([ligne(nom="Cyber-base", telephone="+33472000000")])

    said = [(each["nom"], each["avant"], each["apres"]) for each in only(lot).changements]
    assert said == [("Nom", "Cyber-base de Bron", "Cyber-base"), ("Téléphone", "04 72 81 76 87", "04 72 00 00 00")]
    assert only(lot).issue == Issue.MODIFIE
    applied(lot)
    assert Lieu.objects.get().nom == "Cyber-base"


def test_what_is_written_is_one_gesture_with_its_reason_in_the_history_of_each_lieu(nadia):
    applied(brought([ligne(), ligne(3, MIETE, "66", nom="La MIETE", telephone="", adresse="150 rue du 4 août")]), nadia)

    versions = Version.objects.filter(modele="structures.lieu")
    assert {(each.geste, each.raison, each.nom_auteur) for each in versions} == {
        (Import.objects.get().geste, "Import de hinaura.json (Hinaura)", "Nadia Benali")
    }
    assert versions.count() == 2


def test_a_field_that_a_person_corrected_is_locked_and_stays(nadia):
    applied(brought([ligne()]), nadia)
    with gesture(nadia):
        Lieu.objects.update(telephone="+33478000000")

    lot = brought([ligne(nom="Cyber-base")])

    locks = {each["champ"]: each["verrou"] for each in only(lot).changements}
    today = timezone.localdate()
    assert locks["nom"] == ""
    assert locks["telephone"].startswith("Nadia Benali, le ")
    assert str(today.year) in locks["telephone"]
    applied(lot)
    assert (Lieu.objects.get().nom, Lieu.objects.get().telephone) == ("Cyber-base", "+33478000000")


def test_a_locked_field_is_replaced_when_somebody_says_so_and_is_open_again(nadia):
    applied(brought([ligne()]))
    with gesture(nadia):
        Lieu.objects.update(telephone="+33478000000")
    lot = brought([ligne()])
    lot.lignes.update(coche=True, remplacer=["telephone"])

    applied(lot, nadia)

    assert Lieu.objects.get().telephone == "+33472817687"
    later = brought([ligne(telephone="+33472999999")])
    assert only(later).changements[0]["verrou"] == ""


def test_a_value_that_a_file_confirms_stays_locked(nadia):
    applied(brought([ligne()]))
    with gesture(nadia):
        Lieu.objects.update(telephone="+33478000000")
    applied(brought([ligne(telephone="+33478000000")]))

    assert only(brought([ligne()])).changements[0]["verrou"]


def test_what_was_empty_is_not_locked_and_what_a_person_emptied_is(nadia):
    with gesture(nadia):
        lieu = LieuFactory(at=CYBERBASE_BRON, nom="Cyber-base de Bron", adresse="212 avenue Franklin Roosevelt")
    assert [each["verrou"] for each in only(brought([ligne()])).changements] == [""]
    lieu.telephone = "+33472817687"
    lieu.save()
    with gesture(nadia):
        lieu.telephone = ""
        lieu.save()

    assert only(brought([ligne()])).changements[0]["verrou"]


def test_the_same_name_at_the_same_door_is_that_place_and_an_empty_cell_takes_nothing_from_it():
    lieu = LieuFactory(
        at=CYBERBASE_BRON, nom="CYBER BASE DE BRON", adresse="212 av. Franklin Roosevelt", courriels=["a@b.fr"]
    )

    row = only(brought([ligne(courriels=[])]))

    assert (row.lieu, row.issue) == (lieu, Issue.MODIFIE)
    assert "courriels" not in {each["champ"] for each in row.changements}


def test_an_empty_cell_of_a_known_name_takes_the_value_away():
    applied(brought([ligne()]))

    assert [each["champ"] for each in only(brought([ligne(telephone="")])).changements] == ["telephone"]


@pytest.mark.parametrize(
    ("facts", "reason", "sure"),
    [
        ({"nom": "Cyber-base de Bron", "adresse": "3 rue Bonnevay", "at": BESIDE}, "même nom", True),
        ({"nom": "Espace MJC", "telephone": "+33472817687", "at": MIETE}, "même téléphone", False),
        ({"nom": "Mairie", "pivot": "21690029000000", "adresse": "1 rue Bonnevay"}, "même SIRET", False),
    ],
)  # fmt: skip
def test_a_probable_duplicate_is_for_somebody_to_decide(facts, reason, sure):
    lieu = LieuFactory(**{"at": CYBERBASE_BRON, **facts})

    row = only(brought([ligne(pivot="21690029000000")]))

    assert (row.issue, row.lieu, row.sur, row.coche) == (Issue.DOUBLON, lieu, sure, False)
    assert reason in row.raisons


def test_a_phone_that_many_share_is_a_switchboard_not_a_sign():
    for number in range(3):
        LieuFactory(at=MIETE, nom=f"Antenne {number}", telephone="+33472817687", adresse=f"{number} rue Paul Bert")

    assert only(brought([ligne()])).issue == Issue.NOUVEAU


@pytest.mark.parametrize(
    ("decision", "lieux", "name"), [("", 1, "MJC"), ("lieu", 1, "Cyber-base de Bron"), ("autre", 2, "MJC")]
)
def test_a_duplicate_is_left_made_one_or_made_another(decision, lieux, name):
    lieu = LieuFactory(at=CYBERBASE_BRON, nom="MJC", telephone="+33472817687")
    lot = brought([ligne()])
    lot.lignes.update(decision=decision, coche=bool(decision))

    applied(lot)

    lieu.refresh_from_db()
    assert (Lieu.objects.count(), lieu.nom) == (lieux, name)
    again = only(brought([ligne()]))
    assert again.issue == (Issue.INCHANGE if decision else Issue.DOUBLON)


def test_a_second_row_of_one_place_is_a_duplicate_of_the_first():
    lot = brought([ligne(), ligne(3), ligne(4, identifiant="66"), ligne(5, identifiant="67", nom="MJC")])

    found = list(lot.lignes.order_by("numero").values_list("issue", "jumelle"))
    assert found == [(Issue.NOUVEAU, None), (Issue.DOUBLON, 2), (Issue.DOUBLON, 2), (Issue.DOUBLON, 2)]


def test_places_outside_and_rows_without_a_name_are_counted_and_never_written():
    lot = applied(brought([ligne(hors_territoire=True), ligne(3, identifiant="2", nom="")]))

    assert (lot.comptes["hors"], lot.comptes["refuse"]) == (1, 1)
    assert "Il manque : Nom." in lot.lignes.get(issue=Issue.REFUSE).raisons
    assert not Lieu.objects.exists()


def test_a_place_that_left_its_source_s_file_is_proposed_for_withdrawal_never_withdrawn():
    both = [ligne(), ligne(3, MIETE, "66", nom="La MIETE", telephone="", adresse="150 rue du 4 août")]
    applied(brought(both))

    lot = brought(both[:1])

    gone = lot.lignes.get(issue=Issue.RETRAIT)
    assert (gone.nom, gone.coche, lot.remarques) == ("La MIETE", False, [])
    applied(lot)
    assert Lieu.objects.filter(publie=True).count() == 2
    lot = brought(both[:1])
    lot.lignes.filter(issue=Issue.RETRAIT).update(coche=True)
    applied(lot)
    assert list(Lieu.objects.filter(publie=False).values_list("nom", flat=True)) == ["La MIETE"]


def test_a_file_of_another_source_withdraws_nothing():
    applied(brought([ligne()]))

    lot = brought([ligne(2, MIETE, "1", "Dora", nom="La MIETE", telephone="", adresse="150 rue du 4 août")])

    assert not lot.lignes.filter(issue=Issue.RETRAIT).exists()


def test_an_extract_says_loudly_that_it_is_one():
    names = ["Bron", "Maison", "Atelier", "Jardin", "Passerelle"]
    rows = [
        ligne(
            n, (4.85 + n / 100, 45.75, "69100", "69266"), str(n), nom=name, telephone="", adresse=f"{n} rue Paul Bert"
        )
        for n, name in enumerate(names, start=2)
    ]
    applied(brought(rows))

    lot = brought(rows[:2])

    assert "ce fichier n’a que 2 des 5 lieux déjà venus de Hinaura" in lot.remarques[0]


def test_one_place_may_have_names_in_several_sources():
    applied(brought([ligne()]))
    applied(brought([ligne(identifiant="dora-9", source="Dora")]))

    assert set(IdentifiantLieu.objects.values_list("source", "lieu__nom")) == {
        ("Hinaura", "Cyber-base de Bron"), ("Dora", "Cyber-base de Bron"),
    }  # fmt: skip
    assert only(brought([ligne(identifiant="dora-9", source="Dora", nom="Autre nom", telephone="")])).lieu


@pytest.mark.parametrize(
    ("structure", "facts"),
    [
        ({"pivot": "21690029000000"}, {"structure_parente": "21690029000000"}),
        ({"nom": "Ville de Bron"}, {"structure_parente": "ville de BRON"}),
        ({"pivot": "21690029000000"}, {"pivot": "21690029000000"}),
        ({"nom": "Cyber-base de Bron"}, {}),
    ],
)
def test_a_new_place_belongs_to_the_structure_that_its_row_names(structure, facts):
    known = StructureFactory(**structure)

    applied(brought([ligne(**facts)]))

    assert Lieu.objects.get().structure == known
    assert Lieu.objects.get().pivot == ""


def test_a_structure_that_several_rows_name_is_made_once():
    rows = [ligne(structure_parente="Ville de Bron")]
    rows += [ligne(3, MIETE, "66", nom="La MIETE", telephone="", adresse="150 rue", structure_parente="Ville de BRON")]

    applied(brought(rows))

    assert Structure.objects.get().nom == "Ville de Bron"


def test_a_former_address_of_ours_is_still_ours():
    lieu = LieuFactory(at=CYBERBASE_BRON, nom="Cyber-base de Bron", adresse="212 avenue Franklin Roosevelt")
    AncienneAdresse.objects.create(slug="cyber", lieu=lieu)

    row = only(brought([ligne(identifiant="cyber", source="Métropole de Lyon", nom="Tout autre nom", at=MIETE)]))

    assert (row.lieu, row.propre) == (lieu, True)


def test_a_lieu_that_changed_after_the_preview_is_shown_again_and_nothing_is_written(nadia):
    applied(brought([ligne()]))
    lot = brought([ligne(nom="Cyber-base"), ligne(3, MIETE, "66", nom="La MIETE", telephone="", adresse="150 rue")])
    with gesture(nadia):
        Lieu.objects.update(nom="Cyberbase MJC")

    applied(lot)

    assert lot.etat == Import.Etat.LU
    assert "« Cyber-base »" in lot.probleme
    assert Lieu.objects.get().nom == "Cyberbase MJC"
    assert lot.lignes.get(numero=2).changements[0]["avant"] == "Cyberbase MJC"
    assert lot.lignes.get(numero=3).coche


def test_all_or_nothing_when_the_database_refuses_a_row():
    good = ligne(3, MIETE, "66", nom="La MIETE", telephone="", adresse="150 rue du 4 août")
    lot = brought([ligne(services=["Un service que le schéma n’a pas"]), good])

    applied(lot)

    assert lot.etat == Import.Etat.LU
    assert "Ligne 2, « Cyber-base de Bron »" in lot.probleme
    assert not Lieu.objects.exists()
    assert not Structure.objects.exists()


def test_a_second_press_applies_once():
    lot = applied(brought([ligne()]))

    applied(lot)

    assert Lieu.objects.count() == 1
    assert lot.etat == Import.Etat.APPLIQUE


def test_a_lieu_that_staff_archived_is_not_made_again_unless_it_is_ticked():
    applied(brought([ligne()]))
    Lieu.objects.all().delete()

    lot = brought([ligne()])

    assert (only(lot).issue, only(lot).coche) == (Issue.NOUVEAU, False)
    assert "dans les archives" in only(lot).raisons[0]
    applied(lot)
    assert not Lieu.objects.exists()
    lot = brought([ligne()])
    lot.lignes.update(coche=True)
    applied(lot)
    assert Lieu.objects.get().nom == "Cyber-base de Bron"
