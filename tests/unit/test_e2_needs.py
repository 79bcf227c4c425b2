"""The exercise on needs: what plausible mistakes cost, and what a weak design earns."""

from __future__ import annotations

import pytest
from tests.graded import Graded


@pytest.fixture(scope="module")
def graded():
    return Graded("e2-needs")


@pytest.fixture(scope="module")
def design(graded):
    return graded.solution["e2-design"]


@pytest.mark.parametrize(
    ("answer", "points"),
    # Weighted; as announced; the plain average of the five shares; people instead of a share.
    [("30", 2), ("30 %", 2), ("0,3", 0), ("17,5", 0), ("39", 0), ("1800", 0)],
)
def test_groups_are_given_their_weight(graded, answer, points):
    assert graded.score("e2-weighted", answer) == points


def test_the_table_takes_rounded_and_exact_shares(graded):
    exact = [
        {"population": "30,0", "sample": "45,8", "reading": "over"},
        {"population": "15", "sample": "8,33", "reading": "under"},
        {"population": "13,3", "sample": "3,3", "reading": "under"},
    ]
    assert graded.score("e2-shares", exact) == 3
    swapped = [{**row, "population": row["sample"], "sample": row["population"]} for row in exact]
    assert graded.score("e2-shares", swapped) == 1.5
    assert graded.score("e2-shares", [{**row, "reading": "fair"} for row in exact]) == 1.5


def test_confused_limits_cost_their_rows(graded):
    right = graded.solution["e2-limits"]
    assert graded.score("e2-limits", {**right, "map": "uneven", "streets": "outdated"}) == 2


def test_concluding_too_much_takes_away_what_was_found(graded):
    assert graded.score("e2-reading", ["understated", "alarm"]) == pytest.approx(4 / 3)
    assert graded.score("e2-reading", ["understated", "three-quarters", "sexes"]) == 0


@pytest.mark.parametrize(
    "answer",
    ["Ventilation", "la désagrégation", "breakdown", "Disaggregated data", "ventilées"],
)
def test_the_word_is_known_in_both_languages(graded, answer):
    assert graded.score("e2-breakdown", answer) == 1


def test_triangulation_is_another_word(graded):
    assert graded.score("e2-breakdown", "triangulation") == 0


def test_surveying_before_listening_costs_a_pair(graded):
    order = ["read", "field", "meet", "cross", "return"]
    assert graded.score("e2-order", order) == pytest.approx(0.9)


def test_a_wrong_way_to_the_farms_earns_nothing(graded):
    for wrong in ("barn", "summons", "speak-for"):
        assert graded.score("e2-farms", wrong) == 0


def test_a_larger_sample_is_not_a_better_survey(graded, design):
    parts = graded.earned("e2-design", {**design, "margin": 3})
    assert parts["cost"] == parts["weeks"] == 0
    silent = graded.earned("e2-design", {**design, "margin": 3, "follow_up": 0})
    assert [name for name, points in silent.items() if points] == ["crossed"]


def test_small_groups_need_equal_shares(graded, design):
    parts = graded.earned("e2-design", {**design, "allocation": "proportional"})
    assert parts["groups"] == 0
    assert sum(parts.values()) == 4


def test_no_survey_earns_the_cross_checking_only(graded, design):
    families = ["health", "employment", "education", "associations"]
    without = {
        **design,
        "methods": ["desk-study", "consultation-meetings"],
        "covers-desk-study": families,
        "covers-consultation-meetings": families,
    }
    assert graded.score("e2-design", without) == 1


def test_a_sound_survey_that_crosses_nothing_loses_that_only(graded, design):
    assert graded.score("e2-design", {**design, "covers-desk-study": []}) == 4


def test_a_telephone_survey_is_right_too(graded, design):
    assert graded.score("e2-design", {**design, "mode": "telephone"}) == 5


def test_facts_and_assumptions_changed_by_the_learner_do_not_count(graded, design):
    easier = {
        **design,
        "groups": [{**row, "response": 100, "need": 50} for row in design["groups"]],
        "expected": 1,
        "silence_gap": 0,
        "follow_up": 0,
    }
    assert graded.score("e2-design", easier) == 1
    assert graded.score("e2-design", {**design, "expected": 1, "silence_gap": 40}) == 5


def test_english_names_of_the_groups_earn_as_much(graded, design):
    english = graded.start("e2-design", "en")["groups"]
    assert graded.score("e2-design", {**design, "groups": english}) == 5
