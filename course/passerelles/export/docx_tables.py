"""Tables of the Word document: in one language, or two side by side.

Side by side, a narrow table becomes one table with French columns on the left and English
ones on the right, row by row. A wide one becomes records: each row a pair of cells that say
every column by its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_COLOR_INDEX
from docx.table import _Cell

from passerelles.export.docx_styles import SECONDARY
from passerelles.export.docx_words import cell_text, write
from passerelles.export.docx_xml import divide, keep_row, set_style, set_table, set_width, shade
from passerelles.export.model import Table
from passerelles.export.words import word
from passerelles.export.writing import beside, widths
from passerelles.library.text import Language

HEADER: Final = "F1EEE7"
_SMALL: Final = 6


def add_table(
    document: Any, tables: Sequence[Table], languages: Sequence[Language], width: float
) -> None:
    """Write a table in one language, or the same one in two, `width` centimetres wide."""
    if beside(tables):
        _columns(document, tables, languages, width)
    else:
        _records(document, tables, languages, width)


def grid(document: Any, rows: int, sizes: Sequence[float], title: str, *, lines: bool) -> Any:
    """Return an empty table with fixed columns."""
    made = document.add_table(rows, len(sizes))
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    set_table(made, sizes, title, lines=lines)
    for cells in cells_of(made):
        for cell, width in zip(cells, sizes, strict=True):
            set_width(cell, width)
    return made


def cells_of(made: Any) -> list[list[Any]]:
    """Return the cells row by row; python-docx counts them anew for each it is asked for."""
    return [[_Cell(tc, made) for tc in tr.tc_lst] for tr in made._tbl.tr_lst]  # noqa: SLF001


def _columns(
    document: Any, tables: Sequence[Table], languages: Sequence[Language], width: float
) -> None:
    half = width / len(tables)
    columns = len(tables[0].headings)
    small = columns * len(tables) >= _SMALL
    sizes = [part for table in tables for part in widths(table, half, 8 if small else 9)]
    name = "Table Small" if small else "Table Text"
    style = document.styles[name]
    title = " · ".join(table.title for table in tables)
    made = grid(document, len(tables[0].rows) + 1, sizes, title, lines=True)
    rows = cells_of(made)
    for side, (table, language) in enumerate(zip(tables, languages, strict=True)):
        first = side * columns
        for column, heading in enumerate(table.headings):
            numeric = table.numeric[column]
            cell = rows[0][first + column]
            cell_text(cell, heading, language, style, strong=True, numeric=numeric)
            shade(cell, HEADER)
            for place, row in enumerate(table.rows):
                blank = (place, column) in table.blanks
                cell_text(
                    rows[place + 1][first + column],
                    row[column],
                    language,
                    style,
                    numeric=numeric,
                    blank=blank,
                )
        if side:
            for cells in rows:
                divide(cells[first])
    for place, row in enumerate(made.rows):
        keep_row(row, header=place == 0)


def _records(
    document: Any, tables: Sequence[Table], languages: Sequence[Language], width: float
) -> None:
    halves = [width / len(tables)] * len(tables)
    style = document.styles["Table Text"]
    title = " · ".join(table.title for table in tables)
    made = grid(document, len(tables[0].rows) + 1, halves, title, lines=True)
    rows = cells_of(made)
    for side, (table, language) in enumerate(zip(tables, languages, strict=True)):
        head = rows[0][side]
        cell_text(head, " · ".join(table.headings), language, style, strong=True)
        shade(head, HEADER)
        for place, row in enumerate(table.rows):
            cell = rows[place + 1][side]
            cell_text(cell, row[0], language, style, strong=True)
            paragraph = cell.add_paragraph()
            set_style(paragraph, style)
            for column in range(1, len(row)):
                heading = word("record", language, heading=table.headings[column])
                label = write(paragraph, " · " * (column > 1) + heading, language)
                label.font.color.rgb = SECONDARY
                value = write(paragraph, row[column], language)
                if (place, column) in table.blanks:
                    value.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if side:
            for cells in rows:
                divide(cells[side])
    for place, row in enumerate(made.rows):
        keep_row(row, header=place == 0)
