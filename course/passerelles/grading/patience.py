"""Waiting for a gradebook that is busy, or whose server restarts, for a while and no longer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from passerelles.grading.faults import Passing, gone, passing

T = TypeVar("T")

LONGEST: Final[Mapping[Passing, float]] = {"busy": 25.0, "gone": 90.0}
"""Seconds that something is tried again: formgrader may be saving, a server be starting."""
PAUSE: Final = 1.0
"""Seconds between two tries."""


def _nothing() -> None:
    """Do nothing."""


class Patience:
    """Calls what needs the gradebook until it answers.

    Once the gradebook has been waited for in vain, the next calls try once: the other
    submissions need not wait as long. `reconnect` is called before a new try.
    """

    def __init__(
        self,
        reconnect: Callable[[], None] = _nothing,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._reconnect, self._clock, self._sleep = reconnect, clock, sleep
        self._spent = False

    def __call__(self, do: Callable[[], T]) -> T:
        """Return what `do` returns; raise what it raises, at once where waiting is no use.

        Raises `Refusal` for a server that does not come back.
        """
        begun = self._clock()
        while True:
            try:
                found = do()
            except Exception as fault:
                kind = passing(fault)
                if kind is None:
                    raise
                if self._spent or self._clock() - begun >= LONGEST[kind]:
                    self._spent = True
                    if kind == "gone":
                        raise gone(fault.__cause__ or fault) from fault
                    raise
                self._sleep(PAUSE)
                if kind == "gone":
                    self._reconnect()
            else:
                self._spent = False
                return found
