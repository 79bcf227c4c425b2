"""The server's side of `fork`: starts a parent, asks it for forks, follows what it forked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from passerelles.kernels import wire
from passerelles.kernels.forked import UNKNOWN_END, Forked

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

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        """Start `command`, which is given `--channel N --lifeline N`, and wait until it is ready.

        Raises `LostError` when it does not get there, `OSError` when it cannot be started.
        """
        self._lock = threading.Lock()
        self._channel, theirs = socket.socketpair()
        try:
            reading, self._lifeline = os.pipe()
            os.fchmod(reading, 0o644)  # a child of another user id opens it anew
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
            self.let_go()
            raise
        finally:
            theirs.close()
            os.close(reading)
        self._alive, self._retiring = True, False
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
        return self._alive and self.running

    @property
    def running(self) -> bool:
        """Whether the parent's process still is, asked or not."""
        return self._process.poll() is None

    @property
    def over(self) -> bool:
        """Whether the parent has retired and ended by itself, with the last of its children."""
        return self._retiring and self._process.poll() == 0

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
        return Forked(self.status, answer["pid"], descriptors[0])

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
            self._retiring = True

    def close(self, timeout: float = 5.0) -> None:
        """End the parent and all it forked; returns when the parent is gone."""
        self._alive = False
        self.let_go()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def let_go(self) -> None:
        """Close this side of the conversation without waiting; a forked process does only this."""
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
            except wire.NoRoomError as fault:
                _abandon(fault.content.get("pid"))
                raise
        if "error" in answer:
            raise OSError(answer["errno"], answer["error"])
        return answer, received


def _abandon(pid: int | None) -> None:
    """Kill a child that was forked but whose descriptor found no room here."""
    if pid:
        for kill in (os.killpg, os.kill):
            with suppress(OSError):
                kill(pid, signal.SIGKILL)
