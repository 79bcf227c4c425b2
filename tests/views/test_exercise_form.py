"""Graded questions without a kernel: saved at once, restored, printed, marked from the file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from passerelles.library.errors import Refusal
from passerelles_widgets.forms import exercise
from passerelles_widgets.forms.exercise import Graded, ask, begin_exercise, mark
from passerelles_widgets.forms.fields import panel_values
from passerelles_widgets.forms.questions import from_json, public

_DATA = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "questions.yml").read_text(encoding="utf-8")
)
SAMPLES, RIGHT = _DATA["samples"], _DATA["right"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Give the folder of exercise e3-governance inside a workspace, and stand in it."""
    monkeypatch.delenv("PASSERELLES_WORKSPACE", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    here = tmp_path / "exercises" / "e3-governance"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    monkeypatch.setattr(exercise, "_current", None)
    return here


def graded(kind, language="fr"):
    begin_exercise("e3-governance", 1, language)
    return Graded(public(from_json(SAMPLES[kind]), language))


def entered(form, value):
    """Give the values a browser would send: a table of given rows has a field for each cell."""
    if form.form.shown["type"] == "table" and isinstance(value, list):
        return panel_values(form.form.shown, value)
    return {"answer": value}


def enter(form, value):
    form.form.panel.set_state({"values": entered(form, value)})


@pytest.mark.parametrize("kind", RIGHT)
def test_a_change_is_saved_at_once_and_marked_from_the_file(folder, kind):
    form = graded(kind)
    enter(form, RIGHT[kind])
    assert form.form.panel.status.startswith("Enregistré à ")
    kept = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    assert kept["exercise"] == "e3-governance"
    assert SAMPLES[kind]["id"] in kept["answers"]
    assert mark(SAMPLES[kind]) == SAMPLES[kind]["points"]


@pytest.mark.parametrize("kind", RIGHT)
def test_answers_come_back_in_either_language(folder, kind):
    enter(graded(kind, "fr"), RIGHT[kind])
    again = graded(kind, "en")
    assert again.form.answer == form_answer(kind)
    assert again.form.panel.status == "Your saved answer is here."
    assert again.form.panel.spec["lang"] == "en"


def form_answer(kind):
    """Give the right answer as a form reads it back."""
    if kind == "table":
        return [
            {"item": "Train", "amount": "62,5", "who": "town"},
            {"item": "Bus", "amount": "37.5", "who": "partner"},
        ]
    return RIGHT[kind]


def test_the_time_is_said_as_each_language_does(folder):
    form = graded("single", "en")
    enter(form, "a")
    now = datetime.now(UTC).astimezone().strftime("%H:")
    assert form.form.panel.status.startswith(f"Saved at {now}")


def test_a_failed_save_says_so_and_keeps_what_was_typed(folder, monkeypatch):
    form = graded("essay", "fr")
    store = exercise._current.store
    monkeypatch.setattr(store, "keep", _full_disk)
    enter(form, "Un long texte.")
    assert form.form.panel.values == {"answer": "Un long texte."}
    assert "Le disque est plein" in form.form.panel.sentence
    assert form.form.panel.status == ""
    monkeypatch.undo()


def _full_disk(*_):
    raise Refusal("Le disque est plein.", "The disk is full.")


def test_an_unreadable_number_is_kept_and_pointed_out(folder):
    form = graded("number")
    enter(form, "beaucoup")
    assert "answer" in form.form.panel.errors
    assert form.form.panel.status
    enter(form, "1 234,5")
    assert form.form.panel.errors == {}
    assert mark(SAMPLES["number"]) == 2


def test_clearing_an_answer_is_saved_too(folder):
    form = graded("short")
    enter(form, "secret coherence")
    enter(form, "")
    assert mark(SAMPLES["short"]) == 0
    assert graded("short").form.panel.status == ""


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
        b'{"exercise": "e9", "version": 1, "language": "fr", "answers": {"q-single": "a"}}',
        b'{"exercise": "e3-governance", "answers": {"q-single": NaN}}',
        b'{"exercise": "e3-governance", "answers": 3}',
        b'{"exercise": "e3-governance", "answers": {"q-single": "' + b"x" * 10_000_000 + b'"}}',
    ],
)
def test_a_damaged_file_gives_nought_and_never_an_error(folder, monkeypatch, kind, raw):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    begin_exercise("e3-governance", 1, "en")
    (folder / "answers.json").write_bytes(raw)
    assert mark(SAMPLES[kind]) == 0.0
    exercise._printed(public(from_json(SAMPLES[kind]), "en")).encode()


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path):
    enter(graded("single"), "a")
    (folder / "answers.json").rename(tmp_path / "elsewhere.json")
    (folder / "answers.json").symlink_to(tmp_path / "elsewhere.json")
    assert mark(SAMPLES["single"]) == 0.0


def test_grading_prints_static_html_and_writes_nothing(folder, monkeypatch, capsys):
    enter(graded("essay"), "<script>alert(1)</script>")
    before = sorted(path.name for path in folder.parent.parent.rglob("*"))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    begin_exercise("e3-governance", 1, "fr")
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    assert ask(public(from_json(SAMPLES["essay"]), "fr")) is None
    assert "&lt;script&gt;" in shown[0].data
    assert "<script" not in shown[0].data
    assert sorted(path.name for path in folder.parent.parent.rglob("*")) == before


def test_asking_shows_the_form_and_returns_nothing(folder, monkeypatch):
    begin_exercise("e3-governance", 1, "fr")
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    assert ask(public(from_json(SAMPLES["single"]), "fr")) is None
    assert shown[0].spec["title"] == "Question notée, 2\u00a0points"


def test_a_form_outside_an_exercise_says_that_nothing_is_kept(folder):
    form = Graded(public(from_json(SAMPLES["single"]), "fr"))
    enter(form, "a")
    assert "Rien n’est enregistré" in form.form.panel.sentence


def test_only_answers_appear_in_the_folder_that_is_handed_in(folder):
    enter(graded("single"), "a")
    assert [path.name for path in folder.iterdir()] == ["answers.json"]


def test_a_language_that_is_not_ours_is_refused(folder):
    with pytest.raises(Refusal):
        begin_exercise("e3-governance", 1, "de")


def test_a_scenario_is_kept_and_restored_with_names_in_the_readers_language(folder):
    start = {
        "meetings": 6,
        "stakeholders": [
            {"name": {"fr": "Mairie", "en": "Town hall"}, "group": "authorities", "seats": 2},
            {"name": {"fr": "Les Amies", "en": "The Friends"}, "group": "diaspora", "seats": 1},
        ],
    }
    question = from_json({**SAMPLES["scenario"], "start": start})
    begin_exercise("e3-governance", 1, "fr")
    form = Graded(public(question, "fr"))
    assert form.form.answer is None
    controls = form.form.box.children[1].children[0].children[0]
    assert [row["name"] for row in controls.values["stakeholders"]] == ["Mairie", "Les Amies"]
    controls.set_state({"values": {**controls.values, "meetings": 3}})
    assert form.form.panel.status.startswith("Enregistré")
    begin_exercise("e3-governance", 1, "en")
    again = Graded(public(question, "en"))
    assert again.form.answer["meetings"] == 3
    names = [row["name"] for row in again.form.answer["stakeholders"]]
    assert names == ["Town hall", "The Friends"]
