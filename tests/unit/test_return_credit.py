"""Return with a micro-credit: schedules worked by hand, chances, and what must always hold."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections_schemes import Safeguard
from passerelles.library.errors import Refusal
from passerelles_widgets import simulators
from passerelles_widgets.simulators.return_credit.chain import (
    Odds,
    closing,
    follow,
    missing,
    survival,
)
from passerelles_widgets.simulators.return_credit.chance import (
    CLASSES,
    binomial_interval,
    histogram,
    losses,
    percentile,
)
from passerelles_widgets.simulators.return_credit.loan import schedule
from passerelles_widgets.simulators.return_credit.model import SAFEGUARDS

SIM = simulators.load("return_credit")
CALM = Odds(0, 0, 0, 0, 1000, 1, 0.5, 0, 0.5, 0)


def run(**more):
    return SIM.run({**SIM.defaults("en"), **more})


def test_an_annuity_by_hand():
    """1,000 over a year at 12 %: 1 % a month, 1000 × 0.01 / (1 − 1.01⁻¹²) = 88.85 a month."""
    made = schedule(1000, 0.12, 12, 0, "interest")
    assert made.instalment == pytest.approx(88.8488, abs=1e-4)
    assert made.payments[0].interest == pytest.approx(10)
    assert made.payments[0].principal == pytest.approx(78.8488, abs=1e-4)
    assert made.payments[-1].balance == 0
    assert made.interest == pytest.approx(12 * 88.8488 - 1000, abs=1e-2)


def test_a_grace_period_by_hand():
    """Two months at 1 %: 10 of interest a month, or 1,020.10 owed when it is added."""
    paid = schedule(1000, 0.12, 12, 2, "interest")
    assert [payment.due for payment in paid.payments[:2]] == pytest.approx([10, 10])
    assert paid.payments[1].balance == pytest.approx(1000)
    added = schedule(1000, 0.12, 12, 2, "capitalised")
    assert [payment.due for payment in added.payments[:2]] == [0, 0]
    assert added.payments[1].balance == pytest.approx(1020.10)
    assert added.instalment == pytest.approx(paid.instalment * 1.0201)
    free = schedule(1000, 0, 12, 2, "interest")
    assert free.instalment == 100
    assert free.interest == 0


def test_a_grace_period_leaves_at_least_one_instalment():
    made = schedule(1000, 0, 6, 24, "interest")
    assert [payment.due for payment in made.payments] == [0] * 5 + [1000]


def test_survival_by_hand():
    """10 % close a month with support for two months, 20 % without; half the effect lasts."""
    odds = replace(CALM, closing=0.2, closing_supported=0.1, lasting=0.5, support_months=2)
    assert [closing(odds, month) for month in (1, 2, 3)] == pytest.approx([0.1, 0.1, 0.15])
    assert survival(odds, 3) == pytest.approx((1, 0.9, 0.81, 0.81 * 0.85))


def test_a_payment_beyond_means_is_missed_more_often():
    odds = replace(CALM, income=400, ramp=4, affordable=0.25, missing=0.1)
    assert missing(odds, 100, 4) == pytest.approx(0.1)
    assert missing(odds, 150, 4) == pytest.approx(0.225)
    assert missing(odds, 200, 2) == 1
    assert missing(odds, 5000, 1) == 1


def test_nobody_late_when_nobody_misses():
    fate = follow(schedule(1000, 0.1, 24, 3, "interest"), CALM)
    assert (fate.default_rate, fate.loss, fate.late) == (0, 0, 0)
    assert max(month.par30 for month in fate.months) == 0


def test_a_business_closed_at_once_defaults_in_the_third_month():
    """All closed, nothing paid: three instalments missed, all the loan is lost in month 3."""
    fate = follow(schedule(1200, 0, 12, 0, "interest"), replace(CALM, closing=1))
    assert fate.defaults[2] == (1, 1200)
    assert (fate.default_rate, fate.loss, fate.late) == (1, 1200, 0)
    assert [month.par30 for month in fate.months[:3]] == [1, 1, 0]
    assert [month.par60 for month in fate.months[:3]] == [0, 1, 0]


def test_the_chain_by_hand_in_its_first_months():
    """Missed one time in five, never caught up: P(behind 2 after 2) = 0.04, default at 0.008."""
    odds = replace(CALM, missing=0.2, catching_up=0)
    fate = follow(schedule(1200, 0, 12, 0, "interest"), odds)
    assert fate.defaults[2][0] == pytest.approx(0.008)
    first = fate.months[0]
    assert first.par30 == pytest.approx(0.2 * 1200 / (0.2 * 1200 + 0.8 * 1100))


def test_the_binomial_interval_by_hand():
    """Ten coins: P(≤ 1) = 1.1 %, P(≤ 2) = 5.5 %; P(≤ 7) = 94.5 %, P(≤ 8) = 98.9 %."""
    assert binomial_interval(10, 0.5) == (2, 8)
    assert binomial_interval(5, 0) == (0, 0)
    assert binomial_interval(5, 1) == (5, 5)


def test_drawn_losses_agree_with_the_chain():
    result = run(families=100)
    drawn = losses(((0.25, 100.0), (0.25, 300.0)), 20, 1000, 3)
    assert sum(drawn) / 1000 == pytest.approx(20 * 100, rel=0.03)
    assert list(drawn) == sorted(drawn)
    assert percentile((1.0, 2.0, 3.0, 4.0), 0.5) == 2
    low, high = result.loss_interval
    assert low < result.loss < high


def test_the_same_seed_gives_the_same_numbers():
    assert run().loss_interval == run().loss_interval
    assert run(seed=8).loss == run().loss
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(SIM.defaults("en"))


def test_cost_by_hand():
    result = run(guarantee=0)
    assert result.cost == 12 * (900 + 1500 + 9 * 160)
    assert result.cost_per_survivor == pytest.approx(result.cost / (12 * result.survival))


def test_the_example_can_be_improved():
    result = run()
    better = run(grace=4, support_months=24, lent=3500)
    assert better.survival > result.survival
    assert better.par30 < result.par30
    assert better.default_rate < result.default_rate
    assert better.repaid > result.repaid
    assert result.safeguards == 2
    assert run(safeguards=list(SAFEGUARDS)).safeguards == 5


def test_a_grace_period_helps_until_it_makes_instalments_too_heavy():
    none, some, long = (run(grace=months).default_rate for months in (0, 4, 24))
    assert some < none
    assert some < long


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = {**SIM.defaults("en"), "grace_mode": "capitalised", "rate": 7.5, "families": 20}
    dossier = Dossier().with_sections(SIM.contribution(values))
    plain = to_plain(dossier)["sections"]["return-scheme"]
    assert plain["safeguards"] == ["asked", "children"]
    assert SIM.defaults("en", dossier) == SIM.check(values)


def test_the_ids_are_those_of_the_dossier():
    assert Safeguard.__args__ == SAFEGUARDS


def test_every_value_but_what_was_done_is_a_hypothesis():
    known = {item.id for item in SIM.data.parameters if item.source != "hypothesis"}
    assert known == {"safeguards", "support_months"}


def test_values_out_of_range_are_refused():
    for faulty in ({"term": 5}, {"families": 0}, {"rate": -1}, {"safeguards": ["x"]}):
        with pytest.raises(Refusal):
            run(**faulty)


@given(
    st.floats(100, 50_000),
    st.floats(0, 0.4),
    st.integers(6, 84),
    st.integers(0, 24),
    st.sampled_from(("interest", "capitalised")),
)
def test_a_schedule_repays_the_loan_and_its_interest(lent, rate, term, grace, mode):
    made = schedule(lent, rate, term, grace, mode)
    assert len(made.payments) == term
    assert math.fsum(p.principal for p in made.payments) == pytest.approx(lent)
    assert math.fsum(p.due for p in made.payments) == pytest.approx(lent + made.interest)
    assert made.payments[-1].balance == 0


chances = st.floats(0, 1)


@settings(max_examples=60, deadline=None)
@given(*[chances] * 5, st.integers(0, 60), st.integers(6, 84), st.integers(0, 24))
def test_probabilities_stay_probabilities(shut, helped, miss, catch, pay, months, term, grace):
    odds = Odds(shut, min(shut, helped), 0.5, months, 300, 6, 0.3, miss, catch, pay)
    fate = follow(schedule(2000, 0.12, term, grace, "interest"), odds)
    assert 0 <= fate.default_rate <= 1 + 1e-9
    assert 0 <= fate.loss <= 2000 + 1e-6
    for month in fate.months:
        assert 0 <= month.par60 <= month.par30 + 1e-12 <= 1 + 1e-9
    curve = survival(odds, 84)
    assert all(a >= b >= 0 for a, b in pairwise(curve))


@given(st.integers(0, 60), st.integers(0, 60))
def test_longer_support_never_closes_more_businesses(a, b):
    short, long = sorted((a, b))
    assert run(support_months=short, draws=100).survival <= (
        run(support_months=long, draws=100).survival + 1e-12
    )


@given(st.integers(1, 200), st.floats(0, 1))
def test_the_interval_holds_the_average(count, share):
    low, high = binomial_interval(count, share)
    assert 0 <= low <= high <= count
    assert low - 1 <= count * share <= high + 1


@pytest.mark.parametrize(
    "values",
    [
        {"families": 1, "closing": 20, "closing_supported": 20, "horizon": 84},
        {"families": 200, "lent": 50_000, "grace": 24, "grace_mode": "capitalised", "rate": 40},
        {"missing": 50, "income": 20, "affordable": 5, "paying_closed": 0, "catching_up": 0},
        {"term": 6, "grace": 24, "support_months": 0, "settling": 0, "cost_selection": 0},
    ],
)
def test_the_limits_are_taken_by_the_dossier(values):
    checked = SIM.check({**SIM.defaults("en"), **values})
    assert Dossier().with_sections(SIM.contribution(checked))
    assert all(math.isfinite(number) for number in SIM.indicators(checked).values())


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=300))
def test_the_histogram_holds_every_draw_in_classes_side_by_side(draws):
    classes = histogram(sorted(draws))
    assert sum(one.share for one in classes) == pytest.approx(1)
    assert all(a.high == pytest.approx(b.low) for a, b in pairwise(classes))
    assert classes[0].low <= min(draws) <= max(draws) <= classes[-1].high
    assert len(classes) <= CLASSES + 2
