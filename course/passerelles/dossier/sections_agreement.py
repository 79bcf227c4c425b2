"""The sections on what is signed: adherence to the development goals, and the agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from passerelles.dossier.bounds import bounded, within

MAX_QUANTITY: Final = 10**9

Held = Literal["own", "shared", "none"]
Claim = Literal["commit", "attentive", "advocate", "aside"]
Form = Literal["memorandum-of-understanding", "partnership-agreement", "revision"]
Domain = Literal[
    "sustainable-development",
    "social-development",
    "local-economic-development",
    "institutional-development",
    "knowledge-management",
    "cultural-development",
]
Rating = Literal["complete", "thin", "empty"]
ElementId = Literal[
    "background",
    "objective",
    "actions",
    "expected-results",
    "stakeholders",
    "monitoring-and-evaluation",
    "plan-coherence",
    "sdgs",
    "calendar",
    "budget",
    "management",
    "governance",
    # Four elements of a revision have names of their own.
    "objectives",
    "new-stakeholders",
    "indicators",
    "coherence",
]


@dataclass(frozen=True, slots=True)
class Power:
    """A power of the territory: who holds it, and the targets it serves (`8.8`, `10.c`)."""

    name: str
    held: Held
    targets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is planned for a target, and how it is measured; either may be empty."""

    action: str = ""
    measure: str = ""

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class Target:
    """One target of the 2030 Agenda and what the agreement may claim of it.

    `direct` tells the eight of the guide's annex 1 from those the learner added with a
    reason.
    """

    target: str
    direct: bool
    cited: bool
    claim: Claim
    held: Held
    reason: str = ""
    commitments: tuple[Commitment, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class SdgAdherence:
    """Step 4: the goals the agreement quotes; `solidity` from 0 to 1 is the share it promises."""

    competences: tuple[Power, ...] = ()
    targets: tuple[Target, ...] = ()
    solidity: float = 0.0

    def __post_init__(self) -> None:
        bounded(self)
        within("solidity", self.solidity, 1)


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the agreement (G 3.1.7): its text and how complete it is."""

    id: ElementId
    text: str
    rating: Rating

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """One action: what counts it, how much (0: not said), by when, who answers for it."""

    action: str
    indicator: str
    quantity: float
    date: str
    who: str
    measurable: bool

    def __post_init__(self) -> None:
        bounded(self)
        within("quantity", self.quantity, MAX_QUANTITY)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Step 4: the agreement between the two territories, or its revision (G 3.1.7).

    `language` is the one its texts are written in; `completeness` goes from 0 to 1.
    """

    form: Form
    language: Literal["fr", "en"]
    home: str
    partner: str
    domains: tuple[Domain, ...] = ()
    elements: tuple[Element, ...] = ()
    actions: tuple[PlannedAction, ...] = ()
    completeness: float = 0.0

    def __post_init__(self) -> None:
        bounded(self)
        within("completeness", self.completeness, 1)
