"""The budget by activity, by line and by payer, and risks on a five-by-five matrix.

Each cost is quantity × unit cost, in euros. With the reserve r for the unforeseen,

    total = (1 + r) · Σ q_i u_i

and the three ways of sharing it out (activities, lines, payers) each add up to the total:
an activity and a payer carry their costs times 1 + r; among the lines the reserve stands
apart. Costs of no listed activity are those of the whole initiative.

A risk scores probability × impact, 1 to 25; high from the threshold on.

Source: that the budget is a step of planning, guide 3.2.3. The lines, the reserve and the
matrix are usual project practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

LINES: Final = ("staff", "travel", "activities", "equipment", "services", "evaluation")
PAYERS: Final = ("home", "partner", "others")
WHOLE: Final = ""
"""The code under which costs of no listed activity are counted."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One line of the budget; `activity` is a code, empty for the whole initiative."""

    label: str
    activity: str
    line: str
    payer: str
    quantity: float
    unit_cost: float

    @property
    def amount(self) -> float:
        """Euros, before the reserve."""
        return self.quantity * self.unit_cost


@dataclass(frozen=True, slots=True)
class Budget:
    """Euros, reserve included: shared out in three ways, and by activity and payer at once."""

    direct: float
    reserve: float
    by_activity: dict[str, float]
    by_line: dict[str, float]
    by_payer: dict[str, float]
    by_activity_and_payer: dict[str, dict[str, float]]

    @property
    def total(self) -> float:
        """What the initiative costs, in euros."""
        return self.direct + self.reserve

    @property
    def reserve_share(self) -> float:
        """The reserve as a share of the total (0 without a budget)."""
        return self.reserve / self.total if self.total > 0 else 0.0

    def share(self, line: str) -> float:
        """Return a line's share of the total (0 without a budget)."""
        return self.by_line[line] / self.total if self.total > 0 else 0.0


def budget(costs: Sequence[Cost], activities: Iterable[str], reserve: float) -> Budget:
    """Add the costs up; `reserve` is a share of 1 of all of them."""
    codes = (*activities, WHOLE)
    cells = {code: dict.fromkeys(PAYERS, 0.0) for code in codes}
    lines = dict.fromkeys(LINES, 0.0)
    direct = 0.0
    for cost in costs:
        code = cost.activity if cost.activity in cells else WHOLE
        cells[code][cost.payer] += cost.amount * (1 + reserve)
        lines[cost.line] += cost.amount
        direct += cost.amount
    return Budget(
        direct=direct,
        reserve=direct * reserve,
        by_activity={code: sum(row.values()) for code, row in cells.items()},
        by_line=lines,
        by_payer={payer: sum(row[payer] for row in cells.values()) for payer in PAYERS},
        by_activity_and_payer=cells,
    )


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk: probability and impact from 1 to 5, the answer prepared and who watches it."""

    name: str
    probability: int
    impact: int
    answer: str

    @property
    def score(self) -> int:
        """Probability × impact, 1 to 25."""
        return self.probability * self.impact
