"""A run that ends in the middle: what it reached is told, then why it ended."""

import pytest

from passerelles.grading import verdicts
from passerelles.grading.settings import Classroom, Settings
from passerelles.grading.verdicts import Stopped, grade
from passerelles.library.errors import Refusal

BUSY = Refusal("Le carnet de notes est occupé.", "The gradebook is busy.")
DONE = {"attempt": 1, "limit": None, "score": 2.0, "max_score": 3.0, "waiting": 0}


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr(verdicts, "assignment_name", lambda _, name: name)
    return Classroom(tmp_path, Settings(version=1))


def ending(*outcomes):
    def run(_job, _seconds, told):
        for outcome in outcomes:
            told(outcome)
        raise BUSY

    return run


def test_verdicts_reached_before_the_end_come_with_the_refusal(room, monkeypatch):
    reached = (
        {"students": ["ana", "bob", "chloé"]},
        {"student": "ana", "outcome": "graded", **DONE},
        {"student": "bob", "failed": "internal", "why": [BUSY.text.fr, BUSY.text.en]},
    )
    monkeypatch.setattr(verdicts, "run", ending(*reached))
    told = []
    with pytest.raises(Stopped) as stopped:
        grade(room, "e", told=lambda verdict, most: told.append((verdict, most)))
    found = stopped.value.verdicts
    assert [(one.student, one.graded) for one in found] == [("ana", True), ("bob", False)]
    assert told == [(one, 3) for one in found]
    assert stopped.value.text == BUSY.text


def test_a_run_that_reached_nothing_is_refused_as_before(room, monkeypatch):
    monkeypatch.setattr(verdicts, "run", ending({"students": ["ana"]}))
    with pytest.raises(Refusal) as refused:
        grade(room, "e")
    assert not isinstance(refused.value, Stopped)
