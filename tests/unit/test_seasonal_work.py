"""Seasonal work: weeks and rates worked by hand, seasons that follow, and what must hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.library.errors import Refusal
from passerelles_widgets import simulators
from passerelles_widgets.simulators.seasonal_work.returning import MEASURES, logit, return_rate
from passerelles_widgets.simulators.seasonal_work.weeks import share, weeks

SIM = simulators.load("seasonal_work")
FLAT = [{"name": "A", "weeks": 10, "workers": 1000}]


def run(**more):
    return SIM.run({**SIM.defaults("en"), **more})


def test_the_budget_is_that_of_the_report():
    """R 5.1: 1,495,000 euros over three seasons; the example comes out near it."""
    parameter = SIM.parameter("budget")
    assert (parameter.default, parameter.source) == (1_495_000, "R 5.1")
    result = run()
    assert len(result.seasons) == 3
    assert 0.8 * 1_495_000 < result.cost <= 1_495_000


def test_every_rate_is_a_hypothesis_with_its_reason():
    for item in SIM.data.parameters:
        if item.kind == "assumption":
            assert item.source == "hypothesis"
            assert item.reason


def test_weeks_by_hand():
    """100 hired, 50 more for the peak: 80, 120 and 200 people needed."""
    low, middle, high = weeks((80, 120, 200), 100, 50, 0.5, 1000)
    assert (low.present, low.legal, low.idle, low.irregular, low.lost) == (100, 80, 20, 0, 0)
    assert (middle.present, middle.legal, middle.idle) == (150, 120, 30)
    assert (high.legal, high.irregular, high.lost) == (150, 25, 25)
    scarce = weeks((200,), 100, 50, 0.5, 10)[0]
    assert (scarce.irregular, scarce.lost) == (10, 40)
    assert share((25,), (80, 120, 150, 25)) == pytest.approx(25 / 375)
    assert share((), ()) == 0


def test_a_measure_alone_and_complete_brings_the_rate_it_is_said_to_bring():
    alone = {name: 0.5 + i / 10 for i, name in enumerate(MEASURES)}
    nothing = dict.fromkeys(MEASURES, 0.0)
    assert return_rate(0.45, alone, nothing) == pytest.approx(0.45)
    for name in MEASURES:
        assert return_rate(0.45, alone, {**nothing, name: 1}) == pytest.approx(alone[name])
    assert logit(0.5) == 0


def test_two_seasons_by_hand():
    """No measure has an effect: half go home, 80 % of them ask, 30 % of places are kept."""
    rates = {f"alone-{name}": 50 for name in MEASURES}
    result = run(
        **rates, base=50, whole=1000, peak=0, demand=FLAT, willing=80, priority=30, seasons=2
    )
    first, second = result.seasons
    assert (first.new, first.called_back, first.gone_home, first.stayed) == (1000, 0, 500, 500)
    assert first.chance == pytest.approx(0.15)
    assert (second.asked, second.called_back, second.new) == (400, 300, 700)
    assert second.chance == pytest.approx(0.75)
    assert (result.irregular_share, result.idle_share, result.lost_share) == (0, 0, 0)
    assert result.experienced == pytest.approx(0.3)


def test_the_cost_of_a_season_by_hand():
    result = run(seasons=1)
    assert result.cost == 1400 * (12 * 4 + 100) + 1100 * 130 + 900 * 60 + 110_000
    assert result.balance == 1_495_000 - result.cost


def test_those_who_stay_on_are_there_for_irregular_work_the_next_year():
    result = run()
    assert result.seasons[1].irregular_share > result.seasons[0].irregular_share
    assert run(turned=0).irregular_share == 0
    assert run(peak=1300).irregular_share == 0


def test_the_example_can_be_improved():
    better = run(peak=1300, hours=40, beds=2000, health=2000, priority=90, complaints=True)
    result = run()
    assert better.return_rate > result.return_rate + 0.1
    assert better.irregular_share < result.irregular_share
    assert better.cost > result.cost


def test_nobody_hired_or_nothing_to_do():
    nobody = run(whole=0, peak=0)
    assert (nobody.places, nobody.experienced, nobody.stayed) == (0, 0, 0)
    assert nobody.irregular_share == 1
    idle = run(demand=[])
    assert (idle.irregular_share, idle.idle_share, idle.peak_demand) == (0, 0, 0)
    assert idle.beds_short == 0


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = {
        **SIM.defaults("en"),
        "priority": 65,
        "complaints": True,
        "seasons": 4,
        "demand": FLAT,
    }
    dossier = Dossier().with_sections(SIM.contribution(values))
    plain = to_plain(dossier)["sections"]["mobility-scheme"]
    assert plain["demand"] == FLAT
    assert SIM.defaults("en", dossier) == SIM.check(values)


def test_values_out_of_range_are_refused():
    for faulty in ({"seasons": 0}, {"priority": 101}, {"base": 0}, {"whole": 1.5}):
        with pytest.raises(Refusal):
            run(**faulty)


people = st.floats(0, 1e5)


@given(st.lists(people, max_size=20), people, people, st.floats(0, 1), people)
def test_every_week_adds_up(demand, whole, peak, turned, available):
    for week in weeks(demand, whole, peak, turned, available):
        assert week.legal + week.irregular + week.lost == pytest.approx(week.demand)
        assert min(week.legal, week.irregular, week.idle) >= 0
        assert week.lost >= -1e-9
        assert week.irregular <= available


unit = st.floats(0, 1)


@given(st.floats(0.01, 0.99), st.floats(0, 0.9), st.tuples(*[unit] * 5), st.tuples(*[unit] * 5))
def test_more_of_every_measure_never_lowers_the_rate_where_each_helps(base, help_, a, b):
    alone = dict.fromkeys(MEASURES, base + (0.99 - base) * help_)
    low = dict(zip(MEASURES, map(min, a, b), strict=True))
    high = dict(zip(MEASURES, map(max, a, b), strict=True))
    assert return_rate(base, alone, low) <= return_rate(base, alone, high) + 1e-12


@settings(max_examples=50, deadline=None)
@given(
    st.integers(0, 20_000),
    st.integers(0, 20_000),
    st.integers(0, 100),
    st.integers(1, 10),
    st.integers(0, 100),
)
def test_people_are_neither_made_nor_lost(whole, peak, priority, seasons, willing):
    result = run(whole=whole, peak=peak, priority=priority, seasons=seasons, willing=willing)
    for season in result.seasons:
        assert season.gone_home + season.stayed == pytest.approx(whole + peak)
        assert season.new + season.called_back == pytest.approx(whole + peak)
        assert 0 <= season.called_back <= season.asked + 1e-9
        for part in (season.return_rate, season.irregular_share, season.idle_share):
            assert 0 <= part <= 1
        assert 0 <= season.chance <= 1
    SIM.model.contribution(SIM.model.Scenario.from_values(SIM.check(SIM.defaults("en"))), result)


@given(st.integers(0, 200), st.integers(0, 200))
def test_more_training_never_lowers_the_first_return_rate(a, b):
    low, high = sorted((a, b))
    first = [run(hours=hours, seasons=1).return_rate for hours in (low, high)]
    assert first[0] <= first[1] + 1e-12
