"""A person's share of one place, and what is done with all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from passerelles.library.text import Text
from passerelles.privacy.inventory import Entry
from passerelles.privacy.walk import Found


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a person's: what it is, the folder it lies in, and its path there.

    `told` false keeps a file out of the export: it is theirs to erase but holds keys.
    """

    entry: Entry
    root: Path
    found: Found
    told: bool = True


class Share(Protocol):
    """What one place keeps about one person."""

    @property
    def name(self) -> str:
        """Return the folder of the archive it is exported to."""

    @property
    def title(self) -> Text:
        """Return the place in words."""

    def items(self) -> list[Item]:
        """Return the person's files, in order."""

    def records(self) -> dict[str, Any]:
        """Return what shared files hold about the person, by name, as plain data."""

    def erase(self) -> None:
        """Erase all of it; after a kill, erasing again finishes. Raises `Refusal`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a place keeps of one kind: how many files or rows, and how many bytes."""

    place: Text
    what: Text
    count: int
    size: int


def listed(shares: Sequence[Share]) -> tuple[Kept, ...]:
    """Return what the shares hold, by place and kind: what would be erased."""
    found: list[Kept] = []
    for share in shares:
        kinds: dict[str, list[Item]] = {}
        for item in share.items():
            kinds.setdefault(item.entry.id, []).append(item)
        for items in kinds.values():
            size = sum(item.found.size for item in items)
            found.append(Kept(share.title, items[0].entry.what, len(items), size))
        for name, rows in share.records().items():
            found.append(Kept(share.title, _RECORDS.get(name, Text(name, name)), _count(rows), 0))
    return tuple(found)


def erase(shares: Sequence[Share]) -> None:
    """Erase every share, one after the other; raise `Refusal` at the first that cannot be."""
    for share in shares:
        share.erase()


def _count(rows: Any) -> int:
    return len(rows) if isinstance(rows, list) else 1


_RECORDS = {
    "gradebook": Text("Lignes du carnet de notes", "Rows of the gradebook"),
    "deadlines": Text("Délais accordés", "Extra time granted"),
    "log": Text("Passages du journal des corrections", "Passages of the grading log"),
    "account": Text("Compte du serveur, groupes et jetons", "Server account, groups and tokens"),
    "room": Text(
        "Nom, mot personnel, place, votes et messages dans la salle",
        "Name, personal word, place, votes and messages in the room",
    ),
}
