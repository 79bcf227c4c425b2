"""The room's time: seconds that never go back and go on while the laptop sleeps.

A timer that was started at ten must still end at eleven when the lid was closed in between,
when the program was killed, and when somebody sets the machine's clock. Within one run the
seconds come from the system's counter that includes sleep; between two runs from the calendar,
since nothing else is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

Clock = Callable[[], float]
"""Seconds since 1970 or so; never less than a moment ago, comparable between two runs."""

_LONGEST_SLEEP: Final = 24 * 3600.0
_SLEPT: Final = 5.0  # seconds by which the calendar must be ahead before it counts as sleep


class SteadyClock:
    """The calendar when the program started, plus what has gone by since.

    `counter` is the monotonic counter; `counts_sleep` says whether it goes on while the machine
    sleeps (Linux's boot clock does). Where it does not, the calendar running ahead of it is
    taken for sleep, up to a day; a calendar set back changes nothing.
    """

    def __init__(
        self,
        calendar: Callable[[], float] = time.time,
        counter: Callable[[], float] | None = None,
        counts_sleep: bool | None = None,
    ) -> None:
        self._calendar = calendar
        self._counter = counter or _counter
        self._counts_sleep = _BOOT is not None if counts_sleep is None else counts_sleep
        self._start = calendar()
        self._first = self._counter()
        self._slept = 0.0

    def __call__(self) -> float:
        """Return the seconds now."""
        reading = self._start + (self._counter() - self._first) + self._slept
        if not self._counts_sleep:
            ahead = self._calendar() - reading
            if _SLEPT < ahead <= _LONGEST_SLEEP:
                self._slept += ahead
                reading += ahead
        return reading


_BOOT: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)


def _counter() -> float:
    return time.monotonic() if _BOOT is None else time.clock_gettime(_BOOT)


def iso(seconds: float) -> str:
    """Write a moment of the room as ISO 8601, in UTC, to the second."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
