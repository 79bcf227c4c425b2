"""The cross-impact matrix: influence and dependence, direct and of second order, conflicts.

a_ij is what policy i does to policy j, from −3 (cancels it) to +3 (cannot do without it);
the diagonal is left out. With n policies:

* direct influence I_i = Σ_j |a_ij|, dependence D_j = Σ_i |a_ij|, net effect N_i = Σ_j a_ij;
* second order: M = A A, M_ij = Σ_k a_ik a_kj for j ≠ i, the sum over the paths of two steps
  (hindering what hinders helps); its influence and dependence are those of |A| |A|, as in
  MICMAC, loops from i back to i left out;
* total effect T_i = N_i + λ Σ_{j≠i} M_ij;
* a conflict is a_ij < 0, its weight |a_ij| (1 + λ I_j / max I): hindering a policy that acts
  on many others spreads further;
* a hidden conflict is a_ij ≥ 0 with M_ij ≤ −θ; its relay is the k with the lowest a_ik a_kj;
* synergy = Σ positive a_ij / Σ |a_ij|, from 0 to 1 (0 when nothing has been scored).

Sources: scale: M. Nilsson, D. Griggs and M. Visbeck, “Map the interactions between Sustainable
Development Goals”, Nature 534, 2016. Second order with λ = 1/2: N. Weitz, H. Carlsen, M.
Nilsson and K. Skånberg, “Towards systemic and contextual priority setting for implementing
the 2030 Agenda”, Sustainability Science 13, 2018. MICMAC: J.-C. Duperrin and M. Godet, CEA
report R-4541, 1973. The weight of a conflict is this course’s own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Policy `source` hinders policy `target` (indices from 0), `score` −3 to −1."""

    source: int
    target: int
    score: int
    weight: float


@dataclass(frozen=True, slots=True)
class Hidden:
    """A contradiction that only shows through `relay`: `direct` ≥ 0, `indirect` < 0."""

    source: int
    target: int
    relay: int
    direct: int
    indirect: int


def without_diagonal(rows: Sequence[Sequence[int]]) -> Matrix:
    """Return the matrix with zeros where a policy would act on itself."""
    return tuple(
        tuple(0 if i == j else score for j, score in enumerate(row)) for i, row in enumerate(rows)
    )


def second_order(matrix: Matrix) -> Matrix:
    """Return the sums over paths of two steps, loops left out."""
    size = range(len(matrix))
    return without_diagonal(
        [[sum(matrix[i][k] * matrix[k][j] for k in size) for j in size] for i in size]
    )


def strengths(matrix: Matrix) -> Matrix:
    """Return the matrix without its signs."""
    return tuple(tuple(abs(score) for score in row) for row in matrix)


def by_row(matrix: Matrix) -> tuple[int, ...]:
    """Add up each row: what each policy does."""
    return tuple(sum(row) for row in matrix)


def by_column(matrix: Matrix) -> tuple[int, ...]:
    """Add up each column: what each policy undergoes."""
    return tuple(sum(column) for column in zip(*matrix, strict=True))


def ranks(values: Sequence[int]) -> tuple[int, ...]:
    """Return each value's rank from 1, the largest first; equal values share a rank."""
    return tuple(1 + sum(1 for other in values if other > value) for value in values)


def total_effects(matrix: Matrix, weight: float) -> tuple[float, ...]:
    """Return T_i, direct effects plus `weight` times those of second order."""
    direct, indirect = by_row(matrix), by_row(second_order(matrix))
    return tuple(near + weight * far for near, far in zip(direct, indirect, strict=True))


def conflicts(matrix: Matrix, weight: float) -> tuple[Conflict, ...]:
    """Return every contradiction, the heaviest first."""
    influence = by_row(strengths(matrix))
    highest = max(influence, default=0) or 1
    found = [
        Conflict(i, j, score, -score * (1 + weight * influence[j] / highest))
        for i, row in enumerate(matrix)
        for j, score in enumerate(row)
        if score < 0
    ]
    return tuple(sorted(found, key=lambda item: (-item.weight, item.source, item.target)))


def hidden(matrix: Matrix, threshold: float) -> tuple[Hidden, ...]:
    """Return the contradictions that no single cell shows, the strongest first."""
    found = []
    for i, row in enumerate(second_order(matrix)):
        for j, indirect in enumerate(row):
            if i != j and matrix[i][j] >= 0 and indirect <= -threshold:
                relay = min(range(len(matrix)), key=lambda k: matrix[i][k] * matrix[k][j])
                found.append(Hidden(i, j, relay, matrix[i][j], indirect))
    return tuple(sorted(found, key=lambda item: (item.indirect, item.source, item.target)))


def synergy(matrix: Matrix) -> float:
    """Return the positive share of all interactions, 0 when there is none."""
    scores = [score for row in matrix for score in row]
    every = sum(abs(score) for score in scores)
    return sum(score for score in scores if score > 0) / every if every else 0.0
