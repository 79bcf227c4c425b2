"""The declared inventory: what is kept about a person, place by place (`inventory.yml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

from passerelles.library.errors import Refusal
from passerelles.library.records import load_yaml
from passerelles.library.text import Text

Place = Literal["workspace", "classroom", "exchange", "hub", "room", "machine", "browser"]
Context = Literal["laptop", "classroom", "hub", "room"]
Whose = Literal["person", "team", "nobody"]
PERSON: Final = "{person}"


@dataclass(frozen=True, slots=True)
class Where:
    """A place: what it is and how what lies there is erased."""

    title: Text
    lead: Text
    erased: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of data: where it lies, whose it is, what it says and how long it stays.

    A `shared` file holds rows of many people: export and erasure take one person's out.
    """

    id: str
    place: Place
    paths: tuple[str, ...]
    what: Text
    kept: Text
    whose: Whose = "person"
    shared: bool = False

    def matches(self, path: str, person: str | None = None) -> bool:
        """Tell whether a path relative to the place is of this kind, of `person` when given."""
        return any(_pattern(one, person).fullmatch(path) for one in self.paths)


@dataclass(frozen=True, slots=True)
class Inventory:
    """The whole list: places by context, and everything kept in each."""

    version: int
    contexts: Mapping[Context, tuple[Place, ...]]
    places: Mapping[Place, Where]
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if set(self.contexts) != set(get_args(Context)) or set(self.places) != set(get_args(Place)):
            raise ValueError("every context and every place is described once")

    def of(self, place: Place) -> tuple[Entry, ...]:
        """Return what is kept in one place, in order."""
        return tuple(entry for entry in self.entries if entry.place == place)

    def find(self, place: Place, path: str, person: str | None = None) -> Entry | None:
        """Return what a file is, None when nothing says so."""
        for entry in self.of(place):
            if entry.matches(path, person):
                return entry
        return None


@cache
def inventory() -> Inventory:
    """Read the inventory once; raise `Refusal` when it is faulty."""
    return load_yaml(Path(__file__).with_name("inventory.yml"), Inventory)


def nothing_about(who: str) -> Refusal:
    """Return the refusal for somebody of whom nothing is kept."""
    return Refusal(
        f"Rien n’est gardé ici sur « {who} » ; vérifiez l’orthographe du nom et le répertoire.",
        f"Nothing is kept here about “{who}”; check the spelling of the name and the folder.",
    )


@cache
def _pattern(written: str, person: str | None) -> re.Pattern[str]:
    parts = re.split(r"(\*\*|\*|\{person\})", written)
    meant = {
        "**": r".*",
        "*": r"[^/]*",
        PERSON: r"[^/]+" if person is None else re.escape(person),
    }
    return re.compile("".join(meant.get(part, re.escape(part)) for part in parts), re.DOTALL)
