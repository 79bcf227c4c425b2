"""Statistics of a question, from classical test theory: pure functions on scores in points.

Facility (the difficulty index p): the mean score as a share of the points,
p = x̄ / max; 1 is a question everybody gets right.
Discrimination: the corrected item-total correlation, Pearson's r between the score of
the question, x, and the score of all other questions, y = total − x:
r = Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)² · Σ(y − ȳ)²).
Without the correction a question would be compared with itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 3
"""Learners below which a correlation says nothing: two points always lie on a line."""
_EPSILON: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Figures:
    """One question: how many scores, their mean and spread in points, facility, discrimination.

    `None` where a figure cannot be computed: no score, or for discrimination fewer than
    three learners or scores that are all the same.
    """

    count: int
    mean: float | None
    deviation: float | None
    facility: float | None
    discrimination: float | None


def figures(
    table: Mapping[str, Mapping[str, float]], questions: Mapping[str, float]
) -> dict[str, Figures]:
    """Return the figures of each question; `table` holds final scores by learner and question.

    `questions` gives the points of each. Mean and facility use every final score;
    discrimination only the learners whose scores are all final.
    """
    whole = [row for row in table.values() if all(one in row for one in questions)]
    found = {}
    for question, most in questions.items():
        scores = [row[question] for row in table.values() if question in row]
        middle = mean(scores)
        rest = [sum(row[one] for one in questions if one != question) for row in whole]
        found[question] = Figures(
            len(scores),
            middle,
            deviation(scores),
            None if middle is None or most <= 0 else middle / most,
            correlation([row[question] for row in whole], rest),
        )
    return found


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean, `None` of nothing."""
    return math.fsum(values) / len(values) if values else None


def deviation(values: Sequence[float]) -> float | None:
    """Return the standard deviation of a sample (n − 1), `None` of fewer than two values."""
    middle = mean(values)
    if middle is None or len(values) < 2:  # noqa: PLR2004 - a spread needs two
        return None
    return math.sqrt(math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1))


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Pearson's r of two lists of the same length, `None` where there is none."""
    left, right = mean(first), mean(second)
    if left is None or right is None or len(first) < FEWEST:
        return None
    across = math.fsum((a - left) * (b - right) for a, b in zip(first, second, strict=True))
    spread = math.fsum((a - left) ** 2 for a in first) * math.fsum((b - right) ** 2 for b in second)
    if spread <= _EPSILON:
        return None
    return max(-1.0, min(1.0, across / math.sqrt(spread)))
