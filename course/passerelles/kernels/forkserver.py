"""The server's side of `fork`: starts a parent, asks it for forks, follows what it forked."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from passerelles.kernels import wire

UNKNOWN_END: Final = 1
"""The status of a child that ended after its parent, which alone could have told it."""
START_TIMEOUT: Final = 60.0
"""Seconds a parent may take to prepare itself."""
ANSWER_TIMEOUT: Final = 20.0
"""Seconds a parent may take to answer; one that takes longer is given up."""


class LostError(ConnectionError):
    """The parent is gone or does not answer; what it forked may still run."""


@dataclass(frozen=True)
class Request:
    """What to fork: see `fork` for the keys; `streams` maps 0, 1, 2 to descriptors."""

    task: Any
    environment: Mapping[str, str] | None = None
    folder: str | None = None
    limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    streams: Mapping[int, int] = field(default_factory=dict)
    descriptors: Sequence[int] = ()


class ForkServer:
    """A parent process and the one conversation with it; safe to use from any thread."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Start `command`, which is given `--channel N --lifeline N`, and wait until it is ready.

        Raises `LostError` when it does not get there, `OSError` when it cannot be started.
        """
        self._lock = threading.Lock()
        self._channel, theirs = socket.socketpair()
        try:
            reading, self._lifeline = os.pipe()
        except OSError:
            self._channel.close()
            theirs.close()
            raise
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*command, "--channel", str(theirs.fileno()), "--lifeline", str(reading)],
                pass_fds=(theirs.fileno(), reading),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env=environment,
            )
        except BaseException:
            self._let_go()
            raise
        finally:
            theirs.close()
            os.close(reading)
        self._alive = True
        self._channel.settimeout(START_TIMEOUT)
        try:
            wire.receive(self._channel)
        except (OSError, ValueError) as fault:
            self.close()
            raise LostError("the parent of the forks did not start") from fault
        self._channel.settimeout(ANSWER_TIMEOUT)

    @property
    def pid(self) -> int:
        """The parent's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the parent can still be asked."""
        return self._alive and self._process.poll() is None

    def fork(self, request: Request) -> Forked:
        """Fork and return the child.

        Raises `LostError` when the parent is gone and `OSError` when there is no
        memory, process or descriptor left for a child.
        """
        content = {
            "do": "fork",
            "task": request.task,
            "environment": None if request.environment is None else dict(request.environment),
            "folder": request.folder,
            "limits": {name: list(limit) for name, limit in request.limits.items()},
            "streams": list(request.streams),
        }
        answer, descriptors = self._ask(content, [*request.streams.values(), *request.descriptors])
        return Forked(self, answer["pid"], descriptors[0])

    def status(self, pid: int) -> int | None:
        """Return how a child ended, negative for a signal; `None` if it lives or nobody knows."""
        try:
            answer, _ = self._ask({"do": "status", "pid": pid})
        except LostError:
            return UNKNOWN_END
        return answer["status"] if answer["known"] else UNKNOWN_END

    def retire(self) -> None:
        """Have the parent end once its last child has; nothing can be forked any more."""
        with suppress(LostError):
            self._ask({"do": "retire"})

    def close(self, timeout: float = 5.0) -> None:
        """End the parent and all it forked; returns when the parent is gone."""
        self._alive = False
        self._let_go()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _let_go(self) -> None:
        self._channel.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1

    def _ask(
        self, content: dict[str, Any], descriptors: Sequence[int] = ()
    ) -> tuple[dict[str, Any], list[int]]:
        with self._lock:
            if not self._alive:
                raise LostError("the parent of the forks is gone")
            try:
                wire.send(self._channel, content, descriptors)
                answer, received = wire.receive(self._channel)
            except (wire.ClosedError, TimeoutError) as gone:
                # Out of step or gone: never ask again. Children keep their lifeline to us.
                self._alive = False
                self._channel.close()
                self._process.kill()
                raise LostError("the parent of the forks is gone") from gone
            except OSError as fault:
                _abandon(fault)
                raise
        if "error" in answer:
            raise OSError(answer["errno"], answer["error"])
        return answer, received


class Forked:
    """A forked child, used like `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, server: ForkServer, pid: int, watch: int) -> None:
        self._server = server
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
            status = self._server.status(self.pid)
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


def _abandon(fault: OSError) -> None:
    """Kill a child that was forked but whose descriptor found no room here."""
    answer = fault.args[2] if len(fault.args) > 2 else None  # noqa: PLR2004
    pid = answer.get("pid") if isinstance(answer, dict) else fault.filename
    if isinstance(pid, dict):
        pid = pid.get("pid")
    if isinstance(pid, int):
        for kill in (os.killpg, os.kill):
            with suppress(OSError):
                kill(pid, signal.SIGKILL)
