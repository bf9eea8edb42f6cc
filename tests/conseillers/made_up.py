"""Requests that nobody in their right mind, and many a program, would send: values for each parameter of the site."""

import csv
import json
from datetime import date
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.utils.text import slugify
from hypothesis import strategies as st

from conseillers import besoins_dits
from conseillers.besoins import Besoin
from conseillers.forms import Tri, Vue
from conseillers.models import Langue, Mode, Moment, Signalement

LONGEST_ADDRESS = 8190 - len("GET /recherche/? HTTP/1.1\r\n")  # gunicorn refuses what is longer
TESTS = Path(settings.BASE_DIR) / "tests"
FIXTURES = Path(settings.BASE_DIR) / "fixtures"


# --- What people type ---


def _column(path: Path, name: str, delimiter: str = ",") -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return sorted({row[name] for row in csv.DictReader(file, delimiter=delimiter) if row[name]})


def _needs() -> list[str]:
    tables = [besoins_dits.BESOINS, *besoins_dits.AUTRES.values(), {"": besoins_dits.SANS_PRECISION}]
    phrases = [phrase for table in tables for listed in table.values() for phrase in listed.split("|")]
    return sorted({" ".join(phrase.split()) for phrase in phrases} | set(besoins_dits.CE_JOUR))


COMMUNES = [f["properties"] for f in json.loads((FIXTURES / "communes.geojson").read_text())["features"]]
TOWNS = [commune["nom"] for commune in COMMUNES] + _column(FIXTURES / "quartiers.csv", "nom")
CODES = sorted({code for commune in COMMUNES for code in [commune["code_insee"], *commune["codes_postaux"]]})
STREETS = _column(TESTS / "data" / "voies.csv", "nom")
PLACES = _column(FIXTURES / "lieux.csv", "nom")
FIRST_NAMES = _column(FIXTURES / "conseillers_demonstration.csv", "prenom")
QUESTIONS = _column(TESTS / "data" / "questions.csv", "question", ";")
ANYWHERE = [
    "Paris",
    "Annecy",
    "Genas",
    "rue du Lac",
    "gare",
    "12 bis",
    "999",
    "3e",
    "IIIe",
    "1er",
    "69",
    "690",
    "69 00",
]
LITTLE = [
    "rue",
    "av",
    "bd",
    "place",
    "de",
    "la",
    "l'",
    "d’",
    "à",
    "près de",
    "chez",
    "mon",
    "n°",
    "apt 12 bat B",
    "Mme",
]
VOCABULARY = [TOWNS, CODES, STREETS, PLACES, FIRST_NAMES, _needs(), ANYWHERE, LITTLE]

# Each has broken some site: characters that are digits and no number, that grow when compared, that a database refuses…
AWKWARD = [
    "\0", "Bron\0", "\ud800", "\udfff Bron", "\u202eBron\u202c", "\u200b", "\ufeff", "\u2028", "\x1b[31m", "\x85",
    "e\u0301", "e" + "\u0301" * 150, "ﷺ" * 60, "ﬃ" * 60, "İstanbul", "ẞ", "ŉ", "①②", "²", "12² rue", "١٢ rue", "१२",
    "６９００３", "Ⅻ", "٦٩٠٠٣", "69³", "½ rue", "𝟞𝟡𝟘𝟘𝟛", "👨\u200d👩\u200d👧", "🇫🇷", "里昂", "ليون", "Лион",
    "' OR '1'='1", "'; DROP TABLE structures_lieu; --", "%", "%%", "%s", "%(cle)s", "_%_", "\\", "\\'", "$$",
    "{{ 7*7 }}", "{% debug %}", "${jndi:ldap://x}", "<script>alert(1)</script>", "<!--", "]]>", "&lt;",
    "\"><img src=x onerror=alert(1)>", "../../etc/passwd", "null", "None", "undefined", "NaN", "true", "[]", "{}",
    "-", "--", "'", "’", "\"", "«»", ",,,,", "....", "()", "*", "?", "#", "&", "=", ";", "+", "\t\n\r", " ",
]  # fmt: skip

anything = st.text(st.characters(exclude_categories=()), max_size=60)
vocabulary = st.one_of(*map(st.sampled_from, VOCABULARY))
separators = st.sampled_from([" ", " ", " ", ", ", "-", "'", "", " à ", "\n", "  ", " et "])


@st.composite
def mistyped(draw, of):
    """The same, with a few letters lost, doubled or changed."""
    text = draw(of)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, max(0, len(text) - 1)))
        text = (
            text[:place]
            + draw(st.sampled_from(["", text[place : place + 1] * 2, "x", "é", " ", "9"]))
            + text[place + 1 :]
        )
    return draw(st.sampled_from([text, text.upper(), text.lower()]))


@st.composite
def sentences(draw):
    """Up to a question's longest, of what people type."""
    words = draw(
        st.lists(st.one_of(vocabulary, vocabulary, vocabulary, st.sampled_from(AWKWARD)), min_size=1, max_size=12)
    )
    return draw(separators).join(words)


repeated = st.builds(
    lambda text, times, between: between.join([text] * times),
    st.one_of(vocabulary, st.sampled_from(AWKWARD), anything),
    st.sampled_from([2, 5, 20, 60, 200]),
    separators,
)
endless = st.builds(
    lambda text, times: text * times,
    st.sampled_from(["a", "9", " ", "é", "Bron ", "\u0301"]),
    st.sampled_from([201, 2_000, 8_000]),
)
questions = st.one_of(
    mistyped(st.sampled_from(QUESTIONS)),
    mistyped(sentences()),
    mistyped(sentences()),
    sentences().map(lambda text: text[:200]),
    repeated.map(lambda text: text[:200]),
    vocabulary,
    st.sampled_from(AWKWARD),
    anything,
    repeated,
    endless,
)


# --- What stands in the other parameters ---

NUMBERS = [
    "0", "-0", "1", "-1", "2", "3", "1e3", "1e309", "-1e309", "NaN", "nan", "inf", "-Infinity", "9" * 30, "9" * 400,
    "9" * 5000, "0x10", "1_0", "１", "٣", "²", "1.5", "1,5", " 2 ", "+2", "", "abc", "2; DROP", "1e-400", "90", "-90",
    "90.0000001", "180", "-180", "45.76", "4.85", "4.85 ", "4.85e0", "True", "last",
]  # fmt: skip
DATES = [
    "0001-01-01", "9999-12-31", "9999-12-30", "0000-00-00", "10000-01-01", "2021-01-01", "2020-12-31", "2069-11-30",
    "2069-12-01", "2026-02-29", "2028-02-29", "2026-02-30", "2026-13-01", "31/12/69", "31/12/68", "01/01/0001",
    "31/12/9999", "29/2/28", "2026-W05", "2026-11-24T14:00", "２０２６-11-24", "٢٠٢٦-١١-٢٤", "-2026-11-24",
    "9" * 400 + "-01-01", "demain", "lundi", "", "0", "1e9", "2026-11",
]  # fmt: skip

junk = st.one_of(st.sampled_from(AWKWARD + NUMBERS + DATES), anything, repeated, endless)
numbers = st.one_of(
    st.sampled_from(NUMBERS),
    st.floats(width=64).map(repr),
    st.integers(-(10**30), 10**30).map(str),
)
latitudes = st.one_of(st.floats(45.4, 46.1).map(repr), st.floats(-91, 91).map(repr), numbers)
longitudes = st.one_of(st.floats(4.5, 5.3).map(repr), st.floats(-181, 181).map(repr), numbers)
dates = st.one_of(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(str),
    st.dates().map(str),
    st.dates().map(lambda day: f"{day:%d/%m/%Y}"),
    st.sampled_from(DATES),
)


def choice(values) -> st.SearchStrategy:
    values = st.sampled_from(list(values))
    return st.one_of(values, values, values, mistyped(values), junk)


RECHERCHE = {
    "q": questions,
    "lat": st.one_of(latitudes, latitudes, latitudes, junk),
    "lon": st.one_of(longitudes, longitudes, longitudes, junk),
    "besoin": choice(Besoin.values),
    "jour": st.one_of(dates, dates, dates, junk),
    "moment": choice(Moment.values),
    "mode": choice(Mode.values),
    "langue": choice(Langue.values),
    "accessible": choice(["on", "off", "1", "0", "true", "False"]),
    "tri": choice(Tri.values),
    "page": st.one_of(numbers, numbers, numbers, junk),
    "carte": choice(["1", ""]),
}
AGENDA = {
    "vue": choice(Vue.values),
    "jour": RECHERCHE["jour"],
    "commune": choice(sorted({slugify(town) for town in TOWNS})),
    "besoin": RECHERCHE["besoin"],
    "mode": RECHERCHE["mode"],
}
SUGGESTIONS = {"q": questions}
colours = choice(["#ffffff", "#17202b", "0a4578", "#fff", "#ABCDEF", "red", "#12345g", "transparent"])
INTEGRER = {
    "quoi": choice(["lieux", "semaine"]),
    "q": questions,
    "lat": RECHERCHE["lat"],
    "lon": RECHERCHE["lon"],
    "lieu": choice(["ccas-de-villeurbanne", "ville-de-bron"]),
    "nombre": choice(["3", "5", "10"]),
    "choisies": choice(["on"]),
    "fond": colours,
    "texte": colours,
    "accent": colours,
    "couleurs": choice(["ffffff-17202b-0a4578", "fff-000-00f", "ffffff-999999-ffff00"]),
    "largeur": st.one_of(st.integers(0, 1000).map(str), junk),
    "hauteur": st.one_of(st.integers(0, 2000).map(str), junk),
}
SIGNALER = {
    "motif": choice(Signalement.Motif.values),
    "precision": questions,
    "contact": junk,
    "suite": st.one_of(st.just(""), junk),
    "seance": st.one_of(st.builds("{}-{}-1a".format, numbers, dates), junk),
    "jeton": junk,
}
hours = choice(["9h", "9:00", "14 h 30", "24:00", "25h", "00:00", "9", "9h60"])
CORRIGER = {
    "lieu-nom": questions,
    "lieu-adresse": questions,
    "lieu-telephone": choice(["0478634040", "04 78 63 40 40", "+33 4 78 63 40 40", "112", "3639"]),
    "lieu-site_web": choice(["https://exemple.fr", "exemple.fr", "javascript:alert(1)", "http://", "ftp://a\nb"]),
    "lieu-acces": questions,
    "lieu-acces_fauteuil": choice(["true", "false", "unknown"]),
    "permanence-heure_debut": hours,
    "permanence-heure_fin": hours,
    "permanence-heure_debut_2": hours,
    "permanence-jours": numbers,
    "permanence-rangs": numbers,
    "permanence-semaines": junk,
    "permanence-mode": choice(Mode.values),
    "permanence-au": st.one_of(dates, junk),
    "permanence-fini": choice(["on", ""]),
    "remarque-remarque": questions,
    "remarque-vu": junk,
}


def addressed(good: str) -> st.SearchStrategy:
    """A link as it was sent, cut or changed on the way; or anything, as part of an address."""
    return st.one_of(st.just(good), mistyped(st.just(good)), junk.filter(bool).map(_quoted))


@st.composite
def query_strings(draw, parameters: dict[str, st.SearchStrategy]) -> str:
    """Some of the parameters, each once as a rule; now and then twice, a thousand times, unknown or broken."""
    names = draw(st.lists(st.sampled_from(sorted(parameters)), max_size=6, unique=True))
    if "q" in parameters and draw(st.integers(0, 9)):
        names = ["q", *(name for name in names if name != "q")]
    pairs = [f"{name}={_quoted(draw(parameters[name]))}" for name in names]
    oddity = draw(st.integers(0, 30))
    if oddity == 0:
        pairs += [f"{name}={_quoted(draw(junk))}" for name in names]
    if oddity == 1:
        pairs = pairs * draw(st.sampled_from([2, 30]))
    if oddity == 2:
        pairs.append(f"{_quoted(draw(anything))}={_quoted(draw(anything))}")
    if oddity == 3:
        pairs.append(draw(st.sampled_from(BROKEN)))
    return draw(st.sampled_from(["&", "&", "&", "&&"])).join(pairs)[:LONGEST_ADDRESS]


BROKEN = [
    "q",
    "q=%",
    "q=%zz",
    "q=%ff%fe",
    "q=%C3",
    "q=%ED%A0%80",
    "=",
    "=Bron",
    "q[]=Bron",
    "q=a=b",
    "&",
    "%00=%00",
    "jour=%00",
    "a=&" * 1001,
]


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")
