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
from nbformat.v4 import new_code_cell, new_markdown_cell
from tests.sandboxes import ASSIGNMENT, answered, form, hand_in, make_course, release

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


def scores(room, student):
    """Return the automatic scores in the gradebook by question."""
    with closing(sqlite3.connect(room.database)) as database:
        return dict(
            database.execute(
                "SELECT c.name, g.auto_score FROM submitted_assignment s"
                " JOIN submitted_notebook n ON n.assignment_id = s.id"
                " JOIN grade g ON g.notebook_id = n.id JOIN base_cell c ON c.id = g.cell_id"
                " WHERE s.student_id = ?",
                (student,),
            ).fetchall()
        )


def graded(room, student):
    path = room.autograded(student, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    return nbformat.read(path, as_version=4)


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


def _without(node, *names):
    node.cells = [
        cell
        for cell in node.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in names
    ]
    return node


def _changed(node, name, **metadata):
    for cell in node.cells:
        given = cell.metadata.get("nbgrader", {})
        if given.get("grade_id") == name:
            given.update(metadata)
    return node


def _stripped(node):
    for cell in node.cells:
        cell.metadata.pop("nbgrader", None)
    return node


def _other_type(node):
    for cell in node.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test-double":
            cell.cell_type = "markdown"
            del cell["outputs"], cell["execution_count"]
            cell.source = "I took the test away"
    return node


def _weakened(node):
    for cell in node.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test-double":
            cell.source = "assert True"
    return node


def _twice(node):
    copy = nbformat.from_dict(json.loads(json.dumps(node.cells[2])))
    copy["id"] = "copy"
    node.cells.append(copy)
    return node


REPAIRED = {
    "deleted": lambda node: _without(node, "test-double", "test-data"),
    "emptied-of-marks": _stripped,
    "another-type": _other_type,
    "weakened": _weakened,
    "duplicated": _twice,
    "points-1000": lambda node: _changed(node, "test-double", points=1000),
    "points-abc": lambda node: _changed(node, "test-double", points="abc"),
    "newer-schema": lambda node: _changed(node, "test-double", schema_version=99),
    "older-schema": lambda node: _changed(node, "test-double", schema_version=1),
    "no-grade": lambda node: _changed(node, "test-double", grade=False, locked=False),
    "unknown-name": lambda node: _changed(node, "double", grade_id="unheard-of"),
}


def test_broken_notebooks_are_repaired_from_the_key(room):
    form()
    for name, harm in REPAIRED.items():
        hand_in(room, name, harm(answered(room)))
    wrong = answered(room, double="return 3")
    hand_in(room, "wrong-and-weakened", _weakened(wrong))
    verdicts = {one.student: one for one in grade(room, ASSIGNMENT, how=TWO)}
    for name in REPAIRED:
        assert verdicts[name].name == "graded", (name, verdicts[name])
        found = scores(room, name)
        assert (found["test-double"], found["test-total"], found["test-data"]) == (2.0, 1.5, 1.0)
    assert scores(room, "wrong-and-weakened")["test-double"] == 0.0


def _deep(_):
    return b'{"nbformat": 4, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


BYTES = {
    "empty": lambda _: b"",
    "list": lambda _: b"[]",
    "truncated": lambda raw: raw[: len(raw) // 2],
    "utf-16": lambda raw: raw.decode().encode("utf-16"),
    "deep": _deep,
    "newer-format": lambda raw: raw.replace(b'"nbformat": 4', b'"nbformat": 8'),
    "text-format": lambda raw: raw.replace(b'"nbformat": 4', b'"nbformat": "4"'),
    "cells-a-number": lambda _: b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 3}',
    "huge": lambda raw: raw + b" " * 21_000_000,
}
READ = {
    "byte-order-mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "lone-surrogate": lambda raw: raw.replace(b"Because", b"\\ud800"),
    "not-a-number": lambda raw: raw.replace(b'"kernelspec"', b'"n": NaN, "kernelspec"', 1),
    "heavy-metadata": lambda raw: raw.replace(
        b'"kernelspec"', b'"n": "' + b"x" * 5_000_000 + b'", "kernelspec"', 1
    ),
    "keys-twice": lambda raw: raw.replace(b'"kernelspec"', b'"n": 1, "n": 2, "kernelspec"', 1),
    "other-kernel": lambda raw: raw.replace(b'"python3"', b'"unheard-of"'),
}


def test_unreadable_bytes_are_refused_and_strange_ones_read(room):
    form()
    raw = nbformat.writes(answered(room)).encode()
    for name, harm in {**BYTES, **READ}.items():
        hand_in(room, name, harm(raw))
    verdicts = {one.student: one for one in grade(room, ASSIGNMENT, how=TWO)}
    for name in BYTES:
        assert verdicts[name].name == "refused", name
        assert len(verdicts[name].reason.en) < 300
        assert not room.autograded(name, ASSIGNMENT).exists()
    for name in READ:
        assert verdicts[name].name == "graded", (name, verdicts[name])
        assert scores(room, name)["test-double"] == 2.0


def test_links_and_devices_are_refused(room, tmp_path):
    form()
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for name in ("link", "folder-link", "pipe", "notebook-link"):
        folder = hand_in(room, name, answered(room))
        if name == "link":
            (folder / "mine.txt").symlink_to(secret)
        elif name == "folder-link":
            (folder / "mine").symlink_to(tmp_path)
        elif name == "pipe":
            os.mkfifo(folder / "mine")
        else:
            (folder / f"{ASSIGNMENT}.ipynb").unlink()
            (folder / f"{ASSIGNMENT}.ipynb").symlink_to(room.source(ASSIGNMENT))
    hand_in(room, "honest", answered(room))
    (room.root / "submitted" / "linked-person").symlink_to(room.root / "submitted" / "honest")
    verdicts = {one.student: one.name for one in grade(room, ASSIGNMENT, how=TWO)}
    assert verdicts.pop("honest") == "graded"
    assert set(verdicts.values()) == {"refused"}
    assert "linked-person" not in verdicts
    assert not list((room.root / "autograded").rglob("mine*"))


def test_markup_is_shown_as_text(room):
    form()
    node = answered(room, essay="See <script>alert('essay')</script> [x](javascript:alert(1))")
    node.cells.insert(1, new_markdown_cell("<img src=x onerror=alert('added')>", id="m"))
    node.cells.insert(
        1,
        new_code_cell(
            "from IPython.display import HTML\nHTML('<script>alert(1)</script><i>ok</i>')", id="h"
        ),
    )
    raw = nbformat.v4.new_raw_cell("<script>alert('raw')</script>", id="r")
    raw.metadata["raw_mimetype"] = "text/html"
    node.cells.insert(1, raw)
    hand_in(room, "ana", node)
    (verdict,) = grade(room, ASSIGNMENT)
    assert verdict.name == "graded"
    from nbconvert import HTMLExporter  # noqa: PLC0415 - slow to load

    page, _ = HTMLExporter(template_name="basic").from_notebook_node(graded(room, "ana"))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert "<i>ok</i>" in page
    assert len(graded(room, "ana").cells) == len(node.cells)  # nothing was taken away
    assert grade(room, ASSIGNMENT, force=True)[0].waiting == 1


def test_times_that_are_none_stop_nobody(room):
    form()
    times = {
        "right": "2026-01-31 17:00:00.000000 UTC",
        "offset": "2026-01-31 18:00:00 +0100",
        "garbage": "yesterday <script>",
        "empty": "",
        "long-ago": "1970-01-01 00:00:00 UTC",
    }
    for name, text in times.items():
        (hand_in(room, name, answered(room)) / "timestamp.txt").write_text(text)
    assert {one.name for one in grade(room, ASSIGNMENT, how=TWO)} == {"graded"}
    with closing(sqlite3.connect(room.database)) as database:
        found = dict(database.execute("SELECT student_id, timestamp FROM submitted_assignment"))
    assert found["right"] == found["offset"]
    assert found["garbage"] is None


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


def test_folders_that_are_no_names_are_told_and_cost_themselves_only(room):
    form()
    for name in ("-rf", "a*b", "e\u0301va", "Zoé O’Brien", "a+b@c.org"):
        hand_in(room, name, answered(room))
    verdicts = {one.student: one.name for one in grade(room, ASSIGNMENT, how=TWO)}
    assert verdicts == {
        "-rf": "refused",
        "a*b": "refused",
        "e\u0301va": "refused",
        "Zoé O’Brien": "graded",
        "a+b@c.org": "graded",
    }


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
