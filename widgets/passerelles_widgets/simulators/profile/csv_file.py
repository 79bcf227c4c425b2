"""A CSV file as text, headings and lines, before any cell is understood.

Encodings (UTF-8, UTF-16, Windows-1252) and separators (comma, semicolon, tab) are recognised
by themselves; a file too large or too long is refused without being read to the end.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Final

from passerelles.library.errors import Refusal
from passerelles.library.text import Text, number
from passerelles_widgets.simulators.profile import csv_words as words
from passerelles_widgets.simulators.wording import shown

MAX_ROWS: Final = 120
"""How many figures the profile holds, as in `parameters.yml`."""

MAX_LINES: Final = 100_000
"""How many lines are counted before giving up on a file that is too long."""

MAX_BYTES: Final = 20_000_000
_SEPARATORS: Final = (";", "\t", ",")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BIDI: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Cells = Mapping[str, str]


def decoded(data: bytes) -> str:
    """Return the text of a file; raise `Refusal` for what is not text."""
    if len(data) > MAX_BYTES:
        raise Refusal(
            f"Ce fichier dépasse {MAX_BYTES // 10**6}\u00a0Mo\u00a0; n’y gardez que les totaux.",
            f"This file is larger than {MAX_BYTES // 10**6} MB; keep only the totals in it.",
        )
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refusal(
            "Ce fichier est un classeur et non un CSV\u00a0; enregistrez la feuille au format CSV.",
            "This file is a workbook, not a CSV; save the sheet in CSV format.",
        )
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text.removeprefix("\ufeff")
    raise Refusal(
        "Ce fichier n’est pas un texte lisible\u00a0; enregistrez-le en «\u00a0CSV UTF-8\u00a0».",
        "This file is not readable text; save it as “CSV UTF-8”.",
    )


def _encodings(data: bytes) -> tuple[str, ...]:
    """Return the encodings to try, in order."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\x00" in data[:200]:  # UTF-16 without its mark: every other byte of a heading is zero
        return ("utf-16-le", "utf-16-be") if data[1:2] == b"\x00" else ("utf-16-be", "utf-16-le")
    return ("utf-8-sig", "cp1252")


def heading(text: str) -> tuple[str, list[str | None], int]:
    """Return the separator, the column of each cell of the heading, and its line number."""
    lines = io.StringIO(text, newline=None)
    line, first = 0, ""
    for line, raw in enumerate(lines, start=1):  # noqa: B007 - both are used after the loop
        first = raw.strip("\r\n")
        # Spreadsheets may announce the separator on a line of its own.
        if first.strip() and not re.fullmatch(r"(?i)\s*sep=.\s*", first):
            break
    best: tuple[str, list[str]] = (",", [])
    for separator in _SEPARATORS:
        cells = next(csv.reader([first], delimiter=separator), [])
        if sum(map(_known, cells)) > sum(map(_known, best[1])) or not best[1]:
            best = (separator, cells)
    separator, cells = best
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    columns = [words.column(cell) for cell in cells]
    _check_heading(cells, columns)
    return separator, columns, line


def _known(cell: str) -> bool:
    return words.column(cell) is not None


def _check_heading(cells: list[str], columns: list[str | None]) -> None:
    expected = Text(", ".join(words.headings("fr")), ", ".join(words.headings("en")))
    unknown = [cell for cell, column in zip(cells, columns, strict=True) if column is None]
    if unknown:
        said = shown(unknown[0].strip())
        raise Refusal(
            f"La colonne «\u00a0{said}\u00a0» n’est pas attendue\u00a0; les colonnes sont"
            f" {expected.fr}.",
            f"The column “{said}” is not expected; the columns are {expected.en}.",
        )
    for column in words.REQUIRED:
        if column not in columns:
            name = words.COLUMNS[column]
            raise Refusal(
                f"Il manque la colonne «\u00a0{name.fr}\u00a0»\u00a0; les colonnes sont"
                f" {expected.fr}.",
                f"The column “{name.en}” is missing; the columns are {expected.en}.",
            )
    for column in words.COLUMNS:
        if columns.count(column) > 1:
            name = words.COLUMNS[column]
            raise Refusal(
                f"La colonne «\u00a0{name.fr}\u00a0» figure deux fois\u00a0; n’en gardez qu’une.",
                f"The column “{name.en}” occurs twice; keep one of the two.",
            )


def lines(
    text: str, separator: str, columns: list[str | None], start: int
) -> Iterator[tuple[int, Cells]]:
    """Give each filled line with its number, by column; refuse more than the table holds."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    count = 0
    try:
        for cells in reader:
            if reader.line_num <= start or not any(cell.strip() for cell in cells):
                continue
            line = reader.line_num
            if any(cell.strip() for cell in cells[len(columns) :]):
                raise _too_wide(line, len(columns))
            named = {name: _clean(cell) for name, cell in zip(columns, cells, strict=False) if name}
            filled = {name: named.get(name, "") for name in words.COLUMNS}
            if not any(value for name, value in filled.items() if name != "family"):
                continue
            count += 1
            if count <= MAX_ROWS:
                yield line, filled
            if line >= MAX_LINES:
                break
    except csv.Error as error:
        raise Refusal(
            f"Ligne {reader.line_num}\u00a0: les guillemets ne se referment pas ou une cellule est"
            " démesurée\u00a0; corrigez cette ligne.",
            f"Line {reader.line_num}: quotation marks are not closed, or a cell is enormous;"
            " correct this line.",
        ) from error
    if count > MAX_ROWS:
        raise _too_long(count, reader.line_num >= MAX_LINES)


def _too_wide(line: int, columns: int) -> Refusal:
    return Refusal(
        f"Ligne {line}\u00a0: il y a plus de {columns} cellules\u00a0; mettez entre guillemets les"
        " textes et les nombres qui contiennent le séparateur.",
        f"Line {line}: there are more than {columns} cells; put quotation marks around texts and"
        " numbers that hold the separator.",
    )


def _too_long(count: int, given_up: bool) -> Refusal:
    more = Text("au moins ", "at least ") if given_up else Text("", "")
    return Refusal(
        f"Ce fichier compte {more.fr}{number(count, 'fr', 0)} chiffres\u00a0; le profil en"
        f" tient {MAX_ROWS}\u00a0: n’y gardez que des totaux.",
        f"This file holds {more.en}{number(count, 'en', 0)} figures; the profile takes"
        f" {MAX_ROWS}: keep only totals in it.",
    )


def _clean(cell: str) -> str:
    """Return a cell on one line, without invisible direction marks."""
    return " ".join(_BIDI.sub("", cell).split())
