"""The exercise on funding: its points, its keys, its solution."""

from __future__ import annotations

import pytest
from tests.unit import exercise_checks as checks

PLAN = "e6-plan"


@pytest.fixture(scope="module")
def read():
    return checks.Read("e6-resources")


def test_it_is_sound_and_its_solution_earns_everything(read):
    checks.points(read, 30, 20)
    checks.full_marks_or_nothing(read)
    checks.nothing_given_away(read)
    checks.nothing_repeated(read, "04-resources")


def test_the_plan_earns_as_much_in_english_and_nothing_as_found(read):
    checks.both_languages(read, PLAN)


@pytest.mark.parametrize(
    ("question", "answer", "points"),
    [
        ("e6-people", "80 %", 1.5),
        ("e6-people", "88 %", 0),
        ("e6-sources", {"room": "kind", "pontarel-post": "national", "reception": "foundation"}, 1),
        ("e6-expected", [{"expected": "16,000"}, {"expected": "14 400"}], 1),
        ("e6-effective", "2", 0),
        ("e6-till", "9,600", 1.5),
        ("e6-till", "14 400", 0),
        ("e6-core", "slice", 0),
        ("e6-conditions", ["match", "reports", "logo"], 2 / 3),
        ("e6-recognition", ["rate", "seat"], 4 / 3),
    ],
)
def test_a_partly_right_answer_earns_part_of_the_points(read, question, answer, points):
    assert read.score(question, answer) == pytest.approx(points)


def asking(read, *amounts):
    plan = read.right(PLAN)
    for row, amount in zip(plan["sources"], amounts, strict=True):
        row["amount"] = amount
    return plan


def test_the_committees_plan_only_adds_up(read):
    assert read.score(PLAN, asking(read, 0, 0, 0, 0, 0, 0, 60_000, 30_000)) == 1


def test_another_sound_plan_earns_everything(read):
    plan = asking(read, 18_000, 8_000, 20_000, 14_000, 12_000, 18_000, 0, 0)
    assert read.score(PLAN, plan) == 5.5


def test_a_plan_that_leans_on_the_national_programme_loses_part(read):
    plan = asking(read, 18_000, 8_000, 20_000, 0, 12_000, 30_000, 0, 0)
    assert 1 < read.score(PLAN, plan) < 5.5


def test_no_source_gives_more_than_its_ceiling(read):
    plan = asking(read, 90_000, 0, 0, 0, 0, 0, 0, 0)  # Pontarel has voted 18,000 only
    assert read.score(PLAN, plan) == 0
    above = asking(read, 99_000, 99_000, 99_000, 99_000, 99_000, 8_000, 0, 0)
    assert read.score(PLAN, above) == 5.5  # each brought back to its ceiling


def test_chances_dates_and_rules_are_facts(read):
    plan = read.right(PLAN)
    for row in plan["sources"]:
        row.update(probability=100, month=1, advance=100, own=True, restriction="none")
    for row in plan["needs"]:
        row["amount"] = 0
    assert read.score(PLAN, plan | {"cut": 0, "delay": 0, "draws": 100}) == 5.5
    weak = asking(read, 0, 0, 0, 0, 0, 0, 60_000, 30_000)
    for row in weak["sources"]:
        row.update(probability=100, own=True)
    assert read.score(PLAN, weak) == 1
