"""The exercise on the context: what plausible mistakes cost."""

from __future__ import annotations

import pytest
from tests.graded import Graded


@pytest.fixture(scope="module")
def graded():
    return Graded("e1-context")


def test_each_sentence_of_the_speech_counts_alike(graded):
    right = graded.solution["e1-sentences"]
    assert graded.score("e1-sentences", {**right, "town": "sound"}) == 2
    assert graded.score("e1-sentences", dict.fromkeys(right, "sound")) == 0.5


def test_neighbours_swapped_among_the_shares_cost_one_pair_in_fifteen(graded):
    order = list(graded.solution["e1-shares"])
    order[3], order[4] = order[4], order[3]
    assert graded.score("e1-shares", order) == pytest.approx(1.5 * 14 / 15)
    assert graded.score("e1-shares", order[::-1]) == pytest.approx(1.5 / 15)


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ("85,5", 1),
        ("85.45", 1),
        ("85", 1),
        ("85 %", 1),
        # The other ways of dividing: of those from Kélindou, of the whole town.
        ("68,1", 0),
        ("60", 0),
        ("40,9", 0),
    ],
)
def test_the_share_is_read_along_the_row(graded, answer, points):
    assert graded.score("e1-tanneries", answer) == points


def test_a_promise_made_of_everything_keeps_the_targets_only(graded):
    table = [{**row, "words": "promise"} for row in graded.solution["e1-targets"]]
    assert graded.score("e1-targets", table) == 2
    swapped = [{**row, "target": "10c"} for row in graded.solution["e1-targets"]]
    assert graded.score("e1-targets", swapped) == pytest.approx(3 - 3 * 0.25)


def test_ticking_everything_earns_little(graded):
    assert graded.score("e1-obstacles", ["nobody", "shyness", "team", "routes", "money"]) == 0.5
    assert graded.score("e1-obstacles", ["team", "money"]) == 0
    assert graded.score("e1-cycle", ["pre-decision"]) == 0.5
    assert graded.score("e1-cycle", ["pre-decision", "pre-departure", "return"]) == 0.5


def test_the_counterpart_of_equal_rank_is_right_once(graded):
    answer = dict.fromkeys(graded.solution["e1-counterparts"], "district")
    assert graded.score("e1-counterparts", answer) == 0.5


@pytest.mark.parametrize(
    ("question", "wrong"),
    [("e1-displaced", "geneva"), ("e1-principle", "auditor"), ("e1-principle", "targets")],
)
def test_a_wrong_choice_earns_nothing(graded, question, wrong):
    assert graded.score(question, wrong) == 0
