"""Remittances as they are shown: the fund, the money sent, the families, the four rules."""

from __future__ import annotations

from passerelles.library.text import money
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.remittances import charts
from passerelles_widgets.simulators.remittances.fund import SINCE
from passerelles_widgets.simulators.remittances.model import Result
from passerelles_widgets.simulators.remittances.notes import index, notes


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures, tables and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(
            charts.fund(result, texts),
            charts.flows(result, texts),
            charts.incomes(result, texts),
        ),
        tables=(_rules(result, texts), _gaps(result, texts)),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    language = texts.language
    key = {0: "projects_none", 1: "projects_one"}.get(result.projects, "projects_many")
    return texts["summary_everyone" if result.everyone else "summary"].format(
        pooled=money(result.fund_now.pooled, language),
        matched=money(result.matched, language),
        fund=money(result.fund, language),
        projects=texts[key].format(count=result.projects),
        verb=texts["loses" if result.net_without < 0 else "gains"],
        net=money(abs(result.net_without), language),
        before=index(result.gini_before, texts),
        after=index(result.gini, texts),
    )


def _rules(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["rule"]),
        Heading(texts["since"]),
        Heading(texts["matched"], "euro", 0),
        Heading(texts["total"], "euro", 0),
        Heading(texts["club_cost"], "euro", 0),
    )
    rows = tuple(
        (
            item.rule.replace("x", "×"),
            str(SINCE[item.rule]),
            item.matched,
            item.total,
            item.club_cost,
        )
        for item in result.rules
    )
    return Table("rules", texts["rules_title"], headings, rows)


def _gaps(result: Result, texts: Texts) -> Table:
    headings = (Heading(texts["situation"]), Heading(texts["gini"], "number", 3))
    rows = (
        (texts["gini_before"], result.gini_before),
        (texts["gini_sent"], result.gini_sent),
        (texts["gini_now"], result.gini),
    )
    return Table("gaps", texts["gaps_title"], headings, rows)
