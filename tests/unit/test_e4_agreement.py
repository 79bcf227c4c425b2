"""The exercise on the agreement: what plausible mistakes cost, and what a hollow text earns."""

from __future__ import annotations

import pytest
from tests.graded import Graded

_WEIGHTS = (
    "main-migrant-groups",
    "migrant-associations",
    "cooperation-experience",
    "available-resources",
    "cultural-proximity",
)


@pytest.fixture(scope="module")
def graded():
    return Graded("e4-agreement")


@pytest.fixture(scope="module")
def choice(graded):
    return graded.solution["e4-partners"]


@pytest.fixture(scope="module")
def text(graded):
    return graded.solution["e4-memorandum"]


def weights(*values):
    return {f"weight-{name}": value for name, value in zip(_WEIGHTS, values, strict=True)}


def test_only_the_proportions_between_weights_count(graded, choice):
    assert graded.score("e4-partners", {**choice, **weights(100, 100, 50, 50, 50)}) == 3
    assert graded.score("e4-partners", {**choice, **weights(10, 10, 5, 5, 5)}) == 3


def test_other_weights_earn_at_most_what_is_known_of_the_others(graded, choice):
    for others in (weights(20, 20, 20, 20, 20), weights(40, 30, 10, 10, 10)):
        assert graded.score("e4-partners", {**choice, **others}) == 0.5


def test_an_old_chart_taken_as_verified_costs_the_readiness(graded, choice):
    rows = [dict(row) for row in choice["candidates"]]
    rows[0]["operational-capacity"] = "verified"
    parts = graded.earned("e4-partners", {**choice, "candidates": rows})
    assert parts == {"weights": 1, "unknown": 0.5, "readiness": 0, "ready": 0.5}


def test_marks_settled_by_the_committee_cannot_be_moved(graded, choice):
    rows = [{**row, "main-migrant-groups": 0, "country": "?"} for row in choice["candidates"]]
    changed = {**choice, "candidates": rows, "ready-from": 0.5, "partial": 1}
    assert graded.score("e4-partners", changed) == 3


def test_reading_and_gaps_lose_by_false_picks(graded):
    assert graded.score("e4-reading", ["fragile", "enquire", "solvara"]) == pytest.approx(2 / 3)
    assert graded.score("e4-missing", ["governance", "monitoring", "budget"]) == 1
    assert graded.score("e4-missing", ["governance"]) == 1


def test_a_sound_article_must_be_left_alone(graded):
    right = graded.solution["e4-defects"]
    assert graded.score("e4-defects", {**right, "plans": "beyond"}) == 2


def test_wordings_in_reverse_earn_nothing(graded):
    assert graded.score("e4-wording", ["result", "counted", "dated", "better"]) == 0
    assert graded.score("e4-wording", ["better", "dated", "result", "counted"]) == pytest.approx(
        5 / 6
    )


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ("comité directeur", 1),
        ("Le comité de pilotage", 1),
        ("Steering Committee", 1),
        ("unité commune", 0),
        ("conseil municipal", 0),
    ],
)
def test_the_body_has_two_names(graded, answer, points):
    assert graded.score("e4-body", answer) == points


def test_a_year_of_the_desk_instead_of_three_costs_its_line_and_the_totals(graded):
    table = [dict(row) for row in graded.solution["e4-budget"]]
    table[0] = {"home": "20 000", "partner": "10 000"}
    assert graded.score("e4-budget", table) == 0.75


def test_tasks_given_to_the_technical_team_alone(graded):
    answer = dict.fromkeys(graded.solution["e4-tasks"], "technical")
    assert graded.score("e4-tasks", answer) == 1


def test_a_text_half_mended_earns_its_share(graded, text):
    start = graded.start("e4-memorandum", "fr")
    written = {name: text[name] for name in ("governance", "monitoring", "budget")}
    parts = graded.earned("e4-memorandum", {**start, **written})
    assert {name for name, points in parts.items() if points} == {"gaps", "eight"}


def test_hollow_sentences_fill_the_gaps_only(graded):
    hollow = {"governance": "À définir.", "monitoring": "Selon les besoins."}
    start = {**graded.start("e4-memorandum", "fr"), **hollow}
    assert graded.score("e4-memorandum", start) == 1


def test_actions_cannot_be_emptied_away(graded, text):
    whole = graded.earned("e4-memorandum", text)
    assert whole["kept"] == 0.5
    short = graded.earned("e4-memorandum", {**text, "actions": text["actions"][:2]})
    assert (short["measurable"], short["kept"]) == (0.5, 0)
    none = graded.earned("e4-memorandum", {**text, "actions": []})
    assert (none["measurable"], none["kept"], none["twelve"]) == (0, 0, 0)


def test_the_form_and_the_parties_are_given(graded, text):
    changed = {**text, "form": "revision", "home": "?", "partner": "!"}
    assert graded.score("e4-memorandum", changed) == 4


def test_an_english_text_earns_as_much(graded):
    start = graded.start("e4-memorandum", "en")
    rows = [dict(row) for row in start["actions"]]
    rows[0]["who"] = "the two heads of department"
    rows[1]["date"] = "June 2029"
    english = {
        **start,
        "actions": [rows[0], rows[1], rows[3]],
        "objective": "By December 2029, 40 projects that came of advice have run for a year.",
        "stakeholders": "The Families’ Circle and migrants back in Tchérimba sit on both sides.",
        "monitoring": "Every half-year the university records three indicators; review in 2028.",
        "budget": "€150,000, of which Hautebrise pays €93,000 and Tchérimba €57,000.",
        "management": "The two departments, in Hautebrise and in Tchérimba, form a joint unit.",
        "governance": "A steering committee with two chairs meets every March and every October.",
    }
    assert graded.score("e4-memorandum", english) == 4
