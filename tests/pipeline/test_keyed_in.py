"""A paper form keyed in gives the very row that the learner's own form would have given."""

from __future__ import annotations

import json
import shutil
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from tests.graded import ROOT, Graded
from tests.keying import (
    Desk,
    Fields,
    as_learner,
    attach,
    said,
    served,
    spoiled,
    typed,
    words,
    written_in,
)

from passerelles import grading
from passerelles.dossier.workspace import Workspace
from passerelles.grading import keyed, rules
from passerelles.grading.answers import answered
from passerelles.grading.gradebook import grades
from passerelles.grading.settings import Classroom
from passerelles.library.text import LANGUAGES, Language, number
from passerelles.portal.keying_fields import read
from passerelles.portal.keying_scenario import Sheet
from passerelles_widgets.forms.questions import public
from passerelles_widgets.forms.tasks import Scenario

QUICK = "e2-needs"
EXERCISES = tuple(sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir()))


def made(folder: Path, *exercises: str) -> Classroom:
    """Make a classroom of some exercises, where explanations come with the first result."""
    sources = folder / "sources"
    for one in exercises:
        shutil.copytree(ROOT / "solutions" / one, sources / one)
    return rules.change(grading.init(folder / "room", sources), {"attempts": 1})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with served(made(tmp_path_factory.mktemp("keying"), QUICK).root) as running:
        yield running


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with served(made(tmp_path_factory.mktemp("keying"), *EXERCISES).root) as running:
        yield running


def learner(
    room: Classroom, folder: Path, who: str, exercise: str, answers: Any, language: Language
) -> None:
    """Answer in the learner's own form, and hand in."""
    workspace = Workspace.open(folder / who)
    store = workspace.answers(exercise)
    for name, question in Graded(exercise).questions.items():
        if answered(answers.get(name)):
            store.keep(name, as_learner(question, answers[name], language), language, 1_000_000)
    grading.submit(workspace, exercise, who, room)
    assert all(one.graded for one in grading.grade(room, exercise, who))


def key_in(desk: Desk, who: str, exercise: str, answers: Any, language: Language) -> str:
    """Key a paper in, field by field, and hand it in; return the page that shows the result."""
    desk.begin(exercise, language, new=who)
    form = desk.form(exercise, who, language)
    filled: dict[str, list[str]] = {}
    for name, question in Graded(exercise).questions.items():
        if not answered(answers.get(name)):
            continue
        if question.type == "dossier":
            attach(desk, exercise, who, name, json.dumps(answers[name]["dossier"]).encode())
            continue
        fields = typed(question, answers[name], language)
        # Rows of a sheet beyond the first ones are on the page once they are asked for.
        assert fields.keys() <= form.names or question.type == "scenario"
        filled |= fields
    return desk.do(exercise, who, "hand-in", language, **filled)


def assert_same(desk: Desk, folder: Path, exercise: str) -> None:
    """Compare rows, answers and explanations of papers with those of learners' own forms."""
    questions, solution = Graded(exercise).questions, Graded(exercise).solution
    wrong = {
        name: written_in(question, spoiled(question, solution[name]), "en")
        for name, question in questions.items()
        if question.type != "dossier"
    }
    languages: tuple[tuple[Language, Any], ...] = (("fr", solution), ("en", wrong))
    for language, answers in languages:
        paper, own = f"papier-{language}", f"écran-{language}"
        page = key_in(desk, paper, exercise, answers, language)
        learner(desk.room, folder, own, exercise, answers, language)
        room = desk.room
        assert grades(room, paper, exercise) == grades(room, own, exercise)
        results = [grading.result(room, exercise, who, language) for who in (paper, own)]
        assert results[0] is not None
        assert results[1] is not None
        assert results[0].explained
        assert results[0].questions == results[1].questions
        assert f" {number(results[0].points, language)} " in words(page)
        receipt = json.loads(
            (room.attempts(paper, exercise) / "1" / "receipt.json").read_text(encoding="utf-8")
        )
        assert receipt["keyed"]["by"] == grading.local_student()
    rows = grades(desk.room, "papier-fr", exercise).values()
    assert all(one.auto_score == one.max_score for one in rows if one.automatic)
    assert any(
        one.automatic and (one.auto_score or 0) < one.max_score
        for one in grades(desk.room, "papier-en", exercise).values()
    )


def test_one_exercise_scores_as_if_the_learner_had_entered_it(desk: Desk, tmp_path: Path) -> None:
    assert_same(desk, tmp_path, QUICK)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_what_is_typed_is_read_as_the_learners_own_form_reads_it(exercise: str) -> None:
    solution = Graded(exercise).solution
    for name, question in Graded(exercise).questions.items():
        for language in LANGUAGES:
            if question.type == "dossier":
                continue
            for answer in (solution[name], spoiled(question, solution[name])):
                given = written_in(question, answer, language)
                shown, keyed_in = public(question, language), typed(question, given, language)
                found = (
                    Sheet(question, language).read(keyed_in)
                    if isinstance(question, Scenario)
                    else read(shown, keyed_in, language)
                )
                assert found.faults == {}
                assert found.answer == as_learner(question, given, language), (name, language)


def test_the_other_language_changes_no_decision_and_no_number() -> None:
    question = Graded(QUICK).questions["e2-design"]
    assert isinstance(question, Scenario)
    page = Sheet(question, "fr")
    fields = {
        cell.name: [cell.value]
        for one in page.decisions({}, {})
        for cell in ([one.cell] if one.cell else [])
        + [cell for row in (one.grid.rows if one.grid else ()) for cell in row.cells]
        if cell.kind != "fixed" and not one.boxes
    }
    assert Sheet(question, "en", "fr").read(fields).answer is None
    fields["e2-design/needs/2/name"] = ["Le car du dimanche"]
    fields["e2-design/needs/2/priority"] = ["7,25"]
    fields["e2-design/desk_days"] = ["8,5"]
    shown = Sheet(question, "en", "fr")
    answer = shown.read(fields).answer
    assert (answer["desk_days"], answer["needs"][2]["priority"]) == (8.5, 7.25)
    english = {one.cell.name: one.cell.value for one in shown.decisions(fields, {}) if one.cell}
    assert english["e2-design/desk_days"] == "8.5"
    assert answer["needs"][:2] == Sheet(question, "en").read({"e2-design": ["1"]}).answer["needs"]


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_scores_as_if_the_learner_had_entered_it(
    every: Desk, tmp_path: Path, exercise: str
) -> None:
    assert_same(every, tmp_path, exercise)


@pytest.mark.slow
def test_a_draft_keeps_whatever_was_typed_and_says_what_cannot_be_read(desk: Desk) -> None:
    desk.begin(QUICK, new="Zoé Ω")
    page = desk.do(
        QUICK,
        "Zoé Ω",
        "save",
        **{
            "e2-weighted": ["trente"],
            "e2-order/read": ["1"],
            "e2-order/meet": ["1"],
            "e2-design/follow_up": ["cent"],
            "e2-note": ["Une ligne\r\n<script>alert(1)</script>"],
        },
    )
    assert said(page) == "La copie est enregistrée."
    shown = words(page)
    assert "Ce nombre n’est pas lisible" in shown
    assert "Écrivez un nombre de 1 à 5 par place, chacun une fois" in shown
    assert "cent » n’est pas un nombre" in shown
    assert "<script>alert" not in page
    again = desk.form(QUICK, "Zoé Ω", "en").sent
    assert again["e2-weighted"] == ["trente"]
    assert again["e2-note"] == ["Une ligne\r\n<script>alert(1)</script>"]
    refused = said(desk.do(QUICK, "Zoé Ω", "hand-in", "en"))
    assert refused == (
        "This paper is not handed in: first correct what is marked in questions 8, 9."
    )
    assert not (desk.room.attempts("Zoé Ω", QUICK) / "1").exists()
    assert "Zoé Ω" in words(desk.get(f"en/paper/{QUICK}"))
    desk.do(QUICK, "Zoé Ω", "discard")
    assert keyed.read(desk.room, QUICK, "Zoé Ω") is None


@pytest.mark.slow
def test_the_date_on_the_paper_decides_about_lateness(desk: Desk) -> None:
    due = datetime.now().astimezone() - timedelta(days=2)
    rules.change(desk.room, {"deadline": due.isoformat(), "late": "refuse"})
    try:
        early = (due - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
        desk.begin(QUICK, "en", new="on-time", handed=early)
        page = desk.do(QUICK, "on-time", "hand-in", "en", **{"e2-weighted": ["30"]})
        assert said(page) == "The paper is handed in and graded."
        assert "late" not in words(page).split("Next paper")[0]
        desk.begin(QUICK, "en", new="too-late")
        page = desk.do(QUICK, "too-late", "hand-in", "en", **{"e2-weighted": ["30"]})
        assert said(page).startswith("This paper of too-late is dated after the deadline;")
        tomorrow = (datetime.now().astimezone() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        status, page = desk.begin(QUICK, "en", new="soon", handed=tomorrow)
        assert status == 200
        assert said(page).startswith("The date of this paper is in the future;")
    finally:
        rules.change(desk.room, {"deadline": None, "late": "accept"})


@pytest.mark.slow
def test_attempts_count_and_the_same_paper_twice_costs_nothing(desk: Desk) -> None:
    desk.begin(QUICK, "en", new="twice")
    answers = {"e2-weighted": ["30"]}
    desk.do(QUICK, "twice", "hand-in", "en", **answers)
    page = desk.do(QUICK, "twice", "hand-in", "en", **answers)
    assert said(page) == "These answers had been handed in already: nothing changes."
    page = desk.do(QUICK, "twice", "hand-in", "en", **{"e2-weighted": ["31"]})
    assert said(page).startswith("twice has already handed in this exercise 1 times")
    assert desk.form(QUICK, "twice", "en").sent["e2-weighted"] == ["31"]


@pytest.mark.slow
def test_somebody_elses_save_is_not_overwritten(desk: Desk) -> None:
    desk.begin(QUICK, "en", new="shared")
    mine = desk.form(QUICK, "shared", "en").sent
    desk.do(QUICK, "shared", "save", "en", **{"e2-weighted": ["30"]})
    sent = {**mine, "e2-breakdown": ["breakdown"], "_do": ["save"]}
    status, page = desk.send(f"en/paper/{QUICK}/form", sent)
    assert status == 409
    assert said(page).startswith("Somebody else has just saved this paper;")
    assert Fields(page).sent["e2-breakdown"] == ["breakdown"]
    assert desk.form(QUICK, "shared", "en").sent["e2-weighted"] == ["30"]
    _, page = desk.send(f"en/paper/{QUICK}/form", {**Fields(page).sent, "_do": ["save"]})
    assert said(page) == "The paper is saved."


@pytest.mark.slow
def test_what_is_hostile_is_refused_in_a_sentence_and_nothing_is_handed_in(desk: Desk) -> None:
    _, page = desk.begin(QUICK, "en", new="../../etc/passwd")
    assert said(page).startswith("This name cannot be used to hand in an exercise;")
    _, page = desk.begin(QUICK, "en", student="nobody")
    assert said(page).startswith("This classroom knows nobody called nobody;")
    _, page = desk.begin(QUICK, "en", student="nobody", new="nobody")
    assert said(page).startswith("Choose a person from the list or write a name")
    desk.begin(QUICK, "en", new="mallory")
    form = desk.form(QUICK, "mallory", "en").sent
    for name in ("../mallory", "nobody", "mallory/..", "*", ""):
        sent = {**form, "_student": [name], "_do": ["hand-in"], "e2-weighted": ["30"]}
        status, page = desk.send(f"en/paper/{QUICK}/form", sent)
        assert status in (404, 503), (name, status)
        assert "Traceback" not in page
    for exercise in ("e9-none", "e3-governance"):
        status, page = desk.send(f"en/paper/{exercise}/form", {**form, "_do": ["hand-in"]})
        assert "This classroom has no exercise" in words(page)
    status, _ = desk.send(f"en/paper/{QUICK}/form", {**form, "_xsrf": [""], "_do": ["save"]})
    assert status == 403
    page = desk.do(QUICK, "mallory", "save", "en", **{"e2-note": ["x" * 30_000]})
    assert said(page).startswith("This paper is longer than any paper form:")
    page = desk.do(QUICK, "mallory", "save", "en", **{"e2-note": ["é" * 1_000_000]})
    assert said(page).startswith("This paper is longer than any paper form:")
    assert said(desk.do(QUICK, "mallory", "hand-in", "en")).startswith("This paper is empty;")
    strange = {
        "e2-farms": ["everywhere", "sunday"],
        "e2-reading": ["understated", "<b>", "understated"],
        "e2-limits/desk": ["key"],
        "e2-limits/nowhere": ["sampling"],
        "e2-order/read": ["-1"],
        "e2-design/needs/rows": ["999999999"],
        "e2-design/mode": ["by-force"],
        "e2-design/expected": ["12"],
        "e3-steps/first": ["1"],
        "answers": ["{}"],
    }
    page = desk.do(QUICK, "mallory", "save", "en", **strange)
    kept = keyed.read(desk.room, QUICK, "mallory")
    assert kept is not None
    assert all(name.startswith("e2-") for name in kept.typed)
    assert said(desk.do(QUICK, "mallory", "hand-in", "en")).startswith("This paper is not handed")
    page = desk.do(
        QUICK,
        "mallory",
        "hand-in",
        "en",
        **{"e2-order/read": [""], "e2-design/mode": ["online"]},
    )
    assert said(page) == "The paper is handed in and graded."
    answers = json.loads(
        (desk.room.attempts("mallory", QUICK) / "1" / "answers.json").read_text(encoding="utf-8")
    )["answers"]
    assert answers == {"e2-reading": ["understated"]}


@pytest.mark.slow
def test_no_page_of_papers_shows_a_key(desk: Desk) -> None:
    desk.begin(QUICK, "en", new="curious")
    query = urllib.parse.urlencode({"student": "curious"})
    desk.do(QUICK, "curious", "hand-in", "en", **{"e2-weighted": ["31"]})
    pages = [
        desk.get(f"en/paper/{QUICK}{path}") for path in ("", f"/form?{query}", f"/done?{query}")
    ]
    for question in Graded(QUICK).exercise.questions:
        whys = [getattr(question, "why", None)]
        whys += [one.why for one in getattr(question, "options", ()) if hasattr(one, "why")]
        whys += [one.why for one in getattr(question, "rows", ()) if hasattr(one, "why")]
        whys += [one.why for one in getattr(question, "constraints", ())]
        whys += [getattr(question, "model_answer", None)]
        for why in whys:
            assert why is None or all(why.en not in unescape(page) for page in pages)
