"""Collective money and who adds to it: one unit from each partner for each unit pooled.

With k partners, each adds a_i = min(P, C_i): as much as the migrants' associations pool (P),
up to its own ceiling C_i. Hence the money added M = Σ a_i, the fund T = P + M (k×1 when no
ceiling binds: T = (1 + k) P), and the associations' share of a project of cost K where every
partner can pay: K / (1 + k).

Source: the Mexican programme, report 5.7: 1×1 in 1986 with the state of Zacatecas, 2×1 in 1993
with the federal state, 3×1 in 1999 with the municipalities, 4×1 in 2006 with a company; 4.1
for 2004. Amounts in one currency, whichever it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PARTNERS: Final = ("region", "nation", "municipality", "company")
"""Who adds money, in the order in which they joined."""

RULES: Final = {"none": 0, "1x1": 1, "2x1": 2, "3x1": 3, "4x1": 4}
"""How many partners each rule brings in."""

SINCE: Final = {"1x1": 1986, "2x1": 1993, "3x1": 1999, "4x1": 2006}
"""The year each rule began in Mexico (R 5.7)."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one partner adds, its ceiling, and what it would still owe without that ceiling."""

    partner: str
    amount: float
    ceiling: float
    short: float


@dataclass(frozen=True, slots=True)
class Fund:
    """The fund of a year under one rule; `club_cost` is the associations' part of a project."""

    rule: str
    pooled: float
    shares: tuple[Share, ...]
    matched: float
    total: float
    club_cost: float


def fund(rule: str, pooled: float, ceilings: tuple[float, ...], project_cost: float) -> Fund:
    """Return the fund that `pooled` opens under `rule`; `ceilings` in the order of `PARTNERS`."""
    count = RULES[rule]
    shares = tuple(
        Share(name, min(pooled, ceiling), ceiling, max(0.0, pooled - ceiling))
        for name, ceiling in list(zip(PARTNERS, ceilings, strict=True))[:count]
    )
    matched = sum(share.amount for share in shares)
    return Fund(rule, pooled, shares, matched, pooled + matched, project_cost / (1 + count))
