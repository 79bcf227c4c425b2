"""A learner's part of nbgrader's exchange: what they handed in there, and what came back.

A folder of the exchange says whose it is; one that belongs to somebody else's account is
theirs, whatever it says. Released feedback lies under a digest of the submission's secret,
so it is found while the secret is still there: it goes first.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from passerelles.grading.collect import SECRET
from passerelles.grading.database import course_id, setting
from passerelles.grading.exchange import inbound
from passerelles.grading.names import student_name
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.privacy.inventory import Entry, inventory
from passerelles.privacy.removal import remove
from passerelles.privacy.shares import Item
from passerelles.privacy.walk import Found, files, read_file

_SECRET_LIMIT = 10_000


class ExchangePart:
    """What lies in a classroom's exchange about one learner; `folders` are theirs in the class."""

    def __init__(self, classroom: Classroom, student: str, folders: list[Path]) -> None:
        self._inbound = inbound(classroom)
        self._owned = setting(classroom, "ExchangeCollect", "check_owner") is not False
        self._student = student
        self._folders = folders
        self._course = course_id(classroom)

    def items(self) -> list[Item]:
        """Return the files of the learner's, in order."""
        if self._inbound is None:
            return []
        handed, back = _entry("inbound"), _entry("exchange-feedback")
        found = [
            Item(handed, self._inbound.parent, Found(f"inbound/{one.path}", one.size, one.link))
            for name in self._names()
            for one in files(self._inbound, name)
        ]
        for name in self._feedback():
            size = (self._inbound.parent / "feedback" / name).lstat().st_size
            found.append(Item(back, self._inbound.parent, Found(f"feedback/{name}", size)))
        return found

    def erase(self) -> None:
        """Erase them, released feedback first; raise `Refusal`."""
        if self._inbound is None:
            return
        for name in self._feedback():
            remove(self._inbound.parent / "feedback", name)
        for name in self._names():
            remove(self._inbound, name)

    def _names(self) -> Iterator[str]:
        """Yield the folders handed in by the learner, whatever else was put beside them."""
        assert self._inbound is not None
        for path in sorted(self._inbound.iterdir()):
            parts = path.name.rsplit("+", 3)
            if len(parts) < 3:  # noqa: PLR2004 - student, assignment, time and perhaps a sign
                continue
            # Without the random sign the name has one part less before the assignment.
            for who in {parts[0], path.name.rsplit("+", 2)[0]}:
                with suppress(Refusal):
                    if student_name(who) == self._student and self._belongs(path):
                        yield path.name
                        break

    def _belongs(self, path: Path) -> bool:
        if not self._owned or sys.platform == "win32":
            return True
        import pwd  # noqa: PLC0415 - not on Windows

        try:
            owner = pwd.getpwuid(path.lstat().st_uid).pw_name
        except (OSError, KeyError):
            return True  # an account that is gone, as it should be when its owner is erased
        if owner == self._student:
            return True
        try:
            pwd.getpwnam(self._student)
        except KeyError:
            return True  # the learner has no account here: the folder was put there for them
        return False

    def _feedback(self) -> list[str]:
        """Return the feedback pages that nbgrader's exchange keeps for the learner."""
        assert self._inbound is not None
        place = self._inbound.parent / "feedback"
        found = set()
        for secret, notebooks in self._secrets():
            for notebook in notebooks:
                # nbgrader's own naming (`nbgrader.utils.notebook_hash`).
                name = hashlib.md5(secret + notebook.encode(), usedforsecurity=False).hexdigest()
                found |= {
                    one
                    for one in (f"{name}.html", f"{name}-tmp.html")
                    if (place / one).is_symlink() or (place / one).is_file()
                }
        return sorted(found)

    def _secrets(self) -> Iterator[tuple[bytes, set[str]]]:
        """Yield each secret of the learner's submissions with the notebooks it may stand for."""
        places = [(folder, "") for folder in self._folders]
        assert self._inbound is not None
        places += [(self._inbound, name) for name in self._names()]
        for root, start in places:
            listed = list(files(root, start))
            notebooks = {
                part
                for one in listed
                for part in (*one.path.split("/")[:-1], Path(one.path).stem)
                if part
            }
            for one in listed:
                base = one.path.rpartition("/")[2]
                if base == SECRET or (base.startswith("secret-") and base.endswith(".txt")):
                    raw = read_file(root, one.path, _SECRET_LIMIT)
                    if raw:
                        yield raw, notebooks


def _entry(name: str) -> Entry:
    return next(one for one in inventory().of("exchange") if one.id == name)
