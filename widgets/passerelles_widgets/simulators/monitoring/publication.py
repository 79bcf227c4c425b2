"""What may be published without exposing anybody.

A figure about fewer people than the threshold is withheld. So is one that would let it be
worked out: when a family (an indicator and its breakdown) publishes its total, the people of
no published group must be none or at least the threshold; the smallest published groups are
withheld until they are. A row with 0 people is not about people and is never withheld.

Each name carries one breakdown: if the groups of a name together hold more people than the
total, they overlap, and nothing can be said of what they reveal.

Source: suppression of small cells and complementary suppression are ordinary practice in
official statistics (A. Hundepool and others, “Statistical Disclosure Control”, Wiley 2012). The
threshold is a rule of this course.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """A row of a family: its index, how many people it is about, whether it is the total."""

    index: int
    people: int
    total: bool


def withheld(family: Sequence[Count], threshold: int) -> set[int]:
    """Return the indices of the rows of one family that may not be published."""
    hidden = {row.index for row in family if 0 < row.people < threshold}
    total = next((row for row in family if row.total), None)
    if total is None or total.index in hidden or total.people == 0 or overlapping(family):
        return hidden
    groups = sorted(
        (row for row in family if not row.total and row.people > 0 and row.index not in hidden),
        key=lambda row: row.people,
        reverse=True,
    )
    while groups and 0 < total.people - sum(row.people for row in groups) < threshold:
        hidden.add(groups.pop().index)
    return hidden


def overlapping(family: Sequence[Count]) -> bool:
    """Tell whether the groups hold more people than the total."""
    total = next((row for row in family if row.total), None)
    if total is None or total.people == 0:
        return False
    return sum(row.people for row in family if not row.total) > total.people
