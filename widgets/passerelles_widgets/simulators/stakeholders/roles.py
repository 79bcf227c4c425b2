"""Who does what at each of the seven steps: strategy, RACI, gaps and workload."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from passerelles_widgets.simulators.stakeholders.platform import MIGRANTS

Strategy = Literal["manage-closely", "keep-satisfied", "keep-informed", "monitor"]
GapKind = Literal["no-accountable", "several-accountable", "no-responsible", "migrants"]

STEPS: Final = range(1, 8)
COMMITTING_STEPS: Final = frozenset({3, 4, 6})  # mechanisms, agreement, resources
LETTERS: Final = ("R", "A", "C", "I")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something to mend at one step; `names` are the stakeholders it concerns."""

    kind: GapKind
    step: int
    names: tuple[str, ...] = ()


def strategy(power: float, interest: float, threshold: float) -> Strategy:
    """Place a stakeholder on Mendelow's grid; a value at the threshold counts as high."""
    if power >= threshold:
        return "manage-closely" if interest >= threshold else "keep-satisfied"
    return "keep-informed" if interest >= threshold else "monitor"


def role(chosen: str, followed: Strategy, step: int) -> str:
    """Return the letters at one step: those chosen, or by the strategy's rule when `auto`.

    The rule: manage closely -> consulted at every step; keep satisfied ->
    consulted where its commitment is needed (3, 4, 6); keep informed ->
    informed; monitor -> nothing.
    """
    if chosen == "none":
        return ""
    if chosen != "auto":
        return chosen
    if followed == "manage-closely":
        return "C"
    if followed == "keep-satisfied":
        return "C" if step in COMMITTING_STEPS else ""
    return "I" if followed == "keep-informed" else ""


def holders(
    roles: Iterable[tuple[str, tuple[str, ...]]], step: int, letter: str
) -> tuple[str, ...]:
    """Name those who hold `letter` at `step`, given (name, letters at each step)."""
    return tuple(name for name, letters in roles if letter in letters[step - 1])


def gaps(members: Iterable[tuple[str, str, tuple[str, ...]]]) -> tuple[Gap, ...]:
    """Find, for (name, group, letters at each step), what RACI and the guide ask and is missing.

    One accountable a step, somebody responsible, and a migrants' association at
    least consulted at every step (G 3.1.2: working with migrants, not for them).
    """
    listed = tuple(members)
    roles = tuple((name, letters) for name, _, letters in listed)
    found: list[Gap] = []
    for step in STEPS:
        accountable = holders(roles, step, "A")
        if not accountable:
            found.append(Gap("no-accountable", step))
        elif len(accountable) > 1:
            found.append(Gap("several-accountable", step, accountable))
        if not holders(roles, step, "R"):
            found.append(Gap("no-responsible", step))
        if not heard(listed, step, MIGRANTS):
            found.append(Gap("migrants", step))
    return tuple(found)


def heard(members: Iterable[tuple[str, str, tuple[str, ...]]], step: int, group: str) -> bool:
    """Tell whether someone of `group` is consulted, responsible or accountable at `step`."""
    return any(
        set(letters[step - 1]) & {"R", "A", "C"} for _, held, letters in members if held == group
    )


def workload(
    letters: tuple[str, ...], seats: int, days: Mapping[str, float], meetings: int, a_meeting: float
) -> float:
    """Return days a year: seats × meetings × days a meeting, and each role's days at each step."""
    return seats * meetings * a_meeting + sum(days[letter] for step in letters for letter in step)
