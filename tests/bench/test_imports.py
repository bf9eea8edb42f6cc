"""The verdict on imports: the clock, and what the command must have found."""

from tests.bench.imports import Moment, Run, verdicts

NEW = {"nouveaux": 1990, "inchanges": 0, "modifies": 0}
SAME = {"nouveaux": 0, "inchanges": 1990, "modifies": 0}


def holding(seconds: float = 20, first=NEW, second=SAME) -> list[bool]:
    runs = [Run(comptes, Moment(seconds), Moment(seconds), 700) for comptes in (first, second)]
    return [holds for holds, _words in verdicts(dict(zip(["new", "the same"], runs, strict=True)), 2000)]


def test_two_imports_of_less_than_a_minute_hold():
    assert holding() == [True, True, True, True]


def test_reading_and_writing_count_together():
    assert holding(seconds=31) == [True, True, False, False]


def test_a_file_of_lieux_that_are_known_is_no_measure():
    assert holding(first=SAME)[0] is False


def test_lieux_that_change_when_nothing_does_fail():
    assert holding(second=SAME | {"inchanges": 1989, "modifies": 1})[1] is False
