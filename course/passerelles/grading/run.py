"""One grading run: what needs grading goes to the pool, what comes back is written, one by one."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from passerelles.grading import attempts as kept
from passerelles.grading.attempts import Attempt
from passerelles.grading.door import read_submission
from passerelles.grading.faults import check_gradebook, passing, said
from passerelles.grading.files import locked, write_json
from passerelles.grading.keys import Keys
from passerelles.grading.names import student_name
from passerelles.grading.patience import Patience
from passerelles.grading.pool import DEFAULT, POOLS, cores, executor, through
from passerelles.grading.prepare import SHARED, Common, Prepared, Work, close, prepare
from passerelles.grading.sandbox import recipe
from passerelles.grading.sandbox.limits import Limits
from passerelles.grading.writer import Failed, Writer, automatic
from passerelles.library.errors import Refusal

if TYPE_CHECKING:
    from passerelles.grading.engine import Engine
    from passerelles.grading.worker import Reporter

SUBMIT_SECONDS: Final = 20.0
_MOST_LOST: Final = 3
"""Submissions in a row that the disk or the gradebook may refuse before the run ends."""
_AHEAD: Final = 2
"""Submissions held in memory for each worker."""


@dataclass
class Task:
    """A submission on its way: what is to be done and what will be known of it then."""

    student: str
    work: Work
    state: dict[str, Any]
    before: dict[str, Any]
    found: tuple[Attempt, ...] = ()


class Run:
    """Grades an assignment; `job` says which, whose, how many at once and how safely."""

    def __init__(
        self, engine: Engine, job: dict[str, Any], reporter: Reporter, private: Path
    ) -> None:
        self._engine, self._job, self._reporter = engine, job, reporter
        self._classroom = engine.classroom
        self._assignment: str = job["exercise"]
        self._data = self._classroom.questions(self._assignment).is_file()
        self._lost = 0
        self._fault: Refusal | None = None
        check_gradebook(self._classroom)
        self._patiently = Patience()
        if not job.get("rehearse"):
            self._patiently(lambda: engine.enter_dates(self._assignment))
        keys = self._patiently(lambda: engine.keys(self._assignment))
        if keys is None:
            raise _unknown(self._assignment)
        self._keys: Keys = keys
        limits = self._classroom.settings.limits or Limits()
        self._common: Common = engine.common(keys, self._form(), limits, private)
        self._shown = {
            str(path.relative_to(self._common.folder))
            for path in self._common.folder.rglob("*")
            if path.is_file()
        }

    def grade(self) -> None:
        """Grade everybody the job names; tell each outcome as it comes."""
        students = self._students()
        self._reporter.say(students=list(students))
        try:
            self._grade(students)
        finally:
            # A gradebook that does not answer has been waited for long enough.
            if not self._job.get("rehearse") and self._fault is None:
                # Learners who handed in for the first time have a row only now.
                self._patiently(lambda: self._engine.enter_dates(self._assignment))

    def _grade(self, students: tuple[str, ...]) -> None:
        with closing(self._engine.writer()) as writer:
            self._writer: Writer = writer
            tasks = self._tasks(students)
            first = next(tasks, None)
            if first is not None:
                self._through_the_pool(chain([first], tasks), len(students))
        if self._fault is not None:  # it passes: whoever watches tries these again
            raise self._fault

    def _form(self) -> str:
        if self._data:
            return "none"  # nothing of a learner's runs
        if self._job.get("sandbox", True) is False:
            return "none"
        form = recipe.working()
        if form is None:
            raise recipe.refuse_without()
        return form

    def _students(self) -> tuple[str, ...]:
        named = self._job.get("students")
        if named is not None:
            return tuple(named)
        if self._data:
            return kept.students(self._classroom, self._assignment)
        return self._engine.submitters(self._assignment)

    def _through_the_pool(self, tasks: Iterator[Task], most: int) -> None:
        jobs = max(1, min(self._job.get("jobs") or cores(), most))
        # One submission is not worth processes of its own.
        name = self._job.get("pool") or (DEFAULT if most > 1 else "serial")
        SHARED[str(self._common.folder)] = self._common
        common = str(self._common.folder) if name in POOLS else self._common

        def give(pool: Executor, task: Task) -> Future[Prepared]:
            return pool.submit(prepare, common, task.work)

        try:
            for task, done in through(lambda: executor(name, jobs), give, tasks, jobs * _AHEAD):
                if isinstance(done, Exception):
                    log = "".join(traceback.format_exception(done))
                    self._fail(task, {"failed": "internal"}, log)
                else:
                    self._finish(task, done)
        finally:
            close()

    def _tasks(self, students: tuple[str, ...]) -> Iterator[Task]:
        """Yield what is to be graded; tell of the others at once."""
        for student in students:
            try:
                if self._data:
                    with locked(self._classroom.lock("submit"), SUBMIT_SECONDS):
                        task = self._attempts(student)
                else:
                    task = self._submission(student)
            except Refusal as refusal:
                fault = "answers" if self._data else "refused"
                told = {"failed": fault, "why": [refusal.text.fr, refusal.text.en]}
                self._reporter.say(student=student, **told)
                continue
            except Exception:  # noqa: BLE001 - one submission costs only itself
                self._reporter.log(f"{self._assignment} {student}", traceback.format_exc())
                self._reporter.say(student=student, failed="internal")
                continue
            if self._done(task):
                known = {key: task.before.get(key) for key in ("attempt", "limit")}
                points = self._writer.points(self._assignment, student)
                self._reporter.say(student=student, outcome="unchanged", **known, **points)
            else:
                yield task

    def _done(self, task: Task) -> bool:
        if self._job.get("force") or self._job.get("rehearse"):
            return False
        same = all(task.before.get(key) == value for key, value in task.state.items())
        course = self._engine.course(self._assignment)
        folder = course.format_path(course.autograded_directory, task.student, self._assignment)
        return same and Path(folder).exists()

    def _attempts(self, student: str) -> Task:
        classroom, exercise_id = self._classroom, self._assignment
        found = kept.attempts(classroom, student, exercise_id)
        if not found:
            raise Refusal(
                "Rien n’a été remis ; la correction attend une remise.",
                "Nothing has been handed in; grading waits for that.",
            )
        for attempt in found:
            if not (classroom.attempts(student, exercise_id) / str(attempt.number)).exists():
                kept.keep(classroom, student, attempt)
        state: dict[str, Any] = {
            "key": sha256(classroom.source(exercise_id).read_bytes()).hexdigest(),
            "counts": classroom.settings.counts,
            "attempts": [attempt.sha256 for attempt in found],
        }
        costs = kept.penalties(classroom, student, exercise_id, found)
        state["penalties"] = costs
        before = kept.state(classroom, student, exercise_id)
        counted = found if classroom.settings.counts == "best" else found[-1:]
        late = tuple(costs or ()) if classroom.settings.counts == "best" else ()
        work = Work(student, tuple(one.answers for one in counted), late)
        return Task(student, work, state, before, counted)

    def _submission(self, student: str) -> Task:
        if student_name(student) != student:
            raise _unusual(student)
        folder = self._engine.submitted(self._assignment, student)
        if not folder.is_dir():
            raise Refusal(
                "Rien n’a été remis ; la correction attend une remise.",
                "Nothing has been handed in; grading waits for that.",
            )
        found = read_submission(folder, self._keys.notebooks, self._engine.ignored())
        state = {
            "key": sha256(repr(self._keys).encode()).hexdigest(),
            "submission": found.digest,
        }
        before = kept.state(self._classroom, student, self._assignment)
        work = Work(student, notebooks=found.notebooks, files=found.packed(self._shown))
        return Task(student, work, state, before)

    def _finish(self, task: Task, prepared: Prepared) -> None:
        if prepared.outcome is not None:
            self._fail(task, dict(prepared.outcome), prepared.log)
            return
        try:
            if self._job.get("rehearse"):
                self._rehearse(task, prepared)
            elif self._data:
                with locked(self._classroom.lock("submit"), SUBMIT_SECONDS):
                    kept.put_forward(self._classroom, task.student, task.found[prepared.attempt])
                    self._write(task, prepared)
            else:
                self._write(task, prepared)
        except Exception as fault:
            told: dict[str, Any] = {"failed": "internal"}
            known = said(fault)
            if known is not None:
                told["why"] = [known.text.fr, known.text.en]
            log = str(fault) if isinstance(fault, Failed) else ""
            self._fail(task, told, log + traceback.format_exc())
            # Not the submissions' fault: the next ones would only wait for the same answer.
            self._lost = self._lost + 1 if known is not None else 0
            self._fault = known if passing(fault) else None
            if known is not None and self._lost >= _MOST_LOST:
                raise known from fault
        else:
            self._lost, self._fault = 0, None

    def _write(self, task: Task, prepared: Prepared) -> None:
        """Write rows, notebooks and what this run knows, so that a killed one can go on."""
        path = self._classroom.attempts(task.student, self._assignment) / kept.STATE
        path.parent.mkdir(parents=True, exist_ok=True)
        attempt = task.found[prepared.attempt].number if task.found else None
        write_json(path, {"finished": False})
        try:
            points = self._writer.write(task.student, self._keys, prepared.notebooks)
        except Exception:
            if task.before:  # the earlier grade has stayed
                stale: dict[str, Any] = {"attempts": []} if self._data else {"submission": ""}
                write_json(path, {**task.before, **stale})
            raise
        time = kept.iso(datetime.now(UTC))
        told = {"attempt": attempt, "limit": prepared.limit}
        write_json(path, {"finished": True, **task.state, **told, "time": time})
        self._reporter.say(student=task.student, outcome="graded", **told, **points)

    def _rehearse(self, task: Task, prepared: Prepared) -> None:
        """Tell which automatic marks would change; write nothing."""
        marks = self._writer.marks(self._assignment, task.student)
        changes = [
            {
                "notebook": place[0],
                "question": place[1],
                "before": marks.get(place, (None, None))[0],
                "after": score,
                "by_hand": marks.get(place, (None, None))[1],
            }
            for place, score in automatic(prepared.notebooks).items()
            if marks.get(place, (None, None))[0] != score
        ]
        self._reporter.say(student=task.student, outcome="rehearsed", changes=changes)

    def _fail(self, task: Task, outcome: dict[str, Any], log: str) -> None:
        if log:
            self._reporter.log(f"{self._assignment} {task.student}", log)
        self._reporter.say(student=task.student, **outcome)


def _unknown(assignment: str) -> Refusal:
    return Refusal(
        f"Le carnet de notes ne connaît pas le devoir {ascii(assignment)[:60]} ; lancez d’abord "
        "« nbgrader generate_assignment ».",
        f"The gradebook does not know the assignment {ascii(assignment)[:60]}; run “nbgrader "
        "generate_assignment” first.",
    )


def _unusual(student: str) -> Refusal:
    plain = student_name(student)
    return Refusal(
        f"Ce dossier de submitted/ n’est pas écrit comme un nom ; renommez-le en « {plain} ».",
        f"This folder of submitted/ is not written as a name is; rename it to “{plain}”.",
    )
