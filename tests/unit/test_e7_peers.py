"""The exercise on peer learning: its points, its keys, its solution."""

from __future__ import annotations

import pytest
from tests.unit import exercise_checks as checks

EXCHANGE = "e7-exchange"


@pytest.fixture(scope="module")
def read():
    return checks.Read("e7-peers")


def test_it_is_sound_and_its_solution_earns_everything(read):
    checks.points(read, 30, 20)
    checks.full_marks_or_nothing(read)
    checks.nothing_given_away(read)
    checks.nothing_repeated(read, "05-peer-learning")


def test_the_exchange_earns_as_much_in_english_and_nothing_as_found(read):
    checks.both_languages(read, EXCHANGE)


@pytest.mark.parametrize(
    ("question", "answer", "points"),
    [
        ("e7-teach", ["water", "register"], 4 / 3),
        ("e7-teach", ["water", "film", "nothing"], 0),
        ("e7-forms", {"south": "south-south", "third": "triangular", "desk": "network"}, 1),
        ("e7-faults", ["question", "one-way", "people", "rush", "trace", "french"], 2),
        ("e7-network", "database", 0),
        ("e7-spread", "192", 1.5),
        ("e7-spread", "312", 0),  # every second one forgotten
        ("e7-lessons", {"foundation": "coherence", "idea": "ownership", "staff": "knowledge"}, 1),
        ("e7-transfer", ["assess", "ordinary", "priority"], 2.5 / 3),
    ],
)
def test_a_partly_right_answer_earns_part_of_the_points(read, question, answer, points):
    assert read.score(question, answer) == pytest.approx(points)


def test_the_best_peer_for_lormeny_alone_loses_reciprocity(read):
    greedy = read.right(EXCHANGE) | {"reciprocity_weight": 0}
    assert read.score(EXCHANGE, greedy) == 3.5


def test_a_programme_without_its_trace_loses_what_depends_on_it(read):
    exchange = read.right(EXCHANGE)
    exchange["activities"] = [
        row for row in exchange["activities"] if row["kind"] != "written-lessons"
    ]
    assert read.score(EXCHANGE, exchange) == 2


def test_associations_time_and_cost_count_one_by_one(read):
    def changed(number, **values):
        exchange = read.right(EXCHANGE)
        exchange["activities"][number].update(values)
        return read.score(EXCHANGE, exchange)

    assert changed(1, month=6) == 4.5  # two months before the training
    assert changed(1, people=8) == 5  # 14,000 is not enough
    exchange = read.right(EXCHANGE)
    for row in exchange["activities"]:
        row["associations"] = 0
    assert read.score(EXCHANGE, exchange) == 4.5


def test_scores_trial_time_and_prices_are_facts(read):
    exchange = read.right(EXCHANGE)
    for row in exchange["territories"]:
        row.update(inclusion=3, education=-3, side="south", language="other")
    assert read.score(EXCHANGE, exchange | {"apart": 0, "journey": 0, "board": 0}) == 5.5
    rushed = read.right(EXCHANGE) | {"apart": 0}
    rushed["activities"][1]["month"] = 7
    assert read.score(EXCHANGE, rushed) == 4.5


def test_sending_other_territories_away_costs_points(read):
    exchange = read.right(EXCHANGE)
    exchange["territories"] = exchange["territories"][:3]
    assert read.score(EXCHANGE, exchange) < 5.5
