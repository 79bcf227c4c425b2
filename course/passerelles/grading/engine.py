"""A course directory as nbgrader sees it: its configuration, its folders, its gradebook.

Only worker processes import this module: nbgrader takes a second to load and its
converters change the working directory of their process.
"""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import find_all_files
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from passerelles.build.exercise_cells import ANSWER_STUB
from passerelles.grading.dates import enter
from passerelles.grading.files import folders
from passerelles.grading.keys import Keys, read_keys
from passerelles.grading.prepare import Common
from passerelles.grading.sandbox.limits import Limits
from passerelles.grading.settings import (
    LATE_PLUGIN,
    NBGRADER_FILE,
    SETTINGS_FILE,
    Classroom,
)
from passerelles.grading.writer import Course, Failed, Writer
from passerelles.library.text import Text

_CUT = Text(
    "(La suite de ce que la cellule a affiché n’a pas été gardée : il y en avait trop.)",
    "(The rest of what the cell displayed was not kept: there was too much of it.)",
)
__all__ = ["Engine", "Failed"]


@dataclass(frozen=True)
class Engine:
    """A classroom as nbgrader sees it, with the instructor's own configuration."""

    classroom: Classroom
    config: Config

    @classmethod
    def of(cls, classroom: Classroom) -> Engine:
        """Read the classroom's `nbgrader_config.py`, which is the instructor's and trusted."""
        try:
            config = PyFileConfigLoader(NBGRADER_FILE, str(classroom.root)).load_config()
        except ConfigFileNotFound:
            config = Config()
        if (classroom.root / SETTINGS_FILE).is_file():
            # For a classroom made before its nbgrader_config.py named it; another's own stays.
            config.AssignLatePenalties.setdefault("plugin_class", LATE_PLUGIN)
        return cls(classroom, config)

    def course(self, assignment: str = "", student: str = "*") -> Any:
        """Return nbgrader's course directory."""
        course = Course(config=self.config, root=str(self.classroom.root))
        course.assignment_id, course.student_id = assignment, student
        return course

    @contextmanager
    def gradebook(self) -> Iterator[Any]:
        """Open nbgrader's gradebook."""
        course = self.course()
        with Gradebook(course.db_url, course.course_id) as opened:
            yield opened

    def writer(self) -> Writer:
        """Open the gradebook for a run."""
        return Writer(self.course(), self.config, self.classroom.staging)

    def register(self, exercise_id: str) -> None:
        """Make the release and enter the exercise in the gradebook, as generate_assignment does."""
        config = Config(self.config)
        config.ClearSolutions.setdefault("text_stub", ANSWER_STUB[self.classroom.settings.language])
        course = self.course(exercise_id)
        converter = GenerateAssignment(coursedir=course, config=config, force=True)
        log = StringIO()
        handler = logging.StreamHandler(log)
        converter.log.addHandler(handler)
        try:
            converter.start()
        except (NbGraderException, SystemExit) as error:
            raise Failed(log.getvalue() or str(error)) from error
        finally:
            converter.log.removeHandler(handler)

    def enter_dates(self, exercise_id: str) -> None:
        """Give nbgrader the deadlines of `passerelles.yml` and `extensions.yml`."""
        with self.gradebook() as book:
            if enter(book, self.classroom.settings, exercise_id):
                book.db.commit()

    def keys(self, assignment: str) -> Keys | None:
        """Return an assignment's key, `None` when the gradebook does not know it."""
        course = self.course(assignment)
        source = Path(course.format_path(course.source_directory, ".", assignment))
        with self.gradebook() as book:
            try:
                keys = read_keys(book, assignment, source)
            except MissingEntry:
                return None
        return keys if keys.notebooks else None

    def submitted(self, assignment: str, student: str) -> Path:
        """Return the folder of a submission."""
        course = self.course(assignment, student)
        return Path(course.format_path(course.submitted_directory, student, assignment))

    def submitters(self, assignment: str) -> tuple[str, ...]:
        """Return who has a folder of this assignment, in order; links are nobody."""
        mark = "passerelles-student"
        above, _, rest = str(self.submitted(assignment, mark)).partition(mark)
        prefix = Path(above).name if not above.endswith("/") else ""
        place = Path(above) if above.endswith("/") else Path(above).parent
        found = []
        for folder in folders(place):
            tail = rest.split("/")[0]
            name = folder.name.removeprefix(prefix).removesuffix(tail)
            if (place / f"{prefix}{name}{rest}").is_dir():
                found.append(name)
        return tuple(sorted(found))

    def common(self, keys: Keys, form: str, limits: Limits, private: Path) -> Common:
        """Return what all submissions of a run share; `private` gets the assignment's files."""
        course = self.course(keys.assignment)
        source = Path(course.format_path(course.source_directory, ".", keys.assignment))
        shown = Path(tempfile.mkdtemp(prefix="files-", dir=private))
        converter = Autograde(coursedir=course, config=self.config)
        theirs = set(converter.exclude_overwriting.get(keys.assignment, []))
        for path in find_all_files(str(source), [*course.ignore, "*.ipynb"]):
            name = Path(path).relative_to(source)
            if str(name) in theirs:
                continue
            target = shown / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        for folder in (shown, *(one for one in shown.rglob("*") if one.is_dir())):
            folder.chmod(0o755)
        for file in shown.rglob("*"):
            if file.is_file():
                file.chmod(0o644)
        language = self.classroom.settings.language
        release = self.classroom.release(keys.assignment)
        # One value for every worker to unpickle: nothing of the instructor's code in it.
        config = Config({name: value for name, value in self.config.items() if _plain(name)})
        return Common(keys, config, release, shown, form, limits, _CUT[language])

    def ignored(self) -> list[str]:
        """Return the patterns of files that nbgrader leaves alone."""
        return [*self.course().ignore, "timestamp.txt"]


def _plain(name: str) -> bool:
    return re.fullmatch(r"[A-Z]\w*", name) is not None
