"""Diffusion: small networks by hand, Bass’s own curve, the forum’s effect, and Hamburg."""

from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles_widgets import simulators
from passerelles_widgets.simulators.diffusion import model
from passerelles_widgets.simulators.diffusion import network as ties
from passerelles_widgets.simulators.diffusion.spread import Draws, Rates, draws, mixed, spread

SIM = simulators.load("diffusion")


def certain(size, arcs, passing=0.0):
    """Return chance under which every trial succeeds only if its rate is above one half."""
    return Draws([0.5] * size, [passing] * size, [0.5] * arcs)


def test_a_chain_by_hand():
    chain = ties.network(4, [(0, 1), (1, 2), (2, 3)])
    sure = Rates(innovation=0, imitation=1, pass_on=1, quarters=4)
    assert spread(chain, [0], [0], sure, certain(4, 6)) == [1, 2, 3, 4, 4]
    silent = Rates(0, 1, 0, 4)
    assert spread(chain, [0], [0], silent, certain(4, 6)) == [1, 2, 2, 2, 2]
    assert spread(chain, [0], [], sure, certain(4, 6)) == [1, 1, 1, 1, 1]


def test_the_wait_for_a_contact_is_geometric():
    pair = ties.network(2, [(0, 1)])
    rates = Rates(innovation=0, imitation=0.25, pass_on=0, quarters=6)
    runs = 4000
    adopted = [0] * (rates.quarters + 1)
    rng = Random(7)
    for _ in range(runs):
        counts = spread(pair, [0], [0], rates, draws(rng, 2, 2, 2))
        adopted = [sum(both) for both in zip(adopted, counts, strict=True)]
    for quarter, total in enumerate(adopted):
        assert total / runs - 1 == pytest.approx(1 - 0.75**quarter, abs=0.03)


def test_where_everyone_knows_everyone_it_is_the_bass_model():
    size, quarters, p, q = 150, 24, 0.01, 0.2
    edges = [(i, j) for i in range(size) for j in range(i)]
    net = ties.network(size, edges)
    rates = Rates(p, q / (size - 1), 1.0, quarters)
    rng, runs = Random(3), 30
    totals = [0.0] * (quarters + 1)
    for _ in range(runs):
        counts = spread(net, [0], [0], rates, draws(rng, size, net.count, net.count))
        totals = [a + b / size / runs for a, b in zip(totals, counts, strict=True)]
    bass = mixed(1 / size, 1 / size, size - 1, rates)
    assert totals == pytest.approx(bass, abs=0.04)
    discrete = 1 / size
    for share in bass[1:]:
        discrete += (1 - discrete) * (p + q * discrete)  # Bass’s difference equation
        assert share == pytest.approx(discrete, abs=0.05)


def test_attachment_makes_hubs():
    edges = ties.attachment(400, 2, Random(1))
    assert len(edges) == len(set(edges)) == 2 * 400 - 3
    assert all(one != two for one, two in edges)
    net = ties.network(400, edges)
    assert net.top > 0.3
    assert max(len(held) for held in net.own) > 5 * net.mean


def test_a_forum_adds_what_it_says_to_nodes_it_knew_not():
    base = ties.network(50, ties.attachment(50, 2, Random(1)))
    joined = ties.joined(base, [3, 4], 5, seed=1)
    assert joined.count - base.count == 2 * 2 * 5
    for member in (3, 4):
        others = [other for other, _ in (*base.own[member], *joined.added[member])]
        assert len(others) == len(set(others))
        assert member not in others
    crowded = ties.joined(base, [0], 180, seed=1)
    assert len(crowded.own[0]) + len(crowded.added[0]) == 49


def test_whom_one_starts_with():
    net = ties.network(4, [(0, 1), (0, 2), (0, 3), (1, 2)])
    shuffled = [3, 2, 1, 0]
    assert ties.order(net, "hubs", shuffled) == [0, 2, 1, 3]
    assert ties.order(net, "edge", shuffled) == [3, 2, 1, 0]
    assert ties.order(net, "random", shuffled) == shuffled


def test_hamburg_comes_out_of_the_model():
    values = SIM.check({**SIM.defaults("en"), **model.HAMBURG})
    result = SIM.run(values)
    assert values["trained"] == 45
    assert values["relay"] == 62
    assert result.relays == 28
    assert values["quarters"] == 9  # October 2011 to December 2013
    assert result.reached == pytest.approx(2800, rel=0.03)
    assert result.per_relay == pytest.approx(100, rel=0.03)
    assert result.adopted_without < 0.05
    curve, relays = result.hamburg
    assert relays == 28
    assert curve.mean[0] == 0
    assert curve.mean[-1] == pytest.approx(2800, rel=0.03)


def test_the_example():
    result = SIM.run(SIM.defaults("fr"))
    assert (result.relays, result.trained, result.size) == (4, 6, 120)
    assert result.with_forum.mean[0] == result.without.mean[0] == 6 / 120
    assert result.gain > 0.1
    assert result.best_start == "hubs"
    assert result.starts["hubs"][1] > result.starts["random"][1] > result.starts["edge"][1]
    assert result.mixed[-1] > result.adopted
    assert SIM.contribution(SIM.defaults("fr")) == {}
    assert SIM.data.writes == ()


def test_the_same_seed_gives_the_same_curves():
    values = SIM.defaults("en")
    again = simulators.load("diffusion").model.Scenario.from_values(values)
    assert model.run(again) == model.run(again)
    assert SIM.run({**values, "seed": 2}).with_forum != SIM.run(values).with_forum


def test_limits():
    values = SIM.defaults("en")
    assert SIM.run({**values, "trained": 200, "members": 120, "size": 10}).adopted == 1
    still = SIM.run({**values, "imitation": 0, "innovation": 0})
    assert still.adopted == still.adopted_without == 6 / 120
    sure = SIM.run({**values, "imitation": 100, "pass_on": 100, "relay": 100, "quarters": 40})
    assert sure.adopted == sure.adopted_without == 1
    assert SIM.run({**values, "relay": 0}).per_relay == 0
    nobody = SIM.run({**values, "members": 0})
    assert nobody.gain == 0
    assert not nobody.has_forum


small = st.fixed_dictionaries(
    {
        "size": st.integers(10, 60),
        "trained": st.integers(1, 12),
        "start": st.sampled_from(ties.STARTS),
        "members": st.integers(0, 60),
        "forum_ties": st.integers(0, 12),
        "quarters": st.integers(1, 12),
        "imitation": st.floats(0, 100),
        "innovation": st.floats(0, 20),
        "pass_on": st.floats(0, 100),
        "relay": st.floats(0, 100),
        "seed": st.integers(1, 50),
        "runs": st.just(5),
    }
)


@settings(max_examples=40, deadline=None)
@given(small)
def test_a_forum_never_slows_a_practice(changes):
    result = SIM.run({**SIM.defaults("en"), **changes})
    for helped, alone in zip(result.with_forum.mean, result.without.mean, strict=True):
        assert helped >= alone - 1e-12
    curve = result.with_forum
    assert list(curve.mean) == sorted(curve.mean)
    for low, mean, high in zip(curve.low, curve.mean, curve.high, strict=True):
        assert 0 <= low <= high <= 1
        assert 0 <= mean <= 1
    assert all(0 <= share <= 1 + 1e-12 for share in result.mixed)


@settings(max_examples=30, deadline=None)
@given(small, st.sampled_from(["imitation", "innovation", "pass_on", "relay"]), st.floats(0, 1))
def test_more_persuasion_reaches_no_fewer(changes, rate, part):
    values = {**SIM.defaults("en"), **changes}
    top = SIM.parameter(rate).max
    more = {**values, rate: values[rate] + part * (top - values[rate])}
    if rate == "relay" and SIM.run(more).relays != SIM.run(values).relays:
        return  # another number of relays is another draw
    before, after = SIM.run(values), SIM.run(more)
    assert after.without.mean[-1] >= before.without.mean[-1] - 1e-12
    assert after.mixed[-1] >= before.mixed[-1] - 1e-12


def test_a_run_is_quick():
    scenario = model.Scenario.from_values(SIM.check(SIM.defaults("en")))
    model.hamburg()

    def once():
        start = perf_counter()
        model.run(scenario)
        return perf_counter() - start

    assert min(once() for _ in range(4)) < 0.15
