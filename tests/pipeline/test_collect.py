"""Collecting: nbgrader's exchange as `nbgrader submit` fills it, and what learners passed on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.instructor import DEMO, ESSAY, EXERCISE, RIGHT

from passerelles import grading
from passerelles.build.exercises import load_all, release_notebook
from passerelles.build.notebooks import to_bytes
from passerelles.dossier.workspace import Workspace
from passerelles.grading import feedback
from passerelles.grading.attempts import attempts
from passerelles.grading.collect import from_exchange, from_files
from passerelles.library.errors import Refusal


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return grading.init(tmp_path_factory.mktemp("made") / "room", DEMO).root


@pytest.fixture
def exchange(tmp_path):
    """Make an exchange as nbgrader does."""
    inbound = tmp_path / "exchange" / "passerelles" / "inbound"
    inbound.mkdir(parents=True)
    (tmp_path / "exchange").chmod(0o777)
    return tmp_path / "exchange"


@pytest.fixture
def room(made, tmp_path, exchange):
    root = shutil.copytree(made, tmp_path / "room")
    config = root / "nbgrader_config.py"
    # The learners of this test have no accounts of their own.
    extra = f"c.Exchange.root = {str(exchange)!r}\nc.ExchangeCollect.check_owner = False\n"
    config.write_text(config.read_text() + extra)
    return grading.open_(root)


def work(folder, student, answers, language="fr"):
    """Answer as a learner does, without a classroom at hand."""
    workspace = Workspace.open(folder / student)
    for question, value in answers.items():
        workspace.answers(EXERCISE).keep(question, value, language)
    return workspace


def nbgrader(root, *arguments):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        env={**os.environ, "PATH": path, "JUPYTER_DATA_DIR": str(root / ".data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def submit(exchange, folder, student, answers, time="2026-01-31 17:00:00.000000 UTC", name=None):
    """Put a submission into the exchange as `nbgrader submit` does."""
    workspace = work(folder, student, answers)
    name = name or f"{student}+{EXERCISE}+{time}+AbCd"
    target = exchange / "passerelles" / "inbound" / name
    shutil.copytree(workspace.root / "exercises" / EXERCISE, target)
    (target / "timestamp.txt").write_text(time)
    (target / "submission_secret.txt").write_text("s3cret")
    return target


def outcomes(found):
    return {(one.who, one.outcome, one.attempt) for one in found}


def test_what_nbgrader_submits_is_collected_graded_and_fed_back(room, exchange, tmp_path):
    workspace = work(tmp_path, "ana", {**RIGHT, ESSAY: "Une assemblée."})
    folder = workspace.root / "exercises"
    (exercise,) = load_all(DEMO)
    (folder / EXERCISE / f"{EXERCISE}.ipynb").write_bytes(
        to_bytes(release_notebook(exercise, "fr"))
    )
    outbound = exchange / "passerelles" / "outbound"
    shutil.copytree(room.root / "release", outbound)
    (folder / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\n"
        "c.CourseDirectory.course_id = 'passerelles'\nc.CourseDirectory.student_id = 'ana'\n"
    )
    nbgrader(folder, "submit", EXERCISE)
    assert outcomes(from_exchange(room)) == {("ana", "kept", 1)}
    assert outcomes(from_exchange(room)) == {("ana", "known", 1)}
    (verdict,) = grading.grade(room, EXERCISE)
    assert (verdict.student, verdict.score) == ("ana", 9.0)
    feedback.release(room, EXERCISE, "ana")
    nbgrader(room.root, "release_feedback", EXERCISE)
    (page,) = (exchange / "passerelles" / "feedback").glob("*.html")
    assert "Une assemblée." in page.read_text()


def test_one_bad_submission_costs_only_itself(room, exchange, tmp_path):
    submit(exchange, tmp_path, "ana", RIGHT)
    submit(exchange, tmp_path, "zoé", {"d-single": "mayor"})
    inbound = exchange / "passerelles" / "inbound"
    (inbound / "garbage").mkdir()
    (inbound / f"bob+{EXERCISE}").mkdir()
    (inbound / f"..+{EXERCISE}+2026-01-31 17:00:00 UTC+x").mkdir()
    (inbound / f"eve+{EXERCISE}+2026-01-31 17:00:00 UTC+x").symlink_to(room.root / "source")
    linked = submit(exchange, tmp_path, "dan", RIGHT)
    (linked / "answers.json").unlink()
    (linked / "answers.json").symlink_to(room.questions(EXERCISE))
    torn = submit(exchange, tmp_path, "fay", RIGHT)
    (torn / "answers.json").write_text('{"schema": 1,')
    empty = submit(exchange, tmp_path, "gil", RIGHT)
    (empty / "answers.json").unlink()
    found = from_exchange(room)
    assert {one.who for one in found if one.outcome == "kept"} == {"ana", "zoé"}
    refused = [one for one in found if one.outcome == "refused"]
    assert len(refused) == len(found) - 2
    assert all(one.reason and len(one.sentence("fr")) < 400 for one in refused)
    assert not (room.root / "attempts" / "dan").exists()
    assert {verdict.student for verdict in grading.grade(room, EXERCISE)} == {"ana", "zoé"}


def test_a_forged_name_is_refused(room, exchange, tmp_path):
    config = room.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("c.ExchangeCollect.check_owner = False\n", ""))
    submit(exchange, tmp_path, "nobody-by-that-name", RIGHT)
    (one,) = from_exchange(grading.open_(room.root))
    assert one.outcome == "refused"
    assert "belongs to" in one.reason.en


def test_the_clock_of_the_learner_decides_nothing(room, exchange, tmp_path):
    path = room.root / "passerelles.yml"
    path.write_text(
        path.read_text().replace("deadline: null", 'deadline: "2021-01-01T00:00:00+00:00"')
    )
    room = grading.open_(room.root)
    submit(exchange, tmp_path, "ana", RIGHT, time="1970-01-01 00:00:00.000000 UTC")
    from_exchange(room)
    (attempt,) = attempts(room, "ana", EXERCISE)
    assert attempt.late
    assert attempt.time > "2021"


def test_each_version_is_an_attempt_up_to_the_number_allowed(room, exchange, tmp_path):
    for number, answer in enumerate(("guest", "mayor", "guest")):
        answers = {"d-single": answer, "d-number": number}
        submit(exchange, tmp_path, "ana", answers, time=f"2026-01-3{number} 17:00:00.000000 UTC")
    found = from_exchange(room)
    assert [one.outcome for one in found] == ["kept", "kept", "refused"]
    assert "2 times" in found[-1].reason.en
    (verdict,) = grading.grade(room, EXERCISE)
    assert (verdict.attempt, verdict.score) == (2, 2.0)


def test_work_kept_without_a_classroom_is_brought_in(room, tmp_path):
    received = tmp_path / "received"
    received.mkdir()
    for student in ("ana", "zoé"):
        grading.submit(work(received, student, RIGHT), EXERCISE, "learner")
    found = from_files(room, [received])
    assert outcomes(found) == {("ana", "kept", 1), ("zoé", "kept", 1)}  # the folders' names
    (file,) = (received / "ana" / "exercises" / EXERCISE / "submissions").glob("*.json")
    assert outcomes(from_files(room, [file])) == {("learner", "kept", 1)}
    changed = json.loads(file.read_text())
    changed["answers"]["answers"]["d-single"] = "guest"
    (tmp_path / "changed.json").write_text(json.dumps(changed))
    (tmp_path / "junk.json").write_text("[]")
    told = from_files(room, [tmp_path / "changed.json", tmp_path / "junk.json"])
    assert [one.outcome for one in told] == ["refused", "refused"]
    with pytest.raises(Refusal, match="does not exist"):
        from_files(room, [tmp_path / "nowhere"])


def test_no_exchange_is_one_sentence(made, tmp_path):
    room = grading.open_(shutil.copytree(made, tmp_path / "plain"))
    config = room.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Exchange.root = '/nowhere/at/all'\n")
    with pytest.raises(Refusal, match="exchange folder"):
        from_exchange(grading.open_(room.root))
