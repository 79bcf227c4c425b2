"""A classroom from init to result: attempts, grading, hand grading, settings."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from passerelles import grading
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal

DEMO = Path(__file__).parents[1] / "data" / "exercises"
EXERCISE = "e0-demo"
ESSAY = "Une assemblée.\n\nAvec <b>tous</b> et $\\href{x}{y}$."
FULL = {
    "d-single": "mayor",
    "d-multiple": ["school", "diaspora"],
    "d-order": ["look", "think", "act"],
    "d-number": "12,7",
}
PARTIAL = {"d-single": "guest", "d-multiple": ["school"], "d-essay": ESSAY}


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Make one classroom, copied for each test: making one takes seconds."""
    root = tmp_path_factory.mktemp("made")
    return grading.init(root / "room", DEMO).root


@pytest.fixture
def room(made, tmp_path):
    return grading.open_(shutil.copytree(made, tmp_path / "room"))


@pytest.fixture
def workspace(tmp_path):
    return Workspace.open(tmp_path / "workspace")


def answer(workspace, answers, language="fr"):
    store = workspace.answers(EXERCISE)
    for question, value in {**dict.fromkeys(store.load().answers), **answers}.items():
        store.keep(question, value, language)


def set_(room, **settings):
    path = room.root / "passerelles.yml"
    lines = [line for line in path.read_text().splitlines() if line.split(":")[0] not in settings]
    path.write_text("\n".join([*lines, *(f"{k}: {v}" for k, v in settings.items())]) + "\n")
    return grading.open_(room.root)


def by_id(view):
    return {question.id: question for question in view.questions}


def test_a_new_classroom_opens_empty(room):
    assert room.exercises() == (EXERCISE,)
    assert grading.status(room) == {EXERCISE: ()}
    assert grading.grade(room, EXERCISE) == []
    assert grading.result(room, EXERCISE, "ana", "fr") is None
    assert (room.settings.attempts, room.settings.counts) == (2, "best")


def test_init_again_changes_nothing(room):
    files = {path: path.read_bytes() for path in room.root.rglob("*") if path.is_file()}
    grading.init(room.root, DEMO, "en")
    assert {path: path.read_bytes() for path in files} == files


def test_handing_in_grading_and_result(room, workspace):
    answer(workspace, PARTIAL, "en")
    receipt = grading.submit(workspace, EXERCISE, "Zoé O’Brien", room)
    assert (receipt.attempt, receipt.attempts_allowed, receipt.late) == (1, 2, False)
    assert grading.last_receipt(workspace, EXERCISE) == receipt
    assert [one.state for one in grading.status(room)[EXERCISE]] == ["to-grade"]
    before = grading.result(room, EXERCISE, "Zoé O’Brien", "fr")
    assert before.notice
    assert {question.outcome for question in before.questions} == {"ungraded"}

    (verdict,) = grading.grade(room, EXERCISE)
    assert (verdict.outcome, verdict.score, verdict.max_score, verdict.waiting) == (
        ("graded", 1.5, 9.0, 1)
    )
    assert verdict.graded
    assert json.dumps(verdict.plain())
    assert "Zoé" in verdict.sentence("fr")
    view = grading.result(room, EXERCISE, "Zoé O’Brien", "en")
    questions = by_id(view)
    assert {key: question.outcome for key, question in questions.items()} == {
        "d-single": "wrong",
        "d-multiple": "partial",
        "d-order": "unanswered",
        "d-number": "unanswered",
        "d-essay": "waiting",
    }
    assert questions["d-single"].hint == "Read the charter again."
    assert (view.pending, view.pending_points, view.attempts_left) == (1, 4.0, 1)
    assert not view.explained
    assert "secret" not in repr(view).lower()
    (status,) = grading.status(room)[EXERCISE]
    assert (status.state, status.waiting) == ("waiting", 1)
    assert len(grading.status_lines(room, "fr")) == 1
    assert json.dumps(grading.status_plain(room))
    (again,) = grading.grade(room, EXERCISE, "Zoé O’Brien")
    assert (again.outcome, again.score) == ("unchanged", 1.5)


def test_the_best_attempt_counts_then_explanations_come(room, workspace):
    answer(workspace, FULL)
    first = grading.submit(workspace, EXERCISE, "ana", room)
    grading.grade(room, EXERCISE)
    assert grading.submit(workspace, EXERCISE, "ana", room) == first  # a second click
    answer(workspace, {**PARTIAL, "d-number": None, "d-order": None})
    assert grading.submit(workspace, EXERCISE, "ana", room).attempt == 2
    (verdict,) = grading.grade(room, EXERCISE)
    assert (verdict.attempt, verdict.score) == (1, 9.0)
    answer(workspace, {"d-number": "3"})
    with pytest.raises(Refusal, match="already handed in this exercise 2 times"):
        grading.submit(workspace, EXERCISE, "ana", room)
    view = grading.result(room, EXERCISE, "ana", "fr")
    assert (view.attempt, view.attempts_left, view.explained) == (1, 0, True)
    questions = by_id(view)
    assert "La maire" in questions["d-single"].right_answer_html
    assert any("Secret-un" in one.text for one in questions["d-single"].explanations)
    assert "Secret-huit" in questions["d-essay"].right_answer_html
    assert questions["d-essay"].outcome == "unanswered"
    assert "HIDDEN" not in repr(view)

    room = set_(room, counts="last")
    (verdict,) = grading.grade(room, EXERCISE)
    assert (verdict.outcome, verdict.attempt, verdict.score) == ("graded", 2, 1.5)


def test_hand_grading_in_nbgrader_shows_and_stays(room, workspace):
    from nbgrader.api import Gradebook  # noqa: PLC0415 - slow to load

    answer(workspace, PARTIAL)
    grading.submit(workspace, EXERCISE, "ana", room)
    grading.grade(room, EXERCISE)
    with Gradebook(f"sqlite:///{room.database}") as book:
        grade = book.find_grade("d-essay", EXERCISE, EXERCISE, "ana")
        assert grade.auto_score is None
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        comment = book.find_comment("d-essay", EXERCISE, EXERCISE, "ana")
        comment.manual_comment = "Bien vu."
        book.db.commit()
    essay = by_id(grading.result(room, EXERCISE, "ana", "fr"))["d-essay"]
    assert (essay.points, essay.comment) == (3.0, "Bien vu.")
    assert essay.outcome_text == "Noté par une personne"
    (verdict,) = grading.grade(room, EXERCISE, force=True)
    assert verdict.outcome == "graded"
    view = grading.result(room, EXERCISE, "ana", "fr")
    assert by_id(view)["d-essay"].points == 3.0
    assert view.points == 4.5
    with Gradebook(f"sqlite:///{room.database}") as book:
        ours = grading.gradebook.grades(room, "ana", EXERCISE)
        for grade in book.find_submission_notebook(EXERCISE, EXERCISE, "ana").grades:
            row = ours[grade.name]
            assert (row.auto_score, row.manual_score, row.waiting, row.max_score) == (
                (grade.auto_score, grade.manual_score, grade.needs_manual_grade, grade.max_score)
            )
            assert (row.score or 0.0) == grade.score


def test_the_essay_is_text_in_its_cell_and_an_unanswered_one_is_untouched(room, workspace):
    answer(workspace, PARTIAL)
    grading.submit(workspace, EXERCISE, "ana", room)
    released = json.loads(room.release(EXERCISE).read_text())
    handed = json.loads((room.submitted("ana", EXERCISE) / f"{EXERCISE}.ipynb").read_text())
    changed = {
        new["id"]: new["source"]
        for old, new in zip(released["cells"], handed["cells"], strict=True)
        if old != new
    }
    assert set(changed) == {"d-essay"}
    assert changed["d-essay"].count("<div") == 1
    assert "<b>" not in changed["d-essay"]
    assert "$" not in changed["d-essay"]
    assert "\n\n" not in changed["d-essay"]
    answer(workspace, {"d-single": "mayor"})
    grading.submit(workspace, EXERCISE, "ana", room)
    handed = json.loads((room.submitted("ana", EXERCISE) / f"{EXERCISE}.ipynb").read_text())
    assert handed == released


def test_a_deadline_marks_late_work_and_lets_explanations_out(room, workspace):
    room = set_(room, deadline='"2020-01-31T18:00:00+01:00"', feedback="automatic")
    answer(workspace, PARTIAL)
    assert grading.submit(workspace, EXERCISE, "ana", room).late
    grading.grade(room, EXERCISE)
    view = grading.result(room, EXERCISE, "ana", "fr")
    assert view.late
    assert view.explained
    room = set_(room, feedback="manual")
    view = grading.result(room, EXERCISE, "ana", "fr")
    assert view.notice
    assert not view.explained
    assert all(question.points is None for question in view.questions)


def test_without_a_classroom_the_work_stays_in_the_workspace(workspace):
    with pytest.raises(Refusal, match="No answer has been saved"):
        grading.submit(workspace, EXERCISE, "ana")
    answer(workspace, PARTIAL)
    receipt = grading.submit(workspace, EXERCISE, "ana")
    assert (receipt.attempt, receipt.attempts_allowed) == (1, None)
    assert grading.submit(workspace, EXERCISE, "ana") == receipt
    answer(workspace, {"d-number": 3})
    assert grading.submit(workspace, EXERCISE, "ana").attempt == 2
    assert grading.last_receipt(workspace, EXERCISE).attempt == 2
    kept = sorted((workspace.root / "exercises" / EXERCISE / "submissions").iterdir())
    assert len(kept) == 2
    assert json.loads(kept[0].read_text())["answers"]["answers"]["d-essay"] == ESSAY


def test_places_that_are_not_for_a_classroom(tmp_path, workspace):
    with pytest.raises(Refusal, match="lies in the workspace"):
        grading.init(workspace.root / "room", DEMO)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "essay.txt").write_text("mine")
    with pytest.raises(Refusal, match="is not a classroom"):
        grading.init(tmp_path / "other", DEMO)
    with pytest.raises(Refusal, match="holds no exercise"):
        grading.init(tmp_path / "room", tmp_path)
    with pytest.raises(Refusal, match="is not a classroom"):
        grading.open_(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("break_", "told"),
    [
        (lambda root: (root / "gradebook.db").unlink(), "gradebook"),
        (lambda root: (root / "gradebook.db").write_bytes(b"\0" * 5000), "gradebook"),
        (lambda root: (root / "nbgrader_config.py").unlink(), "lacks"),
        (lambda root: shutil.rmtree(root / "release"), "lacks"),
        (lambda root: (root / "passerelles.yml").write_text("version: 2\n"), "newer version"),
        (lambda root: (root / "passerelles.yml").write_text("\0"), "passerelles.yml"),
        (lambda root: (root / "passerelles.yml").write_bytes(b"\xff\xfe"), "UTF-8"),
        (lambda root: (root / "passerelles.yml").write_text("version: 1\nx: 1\n"), "unknown key"),
        (
            lambda root: (root / "passerelles.yml").write_text("version: 1\ndeadline: soon\n"),
            "passerelles.yml",
        ),
    ],
)
def test_a_damaged_or_newer_classroom_is_refused(room, break_, told):
    break_(room.root)
    with pytest.raises(Refusal, match=told):
        grading.open_(room.root)


def test_a_faulty_key_leaves_the_earlier_grade(room, workspace):
    answer(workspace, FULL)
    grading.submit(workspace, EXERCISE, "ana", room)
    grading.grade(room, EXERCISE)
    with sqlite3.connect(room.database) as database:
        database.execute(
            "UPDATE source_cell SET source = 'mark(', checksum = NULL WHERE name = 'd-number'"
        )
    (verdict,) = grading.grade(room, EXERCISE, force=True)
    assert (verdict.outcome, verdict.graded) == ("failed", False)
    assert verdict.fault in {"question", "internal"}
    assert "earlier grade" in verdict.reason.en
    assert grading.result(room, EXERCISE, "ana", "fr").points == 9.0
    assert room.autograded("ana", EXERCISE).exists()


def test_the_worker_leaves_this_process_alone(room, workspace, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret-token")
    answer(workspace, FULL)
    grading.submit(workspace, EXERCISE, "ana", room)
    here = Path.cwd()
    grading.grade(room, EXERCISE)
    assert Path.cwd() == here
