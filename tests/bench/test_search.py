"""The verdict on searches: what a page costs, in empty views of the same run."""

from tests.bench.search import verdicts


def times(empty: float, results: float, repeated: float) -> dict[str, list[float]]:
    return {"empty": [empty] * 3, "results": [results] * 3, "repeated": [repeated] * 3}


def holding(found: dict) -> list[bool]:
    return [holds for holds, _words in verdicts(found)]


def test_a_machine_twice_as_slow_changes_nothing():
    found = {20_000: times(1, 15, 2), 1_000_000: times(2, 34, 4)}

    assert holding(found) == [True, True, True]


def test_each_wall_fails_by_itself():
    assert holding({20_000: times(1, 15, 2.6), 1_000_000: times(1, 15, 2)}) == [False, True, True]
    assert holding({20_000: times(1, 17, 2), 1_000_000: times(1, 17, 2)}) == [True, False, True]
    assert holding({20_000: times(1, 10, 2), 1_000_000: times(1, 13, 2)}) == [True, True, False]
