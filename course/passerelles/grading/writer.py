"""The one writer of a run: nbgrader's own converter, given notebooks that are already graded.

Rows and folder of a submission come together or not at all: the rows are one
transaction, and the folder is made aside and put in place just before it ends.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final, cast

import nbformat
from dateutil import parser as dates  # type: ignore[import-untyped]
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde
from nbgrader.converters import autograde as _converter
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import latesubmissions as _late
from nbgrader.preprocessors import saveautogrades as _scores
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_locked, parse_utc
from sqlalchemy.exc import SQLAlchemyError

from passerelles.dossier.files import flush_folder
from passerelles.grading import faster
from passerelles.grading.clean import clean_cell
from passerelles.grading.files import remove
from passerelles.grading.keys import Keys, fingerprint
from passerelles.grading.patience import Patience
from passerelles.grading.prepare import WRITING

_UNHEARD: Final = (SQLAlchemyError, OSError)
"""What a gradebook's server that is gone answers to the end of a transaction."""
_OFFSET: Final = re.compile(r"[+-]\d{2}:?\d{2}\s*\Z")


class Failed(Exception):  # noqa: N818 - the outcome of a run
    """nbgrader gave up; the argument is its log."""


class Course(CourseDirectory):  # type: ignore[misc, unused-ignore]
    """nbgrader's course directory, that reads a submission's time for what it says."""

    def get_existing_timestamp(self, dest_path: str) -> datetime | None:
        """Return the time in UTC; `None` for a text that is no time, which stops nobody.

        nbgrader reads the offset `+0200` as 200 seconds.
        """
        try:
            written = (Path(dest_path) / "timestamp.txt").read_text(encoding="utf-8")[:100].strip()
            if not _OFFSET.search(written):
                return cast("datetime | None", parse_utc(written) if written else None)
            found: datetime = dates.parse(written)
            if (offset := found.utcoffset()) is not None:
                found = (found - offset).replace(tzinfo=None)
        except (OSError, ValueError, OverflowError):
            return None
        return found


class _OneCommit:
    """nbgrader's session, in which only we end a transaction."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self.session, name)

    def commit(self) -> None:
        if self.session.new or self.session.deleted:  # changes alone can wait for the end
            self.session.flush()


class _Shared:
    """The open gradebook, for nbgrader's steps that would open and close their own."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._found: dict[tuple[Any, ...], dict[str, Any]] = {}

    def find_grade(self, cell: str, *place: str) -> Any:
        """Find a grade, with one query for a notebook instead of one for each cell."""
        return self._rows(Grade, *place).get(cell) or self._book.find_grade(cell, *place)

    def find_comment(self, cell: str, *place: str) -> Any:
        """Find a comment in the same way."""
        return self._rows(Comment, *place).get(cell) or self._book.find_comment(cell, *place)

    def _rows(self, kind: Any, notebook: str, assignment: str, student: str) -> dict[str, Any]:
        place = (kind, notebook, assignment, student)
        if place not in self._found:
            sheet = self._book.find_submission_notebook(notebook, assignment, student)
            rows = self._book.db.query(kind, BaseCell.name).join(
                BaseCell, BaseCell.id == kind.cell_id
            )
            rows = rows.filter(kind.notebook_id == sheet.id).all()
            self._found[place] = {name: row for row, name in rows}
        return self._found[place]

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave it open."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)


class ReadyAutograde(Autograde):  # type: ignore[misc, unused-ignore]
    """`nbgrader autograde` for one submission whose notebooks have been graded already."""

    def __init__(
        self, coursedir: Any, keys: Keys, ready: Mapping[str, str], **options: Any
    ) -> None:
        super().__init__(coursedir=coursedir, **options)
        self._keys, self._ready = keys, ready

    def init_notebooks(self) -> None:
        """Name the one submission; nbgrader would take the student's name for a pattern."""
        folder = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        self.assignments = {folder: [f"{folder}/{name}.ipynb" for name in sorted(self._ready)]}
        self.notebooks: list[str] = []

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Enter the scores of one notebook and write it where the formgrader looks."""
        resources = self.init_single_notebook_resources(notebook_filename)
        name = resources["nbgrader"]["notebook"]
        node = nbformat.reads(self._ready[name], as_version=4)
        listed = list(self.autograde_preprocessors)
        first = min((listed.index(one) for one in WRITING if one in listed), default=len(listed))
        for step in listed[first:]:
            made = step(parent=self, config=self.config)
            if made.enabled:
                node, resources = made.preprocess(node, resources)
        for cell in node.cells:
            clean_cell(cell, ours=self._is_ours(cell, name))
        resources["output_extension"] = ".ipynb"
        resources.setdefault("outputs", {})
        self.write_single_notebook(faster.notebook_text(node) + "\n", resources)

    def _is_ours(self, cell: Any, name: str) -> bool:
        """Tell whether a cell holds the instructor's words."""
        if is_locked(cell) or fingerprint(cell.source) in self._keys.notebooks[name].prose:
            return True
        checksum = cell.metadata.get("nbgrader", {}).get("checksum")
        return checksum is not None and checksum == compute_checksum(cell)


class Writer:
    """Writes graded submissions; keep it open for a whole run."""

    def __init__(self, course: Any, config: Any, staging: Path) -> None:
        self._course, self._config, self._staging = course, config, staging
        self._patiently = Patience(self._reconnect)
        self.book = Patience()(lambda: Gradebook(course.db_url, course.course_id))
        self._session = self.book.db
        self.book.db = _OneCommit(self._session)

    def close(self) -> None:
        """Close the gradebook; what it held is written or given up already."""
        self.book.db = self._session
        with suppress(*_UNHEARD):
            self.book.close()

    def write(self, student: str, keys: Keys, ready: Mapping[str, str]) -> dict[str, Any]:
        """Write one submission, all or nothing; return its points as `points` does.

        A gradebook that is busy or whose server restarts is waited for. Raises
        `Failed` with nbgrader's log, `OSError` for a full disk.
        """
        return self._patiently(lambda: self._write(student, keys, ready))

    def points(self, assignment: str, student: str) -> dict[str, Any]:
        """Return automatic points, their maximum and how many questions wait for a person."""
        return self._patiently(lambda: self._points(assignment, student))

    def _points(self, assignment: str, student: str) -> dict[str, Any]:
        rows = (
            self._session.query(
                Grade.auto_score,
                Grade.manual_score,
                Grade.extra_credit,
                Grade.needs_manual_grade,
                GradeCell.max_score,
                GradeCell.cell_type,
            )
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .outerjoin(GradeCell, GradeCell.id == Grade.cell_id)
            .filter(Assignment.name == assignment, SubmittedAssignment.student_id == student)
            .all()
        )
        automatic = [row for row in rows if row.cell_type == "code"]
        return {
            "score": float(sum(_score(row) for row in automatic)),
            "max_score": float(sum(row.max_score for row in automatic)),
            "waiting": sum(bool(row.needs_manual_grade) for row in rows),
        }

    def marks(self, assignment: str, student: str) -> dict[tuple[str, str], tuple[Any, Any]]:
        """Return automatic and hand-given score of each question, by notebook and question."""
        return self._patiently(lambda: self._marks(assignment, student))

    def _marks(self, assignment: str, student: str) -> dict[tuple[str, str], tuple[Any, Any]]:
        try:
            found = self.book.find_submission(assignment, student)
        except MissingEntry:
            return {}
        return {
            (notebook.name, grade.name): (grade.auto_score, grade.manual_score)
            for notebook in found.notebooks
            for grade in notebook.grades
        }

    def _write(self, student: str, keys: Keys, ready: Mapping[str, str]) -> dict[str, Any]:
        self._staging.mkdir(parents=True, exist_ok=True)
        aside = self._staging / secrets.token_hex(8)
        course = Course(config=self._config, root=self._course.root)
        course.assignment_id, course.student_id = keys.assignment, student
        final = Path(course.format_path(course.autograded_directory, student, keys.assignment))
        course.autograded_directory = str(aside.relative_to(self._course.root))
        made = Path(course.format_path(course.autograded_directory, student, keys.assignment))
        old = self._staging / secrets.token_hex(8)
        placed = False
        try:
            with self._steps():
                _start(ReadyAutograde(course, keys, ready, config=self._config, force=True))
            self._session.flush()
            points = self._points(keys.assignment, student)
            flush_folder(made)
            final.parent.mkdir(parents=True, exist_ok=True)
            if final.exists():
                final.rename(old)
            placed = True
            made.rename(final)
            flush_folder(final.parent)
            self._session.commit()
        except BaseException:
            if placed:
                remove(final)
                if old.exists():
                    old.rename(final)
            self._undo()
            raise
        finally:
            self._session.expunge_all()
            for folder in (aside, old):
                with suppress(OSError):
                    remove(folder)
        return points

    def _undo(self) -> None:
        """End the transaction, where there still is a connection to say so on."""
        try:
            self._session.rollback()
        except _UNHEARD:
            self._reconnect()

    def _reconnect(self) -> None:
        """Give up every connection: the next query opens a new one."""
        with suppress(*_UNHEARD):
            self._session().invalidate()
        self.book.engine.dispose()

    @contextmanager
    def _steps(self) -> Iterator[None]:
        """Lend nbgrader's steps the open gradebook."""
        places = (_converter, _scores, _late)
        shared = _Shared(self.book)
        for place in places:
            place.Gradebook = lambda *_, **__: shared
        try:
            yield
        finally:
            for place in places:
                place.Gradebook = Gradebook


def automatic(ready: Mapping[str, str]) -> dict[tuple[str, str], float | None]:
    """Return the automatic score of each question of graded notebooks, unwritten ones included."""
    found = {}
    for name, text in ready.items():
        for cell in nbformat.reads(text, as_version=4).cells:
            if is_grade(cell):
                found[name, cell.metadata["nbgrader"]["grade_id"]] = determine_grade(cell)[0]
    return found


def _score(row: Any) -> float:
    """Return points as nbgrader counts them: a person's first, and what they added."""
    given = row.auto_score if row.manual_score is None else row.manual_score
    return float((given or 0.0) + (row.extra_credit or 0.0))


class _Log(logging.StreamHandler[StringIO]):
    """What nbgrader says of a failure, and the fault it was handling when it said so."""

    def __init__(self) -> None:
        super().__init__(StringIO())
        self.fault: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line; nbgrader puts the fault itself into no exception of its own."""
        self.fault = sys.exc_info()[1] or self.fault
        super().emit(record)


def _start(converter: Any) -> None:
    """Run a converter; its log becomes the reason of a failure."""
    log = _Log()
    converter.log.addHandler(log)
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        raise Failed(log.stream.getvalue() or str(error)) from log.fault or error
    finally:
        converter.log.removeHandler(log)
