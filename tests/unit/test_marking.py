"""Marking, case by case, worked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from passerelles.library.errors import Refusal
from passerelles_widgets import simulators
from passerelles_widgets.forms.marking import mark
from passerelles_widgets.forms.questions import from_json
from passerelles_widgets.forms.reading import readings, wording

_DATA = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "questions.yml").read_text(encoding="utf-8")
)
SAMPLES, RIGHT = _DATA["samples"], _DATA["right"]


def score(kind, answer, **change):
    return mark(from_json({**SAMPLES[kind], **change}), answer).score


@pytest.mark.parametrize("kind", RIGHT)
def test_the_right_answer_earns_every_point(kind):
    given = mark(from_json(SAMPLES[kind]), RIGHT[kind])
    assert given.right
    assert given.score == given.out_of == SAMPLES[kind]["points"]


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("answer", [None, "", [], {}])
def test_no_answer_earns_nothing(kind, answer):
    given = mark(from_json(SAMPLES[kind]), answer)
    assert (given.score, given.right) == (0.0, False)
    assert "not answered" in given.verdict.en


def test_single_is_all_or_nothing_and_explains_every_option():
    assert score("single", "b") == 0
    given = mark(from_json(SAMPLES["single"]), "b")
    assert [(part.id, part.kind) for part in given.parts] == [
        ("a", "right"),
        ("b", "wrong"),
        ("c", "info"),
    ]
    assert set(given.panel_marks("fr")) == {"answer/a", "answer/b", "answer/c"}


@pytest.mark.parametrize(
    ("picked", "points"),
    [(["a"], 1.5), (["a", "c"], 0), (["a", "b", "c"], 1.5), (["c", "d"], 0), (list("abcd"), 0)],
)
def test_multiple_takes_false_picks_off_the_hits(picked, points):
    assert score("multiple", picked) == pytest.approx(points)


def test_multiple_says_what_was_missed():
    given = mark(from_json(SAMPLES["multiple"]), ["a", "c"])
    kinds = {part.id: part.kind for part in given.parts}
    assert kinds == {"a": "right", "b": "partial", "c": "wrong", "d": "info"}


@pytest.mark.parametrize(
    ("order", "points"),
    [("abc", 3), ("bac", 2), ("bca", 1), ("cba", 0), ("ab", 1), ("c", 0), ("aabbcc", 3)],
)
def test_ordering_counts_pairs_in_the_right_order(order, points):
    assert score("ordering", list(order)) == pytest.approx(points)


@pytest.mark.parametrize(
    ("pairs", "points"),
    [
        ({"one": "x"}, 1),
        ({"one": "x", "two": "x", "three": "x"}, 2),
        ({"three": "z"}, 1),
        ({"one": "y", "two": "x", "three": "y"}, 0),
    ],
)
def test_matching_counts_rows_and_accepts_any_of_a_rows_keys(pairs, points):
    assert score("matching", pairs) == pytest.approx(points)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("62 %", 62),
        ("62\u00a0%", 62),
        ("0,62", 0.62),
        ("62%", 0.62),
        ("1,234", 1.234),
        ("1,234", 1234),
        ("−3,5", -3.5),
        ("€1,495,000", 1_495_000),
        ("1 495 000 €", 1_495_000),
        ("3,2 groupes", 3.2),
        ("  12. ", 12),
        ("١٢", 12),
        (7, 7),
        (7.25, 7.25),
    ],
)
def test_numbers_are_read_as_either_language_writes_them(typed, meant):
    assert meant in [pytest.approx(one) for one in readings(typed)]


@pytest.mark.parametrize(
    "typed",
    [
        *("", "trois", "1 2", "12 34", "3 à 4", "1e5", "0x10", "1,2,3", "nan", "inf", "--1"),
        *(True, None, float("nan"), float("inf"), 10**400, [1], {"a": 1}, "9" * 999_999),
    ],
)
def test_what_is_no_number_is_not_guessed(typed):
    assert readings(typed) == ()


def test_number_is_right_within_its_tolerance_only():
    assert score("number", 1234) == 2
    assert score("number", "1235") == 2
    assert score("number", 1235.1) == 0
    assert "cannot be read" in mark(from_json(SAMPLES["number"]), "beaucoup").verdict.en


def test_short_answers_forgive_case_accents_spaces_and_punctuation():
    assert wording("  Multi-Niveaux ! ") == wording("multiniveaux")
    assert score("short", "Secret  COHÉRENCE.") == 1
    assert score("short", "incoherence") == 0
    assert score("short", "…") == 0


def test_a_table_earns_the_checks_it_passes():
    wrong_payer = [{**row, "who": "town"} for row in RIGHT["table"]]
    assert score("table", wrong_payer) == 3
    assert score("table", [{"amount": "100"}]) == 2
    assert score("table", [{}, {"who": "partner"}]) == 1


def test_an_essay_waits_for_a_person():
    given = mark(from_json(SAMPLES["essay"]), "Un texte.")
    assert (given.score, given.by_hand) == (0.0, True)
    assert not mark(from_json(SAMPLES["essay"]), "   ").by_hand


@dataclass
class _Simulator:
    """Mirrors what marking uses of a simulator."""

    found: dict[str, float]
    data = SimpleNamespace(parameters=())

    def defaults(self):
        return {}

    def check(self, values):
        if "bad" in values:
            raise Refusal("Sièges : 0 à 20.", "Seats: 0 to 20.")
        if "crash" in values:
            raise ZeroDivisionError
        return values

    def run(self, _values):
        return None

    def indicators(self, _values):
        return self.found


@pytest.mark.parametrize(
    ("found", "points"),
    [
        ({"effective_groups": 3.2, "dominance": 0.4}, 4),
        ({"effective_groups": 2.9, "dominance": 0.4}, 1),
        ({"effective_groups": 3.0, "dominance": 0.6}, 3),
        ({"effective_groups": float("nan"), "dominance": 0.4}, 1),
        ({"dominance": 0.5}, 1),
    ],
)
def test_a_scenario_earns_the_conditions_its_simulator_finds_met(monkeypatch, found, points):
    monkeypatch.setattr(simulators, "load", lambda _id: _Simulator(found))
    given = mark(from_json(SAMPLES["scenario"]), {"seats": 3})
    assert given.score == points
    assert sum(part.earned for part in given.parts) == points


@pytest.mark.parametrize(
    ("chosen", "found", "earned"),
    [
        ({"mode": "phone", "methods": ["survey"]}, 1.0, [1, 1, 1]),
        ({"mode": "phone", "methods": []}, 1.0, [1, 0, 0]),
        ({"mode": "letter", "methods": ["survey"]}, 1.0, [0, 0, 0]),
        ({"mode": "phone", "methods": ["survey"]}, 9.0, [1, 1, 0]),
    ],
)
def test_a_condition_may_name_a_choice_and_need_a_chain_of_others(
    monkeypatch, chosen, found, earned
):
    fake = _Simulator({"error": found})
    fake.data = SimpleNamespace(
        parameters=[
            SimpleNamespace(
                id=name,
                type=kind,
                kind="decision",
                options=[SimpleNamespace(id=option) for option in options],
            )
            for name, kind, options in [
                ("mode", "choice", ["phone", "letter"]),
                ("methods", "choices", ["survey", "meetings"]),
            ]
        ]
    )
    monkeypatch.setattr(simulators, "load", lambda _id: fake)
    conditions = [
        {"id": "mode", "indicator": "mode/phone", "at_least": 1},
        {"id": "survey", "indicator": "methods/survey", "at_least": 1, "needs": "mode"},
        {"id": "error", "indicator": "error", "at_most": 3, "needs": "survey"},
    ]
    texts = SAMPLES["scenario"]["constraints"][0]
    spec = {
        **SAMPLES["scenario"],
        "points": 3,
        "constraints": [
            {"text": texts["text"], "why": texts["why"], "points": 1, **one} for one in conditions
        ],
    }
    given = mark(from_json(spec), chosen)
    assert [part.earned for part in given.parts] == earned


def test_a_refused_scenario_earns_nothing_and_says_why(monkeypatch):
    monkeypatch.setattr(simulators, "load", lambda _id: _Simulator({}))
    question = from_json(SAMPLES["scenario"])
    assert mark(question, {"bad": 1}).verdict.en == "Seats: 0 to 20."
    assert mark(question, {"crash": 1}).score == 0
    assert mark(question, ["not", "a", "scenario"]).score == 0


def test_verdicts_are_written_as_each_language_does():
    given = mark(from_json(SAMPLES["multiple"]), ["a"])
    assert given.verdict.fr == "C’est en partie juste\u00a0: 1,5 sur 3\u00a0points."
    assert given.verdict.en == "That is partly right: 1.5 out of 3 points."
