"""A territory's figures read from a CSV file, as rows of the profile's table.

Separators: comma, semicolon or tab; encodings: UTF-8, UTF-16, Windows-1252, recognised by
themselves; headings and families in either language (`csv_words`); numbers as people write
them (`csv_numbers`). Lines that name a family and nothing else are those of the template
left unfilled, and are skipped. Every refusal is one sentence, with its line.
"""

from __future__ import annotations

import re
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import Text
from passerelles_widgets.simulators.profile import csv_words as words
from passerelles_widgets.simulators.profile.csv_file import Cells, decoded, heading, lines
from passerelles_widgets.simulators.profile.csv_numbers import decimal_mark, doubtful, number
from passerelles_widgets.simulators.profile.families import BREAKDOWNS
from passerelles_widgets.simulators.wording import shown

_LENGTHS: Final = {"label": 120, "unit": 40, "source": 120}
_YEARS: Final = (1950, 2100)


def rows_from_csv(data: bytes | str) -> list[dict[str, Any]]:
    """Return the figures of a CSV as rows of the `figures` table; raise `Refusal`."""
    text = decoded(data) if isinstance(data, bytes) else data.removeprefix("\ufeff")
    if not text.strip():
        raise Refusal(
            "Ce fichier est vide\u00a0; remplissez le modèle et enregistrez-le en CSV.",
            "This file is empty; fill in the template and save it as CSV.",
        )
    separator, columns, start = heading(text)
    found = list(lines(text, separator, columns, start))
    mark = decimal_mark((cells["value"] for _, cells in found), separator)
    return [_row(line, cells, mark) for line, cells in found]


def _row(line: int, cells: Cells, mark: Any) -> dict[str, Any]:
    """Return one figure; raise `Refusal` naming the line and the column."""
    value = number(cells["value"], mark)
    unit = cells["unit"]
    if value is None:
        raise _refused_value(line, cells["value"])
    if not unit and cells["value"].endswith("%"):
        unit = "%"
    row: dict[str, Any] = {
        "family": _word(line, "family", cells, words.family(cells["family"])),
        "label": cells["label"],
        "value": value,
        "unit": unit,
        "year": _year(line, cells),
        "source": cells["source"],
        "quality": _word(line, "quality", cells, words.quality(cells["quality"])),
    }
    for name in BREAKDOWNS:
        row[name] = _word(line, name, cells, words.answer(cells[name]))
    if not cells["label"]:
        raise _refused(
            line,
            "label",
            Text("la cellule est vide\u00a0; dites ce que mesure le chiffre.",
                 "the cell is empty; say what the figure measures."),
        )  # fmt: skip
    for name, longest in _LENGTHS.items():
        if len(row[name]) > longest:
            raise _refused(
                line,
                name,
                Text(
                    f"ce texte dépasse {longest} caractères\u00a0; raccourcissez-le.",
                    f"this text is longer than {longest} characters; shorten it.",
                ),
            )
    return row


def _word(line: int, name: str, cells: Cells, found: Any) -> Any:
    """Return what a word stands for, or refuse the cell."""
    if found is not None:
        return found
    expected = {
        "family": Text(
            "reprenez l’un des dix noms du modèle.", "use one of the template’s ten names."
        ),
        "quality": Text(
            "écrivez officiel, estimation ou témoignage.",
            "write official, estimate or testimony.",
        ),
    }.get(name, Text("écrivez oui ou non.", "write yes or no."))
    said = shown(cells[name])
    raise _refused(
        line,
        name,
        Text(
            f"«\u00a0{said}\u00a0» n’est pas reconnu\u00a0; {expected.fr}",
            f"“{said}” is not recognised; {expected.en}",
        ),
    )


def _year(line: int, cells: Cells) -> int:
    text = cells["year"].removesuffix(",0").removesuffix(".0")
    year = int(text) if re.fullmatch(r"\d{4}", text) else 0
    if _YEARS[0] <= year <= _YEARS[1]:
        return year
    said = shown(cells["year"])
    raise _refused(
        line,
        "year",
        Text(
            f"«\u00a0{said}\u00a0» n’est pas une année\u00a0; écrivez-en une seule, de {_YEARS[0]}"
            f" à {_YEARS[1]}.",
            f"“{said}” is not a year; write a single one, from {_YEARS[0]} to {_YEARS[1]}.",
        ),
    )


def _refused_value(line: int, text: str) -> Refusal:
    said = shown(text)
    if doubtful(text):
        return _refused(
            line,
            "value",
            Text(
                f"«\u00a0{said}\u00a0» se lit de deux façons\u00a0; écrivez les milliers sans"
                " séparateur.",
                f"“{said}” can be read in two ways; write thousands without a separator.",
            ),
        )
    return _refused(
        line,
        "value",
        Text(
            f"«\u00a0{said}\u00a0» n’est pas un nombre\u00a0; écrivez des chiffres, l’unité dans sa"
            " colonne.",
            f"“{said}” is not a number; write digits, with the unit in its own column.",
        ),
    )


def _refused(line: int, name: str, text: Text) -> Refusal:
    column = words.COLUMNS[name]
    return Refusal(
        f"Ligne {line}, {column.fr}\u00a0: {text.fr}", f"Line {line}, {column.en}: {text.en}"
    )
