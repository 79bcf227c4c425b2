"""Recruitment as it is shown: two futures, flows, money, and the five conditions."""

from __future__ import annotations

from passerelles.library.text import money, number, percent
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.skills_mobility import charts
from passerelles_widgets.simulators.skills_mobility.model import Result
from passerelles_widgets.simulators.skills_mobility.notes import notes, written, years


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures, tables and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(
            charts.stock(result, texts),
            charts.flows(result, texts),
            charts.funds(result, texts),
        ),
        tables=(_conditions(result, texts),),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    language = texts.language
    if not result.recruited:
        return texts["summary_nobody"]
    if result.replaced is None:
        replaced = texts["replaced_never"].format(years=years(result.horizon, texts))
    else:
        replaced = texts["replaced_in"].format(years=years(result.replaced, texts))
    return texts["summary"].format(
        recruited=number(result.recruited, language, 0),
        years=years(result.years, texts),
        gap=number(result.gap, language, 0),
        replaced=replaced,
        compensation=money(result.compensation, language),
        coverage=percent(result.coverage, language),
        conditions=result.conditions,
    )


def _conditions(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["condition"]),
        Heading(texts["value"]),
        Heading(texts["limit"]),
        Heading(texts["met"]),
    )
    rows = tuple(
        (
            texts[item.id],
            written(item, item.value, result, texts),
            written(item, item.limit, result, texts),
            texts["answer_yes" if item.met else "answer_no"],
        )
        for item in result.items
    )
    return Table("conditions", texts["conditions_title"], headings, rows)
