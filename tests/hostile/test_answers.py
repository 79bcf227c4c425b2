"""Any JSON value as an answer: a score within bounds, printable HTML, never an exception."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles_widgets.forms.fields import answer_of, panel_values
from passerelles_widgets.forms.marking import mark
from passerelles_widgets.forms.questions import from_json, public
from passerelles_widgets.forms.statement import statement

SAMPLES = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "questions.yml").read_text(encoding="utf-8")
)["samples"]
QUESTIONS = {kind: from_json(spec) for kind, spec in SAMPLES.items()}

_IDS = [*"abcdxyz", "one", "two", "three", "first", "second", "town", "item", "amount", "who"]


def _nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


HOSTILE = {
    "nan": math.nan,
    "infinity": math.inf,
    "huge": 10**400,
    "minus-zero": -0.0,
    "true": True,
    "nested": _nested(50_000),
    "lists": [["a"], ["b"]],
    "objects": [{"a": "b"}] * 3,
    "unknown": ["a", "zz", "unknown"],
    "repeats": ["a"] * 100_000,
    "wrong-keys": {"one": ["x"], "two": None, "three": 3, "four": "x", "": ""},
    "surrogate": "a\ud800b",
    "surrogates": ["\udfff", {"one": "\ud800"}],
    "script": "</td><script>alert(1)</script><img src=x onerror=alert(1)>",
    "script-keys": {"<script>": "<script>", "one": "<script>"},
    "rows": [{"item": "<script>", "amount": "<b>", "who": "<i>"}, "row", None, 3],
    "right-to-left": "\u202eevil\u202c \u2067x",
    "combining": "e" + "\u0301" * 5_000,
    "null-byte": "a\x00b\x1b[31m",
    "long": "x" * 10_000_000,
    "digits": "9" * 1_000_000,
    "spaces": " " * 1_000_000,
    "separators": "1" + ",000" * 200_000,
}


def _check(kind, answer):
    question = QUESTIONS[kind]
    found = mark(question, answer)
    assert 0 <= found.score <= question.points
    assert found.right == (found.score == question.points)
    for language in ("fr", "en"):
        shown = public(question, language)
        found.panel_marks(language)
        values = panel_values(shown, answer) if kind != "scenario" else {}
        json.dumps(values)
        if values:
            answer_of(shown, values)
        page = statement(shown, answer, language)
        page.encode("utf-8")
        assert not re.search("<(?:script|img|b|i)\\b", page)
        assert len(page) < 400_000


@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_cost_their_question_only(kind, name):
    _check(kind, HOSTILE[name])


_TEXT = st.one_of(st.sampled_from(_IDS), st.text(st.characters(), max_size=20))
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(_TEXT, inner, max_size=6)),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", QUESTIONS)
@settings(max_examples=150, deadline=None)
@given(answer=_JSON)
def test_any_json_value_is_marked(kind, answer):
    _check(kind, answer)


@pytest.mark.parametrize("kind", ["single", "short", "essay", "number"])
def test_typed_text_is_shown_and_does_nothing(kind):
    text = '<script>alert("x")</script> & <b>gras</b>'
    shown = public(QUESTIONS["essay"], "fr")
    page = statement(shown, text, "fr")
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "\u202e" not in statement(shown, "\u202eabc", "fr")


def test_a_key_guessed_as_an_answer_earns_what_it_deserves():
    for kind, spec in SAMPLES.items():
        assert 0 <= mark(QUESTIONS[kind], spec).score <= QUESTIONS[kind].points
