"""Grading started from a page: one run at a time in a classroom, whoever watches it.

The run belongs to the server, not to the page: a reload, a closed tab or a second
instructor finds it where it stands. If the server ends, grading again goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from passerelles.grading.settings import Classroom
from passerelles.grading.verdicts import Verdict, grade
from passerelles.grading.watch import release
from passerelles.library.errors import Refusal
from passerelles.library.text import Text

_FAULT: Final = Text(
    "La correction s’est arrêtée sur un défaut imprévu ; relancez-la, et si cela dure, voyez "
    "logs/grading.log dans la classe.",
    "Grading stopped on an unexpected fault; start it again, and if that lasts, see "
    "logs/grading.log in the classroom.",
)


@dataclass
class Job:
    """One run: what is to be graded, how far it is, and what somebody must look at.

    `most` grows as the exercises tell how many handed in; `refused` are verdicts by
    name with what to do, `problems` sentences about a whole exercise or a feedback.
    """

    exercises: tuple[str, ...]
    done: int = 0
    most: int = 0
    graded: int = 0
    unchanged: int = 0
    refused: list[Verdict] = field(default_factory=list)
    problems: list[Text] = field(default_factory=list)
    current: str = ""
    running: bool = True

    def plain(self) -> dict[str, object]:
        """Return how far it is, as a page's script asks."""
        return {"running": self.running, "done": self.done, "most": self.most}


class Jobs:
    """The grading runs of one server: the last one of each classroom."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: dict[str, Job] = {}

    def last(self, root: Path) -> Job | None:
        """Return the run under way in a classroom's folder, or the last one of this server."""
        return self._last.get(str(root))

    def start(self, classroom: Classroom, exercises: tuple[str, ...]) -> Job:
        """Start grading, unless a run is under way already; return the run."""
        with self._lock:
            last = self.last(classroom.root)
            if last is not None and last.running:
                return last
            job = Job(exercises)
            self._last[str(classroom.root)] = job
        Thread(target=work, args=(classroom, job), daemon=True).start()
        return job


def work(classroom: Classroom, job: Job, grade_: Callable[..., list[Verdict]] = grade) -> None:
    """Grade exercise after exercise; one that is refused as a whole does not stop the others."""
    try:
        for exercise in job.exercises:
            job.current = exercise
            before = job.most
            try:
                verdicts = grade_(classroom, exercise, told=_counting(job, before))
            except Refusal as refusal:
                job.problems.append(refusal.text)
                continue
            job.most = job.done = before + len(verdicts)
            _sum_up(classroom, job, exercise, verdicts)
    except Exception:  # noqa: BLE001 - the page must not wait for ever
        job.problems.append(_FAULT)
    finally:
        job.running = False


def _counting(job: Job, before: int) -> Callable[[Verdict, int], None]:
    def told(_: Verdict, most: int) -> None:
        job.most = before + most
        job.done += 1

    return told


def _sum_up(classroom: Classroom, job: Job, exercise: str, verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        if not verdict.graded:
            job.refused.append(verdict)
            continue
        again = verdict.outcome == "graded"
        if again:
            job.graded += 1
        else:
            job.unchanged += 1
        problem = release(classroom, exercise, verdict.student, again=again)
        if problem is not None:
            job.problems.append(problem)
