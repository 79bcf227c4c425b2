"""Holds a server's parent of kernels: started when first needed, renewed, ended with the server."""

from __future__ import annotations

import atexit
import itertools
import os
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from passerelles.kernels.folder import PrivateFolder
from passerelles.kernels.forked import Forked
from passerelles.kernels.forkserver import ForkServer, LostError, Request
from passerelles.kernels.stamp import stamp

_LOOK_AGAIN: Final = 1.0  # seconds between two looks at the sources
_TRY_AGAIN: Final = 10.0  # seconds after which a parent that failed to start is tried again


class Keeper:
    """The parent of one server's kernels, and those it replaced whose kernels still run."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self.worker = ThreadPoolExecutor(1, thread_name_prefix="passerelles-kernels")
        """Where forks are asked for: one after the other, never on an event loop."""
        self.environment: dict[str, str] = {}
        """What the present parent was started with."""
        self._command = command
        self._lock = threading.Lock()
        self._folder: PrivateFolder | None = None
        self._numbers = itertools.count(1)
        self._parent: ForkServer | None = None
        self._retired: list[ForkServer] = []
        self._stamp = 0
        self._looked = self._failed = -_TRY_AGAIN
        self._closed = False

    def address(self) -> str:
        """Return a new prefix for one kernel's sockets, in the private folder."""
        with self._lock:
            return f"{self._private()}/{next(self._numbers)}"

    def fork(self, request: Request) -> Forked:
        """Fork a kernel, from a new parent if the present one is gone or its code has changed.

        Raises `LostError` when no parent can be had, `OSError` when the machine has
        no memory, process or descriptor left for a kernel.
        """
        for _ in range(2):
            try:
                return self.parent().fork(request)
            except LostError as gone:
                lost = gone
        raise lost

    def parent(self) -> ForkServer:
        """Return the parent, started or renewed if need be."""
        with self._lock:
            if self._closed:
                raise LostError("the server is closing")
            now = time.monotonic()
            if self._parent and self._parent.alive and now - self._looked < _LOOK_AGAIN:
                return self._parent
            self._looked = now
            try:
                present = stamp()
            except OSError:  # short of descriptors: no reason to give up a parent that works
                present = self._stamp
            if self._parent and self._parent.alive and present == self._stamp:
                return self._parent
            if present == self._stamp and now - self._failed < _TRY_AGAIN:
                raise LostError("the parent of the kernels did not start a moment ago")
            return self._renew(present)

    def close(self) -> None:
        """End every parent and kernel, and remove the private folder."""
        with self._lock:
            self._closed = True
            parents = [*self._retired, *([self._parent] if self._parent else [])]
            self._parent, self._retired = None, []
            for parent in parents:
                parent.close()
            if self._folder:
                self._folder.remove()
                self._folder = None
        self.worker.shutdown(wait=False)

    def leave(self) -> None:
        """Let go in a process forked from the server: the parent and its folder are not its own."""
        for parent in [*self._retired, *([self._parent] if self._parent else [])]:
            parent.let_go()
        if self._folder:
            self._folder.let_go()

    def _renew(self, present: int) -> ForkServer:
        if self._parent:
            self._parent.retire()
            self._retired.append(self._parent)
            self._parent = None
        over = [parent for parent in self._retired if parent.over]
        for parent in over:
            parent.let_go()
        # A parent that was killed is kept: its kernels live as long as our end of its lifeline.
        self._retired = [parent for parent in self._retired if parent not in over]
        self._stamp = present
        environment = dict(os.environ)
        command = self._command or [sys.executable, "-m", "passerelles.kernels.parent"]
        try:
            self._parent = ForkServer([*command, "--folder", self._private()], environment)
        except (LostError, OSError):
            self._failed = time.monotonic()
            raise
        self.environment = environment
        return self._parent

    def _private(self) -> str:
        if self._folder is None or not self._folder.path.is_dir():
            self._folder = PrivateFolder()
        return str(self._folder.path)


_keeper: Keeper | None = None
_one = threading.Lock()


def keeper() -> Keeper:
    """Return this process's keeper."""
    global _keeper  # noqa: PLW0603 - one for each process
    with _one:
        if _keeper is None:
            _keeper = Keeper()
        return _keeper


def preheat() -> None:
    """Start the parent in the background."""
    kept = keeper()
    with suppress(RuntimeError):  # the server is closing
        kept.worker.submit(kept.parent)


def close() -> None:
    """End this process's kernels and their parent; the next kernel starts another."""
    global _keeper
    with _one:
        kept, _keeper = _keeper, None
    if kept:
        kept.close()


def _forked() -> None:
    """Forget the server's keeper in a process forked from it, which is another process."""
    global _keeper, _one
    kept, _keeper, _one = _keeper, None, threading.Lock()
    if kept:
        kept.leave()


atexit.register(close)
os.register_at_fork(after_in_child=_forked)
