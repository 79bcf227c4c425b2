"""Who goes home at the end of a season: a logistic curve of what the programme offers.

    ρ = 1 / (1 + exp(−(b₀ + Σ b_k x_k)))

with x_k from 0 to 1: training (hours given / hours of a full course), the chance of being called
back, housing (beds / people at the busiest week), health (places / the same), and a complaints
channel (0 or 1). b₀ = logit of the return rate without any of these; b_k = logit of the rate with
measure k alone and complete, minus b₀. So the assumptions are rates that one can discuss, not
coefficients.

No such rate is known: the report (5.1) gives aims, a budget and “thousands” of workers only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

MEASURES: Final = ("training", "priority", "housing", "health", "complaints")


def logit(rate: float) -> float:
    """Return ln(p / (1 − p)) of a rate strictly between 0 and 1."""
    return math.log(rate / (1 - rate))


def return_rate(base: float, alone: Mapping[str, float], given: Mapping[str, float]) -> float:
    """Return ρ; `alone` has the rate each measure would bring alone, `given` each x_k."""
    start = logit(base)
    total = start + math.fsum((logit(alone[k]) - start) * given[k] for k in MEASURES)
    return 1 / (1 + math.exp(-total))
