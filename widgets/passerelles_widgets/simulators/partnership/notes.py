"""What the debrief says in words: what counted, what cost, what was refused, and luck."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from passerelles.library.loader import library
from passerelles.library.text import Language, enumeration, number
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.partnership.catalogue import rules
from passerelles_widgets.simulators.partnership.debrief import Effect
from passerelles_widgets.simulators.partnership.model import OWN, Result
from passerelles_widgets.simulators.partnership.state import Refused

NAMED: Final = 3
"""Decisions that counted most, and those that cost most, said in words."""

MOST_REFUSED: Final = 6
NOTICEABLE: Final = 0.5
"""Points from which a decision is worth a sentence."""

LUCK: Final = 4
"""Points between this story and the average from which luck is worth a sentence."""


@cache
def recommendation(item_id: str, language: Language) -> str:
    """Return the name of one of the guide’s twelve closing recommendations."""
    items = library().checklist("final-recommendations").items
    return next(item.label[language] for item in items if item.id == item_id)


@cache
def step_label(step: int, route: str, language: Language) -> str:
    """Return a step’s number and name along the route."""
    held = library().process.step(step)
    stage = held.revised if route == "integrate-into-existing" and held.revised else held.stage
    return f"{step}. {stage.name[language]}"


def decision_label(decision: str, texts: Texts) -> str:
    """Return a decision’s name."""
    return texts.labels[f"plan/decision/{decision}"]


def signed(points: float, language: Language) -> str:
    """Write points with their sign."""
    written = number(points, language, 1)
    return f"+{written}" if points > 0 else written


def told(key: str, effect: Effect, texts: Texts) -> str:
    """Return a sentence about one decision’s effect."""
    decision = rules().decisions[effect.action.decision]
    return texts[key].format(
        decision=decision_label(decision.id, texts),
        quarter=effect.action.quarter,
        points=signed(effect.overall, texts.language),
        recommendation=recommendation(decision.recommendation, texts.language),
        advice=decision.advice[texts.language],
    )


def met(result: Result, texts: Texts) -> list[tuple[int, str, str, bool]]:
    """Return the events met: quarter, label, story, and whether they do harm."""
    known = {event.id: event for event in rules().events}
    language = texts.language
    return [
        (
            quarter.number,
            known[name].label[language],
            known[name].story[language],
            known[name].harmful,
        )
        for quarter in result.quarters
        for name in quarter.events
    ]


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences below the charts."""
    return (
        *_example(result, texts),
        *_effects(result, texts),
        *_principle(result, texts),
        *_luck(result, texts),
        *_refused(result, texts),
    )


def _example(result: Result, texts: Texts) -> Iterator[str]:
    if result.scenario.strategy != OWN:
        yield texts["note_example"]


def _effects(result: Result, texts: Texts) -> Iterator[str]:
    effects = result.debrief.effects
    if not effects:
        yield texts["note_empty"]
        return
    # The very first is said in the summary.
    for effect in effects[1:NAMED]:
        if effect.overall >= NOTICEABLE:
            yield told("note_best", effect, texts)
    pivot = max(effects, key=lambda effect: len(effect.stopped))
    if pivot.stopped:
        yield texts["note_stopped"].format(
            decision=decision_label(pivot.action.decision, texts),
            others=_quoted(pivot.stopped, texts),
        )
    for effect in effects[::-1][:NAMED]:
        if effect.overall <= -NOTICEABLE:
            yield _worst(effect, texts)


def _worst(effect: Effect, texts: Texts) -> str:
    if not effect.stopped:
        return told("note_worst", effect, texts)
    return texts["note_worst_opened"].format(
        decision=decision_label(effect.action.decision, texts),
        quarter=effect.action.quarter,
        points=signed(effect.overall, texts.language),
        others=_quoted(effect.stopped, texts),
    )


def _quoted(decisions: tuple[str, ...], texts: Texts) -> str:
    return texts["separator"].join(decision_label(name, texts) for name in decisions)


def _principle(result: Result, texts: Texts) -> Iterator[str]:
    name = result.weakest
    yield texts["note_weakest"].format(
        principle=texts.indicators[name],
        value=number(getattr(result, name), texts.language, 0),
    )


def _luck(result: Result, texts: Texts) -> Iterator[str]:
    if abs(result.luck) >= LUCK:
        yield texts["note_lucky" if result.luck > 0 else "note_unlucky"].format(
            overall=number(result.overall, texts.language, 0),
            mean=number(result.spread["overall"].mean, texts.language, 0),
        )


def _refused(result: Result, texts: Texts) -> Iterator[str]:
    for item in result.refused[:MOST_REFUSED]:
        yield _why(item, texts)
    left = result.refused[MOST_REFUSED:]
    if left:
        key = "refused_one_more" if len(left) == 1 else "refused_more"
        yield texts[key].format(count=len(left))


def _why(item: Refused, texts: Texts) -> str:
    decision = rules().decisions[item.action.decision]
    filled = {"decision": decision_label(decision.id, texts), "quarter": item.action.quarter}
    if item.reason == "requires":
        names = [texts["quoted"].format(name=decision_label(n, texts)) for n in item.missing]
        filled["missing"] = texts["or"].join(names)
    if item.reason == "level":
        (level,) = item.missing
        filled["level"] = texts[f"level_{level}"]
        filled["needed"] = number(decision.at_least[level], texts.language, 0)
    return texts[f"refused_{item.reason}"].format(**filled)


def joined(names: list[str], texts: Texts) -> str:
    """Return names in one cell of a table, or a dash."""
    return texts["separator"].join(names) or texts["none"]


def sentence(result: Result, texts: Texts) -> str:
    """Say how the game ended and which decision mattered most."""
    language = texts.language
    overall = result.spread["overall"]
    parts = [
        texts["summary_part"].format(
            name=texts[f"short_{name}"], value=number(getattr(result, name), language, 0)
        )
        for name in ("ownership", "results", "inclusiveness", "accountability")
    ]
    said = texts["summary"].format(
        overall=number(result.overall, language, 0),
        parts=enumeration(parts, language),
        mean=number(overall.mean, language, 0),
        low=number(overall.low, language, 0),
        high=number(overall.high, language, 0),
    )
    effects = result.debrief.effects
    if not effects or effects[0].overall < NOTICEABLE:
        return said
    return f"{said} {told('summary_best', effects[0], texts)}"
