"""Which of the four kinds of initiative fits a sector, by stated rules (guide 3.2.2).

Each kind answers one obstacle and asks for two conditions. With v the weight of the obstacle,

    fit = v · [the obstacle is there] + (1 − v) · (conditions met / 2)          (0 to 1)

* pilot projects: no solution has been tried yet; both plans hold the sector (alignment at or
  above the threshold in both territories) and both can carry it on (capacity likewise), since
  a pilot lasts only if the authorities make it their own and tie it to their strategy.
* building capacity: departments lack know-how; somebody has some to share (capacity at or
  above the threshold in one territory at least); migrants' associations or the diaspora take
  part, as they do where technical assistance takes root.
* awareness and training: residents lack information, skills or trust; the need is felt in both
  territories; associations close to the residents take part.
* advocacy: laws, powers or resources are decided elsewhere; other territories share the
  problem, since advocacy works best among many; both plans hold the sector, which gives the
  common position.

Source: the four kinds and what makes each succeed, guide 3.2.2. Turning them into conditions,
the threshold and the weight are the course's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from passerelles_widgets.simulators.sectors.interest import Standing

Kind = Literal["pilot-projects", "capacity-building", "awareness-and-training", "advocacy"]
KINDS: Final[tuple[Kind, ...]] = (
    "pilot-projects",
    "capacity-building",
    "awareness-and-training",
    "advocacy",
)
OBSTACLES: Final[dict[Kind, str]] = {
    "pilot-projects": "untried",
    "capacity-building": "know-how",
    "awareness-and-training": "residents",
    "advocacy": "rules",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What surrounds the sector: obstacles met, who takes part, whether others share it."""

    obstacles: tuple[str, ...]
    associations: bool
    others: bool
    threshold: float
    obstacle_weight: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a kind of initiative fits (0 to 1), and the conditions met or missing by id."""

    kind: Kind
    fit: float
    answers: bool
    met: tuple[str, ...]
    missing: tuple[str, ...]


def fits(standing: Standing | None, situation: Situation) -> tuple[Fit, ...]:
    """Return the four kinds, the best fit first; ties keep the guide's order.

    Without a sector nothing can fit.
    """
    made = [_fit(kind, standing, situation) for kind in KINDS]
    return tuple(sorted(made, key=lambda item: -item.fit))


def _fit(kind: Kind, standing: Standing | None, situation: Situation) -> Fit:
    asked = _conditions(kind, standing, situation)
    met = tuple(name for name, holds in asked.items() if holds)
    missing = tuple(name for name, holds in asked.items() if not holds)
    answers = standing is not None and OBSTACLES[kind] in situation.obstacles
    weight = situation.obstacle_weight
    fit = weight * answers + (1 - weight) * len(met) / len(asked)
    return Fit(kind, fit, answers, met, missing)


def _conditions(kind: Kind, standing: Standing | None, situation: Situation) -> dict[str, bool]:
    """Return the two conditions of a kind and whether each holds; without a sector, neither."""
    if kind == "pilot-projects":
        return {
            "planned": _both(standing, "alignment", situation.threshold),
            "carried": _both(standing, "capacity", situation.threshold),
        }
    if kind == "capacity-building":
        return {
            "shared": _least(standing, "capacity", situation.threshold),
            "associations": situation.associations,
        }
    if kind == "awareness-and-training":
        return {
            "felt": _both(standing, "need", situation.threshold),
            "associations": situation.associations,
        }
    return {
        "others": situation.others,
        "planned": _both(standing, "alignment", situation.threshold),
    }


def _both(standing: Standing | None, question: str, threshold: float) -> bool:
    return standing is not None and all(
        getattr(marks, question) >= threshold for marks in (standing.home, standing.partner)
    )


def _least(standing: Standing | None, question: str, threshold: float) -> bool:
    return standing is not None and any(
        getattr(marks, question) >= threshold for marks in (standing.home, standing.partner)
    )
