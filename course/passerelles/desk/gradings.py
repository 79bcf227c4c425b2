"""The desk's grading: one run at a time in a classroom, of everybody who waits for an exercise.

What waits is in the classroom, not here: a desk that was killed looks there when it
starts, and now and then afterwards, for work that has no grade yet.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from passerelles.grading import attempts as kept
from passerelles.grading.course import open_course
from passerelles.grading.exchange import inbound
from passerelles.grading.process import ahead
from passerelles.grading.settings import Classroom
from passerelles.grading.verdicts import Verdict, grade
from passerelles.grading.watch import Arrivals, release
from passerelles.library.errors import Refusal
from passerelles.library.text import Text

Key = tuple[str, str]
"""An exercise and a student."""

LOOK_SECONDS: Final = 2.0
"""Between two looks at nbgrader's exchange, where the classroom has one."""
SWEEP_SECONDS: Final = 600.0
"""Between two looks for work without a grade: a run refused as a whole is tried again sooner."""
AGAIN_SECONDS: Final = 5.0
_LONGEST_WAIT: Final = 120.0
_LOG: Final = logging.getLogger("passerelles.desk")


class Gradings:
    """What waits for grading and what is being graded in the classroom `directory`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._waiting: dict[Key, asyncio.Future[None]] = {}
        self._running: dict[Key, asyncio.Future[None]] = {}
        self._later: set[Key] = set()
        self._reasons: dict[Key, Text] = {}
        self._some = asyncio.Event()
        self._told_last: str = ""
        self._wait = AGAIN_SECONDS
        self._alone = False
        self._grader = ThreadPoolExecutor(1, "grade")
        self._teller = ThreadPoolExecutor(1, "feedback")
        self._looker = ThreadPoolExecutor(1, "look")

    def put(self, exercise: str, student: str) -> None:
        """Have one learner's work graded; work that waits already is graded once."""
        key = (exercise, student)
        self._reasons.pop(key, None)
        self._later.discard(key)
        if key not in self._waiting:
            self._waiting[key] = asyncio.get_running_loop().create_future()
        self._some.set()

    async def wait(self, exercise: str, student: str, seconds: float) -> None:
        """Wait until nothing of this learner's is under way, at most `seconds`."""
        key = (exercise, student)
        last = self._waiting.get(key) or self._running.get(key)
        if last is not None:
            await asyncio.wait({last}, timeout=seconds)
        elif key in self._later:
            await asyncio.sleep(min(seconds, LOOK_SECONDS))

    def idle(self, exercise: str, student: str) -> bool:
        """Tell whether nothing of this learner's waits, runs or has failed."""
        key = (exercise, student)
        known = (self._waiting, self._running, self._later, self._reasons)
        return not any(key in one for one in known)

    def reason(self, exercise: str, student: str) -> Text | None:
        """Return why the last grading failed, if it did: told until the work changes."""
        return self._reasons.get((exercise, student))

    async def work(self) -> None:
        """Grade until cancelled; a worker stays ready meanwhile."""
        with ahead():
            while True:
                await self._some.wait()
                keys = self._next()
                if keys:
                    await self._grade(keys)

    async def sweep(self) -> None:
        """Look for work without a grade, at once and then now and then, until cancelled."""
        while True:
            await self._look(self._ungraded)
            await asyncio.sleep(SWEEP_SECONDS)

    async def collect(self) -> None:
        """Bring in what arrives in nbgrader's exchange, until cancelled."""
        arrivals = Arrivals(None, lambda text: _LOG.warning("%s", text.en))

        def found() -> Iterable[Key]:
            classroom = open_course(self._directory)
            return arrivals.collected(classroom) if inbound(classroom) is not None else ()

        while True:
            await self._look(found)
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self, look: Callable[[], Iterable[Key]]) -> None:
        loop = asyncio.get_running_loop()
        try:
            for key in await loop.run_in_executor(self._looker, look):
                self.put(*key)
        except Refusal as refusal:
            if refusal.text.en != self._told_last:  # said once, not at every look
                _LOG.warning("%s", refusal.text.en)
            self._told_last = refusal.text.en
        except Exception:  # noqa: BLE001 - whatever it is, the next look comes
            _LOG.exception("looking for work")

    def _ungraded(self) -> list[Key]:
        classroom = open_course(self._directory)
        return [
            (exercise, student)
            for exercise in classroom.exercises()
            for student in kept.students(classroom, exercise)
            if (exercise, student) not in self._reasons
            and not is_graded(classroom, exercise, student)
        ]

    def _next(self) -> list[Key]:
        """Take everybody who waits for the exercise that has waited longest."""
        first = next(iter(self._waiting), None)
        if first is None:
            self._some.clear()
            return []
        keys = [first] if self._alone else [one for one in self._waiting if one[0] == first[0]]
        for key in keys:
            self._running[key] = self._waiting.pop(key)
        return keys

    async def _grade(self, keys: list[Key]) -> None:
        loop = asyncio.get_running_loop()

        def told(verdict: Verdict, _: int) -> None:
            loop.call_soon_threadsafe(self._told, verdict)

        def run() -> Classroom:
            classroom = open_course(self._directory)
            there = [student for exercise, student in keys if _there(classroom, exercise, student)]
            if there:
                grade(classroom, keys[0][0], there, told=told)
            return classroom

        try:
            classroom = await loop.run_in_executor(self._grader, run)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is tried again
            if isinstance(fault, Refusal):
                _LOG.warning("%s", fault.text.en)
            else:
                _LOG.error("grading", exc_info=fault)
            self._again([key for key in keys if key in self._running])
        else:
            self._wait, self._alone = AGAIN_SECONDS, False
            for _, student in keys:
                self._teller.submit(_release, classroom, keys[0][0], student)
        for key in keys:
            self._end(key)

    def _told(self, verdict: Verdict) -> None:
        key = (verdict.exercise, verdict.student)
        if verdict.reason is not None:
            self._reasons[key] = verdict.reason
        self._end(key)

    def _end(self, key: Key) -> None:
        done = self._running.pop(key, None)
        if done is not None and not done.done():
            done.set_result(None)

    def _again(self, keys: list[Key]) -> None:
        """Try again later, one by one: a gradebook that was busy, or one learner's fault."""
        self._alone = True
        loop = asyncio.get_running_loop()
        for key in keys:
            self._later.add(key)
            loop.call_later(self._wait, self.put, *key)
        self._wait = min(self._wait * 2, _LONGEST_WAIT)


def _there(classroom: Classroom, exercise: str, student: str) -> bool:
    """Tell whether there is work: a person's may have been erased since it came in."""
    places = classroom.attempts(student, exercise), classroom.submitted(student, exercise)
    return any(place.is_dir() for place in places)


def is_graded(classroom: Classroom, exercise: str, student: str) -> bool:
    """Tell whether the gradebook holds the grade of what was handed in last; raise `Refusal`."""
    try:
        found = kept.attempts(classroom, student, exercise)
    except Refusal as refusal:
        _LOG.warning("%s", refusal.text.en)
        return True  # damaged: grading it now and then would not mend it
    state = kept.state(classroom, student, exercise)
    return kept.is_current(classroom, student, exercise, found, state)


def _release(classroom: Classroom, exercise: str, student: str) -> None:
    problem = release(classroom, exercise, student)
    if problem is not None:
        _LOG.warning("%s", problem.en)
