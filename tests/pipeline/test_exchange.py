"""Work that comes by nbgrader's exchange: stock `nbgrader submit`, then our collecting."""

import getpass
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from tests.instructor import DEMO, EXERCISE, RIGHT, hand_in
from tests.sandboxes import ASSIGNMENT, answered, form, make_course, scores

from passerelles import grading
from passerelles.dossier.workspace import Workspace
from passerelles.grading import feedback
from passerelles.grading.course import open_course
from passerelles.grading.exchange import gather, inbound
from passerelles.grading.verdicts import How
from passerelles.grading.watch import watch
from passerelles.library.errors import Refusal

ME = getpass.getuser()


def stock(folder, home, *arguments):
    """Run stock nbgrader as somebody whose home is `home`."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path, "JUPYTER_DATA_DIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def with_exchange(room, tmp_path, course):
    """Give a classroom an exchange and release its assignments there, as instructors do."""
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    config = room.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f"\nc.Exchange.root = {str(exchange)!r}\n")
    for assignment in sorted(one.name for one in (room.root / "release").iterdir()):
        stock(room.root, tmp_path / "instructor", "release_assignment", assignment)
    learner = tmp_path / "learner"
    learner.mkdir()
    (learner / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = {course!r}\n"
        f"c.Exchange.root = {str(exchange)!r}\n"
    )
    return exchange / course / "inbound", learner


@pytest.fixture
def code(tmp_path):
    room = make_course(tmp_path / "course")
    place, learner = with_exchange(room, tmp_path, "course")
    return open_course(room.root), place, learner


def submit(room, learner, **answers):
    folder = learner / ASSIGNMENT
    folder.mkdir(exist_ok=True)
    nbformat.write(answered(room, **answers), folder / f"{ASSIGNMENT}.ipynb")
    stock(learner, learner / "data", "submit", ASSIGNMENT)


def imitate(place, name, learner):
    """Put a folder in the exchange under another name."""
    shutil.copytree(learner / ASSIGNMENT, place / name)
    (place / name / "timestamp.txt").write_text("1970-01-01 00:00:00 UTC")
    return place / name


def outcomes(found):
    return sorted((one.who, one.outcome) for one in found)


@pytest.mark.slow
def test_stock_submit_is_collected_graded_and_answered_while_watching(code, tmp_path):
    form()
    room, _, learner = code
    told, said = [], []
    submit(room, learner)
    started = time.time()
    watch(room, ASSIGNMENT, How(jobs=2), told.append, rounds=3, said=said.append)
    assert [(one.student, one.name) for one in told] == [(ME, "graded")], said
    assert not said
    assert scores(room, ME)["test-double"] == 2.0
    page = room.root / "feedback" / ME / ASSIGNMENT / f"{ASSIGNMENT}.html"
    assert page.is_file()
    # A second submission takes the place of the first, at this machine's time.
    submit(room, learner, double="return 0")
    watch(room, ASSIGNMENT, How(jobs=2), told.append, rounds=3, said=said.append)
    assert scores(room, ME)["test-double"] == 0.0
    written = (room.submitted(ME, ASSIGNMENT) / "timestamp.txt").read_text()
    assert written[:4] >= time.strftime("%Y", time.gmtime(started))
    # The learner finds the feedback by nbgrader's own way back.
    stock(room.root, tmp_path / "instructor", "release_feedback", ASSIGNMENT)
    stock(learner, learner / "data", "fetch_feedback", ASSIGNMENT)
    assert list((learner / ASSIGNMENT / "feedback").rglob("*.html"))


@pytest.mark.slow
def test_forged_and_malformed_work_is_refused_and_the_rest_collected(code):
    room, place, learner = code
    submit(room, learner)
    time.sleep(1)
    now = "2026-01-31 17:00:00.000000 UTC"
    imitate(place, f"bob+{ASSIGNMENT}+{now}+abc", learner)
    imitate(place, f"eve+{ASSIGNMENT}+not a time+abc", learner)
    imitate(place, f"-rf+{ASSIGNMENT}+{now}+abc", learner)
    (place / f"dan+{ASSIGNMENT}+{now}+abc").symlink_to(room.root / "source" / ASSIGNMENT)
    found = gather(room, ASSIGNMENT)
    assert [(one.who, one.outcome) for one in found if one.outcome != "refused"] == [(ME, "kept")]
    why = {one.who.split("+")[0]: one.reason.en for one in found if one.outcome == "refused"}
    assert set(why) == {"bob", "eve", "-rf", "dan"}
    assert f"belongs to {ME}" in why["bob"]
    assert [one.name for one in (room.root / "submitted").iterdir()] == [ME]
    assert outcomes(one for one in gather(room, ASSIGNMENT) if one.who == ME) == [(ME, "known")]


@pytest.mark.slow
def test_a_link_to_the_instructors_file_is_not_followed(code):
    room, place, learner = code
    submit(room, learner)
    (mine,) = place.iterdir()
    (mine / "work").symlink_to(room.root / "source" / ASSIGNMENT)
    (found,) = gather(room, ASSIGNMENT)
    assert (found.outcome, "is a link" in found.reason.en) == ("refused", True)
    assert not (room.root / "submitted").exists()
    (mine / "work").unlink()
    assert outcomes(gather(room, ASSIGNMENT)) == [(ME, "kept")]


@pytest.mark.slow
def test_answers_that_stock_submit_sent_become_attempts(tmp_path):
    room = grading.init(tmp_path / "room", DEMO)
    place, learner = with_exchange(room, tmp_path, "passerelles")
    workspace = Workspace.open(tmp_path / "workspace")
    for question, value in RIGHT.items():
        workspace.answers(EXERCISE).keep(question, value, "en")
    folder = learner / EXERCISE
    folder.mkdir()
    shutil.copy(room.release(EXERCISE), folder)
    shutil.copy(workspace.root / "exercises" / EXERCISE / "answers.json", folder)
    stock(learner, learner / "data", "submit", EXERCISE)
    imitated = f"bob+{EXERCISE}+2026-01-31 17:00:00.000000 UTC+abc"
    shutil.copytree(folder, place / imitated)
    # A classmate hands in from the portal: no secret of nbgrader's comes with that.
    hand_in(room, tmp_path, "zoe", {"d-single": "mayor"}, "fr")
    told, said = [], []
    watch(room, EXERCISE, How(jobs=1), told.append, rounds=3, said=said.append)
    assert {(one.student, one.name, one.attempt) for one in told} == {
        (ME, "graded", 1),
        ("zoe", "graded", 1),
    }, said
    assert ["bob" in one.en for one in said] == [True]
    page = room.root / "feedback" / ME / EXERCISE / f"{EXERCISE}.html"
    # The learner finds the same page by nbgrader's own way back, and nobody else's.
    stock(room.root, tmp_path / "instructor", "release_feedback", EXERCISE)
    stock(learner, learner / "data", "fetch_feedback", EXERCISE)
    (fetched,) = (learner / EXERCISE / "feedback").rglob("*.html")
    assert fetched.read_bytes() == page.read_bytes()
    assert len(list((place.parent / "feedback").glob("*.html"))) == 2


@pytest.mark.slow
def test_the_same_answers_by_portal_and_exchange_bring_feedback_by_both(tmp_path):
    room = grading.init(tmp_path / "room", DEMO)
    _, learner = with_exchange(room, tmp_path, "passerelles")
    hand_in(room, tmp_path, ME, RIGHT, "en")
    folder = learner / EXERCISE
    folder.mkdir()
    shutil.copy(room.release(EXERCISE), folder)
    workspace = tmp_path / f"workspace-{ME}"
    shutil.copy(workspace / "exercises" / EXERCISE / "answers.json", folder)
    stock(learner, learner / "data", "submit", EXERCISE)
    assert outcomes(gather(room, EXERCISE)) == [(ME, "known")]
    assert {one.name for one in grading.grade(room, EXERCISE)} == {"graded"}
    assert [one.reason for one in feedback.release_all(room, EXERCISE)] == [None]
    stock(room.root, tmp_path / "instructor", "release_feedback", EXERCISE)
    stock(learner, learner / "data", "fetch_feedback", EXERCISE)
    assert len(list((learner / EXERCISE / "feedback").rglob("*.html"))) == 1


@pytest.mark.slow
def test_feedback_that_fails_is_said_and_costs_no_grade(code, monkeypatch):
    form()
    room, _, learner = code
    submit(room, learner)

    def broken(*_):
        raise Refusal("Le disque est plein.", "The disk is full.")

    monkeypatch.setattr(feedback, "release", broken)
    told, said = [], []
    watch(room, ASSIGNMENT, How(jobs=1), told.append, rounds=3, said=said.append)
    assert [one.name for one in told] == ["graded"]
    assert [one.en for one in said] == [
        f"{ME}: graded, but feedback is not released: The disk is full."
    ]


def test_without_an_exchange_collecting_says_what_to_write(tmp_path):
    room = grading.init(tmp_path / "room", DEMO)
    config = room.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f"\nc.Exchange.root = {str(tmp_path / 'none')!r}\n")
    assert inbound(room) is None
    with pytest.raises(Refusal, match=r"c\.Exchange\.root"):
        gather(room)
