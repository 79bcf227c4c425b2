"""Runs a notebook's cells in a sandbox, from outside: what comes back is checked before use.

Cells go in one at a time, so that code sees no test before that test runs. A cell
that ends its sandbox is left out and the others run again in a fresh one: the
points that the rest earns are kept.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal, Self

from passerelles.grading.sandbox import frames, recipe
from passerelles.grading.sandbox.confine import MEMORY_ENDED, SIGNALLED
from passerelles.grading.sandbox.limits import Limits
from passerelles.grading.sandbox.outputs import ForgedError, cut_notice, not_run, timed_out, trusted
from passerelles.kernels.forked import Forked
from passerelles.kernels.forkserver import ForkServer, LostError, Request

Ending = Literal["time", "memory", "output", "crash"]
Done = tuple[list[dict[str, Any]], int | None, Ending | None]
"""A cell's outputs, its execution count and the limit it reached."""

RESTARTS: Final = 3
"""Fresh sandboxes one notebook may have after cells that ended theirs."""
_GRACE: Final = 4.0  # seconds between the interruption of a cell and its end by force
_SETTLE: Final = 30.0  # seconds a worker may take to be ready


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell to run; `graded` ones are tests."""

    source: str
    graded: bool
    timeout: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """What became of each cell: outputs and execution count; and the first limit reached."""

    outputs: tuple[list[dict[str, Any]], ...]
    counts: tuple[int | None, ...]
    fault: Ending | None


class Ended(Exception):  # noqa: N818 - the outcome of a cell
    """A cell ended its sandbox; the argument is how."""

    def __init__(self, fault: Ending) -> None:
        super().__init__(fault)
        self.fault = fault


class Sandboxes:
    """The sandboxes of one assignment, forked from one warm parent.

    `folder` holds the files every sandbox shows; `form` is `recipe.working()`'s
    answer, or `none` for no isolation at all.
    """

    def __init__(self, folder: Path, warm: Sequence[str], form: str) -> None:
        self._command = recipe.command(folder, warm, form)
        self._environment = {} if form != "none" else dict(recipe.ENVIRONMENT)
        self._server: ForkServer | None = None

    def close(self) -> None:
        """End the parent and every sandbox."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def run(
        self, cells: Sequence[Cell], files: Mapping[str, str], limits: Limits, notice: str
    ) -> Run:
        """Run `cells`; `files` maps names to base64 content; `notice` tells of cut output.

        Raises `LostError` or `OSError` when no sandbox can be had: that is our fault,
        not the cells'.
        """
        outputs: list[list[dict[str, Any]]] = [[not_run()] for _ in cells]
        counts: list[int | None] = [None] * len(cells)
        fault: Ending | None = None
        left_out: set[int] = set()
        limit = time.monotonic() + limits.seconds
        for _ in range(RESTARTS + 1):
            at = -1
            with _Worker(self._fork(limits), files, limit) as worker:
                try:
                    for at, cell in enumerate(cells):
                        if at in left_out:
                            continue
                        outputs[at], counts[at], cut = worker.cell(cell, notice)
                        fault = fault or cut
                    break
                except Ended as ended:
                    fault = fault or ended.fault
                    left_out.add(at)
                    for later in range(at, len(cells)):
                        if later not in left_out or later == at:
                            outputs[later], counts[later] = [not_run(ended.fault)], None
            if time.monotonic() >= limit or at < 0:
                break
        return Run(tuple(outputs), tuple(counts), fault)

    def _fork(self, limits: Limits) -> tuple[Forked, int, int]:
        """Return a fresh worker with the ends of its pipes: for requests, for answers."""
        for again in (True, False):
            if self._server is None or not self._server.alive:
                self._server = ForkServer(self._command, self._environment)
            requests, ours = os.pipe()
            answers, theirs = os.pipe()
            null = os.open(os.devnull, os.O_RDWR)
            task = {**asdict(limits), "processor_seconds": limits.seconds * 2 + 10}
            try:
                forked = self._server.fork(
                    Request(
                        task, streams=dict.fromkeys((0, 1, 2), null), descriptors=(requests, theirs)
                    )
                )
            except BaseException as fault:
                os.close(ours)
                os.close(answers)
                if again and isinstance(fault, LostError):
                    continue
                raise
            else:
                return forked, ours, answers
            finally:
                for descriptor in (requests, theirs, null):
                    os.close(descriptor)
        raise AssertionError


class _Worker:
    """One sandbox's conversation."""

    def __init__(
        self, forked: tuple[Forked, int, int], files: Mapping[str, str], limit: float
    ) -> None:
        self._process, self._requests, self._answers = forked
        self._files: Mapping[str, str] | None = files
        self._limit = limit

    def __enter__(self) -> Self:
        # Never blocked by a worker that reads nothing; reading asks first.
        os.set_blocking(self._requests, False)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._requests)
        os.close(self._answers)
        self._process.kill()
        with suppress(subprocess.TimeoutExpired, LostError):
            self._process.wait(5)

    def _begin(self, files: Mapping[str, str]) -> None:
        first = {"environment": {"NBGRADER_EXECUTION": "autograde"}, "files": dict(files)}
        try:
            frames.send(self._requests, first, _SETTLE)
            frames.receive(self._answers, _SETTLE)
        except (frames.BrokenError, frames.LateError) as fault:
            raise LostError("a sandbox did not get ready") from fault

    def cell(
        self, cell: Cell, notice: str
    ) -> tuple[list[dict[str, Any]], int | None, Ending | None]:
        """Run one cell; raise `Ended` when that ends the sandbox."""
        if self._files is not None:
            self._begin(self._files)
            self._files = None
        left = self._limit - time.monotonic()
        if left <= 0:
            raise Ended("time")
        patience = left if cell.timeout is None else min(cell.timeout, left)
        late: Ending | None = None
        try:
            request = {"source": cell.source, "graded": cell.graded}
            frames.send(self._requests, request, patience)
            try:
                answer = frames.receive(self._answers, patience)
            except frames.LateError:
                late = "time"
                self._process.send_signal(signal.SIGINT)
                answer = frames.receive(self._answers, _GRACE)
        except frames.LateError as fault:
            raise Ended("time") from fault
        except frames.BrokenError as fault:
            raise Ended(self._why(late)) from fault
        try:
            outputs, count, cut = trusted(answer)
        except ForgedError as fault:
            raise Ended("crash") from fault
        if late:
            outputs.append(timed_out())
        if cut:
            outputs.append(cut_notice(notice))
        return outputs, count, late or ("output" if cut else None)

    def _why(self, late: Ending | None) -> Ending:
        """Tell how a worker ended, from what its keeper says."""
        try:
            status = self._process.wait(3)
        except subprocess.TimeoutExpired:
            return late or "crash"
        if status in {MEMORY_ENDED, SIGNALLED + int(signal.SIGKILL)}:
            return "memory"
        if status == SIGNALLED + int(signal.SIGXCPU):
            return "time"
        return late or "crash"
