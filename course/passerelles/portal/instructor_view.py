"""What the instructor's pages say of a classroom: people, work, deadlines, in plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from passerelles.build.course import course
from passerelles.grading import hand
from passerelles.grading.gradebook import Student, students
from passerelles.grading.questions import essays
from passerelles.grading.settings import Classroom
from passerelles.grading.standing import StudentStatus, standing
from passerelles.library.text import NBSP, Language, Text, moment

State = Literal["none", "to-grade", "waiting", "graded", "damaged"]


@dataclass(frozen=True, slots=True)
class Line:
    """One person in one exercise; `work` is None when nothing was handed in.

    `due` is their own deadline (ISO 8601) where they were granted one, `further` the
    attempts beyond the planned ones, `fault` why an attempt cannot be read.
    """

    person: Student
    work: StudentStatus | None
    due: str | None
    further: int
    released: bool = False
    fault: Text | None = None

    @property
    def state(self) -> State:
        """Return where this work stands."""
        if self.fault is not None:
            return "damaged"
        return self.work.state if self.work else "none"

    @property
    def name(self) -> str:
        """Return first and last name, where the gradebook knows them."""
        return f"{self.person.first_name} {self.person.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Task:
    """A question to grade by hand: how many texts there are, and how many still wait."""

    question: str
    answers: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of a classroom: its lines in the order of names, its deadline (ISO 8601)."""

    id: str
    title: str
    due: str | None
    lines: tuple[Line, ...]
    tasks: tuple[Task, ...]

    def count(self, *states: State) -> int:
        """Return how many people stand so."""
        return sum(one.state in states for one in self.lines)

    @property
    def handed_in(self) -> int:
        """Return how many people handed in."""
        return sum(one.state != "none" for one in self.lines)

    @property
    def late(self) -> int:
        """Return how many handed in late."""
        return sum(one.work is not None and one.work.late for one in self.lines)


def title(exercise_id: str, language: Language) -> str:
    """Return the title of an exercise; its id where the course has none."""
    return next(
        (one.title[language] for one in course().exercises if one.id == exercise_id), exercise_id
    )


def exercises(room: Classroom, language: Language) -> tuple[Exercise, ...]:
    """Return every exercise of a classroom; raise `Refusal`."""
    people = {one.id: one for one in students(room)}
    return tuple(_exercise(room, one, people, language) for one in room.exercises())


def exercise(room: Classroom, exercise_id: str, language: Language) -> Exercise:
    """Return one exercise of a classroom; raise `Refusal`."""
    people = {one.id: one for one in students(room)}
    return _exercise(room, room.check_exercise(exercise_id), people, language)


def _exercise(
    room: Classroom, exercise_id: str, people: dict[str, Student], language: Language
) -> Exercise:
    faults: dict[str, Text] = {}
    work = {one.student: one for one in standing(room, exercise_id, faults)}
    names = sorted({*people, *work, *faults}, key=lambda name: name.casefold())
    lines = tuple(
        _line(room, exercise_id, people.get(name, Student(name, "", "", "")), work, faults)
        for name in names
    )
    tasks = []
    for question in essays(room, exercise_id) if work else ():
        listed = hand.places(room, exercise_id, question.id)
        waiting = sum(one.state != "graded" for one in listed)
        tasks.append(Task(question.id, len(listed), waiting))
    due = room.settings.due(exercise_id)
    return Exercise(exercise_id, title(exercise_id, language), iso(due), lines, tuple(tasks))


def _line(
    room: Classroom,
    exercise_id: str,
    person: Student,
    work: dict[str, StudentStatus],
    faults: dict[str, Text],
) -> Line:
    granted = room.settings.extensions
    due = room.settings.due(exercise_id, person.id)
    own = due if due != room.settings.due(exercise_id) else None
    further = granted.further(exercise_id, person.id) if granted else 0
    page = room.root / "feedback" / person.id / exercise_id
    handed = work.get(person.id)
    released = handed is not None and page.is_dir()
    return Line(person, handed, iso(own), further, released, faults.get(person.id))


def to_grade(room: Classroom) -> int:
    """Return how many pieces of work wait for a run; raise `Refusal`."""
    return sum(
        one.state == "to-grade"
        for exercise_id in room.exercises()
        for one in standing(room, exercise_id, {})
    )


def iso(moment: datetime | None) -> str | None:
    """Write a moment as pages take it."""
    return None if moment is None else moment.isoformat()


def typed(moment: datetime | None) -> str:
    """Write a moment in this machine's zone, as a date-and-time field of a form holds it."""
    return "" if moment is None else moment.astimezone().strftime("%Y-%m-%dT%H:%M")


def local(written: str | None, language: Language) -> str:
    """Write an ISO 8601 moment in this machine's zone, to the minute, as a reader does."""
    if written is None:
        return ""
    here = datetime.fromisoformat(written).astimezone()
    # The wall clock, written by the same rules as every other moment of the course.
    text = moment(here.replace(tzinfo=UTC).isoformat(), language)
    cut = f"{NBSP}min" if language == "fr" else f"{here:%H:%M}"
    return text.split(cut)[0] if language == "fr" else text.split(cut)[0] + cut


def zone() -> str:
    """Return this machine's zone, as a page names it: `CET (UTC+01:00)`."""
    here = datetime.now().astimezone()
    offset = here.strftime("%z")
    name = here.tzname() or "UTC"
    return name if name == "UTC" else f"{name} (UTC{offset[:3]}:{offset[3:]})"
