"""What the scenario, answer and progress stores share: one typed JSON document in one file.

A damaged document is set aside and replaced by an empty one, and the store's
`notice` says so; nothing is deleted. (The dossier has revisions to fall back on
as well: `passerelles.dossier.store`.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from passerelles.dossier.data import Damaged
from passerelles.dossier.files import StoredFile
from passerelles.dossier.versions import Migration, NewerVersion, up_to_date
from passerelles.library.errors import Refusal
from passerelles.library.text import Text

T = TypeVar("T")

SCHEMA = 1


class Document(Generic[T]):
    """A JSON file read as `T`.

    `parse` turns plain data into `T` and raises `Refusal` or `Damaged`; `dump` is
    its inverse; `empty` makes the state of a file that is not there.
    """

    def __init__(
        self,
        file: StoredFile,
        parse: Callable[[dict[str, Any]], T],
        dump: Callable[[T], dict[str, Any]],
        empty: Callable[[], T],
    ) -> None:
        self.file = file
        self.notice: Text | None = None
        self._parse = parse
        self._dump = dump
        self._empty = empty

    def load(self) -> T:
        """Return the document, empty if there is none; set a damaged file aside."""
        try:
            return self._read()
        except Damaged:
            with self.file.locked():
                return self._read_or_set_aside()

    def change(self, step: Callable[[T], T]) -> T:
        """Apply `step` under the lock and write the outcome, unless nothing changed."""
        with self.file.locked():
            before = self._read_or_set_aside()
            after = step(before)
            if self._dump(after) != self._dump(before):
                self.file.write({"schema": SCHEMA, **self._dump(after)})
            return after

    def _read(self) -> T:
        data = self.file.read()
        if data is None:
            return self._empty()
        return understood(data, SCHEMA, self.file.path, {}, self._parse)

    def _read_or_set_aside(self) -> T:
        # Read again under the lock: another process may have mended the file meanwhile.
        try:
            return self._read()
        except Damaged:
            aside = self.file.set_aside()
            self.notice = Text(
                f"« {self.file.path.name} » était illisible : il est conservé sous le nom "
                f"« {aside.name} » et la page repart d’un état vide.",
                f"“{self.file.path.name}” could not be read: it is kept as “{aside.name}”, and "
                "the page starts from an empty state.",
            )
            return self._empty()


def understood(
    data: dict[str, Any],
    current: int,
    path: Path,
    migrations: Mapping[int, Migration],
    parse: Callable[[dict[str, Any]], T],
) -> T:
    """Bring `data` up to date and parse it; a fault makes the file `Damaged`, not refused."""
    try:
        data = up_to_date(data, current, path.name, migrations)
        return parse({key: value for key, value in data.items() if key != "schema"})
    except NewerVersion:
        raise
    except Refusal as fault:
        raise Damaged(fault.text.en) from fault
