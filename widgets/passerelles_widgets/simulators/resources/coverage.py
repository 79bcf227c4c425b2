"""How much of the need a set of sources covers, given restrictions and co-financing rates.

The need N (euros) falls into four cells: at home or at the partner's, staff or not. A source
i grants at most X_i; its restriction names the cells it may pay for, and it pays at most the
share r_i of everything that is covered, C (the co-financing rate).

* For given caps x_i the greatest amount that can be placed is a maximum flow from sources to
  cells. By the max-flow min-cut theorem it is
      F(x) = min over unions U of eligible cells of [ need in U + Σ x_i, i with a cell outside U ]
* Co-financing makes the caps depend on the result: C = F(min(X_i, r_i C)). F is concave and
  piecewise linear in C, so Newton's steps from above reach the greatest solution exactly, in
  as many steps as there are pieces. A grant at 75 % that nobody matches ends at zero.
* Source i then pays u_i = min(X_i, r_i C), all scaled by C / Σ u_i where restrictions leave
  some of it unused.

Sources: the five kinds of funding, guide 3.3. L. R. Ford and D. R. Fulkerson, “Maximal flow
through a network”, Canadian Journal of Mathematics 8, 1956. The rules on restriction and
co-financing are those usual in calls for proposals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

CELLS: Final = (("home", True), ("home", False), ("partner", True), ("partner", False))
"""Place, and whether the money pays for staff."""

RESTRICTIONS: Final[dict[str, frozenset[int]]] = {
    "none": frozenset({0, 1, 2, 3}),
    "home": frozenset({0, 1}),
    "partner": frozenset({2, 3}),
    "no-staff": frozenset({1, 3}),
}
_UNIONS: Final = tuple(
    sorted(
        {
            frozenset().union(
                *(cells for bit, cells in enumerate(RESTRICTIONS.values()) if m >> bit & 1)
            )
            for m in range(2 ** len(RESTRICTIONS))
        },
        key=sorted,
    )
)
_CUT: Final = tuple(
    tuple(name for name, cells in RESTRICTIONS.items() if not cells <= union) for union in _UNIONS
)
_CENT: Final = 0.005
_MOST_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class Grant:
    """What one source would pay at most (euros), for which cells, at which rate (0 to 1)."""

    amount: float
    restriction: str
    rate: float


class Need:
    """The need by cell, in euros, made ready for many questions."""

    def __init__(self, cells: Sequence[float]) -> None:
        self.cells = tuple(cells)
        self.total = sum(self.cells)
        self._within = tuple(sum(self.cells[i] for i in union) for union in _UNIONS)

    def covered(self, grants: Sequence[Grant]) -> float:
        """Return how many euros of the need the grants cover together."""
        bound = self._bound(grants, None)[0]
        for _ in range(_MOST_STEPS):
            placed, slope = self._bound(grants, bound)
            if placed >= bound - _CENT:
                return bound
            if slope >= 1:
                return 0.0
            bound = max(bound + (placed - bound) / (1 - slope), 0.0)
        return bound

    def _bound(self, grants: Sequence[Grant], total: float | None) -> tuple[float, float]:
        """Return F at caps for `total` (without co-financing when None) and its left slope."""
        caps = dict.fromkeys(RESTRICTIONS, 0.0)
        slopes = dict.fromkeys(RESTRICTIONS, 0.0)
        for grant in grants:
            shared = grant.amount if total is None else grant.rate * total
            if shared <= grant.amount and total is not None:
                caps[grant.restriction] += shared
                slopes[grant.restriction] += grant.rate
            else:
                caps[grant.restriction] += grant.amount
        best, steepest = float("inf"), 0.0
        for within, cut in zip(self._within, _CUT, strict=True):
            value = within + sum(caps[name] for name in cut)
            slope = sum(slopes[name] for name in cut)
            if value < best - _CENT:
                best, steepest = value, slope
            elif value <= best + _CENT:
                best, steepest = min(best, value), max(steepest, slope)
        return best, steepest


def paid(grants: Sequence[Grant], covered: float) -> tuple[float, ...]:
    """Return what each source pays of what is covered; the parts add up to it."""
    parts = [min(grant.amount, grant.rate * covered) for grant in grants]
    total = sum(parts)
    if total <= 0:
        return tuple(0.0 for _ in parts)
    return tuple(part * covered / total for part in parts)
