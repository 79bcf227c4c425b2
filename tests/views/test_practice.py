"""Practice questions without a kernel: set a value, press a button, read what is said."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from passerelles.library.errors import Refusal
from passerelles_widgets import session
from passerelles_widgets.forms.fields import panel_values
from passerelles_widgets.forms.practice import Practice, question
from passerelles_widgets.panel import Panel

_DATA = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "questions.yml").read_text(encoding="utf-8")
)
SAMPLES, RIGHT = _DATA["samples"], _DATA["right"]


@pytest.fixture(params=["fr", "en"])
def language(request, tmp_path, monkeypatch):
    monkeypatch.setenv("PASSERELLES_WORKSPACE", str(tmp_path))
    session.begin("m2-institutional", request.param)
    return request.param


def entered(practice, value):
    """Give the values a browser would send: a table of given rows has a field for each cell."""
    if practice.question.type == "table" and isinstance(value, list):
        return panel_values(practice.form.shown, value)
    return {"answer": value}


def answer(practice, value):
    practice.form.panel.set_state({"values": entered(practice, value)})
    practice.form.panel.act("check")


@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if kind != "scenario"])
def test_every_type_renders_as_one_panel(language, kind):
    panel = question(SAMPLES[kind])
    assert isinstance(panel, Panel)
    assert panel.spec["lang"] == language
    expected = ["check", "hint", "again"] if "hint" in SAMPLES[kind] else ["check", "again"]
    assert [action["id"] for action in panel.spec["actions"]] == expected


@pytest.mark.parametrize("kind", RIGHT)
def test_a_right_answer_is_told_and_noted_in_the_progress(language, kind):
    practice = Practice(SAMPLES[kind])
    answer(practice, RIGHT[kind])
    said = {"fr": "C’est juste.", "en": "That is right."}[language]
    assert practice.form.panel.sentence == said
    known = session.current().workspace.progress.load()["modules"]["m2-institutional"]
    assert known["answers"][SAMPLES[kind]["id"]]["ever_correct"]
    again = Practice(SAMPLES[kind])
    assert again.form.panel.status


def test_every_option_is_explained_and_the_marks_go_when_trying_again(language):
    practice = Practice(SAMPLES["multiple"])
    answer(practice, ["a", "c"])
    panel = practice.form.panel
    assert {path: mark["kind"] for path, mark in panel.marks.items()} == {
        "answer/a": "right",
        "answer/b": "partial",
        "answer/c": "wrong",
        "answer/d": "info",
    }
    panel.act("again")
    assert panel.marks == {}
    assert panel.sentence == ""
    assert panel.values == {"answer": []}


def test_a_changed_answer_takes_the_old_verdict_away(language):
    practice = Practice(SAMPLES["single"])
    answer(practice, "b")
    assert practice.form.panel.marks
    practice.form.panel.set_state({"values": {"answer": "a"}})
    assert not practice.form.panel.marks


def test_an_explanation_for_the_whole_is_a_note(language):
    practice = Practice(SAMPLES["ordering"])
    answer(practice, ["c", "b", "a"])
    assert practice.form.panel.notes == [
        {"fr": "SECRET parce que", "en": "SECRET because"}[language]
    ]


def test_checking_without_an_answer_says_so_and_counts_no_try(language):
    practice = Practice(SAMPLES["single"])
    practice.form.panel.act("check")
    assert (
        "pas encore" in practice.form.panel.sentence
        or "not answered" in practice.form.panel.sentence
    )
    assert session.current().workspace.progress.load()["modules"] == {}


def test_a_hint_comes_when_it_is_asked_for(language):
    panel = Practice(SAMPLES["single"]).form.panel
    assert "Look" not in str(panel.spec)
    panel.act("hint")
    assert panel.sentence == {"fr": "Regardez bien.", "en": "Look closely."}[language]


def test_an_essay_shows_its_model_answer(language):
    practice = Practice(SAMPLES["essay"])
    answer(practice, "Mon texte.")
    assert "SECRET" in practice.form.panel.marks["answer"]["text"]


@pytest.mark.parametrize("value", [None, 3, "zz", ["zz", None], {"a": float("nan")}, "\ud800"])
@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if kind != "scenario"])
def test_whatever_the_browser_sends_is_borne(language, kind, value):
    practice = Practice(SAMPLES[kind])
    answer(practice, value)
    practice.form.panel.act("nonsense")
    assert practice.form.panel.sentence


def test_without_a_workspace_it_still_answers(monkeypatch, tmp_path):
    monkeypatch.setenv("PASSERELLES_WORKSPACE", str(tmp_path / "missing" / "folder"))
    session.begin("m2-institutional", "en")
    practice = Practice(SAMPLES["single"])
    answer(practice, "a")
    assert practice.form.panel.sentence == "That is right."


def test_a_scenario_is_the_simulator_between_question_and_verdict(language):
    practice = Practice(SAMPLES["scenario"])
    above, tool, below = practice.form.box.children
    assert SAMPLES["scenario"]["prompt"][language] in above.spec["intro"]
    assert len(above.notes) == 2
    assert practice.form.answer is None
    controls = tool.children[0].children[0]
    controls.set_state({"values": {**controls.values, "meetings": 2}})
    assert practice.form.answer["meetings"] == 2
    below.act("check")
    assert len(below.notes) == 2
    assert below.sentence


def test_a_faulty_question_is_refused():
    with pytest.raises(Refusal, match="missing key"):
        question({"id": "q", "type": "single"})
