"""The statistics of a report, by cases worked by hand."""

import math

import pytest

from passerelles.grading.report_stats import Figures, correlation, deviation, figures, mean

# Four learners, three questions worth 2, 4 and 4 points.
TABLE = {
    "ana": {"a": 2.0, "b": 4.0, "c": 1.0},
    "bob": {"a": 2.0, "b": 3.0, "c": 2.0},
    "chloé": {"a": 0.0, "b": 1.0, "c": 3.0},
    "dan": {"a": 0.0, "b": 0.0, "c": 4.0},
}
MOST = {"a": 2.0, "b": 4.0, "c": 4.0}


def test_a_case_worked_by_hand():
    found = figures(TABLE, MOST)
    # a: 2 2 0 0, mean 1; the rest of each learner: 5 5 4 4, mean 4.5.
    # Σ = 1·0.5 + 1·0.5 + (−1)(−0.5) + (−1)(−0.5) = 2; Σx² = 4, Σy² = 1; r = 2/√4 = 1.
    assert found["a"] == Figures(4, 1.0, pytest.approx(math.sqrt(4 / 3)), 0.5, pytest.approx(1.0))
    # b: 4 3 1 0, mean 2; the rest: 3 4 3 4, mean 3.5.
    # Σ = 2(−0.5) + 1(0.5) + (−1)(−0.5) + (−2)(0.5) = −1; Σx² = 10, Σy² = 1; r = −1/√10.
    assert found["b"].discrimination == pytest.approx(-1 / math.sqrt(10))
    assert found["b"].facility == 0.5
    # c: 1 2 3 4, mean 2.5; the rest: 6 5 1 0, mean 3.
    # Σ = −1.5·3 − 0.5·2 + 0.5(−2) + 1.5(−3) = −11; Σx² = 5, Σy² = 26; r = −11/√130.
    assert found["c"].discrimination == pytest.approx(-11 / math.sqrt(130))
    assert found["c"].facility == pytest.approx(0.625)


def test_a_question_is_not_compared_with_itself():
    """Two questions that have nothing in common: 0, where the plain total would say 0.71."""
    table = {
        "ana": {"a": 1.0, "b": 1.0},
        "bob": {"a": 1.0, "b": 0.0},
        "chloé": {"a": 0.0, "b": 1.0},
        "dan": {"a": 0.0, "b": 0.0},
    }
    assert figures(table, {"a": 1.0, "b": 1.0})["a"].discrimination == pytest.approx(0.0)


def test_what_cannot_be_computed_is_not_a_number():
    nothing = figures({}, {"a": 1.0})["a"]
    assert nothing == Figures(0, None, None, None, None)
    same = figures({name: {"a": 1.0, "b": 2.0} for name in "xyz"}, {"a": 1.0, "b": 4.0})
    assert same["a"] == Figures(3, 1.0, 0.0, 1.0, None)
    two = figures({"x": {"a": 0.0, "b": 0.0}, "y": {"a": 1.0, "b": 1.0}}, {"a": 1.0, "b": 1.0})
    assert two["a"].discrimination is None
    assert figures({"x": {"a": 0.0}}, {"a": 0.0})["a"].facility is None
    assert mean([]) is None
    assert deviation([3.0]) is None
    assert correlation([1, 2, 3], [5, 5, 5]) is None


def test_a_score_that_waits_for_a_person_counts_nowhere():
    table = {**TABLE, "eve": {"a": 2.0, "b": 4.0}}
    found, before = figures(table, MOST), figures(TABLE, MOST)
    assert (found["a"].count, found["c"].count) == (5, 4)
    assert found["a"].mean == pytest.approx(1.2)
    assert found["a"].discrimination == before["a"].discrimination
    assert found["c"] == before["c"]
