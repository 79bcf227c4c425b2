"""The types every simulator is made of: parameters as data, results as specifications.

A simulator is a pure model (`model.py`), its parameters as data
(`parameters.yml`, read as `SimulatorData`) and a view (`view.py`) that turns a
result into figures, tables and sentences without arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from passerelles.library.text import Language, Text

Kind = Literal["decision", "assumption"]
ParameterType = Literal["number", "choice", "choices", "text", "table", "switch"]
Format = Literal["number", "percent", "euro", "year"]
"""How a number is written; a `year` never has a space or a comma inside (“2031”)."""

Vary = Literal["range", "half"]
"""How sensitivity moves a cell: over its column's limits, or by half of its value either way."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values a choice may take."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table parameter; `type` is one of number, choice, text, switch.

    `phrase` names the column inside a sentence (“the number of seats”);
    `digits: 0` asks for whole numbers; `default` is the value of a new row;
    `vary` lets the sensitivity analysis move each of the column's cells alone.
    """

    id: str
    type: ParameterType
    label: Text
    phrase: Text | None = None
    help: Text | None = None
    unit: Text | None = None
    format: Format = "number"
    min: float | None = None
    max: float | None = None
    step: float | None = None
    digits: int | None = None
    max_length: int | None = None
    vary: Vary | None = None
    default: Any = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A decision (the learner's lever) or an assumption (a coefficient with its provenance).

    `source` is a section of the guide or the report (`G 3.1.5`, `R 5.7`) or
    `hypothesis`, and then `reason` says why the value is plausible. `phrase`
    names the parameter inside a sentence (“the weight of language”), in the
    singular and, in French, with its article. `default` may hold `{fr, en}`
    pairs anywhere inside it. `digits: 0` asks for whole numbers.
    """

    id: str
    kind: Kind
    type: ParameterType
    label: Text
    phrase: Text
    default: Any
    source: str
    help: Text | None = None
    reason: Text | None = None
    unit: Text | None = None
    format: Format = "number"
    min: float | None = None
    max: float | None = None
    step: float | None = None
    digits: int | None = None
    max_length: int | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    min_rows: int = 0
    max_rows: int = 30


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number of the result that sentences, comparison and sensitivity speak of.

    `id` is an attribute of the model's `Result`; `phrase` names it inside a
    sentence (“the effective number of groups”), in the singular and, in French,
    with its article; `better` says which way is up. The first indicator of a
    simulator is the one sentences speak of first.
    """

    id: str
    label: Text
    phrase: Text
    format: Format = "number"
    digits: int = 1
    better: Literal["higher", "lower", "neither"] = "higher"
    help: Text | None = None


@dataclass(frozen=True, slots=True)
class SimulatorData:
    """What `parameters.yml` says of a simulator."""

    id: str
    module: str
    title: Text
    purpose: Text
    reading: Text
    writes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    indicators: tuple[Indicator, ...]
    texts: dict[str, Text] = field(default_factory=dict)
    version: int = 1
    source: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """A simulator's own texts and the labels of its data, in one language.

    `labels` is keyed by path: `seats`, `seats/option`, `table/column`,
    `table/column/option`; `indicators` by indicator.
    """

    language: Language
    strings: dict[str, str]
    labels: dict[str, str]
    indicators: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, key: str) -> str:
        return self.strings[key]


@dataclass(frozen=True, slots=True)
class Heading:
    """A table column of a view: its label and how its numbers are written."""

    label: str
    format: Format | Literal["text"] = "text"
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table specification; cells are text, numbers or empty."""

    id: str
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str | float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A plotly figure specification (`{"data": […], "layout": {…}}`).

    `alt` says in words what it shows; `table` is the same data as a table. A `broad` figure
    takes the whole width where others stand side by side.
    """

    id: str
    title: str
    spec: dict[str, Any]
    alt: str
    table: Table
    broad: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A result ready to be shown: what it says in a sentence, its figures, tables and warnings."""

    sentence: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
