"""The kinds of entry the library holds. Each dataclass is the schema of its YAML.

`source` names a section: `G 3.1.5` or `G annexe 1` in the implementation guide
(2017), `R 5.7` or `R foreword` in the local authorities report (2010).

An `id` is never written in the YAML of an entry: it is the name of the file, or
the key under which the entry stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from passerelles.library.text import Text

Direction = Literal["north-south", "south-south", "north-north", "triangular", "within-country"]
CyclePhase = Literal["pre-decision", "pre-departure", "integration", "return", "all"]
ActorGroup = Literal[
    "authorities", "public-institutions", "civil-society", "diaspora", "private-sector", "knowledge"
]
Priority = Literal["remittances", "capacities", "communities", "rights"]
RouteId = Literal["build-new", "integrate-into-existing"]
Kind = Literal[
    "module",
    "route",
    "step",
    "practice",
    "case",
    "experience",
    "corridor",
    "network",
    "programme",
    "reference",
    "concept",
    "checklist",
    "figure",
    "acronym",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Territory:
    """A place named by an entry: its country (ISO 3166-1 alpha-2) and where it lies.

    Degrees north and east; the middle of a region or a country. A place larger
    than a country has no country; `latitude` and `longitude` stand together.
    """

    id: str
    name: Text
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What is known of an entry before it is written: its kind, source and places."""

    id: str
    kind: Kind
    source: tuple[str, ...]
    name: Text | None = None
    territories: tuple[Territory, ...] = ()
    priorities: tuple[Priority, ...] = ()


@dataclass(frozen=True, slots=True)
class Practice:
    """One of the guide's boxed examples, retold.

    `actors` are the stakeholder groups that take part, `steps` those of the
    guide's seven that it illustrates; `watch` is ours, reasoned from the source.
    """

    id: str
    title: Text
    source: str
    territories: tuple[Territory, ...]
    story: Text
    worked_because: Text
    watch: Text
    actors: tuple[ActorGroup, ...]
    steps: tuple[int, ...]
    sectors: tuple[str, ...] = ()
    initiative_types: tuple[str, ...] = ()
    cycle_phases: tuple[CyclePhase, ...] = ()
    direction: Direction | None = None
    reference: str | None = None
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The identification sheet of a case: the nineteen rows of `R 5`, in their order.

    A row is missing where the report gives nothing of its own; the `correction`
    of the case says so.
    """

    local_authority: Text | None = None
    priority: Text | None = None
    departments: Text | None = None
    partners_same_community: Text | None = None
    partners_elsewhere: Text | None = None
    countries: Text | None = None
    website: Text | None = None
    budget: Text | None = None
    funding_sources: Text | None = None
    period: Text | None = None
    main_elements: Text | None = None
    objectives: Text | None = None
    beneficiaries: Text | None = None
    local_needs: Text | None = None
    decision_process: Text | None = None
    development_priorities: Text | None = None
    coherence_mechanisms: Text | None = None
    success_factors: Text | None = None
    obstacles: Text | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One of the report's seven case studies: what a practice tells, and its sheet."""

    id: str
    title: Text
    source: str
    priorities: tuple[Priority, ...]
    territories: tuple[Territory, ...]
    story: Text
    worked_because: Text
    watch: Text
    actors: tuple[ActorGroup, ...]
    steps: tuple[int, ...]
    sheet: Sheet
    sectors: tuple[str, ...] = ()
    initiative_types: tuple[str, ...] = ()
    cycle_phases: tuple[CyclePhase, ...] = ()
    direction: Direction | None = None
    reference: str | None = None
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Experience:
    """One of the report's shorter examples, under one of its four priorities.

    `shows` and `watch` are ours, reasoned from the source; `case` is the id of
    the case study that tells more of the same experience.
    """

    id: str
    title: Text
    source: str
    priority: Priority
    territories: tuple[Territory, ...]
    story: Text
    shows: Text
    watch: Text
    sectors: tuple[str, ...] = ()
    initiative_types: tuple[str, ...] = ()
    cycle_phases: tuple[CyclePhase, ...] = ()
    direction: Direction | None = None
    case: str | None = None
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Corridor:
    """Two places that people moving between them link, named in passing by the report."""

    id: str
    title: Text
    source: str
    territories: tuple[Territory, Territory]
    story: Text
    direction: Direction | None = None
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """A term of the glossary; the first sentence of `definition` can stand alone.

    `see` names related concepts.
    """

    id: str
    term: Text
    definition: Text
    source: str
    see: tuple[str, ...] = ()
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class ChecklistPart:
    """A smaller thing inside an item, such as a post or a competence of a team level.

    The same id in two items means the same thing asked twice.
    """

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One entry of a checklist; `label` is short, `detail` explains it.

    `step` and `route` place an item of the fold-out in the process (no route:
    both); `parts` are lists inside the item, by their kind: `posts`, `competences`.
    """

    id: str
    label: Text
    detail: Text | None = None
    step: int | None = None
    route: RouteId | None = None
    parts: dict[str, tuple[ChecklistPart, ...]] = field(default_factory=dict)


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
    """A number the course shows, with its unit, year and source.

    `value` reads inside a sentence; `note` says what one must know to use it.
    """

    id: str
    label: Text
    value: Text
    year: str
    source: str
    note: Text | None = None
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """A body that joins local and regional authorities, or those who work with them.

    `summary` says what it is, `offers` what a reader of the course finds there.
    """

    id: str
    name: Text
    summary: Text
    offers: Text
    source: str
    short: Text | None = None
    address: str | None = None
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """What funds or assists cooperation between territories, and who runs it.

    `since` says what has become of it after the two documents.
    """

    id: str
    name: Text
    run_by: Text
    summary: Text
    offers: Text
    source: str
    short: Text | None = None
    address: str | None = None
    since: Text | None = None
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A document of the guide's annex 4 or of its bibliography.

    `title` is the published one, in its own language; `within` is the series or
    the journal that holds it; `theme` is an item of `reference-documents`.
    """

    id: str
    title: str
    author: str
    theme: str
    about: Text
    source: str
    year: str | None = None
    within: str | None = None
    address: str | None = None
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym in each language, with what it stands for."""

    id: str
    short: Text
    long: Text
    source: str
    correction: Text | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One of the two ways through the process."""

    id: RouteId
    name: Text
    summary: Text


@dataclass(frozen=True, slots=True)
class Stage:
    """What a step is called and asks on a route."""

    id: str
    name: Text
    summary: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One of the seven steps.

    `revised` is the stage where a partnership already exists, for the steps
    that differ then.
    """

    number: int
    stage: Stage
    source: tuple[str, ...]
    revised: Stage | None = None

    def on(self, route: RouteId) -> Stage:
        """Return the stage of this step on `route`."""
        if route == "integrate-into-existing" and self.revised is not None:
            return self.revised
        return self.stage


@dataclass(frozen=True, slots=True)
class Process:
    """The guide's fold-out: two routes through seven steps."""

    routes: tuple[Route, ...]
    steps: tuple[Step, ...]

    def step(self, number: int) -> Step:
        """Return step `number`, 1 to 7; `KeyError` for any other."""
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)
