"""Hostile and broken submissions of code, graded for real: each costs only itself, by name."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import nbformat
import pytest
from tests.sandboxes import (
    ASSIGNMENT,
    answered,
    form,
    graded,
    hand_in,
    make_course,
    release,
    scores,
)

from passerelles.grading import process
from passerelles.grading.course import open_course
from passerelles.grading.regrade import rehearse
from passerelles.grading.sandbox import recipe
from passerelles.grading.verdicts import How, grade
from passerelles.grading.watch import watch
from passerelles.library.errors import Refusal

RIGHT = {"double": None, "test-double": 2.0, "test-total": 1.5, "test-data": 1.0, "essay": None}
TWO = How(jobs=2)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Make one course, copied for each test: making one takes seconds."""
    return make_course(tmp_path_factory.mktemp("made") / "course").root


@pytest.fixture
def room(made, tmp_path):
    return open_course(shutil.copytree(made, tmp_path / "course"))


def everything(room):
    with closing(sqlite3.connect(room.database)) as database:
        return sorted(
            (student, *scores(room, student).items())
            for (student,) in database.execute("SELECT student_id FROM submitted_assignment")
        )


HOSTILE = {
    "crash": "import os; os._exit(0)",
    "memory": "x = bytearray(3 << 30); import os; y = [os.urandom(1 << 28) for _ in range(99)]",
    "time": "import signal; signal.signal(2, signal.SIG_IGN)\nwhile True: pass",
    "output": "print('x' * 50_000_000)",
    "graded": "import os\nfor p in ('../..', '/assignment', '/tmp', '/'):\n"
    "    for f in ('gradebook.db', 'source'):\n"
    "        try: open(f'{p}/{f}', 'a').write('x')\n"
    "        except OSError: pass",
}


def test_hostile_code_gets_its_verdict_and_keeps_what_it_earned(room):
    form()
    settings = room.root / "passerelles.yml"
    settings.write_text(
        "version: 1\nlanguage: en\n"
        "limits: {seconds: 30, megabytes: 200, processes: 32, files: 16}\n"
    )
    (room.root / "questions").mkdir()
    room = open_course(room.root)
    for name, source in HOSTILE.items():
        hand_in(room, name, answered(room, extra=source))
    hand_in(room, "honest", answered(room))
    before = (room.root / "source" / ASSIGNMENT / "data.csv").read_text()
    verdicts = {one.student: one for one in grade(room, ASSIGNMENT, how=TWO)}
    names = {student: one.name for student, one in verdicts.items()}
    memory = names.pop("memory")
    assert memory in {"memory", "graded"}  # Python may say MemoryError and go on
    assert names == {
        "crash": "crash",
        "time": "time",
        "output": "output",
        "graded": "graded",
        "honest": "graded",
    }
    assert all(one.graded for one in verdicts.values())
    for student in (*HOSTILE, "honest"):
        assert scores(room, student) == {k: v for k, v in RIGHT.items() if k != "double"}
    assert (room.root / "source" / ASSIGNMENT / "data.csv").read_text() == before
    assert "cut" not in verdicts["honest"].sentence("en")
    assert "ended the Python process" in verdicts["crash"].sentence("en")
    text = json.dumps(graded(room, "output"))
    assert "There was too much" in text.replace("there was too much", "There was too much")
    assert len(text) < 2_000_000


def test_a_crash_in_an_answer_costs_that_answer(room):
    form()
    hand_in(room, "ana", answered(room, double="import os; os._exit(1)"))
    (verdict,) = grade(room, ASSIGNMENT)
    assert verdict.name == "crash"
    found = scores(room, "ana")
    assert (found["test-double"], found["test-total"], found["test-data"]) == (0.0, 1.5, 1.0)
    assert grade(room, ASSIGNMENT)[0].name == "crash"  # said again, though nothing was done
    assert grade(room, ASSIGNMENT)[0].outcome == "unchanged"


@pytest.mark.parametrize(
    "stage",
    [
        pytest.param("start", marks=pytest.mark.slow),
        pytest.param("state", marks=pytest.mark.slow),
        "rows",
        pytest.param("folder", marks=pytest.mark.slow),
    ],
)
def test_killed_while_grading_then_again(room, stage):
    form()
    for name in ("ana", "bob", "chloe"):
        hand_in(room, name, answered(room, total="return sum(ns)" if name != "bob" else "return 1"))
    reached = {
        "start": lambda: True,
        "state": lambda: any((room.root / "attempts").rglob("grading.json")),
        "rows": lambda: bool(everything(room)),
        "folder": lambda: any((room.root / "autograded").rglob("*.ipynb")),
    }[stage]
    job = {"do": "grade", "classroom": str(room.root), "exercise": ASSIGNMENT}
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "passerelles.grading.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    worker.stdin.write(json.dumps(job).encode())
    worker.stdin.close()
    for _ in range(6_000):
        if reached() or worker.poll() is not None:
            break
        time.sleep(0.005)
    if worker.poll() is None:
        os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    for student in ("ana", "bob", "chloe"):  # both or neither
        folder = room.autograded(student, ASSIGNMENT)
        assert not folder.exists() or (folder / f"{ASSIGNMENT}.ipynb").is_file()
    verdicts = {one.student: one for one in grade(room, ASSIGNMENT, how=TWO)}
    assert {one.name for one in verdicts.values()} == {"graded"}
    assert scores(room, "bob")["test-total"] == 0.0
    for name in ("ana", "chloe"):
        assert scores(room, name)["test-total"] == 1.5
    again = grade(room, ASSIGNMENT, how=TWO)
    assert {one.outcome for one in again} == {"unchanged"}


def test_a_corrected_key_lists_what_would_change_and_hand_given_marks_stay(room):
    form()
    hand_in(room, "ana", answered(room, double="return n + n"))
    hand_in(room, "bob", answered(room, double="return 5"))
    grade(room, ASSIGNMENT, how=TWO)
    with closing(sqlite3.connect(room.database)) as database:
        database.execute(
            "UPDATE grade SET manual_score = 1.0 WHERE auto_score = 2.0"
            " AND notebook_id IN (SELECT n.id FROM submitted_notebook n JOIN submitted_assignment"
            " s ON n.assignment_id = s.id WHERE s.student_id = 'ana')"
        )
        database.commit()
    path = room.source(ASSIGNMENT)
    path.write_text(path.read_text().replace("double(-1) == -2", "double(-1) == -3"))
    process.run({"do": "register", "classroom": str(room.root), "exercises": [ASSIGNMENT]}, 300)
    before = everything(room)
    found = rehearse(room, ASSIGNMENT, how=TWO)
    assert [(one.student, one.question, one.before, one.after) for one in found.changes] == [
        ("ana", "test-double", 2.0, 0.0)
    ]
    assert found.changes[0].by_hand == 1.0
    assert "1" in found.lines("fr")[0]
    assert everything(room) == before
    grade(room, ASSIGNMENT, force=True, how=TWO)
    assert scores(room, "ana")["test-double"] == 0.0
    with closing(sqlite3.connect(room.database)) as database:
        manual = database.execute("SELECT manual_score FROM grade WHERE manual_score IS NOT NULL")
        assert manual.fetchall() == [(1.0,)]


def test_what_comes_in_is_graded_while_watching(room):
    form()
    hand_in(room, "ana", answered(room))
    told = []
    watch(room, ASSIGNMENT, TWO, told.append, rounds=3)
    assert [(one.student, one.name) for one in told] == [("ana", "graded")]
    hand_in(room, "bob", b"{")
    watch(room, ASSIGNMENT, TWO, told.append, rounds=3)
    assert [(one.student, one.name) for one in told[1:]] == [("bob", "refused")]


def test_without_a_sandbox_nothing_runs_unless_told_in_words(room, monkeypatch):
    hand_in(room, "ana", answered(room))
    with pytest.raises(Refusal, match="--no-sandbox"):
        _graded_without_tools(room, monkeypatch)
    assert not (room.root / "autograded").exists()
    (verdict,) = grade(room, ASSIGNMENT, how=How(sandbox=False))
    assert verdict.name == "graded"


def _graded_without_tools(room, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    try:
        grade(room, ASSIGNMENT)
    finally:
        monkeypatch.undo()


def test_a_disk_full_while_writing_leaves_neither_grade_nor_folder(room, tmp_path, monkeypatch):
    from passerelles.grading.engine import Engine  # noqa: PLC0415 - loads nbgrader

    hand_in(room, "ana", answered(room))
    engine = Engine.of(room)
    keys = engine.keys(ASSIGNMENT)
    ready = {ASSIGNMENT: nbformat.writes(answered(room))}
    with closing(engine.writer()) as writer:
        writer.write("ana", keys, ready)
        before = scores(room, "ana")
        text = (room.autograded("ana", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text()

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("passerelles.grading.writer.flush_folder", full)
        worse = {ASSIGNMENT: nbformat.writes(answered(room, essay="Other"))}
        for student in ("ana", "bob"):
            (room.root / "submitted" / "bob").mkdir(exist_ok=True)
            with pytest.raises(OSError, match="space"):
                writer.write(student, keys, worse)
    assert scores(room, "ana") == before
    assert (room.autograded("ana", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text() == text
    assert not scores(room, "bob")
    assert not room.autograded("bob", ASSIGNMENT).exists()


def test_another_language_is_refused_by_name(room):
    form()
    node = release(room)
    hand_in(room, "ana", node)
    with closing(sqlite3.connect(room.database)) as database:
        database.execute("UPDATE notebook SET kernelspec = ?", ('{"name": "ir", "language": "R"}',))
        database.commit()
    (verdict,) = grade(room, ASSIGNMENT)
    assert verdict.name == "refused"
    assert "nbgrader autograde" in verdict.reason.en


def test_an_unknown_assignment_and_a_strange_pool_are_refused(room):
    for name in ("../ps", "", "nothing", "*"):
        with pytest.raises(Refusal):
            grade(room, name)
    hand_in(room, "ana", answered(room))
    with pytest.raises(Refusal, match="pool"):
        grade(room, ASSIGNMENT, how=How(pool="os:system"))
    assert recipe.ENVIRONMENT["HOME"] == "/tmp"
