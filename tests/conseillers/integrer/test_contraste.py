"""Contrast by WCAG: known pairs, and the colour proposed when one cannot be read."""

import random

import pytest

from conseillers.integrer.contraste import contrast, nearest_readable, readable
from conseillers.integrer.couleurs import Couleurs, code_of

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [(WHITE, BLACK, 21), (WHITE, WHITE, 1), ((0x77, 0x77, 0x77), WHITE, 4.48), ((0x76, 0x76, 0x76), WHITE, 4.54)],
)
def test_the_contrast_of_pairs_that_everybody_knows(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_a_colour_that_can_be_read_is_left_alone():
    assert nearest_readable((0x0A, 0x45, 0x78), WHITE) == (0x0A, 0x45, 0x78)


def test_a_pale_text_on_white_is_darkened_just_enough():
    assert nearest_readable((0x99, 0x99, 0x99), WHITE) == (0x76, 0x76, 0x76)


def test_from_any_colour_on_any_background_the_proposal_can_be_read():
    dice = random.Random(7)  # noqa: S311
    for _ in range(500):
        colour, background = (tuple(dice.randrange(256) for _ in range(3)) for _ in range(2))

        assert readable(nearest_readable(colour, background), background), (colour, background)


def test_no_shade_nearer_to_the_colour_can_be_read():
    colour, background = (0xEE, 0xB1, 0x44), (0x80, 0x80, 0x80)
    found = nearest_readable(colour, background)
    far = sum((a - b) ** 2 for a, b in zip(found, colour, strict=True))
    for end in (WHITE, BLACK):
        for step in range(1001):
            shade = tuple(a + (b - a) * step / 1000 for a, b in zip(colour, end, strict=True))
            if sum((a - b) ** 2 for a, b in zip(shade, colour, strict=True)) < far * 0.95:
                assert contrast(shade, background) < 4.5


@pytest.mark.parametrize(
    ("typed", "code"),
    [("#0A4578", "0a4578"), ("0a4578", "0a4578"), (" #fff ", "ffffff"), ("red", ""), ("#12345", ""), ("", "")],
)
def test_colours_as_people_write_them(typed, code):
    assert code_of(typed) == code


@pytest.mark.parametrize("written", ["", "fff", "fff-000", "fff-000-zzz", "a-b-c-d", "ffffff-000000-0a4578-000000"])
def test_what_is_not_three_colours_is_none(written):
    assert Couleurs.read(written) is None
