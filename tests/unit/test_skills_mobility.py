"""Recruitment and compensation: a stock worked by hand, thresholds, and what must hold."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections_schemes import EthicalCondition
from passerelles.library.errors import Refusal
from passerelles_widgets import simulators
from passerelles_widgets.simulators.skills_mobility.model import CONDITIONS
from passerelles_widgets.simulators.skills_mobility.stock import (
    Plan,
    Rates,
    follow,
    years_to_replace,
)

SIM = simulators.load("skills_mobility")
STEADY = Rates(1000, 100, 0.5, 0.03, 0.02, 0.0, 5, 2)
NOTHING = Plan(0, 1, 0, 0, 0)


def run(**more):
    return SIM.run({**SIM.defaults("en"), **more})


def test_the_fund_is_that_of_modena():
    """R 4.2: 150,000 euros, for local development projects."""
    parameter = SIM.parameter("fund")
    assert (parameter.default, parameter.source) == (150_000, "R 4.2")
    assert run().compensation == 150_000


def test_a_steady_stock_by_hand():
    """1,000 people, 5 % leave and half of 100 graduates stay: nothing moves."""
    for year in follow(STEADY, NOTHING, 10):
        assert (year.without, year.stock, year.gap) == (1000, 1000, 0)


def test_one_recruitment_by_hand():
    """40 leave in year 1: 40 missing, then 40 × 0.95 = 38 missing in year 2."""
    track = follow(STEADY, replace(NOTHING, recruits=40), 10)
    assert [round(year.gap, 6) for year in track[:4]] == [0, 40, 38, 36.1]


def test_extra_graduates_arrive_once_trained_and_half_of_them_stay():
    track = follow(STEADY, Plan(40, 1, 20, 0, 2), 6)
    assert [year.extra for year in track] == [0, 0, 0, 10, 10, 0, 0]
    assert track[3].gap == pytest.approx(36.1 - 10)


def test_people_come_back_after_their_years_away():
    rates = replace(STEADY, back=0.25, back_after=3)
    track = follow(rates, Plan(40, 2, 0, 0, 0), 6)
    assert [year.back for year in track] == [0, 0, 0, 0, 10, 10, 0]


def test_no_more_are_kept_than_would_have_left():
    track = follow(STEADY, Plan(0, 1, 0, 100, 1), 2)
    assert [year.kept for year in track] == [0, 20, 0]
    assert track[1].gap == -20


def test_years_to_replace_by_hand():
    """38 back in year 2 make up for the 40 of year 1; the gap must stay closed."""
    back = replace(STEADY, back=0.95, back_after=1)
    assert years_to_replace(follow(back, Plan(40, 1, 0, 0, 0), 10), 1) == 2
    assert years_to_replace(follow(STEADY, NOTHING, 10), 1) == 0
    assert years_to_replace(follow(STEADY, Plan(40, 1, 0, 0, 0), 10), 1) is None
    long = follow(STEADY, Plan(40, 1, 0, 0, 0), 200)
    assert years_to_replace(long, 1) == 1 + math.ceil(math.log(0.5 / 40) / math.log(0.95))


def test_the_money_of_the_example_by_hand():
    result = run()
    assert result.recruited == 90
    assert result.training_lost == pytest.approx(90 * 0.85 * 12_000)
    assert result.coverage == pytest.approx(45_000 / 918_000)
    assert result.saved == 90 * 40_000
    assert result.extra == pytest.approx(0.75 * 45_000 / 12_000)
    assert run(per_recruit=1000).compensation == 150_000 + 90_000
    assert run(training_share=80, keeping_share=50).for_projects == pytest.approx(0, abs=1e-6)


def test_the_thresholds_are_flagged():
    result = run()
    assert [item.met for item in result.items] == [False, False, False, False, True]
    assert result.conditions == 1
    assert (result.replaced, result.years_to_replace) == (None, 21)
    fair = run(
        recruits=6,
        agreed=True,
        training_share=80,
        keeping_share=20,
        per_recruit=10_000,
        retained=80,
    )
    assert fair.conditions == 5
    assert fair.coverage > 1


def test_a_surplus_is_not_a_drain():
    assert run(stock=1200, posts=1000).vacancy < run().vacancy
    assert run(stock=1500, posts=1000, recruits=10).items[0].met


def test_nobody_recruited_nobody_missing():
    result = run(recruits=0)
    assert (result.gap, result.replaced, result.coverage, result.recruits_share) == (0, 0, 1, 0)
    assert result.vacancy <= result.vacancy_before
    assert run(recruits=5000).recruited < 1000


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = {**SIM.defaults("en"), "recruits": 12, "agreed": True, "profession": "midwives"}
    values |= {"training_share": 60, "keeping_share": 25}
    dossier = Dossier().with_sections(SIM.contribution(values))
    plain = to_plain(dossier)["sections"]["skills-scheme"]
    assert plain["conditions"]["agreed"] is True
    assert SIM.defaults("en", dossier) == SIM.check(values)


def test_the_ids_are_those_of_the_dossier():
    assert EthicalCondition.__args__ == CONDITIONS


def test_values_out_of_range_are_refused():
    for faulty in ({"posts": 0}, {"recruits": -1}, {"training_cost": 0}, {"years": 2.5}):
        with pytest.raises(Refusal):
            run(**faulty)


@pytest.mark.parametrize(
    "values",
    [
        {"graduates": 0},
        {"stock": 1, "posts": 1_000_000, "recruits": 5000, "years": 10},
        {"fund": 1e8, "per_recruit": 200_000, "training_cost": 500, "training_share": 100},
        {"profession": "", "back": 100, "retained": 0, "leaving": 30, "retiring": 30},
    ],
)
def test_the_limits_are_taken_by_the_dossier(values):
    checked = SIM.check({**SIM.defaults("en"), **values})
    assert Dossier().with_sections(SIM.contribution(checked))
    assert all(math.isfinite(number) for number in SIM.indicators(checked).values())


share = st.floats(0, 1)


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Rates,
        stock=st.floats(1, 1e5),
        graduates=st.floats(0, 1e4),
        retained=share,
        retiring=st.floats(0, 0.3),
        leaving=st.floats(0, 0.3),
        back=share,
        back_after=st.integers(1, 15),
        training=st.integers(1, 10),
    ),
    st.builds(
        Plan,
        recruits=st.floats(0, 5000),
        years=st.integers(1, 10),
        extra=st.floats(0, 1000),
        kept=st.floats(0, 1000),
        paid_years=st.integers(1, 10),
    ),
)
def test_people_are_neither_made_nor_lost(rates, plan):
    track = follow(rates, plan, 25)
    for before, now in pairwise(track):
        flow = rates.retained * rates.graduates - (rates.retiring + rates.leaving) * before.stock
        moved = flow - now.recruited + now.back + now.extra + now.kept
        assert now.stock - before.stock == pytest.approx(moved, abs=1e-6)
        assert now.stock >= -1e-6
    assert sum(year.back for year in track) <= sum(year.recruited for year in track) + 1e-6
    stay = replace(rates, back=0.0)
    with_, without = (follow(stay, each, 25) for each in (plan, replace(plan, recruits=0.0)))
    assert all(a.stock <= b.stock + 1e-6 for a, b in zip(with_, without, strict=True))


@given(st.integers(0, 100), st.integers(0, 100))
def test_recruiting_more_never_leaves_fewer_missing(a, b):
    low, high = sorted((a, b))
    assert run(recruits=low).gap <= run(recruits=high).gap + 1e-9


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_larger_fund_never_leaves_more_missing_in_the_end(a, b):
    low, high = sorted((a, b))
    assert run(fund=high).track[-1].gap <= run(fund=low).track[-1].gap + 1e-9
