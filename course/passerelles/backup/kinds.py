"""What a folder is, and of which parts a backup of it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from passerelles.library.errors import Refusal

Kind = Literal["hub", "classroom", "room", "workspace"]

CLASSROOM_LOCKS: Final = ("submit", "feedback", "hand", "comments", "settings")
"""Held together, in this order, for the instant of the snapshot: nothing is half handed in."""
SKIPPED_FOLDERS: Final = frozenset(
    {".locks", ".staging", "__pycache__", ".ipynb_checkpoints", ".cache", "node_modules"}
)
SKIPPED_SUFFIXES: Final = (".lock", ".tmp", "-journal", "-wal", "-shm", ".pid", ".sock")
SNAPSHOT: Final = ".backup-"
"""What the folder of a snapshot begins with; one left by a killed backup is swept away."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database of the original: its name (`hub`, `gradebook` or a course), URL and file there.

    `file` is where its copy lies in the archive: SQLite as it is, a server's as rows.
    """

    name: str
    url: str
    file: str

    @property
    def sqlite(self) -> Path | None:
        """Return the path of an SQLite file, `None` for a server."""
        from sqlalchemy.engine import make_url  # noqa: PLC0415 - slow to load

        parsed = make_url(self.url)
        return Path(parsed.database or "") if parsed.drivername.startswith("sqlite") else None


@dataclass(frozen=True, slots=True)
class Part:
    """A folder that goes into the archive under `prefix`; `trusted` if no learner writes there.

    `locks` are held while it is looked at; `apart` are folders in it that are parts of their own.
    """

    prefix: str
    root: Path
    trusted: bool = True
    locks: tuple[Path, ...] = ()
    databases: tuple[Database, ...] = ()
    apart: tuple[Path, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Original:
    """A folder to back up."""

    kind: Kind
    root: Path
    parts: tuple[Part, ...]

    @property
    def databases(self) -> tuple[Database, ...]:
        """Return the databases of all parts."""
        return tuple(one for part in self.parts for one in part.databases)


def look(folder: Path) -> Original:
    """Say what `folder` is and what belongs to it; raise `Refusal` when it is nothing of ours."""
    root = Path(folder).resolve()
    if (root / "hub.yml").is_file():
        return _hub(root)
    if (root / "passerelles.yml").is_file():
        return Original("classroom", root, (_classroom("", root, "gradebook"),))
    if (root / "room.jsonl").is_file():
        return Original("room", root, (Part("", root, trusted=False),))
    if (root / ".passerelles").is_dir() or (root / "dossier.json").is_file():
        return Original("workspace", root, (Part("", root, trusted=False),))
    raise Refusal(
        f"« {folder} » n’est ni un hub, ni une classe, ni une salle, ni un espace de travail ; "
        "indiquez l’un de ces dossiers.",
        f"“{folder}” is neither a hub, nor a classroom, a room or a workspace; name one of these "
        "folders.",
    )


def _classroom(prefix: str, root: Path, name: str) -> Part:
    from passerelles.grading.classroom import open_  # noqa: PLC0415 - heavy
    from passerelles.grading.database import address  # noqa: PLC0415

    classroom = open_(root)
    file = f"{prefix}gradebook.db"
    book = Database(name, address(classroom), file)
    if book.sqlite is None:
        book = Database(name, book.url, f"{prefix}gradebook.rows")
    locks = tuple(classroom.lock(one) for one in CLASSROOM_LOCKS)
    return Part(prefix, root, locks=locks, databases=(book,))


def _hub(root: Path) -> Original:
    from passerelles.hub.settings import read  # noqa: PLC0415 - heavy

    settings = read(root)
    hub = Database("hub", settings.database_url, "hub.sqlite")
    if hub.sqlite is None:
        hub = Database("hub", hub.url, "hub.rows")
    rooms = {one.id: settings.classroom(one) for one in settings.courses}
    # A hub that has never run has no classrooms yet; what learners write is another part.
    inside = [
        _classroom(f"classrooms/{course}/", place, course)
        for course, place in rooms.items()
        if (place / "passerelles.yml").is_file()
    ]
    learners = [
        Part(f"{place.name}/", place, trusted=False)
        for place in (settings.workspaces, settings.exchange)
        if place.is_dir()
    ]
    apart = (settings.proxy, *(one.root for one in (*inside, *learners)))
    own = Part("", root, databases=(hub,), apart=apart)
    return Original("hub", root, (own, *inside, *learners))
