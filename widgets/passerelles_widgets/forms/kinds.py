"""The short question types: choice, ordering, matching, number and short answer.

Frozen dataclasses that are also the schema of a question cell; a fault raises
`ValueError`, which `questions.from_json` turns into a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from passerelles.library.text import Text

QuestionType = Literal[
    "single",
    "multiple",
    "ordering",
    "matching",
    "number",
    "short",
    "essay",
    "scenario",
    "table",
    "dossier",
]

_IDENTIFIER: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def identifiers(ids: Iterable[str], what: str, at_least: int = 1) -> None:
    """Raise `ValueError` unless there are enough ids, well formed and all different."""
    known: Collection[str] = list(ids)
    if len(known) < at_least:
        raise ValueError(f"needs at least {at_least} {what}s")
    for one in known:
        if not _IDENTIFIER.fullmatch(one):
            raise ValueError(f"{what} id {one!r} must be lower case letters, digits and hyphens")
    if len(set(known)) != len(known):
        raise ValueError(f"two {what}s have the same id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What every question has. `points` counts in an exercise; a practice question keeps 1."""

    id: str
    type: QuestionType
    prompt: Text
    hint: Text | None = None
    source: str | None = None
    points: float = 1.0

    def __post_init__(self) -> None:
        identifiers([self.id], "question")
        if not self.points > 0:
            raise ValueError("points must be above zero")


@dataclass(frozen=True, slots=True)
class Label:
    """Something to order, to pair or to fill in: a language-neutral id and its text."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice, whether it is right, and why."""

    id: str
    text: Text
    right: bool
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Question):
    """Single choice (one right option, all or nothing) or multiple choice (partial credit)."""

    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        Question.__post_init__(self)
        identifiers((option.id for option in self.options), "option")
        right = sum(option.right for option in self.options)
        if self.type == "single" and right != 1:
            raise ValueError(f"a single choice has one right option, not {right}")
        if not 0 < right < len(self.options):
            raise ValueError("a choice needs a right option and a wrong one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Question):
    """Items to put in the order of `key`."""

    items: tuple[Label, ...]
    key: tuple[str, ...]
    why: Text

    def __post_init__(self) -> None:
        Question.__post_init__(self)
        identifiers((item.id for item in self.items), "item", at_least=2)
        if sorted(self.key) != sorted(item.id for item in self.items):
            raise ValueError("key must name every item once")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a matching question; `key` holds every option that is right for it."""

    id: str
    text: Text
    key: tuple[str, ...]
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Question):
    """Rows, each to be paired with one of the options; an option may serve several rows."""

    rows: tuple[Row, ...]
    options: tuple[Label, ...]

    def __post_init__(self) -> None:
        Question.__post_init__(self)
        identifiers((row.id for row in self.rows), "row")
        identifiers((option.id for option in self.options), "option", at_least=2)
        known = {option.id for option in self.options}
        for row in self.rows:
            if not row.key or not known.issuperset(row.key):
                raise ValueError(f"the key of row {row.id!r} must be among the options")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Question):
    """A number, right when it lies within `tolerance` of `key` (both in `unit`)."""

    key: float
    tolerance: float
    why: Text
    unit: Text | None = None

    def __post_init__(self) -> None:
        Question.__post_init__(self)
        if not self.tolerance >= 0:
            raise ValueError("tolerance must not be negative")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The wordings accepted for a short answer; either language is accepted everywhere."""

    fr: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Short(Question):
    """A word or two, compared without regard to case, accents, spaces and punctuation."""

    accept: Accepted
    why: Text

    def __post_init__(self) -> None:
        Question.__post_init__(self)
        if not self.accept.fr or not self.accept.en:
            raise ValueError("accept needs at least one wording in each language")
