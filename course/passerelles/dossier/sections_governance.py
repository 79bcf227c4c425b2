"""The sections on the authority itself: coherence of its policies, and who is in charge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from passerelles.dossier.bounds import bounded, within

SCALE: Final = 3
"""The seven-point scale of interactions goes from −3 to +3."""

MAX_HOURS: Final = 10**5

Tier = Literal["local", "regional", "national", "international"]
Level = Literal["political", "technical", "administrative"]
Post = Literal[
    "mayor-or-president",
    "elected-for-cooperation",
    "elected-for-migration",
    "cooperation-department",
    "migration-department",
    "legal-services",
    "financial-services",
]
Competence = Literal[
    "leadership",
    "policy-integration",
    "cultural-settings",
    "mobilising",
    "transparency",
    "migration-and-development",
    "needs-and-rights",
    "management",
    "languages",
    "budgeting",
    "results",
    "monitoring-and-evaluation",
    "legal-and-financial",
]


@dataclass(frozen=True, slots=True)
class Policy:
    """A sector policy and the department that answers for it."""

    name: str
    department: str = ""

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class Interaction:
    """What the policy numbered `source` does to the one numbered `target`, −3 to +3, from 1."""

    source: int
    target: int
    score: int

    def __post_init__(self) -> None:
        within("source", self.source, 99, 1)
        within("target", self.target, 99, 1)
        within("score", self.score, SCALE, -SCALE)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction to settle: who hinders whom, how much (−3 to −1), and its weight."""

    source: str
    target: str
    score: int
    weight: float

    def __post_init__(self) -> None:
        bounded(self)
        within("score", self.score, 0, -SCALE)
        within("weight", self.weight, 100)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A text of one level of government, and how the partnership agrees with it (−3 to +3)."""

    name: str
    tier: Tier
    score: int

    def __post_init__(self) -> None:
        bounded(self)
        within("score", self.score, SCALE, -SCALE)


@dataclass(frozen=True, slots=True)
class Coherence:
    """Step 3: how policies act on each other, and how levels agree (G 3.1.3).

    `synergy` is the share of positive interactions (0 to 1); `conflicts` are those to
    settle, the heaviest first.
    """

    policies: tuple[Policy, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    synergy: float = 0.0

    def __post_init__(self) -> None:
        bounded(self)
        within("synergy", self.synergy, 1)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in charge: the post held, the share of working time, what they know or learn."""

    name: str
    post: Post
    time: float
    has: tuple[Competence, ...] = ()
    learning: tuple[Competence, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        within("time", self.time, 1)


@dataclass(frozen=True, slots=True)
class Training:
    """One competence missing at one level: who fills it, in how many hours, how urgently (1–3).

    `way` says how: by training someone of the team, or by borrowing the competence.
    """

    level: Level
    competence: Competence
    way: Literal["train", "borrow"]
    trainee: str
    hours: float
    priority: int

    def __post_init__(self) -> None:
        bounded(self)
        within("hours", self.hours, MAX_HOURS)
        within("priority", self.priority, 3, 1)


@dataclass(frozen=True, slots=True)
class Management:
    """Step 4: who is in charge at the three levels (G 3.1.8); `coverage` from 0 to 1."""

    members: tuple[Member, ...] = ()
    coverage: dict[Level, float] = field(default_factory=dict)
    training: tuple[Training, ...] = ()

    def __post_init__(self) -> None:
        bounded(self)
        for level, share in self.coverage.items():
            within(level, share, 1)
