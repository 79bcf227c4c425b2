"""How far an indicator has come, against the time gone, and the light that says so.

* progress g = (actual − baseline) / (target − baseline): 0 at the start, 1 at the target,
  negative when things move the wrong way. It holds for falling targets too (60 days down to
  15), where both differences are negative.
* a target equal to the baseline asks for something to be held: g = 1 while the value stays
  within a tolerance of it (a share of the target), 0 once it has moved.
* time gone e = month of the reading / month the target is due, at most 1.
* light: green if g ≥ a·e, amber if g ≥ b·e and g > 0, red otherwise (a the share asked of
  green, 1 by default, b that of amber, 0.5). Grey: no reading, or no known baseline.

The lights are a convention of this course; the guide asks for indicators and measurable
actions, and says nothing of how to work progress out (3.1.7, 3.2.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Light = Literal["green", "amber", "red", "grey"]
LIGHTS: Final[tuple[Light, ...]] = ("green", "amber", "red", "grey")

FURTHEST: Final = 99.0  # progress is bounded, so that a target a hair away stays a number
_CLOSE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The shares of the time gone asked of green and amber, and the tolerance of a held value."""

    green: float
    amber: float
    tolerance: float


def progress(baseline: float, target: float, actual: float, tolerance: float) -> float:
    """Return how much of the way has been covered (1: the target is reached)."""
    if target == baseline:
        return float(abs(actual - target) <= tolerance * abs(target) + _CLOSE)
    share = (actual - baseline) / (target - baseline)
    return max(-FURTHEST, min(FURTHEST, share))


def elapsed(measured: int, due: int) -> float:
    """Return the share of the time gone at a reading (0 to 1)."""
    return min(1.0, measured / due)


def light(share: float | None, gone: float, thresholds: Thresholds) -> Light:
    """Return the light of a progress at a moment; no progress known is grey."""
    if share is None:
        return "grey"
    if share >= thresholds.green * gone - _CLOSE:
        return "green"
    if share > 0 and share >= thresholds.amber * gone - _CLOSE:
        return "amber"
    return "red"
