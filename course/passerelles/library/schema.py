"""The kinds of entry the library holds. Each dataclass is the schema of its YAML.

`source` names a section: `G 3.1.5` in the implementation guide (2017),
`R 5.7` in the local authorities report (2010).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from passerelles.library.text import Text

Direction = Literal["north-south", "south-south", "north-north", "triangular", "within-country"]
CyclePhase = Literal["pre-decision", "pre-departure", "integration", "return", "all"]


@dataclass(frozen=True, slots=True)
class Territory:
    """A place named by an entry: its country (ISO 3166-1 alpha-2) and where it lies."""

    name: Text
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """One of the guide's boxed examples, retold."""

    id: str
    title: Text
    source: str
    territories: tuple[Territory, ...]
    story: Text
    worked_because: Text
    watch: Text
    actors: tuple[str, ...]
    steps: tuple[int, ...]
    sectors: tuple[str, ...] = ()
    initiative_types: tuple[str, ...] = ()
    cycle_phases: tuple[CyclePhase, ...] = ()
    direction: Direction | None = None
    reference: str | None = None
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """A term of the glossary. `quote` is a short, marked and attributed definition, if any."""

    id: str
    term: Text
    definition: Text
    source: str
    see: tuple[str, ...] = ()
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One entry of a checklist; `label` is short, `detail` explains it."""

    id: str
    label: Text
    detail: Text | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list of the guide that a simulator or a check applies as rules."""

    id: str
    title: Text
    source: str
    items: tuple[ChecklistItem, ...]
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number the course shows, with its unit, year and source."""

    id: str
    label: Text
    value: Text
    year: str
    source: str
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym in each language, with what it stands for."""

    id: str
    short: Text
    long: Text
    source: str
