"""Professionals in the territory of origin, year by year: a stock and its flows.

Without recruitment, with stock S, a share a retiring or changing trade each year, a share e
leaving by themselves, and G graduates a year of whom a share κ stay to work there:

    S⁰_t = S⁰_{t−1} (1 − a − e) + κ G.

With recruitment of R people a year for D years:

    S_t = S_{t−1} (1 − a − e) − R_t + κ (G + X_t) + ρ R_{t−d} + K_t,

R_t = R for t ≤ D (no more than there are), ρ the share of those recruited who come back after d
years, X_t the graduates paid for by the compensation λ years before (training lasts λ years) and
K_t the people it keeps in a year, no more than would have left (e S_{t−1}).

Years to replace: the first t ≥ D from which S_t ≥ S⁰_t − ½ for the rest of the horizon. Part of
the gap closes by itself, since some of those recruited would have retired or left; ½ stands for
“nobody missing”.

Units: people, years. A stock-flow model of health personnel planning; the rates are hypotheses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOBODY: Final = 0.5
"""A gap below half a person counts as closed."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The stock and its rates above; `back_after` and `training` in years."""

    stock: float
    graduates: float
    retained: float
    retiring: float
    leaving: float
    back: float
    back_after: int
    training: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Recruits a year and for how many years; graduates and people kept a year, for how long."""

    recruits: float
    years: int
    extra: float
    kept: float
    paid_years: int


@dataclass(frozen=True, slots=True)
class Year:
    """One year: the stock without and with recruitment, and what made the difference."""

    year: int
    without: float
    stock: float
    recruited: float
    back: float
    extra: float
    kept: float

    @property
    def gap(self) -> float:
        """People missing because of recruitment; below 0 there are more than without it."""
        return self.without - self.stock


def follow(rates: Rates, plan: Plan, horizon: int) -> tuple[Year, ...]:
    """Return year 0 (today) to year `horizon`."""
    years = [Year(0, rates.stock, rates.stock, 0.0, 0.0, 0.0, 0.0)]
    left = rates.retiring + rates.leaving
    for t in range(1, horizon + 1):
        before = years[-1]
        remaining = before.stock * (1 - left)
        recruited = min(plan.recruits, remaining) if t <= plan.years else 0.0
        back = rates.back * years[t - rates.back_after].recruited if t > rates.back_after else 0.0
        paid = 1 <= t - rates.training <= plan.paid_years
        extra = rates.retained * plan.extra if paid else 0.0
        kept = min(plan.kept, rates.leaving * before.stock) if t <= plan.paid_years else 0.0
        own = rates.retained * rates.graduates
        years.append(
            Year(
                t,
                before.without * (1 - left) + own,
                remaining - recruited + own + back + extra + kept,
                recruited,
                back,
                extra,
                kept,
            )
        )
    return tuple(years)


def years_to_replace(years: tuple[Year, ...], recruiting: int) -> int | None:
    """Return the year from which nobody is missing any more, None beyond the horizon."""
    if not any(year.recruited for year in years):
        return 0
    found = None
    for year in reversed(years):
        if year.year < recruiting or year.gap > NOBODY:
            break
        found = year.year
    return found
