"""Where the interests of two territories meet, and which kind of initiative fits there.

`interest` gives mutual interest and asymmetry of the seven sectors, `fitting` the fit of the
four kinds of initiative, `practices` those of others that come close; each states its
equations, units and source.

The *lead* is the best placed of the sectors the learner keeps (of all of them, when none is
kept); obstacles and conditions are judged for it. Sectors that only one territory has marked
cannot be compared: they are left out and named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from passerelles.library.errors import Refusal
from passerelles_widgets.simulators.sectors.fitting import KINDS, Fit, Situation, fits
from passerelles_widgets.simulators.sectors.interest import (
    SECTORS,
    Marks,
    Standing,
    Weights,
    standings,
)
from passerelles_widgets.simulators.sectors.prefill import prefill

__all__ = ["KINDS", "SECTORS", "Result", "Scenario", "contribution", "prefill", "run"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The two territories' marks by sector, what surrounds them, and the choices made."""

    home: str
    partner: str
    home_marks: Mapping[str, Marks]
    partner_marks: Mapping[str, Marks]
    weights: Weights
    chosen: tuple[str, ...]
    kind: str
    situation: Situation
    flag_from: float

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values; raise `Refusal` for a sector marked twice or no weight at all."""
        weights = Weights(
            *(values[f"weight-{question}"] for question in ("need", "capacity", "alignment"))
        )
        if weights.total <= 0:
            raise Refusal(
                "Les trois poids sont à zéro, rien ne peut être comparé\u00a0; donnez un poids à "
                "une question au moins.",
                "All three weights are zero, so nothing can be compared; give at least one "
                "question a weight.",
            )
        return cls(
            home=values["home"],
            partner=values["partner"],
            home_marks=_marks(values["home-marks"]),
            partner_marks=_marks(values["partner-marks"]),
            weights=weights,
            chosen=tuple(values["chosen"]),
            kind=values["kind"],
            situation=Situation(
                obstacles=tuple(values["obstacles"]),
                associations=values["associations"],
                others=values["others"],
                threshold=values["threshold"],
                obstacle_weight=values["obstacle-weight"] / 100,
            ),
            flag_from=values["flag-from"],
        )


@dataclass(frozen=True, slots=True)
class Result:
    """The sectors compared and the kinds judged, best first; points from 0 to 10.

    `lead` is the sector the kinds are judged for (None when nothing can be compared),
    `kind_fit` the fit of the chosen kind and `fits` of all four (0 to 1); `fit_lost` what
    the best kind has over the chosen one; `incomplete` the sectors one territory left out.
    """

    home: str
    partner: str
    standings: tuple[Standing, ...]
    incomplete: tuple[str, ...]
    kept: tuple[Standing, ...]
    lead: Standing | None
    best: Standing | None
    fits: tuple[Fit, ...]
    chosen_kind: Fit
    obstacles: tuple[str, ...]
    flag_from: float
    mutual_interest: float
    asymmetry: float
    lead_rank: int
    interest_lost: float
    kind_fit: float
    fit_lost: float
    flagged_kept: int

    @property
    def kind_ahead(self) -> Fit | None:
        """The kind that fits strictly better than the chosen one, if any."""
        return self.fits[0] if self.fit_lost > 0 else None


def run(scenario: Scenario) -> Result:
    """Compare the sectors and judge the kinds of initiative for the one kept."""
    found = standings(
        scenario.home_marks, scenario.partner_marks, scenario.weights, scenario.flag_from
    )
    compared = {item.sector for item in found}
    kept = tuple(item for item in found if item.sector in scenario.chosen)
    best = found[0] if found else None
    lead = kept[0] if kept else best
    judged = fits(lead, scenario.situation)
    chosen = next(item for item in judged if item.kind == scenario.kind)
    return Result(
        home=scenario.home,
        partner=scenario.partner,
        standings=found,
        incomplete=tuple(
            sector
            for sector in SECTORS
            if sector not in compared
            and (
                sector in scenario.home_marks
                or sector in scenario.partner_marks
                or sector in scenario.chosen
            )
        ),
        kept=kept,
        lead=lead,
        best=best,
        fits=judged,
        chosen_kind=chosen,
        obstacles=scenario.situation.obstacles,
        flag_from=scenario.flag_from,
        mutual_interest=lead.mutual if lead else 0.0,
        asymmetry=lead.asymmetry if lead else 0.0,
        lead_rank=lead.rank if lead else 0,
        interest_lost=best.mutual - lead.mutual if best and lead else 0.0,
        kind_fit=chosen.fit,
        fit_lost=judged[0].fit - chosen.fit,
        flagged_kept=sum(item.flagged for item in kept),
    )


def contribution(scenario: Scenario, result: Result) -> dict[str, Any]:
    """Return the dossier's `sectors` and `initiative-type`; nothing while nothing is compared."""
    if result.lead is None:
        return {}
    return {
        "sectors": {
            "ranked": [
                {
                    "sector": item.sector,
                    "home": _plain(item.home),
                    "partner": _plain(item.partner),
                    "mutual": item.mutual,
                    "gap": item.gap,
                    "flagged": item.flagged,
                }
                for item in result.standings
            ],
            "chosen": [item.sector for item in result.kept],
        },
        "initiative-type": {
            "chosen": scenario.kind,
            "sector": result.lead.sector,
            "fits": {item.kind: item.fit for item in result.fits},
            "missing": list(result.chosen_kind.missing),
            "obstacles": list(scenario.situation.obstacles),
            "associations": scenario.situation.associations,
            "others": scenario.situation.others,
        },
    }


def _plain(marks: Marks) -> dict[str, float]:
    return {"need": marks.need, "capacity": marks.capacity, "alignment": marks.alignment}


def _marks(rows: Sequence[Mapping[str, Any]]) -> dict[str, Marks]:
    """Read one territory's table; raise `Refusal` for a sector that stands in it twice."""
    found: dict[str, Marks] = {}
    for index, row in enumerate(rows, start=1):
        if row["sector"] in found:
            raise Refusal(
                f"Un même secteur est noté deux fois, à la ligne {index} et plus haut\u00a0; "
                "choisissez un autre secteur ou supprimez la ligne.",
                f"The same sector is marked twice, in row {index} and above; choose another "
                "sector or delete the row.",
            )
        found[row["sector"]] = Marks(row["need"], row["capacity"], row["alignment"])
    return found
