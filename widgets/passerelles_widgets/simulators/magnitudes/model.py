"""Orders of magnitude: a guess first, then the figure, and how far apart they are.

For a guess g and the figure t, in the same unit, both positive:

* signed gap e = log10(g / t), in orders of magnitude: +1 is ten times too high, −1 ten
  times too low; the factor is 10^|e|, 1 when exact;
* accuracy a = max(0, 1 − |e| / log10 Z), from 0 to 1: 1 when exact, 0 from a factor Z on,
  one half at √Z. Z is set for numbers and, tighter, for shares, which have no room to be
  far out;
* the guess has the right scale when a ≥ 1/2, and is close when a ≥ 4/5.

Over the revealed guesses: mean accuracy; typical factor 10^(mean |e|), a geometric mean;
lean = mean e, above 0 when the figures are overestimated as a whole. A guess that is not
revealed counts in nothing, so that no number gives the answer away before its time, and
a guess of 0 is no guess: it cannot be revealed.

The logarithmic scale is that of Fermi problems: being wrong by a factor of two is the
same mistake on 20 million as on 20 billion. The figures and their sections are the
library's; the two Z are hypotheses of the course (`parameters.yml`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from passerelles.library.errors import Refusal
from passerelles_widgets.simulators.magnitudes.figures import BY_ID, Magnitude

CLOSE: Final = 0.8
RIGHT_SCALE: Final = 0.5
LEAN: Final = math.log10(2)
"""From this mean gap on, guesses are said to lean one way."""

FARTHEST: Final = 1e12
"""A guess further off than this factor counts as this far: it could hardly be more wrong."""

_WHOLE: Final = 100

Verdict = Literal["close", "scale", "off", "far"]


@dataclass(frozen=True, slots=True)
class Guess:
    """One row: which figure, the number guessed (0: not yet), and whether to show the answer."""

    magnitude: Magnitude
    guess: float
    reveal: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """The learner's guesses; a figure may be guessed several times, by several people."""

    guesses: tuple[Guess, ...]
    zero_factor: float
    zero_factor_share: float

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Scenario:
        """Read checked values; raise `Refusal` for a share above 100%."""
        guesses = tuple(
            Guess(BY_ID[row["figure"]], float(row["guess"]), row["reveal"])
            for row in values["guesses"]
        )
        for place, item in enumerate(guesses, start=1):
            if item.magnitude.share and item.guess > _WHOLE:
                raise Refusal(
                    f"Ligne {place}\u00a0: une part ne dépasse pas 100\u00a0%\u00a0; "
                    "donnez un nombre de 0 à 100.",
                    f"Row {place}: a share cannot exceed 100%; give a number from 0 to 100.",
                )
        return cls(guesses, float(values["zero_factor"]), float(values["zero_factor_share"]))


@dataclass(frozen=True, slots=True)
class Answer:
    """A guess and what became of it; all but the first two are None until it is revealed.

    `gap` in orders of magnitude, `ratio` the guess over the figure, `factor` at least 1,
    `accuracy` from 0 to 1.
    """

    id: str
    guess: float
    truth: float | None = None
    gap: float | None = None
    ratio: float | None = None
    factor: float | None = None
    accuracy: float | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The answers in the order of the rows, and what they add up to."""

    answers: tuple[Answer, ...]
    revealed: tuple[Answer, ...]
    waiting: int
    unguessed: tuple[str, ...]
    revealed_count: int
    accuracy: float
    right_scale: int
    typical_factor: float
    lean: float

    @property
    def leaning(self) -> Literal["high", "low"] | None:
        """Which way the guesses lean by more than a factor of two, if they do."""
        if abs(self.lean) < LEAN:
            return None
        return "high" if self.lean > 0 else "low"


def run(scenario: Scenario) -> Result:
    """Measure the gap of every guess revealed."""
    answers = tuple(_answer(item, scenario) for item in scenario.guesses)
    revealed = tuple(answer for answer in answers if answer.truth is not None)
    gaps = [answer.gap for answer in revealed if answer.gap is not None]
    scores = [answer.accuracy for answer in revealed if answer.accuracy is not None]
    return Result(
        answers=answers,
        revealed=revealed,
        waiting=sum(1 for item in answers if item.guess > 0 and item.truth is None),
        unguessed=tuple(
            item.magnitude.id for item in scenario.guesses if item.reveal and item.guess <= 0
        ),
        revealed_count=len(revealed),
        accuracy=_mean(scores),
        right_scale=sum(1 for score in scores if score >= RIGHT_SCALE),
        typical_factor=10 ** _mean([abs(gap) for gap in gaps]) if gaps else 0.0,
        lean=_mean(gaps),
    )


def contribution(_scenario: Scenario, _result: Result) -> dict[str, Any]:
    """Return nothing: guesses are practice, not part of a partnership."""
    return {}


def _answer(item: Guess, scenario: Scenario) -> Answer:
    magnitude = item.magnitude
    if not item.reveal or item.guess <= 0:
        return Answer(magnitude.id, item.guess)
    ratio = min(max(item.guess / magnitude.number, 1 / FARTHEST), FARTHEST)
    gap = math.log10(ratio)
    limit = scenario.zero_factor_share if magnitude.share else scenario.zero_factor
    accuracy = max(0.0, 1 - abs(gap) / math.log10(limit))
    return Answer(
        magnitude.id,
        item.guess,
        magnitude.number,
        gap,
        ratio,
        10 ** abs(gap),
        accuracy,
        _verdict(accuracy),
    )


def _verdict(accuracy: float) -> Verdict:
    if accuracy >= CLOSE:
        return "close"
    if accuracy >= RIGHT_SCALE:
        return "scale"
    return "off" if accuracy > 0 else "far"


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0
