"""Monitoring as it is shown: the lights, the evaluation, what to revise and what to publish."""

from __future__ import annotations

from passerelles.library.text import percent
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.monitoring import charts
from passerelles_widgets.simulators.monitoring.model import GROUPS, Judged, Result
from passerelles_widgets.simulators.monitoring.notes import named, notes


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures, tables and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(charts.lights(result, texts), charts.roles(result, texts)),
        tables=(_revise(result, texts), _public(result, texts)),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    count = len(result.judged)
    if not count:
        return texts["summary_empty"]
    return texts["summary"].format(
        rows=texts["rows_one" if count == 1 else "rows_many"].format(count=count),
        progress=percent(result.mean_progress, texts.language),
        heard=len(GROUPS) - len(result.absent),
        **result.counts,
    )


def _revise(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["light"]),
        Heading(texts["indicator"]),
        Heading(texts["progress"], "percent", 0),
        Heading(texts["step"]),
        Heading(texts["question"]),
    )
    rows = tuple(
        (
            texts[item.light],
            named(item, texts),
            item.progress,
            texts.labels[f"indicators/step/{item.reading.step}"],
            texts[f"revise_{item.reading.step}"],
        )
        for item in result.revise
    )
    return Table("revise", texts["revise_title"], headings, rows)


def _public(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["indicator"]),
        Heading(texts["for_whom"]),
        Heading(texts["value"]),
        Heading(texts["read_on"]),
        Heading(texts["progress"], "percent", 0),
        Heading(texts["state"]),
    )
    rows = tuple(
        (
            item.reading.name,
            item.reading.group or texts["everyone"],
            charts.value(item, texts) if item.published else texts["none"],
            charts.written_date(item.date, texts),
            item.progress if item.published else None,
            _state(item, result, texts),
        )
        for item in result.judged
    )
    return Table("public", texts["public_title"], headings, rows)


def _state(item: Judged, result: Result, texts: Texts) -> str:
    if item.published:
        return texts["publishable"]
    few = item.reading.people < result.publish_from
    return texts["too_few" if few else "deducible"]
