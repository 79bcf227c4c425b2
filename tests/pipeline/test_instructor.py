"""After grading, in nbgrader's own gradebook: marks by hand, feedback, reports, stock commands."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from tests.instructor import DEMO, ESSAY, EXERCISE, RIGHT, give, graded, hand_in, place

from passerelles import grading
from passerelles.grading import comments, feedback, hand, report_html
from passerelles.grading.database import opened
from passerelles.grading.questions import essay
from passerelles.grading.report import report
from passerelles.grading.report_csv import NBGRADER_COLUMNS, moodle_csv, nbgrader_csv
from passerelles.library.errors import Refusal


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a class once, graded but for the texts; each test has a copy."""
    root = tmp_path_factory.mktemp("made")
    return graded(grading.init(root / "room", DEMO), root).root


@pytest.fixture
def room(made, tmp_path):
    return grading.open_(shutil.copytree(made, tmp_path / "room"))


def stock(root, *arguments):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def in_formgrader(room, student):
    """Return the mark and the comment as formgrader reads them."""
    with opened(room) as book:
        grade = book.find_grade(ESSAY, EXERCISE, EXERCISE, student)
        comment = book.find_comment(ESSAY, EXERCISE, EXERCISE, student)
        return grade.to_dict()["manual_score"], grade.needs_manual_grade, comment.manual_comment


def set_in_formgrader(room, student, score, comment):
    with opened(room) as book:
        grade = book.find_grade(ESSAY, EXERCISE, EXERCISE, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        book.find_comment(ESSAY, EXERCISE, EXERCISE, student).manual_comment = comment
        book.db.commit()


def test_a_mark_by_hand_is_the_one_formgrader_has(room):
    kept = give(room, "ana", levels={"clarity": 1}, comment="Bien vu.")
    assert (kept.points, kept.levels, kept.place.state) == (4.0, {"clarity": 1}, "graded")
    assert in_formgrader(room, "ana") == (4.0, False, "Bien vu.")
    assert in_formgrader(room, "bob") == (None, True, None)
    kept = give(room, "ana", points=2.5)
    assert (kept.points, kept.levels) == (2.5, {"clarity": 1})
    assert in_formgrader(room, "ana") == (2.5, False, "Bien vu.")
    give(room, "ana", levels={}, points=None, comment="")
    assert in_formgrader(room, "ana") == (None, True, None)
    set_in_formgrader(room, "ana", 3.0, "De formgrader.")
    now = hand.sheet(room, EXERCISE, essay(room, EXERCISE, ESSAY), place(room, "ana"))
    assert (now.points, now.comment, now.levels) == (3.0, "De formgrader.", {})


def test_the_order_is_shuffled_fixed_and_without_names(room):
    first = hand.places(room, EXERCISE, ESSAY)
    assert {one.student for one in first} == {"ana", "bob", "chloé"}  # Dan wrote nothing
    assert hand.places(room, EXERCISE, ESSAY) == first
    assert [one.token for one in first] == sorted(one.token for one in first)
    assert not any(one.student in one.token for one in first)
    other = room.root / "hand" / "seed"
    other.write_text("another")
    assert {one.token for one in hand.places(room, EXERCISE, ESSAY)}.isdisjoint(
        one.token for one in first
    )


def test_two_graders_at_once_lose_nothing(room):
    question, here = essay(room, EXERCISE, ESSAY), place(room, "bob")
    seen = hand.sheet(room, EXERCISE, question, here)
    hand.keep(room, EXERCISE, question, here, {"levels": {"clarity": 1}, "version": seen.version})
    late = {"levels": {"clarity": 0}, "comment": "Non.", "version": seen.version}
    with pytest.raises(hand.Conflict) as told:
        hand.keep(room, EXERCISE, question, here, late)
    assert (told.value.sheet.points, told.value.sheet.levels) == (4.0, {"clarity": 1})
    assert in_formgrader(room, "bob") == (4.0, False, None)
    # The same mark from both is no conflict, and neither is a second click.
    same = {"levels": {"clarity": 1}, "version": seen.version}
    assert hand.keep(room, EXERCISE, question, here, same).points == 4.0
    # Formgrader, which takes no lock of ours, is not overwritten either.
    seen = hand.sheet(room, EXERCISE, question, here)
    set_in_formgrader(room, "bob", 1.0, "Relu.")
    with pytest.raises(hand.Conflict):
        hand.keep(room, EXERCISE, question, here, {"points": 2, "version": seen.version})
    assert in_formgrader(room, "bob") == (1.0, False, "Relu.")


def test_what_cannot_be_a_mark_is_refused_and_writes_nothing(room):
    for given in (
        {"points": 4.1},
        {"points": -1},
        {"points": float("nan")},
        {"points": "4"},
        {"points": True},
        {"levels": {"clarity": 2}},
        {"levels": {"clarity": -1}},
        {"levels": {"clarity": True}},
        {"levels": {"stranger": 0}},
        {"levels": [1]},
        {"comment": "x" * 5_001},
    ):
        with pytest.raises(Refusal):
            give(room, "ana", **given)
    assert in_formgrader(room, "ana") == (None, True, None)
    with pytest.raises(Refusal, match="no longer to be graded"):
        hand.find(room, EXERCISE, ESSAY, "0" * 16)
    with pytest.raises(Refusal, match="no question of that name"):
        essay(room, EXERCISE, "d-single")


def test_a_new_submission_asks_to_look_again(room, tmp_path):
    give(room, "ana", levels={"clarity": 1})
    hand_in(room, tmp_path, "ana", {**RIGHT, ESSAY: "Tout autre chose."}, "fr")
    grading.grade(room, EXERCISE)
    assert place(room, "ana").state == "review"
    (one,) = (one for one in report(room, EXERCISE).learners if one.student.id == "ana")
    assert (one.score, one.why) == (None, "waiting")
    assert give(room, "ana").place.state == "graded"
    assert in_formgrader(room, "ana") == (4.0, False, None)


def test_the_comment_bank_is_in_both_languages(room):
    made = comments.add(room, ESSAY, "Soyez plus précis.", "Be more precise.")
    assert comments.add(room, ESSAY, "Soyez plus précis.", "Be more precise.") == made
    comments.add(room, "", "Bravo.", "Well done.")
    comments.add(room, "d-other", "Ailleurs.", "Elsewhere.")
    assert [one.text.en for one in comments.remarks(room, ESSAY)] == [
        "Be more precise.",
        "Well done.",
    ]
    changed = comments.edit(room, made.id, made.version, "Précisez.", "Say more.")
    with pytest.raises(Refusal, match="Somebody else"):
        comments.edit(room, made.id, made.version, "Autre.", "Other.")
    assert comments.remarks(room, ESSAY)[0] == changed
    with pytest.raises(Refusal, match="one language is missing"):
        comments.add(room, ESSAY, "Seul.", " ")
    comments.delete(room, made.id)
    with pytest.raises(Refusal, match="no longer in the bank"):
        comments.delete(room, made.id)


def test_feedback_speaks_the_learners_language_and_keeps_secrets(room):
    give(room, "bob", levels={"clarity": 1}, comment="Good <b>work</b>.")
    told = {one.student: one for one in feedback.release_all(room, EXERCISE)}
    assert [one.reason for one in told.values()] == [None] * 4
    page = (room.root / "feedback" / "bob" / EXERCISE / f"{EXERCISE}.html").read_text()
    assert told["bob"].path.read_text() == page
    assert '<html lang="en">' in page
    assert "An open assembly." in page
    assert "Clarity" in page
    assert "Limpid" in page
    assert "Good &lt;b&gt;work&lt;/b&gt;." in page
    assert "HIDDEN" not in page
    assert "Secret" not in page  # an attempt is left: neither keys nor explanations
    assert '<html lang="fr">' in told["ana"].path.read_text()
    assert (told["bob"].path.parent / "timestamp.txt").is_file()


def test_right_answers_come_with_the_last_attempt(room, tmp_path):
    hand_in(room, tmp_path, "ana", {**RIGHT, "d-single": "guest"}, "fr")
    grading.grade(room, EXERCISE)
    page = feedback.release(room, EXERCISE, "ana").read_text()
    assert "Secret-un" in page
    assert "Secret-huit" in page
    assert "HIDDEN" not in page


def test_released_by_hand_when_the_setting_says_so(room, tmp_path):
    path = room.root / "passerelles.yml"
    path.write_text(path.read_text().replace("feedback: automatic", "feedback: manual"))
    room = grading.open_(room.root)
    assert grading.result(room, EXERCISE, "ana", "fr").notice
    feedback.release(room, EXERCISE, "ana")
    assert grading.result(room, EXERCISE, "ana", "fr").notice is None
    assert grading.result(room, EXERCISE, "bob", "fr").notice
    hand_in(room, tmp_path, "ana", {"d-single": "guest"}, "fr")
    with pytest.raises(Refusal, match="not been graded yet"):
        feedback.release(room, EXERCISE, "ana")
    grading.grade(room, EXERCISE)
    assert grading.result(room, EXERCISE, "ana", "fr").notice  # not what was released


def test_no_grade_is_exported_that_was_not_computed(room, tmp_path):
    give(room, "ana", levels={"clarity": 1})
    give(room, "bob", levels={"clarity": 0})
    hand_in(room, tmp_path, "bob", {**RIGHT, ESSAY: "Again."}, "en")  # and not graded since
    hand_in(room, tmp_path, "eve", {"d-single": "mayor"}, "fr")
    with opened(room) as book:
        book.add_student("zoé", first_name="Zoé", last_name="Zénon", email="zoe@example.org")
    rows = {
        row["student_id"]: row
        for row in csv.DictReader(StringIO(nbgrader_csv(report(room, EXERCISE))))
    }
    assert tuple(rows["ana"]) == NBGRADER_COLUMNS
    assert (rows["ana"]["raw_score"], rows["ana"]["score"], rows["ana"]["max_score"]) == (
        ("13.0", "13.0", "13.0")
    )
    assert rows["dan"]["score"] == "0.0"  # computed: everything wrong, no text
    for student in ("bob", "chloé", "eve", "zoé"):
        assert (rows[student]["raw_score"], rows[student]["score"]) == ("", "")
    assert rows["zoé"]["email"] == "zoe@example.org"
    why = {one.student.id: one.why for one in report(room, EXERCISE).learners}
    assert why == {
        "ana": None,
        "bob": "to-grade",
        "chloé": "waiting",
        "dan": None,
        "eve": "to-grade",
        "zoé": "nothing",
    }
    moodle = list(csv.DictReader(StringIO(moodle_csv(report(room, EXERCISE), "en"))))
    assert [(row["Username"], row[f"{EXERCISE} (Real)"]) for row in moodle] == [
        ("ana", "13.0"),
        ("dan", "0.0"),
    ]


def test_our_csv_is_nbgraders_where_all_grades_are_final(room):
    for student in ("ana", "bob", "chloé"):
        give(room, student, levels={"clarity": 1})
    stock(room.root, "export", "--to", "stock.csv")
    theirs = list(csv.DictReader((room.root / "stock.csv").open()))
    ours = list(csv.DictReader(StringIO(nbgrader_csv(report(room, EXERCISE)))))
    assert ours == sorted(theirs, key=lambda row: row["student_id"])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_report_page_says_how_each_question_did(room, lang):
    give(room, "ana", levels={"clarity": 1})
    give(room, "bob", levels={"clarity": 0})
    found = report(room, EXERCISE)
    page = report_html.report_html(room, found, lang)
    assert f'<html lang="{lang}">' in page
    assert page.count('role="img"') == 2
    assert ("La maire" if lang == "fr" else "The mayor") in page
    assert ("à corriger" if lang == "fr" else "to be graded") not in page
    assert ("un texte attend" if lang == "fr" else "a text is waiting") in page
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    essay_figures = found.figures[ESSAY]
    # Ana 4, Bob 0, Dan 0; Chloé waits.
    assert (essay_figures.count, essay_figures.mean) == (3, pytest.approx(4 / 3))


@pytest.mark.slow
def test_stock_nbgrader_goes_on_in_our_classroom(room):
    give(room, "ana", levels={"clarity": 1}, comment="Bien vu.")
    stock(room.root, "autograde", EXERCISE, "--student", "ana", "--force")
    assert in_formgrader(room, "ana") == (4.0, True, "Bien vu.")
    feedback.release(room, EXERCISE, "bob")
    stock(room.root, "generate_feedback", EXERCISE)
    ana = room.root / "feedback" / "ana" / EXERCISE / f"{EXERCISE}.html"
    assert "Bien vu." in ana.read_text()
    bob = room.root / "feedback" / "bob" / EXERCISE / f"{EXERCISE}.html"
    assert "passerelles" in bob.read_text().lower()  # ours is no older: stock leaves it
    stock(room.root, "db", "assignment", "list")


def test_a_gradebook_in_use_or_gone_is_one_sentence(room):
    with opened(room) as book:
        (room.root / "gradebook.db").rename(room.root / "gone.db")
        with pytest.raises(Refusal, match="missing or damaged"):
            report(room, EXERCISE)
        assert book is not None
    assert not (room.root / "gradebook.db").exists()
