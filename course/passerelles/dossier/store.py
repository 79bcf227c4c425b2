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
from passerelles.dossier.edits import Change, Edited, changed, merge, put
from passerelles.dossier.files import StoredFile, refusal
from passerelles.dossier.schema import MIGRATIONS, SCHEMA, Dossier, from_plain, to_plain
from passerelles.library.errors import Refusal
from passerelles.library.text import Text

KEPT_REVISIONS: Final = 20
LIMIT: Final = 2_000_000
UNDONE: Final = "undo-"
_STAMPS: Final = ("revision", "updated", "by")
_MISSING: Final = Text(
    "« dossier.json » avait disparu ; la révision {revision} a été reprise.",
    "“dossier.json” was missing; revision {revision} has been brought back.",
)
_AFRESH: Final = Text(
    "« dossier.json » était illisible et reste conservé sous le nom « {aside} » ; le dossier "
    "repart d’une page blanche.",
    "“dossier.json” could not be read and is kept as “{aside}”; the dossier starts afresh.",
)
_DAMAGED: Final = Text(
    "« dossier.json » était illisible et reste conservé sous le nom « {aside} » ; la révision "
    "{revision} a été reprise.",
    "“dossier.json” could not be read and is kept as “{aside}”; revision {revision} has been "
    "brought back.",
)


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

    def changes(self) -> tuple[tuple[Revision, tuple[Change, ...] | None], ...]:
        """Return the history with the parts each revision changed (`edits`), newest first.

        None where the revision before is no longer kept, so that nobody can tell.
        """
        kept = list(self._good_revisions())
        told = []
        for place, after in enumerate(kept):
            before = kept[place + 1] if place + 1 < len(kept) else None
            if before is None and after.revision == 1:
                before = Dossier()
            entry = Revision(after.revision, after.updated, after.by)
            told.append((entry, None if before is None else changed(before, after)))
        return tuple(told)

    def between(self, earlier: int, later: Dossier) -> tuple[Change, ...]:
        """Return what has changed from a revision still kept to `later`; raise `Refusal`."""
        return changed(self.revision(earlier), later)

    def revision(self, number: int) -> Dossier:
        """Return the content of a revision that is still kept; raise `Refusal`."""
        if number == 0 and self._began():
            return Dossier()
        try:
            kept = self._read(self._path(number))
        except Damaged:
            kept = None
        if kept is None:
            raise Refusal(
                f"La révision {number} n’est plus conservée ; choisissez-en une de la liste.",
                f"Revision {number} is no longer kept; choose one from the list.",
            )
        return kept

    def restore(self, revision: int) -> Dossier:
        """Make the content of an earlier revision the current one, as a new revision."""
        kept = self.revision(revision)
        return self.update(lambda _: kept, by=f"restore-{revision}")

    def undoable(self, dossier: Dossier) -> int | None:
        """Return the revision that undoing would bring back, None when there is none.

        Undoing again goes one further back: what an undo brought back counts as the last change.
        """
        last = dossier.revision
        if dossier.by.startswith(UNDONE) and dossier.by.removeprefix(UNDONE).isdecimal():
            last = int(dossier.by.removeprefix(UNDONE))
        for number in sorted(self._numbers(), reverse=True):
            if number < last:
                with suppress(Damaged, Refusal):
                    kept = self._read(self._path(number))
                    if kept is not None and _content(kept) != _content(dossier):
                        return number
        return 0 if last > 0 and self._began() else None

    def undo(self, seen: int) -> Dossier:
        """Take back the last change, as a new revision; raise `Refusal`.

        `seen` is the revision the learner was looking at: a change made elsewhere since is not
        taken back unseen.
        """
        number = self.undoable(self.load())
        if number is None:
            raise Refusal(
                "Il n’y a plus de changement à annuler ; les versions gardées sont dans la liste.",
                "There is no change left to undo; the versions kept are in the list.",
            )
        kept = self.revision(number)

        def back(current: Dossier) -> Dossier:
            if current.revision != seen:
                raise Refusal(
                    "Le dossier a changé depuis que cette page est ouverte : rien n’a été annulé ; "
                    "relisez la page, puis recommencez.",
                    "The dossier has changed since this page was opened: nothing was undone; read "
                    "the page again, then try once more.",
                )
            return kept

        return self.update(back, by=f"{UNDONE}{number}")

    def edit(self, wanted: Mapping[str, Any], seen: int, by: str = "edit") -> Edited:
        """Change parts by hand (`edits`), typed on a page that showed the revision `seen`.

        Parts that somebody else has changed since are left alone and returned as conflicts.
        """
        try:
            base: Dossier | None = self.revision(seen) if seen else Dossier()
        except Refusal:
            base = None
        found: list[Edited] = []

        def step(current: Dossier) -> Dossier:
            sorted_out = merge(base, current, wanted)
            made = put(current, sorted_out.changes)
            found.append(Edited(made, sorted_out.conflicts, current.revision != seen))
            return made

        dossier = self.update(step, by)
        return replace(found[0], dossier=dossier)

    def _began(self) -> bool:
        """Tell whether the first revision is still kept, so that before it nothing was there."""
        numbers = self._numbers()
        return not numbers or min(numbers) == 1

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
    if aside is None:
        # A first change cut off between its two files has lost nothing: there is nothing to tell.
        if last is None or last.revision == 1:
            return None
        return _MISSING.format(revision=last.revision)
    if last is None:
        return _AFRESH.format(aside=aside)
    return _DAMAGED.format(aside=aside, revision=last.revision)
