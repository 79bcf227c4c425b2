"""The decisions of a simulator's paper sheet as fields, and the scenario they make.

The fields begin with the values that the question starts from: what the sheet leaves blank
keeps them. Facts of the case are shown and not typed. What was typed is read as the panel
reads it, and checked by the simulator like anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from passerelles.library.text import Language, Text, number
from passerelles.portal.keying_fields import Cell, Grid, Read, Row, Typed, count, text, ticked
from passerelles_widgets import simulators
from passerelles_widgets.forms.questions import public
from passerelles_widgets.forms.scenario import start_values
from passerelles_widgets.forms.tasks import Scenario
from passerelles_widgets.simulators.base import Column, Parameter
from passerelles_widgets.simulators.values import TEXT_LENGTH, new_cell

SPARE: Final = 2
"""Empty rows below a table's own."""
_WORDS: Final = (("yes", Text("oui", "yes")), ("no", Text("non", "no")))
_GROUPED: Final = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")
_PLAIN: Final = re.compile(r"-?(\d+\.?\d*|\.\d+)")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of the sheet: a field, boxes to tick, or a table; a field has its own fault."""

    label: str
    help: str
    cell: Cell | None = None
    boxes: tuple[tuple[str, str, bool], ...] = ()
    grid: Grid | None = None
    fault: str = ""


class Sheet:
    """One scenario question's sheet in one language; `typed_in` is that of what was typed.

    Numbers and the case's own words typed in the other language are taken for what they were.
    """

    def __init__(
        self, question: Scenario, language: Language, typed_in: Language | None = None
    ) -> None:
        self.name = question.id
        self.tool = simulators.load(question.simulator)
        self.title = self.tool.data.title[language]
        self._language = language
        self._fixed = question.fixed or {}
        self._start = start_values(public(question, language), None, language)
        self._typed_in = typed_in or language
        self._before = start_values(public(question, self._typed_in), None, self._typed_in)
        self._decisions = [one for one in self.tool.data.parameters if one.kind == "decision"]

    def read(self, typed: Typed) -> Read:
        """Return the scenario; None while it is that of the start and no sheet is said to be."""
        values = dict(self._start)
        rows: dict[str, list[int]] = {}
        for one in self._decisions:
            if one.type == "table":
                kept = list(self._rows(one, typed))
                rows[one.id] = [index for index, _ in kept]
                values[one.id] = [cells for _, cells in kept]
            elif one.id not in self._fixed:
                values[one.id] = self._value(one, f"{self.name}/{one.id}", typed)
        faults = {
            self._field(path, rows): fault for path, fault in self.tool.faults(values).items()
        }
        if faults:
            return Read(faults=faults)
        checked = self.tool.check(values, self._language)
        there = bool(text(typed, self.name)) or checked != self._start
        return Read(checked if there else None)

    def decisions(self, typed: Typed, faults: dict[str, str]) -> list[Decision]:
        """Return the sheet's fields with what was typed so far."""
        made = []
        for one in self._decisions:
            name = f"{self.name}/{one.id}"
            label, told = one.label[self._language], one.help[self._language] if one.help else ""
            fault = faults.get(name, "")
            if one.type == "table":
                grid = self._grid(one, typed, faults)
                made.append(Decision(label, told, grid=grid, fault=fault))
            elif one.type == "choices" and one.id not in self._fixed:
                chosen = self._value(one, name, typed)
                boxes = tuple(
                    (option.id, option.label[self._language], option.id in chosen)
                    for option in one.options
                )
                made.append(Decision(label, told, Cell(name, label), boxes, fault=fault))
            else:
                fixed = one.id in self._fixed
                start = self._start[one.id], self._before[one.id]
                cell = self._cell(one, name, label, typed, start, fixed=fixed, fault=fault)
                made.append(Decision(label, told, cell))
        return made

    def _count(self, one: Parameter, typed: Typed) -> int:
        given = len(self._start[one.id])
        # Marking knows the rows of such a table by the case: there are no others.
        if one.id in self._fixed:
            return given
        least = min(given + SPARE, one.max_rows)
        return max(given, count(typed, f"{self.name}/{one.id}/rows", least, one.max_rows))

    def _rows(self, one: Parameter, typed: Typed) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the rows that are not struck out and not empty, with their place on the page."""
        given = self._start[one.id]
        for index in range(self._count(one, typed)):
            name = f"{self.name}/{one.id}/{index}"
            if text(typed, f"{name}/out"):
                continue
            begun = any(text(typed, f"{name}/{column.id}").strip() for column in one.columns)
            if index < len(given):
                facts = self._fixed.get(one.id, ())
                before = self._before[one.id][index]
                row = {}
                for column in one.columns:
                    here, start = f"{name}/{column.id}", given[index][column.id]
                    row[column.id] = (
                        start
                        if column.id in facts
                        else self._read(column, here, typed, start, before[column.id])
                    )
                yield index, row
            elif begun:
                row = {}
                for column in one.columns:
                    fresh = new_cell(column, self._language)
                    row[column.id] = self._read(column, f"{name}/{column.id}", typed, fresh, None)
                yield index, row

    def _value(self, one: Parameter, name: str, typed: Typed) -> Any:
        if one.type == "choices":
            return ticked(typed, name) if name in typed else self._start[one.id]
        return self._read(one, name, typed, self._start[one.id], self._before[one.id])

    def _read(
        self, spec: Parameter | Column, name: str, typed: Typed, start: Any, before: Any
    ) -> Any:
        """Return one value as the panel would send it; blank keeps the start.

        `before` is the start as its field showed it when this was typed, None for no start.
        """
        if name not in typed:
            return start
        written = text(typed, name)
        if before is not None and written == self._shown(spec, before, self._typed_in):
            return start
        if spec.type == "text":
            return " ".join(written.split("\n"))
        if not written.strip():
            return start
        if spec.type == "switch":
            return {"yes": True, "no": False}.get(written, written)
        return self._number(spec, written) if spec.type == "number" else written

    def _number(self, spec: Parameter | Column, written: str) -> Any:
        """Read a number as the panel's script does: in the reader's own format."""
        plain = re.sub(r"\s", "", written).replace("−", "-").removesuffix("%").removesuffix("€")
        if self._typed_in != "fr" and _GROUPED.fullmatch(plain):
            plain = plain.replace(",", "")
        plain = plain.replace(",", ".", 1)
        if not plain.isascii() or not _PLAIN.fullmatch(plain):
            return written.strip()
        return float(f"{float(plain) / _scale(spec):.12g}")

    def _shown(self, spec: Parameter | Column, value: Any, language: Language) -> str:
        """Write a value as its field shows it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            scaled = value * _scale(spec)
            return str(int(scaled)) if spec.format == "year" else number(scaled, language)
        return ", ".join(value) if isinstance(value, list) else str(value)

    def _grid(self, one: Parameter, typed: Typed, faults: dict[str, str]) -> Grid:
        given, facts = self._start[one.id], self._fixed.get(one.id, ())
        shown = self._count(one, typed)
        rows = []
        for index in range(shown):
            name = f"{self.name}/{one.id}/{index}"
            own = given[index] if index < len(given) else {}
            before = self._before[one.id][index] if own else {}
            cells = tuple(
                self._cell(
                    column,
                    f"{name}/{column.id}",
                    f"{one.label[self._language]}, {index + 1}, {column.label[self._language]}",
                    typed,
                    (own.get(column.id), before.get(column.id)),
                    fixed=bool(own) and column.id in facts,
                    fault=faults.get(f"{name}/{column.id}", ""),
                )
                for column in one.columns
            )
            struck = bool(text(typed, f"{name}/out"))
            rows.append(Row(str(index + 1), cells, f"{name}/out" if own else "", struck))
        heads = tuple(column.label[self._language] for column in one.columns)
        open_ = one.id not in self._fixed
        more = f"{self.name}/{one.id}/rows" if open_ and shown < one.max_rows else ""
        return Grid(heads, tuple(rows), str(shown) if open_ else "", more)

    def _cell(
        self,
        spec: Parameter | Column,
        name: str,
        label: str,
        typed: Typed,
        start: tuple[Any, Any],
        *,
        fixed: bool,
        fault: str = "",
    ) -> Cell:
        """Return one field; `start` is its value in this language, and in that of the typing.

        Both are None in a row which nobody has begun.
        """
        language = self._language
        options = tuple((one.id, one.label[language]) for one in spec.options)
        if spec.type == "switch":
            options = tuple((word, both[language]) for word, both in _WORDS)
        value = "" if start[0] is None else self._shown(spec, start[0], language)
        if name in typed and not fixed:
            value = text(typed, name)
            if self._typed_in != language and value.strip():
                value = self._shown(spec, self._read(spec, name, typed, *start), language)
        if fixed:
            value = dict(options).get(value, value)
        longest = spec.max_length or TEXT_LENGTH
        kind = "text" if longest <= TEXT_LENGTH else "long"
        if spec.type == "number":
            kind = "number"
        elif options:
            kind = "choice"
        unit = spec.unit[language] if spec.unit else ""
        if spec.type == "number" and spec.format in ("percent", "euro"):
            unit = {"percent": "%", "euro": unit or "€"}[spec.format]
        return Cell(name, label, value, "fixed" if fixed else kind, options, unit, longest, fault)  # type: ignore[arg-type]

    def _field(self, path: str, rows: dict[str, list[int]]) -> str:
        """Return the field on the page that a fault of the simulator's is about."""
        table, _, rest = path.partition("/")
        index, _, column = rest.partition("/")
        if not index or table not in rows:
            return f"{self.name}/{path}" if path else self.name
        return f"{self.name}/{table}/{rows[table][int(index)]}/{column}".rstrip("/")


def _scale(spec: Parameter | Column) -> int:
    return 100 if spec.type == "number" and spec.format == "percent" else 1
