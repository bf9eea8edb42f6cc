"""The verdict on the desk: what each page costs, in login pages of the same run."""

from tests.bench.desk import verdicts


def holding(**medians: float) -> list[bool]:
    times = {page: [median] * 3 for page, median in medians.items()}
    return [holds for holds, _words in verdicts(times, {page: [2.0] * 3 for page in medians})]


def test_all_pages_within_ten_logins_hold_and_the_dearest_is_named():
    assert holding(lieux=20, structures=8) == [True]


def test_each_page_beyond_fails():
    assert holding(lieux=21, structures=8, permanences=40) == [False, False]
