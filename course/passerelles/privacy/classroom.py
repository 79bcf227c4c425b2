"""A learner of a classroom: everything handed in, graded and said, in files and in the gradebook.

Erasing holds the classroom's locks, so that no grading under way brings anything back. The
attempts, which say who handed in, go last: an erasure that was killed is found again and
finished by the next one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import yaml

from passerelles.grading.course import open_course
from passerelles.grading.database import setting
from passerelles.grading.extensions import EXTENSIONS_FILE, EXTENSIONS_HEAD
from passerelles.grading.files import locked, write_file
from passerelles.grading.names import student_name
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.records import parse_yaml
from passerelles.library.text import Text
from passerelles.privacy import gradebook
from passerelles.privacy.exchange import ExchangePart
from passerelles.privacy.inventory import inventory
from passerelles.privacy.removal import remove
from passerelles.privacy.shares import Item
from passerelles.privacy.walk import files, read_file

STEPS: Final = ("autograded", "feedback", "submitted", "attempts")
"""The folders that hold a folder for each learner, in the order they are erased."""
_KEYS: Final = frozenset({"autograded"})
LOCKS: Final = ("grade", "submit", "feedback", "hand", "settings")
_WAIT_SECONDS: Final = 60.0
_LOG: Final = "logs/grading.log"
_LOG_LIMIT: Final = 200_000_000


class LearnerShare:
    """What one classroom keeps about one learner."""

    def __init__(self, classroom: Classroom, student: str, name: str = "classroom") -> None:
        self.name = name
        self.student = student
        self.classroom = classroom

    @property
    def title(self) -> Text:
        """Return the place in words."""
        return Text(f"Classe {self.classroom.root}", f"Classroom {self.classroom.root}")

    def items(self) -> list[Item]:
        """Return the learner's files, the exchange's too, in order."""
        known, found = inventory(), []
        for step in STEPS:
            for name in self._twins(step):
                entry = known.find("classroom", f"{step}/{name}/", name)
                assert entry is not None, step
                found += [
                    Item(entry, self.classroom.root, file, step not in _KEYS)
                    for file in files(self.classroom.root, f"{step}/{name}")
                ]
        return found + self._exchange().items()

    def records(self) -> dict[str, Any]:
        """Return what the gradebook, the extensions and the log hold about the learner."""
        found = {
            "gradebook": gradebook.rows(self.classroom, self.student),
            "deadlines": self._deadlines(),
            "log": self._log(about=True),
        }
        return {name: rows for name, rows in found.items() if rows}

    def erase(self) -> None:
        """Erase all of it; raise `Refusal` when the classroom stays busy."""
        with self._still():
            # Nobody writes while the locks are held: what lies here is a killed run's.
            staging = self.classroom.staging
            if staging.is_dir() and not staging.is_symlink():
                for name in os.listdir(staging):  # noqa: PTH208 - names are all that is wanted
                    remove(staging, name)
            self._exchange().erase()
            self._erase_deadlines()
            self._erase_log()
            gradebook.erase(self.classroom, self.student)
            for step in STEPS:
                for name in self._twins(step):
                    remove(self.classroom.root / step, name)

    @contextmanager
    def _still(self) -> Iterator[None]:
        with ExitStack() as held:
            for name in LOCKS:
                held.enter_context(locked(self.classroom.lock(name), _WAIT_SECONDS))
            yield

    def _exchange(self) -> ExchangePart:
        root = self.classroom.root
        theirs = [root / step / name for step in STEPS for name in self._twins(step)]
        return ExchangePart(self.classroom, self.student, theirs)

    def _twins(self, step: str) -> list[str]:
        """Return the learner's folder of a step, however its accents are written."""
        found = []
        with suppress(FileNotFoundError, NotADirectoryError):
            for name in sorted(os.listdir(self.classroom.root / step)):  # noqa: PTH208
                with suppress(Refusal):
                    if student_name(name) == self.student:
                        found.append(name)
        return found

    def _granted(self) -> dict[str, Any]:
        raw = read_file(self.classroom.root, EXTENSIONS_FILE)
        data = parse_yaml(raw.decode(), EXTENSIONS_FILE) if raw else None
        return data if isinstance(data, dict) else {}

    def _deadlines(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for kind, by_exercise in self._granted().items():
            if isinstance(by_exercise, dict):
                for exercise, granted in by_exercise.items():
                    if isinstance(granted, dict) and self.student in granted:
                        found.setdefault(kind, {})[exercise] = granted[self.student]
        return found

    def _erase_deadlines(self) -> None:
        if not self._deadlines():
            return
        kept: dict[str, Any] = {}
        for kind, by_exercise in self._granted().items():
            if isinstance(by_exercise, dict):
                rest = {
                    exercise: {who: what for who, what in granted.items() if who != self.student}
                    for exercise, granted in by_exercise.items()
                }
                kept[kind] = {exercise: granted for exercise, granted in rest.items() if granted}
            else:
                kept[kind] = by_exercise
        text = EXTENSIONS_HEAD + yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)
        write_file(self.classroom.root / EXTENSIONS_FILE, text.encode())

    def _log(self, *, about: bool) -> list[str]:
        """Return the passages of the grading log that name the learner, or those that do not."""
        raw = read_file(self.classroom.root, _LOG, _LOG_LIMIT)
        if not raw:
            return []
        passages = re.split(r"(?m)^(?=--- )", raw.decode("utf-8", "replace"))
        named = re.compile(rf"(?<!\w){re.escape(self.student)}(?!\w)")
        return [one for one in passages if one and bool(named.search(one)) is about]

    def _erase_log(self) -> None:
        if self._log(about=True):
            kept = "".join(self._log(about=False))
            write_file(self.classroom.root / _LOG, kept.encode())


def open_learner(directory: Path, person: str, name: str = "classroom") -> LearnerShare:
    """Return a learner's share of a classroom; raise `Refusal` for a folder or name that is none.

    That the classroom keeps something about them is not checked.
    """
    student = student_name(person)
    classroom = open_course(directory)
    if setting(classroom, "CourseDirectory", "directory_structure"):
        raise Refusal(
            "Cette classe range ses dossiers autrement (directory_structure) ; exportez ou effacez "
            "cette personne à la main.",
            "This classroom arranges its folders in its own way (directory_structure); export or "
            "erase this person by hand.",
        )
    return LearnerShare(classroom, student, name)
