"""One file a case: a good row in which one or two cells are wrong, and what becomes of them."""

import pytest

from structures.import_lieux.valeurs import OTHER_LABELS
from structures.models import Lieu
from structures.nomenclature import Dispositif, FormationLabel, PriseEnCharge, PublicAdresse, Service, Typologie
from tests.structures.import_lieux.fichiers import GOOD, csv_bytes, read, row, said

pytestmark = pytest.mark.django_db

# What becomes of a cell: taken as it is, repaired and said, left out and said, refused with its row.
AS_IS, REPAIRED, LEFT_OUT, REFUSED = "as it is", "repaired", "left out", "refused"
OUTILS, DEMARCHES, ACCES = Service.OUTILS.value, Service.DEMARCHES.value, Service.ACCES.value

# field, cell, value kept, what is said
ONE_CELL = [
    # --- Phones ---
    ("telephone", "04 78 63 40 40", "+33478634040", REPAIRED),
    ("telephone", "04.78.63.40.40", "+33478634040", REPAIRED),
    ("telephone", "04-78-63-40-40", "+33478634040", REPAIRED),
    ("telephone", "0478634040", "+33478634040", REPAIRED),
    ("telephone", "+33 (0)4 78 63 40 40", "+33478634040", REPAIRED),
    ("telephone", "+33(0)478634040", "+33478634040", REPAIRED),
    ("telephone", "+330478634040", "+33478634040", REPAIRED),
    ("telephone", "0033 4 78 63 40 40", "+33478634040", REPAIRED),
    ("telephone", "33478634040", "+33478634040", REPAIRED),
    ("telephone", "478634040", "+33478634040", REPAIRED),
    ("telephone", "478634040.0", "+33478634040", REPAIRED),
    ("telephone", "4,78634041E+08", "+33478634041", REPAIRED),
    ("telephone", "4.79E+08", None, LEFT_OUT),
    ("telephone", "'0478634040", "+33478634040", REPAIRED),
    ("telephone", "Tél. : 04 78 63 40 40", "+33478634040", REPAIRED),
    ("telephone", "04 78 63 40 40 (accueil)", "+33478634040", REPAIRED),
    ("telephone", "04 78 63 40 40 / 06 12 34 56 78", "+33478634040", REPAIRED),
    ("telephone", "04 78 63 40 40 ou 0612345678", "+33478634040", REPAIRED),
    ("telephone", "+33478634040|+33612345678", "+33478634040", REPAIRED),
    ("telephone", "04 78 63 40 40\n06 12 34 56 78", "+33478634040", REPAIRED),
    ("telephone", "04\u00a078\u00a063\u00a040\u00a040", "+33478634040", REPAIRED),
    ("telephone", "+33478634040", "+33478634040", AS_IS),
    ("telephone", "+262262123456", "+262262123456", AS_IS),
    ("telephone", "3949", None, LEFT_OUT),
    ("telephone", "118 218", None, LEFT_OUT),
    ("telephone", "04 78 63 40", None, LEFT_OUT),
    ("telephone", "0000000000", None, LEFT_OUT),
    ("telephone", "à venir", None, LEFT_OUT),
    ("telephone", "=SUM(A1)", None, LEFT_OUT),
    ("telephone", "", "", AS_IS),
    ("telephone", "N/A", "", REPAIRED),
    # --- SIRET and RNA ---
    ("pivot", "216 902 668 00013", "21690266800013", REPAIRED),
    ("pivot", "SIRET : 21690266800013", "21690266800013", REPAIRED),
    ("pivot", "2.1690266800013E+13", "21690266800013", REPAIRED),
    ("pivot", "2,17E+13", None, LEFT_OUT),
    ("pivot", "1.23E+13", None, LEFT_OUT),
    ("pivot", "00000000000000", "", AS_IS),
    ("pivot", "0", "", AS_IS),
    ("pivot", "216902668", None, LEFT_OUT),
    ("pivot", "21690266800014", None, LEFT_OUT),
    ("pivot", "w691234567", "W691234567", AS_IS),
    ("pivot", "W6912345", None, LEFT_OUT),
    ("pivot", "inconnu", None, LEFT_OUT),
    # --- Postal and INSEE codes, of a row whose town is sure ---
    ("code_postal", "69100.0", "69100", REPAIRED),
    ("code_postal", "69 100", "69100", REPAIRED),
    ("code_postal", "F-69100", "69100", REPAIRED),
    ("code_postal", "69266", "69100", REPAIRED),
    ("code_postal", "69626", "69100", REPAIRED),
    ("code_postal", "69100 CEDEX", "69100", AS_IS),
    ("code_postal", "69003", "69100", REPAIRED),
    ("code_postal", "", "69100", REPAIRED),
    ("code_postal", "691", "69100", LEFT_OUT),
    ("code_insee", "69266.0", None, REPAIRED),
    ("code_insee", "69100", None, REPAIRED),
    ("code_insee", "69123", None, REPAIRED),
    ("code_insee", "", None, AS_IS),
    # --- Mail addresses ---
    ("courriels", "mailto:contact@lamiete.com", ["contact@lamiete.com"], REPAIRED),
    ("courriels", "contact@LaMiete.COM", ["contact@lamiete.com"], REPAIRED),
    ("courriels", "La MIETE <contact@lamiete.com>", ["contact@lamiete.com"], REPAIRED),
    ("courriels", "contact (at) lamiete.com", ["contact@lamiete.com"], REPAIRED),
    ("courriels", "a@lamiete.com; b@lamiete.com", ["a@lamiete.com", "b@lamiete.com"], REPAIRED),
    ("courriels", "a@lamiete.com|b@lamiete.com", ["a@lamiete.com", "b@lamiete.com"], AS_IS),
    ("courriels", "a@lamiete.com,b@lamiete.com", ["a@lamiete.com", "b@lamiete.com"], REPAIRED),
    ("courriels", "a@lamiete.com|a@lamiete.com", ["a@lamiete.com"], REPAIRED),
    ("courriels", "a@lamiete.com|b@lamiete", ["a@lamiete.com"], LEFT_OUT),
    ("courriels", "contact@lamiete", None, LEFT_OUT),
    ("courriels", "voir le site", None, LEFT_OUT),
    ("courriels", "", [], AS_IS),
    # --- Sites ---
    ("site_web", "www.lamiete.com", ["http://www.lamiete.com"], REPAIRED),
    ("site_web", "lamiete.com", ["http://lamiete.com"], REPAIRED),
    ("site_web", "https://www. lamiete.com", ["https://www.lamiete.com"], REPAIRED),
    ("site_web", "http//lamiete.com", ["http://lamiete.com"], REPAIRED),
    ("site_web", "https:/lamiete.com", ["https://lamiete.com"], REPAIRED),
    ("site_web", "htpp://lamiete.com", ["http://lamiete.com"], REPAIRED),
    ("site_web", "http://http://lamiete.com", ["http://lamiete.com"], REPAIRED),
    ("site_web", "https://a.fr|https://b.fr", ["https://a.fr", "https://b.fr"], AS_IS),
    ("site_web", "https://a.fr;https://b.fr", ["https://a.fr", "https://b.fr"], REPAIRED),
    ("site_web", "https://a.fr https://b.fr", ["https://a.fr", "https://b.fr"], REPAIRED),
    ("site_web", "https://a.fr et www.b.fr", ["https://a.fr", "http://www.b.fr"], REPAIRED),
    ("site_web", "https://a.fr|pas de site", ["https://a.fr"], LEFT_OUT),
    ("site_web", "javascript:alert(1)", None, LEFT_OUT),
    ("site_web", "data:text/html,x", None, LEFT_OUT),
    ("site_web", "https://impots.gouv.fr@evil.com", None, LEFT_OUT),
    ("site_web", "contact@lamiete.com", None, LEFT_OUT),
    ("site_web", "en construction", None, LEFT_OUT),
    ("site_web", "https://" + "a" * 250 + ".fr", None, LEFT_OUT),
    ("prise_rdv", "www.rdv.fr", "http://www.rdv.fr", REPAIRED),
    ("prise_rdv", "https://a.fr|https://b.fr", "https://a.fr", REPAIRED),
    ("prise_rdv", "par téléphone", None, LEFT_OUT),
    ("fiche_acces_libre", "Oui", None, LEFT_OUT),
    ("fiche_acces_libre", "https://exemple.fr/fiche", None, LEFT_OUT),
    # --- Hours ---
    ("horaires", "We,Fr 11:00-13:00; Sa 14:00-18:00", "We,Fr 11:00-13:00; Sa 14:00-18:00", AS_IS),
    ("horaires", "lundi-vendredi 9h-12h", "Mo-Fr 09:00-12:00", REPAIRED),
    ("horaires", "variables selon les semaines", None, LEFT_OUT),
    ("horaires", "Mo-Fr 09:00-25:99", None, LEFT_OUT),
    ("horaires", "Mo 09:00-12:00; " * 60, None, LEFT_OUT),
    # --- Enumerations ---
    ("services", "Prendre en main un ordinateur;Accéder à du matériel", [OUTILS, ACCES], REPAIRED),
    ("services", f"{ACCES}|{DEMARCHES}", [DEMARCHES, ACCES], AS_IS),
    ("services", f"{ACCES}|{ACCES}", [ACCES], AS_IS),
    ("services", "AIDE AUX DEMARCHES ADMINISTRATIVES", [DEMARCHES], REPAIRED),
    ("services", "Aide aux demarche administratives", [DEMARCHES], REPAIRED),
    ("services", "Comprehension du monde numérique", [Service.COMPREHENSION.value], REPAIRED),
    ("services", f"{DEMARCHES}, {ACCES}", [DEMARCHES, ACCES], None),
    ("services", f"{DEMARCHES}\n{ACCES}", [DEMARCHES, ACCES], None),
    ("services", f"{DEMARCHES}|Réparation de vélos", [DEMARCHES], LEFT_OUT),
    ("services", "Réparation de vélos", None, LEFT_OUT),
    ("services", "", [], AS_IS),
    ("services", "S’équiper en matériel informatique", [Service.EQUIPEMENT.value], REPAIRED),
    ("services", "MaÃ®trise des outils numÃ©riques du quotidien", [OUTILS], REPAIRED),
    ("services", "Créer avec le numérique", [Service.LOISIRS.value], REPAIRED),
    ("publics_specifiquement_adresses", "Seniors (+ 65 ans)", ["Seniors"], REPAIRED),
    ("publics_specifiquement_adresses", "etudiants", ["Étudiants"], REPAIRED),
    ("publics_specifiquement_adresses", "Adultes", [], REPAIRED),
    ("publics_specifiquement_adresses", "Uniquement femmes", ["Femmes"], REPAIRED),
    ("publics_specifiquement_adresses", "Familles/enfants", [PublicAdresse.FAMILLES.value], REPAIRED),
    ("prise_en_charge_specifique", "Illétrisme", ["Illettrisme"], REPAIRED),
    ("prise_en_charge_specifique", "Handicaps psychiques", [], REPAIRED),
    ("prise_en_charge_specifique", "Langues étrangères (anglais)", [PriseEnCharge.ANGLAIS.value], AS_IS),
    ("frais_a_charge", "gratuit", ["Gratuit"], REPAIRED),
    ("frais_a_charge", "Gratuit : sur présentation de la carte", ["Gratuit"], REPAIRED),
    ("frais_a_charge", "Adhésion", ["Gratuit sous condition"], REPAIRED),
    ("frais_a_charge", "Accepte le Pass numérique", [], REPAIRED),
    ("frais_a_charge", "Payant;Gratuit", ["Gratuit", "Payant"], AS_IS),
    ("frais_a_charge", "5 euros", None, LEFT_OUT),
    ("itinerance", "itinerant", ["Itinérant"], REPAIRED),
    ("typologie", "BIB", ["BIB"], AS_IS),
    ("typologie", "bib", ["BIB"], REPAIRED),
    ("typologie", "Médiathèque", ["BIB"], REPAIRED),
    ("typologie", "Maison des jeunes et de la culture", ["MJC"], REPAIRED),
    ("typologie", "Centres communaux d'action sociale (CCAS)", ["CCAS"], REPAIRED),
    ("typologie", "PE", [Typologie.FT.value], REPAIRED),
    ("typologie", "Entreprise adaptée", None, LEFT_OUT),  # two kinds bear this name
    ("typologie", "ETABL_PRI", None, LEFT_OUT),
    ("dispositif_programmes_nationaux", "CNFS", [Dispositif.CONSEILLERS.value], REPAIRED),
    ("dispositif_programmes_nationaux", "Point relais CAF", [Dispositif.CAF.value], REPAIRED),
    ("formations_labels", "Étapes numériques (La Poste)", [FormationLabel.ETAPES.value], REPAIRED),
    ("autres_formations_labels", "A|B|A", ["A", "B"], AS_IS),
    ("autres_formations_labels", "A|" + "x" * 101, ["A"], LEFT_OUT),
    ("modalites_acces", "Prendre un rdv en ligne", ["Prendre un RDV en ligne"], REPAIRED),
    ("modalites_acces", "Ce lieu n’accueille pas de public", ["Ce lieu n'accueille pas de public"], REPAIRED),
    ("modalites_accompagnement", "Seul", ["En autonomie"], REPAIRED),
    ("modalites_accompagnement", "A distance", ["À distance"], REPAIRED),
    # --- Texts ---
    ("nom", "  La   MIETE ", "La MIETE", AS_IS),
    ("nom", "MJC DE BRON", "MJC de Bron", REPAIRED),
    ("nom", "MDM PIERRE BENITE", "MDM Pierre-Bénite", REPAIRED),
    ("nom", "MEDIATHEQUE D'OULLINS", "Médiathèque d'Oullins", REPAIRED),
    ("nom", "CCAS", "CCAS", AS_IS),
    ("nom", "TUBÀ", "TUBÀ", AS_IS),
    ("nom", "LA M.J.C. DU VIEUX LYON", "La M.J.C. du Vieux Lyon", REPAIRED),
    ("nom", "CENTRE SOCIAL JEAN XXIII", "Centre Social Jean XXIII", REPAIRED),
    ("nom", "MÃ©diathÃ¨que", "Médiathèque", REPAIRED),
    ("nom", "L&#39;Atelier &amp; Cie", "L'Atelier & Cie", REPAIRED),
    ("nom", "<b>La MIETE</b>", "La MIETE", REPAIRED),
    ("nom", "La MIETE<script>alert(1)</script>", "La MIETE", REPAIRED),
    ("nom", "<script>alert(1)</script>", None, REFUSED),
    ("nom", "La\u202e MIETE", "La MIETE", REPAIRED),
    ("nom", "La\u200b MIETE", "La MIETE", REPAIRED),
    ("nom", "La\x07 MIETE", "La MIETE", REPAIRED),
    ("nom", "La\u00a0MIETE", "La MIETE", AS_IS),
    ("nom", "Les moins de 18 ans < 3 €", "Les moins de 18 ans < 3 €", AS_IS),
    ("nom", '="La MIETE"', "La MIETE", REPAIRED),
    ("nom", "=cmd|'/C calc'!A0", None, REFUSED),
    ("nom", "@SUM(1+1)*cmd|' /C calc'!A0", None, REFUSED),
    ("nom", "+1+cmd|' /C calc'!A0", None, REFUSED),
    ("nom", "-2+3+cmd|' /C calc'!A0", None, REFUSED),
    ("nom", "=HYPERLINK(\"http://evil\")", None, REFUSED),
    ("nom", "", None, REFUSED),
    ("nom", "   ", None, REFUSED),
    ("nom", "x" * 201, None, REFUSED),
    ("nom", "#REF!", None, REFUSED),
    ("complement_adresse", "x" * 201, None, LEFT_OUT),
    ("complement_adresse", "- au fond de la cour", "au fond de la cour", REPAIRED),
    ("complement_adresse", "=1+1", None, LEFT_OUT),
    ("complement_adresse", "#N/A", None, LEFT_OUT),
    ("complement_adresse", "NULL", "", REPAIRED),
    ("adresse", "13 AVENUE MARECHAL LECLERC", "13 avenue Maréchal Leclerc", REPAIRED),
    ("adresse", "150 rue du 4 Août 1789 69100 VILLEURBANNE", "150 rue du 4 Août 1789", REPAIRED),
    ("presentation_resume", "x" * 281, None, LEFT_OUT),
    ("presentation_detail", "Un<br>deux", "Un\ndeux", REPAIRED),
    ("presentation_detail", "x" * 32_001, None, LEFT_OUT),
    ("presentation_detail", "<p>Bonjour &eacute;t&eacute;</p>", "Bonjour été", REPAIRED),
]  # fmt: skip


def _names(case):
    return f"{case[0]} {case[1][:40]!r}"


@pytest.mark.parametrize("case", ONE_CELL, ids=_names)
def test_one_wrong_cell_is_repaired_left_out_or_refused(metropole, case):
    field, cell, value, outcome = case

    (ligne,) = read(csv_bytes(row(**{field: cell})))

    fields = {one.colonne for one in ligne.reparations} & {field}
    left_out = {one.colonne for one in ligne.ecartes} & {field}
    if field != "code_insee":
        assert ligne.champs.get(field) == value, said(ligne)
    if outcome == REFUSED:
        assert [one.colonne for one in ligne.refus] == [field], said(ligne)
        return
    assert not ligne.refus, said(ligne)
    if outcome is not None:
        assert bool(left_out) == (outcome == LEFT_OUT), said(ligne)
        assert bool(fields) == (outcome == REPAIRED) or outcome == LEFT_OUT, said(ligne)
    others = {one.colonne for one in [*ligne.reparations, *ligne.ecartes]} - {field}
    assert not others, said(ligne)
    _is_taken_by_the_model(ligne)


def _is_taken_by_the_model(ligne):
    lieu = Lieu(**ligne.champs)
    lieu.clean_fields(exclude=[f.name for f in Lieu._meta.fields if f.name not in ligne.champs])


def test_a_good_row_is_taken_as_it_is(metropole):
    (ligne,) = read(csv_bytes(row()))

    assert not said(ligne)
    assert ligne.champs["commune"] == metropole["69266"]
    assert ligne.champs["position"].coords == (4.890171, 45.763777)
    assert ligne.champs["typologie"] == ["ASSO", "FABLAB"]
    assert (ligne.identifiant, ligne.source, ligne.date_maj.isoformat()) == ("lieu-1", "Hinaura", "2024-04-02")
    assert set(ligne.champs) == {*GOOD, "position", "precision"} - {
        "id", "code_insee", "latitude", "longitude", "source", "structure_parente", "date_maj"
    }  # fmt: skip
    _is_taken_by_the_model(ligne)


def test_a_lost_zero_is_put_back_only_when_the_checksum_says_so(metropole):
    right, wrong = read(csv_bytes(row(pivot="5620013200001"), row(pivot="5620013200002")))

    assert right.champs["pivot"] == "05620013200001"
    assert [one.colonne for one in right.reparations] == ["pivot"]
    assert "pivot" not in wrong.champs


def test_a_summary_too_long_becomes_the_presentation_when_there_is_none(metropole):
    (ligne,) = read(csv_bytes(row(presentation_resume="x " * 150, presentation_detail="")))

    assert ligne.champs["presentation_detail"] == ("x " * 150).strip()
    assert "presentation_resume" not in ligne.champs
    assert [one.colonne for one in ligne.reparations] == ["presentation_resume"]


def test_a_column_of_version_0_goes_to_the_two_that_it_became(metropole):
    changes = {"publics_specifiquement_adresses": None, "prise_en_charge_specifique": None}
    (ligne,) = read(
        csv_bytes(row(**changes, publics_accueillis="Jeunes (16-26 ans);Surdité;Public langues étrangères"))
    )

    assert ligne.champs["publics_specifiquement_adresses"] == ["Jeunes"]
    assert ligne.champs["prise_en_charge_specifique"] == ["Surdité", "Langues étrangères (autres)"]


def test_labels_of_version_0_go_to_the_three_columns_that_they_became(metropole):
    changes = {"dispositif_programmes_nationaux": None, "formations_labels": None, OTHER_LABELS: None}
    labels = "France Services;CNFS;APTIC;Fabriques de Territoire;Campus connecté"
    (ligne,) = read(csv_bytes(row(**changes, labels_nationaux=labels)))

    assert ligne.champs["dispositif_programmes_nationaux"] == ["Conseillers numériques", "France Services"]
    assert ligne.champs["formations_labels"] == ["Fabriques de Territoire"]
    assert ligne.champs[OTHER_LABELS] == ["APTIC", "Campus connecté"]
