"""What learners and graders type, aimed at the instructor's feedback, reports and pages."""

from __future__ import annotations

import csv
import shutil
from io import StringIO

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tests.instructor import DEMO, ESSAY, EXERCISE, give, hand_in, place

from passerelles import grading
from passerelles.grading import comments, feedback, hand, report_html
from passerelles.grading.database import opened
from passerelles.grading.feedback_code import views
from passerelles.grading.questions import essay, questions_of
from passerelles.grading.report import report
from passerelles.grading.report_answers import distributions
from passerelles.grading.report_csv import moodle_csv, nbgrader_csv, safe
from passerelles.library.errors import Refusal
from passerelles.portal.hand_grading import one_copy
from passerelles.portal.rendering import render

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
HOSTILE = {
    "script": SCRIPT,
    "template": "{{ 7 * 7 }}{% include 'page.html' %}",
    "right-to-left": "\u202egnp.exe\u202c \u2066م\u2069 e\u0301\u0000",
    "huge": "م" * 45_000,
    "formula": '=HYPERLINK("http://x","y")',
    "json": "</script></template>\"' & <!--",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("hostile")
    room = grading.init(root / "room", DEMO)
    for student, text in HOSTILE.items():
        answers = {ESSAY: text, "d-number": text[:5_000], "d-single": [text[:100]]}
        hand_in(room, root, student, answers, "en")
    hand_in(room, root, "=1+1", {"d-number": "+1", ESSAY: "@x"}, "fr")
    assert all(verdict.graded for verdict in grading.grade(room, EXERCISE))
    return room.root


@pytest.fixture
def room(made, tmp_path):
    return grading.open_(shutil.copytree(made, tmp_path / "room"))


def harmless(page):
    """Tell that a page shows what was typed and does nothing else."""
    low = page.lower()
    assert "<script" not in low
    assert "<img src=x" not in low
    assert "onerror=alert(2)>" not in low.replace("&gt;", "")
    assert "\u202e" not in page
    assert "\x00" not in page
    return page


def test_feedback_shows_what_was_typed_and_runs_nothing(room):
    give(room, "script", points=1, comment=SCRIPT + "\u202e=1+1")
    for one in feedback.release_all(room, EXERCISE):
        assert one.reason is None, one.sentence("en")
        page = one.path.read_text()
        assert page.count("<style") == 1
        if one.student == "script":
            assert "&lt;script&gt;alert(1)" in page
            assert "<script" not in page.lower()
        else:
            harmless(page)
        if one.student == "template":
            assert "{{ 7 * 7 }}" in page
        if one.student == "huge":
            assert "Text cut here" in page
            assert len(page) < 100_000


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_report_shows_what_was_typed_and_runs_nothing(room, lang):
    with opened(room) as book:
        book.add_student("eve", first_name=SCRIPT, last_name="\u202eevil")
    page = harmless(report_html.report_html(room, report(room, EXERCISE), lang))
    assert "&lt;script&gt;" in page
    assert "<bdi>" in page
    assert len(page) < 200_000


def test_no_spreadsheet_runs_a_cell(room):
    with opened(room) as book:
        book.add_student("eve", first_name="@SUM(1)", last_name="\t=2", email="-2+3@x")
    give(room, "=1+1", points=1)
    found = report(room, EXERCISE)
    for text in (nbgrader_csv(found), moodle_csv(found, "en"), moodle_csv(found, "fr")):
        for row in csv.reader(StringIO(text)):
            for cell in row:
                assert cell[:1] not in set("=+-@\t\r"), row
    ids = [row["student_id"] for row in csv.DictReader(StringIO(nbgrader_csv(found)))]
    assert "'=1+1" in ids


@given(st.text())
def test_no_text_is_a_formula(text):
    written = safe(text)
    assert not written.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"))
    assert "\u202e" not in written
    written.encode()


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda v: st.lists(v) | st.dictionaries(st.text(), v),
        max_leaves=6,
    )
)
def test_any_answer_can_be_counted(made_questions, answer):
    for question in made_questions:
        for one in distributions(question, [answer, None], [0.0, 1.0], [], "fr"):
            assert all(bar.count >= 0 for bar in one.bars)
            assert all("\u202e" not in bar.label for bar in one.bars)


@pytest.fixture(scope="module")
def made_questions(made):
    return questions_of(grading.open_(made), EXERCISE)


@pytest.mark.parametrize("student", list(HOSTILE))
def test_the_grading_page_shows_an_answer_and_runs_nothing(room, student):
    comments.add(room, ESSAY, SCRIPT, SCRIPT)
    here = place(room, student)
    values = one_copy(room, EXERCISE, ESSAY, here.token, "en")
    assert student not in str(values["state"])
    shared = {"base": "/passerelles/", "path": "grading", "rooms_home": ""}
    page = render("grading.html", "en", **shared, **values)
    body = page.split("<main")[1].replace('<script src="', "")
    assert "<script" not in body.lower()
    assert "onerror=alert(2)>" not in body
    assert "\u202e" not in body
    if student == "json":
        assert "</template>\"'" not in body


@given(
    st.dictionaries(
        st.sampled_from(["levels", "points", "comment", "version"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=20)
        | st.lists(st.integers(), max_size=2)
        | st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=3), max_size=2),
    )
)
def test_any_request_is_saved_refused_or_in_conflict(shared, given_values):
    room, question, here = shared
    try:
        kept = hand.keep(room, EXERCISE, question, here, given_values)
    except (Refusal, hand.Conflict):
        return
    assert kept.points is None or 0 <= kept.points <= question.points


@pytest.fixture(scope="module")
def shared(made, tmp_path_factory):
    room = grading.open_(shutil.copytree(made, tmp_path_factory.mktemp("any") / "room"))
    return room, essay(room, EXERCISE, ESSAY), place(room, "json")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"schema":1,"comments":3}', b'{"schema":1,"comments":[{}]}', b"\xff"],
)
def test_a_damaged_bank_or_level_file_is_one_sentence_or_nothing(room, content):
    bank = room.root / "hand" / "comments.json"
    bank.parent.mkdir(exist_ok=True)
    bank.write_bytes(content)
    try:
        assert comments.remarks(room) == ()
    except Refusal as refusal:
        assert "comments.json" in refusal.text.en  # noqa: PT017 - either will do
    levels = room.attempts("json", EXERCISE) / "hand.json"
    levels.write_bytes(content)
    try:
        assert give(room, "json", points=1).points == 1.0
    except Refusal as refusal:
        assert "hand.json" in refusal.text.en  # noqa: PT017


def test_hidden_tests_never_reach_the_feedback_of_a_notebook(room):
    hidden = (
        "### BEGIN HIDDEN TESTS\nassert squares(7) == 49, 'the hidden one'\n### END HIDDEN TESTS"
    )
    cells = [
        new_markdown_cell(f"# Titre\n{SCRIPT}\n[x](javascript:alert(3))"),
        new_code_cell(
            f"print('{SCRIPT}')", outputs=[new_output("stream", text=SCRIPT + "\x1b[31mred")]
        ),
        new_code_cell(
            f"assert squares(1) == 1\n{hidden}",
            metadata={
                "nbgrader": {
                    "grade": True,
                    "grade_id": "t",
                    "solution": False,
                    "points": 1,
                    "schema_version": 3,
                    "locked": True,
                    "task": False,
                }
            },
            outputs=[
                new_output(
                    "error",
                    ename="AssertionError",
                    evalue="the hidden one",
                    traceback=["assert squares(7) == 49, 'the hidden one'"],
                )
            ],
        ),
        new_code_cell(
            "import inspect",
            outputs=[
                new_output("stream", text="assert squares(7) == 49, 'the hidden one'\n"),
                new_output("display_data", {"text/html": f"<b>ok</b>{SCRIPT}", "text/plain": "ok"}),
                new_output("display_data", {"image/png": '" onerror=alert(2)>'}),
            ],
        ),
        new_code_cell("### BEGIN HIDDEN TESTS\nsecret = 'no end'"),
    ]
    node = nbformat.from_dict(new_notebook(cells=cells))
    found = views(room, node, "n", {})
    page = render(
        "feedback-code.html", "en", title="t", student="s", cells=found, points=0, most=1, waiting=0
    )
    assert "hidden one" not in page
    assert "squares(7)" not in page
    assert "no end" not in page
    assert "squares(1)" in page
    assert page.count("hidden checks") == 2
    assert "<b>ok</b>" in page
    assert "<script" not in page.lower()
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "\x1b" not in page
