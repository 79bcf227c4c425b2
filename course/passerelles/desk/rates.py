"""So many requests a learner, and no more: each has a bucket that fills up again with time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

_MOST: Final = 10_000
"""Learners remembered; those whose bucket is full again are forgotten first."""


class Rate:
    """`burst` requests at once, then `per_second` of them."""

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, who: str) -> float:
        """Count one request; return 0, or the seconds to wait before it may be made."""
        now = self._clock()
        left = self._now(who, now)
        if left < 1:
            return (1 - left) / self._per_second
        if len(self._left) >= _MOST:
            self._left = {
                one: kept for one, kept in self._left.items() if self._now(one, now) < self._burst
            }
        self._left[who] = (left - 1, now)
        return 0.0

    def _now(self, who: str, now: float) -> float:
        left, since = self._left.get(who, (float(self._burst), now))
        return min(self._burst, left + (now - since) * self._per_second)
