"""nbgrader's `collect` with a guard: each submission is looked at and taken by itself.

Stock nbgrader stops everybody for one malformed name, follows links, only warns of a
folder that is not the learner's, and believes the time that the learner's side wrote.
"""

from __future__ import annotations

import pwd
from collections.abc import Collection
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import parse_utc

from passerelles.grading.attempts import TIMESTAMP
from passerelles.grading.collect import Collected
from passerelles.grading.exchange import server_time
from passerelles.grading.exchange_files import last_change, read_folder, shown
from passerelles.grading.files import publish, read_json, write_json
from passerelles.grading.names import student_name
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal

RECORD = "collected.json"
"""Beside the state of grading: which folder of the exchange was taken, as it was then."""


class GuardedCollect(ExchangeCollect):  # type: ignore[misc, unused-ignore]
    """Collects into `submitted/`; what was refused or taken is in `told`."""

    classroom: Classroom
    names: Collection[str] | None
    told: list[Collected]
    src_records: list[dict[str, Any]]

    @classmethod
    def of(
        cls, classroom: Classroom, names: Collection[str] | None, told: list[Collected]
    ) -> type[GuardedCollect]:
        """Return the class for nbgrader's factory, which makes the object itself."""
        return type(
            "GuardedCollect", (cls,), {"classroom": classroom, "names": names, "told": told}
        )

    def init_src(self) -> None:
        """Choose each learner's submission as nbgrader does, of those that pass."""
        super().init_src()
        self.src_records = [one for one in self.src_records if one["username"] is not None]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        folder = Path(path)
        changed = last_change(folder)
        when = server_time(changed).replace(tzinfo=None)
        record = {"filename": folder.name, "timestamp": when, "changed": changed}
        try:
            return {**record, "username": self._student(folder)}
        except Refusal as fault:
            self.told.append(self._refused(folder.name, fault))
            return {**record, "username": None}

    def _student(self, folder: Path) -> str | None:
        """Return whose a folder is, `None` if it is none of this collection; raise `Refusal`."""
        if self.names is not None and folder.name not in self.names:
            return None
        wanted = self.coursedir.assignment_id
        parts = folder.name.rsplit("+", 3)
        if len(parts) != 4 or parts[1] != wanted:  # noqa: PLR2004 - student, assignment, time, sign
            parts = folder.name.rsplit("+", 2)  # submitted without the random sign
        if len(parts) < 3 or parts[1] != wanted:  # noqa: PLR2004
            raise _malformed()
        try:
            parse_utc(parts[2])
        except (ValueError, OverflowError) as fault:
            raise _malformed() from fault
        if folder.is_symlink() or not folder.is_dir():
            raise _malformed()
        student = student_name(parts[0])
        owner = _owner(folder)
        if self.check_owner and owner not in (parts[0], student):
            raise Refusal(
                f"Cette remise se dit de {student}, mais appartient à {owner} ; demandez aux deux "
                "qui l’a faite, ou écrivez c.ExchangeCollect.check_owner = False.",
                f"This submission says it is {student}’s but belongs to {owner}; ask both who made "
                "it, or write c.ExchangeCollect.check_owner = False.",
            )
        return student

    def copy_files(self) -> None:
        """Put every chosen submission in place; one's fault costs only itself."""
        for record in self.src_records:
            try:
                self._take(record)
            except Refusal as fault:
                self.told.append(self._refused(record["filename"], fault))

    def _take(self, record: dict[str, Any]) -> None:
        student, assignment = record["username"], self.coursedir.assignment_id
        place = self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment)
        noted = self.classroom.attempts(student, assignment) / RECORD
        before = read_json(noted) or {}
        now = {"name": record["filename"], "changed": record["changed"]}
        if Path(place).is_dir() and {key: before.get(key) for key in now} == now:
            self.told.append(Collected(student, assignment, "known"))
            return
        folder = Path(self.inbound_path) / record["filename"]
        files = read_folder(folder, self.coursedir.ignore, owned=self.check_owner)
        said = files.get(TIMESTAMP, b"")[:100].decode("utf-8", "replace")
        files[TIMESTAMP] = record["timestamp"].strftime("%Y-%m-%d %H:%M:%S.%f UTC").encode()
        publish(Path(place), files, self.classroom.staging)
        noted.parent.mkdir(parents=True, exist_ok=True)
        write_json(noted, {"schema": 1, **now, "said": said})
        self.told.append(Collected(student, assignment, "kept"))

    def _refused(self, name: str, fault: Refusal) -> Collected:
        return Collected(shown(name), self.coursedir.assignment_id, "refused", reason=fault.text)


def _owner(folder: Path) -> str:
    uid = folder.lstat().st_uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _malformed() -> Refusal:
    return Refusal(
        "Ce n’est pas une remise de nbgrader ; retirez-le du dossier d’échange.",
        "This is no submission of nbgrader’s; remove it from the exchange folder.",
    )
