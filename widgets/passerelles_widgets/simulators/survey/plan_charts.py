"""What the methods bring and when: the survey's coverage and calendar, as figures."""

from __future__ import annotations

from typing import Any

from passerelles.library.text import enumeration, money, number
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.figures import axis, bar, layout, plain, wrapped
from passerelles_widgets.simulators.palette import style
from passerelles_widgets.simulators.survey.charts import line
from passerelles_widgets.simulators.survey.fieldwork import FAMILIES, METHODS
from passerelles_widgets.simulators.survey.model import CROSSED, Result
from passerelles_widgets.simulators.survey.notes import family_label


def families(result: Result, texts: Texts) -> Figure:
    """Return how many of the chosen methods bring each family of data."""
    labels = {family: family_label(family, texts) for family in FAMILIES}
    short = [texts[f"short_{family}"] for family in FAMILIES]
    series = [
        {
            "type": "bar",
            "orientation": "h",
            "name": plain(texts.labels[f"methods/{method}"]),
            "y": short,
            "x": [1 if method in result.families[family] else 0 for family in FAMILIES],
            "marker": bar(style(METHODS.index(method))),
            "hoverinfo": "name",
        }
        for method in result.methods
    ]
    spec = {
        "data": series,
        "layout": layout(
            texts.language,
            480,
            barmode="stack",
            showlegend=True,
            xaxis=axis(texts["families_axis"], range=[0, len(METHODS)], dtick=1),
            yaxis=axis(type="category", autorange="reversed"),
            shapes=[line(CROSSED)],
        ),
    }
    parts = [
        texts["families_part"].format(family=labels[family], count=len(result.families[family]))
        for family in FAMILIES
    ]
    title = texts["families_title"]
    headings = (
        Heading(texts["family"]),
        Heading(texts["count"], "number", 0),
        Heading(texts["sources"]),
    )
    rows = tuple(
        (labels[family], len(found), _names(found, texts) or texts["none"])
        for family, found in result.families.items()
    )
    alt = texts["families_alt"].format(parts=enumeration(parts, texts.language))
    return Figure("families", title, spec, alt, Table("families", title, headings, rows))


def _names(methods: tuple[str, ...], texts: Texts) -> str:
    return enumeration([texts.labels[f"methods/{name}"] for name in methods], texts.language)


def _smooth(index: int) -> dict[str, Any]:
    """Return a bar without its pattern: an amount is read through it."""
    made = bar(style(index))
    made["pattern"] = {"shape": ""}
    return made


def calendar(result: Result, texts: Texts) -> Figure:
    """Return when each method runs and what it costs."""
    language = texts.language
    names = {task.method: texts.labels[f"methods/{task.method}"] for task in result.tasks}
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [wrapped(names[task.method])],
                "base": [task.start_weeks],
                "x": [task.length_weeks],
                "text": [money(task.cost, language)],
                "textposition": "auto",
                "marker": _smooth(METHODS.index(task.method)),
                "hoverinfo": "skip",
            }
            for task in result.tasks
        ],
        "layout": layout(
            language,
            260,
            barmode="overlay",
            xaxis=axis(texts["calendar_axis"], rangemode="tozero"),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["calendar_part"].format(
            method=names[task.method],
            start=number(task.start_weeks, language, 1),
            end=number(task.end_weeks, language, 1),
            cost=money(task.cost, language),
        )
        for task in result.tasks
    ]
    title = texts["calendar_title"]
    headings = (
        Heading(texts["method"]),
        Heading(texts["start"], "number", 1),
        Heading(texts["length"], "number", 0),
        Heading(texts["money"], "euro", 0),
    )
    rows = tuple(
        (names[task.method], task.start_weeks, task.days, task.cost) for task in result.tasks
    )
    alt = texts["calendar_alt"].format(parts=" ".join(parts) or texts["none"])
    return Figure("calendar", title, spec, alt, Table("calendar", title, headings, rows))
