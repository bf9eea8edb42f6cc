"""Cells that a spreadsheet must not run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from structures.tableur import guarded, unguarded


@pytest.mark.parametrize("text", ["=1+1", "+33 4 78", "-2", "@SUM(A1)", "\t=1", "\rx", "\nx", "  =1", "+", "＝1"])
def test_what_would_be_a_formula_is_said_to_be_text(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Bron", "l’accueil", "'quoted'", "+33478634040", "+262262000000", "1-2", "a=b"])
def test_other_texts_and_phone_numbers_stay_as_they_are(text):
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.text(alphabet="'=+-@\t\r\n 3a", max_size=6) | st.text())
def test_the_guard_comes_off_exactly(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in "=-@\t\r" or text == ""
