"""XLSX workbooks of a territory's figures: read with caution, and written as a template.

A workbook becomes the text of a CSV, which `csv_text` then understands, so that one set of
rules and sentences serves both. A workbook is a compressed archive: what it would unpack to is
read from its directory before anything is unpacked.
"""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from passerelles.library.errors import Refusal
from passerelles.library.text import Language, number
from passerelles_widgets.simulators.profile import csv_words
from passerelles_widgets.simulators.profile.csv_file import MAX_LINES, MAX_ROWS

MAX_BYTES: Final = 10_000_000
MAX_UNPACKED: Final = 80_000_000
MAX_PARTS: Final = 1_000
MAX_COLUMNS: Final = 40
MAX_FILLED: Final = 1_000
"""How many filled rows are read before a sheet is refused: the profile holds far fewer."""

MAX_CELL: Final = 2_000
SIGNATURE: Final = b"PK\x03\x04"
OLD_SIGNATURE: Final = b"\xd0\xcf\x11\xe0"
_DOUBTFUL: Final = re.compile(r"-?\d{1,3}\.\d{3}")
_WIDTHS: Final = (44, 40, 14, 14, 10, 30, 14, 8, 8, 8, 8)


def csv_from_workbook(raw: bytes) -> str:
    """Return the first sheet that holds anything as CSV text, line for line; raise `Refusal`."""
    if raw.startswith(OLD_SIGNATURE):
        raise Refusal(
            "Ce classeur est d’un ancien format ou protégé par un mot de passe\u00a0; "
            "enregistrez-le en XLSX sans mot de passe, ou en CSV.",
            "This workbook is in an old format or protected by a password; save it as XLSX "
            "without a password, or as CSV.",
        )
    _look_before_unpacking(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                text = _written(sheet.iter_rows(max_row=MAX_LINES, max_col=MAX_COLUMNS))
                if text.strip():
                    return text
        finally:
            book.close()
    except Refusal:
        raise
    except (
        # Whatever a forged archive makes openpyxl or its parsers trip over.
        *(InvalidFileException, zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError),
        *(TypeError, AttributeError, IndexError, EOFError, OSError, SyntaxError, RecursionError),
        *(OverflowError, NotImplementedError, AssertionError, RuntimeError, zlib.error),
    ) as error:
        raise _damaged() from error
    raise Refusal(
        "Ce classeur est vide\u00a0; remplissez le modèle, enregistrez-le et chargez-le.",
        "This workbook is empty; fill in the template, save it and upload it.",
    )


def template(language: Language) -> bytes:
    """Return an empty workbook to fill in, one line for each of the ten families of data."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Profil" if language == "fr" else "Profile"
    for cells in csv.reader(
        io.StringIO(csv_words.template(language).removeprefix("\ufeff")),
        delimiter=";" if language == "fr" else ",",
    ):
        sheet.append(cells)
    for place, width in enumerate(_WIDTHS, start=1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _look_before_unpacking(raw: bytes) -> None:
    """Refuse an archive that is too large, or would be once unpacked (a “zip bomb”)."""
    too_large = len(raw) > MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            too_large |= len(parts) > MAX_PARTS
            too_large |= sum(part.file_size for part in parts) > MAX_UNPACKED
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise _damaged() from error
    if too_large:
        raise Refusal(
            "Ce classeur est trop volumineux\u00a0; n’y gardez que des totaux, ou enregistrez la "
            "feuille en CSV.",
            "This workbook is too large; keep only totals in it, or save the sheet as CSV.",
        )
    if "[Content_Types].xml" not in names:
        raise _damaged()


def _damaged() -> Refusal:
    return Refusal(
        "Ce classeur est illisible\u00a0; ouvrez-le dans un tableur, enregistrez-le de nouveau en "
        "XLSX ou en CSV, puis chargez-le.",
        "This workbook cannot be read; open it in a spreadsheet, save it again as XLSX or CSV, "
        "then upload it.",
    )


def _written(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as tab-separated text, one line a row, trailing empty rows left out."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    blank = filled = 0
    for cells in _trimmed(rows):
        if not cells:
            blank += 1
            continue
        filled += 1
        if filled > MAX_FILLED:
            raise Refusal(
                f"Cette feuille compte plus de {number(MAX_FILLED, 'fr')} lignes et le profil "
                f"tient {MAX_ROWS} chiffres\u00a0; n’y gardez que des totaux.",
                f"This sheet has more than {number(MAX_FILLED, 'en')} rows and the profile takes "
                f"{MAX_ROWS} figures; keep only totals in it.",
            )
        # The number of a line is that of the row in the sheet: sentences name it.
        text.write("\n" * blank)
        blank = 0
        writer.writerow(cells)
    return text.getvalue()


def _trimmed(rows: Iterable[Iterable[Any]]) -> Iterator[list[str]]:
    for row in rows:
        cells = [_cell(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, (datetime, date)):
        return str(value.year)
    return " ".join(str(value)[:MAX_CELL].split())


def _number(value: float, pattern: str) -> str:
    """Write a number so that it reads in one way only; a percentage as people see it."""
    if not math.isfinite(value):
        return str(value)
    percentage = pattern.endswith("%")
    shown = round(value * 100, 10) if percentage else value
    if shown == int(shown):
        return f"{int(shown)}{'%' if percentage else ''}"
    text = f"{shown:.12f}".rstrip("0")
    if _DOUBTFUL.fullmatch(text):
        text += "0"
    return f"{text}{'%' if percentage else ''}"
