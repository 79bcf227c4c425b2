"""What the tests of the partnership game share: its rules, and short ways of playing it."""

from dataclasses import replace

from passerelles_widgets import simulators
from passerelles_widgets.simulators.partnership import catalogue
from passerelles_widgets.simulators.partnership.rules import (
    LEVELS,
    PRINCIPLES,
    Rules,
)
from passerelles_widgets.simulators.partnership.state import State

SIM = simulators.load("partnership")
RULES = catalogue.rules()
DECISIONS = sorted(RULES.decisions)
CALM = Rules(RULES.decisions, ())
SINGLE_MINDED = ("money", "speed", "visibility")
SCORES = ("overall", *PRINCIPLES)
STORY = [
    "rumours",
    "election",
    "funders-call",
    "scandal",
    "diaspora-initiative",
    "budget-cut",
    "funders-call",
    "price-rise",
    "town-hall-crisis",
    "new-arrivals",
]
OVERALL = 66.627


def values(**changes):
    return {**SIM.defaults("en"), **changes}


def rows(*plan):
    return [{"quarter": q, "decision": d, "effort": e} for q, d, e in plan]


def run(*plan, **changes):
    return SIM.run(values(plan=rows(*plan), **changes))


def flat(level=50.0, **changes):
    """Return a state where every level is the same, before the first quarter."""
    return replace(State(0, (level,) * len(LEVELS), 100000.0), **changes)


def game(seed, **changes):
    return SIM.model.Scenario.from_values(SIM.check(values(seed=seed, **changes)))


# The data
