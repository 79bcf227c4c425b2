"""Policy coherence: a matrix worked by hand, and what must hold whatever the scores."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections_governance import Tier
from passerelles_widgets import simulators
from passerelles_widgets.simulators.coherence import matrix as cross
from passerelles_widgets.simulators.coherence import vertical
from passerelles_widgets.simulators.coherence.vertical import Instrument

SIM = simulators.load("coherence")
THREE = ((0, 2, -1), (-3, 0, 0), (1, -2, 0))


def run(rows, **more):
    return SIM.run({**SIM.defaults("en"), "policies": rows, **more})


def test_three_policies_by_hand():
    assert cross.by_row(cross.strengths(THREE)) == (3, 3, 3)
    assert cross.by_column(cross.strengths(THREE)) == (4, 4, 1)
    assert cross.by_row(THREE) == (1, -3, -1)
    # 1→2 via 3: (−1)(−2) = 2; 2→3 via 1: (−3)(−1) = 3; 3→1 via 2: (−2)(−3) = 6; 3→2 via 1: 2
    assert cross.second_order(THREE) == ((0, 2, 0), (0, 0, 3), (6, 2, 0))
    assert cross.total_effects(THREE, 0.5) == (2, -1.5, 3)
    assert cross.synergy(THREE) == pytest.approx(3 / 9)


def test_conflicts_are_ranked_by_strength_and_by_reach_of_the_victim():
    matrix = ((0, -2, -2), (1, 0, 0), (3, 3, 0))
    first, second = cross.conflicts(matrix, 0.5)
    assert (first.source, first.target, first.weight) == (0, 2, pytest.approx(3.0))
    assert (second.target, second.weight) == (1, pytest.approx(2 * (1 + 0.5 / 6)))
    assert [item.weight for item in cross.conflicts(matrix, 0)] == [2, 2]


def test_a_friend_of_an_enemy_is_a_hidden_conflict():
    matrix = ((0, 3, 1, 0), (0, 0, -2, 0), (0, 0, 0, 0), (0, 0, 0, 0))
    (found,) = cross.hidden(matrix, 4)
    assert (found.source, found.target, found.relay) == (0, 2, 1)
    assert (found.direct, found.indirect) == (1, -6)
    assert cross.hidden(matrix, 7) == ()


def test_ranks_are_shared():
    assert cross.ranks((5, 9, 5, 1)) == (2, 1, 2, 4)
    assert cross.ranks(()) == ()


def test_the_four_levels_by_hand():
    texts = [Instrument("a", "local", 2), Instrument("b", "local", -2)]
    levels = vertical.tiers([*texts, Instrument("c", "national", 3)])
    assert [level.mean for level in levels] == [0, None, 3, None]
    assert [level.alignment for level in levels] == [0.5, 0, 1, 0]
    assert vertical.alignment(levels) == pytest.approx(1.5 / 4)
    assert vertical.alignment(vertical.tiers([])) == 0


def test_the_town_of_the_example():
    result = SIM.run(SIM.defaults("fr"))
    assert result.to_settle == 4
    assert [item.policy.number for item in result.standings] == [1, 2, 3, 4, 5, 6]
    first = result.urgent[0]
    assert (first.source, first.target, first.score) == (1, 0, -3)
    assert result.heaviest == first.weight == pytest.approx(3 * (1 + 0.5 * 7 / 8))
    assert result.absent_tiers == ("regional",)
    assert result.vertical == pytest.approx((3 / 6 + 0 + 4 / 6 + 5 / 6) / 4)
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(SIM.defaults("en"))


def test_a_row_without_a_name_leaves_with_its_column():
    rows = [{"name": "A", "on2": -3, "on3": 2}, {"name": "", "on1": -3}, {"name": "C", "on1": 1}]
    result = run(rows)
    assert result.unnamed == 1
    assert result.matrix == ((0, 2), (1, 0))
    assert [item.policy.number for item in result.standings] == [1, 3]


def test_effects_on_oneself_and_on_missing_rows_are_not_read():
    result = run([{"name": "A", "on1": 3, "on8": -3}, {"name": "B"}])
    assert result.matrix == ((0, 0), (0, 0))
    assert (result.to_settle, result.synergy, result.heaviest) == (0, 0, 0)


def test_nothing_and_one():
    assert run([]).standings == ()
    alone = run([{"name": "A", "on2": -3}])
    assert alone.conflicts == ()
    assert alone.standings[0].influence_share == 1
    assert SIM.contribution({**SIM.defaults("en"), "policies": []}) == {}


def test_the_threshold_decides_what_must_be_settled():
    values = SIM.defaults("en")
    counts = [SIM.indicators({**values, "settle_from": s})["to_settle"] for s in (1, 2, 3)]
    assert counts == [7, 4, 1]


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = SIM.defaults("en")
    dossier = Dossier().with_sections(SIM.contribution(values))
    section = to_plain(dossier)["sections"]["coherence"]
    assert section["conflicts"][0]["source"] == "Housing"
    assert len(section["policies"]) == 6
    again = SIM.defaults("en", dossier)
    assert again["policies"] == SIM.check(values)["policies"]
    assert again["instruments"] == SIM.check(values)["instruments"]


def test_the_ids_are_those_of_the_dossier():
    assert Tier.__args__ == vertical.TIERS


matrices = st.integers(2, 6).flatmap(
    lambda n: st.lists(
        st.lists(st.integers(-3, 3), min_size=n, max_size=n), min_size=n, max_size=n
    ).map(cross.without_diagonal)
)


@given(matrices)
def test_what_is_given_is_taken(matrix):
    for table in (cross.strengths(matrix), cross.second_order(cross.strengths(matrix))):
        assert sum(cross.by_row(table)) == sum(cross.by_column(table))
    assert all(row[i] == 0 for i, row in enumerate(cross.second_order(matrix)))


@given(matrices, st.floats(0, 1))
def test_conflicts_are_the_negative_cells_and_weigh_at_least_their_strength(matrix, weight):
    found = cross.conflicts(matrix, weight)
    assert len(found) == sum(score < 0 for row in matrix for score in row)
    for item in found:
        assert -item.score <= item.weight <= -item.score * (1 + weight) + 1e-9
    assert [item.weight for item in found] == sorted((i.weight for i in found), reverse=True)


@given(matrices)
def test_reversing_every_sign_reverses_synergy_and_keeps_the_second_order(matrix):
    turned = tuple(tuple(-score for score in row) for row in matrix)
    assert cross.second_order(turned) == cross.second_order(matrix)
    if any(any(row) for row in matrix):
        assert cross.synergy(turned) == pytest.approx(1 - cross.synergy(matrix))


@given(matrices, st.integers(0, 5), st.integers(0, 5))
def test_settling_a_conflict_never_lowers_synergy(matrix, i, j):
    size = len(matrix)
    i, j = i % size, j % size
    if matrix[i][j] >= 0:
        return
    rows = [list(row) for row in matrix]
    rows[i][j] += 1
    settled = cross.without_diagonal(rows)
    assert cross.synergy(settled) >= cross.synergy(matrix) - 1e-12
    assert len(cross.conflicts(settled, 0.5)) <= len(cross.conflicts(matrix, 0.5))


@given(st.lists(st.builds(Instrument, st.just("x"), st.sampled_from(vertical.TIERS),
                          st.integers(-3, 3)), max_size=10))  # fmt: skip
def test_alignment_lies_between_nothing_and_everything(texts):
    levels = vertical.tiers(texts)
    assert 0 <= vertical.alignment(levels) <= 1
    assert sum(len(level.instruments) for level in levels) == len(texts)
