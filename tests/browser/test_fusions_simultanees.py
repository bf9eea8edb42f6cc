"""Two agents merge the same pair at the same instant: one does it, the other is told, nothing is lost."""

import time

import psycopg
import pytest
from playwright.sync_api import expect

PASSWORD = "un mot de passe pour ce test"
ACCOUNTS = f"""
from django.contrib.auth.models import User
for name in ['fusion-1', 'fusion-2']:
    User.objects.create_superuser(name, password='{PASSWORD}')
"""
MAKE = {
    "lieu": """
from tests.factories import MAIRIE_GRIGNY, LieuFactory, PermanenceFactory
first = LieuFactory(nom='Halle du Sablon', slug='sablon', at=MAIRIE_GRIGNY, publie=False)
second = LieuFactory(nom=first.nom, slug='sablon-bis', at=MAIRIE_GRIGNY, structure=first.structure, publie=False)
PermanenceFactory(lieu=first)
PermanenceFactory(lieu=second, jours=[4])
print(first.pk, second.pk)
""",
    "structure": """
from tests.factories import ConseillerFactory, StructureFactory
first, second = StructureFactory(nom='Halle du Sablon'), StructureFactory(nom='Halle du sablon')
ConseillerFactory(employeur=first)
ConseillerFactory(employeur=second)
print(first.pk, second.pk)
""",
}
LEFT = {  # how many are left, and what was both’s
    "lieu": """
from structures.fusions import AncienneAdresse
from structures.models import Lieu
left = Lieu.objects.filter(nom='Halle du Sablon')
print(left.count(), left.get().permanences.count(), AncienneAdresse.objects.filter(lieu__in=left).count())
""",
    "structure": """
from structures.models import Structure
left = Structure.objects.filter(nom__iexact='Halle du Sablon')
print(left.count(), left.get().conseillers.count(), 1)
""",
}
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture(scope="module")
def agents(site):
    site.shell(ACCOUNTS)


@pytest.fixture
def database(site):
    """Another connection to the site's database, which holds rows back."""
    with psycopg.connect(site.env["DATABASE_URL"].replace("postgis://", "postgresql://")) as connection:
        yield connection


def looked(browser, site, name, path):
    """A page where the merge has been looked at, its button still to be pressed."""
    page = browser.new_context(locale="fr-FR").new_page()
    page.goto(f"{site.url}{path}")
    page.get_by_label("Nom d’utilisateur").fill(name)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Connexion").click()
    page.get_by_role("button", name="Voir ce que cela donne").click()
    expect(page.get_by_role("heading", name="Ce que cela donnera")).to_be_visible()
    return page


def both_wait(database) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        database.execute("SELECT pg_stat_clear_snapshot()")  # otherwise the first answer is that of the transaction
        if database.execute(WAITING).fetchone()[0] == 2:
            return
        time.sleep(0.1)
    raise AssertionError("the two requests never were at work together")


@pytest.mark.parametrize("kind", ["lieu", "structure"])
def test_one_wins_and_the_other_is_told(browser, site, agents, database, kind):
    first, second = site.shell(MAKE[kind]).split()
    path = f"/admin/structures/{kind}/doublons/{first}/{second}/"
    pages = [looked(browser, site, name, path) for name in ("fusion-1", "fusion-2")]

    database.execute(f"SELECT FROM structures_{kind} WHERE id IN ({first}, {second}) FOR UPDATE")
    for page in pages:  # neither waits for the other
        page.evaluate("setTimeout(() => document.querySelector('[name=_enregistrer]').click(), 0)")
    both_wait(database)
    database.commit()

    done = [page.get_by_text("C’est fait : il ne reste qu’un") for page in pages]
    told = [page.get_by_text("n’existe plus : c’est déjà fait.") for page in pages]
    for won, lost in zip(done, told, strict=True):
        expect(won.or_(lost).first).to_be_visible()
    assert sorted([won.count() > 0, lost.count() > 0] for won, lost in zip(done, told, strict=True)) == [
        [False, True],
        [True, False],
    ]
    assert site.shell(LEFT[kind]).split() == ["1", "2", "1"]
    for page in pages:
        page.context.close()
