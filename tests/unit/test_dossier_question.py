"""The question whose answer is the dossier: attached, marked, printed, handed in, or refused."""

from __future__ import annotations

import json

import pytest
import yaml
from tests.unit.exercise_checks import ROOT

from passerelles.dossier import snapshot
from passerelles.dossier.workspace import Workspace
from passerelles.grading.handing_in import submit
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES
from passerelles_widgets import session
from passerelles_widgets.forms import exercise
from passerelles_widgets.forms.marking import mark
from passerelles_widgets.forms.questions import from_json, public
from passerelles_widgets.forms.statement import statement

QUESTION = from_json(
    {
        "id": "d-dossier",
        "type": "dossier",
        "points": 3,
        "prompt": {"fr": "Joignez votre dossier.", "en": "Attach your dossier."},
        "planks": [
            {
                "step": step,
                "points": 1,
                "text": {"fr": f"Étape {step}.", "en": f"Step {step}."},
                "why": {"fr": "Parce que.", "en": "Because."},
            }
            for step in (1, 2, 7)
        ],
    }
)
STAKEHOLDERS = {
    "stakeholders": {
        "items": [
            {
                "name": "<script>alert(1)</script>",
                "group": "diaspora",
                "power": 3,
                "interest": 9,
                "strategy": "keep-informed",
            }
        ]
    }
}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv(session.WORKSPACE_VARIABLE, str(tmp_path))
    monkeypatch.delenv(exercise.GRADING_VARIABLE, raising=False)
    exercise.begin_exercise("d-demo", lang="fr")
    yield Workspace(tmp_path)
    exercise._current = None
    session._current = None


@pytest.fixture(scope="module")
def whole():
    path = ROOT / "solutions" / "e8-dossier" / "solution.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["e8-dossier"]


def asked(language="fr"):
    return exercise.Graded(public(QUESTION, language))


def attach(graded):
    graded.form.panel.act("attach")


def notes(graded):
    return "\n".join(graded.form.panel.notes)


def test_a_dossier_is_attached_as_it_stands_and_found_again(workspace):
    workspace.dossier.contribute(STAKEHOLDERS, "stakeholders")
    graded = asked()
    assert graded.form.answer is None
    assert "Étape 1" in notes(graded)  # what is expected
    attach(graded)
    assert "révision 1" in notes(graded)
    assert "2. Cartographier les parties prenantes\u00a0: à étoffer" in notes(graded)
    assert "Enregistré" in graded.form.panel.status
    again = asked()
    assert again.form.panel.sentence == ""
    assert mark(QUESTION, again.form.answer).score == 0.5  # one thin plank of three


def test_the_page_says_when_the_dossier_has_changed_since(workspace):
    workspace.dossier.contribute(STAKEHOLDERS, "stakeholders")
    attach(asked())
    workspace.dossier.contribute({"stakeholders": None, "needs": {"items": []}}, "survey")
    graded = asked()
    assert "a changé" in graded.form.panel.sentence
    attach(graded)
    assert graded.form.panel.sentence == ""
    assert "révision 2" in notes(graded)


def test_an_empty_dossier_is_not_attached(workspace):
    graded = asked()
    attach(graded)
    assert "encore vide" in graded.form.panel.sentence
    assert graded.form.answer is None
    assert workspace.answers("d-demo").load().answers == {}


def test_without_a_workspace_the_page_says_what_to_do(workspace, monkeypatch):
    monkeypatch.setattr(
        session, "_current", session.Session("fr", "d-demo", workspace.root, None, None)
    )
    graded = asked()
    attach(graded)
    assert "depuis l’accueil" in graded.form.panel.sentence


def test_handing_in_takes_the_dossier_as_it_is_then(workspace):
    workspace.dossier.contribute(STAKEHOLDERS, "stakeholders")
    attach(asked())
    before = submit(workspace, "d-demo", "ana")
    assert submit(workspace, "d-demo", "ana") == before  # nothing has changed
    workspace.dossier.contribute({"stakeholders": None, "needs": {"items": []}}, "survey")
    after = submit(workspace, "d-demo", "ana")
    assert after.sha256 != before.sha256
    kept = workspace.answers("d-demo").load().answers["d-dossier"]
    assert snapshot.same(kept, workspace.dossier.load())


def test_handing_in_keeps_what_was_attached_when_the_dossier_is_gone(workspace):
    workspace.dossier.contribute(STAKEHOLDERS, "stakeholders")
    attach(asked())
    kept = workspace.answers("d-demo").load().answers["d-dossier"]
    workspace.dossier.update(lambda one: one.with_sections({"stakeholders": None}), "me")
    submit(workspace, "d-demo", "ana")
    assert workspace.answers("d-demo").load().answers["d-dossier"] == kept


def test_a_full_dossier_fits_and_one_too_long_is_refused(workspace, whole):
    long = json.loads(json.dumps(whole))
    rows = long["dossier"]["sections"]["initiative"]["risks"]
    rows += [{"name": "r" * 300, "probability": 1, "impact": 1, "answer": "a" * 300}] * 290
    read = snapshot.read(long)
    workspace.answers("d-demo").keep("d-dossier", snapshot.taken(read), "fr", snapshot.LIMIT)
    with pytest.raises(Refusal, match="longer"):
        workspace.answers("d-demo").keep("d-dossier", snapshot.taken(read), "fr")


def test_every_step_is_explained_in_both_languages(whole):
    given = mark(QUESTION, whole)
    assert given.right
    for language in LANGUAGES:
        assert all(part.text[language] for part in given.parts)


def test_the_courses_own_example_earns_nothing(whole):
    text = json.dumps(whole, ensure_ascii=False)
    example = json.loads(text.replace("Sarrelune", "Rivemer").replace("Aït Merzine", "Sahlène"))
    given = mark(QUESTION, example)
    assert given.score == 0
    assert "example" in given.verdict.en


HOSTILE = [
    True,
    7,
    "dossier",
    ["dossier"],
    {"dossier": None},
    {"dossier": []},
    {"dossier": {}},
    {"dossier": {"schema": 99, "sections": {}}},
    {"dossier": {"schema": "2", "sections": {}}},
    {"dossier": {"schema": True, "sections": {}}},
    {"dossier": {"schema": 2, "sections": []}},
    {"dossier": {"schema": 2, "sections": {"unknown": {}}}},
    {"dossier": {"schema": 2, "sections": {"needs": {"items": [{"name": {}}]}}}},
    {"dossier": {"schema": 2, "route": "elsewhere", "sections": {}}},
    {"dossier": {"schema": 2, "sections": {"budget": {"total": 1e309}}}},
    {"dossier": {"schema": 2, "revision": 10**12, "sections": {}}},
    {"dossier": {"schema": 2, "sections": {}, "notes": {"1": {"text": "a" * 9000}}}},
]


@pytest.mark.parametrize("answer", HOSTILE, ids=lambda one: json.dumps(one)[:60])
def test_a_hostile_dossier_earns_nothing_and_is_shown_safely(answer):
    given = mark(QUESTION, answer)
    assert given.score == 0
    assert given.verdict.fr
    for language in LANGUAGES:
        shown = statement(public(QUESTION, language), answer, language)
        assert shown.startswith("<section")


def test_what_the_grader_reads_is_whole_and_escaped(workspace, whole):
    workspace.dossier.contribute(STAKEHOLDERS, "stakeholders")
    attach(asked())
    kept = workspace.answers("d-demo").load().answers["d-dossier"]
    shown = statement(public(QUESTION, "en"), kept, "en")
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "migrants and diaspora" in shown
    for language in LANGUAGES:
        printed = statement(public(QUESTION, language), whole, language)
        for name in ("Sarrelune", "Aït Merzine", "Amicale"):
            assert name in printed
        assert "civil-society" not in printed  # names, not codes


PLANK = {"step": 1, "points": 1, "text": {"fr": "a", "en": "a"}, "why": {"fr": "a", "en": "a"}}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"planks": []}, "at least one"),
        ({"thin": 2}, "share"),
        ({"planks": [PLANK | {"step": 8}]}, "step from 1 to 7"),
        ({"planks": [PLANK, PLANK]}, "named once"),
    ],
)
def test_a_faulty_question_is_refused(change, told):
    data = {
        "id": "d-dossier",
        "type": "dossier",
        "prompt": {"fr": "a", "en": "a"},
        "planks": [PLANK],
    }
    with pytest.raises(Refusal, match=told):
        from_json({**data, **change})
