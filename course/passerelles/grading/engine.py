"""nbgrader's own converters, with one part replaced: how a notebook is executed.

Only the worker process imports this module: nbgrader takes a second to load and
its converters change the working directory of their process.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import determine_grade, is_grade
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from passerelles.build.exercise_cells import ANSWER_STUB
from passerelles.grading.attempts import ANSWERS
from passerelles.grading.execute import execute
from passerelles.grading.files import remove, replace_folder
from passerelles.grading.settings import NBGRADER_FILE, Classroom


class Failed(Exception):  # noqa: N818 - the outcome of a run
    """nbgrader gave up; the argument is its log."""


class RunTrusted(NbGraderPreprocessor):
    """Stands in nbgrader's list where `Execute` does: the instructor's cells, in this process."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Run the cells with the `answers.json` that lies beside the notebook."""
        execute(nb, Path(resources["metadata"]["path"]) / ANSWERS)
        return nb, resources


class DataAutograde(Autograde):
    """`nbgrader autograde` for one submission whose answers are data."""

    def __init__(self, coursedir: CourseDirectory, **kwargs: Any) -> None:
        super().__init__(coursedir=coursedir, **kwargs)
        steps: list[Any] = self.autograde_preprocessors
        self.autograde_preprocessors: list[Any] = [
            RunTrusted if step is Execute else step for step in steps
        ]

    def init_notebooks(self) -> None:
        """Name the one submission; nbgrader would take the student's name for a pattern."""
        folder = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        self.assignments = {folder: [f"{folder}/{self.coursedir.assignment_id}.ipynb"]}
        self.notebooks: list[str] = []


@dataclass(frozen=True)
class Engine:
    """A classroom as nbgrader sees it, with the instructor's own configuration."""

    classroom: Classroom
    config: Config

    @classmethod
    def of(cls, classroom: Classroom) -> Engine:
        """Read the classroom's `nbgrader_config.py`, which is the instructor's and trusted."""
        config = PyFileConfigLoader(NBGRADER_FILE, str(classroom.root)).load_config()
        return cls(classroom, config)

    def _course(self, exercise_id: str, student: str = "*") -> CourseDirectory:
        course = CourseDirectory(config=self.config, root=str(self.classroom.root))
        course.assignment_id = exercise_id
        course.student_id = student
        return course

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Open nbgrader's gradebook."""
        course = self._course("")
        with Gradebook(course.db_url, course.course_id) as opened:
            yield opened

    def register(self, exercise_id: str) -> None:
        """Make the release and enter the exercise in the gradebook, as generate_assignment does."""
        config = Config(self.config)
        config.ClearSolutions.setdefault("text_stub", ANSWER_STUB[self.classroom.settings.language])
        course = self._course(exercise_id)
        _start(GenerateAssignment(coursedir=course, config=config, force=True))

    def set_deadline(self, exercise_id: str) -> None:
        """Give nbgrader the deadline of `passerelles.yml`, if that has one."""
        due = self.classroom.settings.due(exercise_id)
        if due is None:
            return
        with self.gradebook() as book:
            if book.find_assignment(exercise_id).duedate != due.replace(tzinfo=None):
                book.update_or_create_assignment(exercise_id, duedate=due.replace(tzinfo=None))

    def rehearse(self, exercise_id: str, student: str, notebook: bytes, answers: Path) -> float:
        """Return the automatic points that a notebook would earn; nothing is written.

        nbgrader's own steps restore the instructor's cells from the gradebook
        first. Raises `CellFault` when one of those fails.
        """
        node = nbformat.reads(notebook.decode(), as_version=4)
        course = self._course(exercise_id, student)
        resources: Any = {
            "nbgrader": {
                "notebook": exercise_id,
                "assignment": exercise_id,
                "student": student,
                "db_url": course.db_url,
            }
        }
        for step in Autograde(coursedir=course, config=self.config).sanitize_preprocessors:
            node, resources = step(config=self.config).preprocess(node, resources)
        execute(node, answers)
        scores = [determine_grade(cell)[0] for cell in node.cells if is_grade(cell)]
        return sum(score or 0.0 for score in scores)

    def autograde(self, exercise_id: str, student: str) -> None:
        """Grade what lies in `submitted/`: all of it is kept, or the earlier grade stays.

        Raises `Failed` with nbgrader's log.
        """
        before = self._snapshot(exercise_id, student)
        folder = self.classroom.autograded(student, exercise_id)
        aside = self.classroom.staging / "autograded-before"
        self.classroom.staging.mkdir(exist_ok=True)
        remove(aside)
        if folder.exists():
            folder.rename(aside)
        try:
            course = self._course(exercise_id, student)
            _start(DataAutograde(coursedir=course, config=self.config, force=True))
        except BaseException:
            remove(folder)
            if aside.exists():
                replace_folder(folder, aside, self.classroom.staging)
            self._restore(exercise_id, student, before)
            raise
        remove(aside)

    def _snapshot(self, exercise_id: str, student: str) -> dict[str, Any] | None:
        with self.gradebook() as book:
            try:
                found = book.find_submission(exercise_id, student)
            except MissingEntry:
                return None
            grades = {
                grade.name: (grade.auto_score, grade.needs_manual_grade)
                for notebook in found.notebooks
                for grade in notebook.grades
            }
            return {"timestamp": found.timestamp, "grades": grades}

    def _restore(self, exercise_id: str, student: str, before: dict[str, Any] | None) -> None:
        with self.gradebook() as book:
            if before is None:
                try:
                    book.remove_submission(exercise_id, student)
                except MissingEntry:
                    return
                return
            found = book.find_submission(exercise_id, student)
            found.timestamp = before["timestamp"]
            for notebook in found.notebooks:
                for grade in notebook.grades:
                    if grade.name in before["grades"]:
                        grade.auto_score, grade.needs_manual_grade = before["grades"][grade.name]
            book.db.commit()


def _start(converter: Any) -> None:
    """Run a converter; its log becomes the reason of a failure."""
    log = StringIO()
    handler = logging.StreamHandler(log)
    converter.log.addHandler(handler)
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        raise Failed(log.getvalue() or str(error)) from error
    finally:
        converter.log.removeHandler(handler)
