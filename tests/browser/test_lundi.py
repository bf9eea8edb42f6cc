"""Monday morning: an agent opens the desk, does what it asks, line by line, until nothing is left."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import enter
from tests.browser.server import fresh_database, serving

# A small town: one of each thing to do.
PREPARE = """
from datetime import date, time, timedelta
from uuid import uuid4
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
for what in ["communes", "vacances"]:
    call_command(f"charger_{what}", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from conseillers.models import Conseiller, Demande, Permanence, Proposition, Signalement
from structures.geo import point
from structures.models import Commune, Lieu, Structure
from tests.admin.comptes import Role, account, referent
today = timezone.localdate()
account("ines@grandlyon.example", Role.AGENT)
nadia = referent(last_name="Martin")
villeurbanne, bron = Commune.objects.get(code_insee="69266"), Commune.objects.get(code_insee="69029")
DOORS = {
    "La MIETE": (4.890171, 45.763777), "Le Rize": (4.8985, 45.7625), "La Rayonne": (4.918983, 45.75764),
    "L’Artag": (4.91148, 45.752659), "Maison du livre": (4.8795, 45.7690),
}
def lieu(nom, structure, at=None, **facts):
    known = {"adresse": "1 rue Anatole France", "code_postal": "69100", "commune": villeurbanne}
    where = point(*(at or DOORS[nom]))
    verified = {"date_verification": today, "telephone": "+33478634040", **facts}
    return Lieu.objects.create(nom=nom, structure=structure, position=where, **known | verified)
def permanence(place, who, **rule):
    facts = {"jours": [2], "heure_debut": time(14), "heure_fin": time(17), **rule}
    made = Permanence.objects.create(lieu=place, **facts)
    made.conseillers.set(who)
    return made
ccas = Structure.objects.create(nom="CCAS de Villeurbanne")
alone = Structure.objects.create(nom="Centre social sans référent")
ccas.referents.add(nadia)
employed = {"employeur": ccas, "etat": "en_poste", "date_prise_de_poste": date(2021, 9, 1)}
karim, lina = (Conseiller.objects.create(prenom=each, **employed) for each in ["Karim", "Lina"])
Conseiller.objects.create(employeur=ccas, reference="POSTE-1")
miete, rize = lieu("La MIETE", ccas), lieu("Le Rize", ccas)
permanence(miete, [karim])
permanence(rize, [karim], heure_debut=time(15), heure_fin=time(18))
ending = lieu("La Rayonne", ccas, date_verification=None)
permanence(ending, [lina], jours=[4], au=today + timedelta(days=12))
lieu("L’Artag", alone)
twin = lieu("Maison du livre", ccas)
permanence(twin, [lina], jours=[1])
other = lieu("Maison du livre", ccas, at=(4.8796, 45.7690))
permanence(other, [lina], jours=[3])
strayed = lieu("Ferme du Vinatier", ccas, at=(4.9083, 45.7330))
permanence(strayed, [lina], jours=[5])
vague = lieu("Quelque part", ccas, at=(4.8700, 45.7700))
Lieu.objects.filter(pk=vague.pk).update(precision="commune")
permanence(vague, [lina], jours=[2])
Signalement.objects.create(lieu=miete, motif="telephone", precision="Il ne répond pas", envoi=uuid4())
demande = Demande.objects.create(lieu=miete, compte=nadia, courriel=nadia.email)
proposition = Proposition.objects.create(demande=demande, lieu=miete, par="Nadia Martin", compte=nadia)
proposition.lignes.create(champ="telephone", avant="+33478634040", apres="+33472000000")
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with fresh_database("lundi") as database, serving(database, tmp_path_factory.mktemp("lundi"), PREPARE) as site:
        yield site


@pytest.fixture
def desk(browser, town):
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 900})
    page = enter(context.new_page(), town, "ines@grandlyon.example")
    yield page
    context.close()


def take(page, what: str, opened=None):
    """Opens a line of the work list; then what its list names so."""
    page.goto(re.match(r"https?://[^/]+", page.url)[0] + "/admin/")
    page.locator(".travail-liste").get_by_role("link", name=re.compile(what)).click()
    if opened:
        page.locator("main").get_by_role("link", name=re.compile(opened)).first.click()


def save(page):
    page.get_by_role("button", name="Enregistrer", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def close_the_report(desk):
    take(desk, "1 signalement d’habitant")
    expect(desk.get_by_text("Il ne répond pas")).to_be_visible()
    desk.get_by_role("button", name="C’est réglé").click()


def accept_the_correction(desk):
    take(desk, "1 correction proposée", "La MIETE")
    desk.get_by_role("radio", name="Accepter").check()
    desk.get_by_role("button", name="Valider mes choix").click()


def settle_the_conflict(desk):
    take(desk, "1 conflit d’horaires", "Le Rize.*15 h")
    desk.locator("#id_heure_debut").fill("9h")
    desk.locator("#id_heure_fin").fill("12h")
    save(desk)


def bring_the_point_back(desk):
    take(desk, "1 point hors de sa commune", "Ferme du Vinatier")
    desk.get_by_label("latitude, longitude").fill("45.7700, 4.8900")
    desk.get_by_label("latitude, longitude").press("Tab")
    save(desk)


def let_the_permanence_go_on(desk):
    take(desk, "1 permanence qui finit")
    desk.locator("#result_list tbody th a").first.click()
    desk.locator("#id_au").fill("")
    save(desk)


def confirm_the_lieu(desk):
    take(desk, "1 lieu à confirmer")
    desk.get_by_role("button", name=re.compile("Toujours exact")).first.click()


def tell_the_twins_apart(desk):
    take(desk, "1 doublon")
    desk.get_by_role("button", name="Ce n’est pas un doublon").click()


def withdraw_the_empty_lieu(desk):
    take(desk, "1 lieu sans permanence", "L’Artag")
    desk.locator("#id_publie").uncheck()
    save(desk)


def say_how_precise_the_point_is(desk):
    take(desk, "1 lieu sans adresse exacte", "Quelque part")
    desk.locator("#id_precision").select_option("adresse")
    save(desk)


def name_who_took_the_post(desk):
    take(desk, "1 poste à pourvoir")
    desk.locator("#result_list tbody th a").first.click()
    desk.locator("#id_prenom").fill("Omar")
    desk.locator("#id_etat").select_option("en_poste")
    save(desk)


def give_the_structure_a_referent(desk):
    take(desk, "1 structure sans référent", "Centre social sans référent")
    desk.get_by_role("searchbox", name="Référents").press_sequentially("nad")
    desk.get_by_role("option", name="Nadia Martin (nadia@exemple.fr)").click()
    save(desk)


def test_an_agent_brings_the_work_list_to_nothing(desk):
    close_the_report(desk)
    accept_the_correction(desk)
    settle_the_conflict(desk)
    bring_the_point_back(desk)
    let_the_permanence_go_on(desk)
    confirm_the_lieu(desk)
    tell_the_twins_apart(desk)
    withdraw_the_empty_lieu(desk)
    say_how_precise_the_point_is(desk)
    name_who_took_the_post(desk)
    give_the_structure_a_referent(desk)

    desk.goto(re.match(r"https?://[^/]+", desk.url)[0] + "/admin/")
    expect(desk.get_by_text("Tout est à jour.")).to_be_visible()
    assert desk.locator(".travail-liste li").count() == 0
