"""Questions as people type them: 97 % right in first place, and no wrong place said with confidence."""

from collections import Counter

import pytest
from django.db import transaction

from tests.structures.table import load_world, questions, verdict

pytestmark = pytest.mark.django_db  # without it, a run of this file alone would make no table

RIGHT = 0.97


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Loaded once for all, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_world()
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("file", ["questions.csv", "questions_gardees.csv"])
def test_questions_are_answered_with_the_place_that_was_meant(world, file):
    asked = questions(file)

    wrong = [(question.genre, said) for question in asked if (said := verdict(question))]

    missed = [(genre, said) for genre, said in wrong if not said.startswith("hésite")]
    total, by_kind = Counter(question.genre for question in asked), Counter(genre for genre, _ in missed)
    report = [f"{genre} : {number - by_kind[genre]} sur {number}" for genre, number in total.items()]
    assert not [said for _, said in wrong if said.startswith("FAUX")]
    assert len(missed) <= (1 - RIGHT) * len(asked), "\n".join([*report, *(said for _, said in wrong)])


def test_the_table_holds_six_hundred_questions_of_many_kinds():
    asked = questions()

    assert len({question.words for question in asked}) >= 600
    assert len({question.genre for question in asked}) >= 12
