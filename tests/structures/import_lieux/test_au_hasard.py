"""Whatever is in a cell, in whatever format: repaired, left out or refused; never an error, nor a wrong value."""

import io
import json
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

from structures.import_lieux.fichier import Rangee
from structures.import_lieux.lire import FichierRefuse, lire
from structures.import_lieux.reparer import Atelier
from structures.models import ENUMERATIONS, Lieu
from tests.structures.import_lieux.fichiers import GOOD, csv_bytes, json_bytes, said, xlsx_bytes

pytestmark = pytest.mark.django_db
AT_EASE = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)

WORDS = r"""= + - @ | ; , / : . ( ) < > & " ' # % 0 1 33 69 69003 45.7 4.8 1.23E+13 9e99 NaN null <script> </p> &eacute;
    &#x202e; http:// https://a.fr www. mailto: a@b.fr +33 04 78 63 (0) Mo-Fr 09:00-12:00 PH off 24/7 SIRET W69 Lyon 3e
    CEDEX Bron OULLINS St Gratuit Seniors Autre BIB 2021-05-05 05/05/2021 mai 44321 24:00 N 45° 12' 30" 6519835 845902
    Ã© â€™ é É ﬁ İ ı ß 😀 １２ ٣ Ⅷ ʼ ’ « » – €"""
# What real cells are made of, put together wrongly.
PIECES = st.sampled_from(
    [
        *WORDS.split(),
        *["\u202e", "\u200b", "\x00", "\x1b", "\ud800", "\x85", "\ufffe", "\u00a0", "\n", "\t", "\r", " ", "\x0c"],
        *[value for values in ENUMERATIONS.values() for value in values],
    ]
)
TEXT = st.text(max_size=60) | st.lists(PIECES, max_size=12).map("".join) | st.lists(PIECES, max_size=8).map(" ".join)
LONG = st.builds(lambda piece, times: piece * times, PIECES, st.integers(1, 3000))
CELLS = st.dictionaries(st.sampled_from([*GOOD, "publics_accueillis", "labels_nationaux"]), TEXT | LONG, min_size=1)
WRITERS = [csv_bytes, json_bytes, xlsx_bytes, lambda row: csv_bytes(row, encoding="utf-16-le", separator=";")]


def is_sound(ligne) -> None:
    """The contract of a row: values that the model takes, and a reason wherever there are none."""
    others = {field.name for field in Lieu._meta.fields} - set(ligne.champs)
    try:
        Lieu(**ligne.champs).clean_fields(exclude=others)
    except ValidationError as error:
        pytest.fail(f"{error.message_dict}\n{said(ligne)}")
    taken = not ligne.refus and not ligne.hors_territoire
    assert not taken or {"nom", "commune", "code_postal", "position", "precision"} <= set(ligne.champs)
    assert ligne.champs.get("adresse", "") or ligne.champs.get("precision", "commune") == "commune"
    for field, values in ENUMERATIONS.items():
        kept = ligne.champs.get(field, [])
        assert kept == [value for value in values if value in kept]
    for one in [*ligne.reparations, *ligne.ecartes, *ligne.refus]:
        assert one.message
        f"{one.colonne}{one.avant}{one.apres}".encode()  # no half of a pair: it can be shown and kept
        assert "\x00" not in f"{one.colonne}{one.avant}{one.apres}"


@AT_EASE
@given(cells=CELLS)
def test_any_text_in_any_cell_is_repaired_left_out_or_refused(metropole, cells):
    row = GOOD | cells
    atelier = _atelier(tuple(row))

    is_sound(atelier.ligne(Rangee(2, list(row.values()))))


@settings(AT_EASE, max_examples=30)
@given(cells=CELLS, writer=st.sampled_from(WRITERS))
def test_any_text_in_any_format_is_read_or_the_file_refused(metropole, cells, writer):
    try:
        data = writer(GOOD | cells)
    except (ValueError, IllegalCharacterError):
        return  # what a spreadsheet can't hold at all: control characters

    _reads(data)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT, lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=5,
)  # fmt: skip


@settings(AT_EASE, max_examples=30)
@given(cells=st.dictionaries(st.sampled_from(list(GOOD)), VALUES))
def test_any_value_of_json_is_read_or_the_file_refused(metropole, cells):
    _reads(json.dumps([GOOD | cells]).encode("utf-8", "surrogatepass"))


@settings(AT_EASE, max_examples=40)
@given(data=st.data(), good=st.sampled_from([csv_bytes(GOOD), json_bytes(GOOD), xlsx_bytes(GOOD)]))
def test_a_file_with_any_bytes_changed_is_read_or_refused(metropole, data, good):
    content = bytearray(good)
    for _change in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))

    _reads(bytes(content))


HEADS = st.sampled_from([b"PK\x03\x04", b"[{", b"\xff\xfe", b"nom;commune;code_postal;adresse\n"])


@settings(AT_EASE, max_examples=40)
@given(content=st.binary(max_size=400) | st.builds(lambda head, rest: head + rest, HEADS, st.binary(max_size=200)))
def test_any_bytes_are_read_or_refused(metropole, content):
    _reads(content)


def _reads(data: bytes) -> None:
    with suppress(FichierRefuse):
        for ligne in lire(io.BytesIO(data)):
            is_sound(ligne)


_KEPT: dict[tuple, Atelier] = {}


def _atelier(names: tuple) -> Atelier:
    """One for each header: the communes are the same for the whole module."""
    if names not in _KEPT:
        communes = next(iter(_KEPT.values())).communes if _KEPT else None
        _KEPT[names] = Atelier(list(names), {name: rank for rank, name in enumerate(names)})
        _KEPT[names].communes = communes or _KEPT[names].communes
    return _KEPT[names]
