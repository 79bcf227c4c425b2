"""A paper form's questions as fields to key in, and the answer that the fields hold.

Fields are named after the question (`e2-weighted`), its row and its column (`e2-shares/farms/
sample`). What was typed becomes the values of the learner's own panel, so that the answer is
read by the very code that reads a learner's. Only what learners may see of a question is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from passerelles.library.text import NBSP, Language, Text
from passerelles.papers.forms import LETTERS, ROWS
from passerelles_widgets.forms import fields
from passerelles_widgets.forms.marks import PANEL_FIELD

Typed = Mapping[str, Sequence[str]]
"""What was typed, by field: one text, or those of every box that was ticked."""

MORE: Final = 3
"""Empty rows added to a table at a time."""
_ORDER: Final = Text(
    f"Écrivez un nombre de 1 à {{count}} par place, chacun une fois{NBSP}; laissez vide ce que la "
    "copie ne dit pas.",
    "Write a number from 1 to {count} for each place, each one once; leave empty what the paper "
    "does not say.",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One field: what is typed in it, or, `fixed`, what nobody changes."""

    name: str
    label: str
    value: str = ""
    kind: Literal["text", "long", "number", "choice", "fixed"] = "text"
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    longest: int = 1_000
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its name, if it has one, and its cells; `out` names its strike-out."""

    title: str
    cells: tuple[Cell, ...]
    out: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `more` names the button that adds rows, empty where there are no others."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    count: str = ""
    more: str = ""

    @property
    def struck_out(self) -> bool:
        """Tell whether rows of it can be struck out."""
        return any(row.out for row in self.rows)


@dataclass(frozen=True, slots=True)
class Read:
    """The answer that was typed (None: none), and by field what is wrong with it.

    `faults` must be mended before handing in; `notes` only say what a learner is told too.
    """

    answer: Any = None
    faults: Mapping[str, Text] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def text(typed: Typed, name: str) -> str:
    """Return what was typed in one field, as a learner's page would send it."""
    listed = typed.get(name) or ("",)
    return listed[0].replace("\r\n", "\n")


def ticked(typed: Typed, name: str) -> list[str]:
    """Return the boxes ticked under one name."""
    return [one for one in typed.get(name, ()) if one]


def read(shown: Mapping[str, Any], typed: Typed, language: Language) -> Read:
    """Return the answer to a question that has its fields on the page itself."""
    kind, name = shown["type"], shown["id"]
    values: dict[str, Any]
    if kind == "multiple":
        values = {PANEL_FIELD: ticked(typed, name)}
    elif kind == "ordering":
        ranked, fault = _order(shown, typed)
        if fault is not None:
            return Read(faults={name: fault})
        if ranked is None:
            return Read()
        values = {PANEL_FIELD: ranked}
    elif kind == "matching":
        rows = [one["id"] for one in shown["rows"]]
        values = {PANEL_FIELD: {row: text(typed, f"{name}/{row}") for row in rows}}
    elif kind == "table":
        values = _table(shown, typed)
    else:
        values = {PANEL_FIELD: text(typed, name)}
    answer = fields.answer_of(shown, values)
    unread = fields.error_of(shown, answer, language).get(PANEL_FIELD)
    return Read(answer, notes={name: unread} if unread else {})


def _order(shown: Mapping[str, Any], typed: Typed) -> tuple[list[str] | None, Text | None]:
    """Return the items in the order of the numbers written on them.

    Items without a number take the places left, in the order of the page.
    """
    items = [str(one["id"]) for one in shown["items"]]
    written = {item: text(typed, f"{shown['id']}/{item}").strip() for item in items}
    numbered = {item: number for item, number in written.items() if number}
    if not numbered:
        return None, None
    places = {number: item for item, number in numbered.items()}
    allowed = {str(place) for place in range(1, len(items) + 1)}
    if len(places) < len(numbered) or not places.keys() <= allowed:
        return None, _ORDER.format(count=len(items))
    rest = iter([item for item in items if item not in numbered])
    return [places.get(str(place)) or next(rest) for place in range(1, len(items) + 1)], None


def _table(shown: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    """Return the values of the panel's table; empty rows at the end were never begun."""
    columns = [one["id"] for one in shown["columns"]]
    if shown["rows"]:
        return {
            f"{PANEL_FIELD}-{row['id']}-{one}": text(typed, f"{shown['id']}/{row['id']}/{one}")
            for row in shown["rows"]
            for one in columns
        }
    rows = [
        {one: text(typed, f"{shown['id']}/{index}/{one}") for one in columns}
        for index in range(rows_of(shown, typed))
    ]
    while rows and not any(cell.strip() for cell in rows[-1].values()):
        rows.pop()
    return {PANEL_FIELD: rows}


def rows_of(shown: Mapping[str, Any], typed: Typed) -> int:
    """Return how many rows of a table without given rows are on the page."""
    least = min(max(ROWS, int(shown["min_rows"])), int(shown["max_rows"]))
    return count(typed, f"{shown['id']}/rows", least, int(shown["max_rows"]))


def count(typed: Typed, name: str, least: int, most: int) -> int:
    """Return the number of rows kept in a field of its own, within what the table holds."""
    written = text(typed, name)
    asked = int(written) if written.isascii() and written.isdecimal() and len(written) < 4 else 0  # noqa: PLR2004
    return max(least, min(asked, most))


def grid(shown: Mapping[str, Any], typed: Typed) -> Grid:
    """Return a table question as a table of fields."""
    name, columns = shown["id"], shown["columns"]
    heads = tuple(one["label"] for one in columns)
    if shown["rows"]:
        rows = [(row["id"], row["text"]) for row in shown["rows"]]
    else:
        rows = [(str(index), "") for index in range(rows_of(shown, typed))]
    made = tuple(
        Row(
            title,
            tuple(
                _cell(one, f"{name}/{row}/{one['id']}", title or str(position), typed)
                for one in columns
            ),
        )
        for position, (row, title) in enumerate(rows, start=1)
    )
    if shown["rows"]:
        return Grid(("", *heads), made)
    more = f"{name}/rows" if len(rows) < int(shown["max_rows"]) else ""
    return Grid(heads, made, str(len(rows)), more)


def _cell(column: Mapping[str, Any], name: str, row: str, typed: Typed) -> Cell:
    options = tuple((one["id"], one["text"]) for one in column.get("options", ()))
    return Cell(
        name,
        f"{row}, {column['label']}",
        text(typed, name),
        column["type"],
        options,
        column.get("unit", ""),
    )


def lettered(shown: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the options of a matching question with their letters, as on the paper."""
    return tuple(
        (one["id"], f"{letter} – {one['text']}")
        for letter, one in zip(LETTERS, shown["options"], strict=False)
    )
