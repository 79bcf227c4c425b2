"""Businesses that close and instalments that are missed: a Markov chain, solved exactly.

Survival. A business closes in month t with probability h_t: h_s while the family is supported,
afterwards h_0 − λ (h_0 − h_s), a share λ of what support did being kept. Alive after t months:
S_t = Π (1 − h_k).

Repayment. The business earns Y min(1, t/ρ) in month t, ρ months being needed to reach Y. While it
is open, the payment d_t is missed with probability m_t = min(1, m max(1, d_t / (s Y_t))²), s being
the share of income a family can give; once it is closed, it is made with probability q. Who pays
while behind also catches up one instalment with probability c. Three instalments behind is a
default: the loan is written off.

State of a loan: business open or closed × 0, 1 or 2 instalments behind, plus default; the
probabilities are carried from month to month. A loan k behind in month t owes about B_{t−k}.
Portfolio at risk more than 30 days: PAR30_t = Σ_{k≥1} p_k B_{t−k} / Σ_k p_k B_{t−k}, seen just
before the next payment, when an instalment missed in month t is 30 days late; PAR60 has k = 2.

Source: PAR as microfinance reports it (CGAP, “Microfinance consensus guidelines”, 2003); every
probability is a hypothesis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from passerelles_widgets.simulators.return_credit.loan import Schedule

DEFAULT: Final = 3
"""Instalments behind at which a loan is written off: more than ninety days late."""


@dataclass(frozen=True, slots=True)
class Odds:
    """The probabilities above, under their letters; `income` in euros a month."""

    closing: float
    closing_supported: float
    lasting: float
    support_months: int
    income: float
    ramp: int
    affordable: float
    missing: float
    catching_up: float
    paying_closed: float


@dataclass(frozen=True, slots=True)
class Month:
    """The expected portfolio after a month's payment, per euro lent at first."""

    month: int
    outstanding: float
    par30: float
    par60: float
    written_off: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A loan's fate: months of the portfolio, and when it fails with what is then owed.

    `defaults` pairs the probability of a default in each month with the loss it brings;
    `late` is what is still owed, on average, after the last payment.
    """

    months: tuple[Month, ...]
    defaults: tuple[tuple[float, float], ...]
    late: float

    @property
    def default_rate(self) -> float:
        """The probability that the loan is written off."""
        return sum(chance for chance, _ in self.defaults)

    @property
    def loss(self) -> float:
        """The expected loss of a loan, in euros."""
        return sum(chance * owed for chance, owed in self.defaults)


def closing(odds: Odds, month: int) -> float:
    """Return the probability that a business still open closes in `month`."""
    if month <= odds.support_months:
        return odds.closing_supported
    return odds.closing - odds.lasting * (odds.closing - odds.closing_supported)


def survival(odds: Odds, months: int) -> tuple[float, ...]:
    """Return the share of businesses open after 0, 1, … `months` months."""
    shares = [1.0]
    for month in range(1, months + 1):
        shares.append(shares[-1] * (1 - closing(odds, month)))
    return tuple(shares)


def missing(odds: Odds, due: float, month: int) -> float:
    """Return the probability that an open business misses a payment of `due`."""
    can = odds.affordable * odds.income * min(1.0, month / odds.ramp)
    return min(1.0, odds.missing * max(1.0, due / can) ** 2)


def follow(schedule: Schedule, odds: Odds) -> Outcome:
    """Carry a loan's state through its schedule."""
    opened, closed = [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]
    months: list[Month] = []
    defaults: list[tuple[float, float]] = []
    gone = 0.0
    for payment in schedule.payments:
        shut = closing(odds, payment.month)
        closed = [c + shut * o for c, o in zip(closed, opened, strict=True)]
        opened = [(1 - shut) * o for o in opened]
        failed = 0.0
        if payment.due > 0:
            missed = missing(odds, payment.due, payment.month)
            opened, lost = _pay(opened, 1 - missed, odds.catching_up)
            closed, also = _pay(closed, odds.paying_closed, odds.catching_up)
            failed = lost + also
        owed = schedule.balance(payment.month - DEFAULT)
        defaults.append((failed, owed))
        gone += failed * owed
        months.append(_month(schedule, payment.month, opened, closed, gone))
    behind = [o + c for o, c in zip(opened, closed, strict=True)]
    last = len(schedule.payments)
    late = sum(p * schedule.balance(last - k) for k, p in enumerate(behind))
    return Outcome(tuple(months), tuple(defaults), late)


def _pay(state: list[float], pays: float, catches: float) -> tuple[list[float], float]:
    """Return the state after one payment, and the share that has fallen into default."""
    after = [0.0] * (DEFAULT + 1)
    for behind, weight in enumerate(state):
        after[max(0, behind - 1)] += weight * pays * catches
        after[behind] += weight * pays * (1 - catches)
        after[behind + 1] += weight * (1 - pays)
    return after[:DEFAULT], after[DEFAULT]


def _month(
    schedule: Schedule, month: int, opened: list[float], closed: list[float], gone: float
) -> Month:
    owed = [
        (o + c) * schedule.balance(month - behind)
        for behind, (o, c) in enumerate(zip(opened, closed, strict=True))
    ]
    total = sum(owed)
    return Month(
        month,
        total / schedule.lent,
        sum(owed[1:]) / total if total > 0 else 0.0,
        sum(owed[2:]) / total if total > 0 else 0.0,
        gone / schedule.lent,
    )
