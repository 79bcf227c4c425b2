"""The four effectiveness principles of G 2.4, read off the levels."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final

from passerelles_widgets.simulators.partnership.rules import INDEX

TRUST: Final = INDEX["trust"]
LEGITIMACY: Final = INDEX["legitimacy"]
COMMITMENT: Final = INDEX["commitment"]
RESULTS: Final = INDEX["results"]
EVIDENCE: Final = INDEX["evidence"]
TRANSPARENCY: Final = INDEX["transparency"]
COORDINATION: Final = INDEX["coordination"]
PARTNER: Final = INDEX["partner"]


def outcome(levels: Sequence[float]) -> dict[str, float]:
    """Return the four principles and the overall score, from 0 to 100."""
    ownership = (
        0.4 * levels[COMMITMENT]
        + 0.3 * levels[PARTNER]
        + 0.2 * levels[TRUST]
        + 0.1 * levels[EVIDENCE]
    )
    results = 0.75 * levels[RESULTS] + 0.25 * sqrt(levels[RESULTS] * levels[EVIDENCE])
    inclusiveness = 0.5 * levels[TRUST] + 0.35 * levels[COORDINATION] + 0.15 * levels[LEGITIMACY]
    accountability = (
        0.6 * levels[TRANSPARENCY] + 0.2 * levels[LEGITIMACY] + 0.2 * levels[COMMITMENT]
    )
    return {
        "overall": sqrt(sqrt(ownership * results * inclusiveness * accountability)),
        "ownership": ownership,
        "results": results,
        "inclusiveness": inclusiveness,
        "accountability": accountability,
    }
