"""One file to take home: every dossier as DOCX, PDF and JSON, and the board's record.

Made in a thread while the room goes on, from a copy of its state, into `archive/`; the zip
appears under its name once it is whole. Personal words, cookies and the texts kept back are not
in it.
"""

from __future__ import annotations

import os
import re
import threading
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.files import flush_folder, refusal
from passerelles.dossier.schema import Dossier
from passerelles.dossier.workspace import Workspace
from passerelles.export import FORMATS, Languages, export
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language, Text
from passerelles.workshop import record
from passerelles.workshop.clock import iso
from passerelles.workshop.context import Context
from passerelles.workshop.state import Person, State

_TEAMS: Final = Text("equipes", "teams")
_PEOPLE: Final = Text("participants", "participants")
_RECORD: Final = Text("tableau", "board")
_FAILED: Final = Text(
    "L’archive n’a pas pu être faite ; recommencez, ou copiez le répertoire de la salle.",
    "The archive could not be made; try again, or copy the room’s folder.",
)


@dataclass(frozen=True, slots=True)
class _Source:
    """A workspace to export, and the folders of the archive its dossier goes into."""

    root: Path
    folders: tuple[str, ...]
    languages: Languages


class Archiving:
    """The making of archives, one at a time; `progress` is for the board."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = False
        self._done = self._total = 0
        self._working = False
        self._fault: Text | None = None
        self._undone: list[str] = []

    def path(self) -> Path | None:
        """Return the newest whole archive."""
        found = sorted((self._folder / "archive").glob("*.zip"))
        return found[-1] if found else None

    def progress(self, language: Language) -> dict[str, Any]:
        """Return how far it is: `working`, `done` of `total`, the last archive's name and size."""
        path = self.path()
        with self._guard:
            return {
                "working": self._working,
                "done": self._done,
                "total": self._total,
                "fault": self._fault[language] if self._fault else "",
                "undone": list(self._undone),
                "name": path.name if path else "",
                "size": path.stat().st_size if path else 0,
            }

    def start(self, state: State, context: Context, changed: Callable[[], None]) -> None:
        """Begin an archive of `state`; nothing happens while one is being made."""
        with self._guard:
            if self._working:
                return
            self._working, self._stopped, self._fault = True, False, None
            self._done, self._total, self._undone = 0, 0, []
        self._thread = threading.Thread(
            target=self._run, args=(state, context, changed), name="archive", daemon=True
        )
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait for the archive under way; tell whether none is left."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self._working

    def stop(self) -> None:
        """Give up the archive under way."""
        self._stopped = True
        self.wait(60)

    def _run(self, state: State, context: Context, changed: Callable[[], None]) -> None:
        fault: Text | None = None
        try:
            self._make(state, context, changed)
        except Refusal as known:
            fault = known.text
        except OSError as error:
            fault = refusal(error, "archive").text
        except Exception:  # noqa: BLE001 - whatever goes wrong, the board must hear of it
            fault = _FAILED
        with self._guard:
            self._working, self._fault = False, fault
        changed()

    def _make(self, state: State, context: Context, changed: Callable[[], None]) -> None:
        sources = list(_sources(state, self._folder, context.language))
        self._total = len(sources) * (len(FORMATS) - 1) + 1
        target = self._folder / "archive" / f"{_stamp(context.now)}.zip"
        half = target.with_suffix(".zip.part")
        try:
            with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as packed:
                for name, raw in record.files(state, context.language):
                    packed.writestr(f"{_RECORD[context.language]}/{name}", raw)
                self._step(changed)
                for source in sources:
                    self._pack(packed, source, changed)
                for name, raw in _personal(state, self._folder, context.language):
                    packed.writestr(name, raw)
            if self._stopped:
                return
            with half.open("rb+") as whole:
                os.fsync(whole.fileno())
            half.replace(target)
            flush_folder(target.parent)
        finally:
            with suppress(OSError):
                half.unlink()

    def _pack(self, packed: zipfile.ZipFile, source: _Source, changed: Callable[[], None]) -> None:
        if self._stopped:
            return
        try:
            dossier = Workspace(source.root).dossier.load()
        except Refusal:
            self._undone.append(source.folders[0])
            return
        raw = (source.root / "dossier.json").read_bytes()
        for folder in source.folders:
            packed.writestr(f"{folder}/dossier.json", raw)
        for kind in FORMATS:
            if kind == "html":
                continue
            made = _exported(dossier, kind, source.languages)
            if made is None:
                self._undone.append(f"{source.folders[0]}/dossier.{kind}")
            else:
                for folder in source.folders:
                    packed.writestr(f"{folder}/dossier.{kind}", made)
            self._step(changed)

    def _step(self, changed: Callable[[], None]) -> None:
        with self._guard:
            self._done += 1
        changed()


def _exported(dossier: Dossier, kind: Any, languages: Languages) -> bytes | None:
    """Return a dossier as a file; one that cannot be exported costs only itself."""
    try:
        return export(dossier, kind, languages)
    except Exception:  # noqa: BLE001 - a hostile text in one dossier must not cost the others
        return None


def _sources(state: State, folder: Path, language: Language) -> Iterator[_Source]:
    """Name each dossier once: a team's goes to the team and to each of its members."""
    for team in state.teams.values():
        root = folder / "teams" / team.id
        members = [person for person in state.people.values() if person.team == team.id]
        if (root / "dossier.json").is_file():
            folders = (
                f"{_TEAMS[language]}/{_named(team.id, team.name)}",
                *(_folder_of(person, language) for person in members),
            )
            yield _Source(root, folders, _spoken(members, language))
    for person in state.people.values():
        root = folder / "people" / person.id
        if (root / "dossier.json").is_file():
            own = _folder_of(person, language)
            shared = person.team and (folder / "teams" / person.team / "dossier.json").is_file()
            yield _Source(root, (f"{own}/own" if shared else own,), person.language)


def _personal(state: State, folder: Path, language: Language) -> Iterator[tuple[str, bytes]]:
    """Return each one's answers and progress, as they are."""
    for person in state.people.values():
        root = folder / "people" / person.id
        paths = [root / "progress.json", *sorted(root.glob("exercises/*/answers.json"))]
        for path in paths:
            if path.is_file() and not path.is_symlink():
                name = path.relative_to(root).as_posix()
                yield f"{_folder_of(person, language)}/{name}", path.read_bytes()


def _spoken(members: list[Person], language: Language) -> Languages:
    spoken = {member.language for member in members}
    if len(spoken) == len(LANGUAGES):
        return "both"
    return next(iter(spoken), language)


def _folder_of(person: Person, language: Language) -> str:
    return f"{_PEOPLE[language]}/{_named(person.id, person.name)}"


def _named(given: str, name: str) -> str:
    """Return a folder's name safe on every system: the id, then what Latin letters remain."""
    folded = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:40].strip("-")
    return f"{given}-{kept}" if kept else given


def _stamp(now: float) -> str:
    return "passerelles-" + re.sub(r"[^0-9]", "", iso(now))[:14]
