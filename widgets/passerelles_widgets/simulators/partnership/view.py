"""A game as it is shown: how it ended, its levels and events, its story and its debrief."""

from __future__ import annotations

from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.partnership import charts
from passerelles_widgets.simulators.partnership.catalogue import rules
from passerelles_widgets.simulators.partnership.model import Result
from passerelles_widgets.simulators.partnership.notes import (
    decision_label,
    joined,
    met,
    notes,
    recommendation,
    sentence,
    step_label,
)


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, the three figures, the tables and the notes of a result."""
    return View(
        sentence=sentence(result, texts),
        figures=(
            charts.relations(result, texts),
            charts.means(result, texts),
            charts.scores(result, texts),
        ),
        tables=(
            _debrief(result, texts),
            _steps(result, texts),
            _story(result, texts),
            _events(result, texts),
        ),
        notes=notes(result, texts),
    )


def _story(result: Result, texts: Texts) -> Table:
    """Return what was decided, refused and met, quarter by quarter."""
    known = {event.id: event.label[texts.language] for event in rules().events}
    headings = (
        Heading(texts["quarter_axis"], "number", 0),
        Heading(texts["decisions_taken"]),
        Heading(texts["decisions_refused"]),
        Heading(texts["events"]),
        Heading(texts["money_left"], "euro", 0),
        Heading(texts["staff_left"], "number", 1),
    )
    rows = tuple(
        (
            quarter.number,
            joined([decision_label(item.decision, texts) for item in quarter.taken], texts),
            joined(
                [decision_label(item.action.decision, texts) for item in quarter.refused], texts
            ),
            joined([known[name] for name in quarter.events], texts),
            quarter.money,
            quarter.staff_left,
        )
        for quarter in result.quarters
    )
    return Table("story", texts["story_title"], headings, rows)


def _debrief(result: Result, texts: Texts) -> Table:
    """Return the decisions by what each added to the outcome."""
    headings = (
        Heading(texts.labels["plan/decision"]),
        Heading(texts["quarter_axis"], "number", 0),
        Heading(texts["points"], "number", 1),
        Heading(texts["moved"]),
        Heading(texts["recommendation"]),
        Heading(texts["opened"]),
    )
    known = rules().decisions
    rows = tuple(
        (
            decision_label(effect.action.decision, texts),
            effect.action.quarter,
            effect.overall,
            texts.indicators[effect.principle],
            recommendation(known[effect.action.decision].recommendation, texts.language),
            joined([decision_label(name, texts) for name in effect.stopped], texts),
        )
        for effect in result.debrief.effects
    )
    return Table("debrief", texts["debrief_title"], headings, rows)


def _steps(result: Result, texts: Texts) -> Table:
    """Return the seven steps by what all their decisions added together."""
    headings = (
        Heading(texts["step"]),
        Heading(texts["count"], "number", 0),
        Heading(texts["points"], "number", 1),
    )
    rows = tuple(
        (step_label(item.step, result.scenario.route, texts.language), item.count, item.overall)
        for item in result.debrief.steps
    )
    return Table("steps", texts["steps_title"], headings, rows)


def _events(result: Result, texts: Texts) -> Table:
    """Return the events met, and what each was about."""
    headings = (
        Heading(texts["quarter_axis"], "number", 0),
        Heading(texts["events"]),
        Heading(texts["kind"]),
        Heading(texts["what_happened"]),
    )
    rows = tuple(
        (quarter, label, texts["setbacks" if harmful else "windfalls"], story)
        for quarter, label, story, harmful in met(result, texts)
    )
    return Table("events", texts["events_title"], headings, rows)
