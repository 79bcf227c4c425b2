"""The section of step 7: indicators, who takes part in the evaluation, and when (G 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from passerelles.dossier.bounds import bounded, within
from passerelles.dossier.sections_needs import MAX_PEOPLE, MAX_VALUE

MAX_MONTHS: Final = 1200
MAX_PROGRESS: Final = 99
LAST_BEFORE: Final = 6
"""Revising goes back to one of the steps 1 to 6 (0: not known yet)."""

_START: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

Light = Literal["green", "amber", "red", "grey"]
EvaluationGroup = Literal[
    "authorities", "public-institutions", "civil-society", "diaspora", "private-sector", "knowledge"
]
EvaluationRole = Literal["questions", "data", "method", "reading", "answer", "informed"]
EvaluationMethod = Literal["review", "consultation", "focus-groups", "surveys", "external"]


@dataclass(frozen=True, slots=True)
class MonitoredIndicator:
    """An indicator, or one group of its breakdown; months count from the start.

    Where `published` is false, people and values are absent, because they would expose a
    small group. `progress` is 1 when the target is reached; `step` is the one to look at again.
    """

    name: str
    target: float
    measured: int
    due: int
    light: Light
    known: bool = True
    published: bool = True
    group: str = ""
    unit: str = ""
    source: str = ""
    owner: str = ""
    step: int = 0
    people: int | None = None
    baseline: float | None = None
    actual: float | None = None
    progress: float | None = None

    def __post_init__(self) -> None:
        bounded(self)
        within("target", self.target, MAX_VALUE, -MAX_VALUE)
        within("measured", self.measured, MAX_MONTHS)
        within("due", self.due, MAX_MONTHS, 1)
        within("step", self.step, LAST_BEFORE)
        within("people", self.people or 0, MAX_PEOPLE)
        within("baseline", self.baseline or 0, MAX_VALUE, -MAX_VALUE)
        within("actual", self.actual or 0, MAX_VALUE, -MAX_VALUE)
        within("progress", self.progress or 0, MAX_PROGRESS, -MAX_PROGRESS)


@dataclass(frozen=True, slots=True)
class EvaluationPart:
    """Who takes part in the evaluation, and how."""

    name: str
    group: EvaluationGroup
    role: EvaluationRole

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class MonitoringPlan:
    """Step 7: the plan (G 3, fold-out; G annexe 2).

    `start` is the first month (YYYY-MM); evaluations fall in the months `mid_term` and
    `final` after it (0: none); figures about fewer than `publish_from` people are withheld.
    """

    start: str
    indicators: tuple[MonitoredIndicator, ...] = ()
    participants: tuple[EvaluationPart, ...] = ()
    methods: tuple[EvaluationMethod, ...] = ()
    mid_term: int = 0
    final: int = 0
    publish_from: int = 10

    def __post_init__(self) -> None:
        bounded(self)
        if not _START.fullmatch(self.start):
            raise ValueError(f"start must be a month such as 2026-01, got {self.start!r}")
        within("mid_term", self.mid_term, MAX_MONTHS)
        within("final", self.final, MAX_MONTHS)
        within("publish_from", self.publish_from, 1000, 1)
