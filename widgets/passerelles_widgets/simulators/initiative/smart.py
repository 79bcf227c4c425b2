"""Whether an indicator is SMART, by rules that anybody can check.

* specific     the name has at least three words and the indicator belongs to a result
* measurable   it has a unit and a means of verification
* achievable   its starting point is known, the target differs from it, a percentage stays
               between 0 and 100, and every activity for its result ends by the month it is read
* relevant     it measures a change in people's lives or in an institution, not the work done
* time-bound   it is read in a month from 1 to the end of the time allowed

A result counts as measured when at least one indicator of it has all five qualities.

Sources: that a plan needs indicators, guide 3.2.3. SMART: G. T. Doran, “There's a S.M.A.R.T.
way to write management's goals and objectives”, Management Review 70(11), 1981, read as
evaluators read it today. The rules are the course's own: they find what is missing, they do
not prove that an indicator is good.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Quality = Literal["specific", "measurable", "achievable", "relevant", "time-bound"]
QUALITIES: Final[tuple[Quality, ...]] = (
    "specific",
    "measurable",
    "achievable",
    "relevant",
    "time-bound",
)
_WORDS: Final = 3
_FULL: Final = 100


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the plan; `result` counts from 1, 0 for none; `month` from 1."""

    name: str
    result: int
    measures: str
    baseline: float
    target: float
    unit: str
    baseline_known: bool
    month: int
    means: str
    breakdown: bool


def qualities(
    indicator: Indicator, results: Container[int], ends: Mapping[int, float], horizon: int
) -> tuple[Quality, ...]:
    """Return the qualities the indicator has.

    `results` are the numbers of the plan's results, `ends` the month by which all the activities
    for a result are over (results without activity left out), `horizon` the time allowed.
    """
    belongs = indicator.result in results
    held: dict[Quality, bool] = {
        "specific": belongs and len(indicator.name.split()) >= _WORDS,
        "measurable": bool(indicator.unit and indicator.means),
        "achievable": (
            indicator.baseline_known
            and indicator.target != indicator.baseline
            and (not _is_percentage(indicator) or 0 <= indicator.target <= _FULL)
            and ends.get(indicator.result, float("inf")) <= indicator.month + 1e-9
        ),
        "relevant": indicator.measures != "activity",
        "time-bound": 1 <= indicator.month <= horizon,
    }
    return tuple(quality for quality in QUALITIES if held[quality])


def _is_percentage(indicator: Indicator) -> bool:
    return indicator.unit.strip() in {"%", "pour cent", "per cent", "percent"}
