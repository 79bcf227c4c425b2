"""One-at-a-time sensitivity: each input alone over its range, the largest swing first.

Numbers go from their minimum to their maximum (or ten steps either side of the
default where a limit is missing), switches from off to on, choices over all
their options, lists of choices with each option added or taken away. The cells
of a table move one by one where their column says so (`vary`): over the limits
of the column, or by half of the cell's value either way, within those limits.
For each, the analysis keeps the lowest and the highest value the indicator takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text, enumeration
from passerelles_widgets.simulators.base import Column, Parameter, SimulatorData
from passerelles_widgets.simulators.sentences import row_name
from passerelles_widgets.simulators.wording import Spec, quoted

CELLS: Final = 60
"""The most cells of one table that are moved, row after row: two runs of the model each."""

_STEPS: Final = 10
_ROW: Final = Text("ligne {number}", "row {number}")
_RANGE: Final = Text(
    "Dans les tableaux varient aussi, case par case et d’un bout à l’autre de leur étendue :"
    " {names}.",
    "In the tables these vary too, cell by cell, from one end of their range to the other:"
    " {names}.",
)
_HALF: Final = Text(
    "Varient aussi, case par case et de moitié en plus ou en moins : {names}.",
    "These vary too, cell by cell, by half either way: {names}.",
)
_MANY: Final = Text(
    "Un tableau très long n’est parcouru que jusqu’à la {count}e case.",
    "Of a very long table only the first {count} cells are tried.",
)
_FIXED: Final = Text("Ne varient pas : {names}.", "These do not vary: {names}.")
_BETWEEN: Final = Text("\u00a0; ", "; ")
_OF_TABLE: Final = Text("{columns} ({table})", "{columns} ({table})")


@dataclass(frozen=True, slots=True)
class Swing:
    """How far one input alone moves an indicator.

    `low` and `high` are the lowest and highest values the indicator takes;
    `low_value` and `high_value` the input's values that give them. The input is
    a parameter, or the cell at `row` and `column` of a table; `name` is then
    what the row is called, by language.
    """

    parameter: str
    low_value: Any
    high_value: Any
    low: float
    high: float
    row: int | None = None
    column: str = ""
    name: Text | None = None

    @property
    def size(self) -> float:
        """The width of the swing, in the indicator's unit."""
        return self.high - self.low


Reached = tuple[Any, Any, float, float]
Measure = Callable[[Mapping[str, Any]], Mapping[str, float]]


def swings(
    data: SimulatorData, checked: Mapping[str, Any], indicator: str, measure: Measure
) -> list[Swing]:
    """Return one swing an input, by size; what the model refuses is left out."""
    base = measure(checked)[indicator]

    def ends(now: Any, tried: list[Any], put: Callable[[Any], Any], item: str) -> Reached | None:
        found = [(base, now)]
        for value in tried:
            try:
                found.append((measure({**checked, item: put(value)})[indicator], value))
            except Refusal:
                continue
        if len(found) == 1:
            return None
        low = min(found, key=lambda pair: pair[0])
        high = max(found, key=lambda pair: pair[0])
        return low[1], high[1], low[0], high[0]

    made = []
    for item in data.parameters:
        now = checked[item.id]
        if item.type == "table":
            for row, column in _cells(item, now):
                cell = now[row][column.id]
                reached = ends(cell, _moves(column, cell), _putter(now, row, column), item.id)
                if reached:
                    name = Text(row_name(item, now[row], "fr"), row_name(item, now[row], "en"))
                    made.append(Swing(item.id, *reached, row=row, column=column.id, name=name))
        elif reached := ends(now, _range(item, now), lambda value: value, item.id):
            made.append(Swing(item.id, *reached))
    # Stable: equal swings stay in the order of the parameters.
    return sorted(made, key=lambda swing: -swing.size)


def _range(item: Parameter, now: Any) -> list[Any]:
    """Return the values to try: the ends of a range, both states of a switch, each option."""
    if item.type == "switch":
        return [False, True]
    if item.type == "choice":
        return [option.id for option in item.options]
    if item.type == "choices":
        offered = [option.id for option in item.options]
        return [[o for o in offered if (o in now) != (o == turned)] for turned in offered]
    if item.type != "number":
        return []
    step = item.step or 1.0
    low = item.default - _STEPS * step if item.min is None else item.min
    high = item.default + _STEPS * step if item.max is None else item.max
    return [low, high]


def _cells(item: Parameter, rows: list[dict[str, Any]]) -> Iterator[tuple[int, Column]]:
    """Name the cells of a table that vary, row after row, as far as `CELLS`."""
    columns = [column for column in item.columns if column.vary and column.type == "number"]
    places = [(row, column) for row in range(len(rows)) for column in columns]
    yield from places[:CELLS]


def _moves(column: Column, now: float) -> list[float]:
    low, high = (column.min or 0.0), (column.max or 0.0)
    if column.vary == "half":
        low, high = (min(max(now * share, low), high) for share in (0.5, 1.5))
    return [float(round(value)) if column.digits == 0 else value for value in (low, high)]


def _putter(rows: list[dict[str, Any]], row: int, column: Column) -> Callable[[Any], Any]:
    def put(value: Any) -> list[dict[str, Any]]:
        return [*rows[:row], {**rows[row], column.id: value}, *rows[row + 1 :]]

    return put


def spec_of(data: SimulatorData, swing: Swing) -> Spec:
    """Return the parameter or the column that a swing moved."""
    item = next(item for item in data.parameters if item.id == swing.parameter)
    if swing.row is None:
        return item
    return next(column for column in item.columns if column.id == swing.column)


def labels(data: SimulatorData, found: list[Swing], language: Language) -> list[str]:
    """Name what each swing moved; two of the same name get their table or their row besides."""
    tables = {item.id: item.label[language] for item in data.parameters}

    def plain(swing: Swing) -> str:
        label = spec_of(data, swing).label[language]
        return label if swing.name is None else f"{swing.name[language]} – {label}"

    def full(swing: Swing) -> str:
        named = f"{tables[swing.parameter]}, {plain(swing)}"
        return plain(swing) if swing.row is None else named

    names = [plain(swing) for swing in found]
    for more in (full, lambda swing: f"{full(swing)} ({_number(swing, language)})"):
        count = Counter(names)
        names = [
            more(swing) if count[name] > 1 and swing.row is not None else name
            for swing, name in zip(found, names, strict=True)
        ]
    return names


def _number(swing: Swing, language: Language) -> str:
    return _ROW[language].format(number=(swing.row or 0) + 1)


def moved(data: SimulatorData, language: Language) -> str:
    """Say which cells of the tables vary, and which inputs do not: what the analysis leaves out."""
    parts = []
    tables = [item for item in data.parameters if item.type == "table"]
    for way, pattern in (("range", _RANGE), ("half", _HALF)):
        names = [
            _OF_TABLE[language].format(
                columns=enumeration([quoted(label, language) for label in columns], language),
                table=item.label[language],
            )
            for item in tables
            if (columns := [c.label[language] for c in item.columns if c.vary == way])
        ]
        if names:
            parts.append(pattern[language].format(names=_BETWEEN[language].join(names)))
    if any(item.max_rows * sum(bool(c.vary) for c in item.columns) > CELLS for item in tables):
        parts.append(_MANY[language].format(count=CELLS))
    fixed = [
        quoted(item.label[language], language)
        for item in data.parameters
        if item.type == "text" or (item.type == "table" and not any(c.vary for c in item.columns))
    ]
    if fixed:
        parts.append(_FIXED[language].format(names=enumeration(fixed, language)))
    return " ".join(parts)
