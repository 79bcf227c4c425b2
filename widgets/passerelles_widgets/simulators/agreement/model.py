"""Composing an agreement: what each element says, what it still lacks, which actions measure.

Elements (guide 3.1.7): twelve for a new agreement, eleven for a revision. An element's
text is *empty* when blank, *complete* when it carries every sign asked of it (`elements`,
`evidence`), *thin* otherwise. The element of actions is empty without any action, complete
when each is measurable, thin otherwise. An action is measurable when it has an indicator,
a quantity above zero, a date holding a year, and somebody who answers for it.

* completeness = (complete + k · thin) / elements, with k the credit of a thin element;
* measurable actions = measurable / actions (0 without any).

Counts are of elements or actions; the two ratios go from 0 to 1. Twinning agreements are
explained by the course and not proposed: the guide calls them outdated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from passerelles_widgets.simulators.agreement.elements import ACTIONS, FIELDS, elements, signs
from passerelles_widgets.simulators.agreement.evidence import Parties, Sign, missing, years
from passerelles_widgets.simulators.agreement.prefill import prefill

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]

Rating = Literal["complete", "thin", "empty"]
Part = Literal["indicator", "quantity", "date", "who"]
PARTS: Final[tuple[Part, ...]] = ("indicator", "quantity", "date", "who")
MOST_DOMAINS: Final = 2
"""Domains a memorandum can open and still commit to something (a rule of the course)."""


@dataclass(frozen=True, slots=True)
class Action:
    """A row of the table of actions, as entered; `quantity` 0 means not said."""

    action: str
    indicator: str
    quantity: float
    date: str
    who: str

    @property
    def lacks(self) -> tuple[Part, ...]:
        """The parts that are missing for the action to be measurable."""
        held = {
            "indicator": bool(self.indicator),
            "quantity": self.quantity > 0,
            "date": bool(years(self.date)),
            "who": bool(self.who),
        }
        return tuple(part for part in PARTS if not held[part])


@dataclass(frozen=True, slots=True)
class Scenario:
    """The form chosen, the parties, the texts by field and the actions."""

    form: str
    language: Literal["fr", "en"]
    home: str
    partner: str
    domains: tuple[str, ...]
    sentences: Mapping[str, str]
    actions: tuple[Action, ...]
    unnamed: int
    words: int
    thin_credit: float

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values (`parameters.yml`)."""
        rows = values["actions"]
        return cls(
            form=values["form"],
            language=values["language"],
            home=values["home"],
            partner=values["partner"],
            domains=tuple(values["domains"]),
            sentences={field: values[field] for field in FIELDS if field != ACTIONS},
            actions=tuple(
                Action(
                    row["action"],
                    row["indicator"],
                    float(row["quantity"]),
                    row["date"],
                    row["who"],
                )
                for row in rows
                if row["action"]
            ),
            unnamed=sum(1 for row in rows if not row["action"]),
            words=int(values["words"]),
            thin_credit=values["thin_credit"] / 100,
        )


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its field in the form, its id in the guide's list, its text and rating."""

    field: str
    id: str
    text: str
    rating: Rating
    lacks: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The agreement as it stands, and the numbers the indicators speak of.

    `late` are actions dated after the last year of the calendar.
    """

    form: str
    language: Literal["fr", "en"]
    home: str
    partner: str
    domains: tuple[str, ...]
    elements: tuple[Element, ...]
    actions: tuple[Action, ...]
    late: tuple[Action, ...]
    unnamed: int
    completeness: float
    complete_elements: int
    empty_elements: int
    measurable_actions: float

    @property
    def ready(self) -> bool:
        """Whether every element is complete."""
        return self.complete_elements == len(self.elements)

    def element(self, field: str) -> Element | None:
        """Return the element of a field, or None when this form has none."""
        return next((item for item in self.elements if item.field == field), None)


def run(scenario: Scenario) -> Result:
    """Rate every element and every action."""
    parties = Parties(scenario.home, scenario.partner, scenario.words)
    found = tuple(
        _element(scenario, field, element_id, parties)
        for field, element_id in elements(scenario.form)
    )
    counts = {
        rating: sum(1 for item in found if item.rating == rating)
        for rating in ("complete", "thin", "empty")
    }
    measurable = sum(1 for action in scenario.actions if not action.lacks)
    return Result(
        form=scenario.form,
        language=scenario.language,
        home=scenario.home,
        partner=scenario.partner,
        domains=scenario.domains,
        elements=found,
        actions=scenario.actions,
        late=_late(scenario),
        unnamed=scenario.unnamed,
        completeness=(counts["complete"] + scenario.thin_credit * counts["thin"]) / len(found),
        complete_elements=counts["complete"],
        empty_elements=counts["empty"],
        measurable_actions=measurable / len(scenario.actions) if scenario.actions else 0.0,
    )


def contribution(_scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `agreement` section."""
    return {
        "agreement": {
            "form": result.form,
            "language": result.language,
            "home": result.home,
            "partner": result.partner,
            "domains": list(result.domains),
            "elements": [
                {"id": item.id, "text": item.text, "rating": item.rating}
                for item in result.elements
            ],
            "actions": [
                {
                    "action": action.action,
                    "indicator": action.indicator,
                    "quantity": action.quantity,
                    "date": action.date,
                    "who": action.who,
                    "measurable": not action.lacks,
                }
                for action in result.actions
            ],
            "completeness": result.completeness,
        }
    }


def _element(scenario: Scenario, field: str, element_id: str, parties: Parties) -> Element:
    if field == ACTIONS:
        whole = all(not action.lacks for action in scenario.actions)
        rating: Rating = "empty" if not scenario.actions else "complete" if whole else "thin"
        return Element(field, element_id, "", rating, ())
    text = scenario.sentences[field]
    lacks = missing(text, signs(scenario.form, field), parties)
    if not text:
        return Element(field, element_id, text, "empty", lacks)
    return Element(field, element_id, text, "thin" if lacks else "complete", lacks)


def _late(scenario: Scenario) -> tuple[Action, ...]:
    last = max(years(scenario.sentences["calendar"]), default=None)
    if last is None:
        return ()
    return tuple(item for item in scenario.actions if max(years(item.date), default=0) > last)
