"""The schedule of a loan: a grace period, then equal instalments.

P is lent at a yearly rate; i = rate / 12 a month. For the first g months either the interest alone
is paid (P i), or it is added to what is owed (B_g = P (1 + i)^g). The rest of the term T is repaid
in equal instalments

    A = B_g i / (1 − (1 + i)^−(T − g)),  or B_g / (T − g) when i = 0.

Each month the interest is B_{t−1} i; what is paid beyond it lessens the balance B_t, which ends
at 0.

Source: the annuity formula of any manual of finance. Amounts in euros, time in months.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

_NO_INTEREST: Final = 1e-12  # a monthly rate below which the formula would lose its digits

Grace = Literal["interest", "capitalised"]


@dataclass(frozen=True, slots=True)
class Payment:
    """One month: what is due, the interest and principal in it, and the balance after it."""

    month: int
    due: float
    interest: float
    principal: float
    balance: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """A loan month by month; `instalment` is what is due each month after the grace period."""

    lent: float
    instalment: float
    payments: tuple[Payment, ...]

    @property
    def interest(self) -> float:
        """All the interest, paid or added to what is owed."""
        return sum(payment.interest for payment in self.payments)

    def balance(self, month: int) -> float:
        """Return what is owed after `month` payments made in time (all of it before the first)."""
        return self.lent if month <= 0 else self.payments[month - 1].balance


def schedule(lent: float, yearly: float, term: int, grace: int, mode: Grace) -> Schedule:
    """Return the schedule of `lent` over `term` months, of which `grace` before instalments.

    At least one instalment is left: a grace period as long as the term is cut by a month.
    """
    grace = min(grace, term - 1)
    rate = yearly / 12
    added = mode == "capitalised"
    owed = lent * (1 + rate) ** grace if added else lent
    count = term - grace
    if rate > _NO_INTEREST:
        instalment = owed * rate / -math.expm1(-count * math.log1p(rate))
    else:
        instalment = owed / count
    payments = []
    balance = lent
    for month in range(1, term + 1):
        interest = balance * rate
        if month > grace:
            due = instalment
        else:
            due = 0.0 if added else interest
        balance = 0.0 if month == term else balance + interest - due
        payments.append(Payment(month, due, interest, due - interest, balance))
    return Schedule(lent, instalment, tuple(payments))
