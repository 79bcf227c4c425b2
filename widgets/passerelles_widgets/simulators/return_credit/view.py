"""The return scheme as it is shown: schedule, survival, portfolio, chances and costs."""

from __future__ import annotations

from passerelles.library.text import money, percent
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.return_credit import charts
from passerelles_widgets.simulators.return_credit.model import Result
from passerelles_widgets.simulators.return_credit.notes import notes


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures, tables and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(
            charts.schedule(result, texts),
            charts.survival(result, texts),
            charts.portfolio(result, texts),
            charts.losses(result, texts),
        ),
        tables=(_chances(result, texts), _costs(result, texts)),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    language = texts.language
    low, high = result.survivors_interval
    return texts["summary"].format(
        survival=percent(result.survival, language),
        horizon=result.horizon,
        low=low,
        high=high,
        families=result.families,
        instalment=money(result.instalment, language),
        cost=money(result.cost_per_survivor, language),
    )


def _chances(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["what"]),
        Heading(texts["average"], "number", 1),
        Heading(texts["low"], "number", 0),
        Heading(texts["high"], "number", 0),
        Heading(texts["how"]),
    )
    rows = (
        (texts["survivors"], result.survivors, *result.survivors_interval, texts["exact"]),
        (texts["losses"], result.loss, *result.loss_interval, texts["drawn"]),
    )
    return Table("chances", texts["chances_title"], headings, rows)


def _costs(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["item"]),
        Heading(texts["total"], "euro", 0),
        Heading(texts["each"], "euro", 0),
    )
    rows = tuple((texts[line.id], line.total, line.each) for line in result.lines)
    return Table("costs", texts["costs_title"], headings, rows)
