"""What an agreement may claim about the Sustainable Development Goals.

Each target has three boxes: a power the law gives the territory, an action the agreement
provides for, a measure that can be taken. With p, a, m true when the box is filled, the
action and the measure standing on the same row:

* p and a and m: the agreement may *commit* to the target;
* p without the pair (a, m): it may say that it is *attentive* to it;
* not p: it may *advocate* with the level that decides.

An indirect target without a reason is set *aside*, whatever its boxes. A power is held
when the competence is the territory's own, or shared and shared powers count.

* solidity = committed targets / cited targets (0 when none is cited): of what the
  agreement quotes, the share it can answer for. A target set aside counts as cited, since
  the learner meant to quote it;
* missing boxes: for each cited target on which a power is held without commitment, the
  boxes of its best row that are empty (1 or 2).

Sources: the eight targets and what localising means, guide annex 1; the rule of the three
boxes is the course's own, stated in module 1. Numbers are counts; solidity from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from passerelles_widgets.simulators.sdg_lens.prefill import prefill
from passerelles_widgets.simulators.sdg_lens.targets import DIRECT, column, indirect, order

__all__ = ["Result", "Scenario", "contribution", "prefill", "run"]

Held = Literal["own", "shared", "none"]
Claim = Literal["commit", "attentive", "advocate", "aside"]
Box = Literal["power", "action", "measure", "reason"]


@dataclass(frozen=True, slots=True)
class Competence:
    """A power of the territory: whether it holds it, and the direct targets it serves."""

    name: str
    held: Held
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the agreement plans for a target, and how that will be measured; either may be empty."""

    action: str
    measure: str

    @property
    def whole(self) -> bool:
        """Whether both are written."""
        return bool(self.action and self.measure)


@dataclass(frozen=True, slots=True)
class Indirect:
    """A target the learner links to migration, with the reason."""

    target: str
    reason: str
    held: Held
    commitment: Commitment


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner's powers, actions and targets."""

    competences: tuple[Competence, ...]
    commitments: Mapping[str, tuple[Commitment, ...]]
    indirect: tuple[Indirect, ...]
    cited: tuple[str, ...]
    shared_counts: bool

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values; raise `Refusal` for an indirect target that is none."""
        rows = values["commitments"]
        return cls(
            competences=tuple(
                Competence(row["name"], row["held"], tuple(t for t in DIRECT if row[column(t)]))
                for row in values["competences"]
                if row["name"]
            ),
            commitments={
                target: tuple(
                    Commitment(row["action"], row["measure"])
                    for row in rows
                    if row["target"] == target and (row["action"] or row["measure"])
                )
                for target in DIRECT
            },
            indirect=tuple(
                Indirect(
                    indirect(row["target"], place),
                    row["reason"],
                    row["held"],
                    Commitment(row["action"], row["measure"]),
                )
                for place, row in enumerate(values["indirect"], start=1)
                if row["target"]
            ),
            cited=tuple(values["cited"]),
            shared_counts=values["shared_counts"],
        )


@dataclass(frozen=True, slots=True)
class Lens:
    """One target seen through the territory: what fills its boxes, and what may be claimed.

    `powers` are the names of the competences held (for an indirect target: none named),
    `shared` says that all of them are shared with another level; `missing` are the boxes
    that stand between the target and a commitment.
    """

    target: str
    direct: bool
    cited: bool
    power: bool
    shared: bool
    powers: tuple[str, ...]
    held: Held
    commitments: tuple[Commitment, ...]
    reason: str
    claim: Claim
    missing: tuple[Box, ...]

    @property
    def promised(self) -> Commitment | None:
        """The first row that has both an action and a measure."""
        return next((item for item in self.commitments if item.whole), None)

    def filled(self, box: Box) -> bool:
        """Tell whether a box is filled (action and measure on one row when one has both)."""
        if box == "power":
            return self.power
        if box == "reason":
            return self.direct or bool(self.reason)
        if box == "action":
            return any(item.action for item in self.commitments)
        return any(item.measure for item in self.commitments)


@dataclass(frozen=True, slots=True)
class Result:
    """The direct targets in their order, then the indirect ones, and what they add up to."""

    lenses: tuple[Lens, ...]
    competences: tuple[Competence, ...]
    committed: int
    attentive: int
    advocated: int
    aside: int
    solidity: float
    missing_boxes: int

    @property
    def cited(self) -> tuple[Lens, ...]:
        """The targets the agreement quotes, set aside ones included."""
        return tuple(lens for lens in self.lenses if lens.cited)

    @property
    def overlooked(self) -> tuple[Lens, ...]:
        """Targets not cited although all three boxes are filled."""
        return tuple(lens for lens in self.lenses if not lens.cited and lens.claim == "commit")


def run(scenario: Scenario) -> Result:
    """Fill the boxes of every target and apply the rule."""
    lenses = (
        *(_direct(scenario, target) for target in DIRECT),
        *(
            _indirect(scenario, item)
            for item in sorted(scenario.indirect, key=lambda item: order(item.target))
        ),
    )
    cited = [lens for lens in lenses if lens.cited]
    counts = {
        claim: sum(1 for lens in cited if lens.claim == claim)
        for claim in ("commit", "attentive", "advocate", "aside")
    }
    return Result(
        lenses=lenses,
        competences=scenario.competences,
        committed=counts["commit"],
        attentive=counts["attentive"],
        advocated=counts["advocate"],
        aside=counts["aside"],
        solidity=counts["commit"] / len(cited) if cited else 0.0,
        missing_boxes=sum(len(lens.missing) for lens in cited if lens.claim == "attentive"),
    )


def contribution(_scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `sdg-adherence` section; nothing while no target is cited."""
    if not result.cited:
        return {}
    return {
        "sdg-adherence": {
            "competences": [
                {"name": item.name, "held": item.held, "targets": list(item.targets)}
                for item in result.competences
            ],
            "targets": [
                {
                    "target": lens.target,
                    "direct": lens.direct,
                    "cited": lens.cited,
                    "claim": lens.claim,
                    "held": lens.held,
                    "reason": lens.reason,
                    "commitments": [
                        {"action": item.action, "measure": item.measure}
                        for item in lens.commitments
                    ],
                }
                for lens in result.lenses
            ],
            "solidity": result.solidity,
        }
    }


def _direct(scenario: Scenario, target: str) -> Lens:
    serving = [item for item in scenario.competences if target in item.targets]
    counted = [item for item in serving if _counts(item.held, scenario)]
    held: Held = "none"
    if counted:
        held = "own" if any(item.held == "own" for item in counted) else "shared"
    return _lens(
        target,
        held,
        scenario.commitments[target],
        powers=tuple(item.name for item in counted),
        direct=True,
        cited=target in scenario.cited,
    )


def _indirect(scenario: Scenario, item: Indirect) -> Lens:
    written = (item.commitment,) if item.commitment.action or item.commitment.measure else ()
    counts = _counts(item.held, scenario)
    return _lens(item.target, item.held, written, power=counts, reason=item.reason)


def _counts(held: Held, scenario: Scenario) -> bool:
    return held == "own" or (held == "shared" and scenario.shared_counts)


def _lens(
    target: str,
    held: Held,
    commitments: tuple[Commitment, ...],
    *,
    powers: tuple[str, ...] = (),
    power: bool | None = None,
    direct: bool = False,
    cited: bool = True,
    reason: str = "",
) -> Lens:
    holds = bool(powers) if power is None else power
    whole = any(item.whole for item in commitments)
    if not direct and not reason:
        claim: Claim = "aside"
    elif not holds:
        claim = "advocate"
    else:
        claim = "commit" if whole else "attentive"
    missing: list[Box] = []
    if not direct and not reason:
        missing.append("reason")
    if not holds:
        missing.append("power")
    if not whole:
        # The best row lacks one box; with no row at all, both are to be written.
        best = commitments[0] if commitments else Commitment("", "")
        if not best.action:
            missing.append("action")
        if not best.measure:
            missing.append("measure")
    return Lens(
        target=target,
        direct=direct,
        cited=cited,
        power=holds,
        shared=holds and held == "shared",
        powers=powers,
        held=held,
        commitments=commitments,
        reason=reason,
        claim=claim,
        missing=tuple(missing),
    )
