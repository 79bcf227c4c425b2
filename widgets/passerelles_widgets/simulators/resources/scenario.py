"""The learner's needs, sources and means as typed values; rows without a name are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from passerelles_widgets.simulators.resources.chance import Odds, Source
from passerelles_widgets.simulators.resources.coverage import CELLS


@dataclass(frozen=True, slots=True)
class Item:
    """A need: euros spread evenly from the first to the last month (both from 1)."""

    label: str
    amount: float
    first: int
    last: int
    place: str
    staff: bool

    @property
    def cell(self) -> int:
        """The place of this need among the four cells."""
        return CELLS.index((self.place, self.staff))


@dataclass(frozen=True, slots=True)
class Role:
    """People: days a month needed and available for a role; `ready` when able to do it today."""

    name: str
    level: str
    place: str
    needed: float
    available: float
    ready: bool


@dataclass(frozen=True, slots=True)
class Means:
    """A tool, a room, data: where it is needed and whether it is there."""

    name: str
    place: str
    state: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """Needs, sources, people and technical means, and how chance plays; shares of 1."""

    items: tuple[Item, ...]
    sources: tuple[Source, ...]
    roles: tuple[Role, ...]
    means: tuple[Means, ...]
    odds: Odds
    sure_from: float
    whole_from: float
    unnamed: int

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values; months given the wrong way round are put in order."""
        named = {
            name: [row for row in values[name] if row["name"]]
            for name in ("needs", "sources", "people", "means")
        }
        return cls(
            items=tuple(_item(row) for row in named["needs"]),
            sources=tuple(_source(row) for row in named["sources"]),
            roles=tuple(
                Role(
                    row["name"],
                    row["level"],
                    row["place"],
                    row["needed"],
                    row["available"],
                    row["ready"],
                )
                for row in named["people"]
            ),
            means=tuple(Means(row["name"], row["place"], row["state"]) for row in named["means"]),
            odds=Odds(values["draws"], values["seed"], values["cut"] / 100, values["delay"]),
            sure_from=values["sure-from"] / 100,
            whole_from=values["whole-from"] / 100,
            unnamed=sum(len(values[name]) - len(rows) for name, rows in named.items()),
        )


def _item(row: Mapping[str, Any]) -> Item:
    first, last = sorted((row["first"], row["last"]))
    return Item(row["name"], row["amount"], first, last, row["place"], row["staff"])


def _source(row: Mapping[str, Any]) -> Source:
    return Source(
        name=row["name"],
        kind=row["kind"],
        amount=row["amount"],
        probability=row["probability"] / 100,
        month=row["month"],
        restriction=row["restriction"],
        rate=row["rate"] / 100,
        advance=row["advance"] / 100,
        last=row["last"],
        in_kind=row["in-kind"],
        own=row["own"],
    )
