"""A forked child as the server sees it: another process's child, followed by its descriptor."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

UNKNOWN_END: Final = 1
"""The status of a child that ended after its parent, which alone could have told it."""


class Forked:
    """A forked child, used like `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, status: Callable[[int], int | None], pid: int, watch: int) -> None:
        """Follow the child `pid` by its descriptor; `status` asks how it ended."""
        self._status = status
        self._watch = watch
        self.pid = pid
        self.returncode: int | None = None

    def __del__(self) -> None:
        self._release()

    def ended(self, timeout: float = 0) -> bool:
        """Return whether the child has ended, waiting `timeout` seconds for it at most."""
        if self._watch < 0:
            return True
        watch = select.poll()
        watch.register(self._watch, select.POLLIN)
        return bool(watch.poll(timeout * 1000))

    def poll(self) -> int | None:
        """Return the exit status (negative: the signal), or `None` while the child lives."""
        if self.returncode is None and self.ended():
            status = self._status(self.pid)
            self.returncode = UNKNOWN_END if status is None else status
            self._release()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit status; raises `subprocess.TimeoutExpired`."""
        limit = None if timeout is None else time.monotonic() + timeout
        while True:
            left = 60.0 if limit is None else max(limit - time.monotonic(), 0)
            if self.ended(left):
                status = self.poll()
                assert status is not None
                return status
            if limit is not None and time.monotonic() >= limit:
                raise subprocess.TimeoutExpired(f"child {self.pid}", timeout or 0)

    def send_signal(self, number: int) -> None:
        """Send a signal to the child alone; one that has ended is left in peace."""
        if self._watch >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._watch, number)

    def kill(self) -> None:
        """Kill the child."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the child to end."""
        self.send_signal(signal.SIGTERM)

    def fileno(self) -> int:
        """Return a descriptor that becomes readable when the child ends, or -1."""
        return self._watch

    def _release(self) -> None:
        watch, self._watch = getattr(self, "_watch", -1), -1
        if watch >= 0:
            os.close(watch)
