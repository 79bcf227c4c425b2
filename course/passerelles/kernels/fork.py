"""A parent that forks a prepared function on request.

The parent has imported and set up everything before it serves; each fork then
starts where the parent stands and shares its memory until it writes to it. The
parent has one thread, reaps every child and tells how it ended. It knows
nothing of Jupyter or ZMQ, so that the grader uses it as the kernels do.

Requests (see `wire`), each answered by one message:

* `{"do": "fork", "environment": {…}, "folder": path, "limits": {…}, "task": …}`
  with the descriptors `streams` names and then those for the function;
  answered by `{"pid": n}` and a descriptor of the process (a pidfd).
* `{"do": "status", "pid": n}`: `{"status": null | code}`, negative for a signal;
  an end told once is forgotten.
* `{"do": "retire"}`: fork no more, end when the last child has ended.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from passerelles.kernels import wire
from passerelles.kernels.child import become

Run = Callable[[Any, list[int]], int | None]
"""What a child does: the task and its descriptors in, its exit status out."""

_SMALLEST, _LARGEST = 48, 512  # bytes: what Python keeps in pages of its own, by size
_FILLING: Final = 1 << 16  # bytes of each size; four times as many save no more
_LOOK_AROUND: Final = 1.0  # seconds between two looks at whether the server still lives


class Parent:
    """Serves forks over `channel` until the server at its other end is gone.

    `lifeline` is the reading end of a pipe whose writing end only the server
    holds: every child dies with it, even when this process is already dead.
    """

    def __init__(self, channel: socket.socket, lifeline: int, run: Run) -> None:
        self._channel = channel
        self._lifeline = lifeline
        self._run = run
        self._children: dict[int, int] = {}  # process id -> its descriptor
        self._ended: dict[int, int] = {}  # process id -> status nobody has asked for yet
        self._retired = False
        self._filling: list[bytes] = []
        self._poll = select.poll()

    def serve(self) -> None:
        """Answer requests until the server is gone; leave no child behind."""
        self._settle()
        server = os.getppid()
        self._poll.register(self._channel, select.POLLIN)
        wire.send(self._channel, {"ready": os.getpid()})
        try:
            while os.getppid() == server and not self._done():
                for descriptor, _ in self._poll.poll(_LOOK_AROUND * 1000):
                    if descriptor == self._channel.fileno():
                        self._answer()
                    else:
                        self._reap()
        except wire.ClosedError:
            pass
        finally:
            self.end()

    def end(self) -> None:
        """Kill what is left of the children and wait for it."""
        for pid in list(self._children):
            _kill_group(pid)
        for pid in list(self._children):
            self._forget(pid, os.waitpid(pid, 0)[1])

    def _settle(self) -> None:
        """Make what stands now shared for good: nothing here is collected, in no child either."""
        for name in ("SIGINT", "SIGHUP", "SIGQUIT"):
            # The terminal's keys are for the server, which ends us by leaving.
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        gc.collect()
        self._filling = _filling()
        gc.disable()
        gc.freeze()

    def _done(self) -> bool:
        return self._retired and not self._children and not self._ended

    def _answer(self) -> None:
        try:
            request, descriptors = wire.receive(self._channel)
        except wire.NoRoomError as fault:
            wire.send(self._channel, _refusal(fault))
            return
        try:
            what = request["do"]
            if what == "fork":
                self._fork(request, descriptors)
            elif what == "status":
                self._reap()
                pid = request["pid"]
                known = pid in self._children or pid in self._ended
                wire.send(self._channel, {"status": self._ended.pop(pid, None), "known": known})
            else:
                self._retired = True
                wire.send(self._channel, {})
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _fork(self, request: dict[str, Any], descriptors: Sequence[int]) -> None:
        if alone := not_alone():
            wire.send(self._channel, {"error": alone, "errno": 0})
            return
        # A signal for the child must find the child's handlers, not still the parent's.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            pid = os.fork()
            if pid == 0:
                become(request, list(descriptors), self._run, self._lifeline, self._leave)
        except OSError as fault:
            wire.send(self._channel, _refusal(fault))
            return
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        try:
            watch = os.pidfd_open(pid)
        except OSError as fault:
            _kill_group(pid)
            os.waitpid(pid, 0)
            wire.send(self._channel, _refusal(fault))
            return
        self._children[pid] = watch
        self._poll.register(watch, select.POLLIN)
        wire.send(self._channel, {"pid": pid}, [watch])

    def _leave(self) -> None:
        """Close in a child what is the parent's own."""
        self._channel.close()
        os.close(self._lifeline)
        for watch in self._children.values():
            os.close(watch)

    def _reap(self) -> None:
        for pid in list(self._children):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                # Before it is reaped its number cannot be another's: what it started ends with it.
                _kill_group(pid)
                self._forget(pid, os.waitpid(pid, 0)[1])

    def _forget(self, pid: int, status: int) -> None:
        watch = self._children.pop(pid)
        with suppress(KeyError):
            self._poll.unregister(watch)
        os.close(watch)
        self._ended[pid] = os.waitstatus_to_exitcode(status)


def _filling() -> list[bytes]:
    """Return objects that fill the holes preparing has left among those that stay.

    A child puts its first objects into such holes, and each hole it uses costs it
    a copy of a whole shared page: 2 MB of a kernel's 20 were that.
    """
    header = sys.getsizeof(b"")
    return [
        bytes(size - header)
        for size in range(_SMALLEST, _LARGEST + 1, 16)
        for _ in range(_FILLING // size)
    ]


def not_alone() -> str:
    """Return why a fork would be unsafe now: a second thread may hold a lock for ever."""
    names = [thread.name for thread in threading.enumerate()]
    if len(names) != 1:
        return f"threads besides the first: {', '.join(names)}"
    try:
        tasks = sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return ""
    return "" if tasks == 1 else f"{tasks} threads, not all of them Python’s"


def _kill_group(pid: int) -> None:
    # A child just forked may not lead its group yet.
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _refusal(fault: OSError) -> dict[str, Any]:
    return {"error": fault.strerror or str(fault), "errno": fault.errno or 0}
