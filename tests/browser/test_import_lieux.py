"""Lieux imported in a real browser: the whole way by keyboard, and a long file followed to its end."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

HINAURA = Path(settings.BASE_DIR) / "tests" / "data" / "hinaura_metropole_2021.json"
PASSWORD = "un mot de passe pour ce test"
MAKE = f"""
from django.contrib.auth.models import User
User.objects.create_superuser('imports', password='{PASSWORD}')
"""
FORGET = """
from django.contrib.auth.models import User
from structures.models import Import, Lieu, Structure
named = ['Hinaura', 'Longue liste avec script', 'Longue liste sans script']
Lieu.objects.filter(source__in=named).delete()
Structure.objects.filter(source__in=named, lieux=None).delete()
Import.objects.all().delete()
User.objects.get(username='imports').delete()
"""


@pytest.fixture
def desk(page, site):
    site.shell(MAKE)
    page.goto(f"{site.url}/admin/")
    page.get_by_label("Nom d’utilisateur").fill("imports")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Espace de l’équipe")).to_be_visible()
    yield page
    site.shell(FORGET)


def no_fault(desk) -> None:
    for scheme in ("light", "dark"):
        desk.emulate_media(color_scheme=scheme)
        for width in (768, 1440):
            desk.set_viewport_size({"width": width, "height": 900})
            desk.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")
            found = Axe().run(desk, options={"resultTypes": ["violations"], "preload": False})
            assert found.violations_count == 0, found.generate_report()
            assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


def bring(desk, path) -> None:
    desk.get_by_label("Fichier").set_input_files(path)  # what the system's own window does
    desk.get_by_role("button", name="Lire le fichier").press("Enter")


def test_from_the_list_of_lieux_to_new_ones_on_the_site_by_keyboard(desk, site):
    desk.goto(f"{site.url}/admin/structures/lieu/")
    desk.get_by_role("link", name="Importer des lieux").press("Enter")
    expect(desk.get_by_role("heading", name="Importer des lieux")).to_be_visible()
    no_fault(desk)
    desk.get_by_role("button", name="Lire le fichier").press("Enter")
    expect(desk.get_by_text("Choisissez un fichier.")).to_be_visible()

    bring(desk, HINAURA)
    expect(desk.get_by_text("Rien n’est encore écrit.")).to_be_visible()
    no_fault(desk)
    desk.get_by_role("checkbox", name="Créer : CCAS d'Irigny").press("Space")
    bron = desk.get_by_role("group", name="Que faire de « Cyber-base de Bron / Espace numérique de la MJC de Bron » ?")
    bron.get_by_role("radio", name="Laisser").press("ArrowRight")
    expect(bron.get_by_role("radio", name="C’est ce lieu")).to_be_checked()
    desk.get_by_role("button", name="Appliquer ce qui est coché").press("Enter")

    expect(desk.get_by_text("lieux créés et publiés").first).to_be_visible()
    no_fault(desk)
    desk.get_by_role("link", name="Ouvrir Groupe d'insertion ICARE-Francheville").press("Enter")
    desk.get_by_text("D’où viennent ces informations").press("Enter")
    expect(desk.get_by_role("rowheader", name="Hinaura, fichier du 11 juin 2021")).to_be_visible()
    no_fault(desk)
    found = site.shell(
        "from structures.models import Lieu; print(Lieu.objects.filter(nom__contains='CCAS d\\'Irigny').exists(),"
        " Lieu.objects.filter(nom__startswith='Cyber-base de Bron').count())"
    )
    assert found.split() == ["False", "1"]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_long_file_is_followed_to_its_end_with_and_without_script(browser, site, tmp_path, desk, javascript):
    source = f"Longue liste {'avec' if javascript else 'sans'} script"  # what the other archived is not made again
    one = json.loads(HINAURA.read_text())[1]
    rows = [
        {
            **one,
            "id": str(n),
            "nom": f"Maison {n} {n:b}",
            "telephone": "",
            "adresse": f"{n} rue",
            "source": source,
        }
        | {"latitude": 45.70 + n % 30 / 500, "longitude": 4.80 + n // 30 / 500}
        for n in range(600)
    ]
    path = tmp_path / "long.json"
    path.write_text(json.dumps(rows))
    state = desk.context.storage_state()
    with browser.new_context(java_script_enabled=javascript, storage_state=state, locale="fr-FR") as visitor:
        page = visitor.new_page()
        page.goto(f"{site.url}/admin/structures/import/add/")

        bring(page, path)
        expect(page.get_by_role("progressbar")).to_be_visible()
        expect(page.get_by_text("Rien n’est encore écrit.")).to_be_visible(timeout=120_000)
        page.get_by_role("button", name="Page suivante").first.press("Enter")
        expect(page.get_by_text("Page 2 sur")).to_be_visible()
        page.get_by_role("button", name="Appliquer ce qui est coché").press("Enter")

        expect(page.get_by_role("progressbar")).to_be_visible()
        expect(page.get_by_text("Appliqué.")).to_be_visible(timeout=120_000)
    count = site.shell(f"from structures.models import Lieu; print(Lieu.objects.filter(source='{source}').count())")
    assert 500 < int(count) <= 600
