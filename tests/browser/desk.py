"""The way into the desk for a browser, and what each of its pages must pass."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PASSWORD = "quatre mots sans rapport"
MAKE = "from tests.admin.comptes import superuser; superuser(*{args!r}, **{facts!r})"


def superuser(site, *args: str, **facts: str) -> None:
    """An account of that site which may do everything: `superuser(site, "nadia", first_name="Nadia")`."""
    site.shell(MAKE.format(args=args, facts=facts))


def give_password(page, name: str, password: str = PASSWORD) -> None:
    """On the login page, which asks for a mail, or for a name where no code is asked after it."""
    page.get_by_label(re.compile("^(Adresse mail|Nom d’utilisateur)")).fill(name)
    page.get_by_label("Mot de passe", exact=False).first.fill(password)
    page.get_by_role("button", name="Connexion").click()


def enter(page, site, name: str):
    """The same page, at the desk's door."""
    page.goto(f"{site.url}/admin/")
    give_password(page, name)
    expect(page.get_by_role("heading", name="Espace de l’équipe")).to_be_visible()
    return page


def fault(page) -> str:
    """What axe finds wrong here, and whether the page is wider than its screen; empty when all is well."""
    page.evaluate("Promise.allSettled(document.getAnimations().map(each => each.finished))")  # colours fade
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return (found.generate_report() if found.violations_count else "") + ("wider than the screen" if wide else "")


def assert_accessible(page) -> None:
    assert fault(page) == "", page.url


def assert_accessible_everywhere(page, *widths: int) -> None:
    """At these widths, light and dark."""
    for width in widths:
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            assert fault(page) == "", (page.url, width, scheme)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
