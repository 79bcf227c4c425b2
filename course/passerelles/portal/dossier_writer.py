"""How a section of the dossier is put into words: titles, tables, the library's own labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from passerelles.library.loader import library
from passerelles.library.text import Language, enumeration, money, number, percent
from passerelles.portal.strings import string

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of words and written numbers; `numeric` tells which columns are numbers."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One section of the dossier, ready to read.

    Where the learner has put the sentences in other words, in `spoken`, `computed` are those of
    the course, and `stale` tells that the section has changed since.
    """

    id: str
    step: int
    title: str
    sentences: tuple[str, ...]
    tables: tuple[ShownTable, ...]
    computed: tuple[str, ...] = ()
    spoken: Language | None = None
    stale: bool = False


class Writer:
    """Writes in one language, with the library's own labels."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def t(self, key: str, **values: Any) -> str:
        """Return an interface string of the sections."""
        return string(f"section.{key}", self.language, **values)

    def item(self, checklist: str, item_id: str) -> str:
        """Return the label of a checklist's item, or its id when it has none."""
        for item in library().checklist(checklist).items:
            if item.id == item_id:
                return item.label[self.language]
        return item_id

    def part(self, checklist: str, kind: str, part_id: str) -> str:
        """Return the label of a part of a checklist's items, or its id when it has none."""
        for item in library().checklist(checklist).items:
            for part in item.parts.get(kind, ()):
                if part.id == part_id:
                    return part.label[self.language]
        return part_id

    def number(self, value: float, digits: int | None = None) -> str:
        """Write a number."""
        return number(value, self.language, digits)

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share of one."""
        return percent(share, self.language, digits)

    def money(self, amount: float) -> str:
        """Write an amount in euros."""
        return money(amount, self.language)

    def listed(self, names: Any) -> str:
        """Enumerate names, a dash when there are none."""
        return enumeration(names, self.language) or NOTHING

    def signed(self, score: float) -> str:
        """Write a score with its sign, plus included."""
        written = self.number(score)
        return f"+{written}" if score > 0 else written

    def table(self, title: str, headings: list[str], rows: list[list[Any]]) -> ShownTable:
        """Return a table; columns made of numbers only are written and set as numbers."""
        numeric = tuple(
            bool(rows) and all(isinstance(row[i], (int, float)) for row in rows)
            for i in range(len(headings))
        )
        written = tuple(
            tuple(self.number(value) if isinstance(value, (int, float)) else value for value in row)
            for row in rows
        )
        return ShownTable(self.t(title), tuple(self.t(h) for h in headings), written, numeric)

    def section(
        self, section_id: str, step: int, sentences: list[str], tables: list[ShownTable]
    ) -> ShownSection:
        """Return a section; tables without a row are left out."""
        filled = tuple(table for table in tables if table.rows)
        return ShownSection(section_id, step, self.t(section_id), tuple(sentences), filled)
