"""Seasonal work as it is shown: weeks, rates, cost, and who comes and goes home."""

from __future__ import annotations

from passerelles.library.text import money, percent
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.seasonal_work import charts
from passerelles_widgets.simulators.seasonal_work.model import Result
from passerelles_widgets.simulators.seasonal_work.notes import notes


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures, tables and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(
            charts.weeks(result, texts),
            charts.rates(result, texts),
            charts.costs(result, texts),
        ),
        tables=(_seasons(result, texts),),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    language = texts.language
    if not result.peak_demand:
        return texts["summary_no_demand"]
    if not result.places:
        return texts["summary_nobody"]
    count = len(result.seasons)
    left = money(abs(result.balance), language)
    return texts["summary"].format(
        rate=percent(result.return_rate, language),
        last=result.last.number,
        irregular=percent(result.irregular_share, language, 1),
        count=texts["seasons_one" if count == 1 else "seasons_many"].format(count=count),
        cost=money(result.cost, language),
        budget=texts["over" if result.balance < 0 else "within"].format(left=left),
    )


def _seasons(result: Result, texts: Texts) -> Table:
    names = ("new", "asked", "called_back", "gone_home", "stayed")
    headings = (
        Heading(texts["season"], "number", 0),
        *(Heading(texts[name], "number", 0) for name in names),
    )
    rows = tuple(
        (
            season.number,
            season.new,
            season.asked,
            season.called_back,
            season.gone_home,
            season.stayed,
        )
        for season in result.seasons
    )
    return Table("seasons", texts["seasons_title"], headings, rows)
