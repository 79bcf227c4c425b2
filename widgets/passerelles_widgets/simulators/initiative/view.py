"""How a plan is shown: calendar, budget and risks, then the logical framework as tables."""

from __future__ import annotations

from passerelles.library.text import enumeration, money, number, percent
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.initiative import charts
from passerelles_widgets.simulators.initiative.budget import LINES
from passerelles_widgets.simulators.initiative.model import Result
from passerelles_widgets.simulators.initiative.notes import notes, path
from passerelles_widgets.simulators.initiative.plan import STEPS
from passerelles_widgets.simulators.initiative.smart import QUALITIES, Indicator


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, three figures, four tables and the notes for `result`."""
    return View(
        sentence=_sentence(result, texts),
        figures=(
            charts.gantt(result, texts),
            charts.costs(result, texts),
            charts.risks(result, texts),
        ),
        tables=(
            _steps(result, texts),
            _logframe(result, texts),
            _smart(result, texts),
            _lines(result, texts),
        ),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    if not result.activities:
        return texts["sentence_empty"]
    language = texts.language
    return texts["sentence_one" if result.steps_done == 1 else "sentence"].format(
        done=number(result.steps_done, language, 0),
        months=number(result.months, language),
        horizon=number(result.horizon, language, 0),
        path=path(result),
        total=money(result.total, language),
        share=percent(result.partner_share, language),
    )


def _steps(result: Result, texts: Texts) -> Table:
    headings = (Heading(texts["step"]), Heading(texts["state"]), Heading(texts["rule"]))
    rows = tuple(
        (
            texts[f"step_{step}"],
            texts["done" if step in result.done else "to_do"],
            texts[f"rule_{step}"],
        )
        for step in STEPS
    )
    return Table("steps", texts["steps_title"], headings, rows)


def _logframe(result: Result, texts: Texts) -> Table:
    """Return objective, results and deliverables with what shows them and what they rest on."""
    none = texts["none"]
    rows: list[tuple[str, ...]] = [(texts["objective"], result.objective or none, none, none, none)]
    for planned in result.results:
        found = [
            item.indicator for item in result.checked if item.indicator.result == planned.number
        ]
        rows.append(
            (
                texts["result"].format(number=planned.number),
                planned.text,
                texts["joined"].join(_indicator(item, texts) for item in found) or none,
                enumeration(dict.fromkeys(i.means for i in found if i.means), texts.language)
                or none,
                planned.assumption or none,
            )
        )
        rows.append(
            (
                texts["deliverable"].format(number=planned.number),
                planned.deliverable or none,
                none,
                none,
                none,
            )
        )
    headings = tuple(
        Heading(texts[name])
        for name in ("level", "statement", "indicators", "means", "assumptions")
    )
    return Table("logframe", texts["logframe_title"], headings, tuple(rows))


def _indicator(item: Indicator, texts: Texts) -> str:
    key = "indicator_line" if item.baseline_known else "indicator_unknown"
    return texts[key].format(
        name=item.name,
        baseline=number(item.baseline, texts.language),
        target=number(item.target, texts.language),
        unit=item.unit,
        month=item.month,
    )


def _smart(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["indicator"]),
        *(Heading(texts[quality]) for quality in QUALITIES),
    )
    rows = tuple(
        (
            item.indicator.name,
            *(texts["yes" if quality in item.held else "no"] for quality in QUALITIES),
        )
        for item in result.checked
    )
    return Table("smart", texts["smart_title"], headings, rows)


def _lines(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["line"]),
        Heading(texts["amount"], "euro", 0),
        Heading(texts["share"], "percent", 0),
    )
    planned = result.budget
    rows = (
        *(
            (texts.labels[f"costs/line/{line}"], planned.by_line[line], planned.share(line))
            for line in LINES
        ),
        (texts["reserve_line"], planned.reserve, planned.reserve_share),
        (texts["total"], planned.total, None),
    )
    return Table("lines", texts["lines_title"], headings, rows)
