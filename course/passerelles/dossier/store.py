"""The dossier on disk: one file, its lock, and its last twenty revisions.

Each change is written first as `revisions/000012.json`, then as `dossier.json`;
if the latter is damaged or gone, the newest good revision takes its place and
`notice` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.data import Damaged
from passerelles.dossier.document import understood
from passerelles.dossier.files import StoredFile, refusal
from passerelles.dossier.schema import MIGRATIONS, SCHEMA, Dossier, from_plain, to_plain
from passerelles.library.errors import Refusal
from passerelles.library.text import Text

KEPT_REVISIONS: Final = 20
LIMIT: Final = 2_000_000
_STAMPS: Final = ("revision", "updated", "by")


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Revision:
    """One entry of the history: number, time (ISO 8601, UTC) and what wrote it."""

    number: int
    updated: str
    by: str


class DossierStore:
    """The dossier of the workspace `root`. Every change is locked, versioned and atomic."""

    def __init__(self, root: Path) -> None:
        self.notice: Text | None = None
        self._file = StoredFile(root / "dossier.json", LIMIT)
        self._folder = root / "revisions"

    def load(self) -> Dossier:
        """Return the dossier, empty (revision 0) if there is none; raise `Refusal`."""
        with suppress(Damaged):
            found = self._read(self._file.path)
            if found is not None:
                return found
            if not any(self._numbers()):
                return Dossier()
        with self._file.locked():
            return self._current()

    def contribute(self, contributions: Mapping[str, Any], by: str) -> Dossier:
        """Replace whole sections by `contributions`, keeping the others; raise `Refusal`.

        `by` names the contributor, a simulator's id. Contributing what is already
        there makes no revision.
        """
        return self.update(lambda dossier: dossier.with_sections(contributions), by)

    def update(self, fn: Callable[[Dossier], Dossier], by: str = "") -> Dossier:
        """Apply `fn` to the current dossier under the lock and write the outcome.

        `fn` must not use the store: it already holds the lock.
        """
        with self._file.locked():
            before = self._current()
            after = fn(before)
            if _content(after) == _content(before):
                return before
            number = max((before.revision, *self._numbers())) + 1
            stamped = replace(after, schema=SCHEMA, revision=number, updated=now(), by=by)
            checked = from_plain(to_plain(stamped))
            self._write(checked)
            return checked

    def history(self) -> tuple[Revision, ...]:
        """Return the revisions kept, newest first; unreadable ones are left out."""
        return tuple(
            Revision(kept.revision, kept.updated, kept.by) for kept in self._good_revisions()
        )

    def restore(self, revision: int) -> Dossier:
        """Make the content of an earlier revision the current one, as a new revision."""
        try:
            kept = self._read(self._path(revision))
        except Damaged:
            kept = None
        if kept is None:
            raise Refusal(
                f"La révision {revision} n’est plus conservée ; choisissez-en une de la liste.",
                f"Revision {revision} is no longer kept; choose one from the list.",
            )
        return self.update(lambda _: kept, by=f"restore-{revision}")

    def _current(self) -> Dossier:
        """Read under the lock; a damaged or missing file is replaced by the last good revision."""
        try:
            found = self._read(self._file.path)
            damaged = False
        except Damaged:
            found, damaged = None, True
        if found is not None:
            return found
        last = next(self._good_revisions(strict=True), None)
        aside = self._file.set_aside().name if damaged else None
        if last is not None:
            self._file.write(to_plain(last))
        self.notice = _notice(aside, last) or self.notice
        return last or Dossier()

    def _read(self, path: Path) -> Dossier | None:
        data = StoredFile(path, LIMIT).read()
        if data is None:
            return None
        return understood(
            data, SCHEMA, path, MIGRATIONS, lambda rest: from_plain(rest, where=path.name)
        )

    def _write(self, dossier: Dossier) -> None:
        revision = StoredFile(self._path(dossier.revision), LIMIT)
        data = to_plain(dossier)
        revision.write(data)
        try:
            self._file.write(data)
        except BaseException:
            with suppress(OSError):
                revision.path.unlink()
            raise
        for number in sorted(self._numbers(), reverse=True)[KEPT_REVISIONS:]:
            with suppress(OSError):
                self._path(number).unlink()

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06d}.json"

    def _numbers(self) -> list[int]:
        try:
            names = [path.stem for path in self._folder.glob("*.json")]
        except OSError as error:
            raise refusal(error, self._folder.name) from error
        return [int(name) for name in names if re.fullmatch("[0-9]{6,9}", name)]

    def _good_revisions(self, *, strict: bool = False) -> Iterator[Dossier]:
        """Yield readable revisions, newest first; `strict` raises on one of a newer version."""
        for number in sorted(self._numbers(), reverse=True):
            try:
                kept = self._read(self._path(number))
            except Damaged:
                continue
            except Refusal:
                if strict:
                    raise
                continue
            if kept is not None:
                yield kept


def _content(dossier: Dossier) -> dict[str, Any]:
    return {key: value for key, value in to_plain(dossier).items() if key not in _STAMPS}


def _notice(aside: str | None, last: Dossier | None) -> Text | None:
    """Say what happened to the file: `aside` is its new name, `last` what took its place."""
    if aside is None and last is None:
        return None
    happened = (
        Text("« dossier.json » avait disparu", "“dossier.json” was missing")
        if aside is None
        else Text(
            f"« dossier.json » était illisible et reste conservé sous le nom « {aside} »",
            f"“dossier.json” could not be read and is kept as “{aside}”",
        )
    )
    outcome = (
        Text("le dossier repart d’une page blanche", "the dossier starts afresh")
        if last is None
        else Text(
            f"la révision {last.revision} a été reprise",
            f"revision {last.revision} has been brought back",
        )
    )
    return Text("{happened} ; {outcome}.", "{happened}; {outcome}.").format(
        happened=happened, outcome=outcome
    )
