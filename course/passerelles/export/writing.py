"""Paragraphs and tables from plain words: column widths, numbers, and blanks in brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from passerelles.export.model import Paragraph, Role, Run, Table
from passerelles.export.words import clauses
from passerelles.library.text import Language, moment
from passerelles.portal.dossier_writer import NOTHING

_NUMBER: Final = re.compile(r"[−+€$]{0,2}\d[\d\s.,\u00a0\u202f]*[%€]?")
_PLACES: Final = re.compile(r"(\[[^\[\]]*\]|\{\w+\})")
_NARROW: Final = 4
_WIDEST: Final = 60.0
_LONGEST_WORD: Final = 15
_RARE: Final = 0.5
_HEADING: Final = 14
_LETTER: Final = 0.0208
"""Centimetres a letter takes for each point of its size: Arial's bold letters, and some more."""

_PADDING: Final = 0.32


def paragraph(text: str, role: Role = "body") -> Paragraph:
    """Return a paragraph of plain words."""
    return Paragraph((Run(text),), role)


def day(iso: str, language: Language) -> str:
    """Write the day of an ISO 8601 time: on paper the hour says nothing."""
    return moment(iso, language).split(" à " if language == "fr" else ",")[0]


def to_translate(spoken: Language, language: Language) -> Run:
    """Return the mark put before words that stand in the other language."""
    return Run(clauses()[f"translate.{spoken}"][language], blank=True)


def beside(tables: Sequence[Table]) -> bool:
    """Tell whether tables fit side by side in columns; a wide one becomes records instead."""
    return len(tables) == 1 or len(tables[0].headings) <= _NARROW


def clause(
    text: str, values: Mapping[str, Run], role: Role = "clause", number: str = ""
) -> Paragraph:
    """Return a clause of ours: `[…]` becomes a blank to fill, `{name}` the run of that name."""
    runs = []
    for part in _PLACES.split(text):
        if part.startswith("["):
            runs.append(Run(part, blank=True))
        elif part.startswith("{"):
            runs.append(values[part[1:-1]])
        elif part:
            runs.append(Run(part))
    return Paragraph(tuple(runs), role, number)


def table(
    title: str,
    headings: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    numeric: tuple[bool, ...] = (),
    blanks: frozenset[tuple[int, int]] = frozenset(),
) -> Table:
    """Return a table whose columns are as wide as their words ask for.

    A column of written numbers is set as numbers even where `numeric` does not say so;
    `blanks` are the cells (row, column) that are to be filled in.
    """
    columns = [[heading, *(row[place] for row in rows)] for place, heading in enumerate(headings)]
    figures = tuple(
        (place < len(numeric) and numeric[place]) or _figures(column[1:])
        for place, column in enumerate(columns)
    )
    least = tuple(_longest_word(column) for column in columns)
    wanted = tuple(_usual(column) for column in columns)
    return Table(title, headings, rows, figures, least, wanted, blanks)


def widths(found: Table, width: float, points: float) -> list[float]:
    """Divide `width` centimetres among a table's columns, set in `points`.

    Each gets room for its longest word first, then a part of what is left.
    """
    letter = points * _LETTER
    least = [letters * letter + _PADDING for letters in found.least]
    if sum(least) >= width:
        return [width * part / sum(least) for part in least]
    more = [
        max(letters * letter + _PADDING - part, 0.01)
        for letters, part in zip(found.wanted, least, strict=True)
    ]
    rest = width - sum(least)
    return [part + rest * one / sum(more) for part, one in zip(least, more, strict=True)]


def _figures(cells: list[str]) -> bool:
    found = [cell for cell in cells if cell != NOTHING]
    return bool(found) and all(_NUMBER.fullmatch(cell) for cell in found)


def _longest_word(column: list[str]) -> float:
    words = [len(found) for cell in column for found in cell.split()]
    return min(max(words, default=1), _LONGEST_WORD)


def _usual(column: list[str]) -> float:
    """Return what three cells out of four ask for, a part of a rare long one, the heading."""
    lengths = sorted(len(cell) for cell in column[1:]) or [0]
    usual = lengths[len(lengths) * 3 // 4]
    heading = min(len(column[0]), _HEADING)
    return min(max(usual, lengths[-1] * _RARE, heading), _WIDEST)
