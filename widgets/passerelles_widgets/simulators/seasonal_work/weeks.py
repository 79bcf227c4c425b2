"""A season week by week: who is asked for, who is there, what is done without papers or not at all.

Demand D_w is read from periods, each with its weeks and the workers needed. Two contingents come:
E₁ people for the whole season, E₂ for the weeks when demand exceeds E₁. Present:
P_w = E₁ + E₂ where D_w > E₁, else E₁.

* Work under contract: L_w = min(D_w, P_w); without work: Z_w = P_w − L_w; unmet: U_w = D_w − L_w.
* Irregular work: I_w = min(u U_w, K): growers turn to it for a share u of what is missing, as far
  as there are people (K) to do it. The rest of U_w stays in the field.

Shares over the season: irregular Σ I / Σ (L + I); idle Σ Z / Σ P; lost Σ (U − I) / Σ D.
Units: people, weeks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Week:
    """One week: workers needed, present, at work under contract, irregular, and missing."""

    demand: float
    present: float
    legal: float
    irregular: float
    lost: float

    @property
    def idle(self) -> float:
        """People who are there without work."""
        return self.present - self.legal


def weeks(
    demand: Sequence[float], whole: float, peak: float, turned: float, available: float
) -> tuple[Week, ...]:
    """Return the season's weeks; `turned` is u and `available` is K."""
    made = []
    for needed in demand:
        present = whole + peak if needed > whole else whole
        legal = min(needed, present)
        irregular = min(turned * (needed - legal), available)
        made.append(Week(needed, present, legal, irregular, needed - legal - irregular))
    return tuple(made)


def share(part: Sequence[float], whole: Sequence[float]) -> float:
    """Return Σ part / Σ whole, 0 when there is no whole."""
    total = math.fsum(whole)
    return math.fsum(part) / total if total > 0 else 0.0
