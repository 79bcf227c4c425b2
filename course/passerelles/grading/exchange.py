"""Collecting from nbgrader's exchange, with nbgrader's own classes and a guard at the door.

No-code exercises become attempts (`collect.from_exchange`); other assignments are put
in `submitted/`, where stock nbgrader would put them. A folder is taken once nothing in
it has changed for a moment: `nbgrader submit` copies it file by file.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from passerelles.grading import collect
from passerelles.grading.collect import Collected
from passerelles.grading.course import assignment_name
from passerelles.grading.database import course_id, setting
from passerelles.grading.exchange_files import last_change
from passerelles.grading.files import folders, locked
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import Text

QUIET_SECONDS: Final = 1.0
"""How long nothing may have changed in a submission before it is taken."""
_FOREVER: Final = 60.0  # a change this far in the future is another clock's, not one under way
_EXCHANGE: Final = "/usr/local/share/nbgrader/exchange"


def inbound(classroom: Classroom) -> Path | None:
    """Return the folder where `nbgrader submit` leaves work, `None` while there is none.

    Another exchange than nbgrader's folder (a plugin) has none either.
    """
    course = course_id(classroom)
    if not course or setting(classroom, "ExchangeFactory", "collect"):
        return None
    root = Path(setting(classroom, "Exchange", "root") or _EXCHANGE)
    folder = root / course / "inbound"
    return folder if folder.is_dir() else None


def arrivals(classroom: Classroom, assignment: str | None = None) -> dict[str, int]:
    """Return the work that has arrived whole: each folder's name and last change (ns)."""
    place = inbound(classroom)
    found: dict[str, int] = {}
    for entry in _entries(place) if place is not None else ():
        if assignment is None or f"+{assignment}+" in entry.name:
            changed = last_change(Path(entry.path))
            age = time.time() - changed / 1e9
            if age >= QUIET_SECONDS or age < -_FOREVER:
                found[entry.name] = changed
    return found


def gather(
    classroom: Classroom, assignment: str | None = None, only: Collection[str] | None = None
) -> tuple[Collected, ...]:
    """Collect what was handed in with `nbgrader submit`; raise `Refusal` without an exchange.

    `only` are names of folders of the exchange; without it, all that has arrived,
    waiting a moment for what is arriving.
    """
    wanted = None if assignment is None else assignment_name(classroom, assignment)
    if not setting(classroom, "ExchangeFactory", "collect"):
        if inbound(classroom) is None:
            raise _no_exchange(classroom)
        if only is None:
            time.sleep(QUIET_SECONDS)
            only = arrivals(classroom)
    ours = classroom.exercises()
    found: list[Collected] = []
    if inbound(classroom) is not None and (wanted in ours or (wanted is None and ours)):
        found += collect.from_exchange(classroom, wanted, only)
    for name in [wanted] if wanted else _assignments(classroom):
        if name not in ours:
            found += _by_nbgrader(classroom, name, only)
    return tuple(found)


def _by_nbgrader(
    classroom: Classroom, assignment: str, only: Collection[str] | None
) -> list[Collected]:
    from nbgrader.apps.api import NbGraderAPI  # noqa: PLC0415 - nbgrader takes seconds to load
    from nbgrader.exchange import ExchangeFactory, default  # noqa: PLC0415

    from passerelles.grading.engine import Engine  # noqa: PLC0415
    from passerelles.grading.exchange_guard import GuardedCollect  # noqa: PLC0415

    engine = Engine.of(classroom)
    factory = ExchangeFactory(config=engine.config)
    told: list[Collected] = []
    if factory.collect is default.ExchangeCollect:
        factory.collect = GuardedCollect.of(classroom, only, told)
    api = NbGraderAPI(coursedir=engine.course(assignment), exchange=factory, config=engine.config)
    with locked(classroom.lock("submit"), collect.WAIT_SECONDS):
        done = api.collect(assignment)
    if not done["success"]:
        told.append(Collected(assignment, assignment, "refused", reason=_failed(done)))
    return told


def _assignments(classroom: Classroom) -> list[str]:
    return [one.name for one in folders(classroom.root / "release")]


def _entries(place: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(place) as found:
            yield from found
    except OSError:  # gone or forbidden: `gather` says so
        return


def server_time(changed: int) -> datetime:
    """Return a last change (ns) as this machine's time in UTC, never in the future."""
    return min(datetime.fromtimestamp(changed / 1e9, UTC), datetime.now(UTC))


def _failed(done: dict[str, Any]) -> Text:
    lines = [line for line in str(done.get("error") or "").splitlines() if line.strip()]
    why = ascii(lines[-1])[1:201] if lines else "nbgrader"
    return Text(
        f"nbgrader n’a pas pu recueillir ce devoir ({why}) ; vérifiez c.Exchange dans "
        "nbgrader_config.py.",
        f"nbgrader could not collect this assignment ({why}); check c.Exchange in "
        "nbgrader_config.py.",
    )


def _no_exchange(classroom: Classroom) -> Refusal:
    root = setting(classroom, "Exchange", "root") or _EXCHANGE
    place = Path(root) / (course_id(classroom) or "?") / "inbound"
    return Refusal(
        f"Il n’y a pas de dossier d’échange « {place} » ; nommez-le dans nbgrader_config.py "
        "(c.Exchange.root, c.CourseDirectory.course_id), puis publiez un devoir avec « nbgrader "
        "release_assignment ».",
        f"There is no exchange folder “{place}”; name it in nbgrader_config.py (c.Exchange.root, "
        "c.CourseDirectory.course_id), then release an assignment with “nbgrader "
        "release_assignment”.",
    )
