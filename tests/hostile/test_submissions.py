"""Hostile and broken hand-ins: refused in a sentence or graded as data, never steering anything."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from passerelles import grading
from passerelles.dossier.workspace import Workspace
from passerelles.grading.names import student_name
from passerelles.grading.rebuild import as_text
from passerelles.library.errors import Refusal

DEMO = Path(__file__).parents[1] / "data" / "exercises"
EXERCISE = "e0-demo"
RIGHT = {"d-single": "mayor", "d-multiple": ["school", "diaspora"], "d-number": 12.5}


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return grading.init(tmp_path_factory.mktemp("made") / "room", DEMO).root


@pytest.fixture
def room(made, tmp_path):
    return grading.open_(shutil.copytree(made, tmp_path / "room"))


@pytest.fixture
def workspace(tmp_path):
    return Workspace.open(tmp_path / "workspace")


@pytest.fixture
def file(workspace):
    path = workspace.root / "exercises" / EXERCISE / "answers.json"
    path.parent.mkdir(parents=True)
    return path


def written(answers, exercise=EXERCISE):
    return json.dumps({"schema": 1, "exercise": exercise, "version": 1, "answers": answers})


def grades(room):
    with closing(sqlite3.connect(room.database)) as database:
        return database.execute(
            "SELECT c.name, g.auto_score, g.manual_score, g.needs_manual_grade"
            " FROM grade g JOIN base_cell c ON c.id = g.cell_id ORDER BY 1"
        ).fetchall()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        written({"d-single": "mayor"}).encode()[:-9],
        written({"d-single": "mayor"}).encode("utf-16"),
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"schema": 1, "exercise": "e0-demo", "answers": ' + b'{"d-single":' * 5_000,
        b'{"schema": 1, "exercise": "e0-demo", "answers": {"d-number": NaN}}',
        b'{"schema": 1, "exercise": "e0-demo", "answers": {"d-single": 1, "d-single": 2}}',
        b'{"schema": 99, "exercise": "e0-demo", "answers": {"d-single": "mayor"}}',
        written({"d-single": "mayor"}, "e9-other").encode(),
        written({"../../x": "mayor"}).encode(),
        written({"d-essay": "x" * 10_000_000}).encode(),
        written({}).encode(),
        written({"d-single": None, "d-essay": "  "}).encode(),
        written({"someone-elses": "mayor"}).encode(),
    ],
)
def test_an_unusable_answers_file_is_refused(room, workspace, file, raw):
    file.write_bytes(raw)
    with pytest.raises(Refusal) as refused:
        grading.submit(workspace, EXERCISE, "ana", room)
    assert len(refused.value.text.fr) < 500
    assert not (room.root / "attempts").exists()
    assert not (room.root / "submitted").exists()


def test_no_answers_file_and_a_link_are_refused(room, workspace, file):
    with pytest.raises(Refusal):
        grading.submit(workspace, EXERCISE, "ana", room)
    file.symlink_to(room.questions(EXERCISE))
    with pytest.raises(Refusal, match="ordinary file"):
        grading.submit(workspace, EXERCISE, "ana", room)


def test_wrong_types_scripts_and_strangers_are_only_data(room, workspace, file):
    answers = {
        "d-single": {"right": True, "__class__": "x"},
        "d-multiple": ["school", ["diaspora"], None, {"a": 1}, "school"],
        "d-order": "look, think, act",
        "d-number": "12,5<script>alert(1)</script>",
        "d-essay": "<script>alert('é')</script>\n# Titre\n![x](javascript:y) $\\href{j}{b}$\u202e",
        "stranger": "__import__('os').system('true')",
        "points": 1000,
    }
    file.write_text(written(answers))
    grading.submit(workspace, EXERCISE, "ana", room)
    (verdict,) = grading.grade(room, EXERCISE)
    assert (verdict.outcome, verdict.score, verdict.waiting) == ("graded", 1.5, 1)
    kept = json.loads((room.submitted("ana", EXERCISE) / "answers.json").read_text())
    assert set(kept["answers"]) == {one for one in answers if one.startswith("d-")}
    notebook = (room.autograded("ana", EXERCISE) / f"{EXERCISE}.ipynb").read_text()
    assert "<script" not in notebook
    assert "\u202e" not in "".join(json.loads(notebook)["cells"][-1]["source"])
    view = grading.result(room, EXERCISE, "ana", "fr")
    assert "<script" not in repr(view)
    assert "mark(" not in repr(view)


def test_a_long_text_and_odd_characters_are_graded(room, workspace, file):
    text = "م" * 50_000 + "e\u0301\u0000\ud800" + "\n" * 1_000
    file.write_text(written({"d-essay": text, "d-number": "9" * 400, "d-single": "mayor"}))
    grading.submit(workspace, EXERCISE, "ana", room)
    (verdict,) = grading.grade(room, EXERCISE)
    assert (verdict.outcome, verdict.score) == ("graded", 2.0)


@pytest.mark.parametrize("notebook", [None, b"", b"{}", b"mangled"])
def test_the_learners_notebook_does_not_matter(room, workspace, file, notebook):
    file.write_text(written(RIGHT))
    if notebook is not None:
        (file.parent / f"{EXERCISE}.ipynb").write_bytes(notebook)
    grading.submit(workspace, EXERCISE, "ana", room)
    handed = json.loads((room.submitted("ana", EXERCISE) / f"{EXERCISE}.ipynb").read_text())
    assert handed == json.loads(room.release(EXERCISE).read_text())


def test_a_submission_with_code_of_its_own_is_rebuilt(room, workspace, file, tmp_path):
    """Also one that came into `submitted/` by another way than ours."""
    folder = room.submitted("ana", EXERCISE)
    folder.mkdir(parents=True)
    node = json.loads(room.release(EXERCISE).read_text())
    witness = tmp_path / "ran"
    for cell in node["cells"]:
        cell["source"] = f"open({str(witness)!r}, 'w')"
    (folder / f"{EXERCISE}.ipynb").write_text(json.dumps(node))
    (folder / "answers.json").write_text(written(RIGHT))
    (folder / "timestamp.txt").write_text("garbage")
    (verdict,) = grading.grade(room, EXERCISE)
    assert (verdict.outcome, verdict.score) == ("graded", 6.0)
    assert not witness.exists()
    file.write_text(written({"d-single": "guest"}))
    assert grading.submit(workspace, EXERCISE, "ana", room).attempt == 2


NAMES_REFUSED = [
    "",
    " ",
    ".",
    "..",
    "../ana",
    "/etc",
    "a/b",
    "a\\b",
    "-rf",
    ".hidden",
    "a\0b",
    "a\nb",
    "a\u202eb",
    "a\u200bb",
    "*",
    "an?",
    "[a]",
    "\ud800",
    "é" * 128,
    "x" * 256,
]
NAMES_KEPT = ["ana", "Zoé O’Brien", "a+b@c.org", "李明", "محمد", "x" * 255, "{0}%s", "a.b-c", "1"]


@pytest.mark.parametrize("name", NAMES_REFUSED)
def test_a_forged_name_is_refused(room, workspace, file, name):
    file.write_text(written(RIGHT))
    for place in (room, None):
        with pytest.raises(Refusal):
            grading.submit(workspace, EXERCISE, name, place)
    with pytest.raises(Refusal):
        grading.grade(room, EXERCISE, name)
    with pytest.raises(Refusal):
        grading.result(room, EXERCISE, name, "fr")


@pytest.mark.parametrize("exercise", ["../e0-demo", "", "e9-none", "*", "E0"])
def test_a_forged_exercise_is_refused(room, workspace, exercise):
    for call in (
        lambda: grading.submit(workspace, exercise, "ana", room),
        lambda: grading.grade(room, exercise),
        lambda: grading.result(room, exercise, "ana", "fr"),
    ):
        with pytest.raises(Refusal):
            call()


def test_every_legal_name_is_graded(room, workspace, file):
    file.write_text(written(RIGHT))
    for name in NAMES_KEPT:
        grading.submit(workspace, EXERCISE, name, room)
    twin = grading.submit(workspace, EXERCISE, "Zoe\u0301 O’Brien ", room)
    assert (twin.student, twin.attempt) == ("Zoé O’Brien", 1)
    verdicts = grading.grade(room, EXERCISE)
    assert {one.student for one in verdicts if one.graded} == set(NAMES_KEPT)
    assert {one.score for one in verdicts} == {6.0}


def test_a_damaged_attempt_costs_itself_only(room, workspace, file):
    file.write_text(written(RIGHT))
    for name in ("ana", "bob", "chloe"):
        grading.submit(workspace, EXERCISE, name, room)
    (room.attempts("bob", EXERCISE) / "1" / "answers.json").write_text("{")
    outcomes = {one.student: one for one in grading.grade(room, EXERCISE)}
    assert [outcomes[name].outcome for name in ("ana", "bob", "chloe")] == [
        "graded",
        "failed",
        "graded",
    ]
    assert outcomes["bob"].fault == "answers"
    # Changed afterwards: the receipt's hash no longer fits.
    (room.attempts("ana", EXERCISE) / "1" / "answers.json").write_text(written({"d-number": 1}))
    (verdict,) = grading.grade(room, EXERCISE, "ana")
    assert verdict.outcome == "failed"


def test_the_same_student_three_times_at_once(room, workspace, file):
    file.write_text(written(RIGHT))
    receipts, verdicts = [], []

    def work():
        receipts.append(grading.submit(workspace, EXERCISE, "ana", room))
        verdicts.extend(grading.grade(room, EXERCISE, "ana"))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(one.attempt, one.sha256) for one in receipts} == {(1, receipts[0].sha256)}
    assert sorted(one.outcome for one in verdicts) == ["graded", "unchanged", "unchanged"]
    assert {one.score for one in verdicts} == {6.0}
    assert len(list(room.attempts("ana", EXERCISE).glob("[0-9]*"))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("stage", ["start", "state", "autograded", "rows"])
def test_killed_while_grading_then_again(room, workspace, file, stage):
    reached = {
        "start": lambda: True,
        "state": (room.attempts("ana", EXERCISE) / "grading.json").exists,
        "autograded": room.autograded("ana", EXERCISE).exists,
        "rows": lambda: bool(grades(room)),
    }[stage]
    file.write_text(written({**RIGHT, "d-essay": "Texte"}))
    grading.submit(workspace, EXERCISE, "ana", room)
    job = {
        "do": "grade",
        "classroom": str(room.root),
        "exercise": EXERCISE,
        "students": ["ana"],
        "force": True,
    }
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "passerelles.grading.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    worker.stdin.write(json.dumps(job).encode())
    worker.stdin.close()
    for _ in range(3_000):
        if reached() or worker.poll() is not None:
            break
        time.sleep(0.005)
    if worker.poll() is None:
        os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    view = grading.result(room, EXERCISE, "ana", "fr")
    assert view.notice or view.automatic_points == 6.0  # never half a grade
    (verdict,) = grading.grade(room, EXERCISE)
    assert verdict.graded
    assert verdict.score == 6.0
    assert grades(room) == [
        ("d-essay", None, None, 1),
        ("d-multiple", 3.0, None, 0),
        ("d-number", 1.0, None, 0),
        ("d-order", 0.0, None, 0),
        ("d-single", 2.0, None, 0),
    ]
    assert (room.autograded("ana", EXERCISE) / f"{EXERCISE}.ipynb").is_file()


def test_a_full_or_read_only_disk_is_a_refusal(room, workspace, file, monkeypatch):
    file.write_text(written(RIGHT))

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("passerelles.grading.files._write", full)
    with pytest.raises(Refusal, match="disk is full"):
        grading.submit(workspace, EXERCISE, "ana", room)
    assert grading.status(room) == {EXERCISE: ()}


def test_text_in_a_solution_cell_is_never_markup():
    shown = as_text("# a\n\n* b\n<img src=x onerror=y>\n`c` [d](e) $f$ \\(g\\) &lt; _h_")
    inside = shown.removeprefix('<div class="answer mathjax_ignore tex2jax_ignore" dir="auto">')
    inside = inside.removesuffix("</div>").replace("<br>", "")
    assert not set('<>*`[]()$\\_#!"/=') & set(inside.replace("&#", ""))
    assert "\n\n" not in shown


def test_names_are_normalised_once():
    assert student_name("  e\u0301va ") == "éva"
    assert grading.local_student()


def test_a_login_that_is_no_name_is_learner(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "../root")
    assert grading.local_student() == "learner"
    monkeypatch.setenv("JUPYTERHUB_USER", "Ana")
    assert grading.local_student() == "Ana"
