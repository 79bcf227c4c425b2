"""What happens to the money sent to families in a year, from the counter to the market.

Amounts are in euros a year, shares from 0 to 1. S is what migrants hand over for their families.

* Formal share f = f₀ + e (c₀ − c), kept within 0…1: c is the cost of an official transfer, c₀
  today's, f₀ the formal share today, e the share won for each unit of cost taken off.
* Received: F = f S (1 − c) through official channels, J = (1 − f) S (1 − ℓ) through others,
  ℓ being what is lost there. Fees and losses: S − F − J.
* Invested by families: I = p (F + κ J), p the productive share, κ how far informal money follows.
  Spent: C = F + J − I.
* With a fund T of which a share q goes to productive projects: demand X = C + (1 − q) T,
  investment V = I + q T.
* Local activity A = m_C X + m_I V; income it brings beyond the money itself:
  D = max(0, m_C − 1) X + max(0, m_I − 1) V, shared in proportion to income.
* Prices: the territory can meet an extra demand of a Y₀ + v V, Y₀ being its yearly income.
  What exceeds it raises prices: π = β max(0, X − a Y₀ − v V) / Y₀.

Sources: report 1.1 (channels, savings that are not invested, rising prices), 4.1 (cost of
transfers); the coefficients are hypotheses.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """The coefficients above, under their letters."""

    today_cost: float
    today_formal: float
    response: float
    informal_loss: float
    informal_follow: float
    multiplier_spent: float
    multiplier_invested: float
    absorbed: float
    supply: float
    price_response: float


@dataclass(frozen=True, slots=True)
class Flows:
    """The money of a year by where it ends; `inflation` a share of 1."""

    sent: float
    formal_share: float
    fees_formal: float
    fees_informal: float
    invested_formal: float
    invested_informal: float
    spent_formal: float
    spent_informal: float
    demand: float
    invested: float
    activity: float
    induced: float
    inflation: float

    @property
    def fees(self) -> float:
        """What never arrives."""
        return self.fees_formal + self.fees_informal

    @property
    def received(self) -> float:
        """What families receive."""
        return self.sent - self.fees


def flows(
    sent: float,
    cost: float,
    productive: float,
    works: float,
    projects: float,
    income: float,
    habits: Habits,
) -> Flows:
    """Follow `sent`; `works` and `projects` are the fund's two parts, `income` is Y₀."""
    moved = habits.today_formal + habits.response * (habits.today_cost - cost)
    formal = max(0.0, min(1.0, moved))
    official, other = formal * sent, (1 - formal) * sent
    got_official, got_other = official * (1 - cost), other * (1 - habits.informal_loss)
    saved_official = productive * got_official
    saved_other = productive * habits.informal_follow * got_other
    demand = got_official + got_other - saved_official - saved_other + works
    invested = saved_official + saved_other + projects
    excess = demand - habits.absorbed * income - habits.supply * invested
    return Flows(
        sent=sent,
        formal_share=formal,
        fees_formal=official - got_official,
        fees_informal=other - got_other,
        invested_formal=saved_official,
        invested_informal=saved_other,
        spent_formal=got_official - saved_official,
        spent_informal=got_other - saved_other,
        demand=demand,
        invested=invested,
        activity=habits.multiplier_spent * demand + habits.multiplier_invested * invested,
        induced=max(0.0, habits.multiplier_spent - 1) * demand
        + max(0.0, habits.multiplier_invested - 1) * invested,
        inflation=habits.price_response * max(0.0, excess) / income,
    )
