"""The exercise that is the dossier: its points, its keys, its solution."""

from __future__ import annotations

import pytest
from tests.unit import exercise_checks as checks

DOSSIER, MONITORING = "e8-dossier", "e8-monitoring"


@pytest.fixture(scope="module")
def read():
    return checks.Read("e8-dossier")


def test_it_is_sound_and_its_solution_earns_everything(read):
    checks.points(read, 40, 24)
    checks.full_marks_or_nothing(read)
    checks.nothing_given_away(read)
    checks.nothing_repeated(read, "06-synthesis")


def test_monitoring_earns_as_much_in_english_and_nothing_as_found(read):
    checks.both_languages(read, MONITORING)


@pytest.mark.parametrize(
    ("question", "answer", "points"),
    [
        ("e8-progress", [{"progress": "50 %", "light": "green"}, {}, {"light": "amber"}], 0.75),
        ("e8-progress", [{}, {"progress": "71,4"}, {"progress": "20", "light": "red"}], 1.5),
        ("e8-revise", {"nights": "needs", "employers": "stakeholders", "tired": "initiative"}, 0.6),
        ("e8-outside", "funder", 0),
    ],
)
def test_a_partly_right_answer_earns_part_of_the_points(read, question, answer, points):
    assert read.score(question, answer) == pytest.approx(points)


def test_a_total_alone_hides_the_delay(read):
    plan = read.right(MONITORING)
    plan["indicators"] = plan["indicators"][:1]
    assert read.score(MONITORING, plan) == 2  # who takes part, and when


def test_being_informed_is_not_taking_part(read):
    plan = read.right(MONITORING)
    plan["participants"][3]["role"] = "informed"
    assert read.score(MONITORING, plan) == 3


def test_thresholds_and_today_are_facts(read):
    plan = read.right(MONITORING) | {"green_from": 50, "amber_from": 0, "now": 120}
    assert read.score(MONITORING, plan) == 5


def test_each_plank_counts_for_itself(read):
    snapshot = read.right(DOSSIER)
    del snapshot["dossier"]["sections"]["monitoring-plan"]
    assert read.score(DOSSIER, snapshot) == 12
    snapshot["dossier"]["sections"]["funding-plan"]["own_share"] = 0
    assert read.score(DOSSIER, snapshot) == 11  # thin: half of two points
    for name in list(snapshot["dossier"]["sections"]):
        if name != "needs":
            del snapshot["dossier"]["sections"][name]
    assert read.score(DOSSIER, snapshot) == 1
