"""The platform as it is shown: grid, seats, principles, roles, workload and what to mend."""

from __future__ import annotations

from typing import Any

from passerelles.library.text import enumeration, number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts, View
from passerelles_widgets.simulators.figures import axis, bar, layout, percent_axis, wrapped
from passerelles_widgets.simulators.palette import OUTLINE, STYLES, style
from passerelles_widgets.simulators.stakeholders.grid import grid
from passerelles_widgets.simulators.stakeholders.model import Result
from passerelles_widgets.simulators.stakeholders.notes import group_label, notes
from passerelles_widgets.simulators.stakeholders.platform import GROUPS

_PRINCIPLES = ("accessible", "balanced", "independent", "transparent")


def view(result: Result, texts: Texts) -> View:
    """Return the figures, tables, sentence and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(grid(result, texts), _seats(result, texts), _principles(result, texts)),
        tables=(_raci(result, texts), _loads(result, texts)),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    if result.largest_group is None:
        return texts["summary_empty"]
    language = texts.language
    seated = len(GROUPS) - len(result.absent_groups)
    seats = "seats_one" if result.total_seats == 1 else "seats_many"
    groups = "groups_one" if seated == 1 else "groups_many"
    return texts["summary"].format(
        seats=texts[seats].format(count=number(result.total_seats, language)),
        groups=texts[groups].format(count=seated),
        effective=number(result.effective_groups, language, 1),
        largest=group_label(result.largest_group, texts),
        dominance=percent(result.dominance, language),
        migrants=percent(result.migrants_share, language),
    )


def _seats(result: Result, texts: Texts) -> Figure:
    language = texts.language
    shown = GROUPS[::-1]  # plotly draws the first bar at the bottom
    spec = {
        "data": [_bar(group, result, texts) for group in shown],
        "layout": layout(
            language,
            360,
            barmode="overlay",
            xaxis=axis(texts["seats_axis"], rangemode="tozero", tickformat=",d", nticks=6),
            yaxis=axis(type="category"),
            shapes=[_line(result.threshold_seats)] if result.total_seats else [],
            annotations=[_threshold(result, texts)] if result.total_seats else [],
            margin={"l": 8, "r": 76, "t": 28, "b": 40, "pad": 2},
        ),
    }
    alt = texts["seats_alt"].format(
        parts=enumeration(
            [
                texts["seats_part"].format(
                    group=group_label(group, texts), seats=result.seats[group]
                )
                for group in GROUPS
            ],
            language,
        ),
        threshold=percent(result.dominance_threshold, language),
    )
    headings = (
        Heading(texts.labels["stakeholders/group"]),
        Heading(texts["seats_axis"], "number", 0),
        Heading(texts["share"], "percent", 0),
    )
    rows = tuple(
        (group_label(group, texts), result.seats[group], result.shares[group]) for group in GROUPS
    )
    title = texts["seats_title"]
    return Figure("seats", title, spec, alt, Table("seats", title, headings, rows))


def _bar(group: str, result: Result, texts: Texts) -> dict[str, Any]:
    """Return one group's bar, its seats and share written at its end."""
    share = percent(result.shares[group], texts.language)
    return {
        "type": "bar",
        "orientation": "h",
        "name": group_label(group, texts),
        "y": [wrapped(group_label(group, texts))],
        "x": [result.seats[group]],
        "text": [f"{result.seats[group]} ({share})"],
        "textposition": "outside",
        "marker": bar(style(GROUPS.index(group))),
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _line(at: float) -> dict[str, Any]:
    """Return the dashed line of the dominance threshold."""
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1,
        "line": {"color": OUTLINE, "width": 2, "dash": "dash"},
    }


def _threshold(result: Result, texts: Texts) -> dict[str, Any]:
    share = percent(result.dominance_threshold, texts.language)
    return {
        "x": result.threshold_seats,
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "yanchor": "bottom",
        "text": f"{texts['threshold']} {share}",
        "showarrow": False,
    }


def _principles(result: Result, texts: Texts) -> Figure:
    language = texts.language
    scores = {name: getattr(result, name) for name in _PRINCIPLES}
    shown = _PRINCIPLES[::-1]
    labels = texts.indicators
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [wrapped(labels[name], 16) for name in shown],
                "x": [scores[name] for name in shown],
                "text": [percent(scores[name], language) for name in shown],
                "textposition": "outside",
                "marker": bar(STYLES[0]),
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        ],
        "layout": layout(
            language,
            260,
            xaxis=percent_axis(language),
            yaxis=axis(type="category"),
            margin={"l": 8, "r": 60, "t": 8, "b": 40, "pad": 2},
        ),
    }
    parts = [f"{labels[name]} {percent(scores[name], language)}" for name in _PRINCIPLES]
    title = texts["principles_title"]
    headings = (Heading(texts["principle"]), Heading(texts["score"], "percent", 0))
    rows = tuple((labels[name], scores[name]) for name in _PRINCIPLES)
    alt = texts["principles_alt"].format(parts=enumeration(parts, language))
    return Figure("principles", title, spec, alt, Table("principles", title, headings, rows))


def _raci(result: Result, texts: Texts) -> Table:
    written = {"": texts["no_letter"], "AR": texts["both_letters"]}
    headings = (
        Heading(texts.labels["stakeholders/name"]),
        *(Heading(texts.labels[f"stakeholders/step{step}"]) for step in range(1, 8)),
    )
    rows = tuple(
        (item.name, *(written.get(letters, letters) for letters in item.letters))
        for item in result.members
    )
    return Table("raci", texts["raci_title"], headings, rows)


def _loads(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts.labels["stakeholders/name"]),
        Heading(texts["seats_axis"], "number", 0),
        Heading(texts["load_days"], "number", 1),
        Heading(texts["load_capacity"], "number", 1),
        Heading(texts["load_state"]),
    )
    rows = tuple(
        (
            item.name,
            item.seats,
            item.load,
            item.capacity,
            texts["load_over" if item.overloaded else "load_fine"],
        )
        for item in result.members
    )
    return Table("workload", texts["load_title"], headings, rows)
