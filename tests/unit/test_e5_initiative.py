"""The exercise on sector, kind of initiative and plan: its points, its keys, its solution."""

from __future__ import annotations

import pytest
from tests.unit import exercise_checks as checks

PLAN = "e5-plan"


@pytest.fixture(scope="module")
def read():
    return checks.Read("e5-initiative")


def test_it_is_sound_and_its_solution_earns_everything(read):
    checks.points(read, 30, 20)
    checks.full_marks_or_nothing(read)
    checks.nothing_given_away(read)
    checks.nothing_repeated(read, "03-sectors")


def test_the_plan_earns_as_much_in_english_and_nothing_as_found(read):
    checks.both_languages(read, PLAN)


@pytest.mark.parametrize(
    ("question", "answer", "points"),
    [
        ("e5-mutual", [{"mutual": "7.5", "decision": "keep"}, {}, {}], 1),
        # Ordinary averages instead of geometric means; the decisions are right.
        (
            "e5-mutual",
            [
                {"mutual": "7.5", "decision": "keep"},
                {"mutual": "7", "decision": "talk"},
                {"mutual": "4.5", "decision": "leave"},
            ],
            2,
        ),
        ("e5-kind", "pilot", 0),
        ("e5-watch", {"tres": "unknown", "veneto": "coordination", "modena": "free"}, 1),
        ("e5-fund", "51,000", 1.5),
        ("e5-fund", "56 000 €", 0),
        ("e5-limits", ["families", "ceiling", "duty"], 2 / 3),
        ("e5-rights", ["passports", "permit"], 2.5 * 2 / 3),
        ("e5-rights", ["passports", "training", "complaints", "union", "rent"], 0),
        ("e5-levels", {"framework": "deliverable", "living": "result", "parts": "activity"}, 0.5),
    ],
)
def test_a_partly_right_answer_earns_part_of_the_points(read, question, answer, points):
    assert read.score(question, answer) == pytest.approx(points)


def test_each_fault_left_in_the_plan_costs_its_own_condition(read):
    plan = read.right(PLAN)
    # Without the diaspora, its condition and the ninth step are lost.
    assert read.score(PLAN, {**plan, "planners": ["authorities", "knowledge"]}) == 4.5
    activities = read.right(PLAN)["activities"]
    activities[3]["after"] = "C"  # Oualdène waits for Castelbrume again: 22 months
    assert read.score(PLAN, {**plan, "activities": activities}) == pytest.approx(3.5)
    activities = read.right(PLAN)["activities"]
    activities[5]["after"] = ""  # the repair points open before anybody is trained
    assert read.score(PLAN, {**plan, "activities": activities}) == 5
    costs = read.right(PLAN)["costs"]
    costs[1]["payer"] = "home"
    assert read.score(PLAN, {**plan, "costs": costs}) == 5.5
    assert read.score(PLAN, {**plan, "reserve": 0}) == 4.5  # the share within the budget goes too
    risks = read.right(PLAN)["risks"]
    risks[0]["answer"] = ""
    assert read.score(PLAN, {**plan, "risks": risks}) == 5.5
    assert read.score(PLAN, {**plan, "risks": risks[1:]}) == 5.5  # deleting is no answer


def test_facts_of_the_case_cannot_be_changed(read):
    plan = read.right(PLAN)
    for row in plan["activities"]:
        row["months"] = 0
    for row in plan["costs"]:
        row.update(line="travel")
    plan |= {"horizon": 60, "margin": 50}
    assert read.score(PLAN, plan) == 6
    plan["costs"][0]["unit-cost"] = 20_000
    assert read.score(PLAN, plan) == 6
