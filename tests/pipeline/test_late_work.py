"""Late work in a classroom: refused or cheaper, with delays granted, in the gradebook itself."""

import csv
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from tests.instructor import DEMO, ESSAY, EXERCISE, RIGHT, give, hand_in

from passerelles import grading
from passerelles.grading import feedback, rules
from passerelles.grading.database import opened
from passerelles.grading.report import report
from passerelles.grading.report_csv import nbgrader_csv
from passerelles.library.errors import Refusal

pytestmark = pytest.mark.slow

DUE = datetime(2026, 1, 31, 17, tzinfo=UTC)
MOST = 13.0


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return grading.init(tmp_path_factory.mktemp("made") / "room", DEMO).root


@pytest.fixture
def room(made, tmp_path):
    room = grading.open_(shutil.copytree(made, tmp_path / "room"))
    wanted = {"deadlines": {EXERCISE: DUE.isoformat()}, "late": "penalty", "penalty_percent": 10}
    return rules.change(room, wanted)


@pytest.fixture
def at(monkeypatch):
    """Set the server's clock: so many hours after the deadline."""

    def set_(hours):
        moment = DUE + timedelta(hours=hours)
        monkeypatch.setattr("passerelles.grading.handing_in.now", lambda: moment)

    return set_


def graded(room):
    verdicts = grading.grade(room, EXERCISE)
    assert all(one.graded for one in verdicts), [one.sentence("en") for one in verdicts]
    return {one.student: one for one in verdicts}


def row(room, student):
    """Return what nbgrader's own gradebook says: penalty, extension, deadline of the learner."""
    with opened(room) as book:
        found = book.find_submission(EXERCISE, student)
        return found.late_submission_penalty, found.extension, found.duedate


def exported(room, student):
    found = csv.DictReader(StringIO(nbgrader_csv(report(room, EXERCISE))))
    one = next(line for line in found if line["student_id"] == student)
    return one["raw_score"], one["late_submission_penalty"], one["score"]


def test_each_day_costs_and_everything_says_the_same(room, at, tmp_path):
    at(25)  # two days begun: 2.6 points of 13
    hand_in(room, tmp_path, "ana", {**RIGHT, ESSAY: "Une assemblée."}, "fr")
    graded(room)
    assert row(room, "ana") == (pytest.approx(2.6), None, DUE.replace(tzinfo=None))
    give(room, "ana", levels={"clarity": 1})
    assert exported(room, "ana") == ("13.0", "2.6", "10.4")
    view = grading.result(room, EXERCISE, "ana", "fr")
    assert (view.late, view.penalty, view.points) == (True, pytest.approx(2.6), pytest.approx(10.4))
    (one,) = grading.status(room)[EXERCISE]
    assert (one.late, one.score, one.penalty) == (True, pytest.approx(10.4), pytest.approx(2.6))
    page = feedback.release(room, EXERCISE, "ana").read_text()
    assert "retirés pour le retard\u00a0: 2,6" in page
    assert "10,4 points sur 13" in page


def test_no_more_is_taken_off_than_was_earned_and_a_later_mark_counts(room, at, tmp_path):
    at(24 * 9 + 1)  # ten days: all 13 points
    hand_in(room, tmp_path, "bob", {"d-single": "mayor", ESSAY: "An assembly."}, "en")
    graded(room)
    earned = grading.status(room)[EXERCISE][0].penalty
    assert 0 < earned < 4
    give(room, "bob", levels={"clarity": 1})
    assert row(room, "bob")[0] == earned + 4
    assert exported(room, "bob")[2] == "0.0"
    with opened(room) as book:  # as formgrader does, which knows nothing of our rule
        book.find_grade(ESSAY, EXERCISE, EXERCISE, "bob").manual_score = 2.0
        book.db.commit()
    assert exported(room, "bob")[2] == "0.0"
    assert row(room, "bob")[0] == earned + 2


def test_a_delay_granted_afterwards_gives_the_points_back(room, at, tmp_path):
    at(25)
    hand_in(room, tmp_path, "dan", RIGHT, "en")
    graded(room)
    assert row(room, "dan")[0] == pytest.approx(2.6)
    room = rules.extend(room, EXERCISE, "dan", DUE + timedelta(hours=20))
    assert row(room, "dan")[1] == timedelta(hours=20)
    assert grading.status(room)[EXERCISE][0].state == "to-grade"
    assert exported(room, "dan") == ("", "", "")
    assert graded(room)["dan"].outcome == "graded"
    assert row(room, "dan")[0] == pytest.approx(1.3)
    room = rules.extend(room, EXERCISE, "dan", DUE + timedelta(days=3))
    graded(room)
    assert row(room, "dan")[0] == 0
    assert exported(room, "dan") == ("9.0", "0.0", "9.0")
    assert not grading.result(room, EXERCISE, "dan", "en").late
    room = rules.extend(room, EXERCISE, "dan", None)
    graded(room)
    assert row(room, "dan")[:2] == (pytest.approx(2.6), None)
    assert graded(room)["dan"].outcome == "unchanged"


def test_the_rule_changes_for_everybody_at_the_next_run(room, at, tmp_path):
    at(1)
    hand_in(room, tmp_path, "dan", RIGHT, "en")
    graded(room)
    room = rules.change(room, {"late": "accept"})
    assert graded(room)["dan"].outcome == "graded"
    assert row(room, "dan")[0] == 0
    room = rules.change(room, {"late": "penalty", "penalty_percent": 50})
    graded(room)
    assert row(room, "dan")[0] == 6.5
    room = rules.change(room, {"deadlines": {}})
    with opened(room) as book:
        assert book.find_assignment(EXERCISE).duedate is None
    graded(room)
    assert row(room, "dan")[0] == 0


def test_the_best_attempt_is_the_best_after_the_penalty(room, at, tmp_path):
    at(-1)
    hand_in(room, tmp_path, "dan", {**RIGHT, "d-number": "1"}, "en")
    first = graded(room)["dan"]
    at(25)
    hand_in(room, tmp_path, "dan", RIGHT, "en")
    second = graded(room)["dan"]
    assert (second.attempt, second.score) == (1, first.score)  # not worse for having tried again
    assert row(room, "dan")[0] == 0
    room = rules.extend(room, EXERCISE, "dan", DUE + timedelta(days=2))
    assert graded(room)["dan"].attempt == 2


def test_late_work_is_refused_where_the_rule_says_so(room, at, tmp_path):
    room = rules.change(room, {"late": "refuse"})
    at(-1)
    hand_in(room, tmp_path, "ana", {"d-single": "mayor"}, "fr")
    at(1)
    with pytest.raises(Refusal, match="ask whoever runs the course for an extension"):
        hand_in(room, tmp_path, "ana", {"d-single": "guest"}, "fr")
    hand_in(room, tmp_path, "ana", {"d-single": "mayor"}, "fr")  # the same again: the same receipt
    room = rules.extend(room, EXERCISE, "ana", DUE + timedelta(hours=2))
    hand_in(room, tmp_path, "ana", {"d-single": "guest"}, "fr")
    with pytest.raises(Refusal, match="deadline"):
        hand_in(room, tmp_path, "bob", {"d-single": "guest"}, "fr")


def test_further_attempts_are_one_learners(room, at, tmp_path):
    at(-1)
    room = rules.change(room, {"attempts": 1})
    hand_in(room, tmp_path, "ana", {"d-number": 1}, "fr")
    hand_in(room, tmp_path, "bob", {"d-number": 1}, "fr")
    room = rules.grant_attempts(room, EXERCISE, "ana", 1)
    hand_in(room, tmp_path, "ana", {"d-number": 2}, "fr")
    for student in ("ana", "bob"):
        with pytest.raises(Refusal, match="already handed in"):
            hand_in(room, tmp_path, student, {"d-number": 3}, "fr")
    room = rules.change(room, {"attempts": 0})
    hand_in(room, tmp_path, "bob", {"d-number": 3}, "fr")


def test_a_delay_that_cannot_be_is_refused(room):
    for due in (DUE, DUE - timedelta(days=1)):
        with pytest.raises(Refusal, match="later date"):
            rules.extend(room, EXERCISE, "ana", due)
    with pytest.raises(Refusal, match="no exercise"):
        rules.extend(room, "e9-none", "ana", DUE)
    with pytest.raises(Refusal):
        rules.extend(room, EXERCISE, "../ana", DUE + timedelta(days=1))
    with pytest.raises(Refusal, match="from 0 to 100"):
        rules.grant_attempts(room, EXERCISE, "ana", 101)
    room = rules.change(room, {"deadlines": {}})
    with pytest.raises(Refusal, match="set one before"):
        rules.extend(room, EXERCISE, "ana", DUE)
    assert not (room.root / "extensions.yml").exists()


def test_two_who_change_the_rules_at_once_are_told(room):
    seen = rules.version(room)
    rules.change(room, {"attempts": 3}, seen)
    with pytest.raises(Refusal, match="Somebody else"):
        rules.change(room, {"attempts": 4}, seen)
    assert grading.open_(room.root).settings.attempts == 3


def test_rules_are_not_changed_when_the_gradebook_cannot_be(room):
    before = (room.root / "passerelles.yml").read_bytes()
    shutil.move(room.root / "gradebook.db", room.root / "gone.db")
    with pytest.raises(Refusal, match="missing or damaged"):
        rules.change(room, {"deadline": None, "deadlines": {}})
    with pytest.raises(Refusal, match="missing or damaged"):
        rules.extend(room, EXERCISE, "ana", DUE + timedelta(days=1))
    assert (room.root / "passerelles.yml").read_bytes() == before
    assert not (room.root / "extensions.yml").exists()


def test_stock_nbgrader_takes_the_same_off(room, at, tmp_path):
    at(25)
    for student in ("ana", "bob"):
        hand_in(room, tmp_path, student, {**RIGHT, "d-number": student}, "fr")
    room = rules.extend(room, EXERCISE, "bob", DUE + timedelta(hours=2))
    graded(room)
    ours = {student: row(room, student) for student in ("ana", "bob")}
    assert [one[0] for one in ours.values()] == [pytest.approx(2.6), pytest.approx(1.3)]
    with opened(room) as book:
        book.remove_submission(EXERCISE, "bob")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", EXERCISE, "--force"],
        cwd=room.root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert {student: row(room, student) for student in ("ana", "bob")} == ours
