"""The question types that ask for a piece of work: text, scenario and table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from passerelles.library.text import Text
from passerelles_widgets.forms.kinds import Label, Question, identifiers

CheckKind = Literal["cell", "sum", "complete"]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a criterion: the points it gives and how to recognise it."""

    points: float
    text: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric."""

    id: str
    title: Text
    levels: tuple[Level, ...]

    def highest(self) -> float:
        """Return the points of the best level."""
        return max(level.points for level in self.levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay(Question):
    """A text that a person reads and grades against the rubric."""

    rubric: tuple[Criterion, ...]
    model_answer: Text

    def __post_init__(self) -> None:
        Question.__post_init__(self)
        identifiers((criterion.id for criterion in self.rubric), "criterion")
        if any(not criterion.levels for criterion in self.rubric):
            raise ValueError("every criterion needs its levels")


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition on an indicator of a simulator, in the indicator's own unit.

    `indicator` may also name another figure of the simulator's result: a yes counts 1, a
    list counts its members. Written `parameter/option`, it is 1 when that option is
    chosen and 0 when it is not.

    A constraint earns its points only when the one that `needs` names is earned too:
    nobody is overloaded on an empty platform, and that deserves nothing.
    """

    id: str
    points: float
    indicator: str
    text: Text
    why: Text
    at_least: float | None = None
    at_most: float | None = None
    needs: str | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.at_most is None:
            raise ValueError(f"constraint {self.id!r} needs at_least or at_most")
        if not self.points > 0:
            raise ValueError(f"constraint {self.id!r}: points must be above zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Question):
    """Decisions taken in a simulator, run again headless and held against constraints.

    `start` overrides the simulator's defaults for what the learner first sees;
    it may hold `{fr, en}` pairs anywhere inside it. Only decisions are marked:
    assumptions keep their value of the start. `fixed` names the columns of a
    table that are facts of the case; rows are then known by their first column,
    and a row that the start does not have is left out. A decision that is no table
    is `fixed` whole, with no columns. Columns that are `capped` are the learner's, up to the
    value of the start.
    """

    simulator: str
    constraints: tuple[Constraint, ...]
    start: dict[str, Any] | None = None
    fixed: dict[str, tuple[str, ...]] | None = None
    capped: dict[str, tuple[str, ...]] | None = None

    def __post_init__(self) -> None:
        Question.__post_init__(self)
        identifiers((constraint.id for constraint in self.constraints), "constraint")
        known = {constraint.id for constraint in self.constraints}
        if any(constraint.needs not in {None, *known} for constraint in self.constraints):
            raise ValueError("a constraint needs one that is not there")
        given = self.start or {}
        if any(table not in given for table in (*(self.fixed or {}), *(self.capped or {}))):
            raise ValueError("a table with fixed or capped columns must be given in start")
        if not set(self.capped or {}) <= set(self.fixed or {}):
            raise ValueError("a table with capped columns needs its fixed ones too")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table question."""

    id: str
    type: Literal["number", "text", "choice"]
    label: Text
    unit: Text | None = None
    options: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What a table must satisfy.

    `cell`: the cell at `row` and `column` holds `equals` (a number within
    `tolerance`, an option's id, or one of several wordings). `sum`: the column
    adds up to `equals`, or lies between `at_least` and `at_most`. `complete`:
    at least `at_least` rows have every column filled in.
    """

    id: str
    kind: CheckKind
    points: float
    text: Text
    why: Text
    row: str | None = None
    column: str | None = None
    equals: float | str | None = None
    accept: tuple[str, ...] = ()
    tolerance: float = 0.0
    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        if not self.points > 0:
            raise ValueError(f"check {self.id!r}: points must be above zero")
        if self.kind != "complete" and self.column is None:
            raise ValueError(f"check {self.id!r} needs a column")
        if self.kind == "cell" and self.row is None:
            raise ValueError(f"check {self.id!r} needs a row")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuestion(Question):
    """A table to fill in: rows given by the author (`rows`) or added by the learner."""

    columns: tuple[Column, ...]
    checks: tuple[Check, ...]
    rows: tuple[Label, ...] = ()
    min_rows: int = 1
    max_rows: int = 20

    def __post_init__(self) -> None:
        Question.__post_init__(self)
        identifiers((column.id for column in self.columns), "column")
        identifiers((check.id for check in self.checks), "check")
        columns, rows = {c.id for c in self.columns}, {r.id for r in self.rows}
        for check in self.checks:
            if check.column is not None and check.column not in columns:
                raise ValueError(f"check {check.id!r} names an unknown column")
            if check.row is not None and check.row not in rows:
                raise ValueError(f"check {check.id!r} names an unknown row")
