"""The hours of a building: typed as one says them, kept in OpenStreetMap's syntax, read back in words."""

import pytest
import time_machine
from django.core.exceptions import ValidationError

from structures.horaires import in_words, written


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:00; PH off"),
        ("lundi-vendredi 9h-12h, 14h-17h", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("du lundi au vendredi de 8h30 à 12h et de 13h30 à 17h, fermé jours fériés",
         "Mo-Fr 08:30-12:00,13:30-17:00; PH off"),
        ("Lun-Ven : 9h-12h / 14h-17h ; sam 9h-12h", "Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00"),
        ("Lundi, mardi, jeudi: 9h30-12h30 13h30-17h", "Mo,Tu,Th 09:30-12:30,13:30-17:00"),
        ("mardi 14h-18h, mercredi 10h-12h", "Tu 14:00-18:00; We 10:00-12:00"),
        ("lundi – vendredi 9 h – 12 h", "Mo-Fr 09:00-12:00"),
    ],
)  # fmt: skip
def test_hours_as_one_says_them_are_kept_in_one_syntax(typed, kept):
    assert written(typed) == kept


@pytest.mark.parametrize(
    "typed", ["tous les jours", "sur rendez-vous", "lundi, mardi", "Mo-Fr 09:00-25:99", "x" * 500, "9", ";;;", "h" * 99]
)
def test_hours_that_nobody_can_read_are_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="Écrivez par exemple « lundi-vendredi 9h-12h, 14h-17h »"):
        written(typed)


@time_machine.travel("2026-11-25 08:00+01:00", tick=False)
def test_hours_are_read_back_in_words():
    assert in_words("Mo-Fr 09:00-12:00,14:00-17:30; Sa,Su 10:00-12:00") == [
        "lundi à vendredi : de 9\xa0h à 12\xa0h, de 14\xa0h à 17\xa0h\xa030",
        "samedi et dimanche : de 10\xa0h à 12\xa0h",
    ]
    assert in_words("We 09:00-24:00") == ["mercredi : de 9\xa0h à 24\xa0h"]
    assert in_words("sur demande") == in_words("") == []
