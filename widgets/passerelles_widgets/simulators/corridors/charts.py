"""The people behind each corridor, as bars."""

from __future__ import annotations

from typing import Final

from passerelles.library.text import number
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.corridors.model import HEARSAY, Result
from passerelles_widgets.simulators.corridors.wording import counted
from passerelles_widgets.simulators.figures import axis, bar, layout, wrapped
from passerelles_widgets.simulators.palette import CLEAR, style

_ROW: Final = 46


def groups(result: Result, texts: Texts) -> Figure:
    """Return a bar a corridor: how many people, and whether anybody knows for sure."""
    shown = list(enumerate(result.own))
    series = (
        ("groups_known", style(0), [(i, item) for i, item in shown if item.group.known != HEARSAY]),
        (
            "groups_hearsay",
            style(1),
            [(i, item) for i, item in shown if item.group.known == HEARSAY],
        ),
    )
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": texts[name],
                "y": [i for i, _ in rows],
                "x": [item.group.people for _, item in rows],
                "text": [
                    number(item.group.people, texts.language)
                    if item.group.people
                    else texts["people_none"]
                    for _, item in rows
                ],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": bar(look),
                "hoverinfo": "skip",
            }
            for name, look, rows in series
            if rows
        ],
        "layout": layout(
            texts.language,
            110 + _ROW * max(1, len(shown)),
            showlegend=True,
            barmode="overlay",
            xaxis=axis(texts["groups_axis"], range=_range(result), nticks=4, tickformat=",d"),
            yaxis=axis(
                tickvals=[i for i, _ in shown],
                ticktext=[wrapped(item.group.name, 16) for _, item in shown],
                range=[len(shown) - 0.5, -0.5],
                zeroline=False,
                gridcolor=CLEAR,
            ),
        ),
    }
    parts = " ".join(
        texts["groups_part"].format(name=item.group.name, people=counted(item.group.people, texts))
        for item in result.own
    )
    title = texts["groups_title"]
    alt = texts["groups_alt"].format(parts=parts)
    return Figure("groups", title, spec, alt, _groups_table(result, texts), broad=True)


def _range(result: Result) -> list[float]:
    """Leave room beside the longest bar for its number."""
    return [0, max(1, *(item.group.people for item in result.own)) * 1.3]


def _groups_table(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["groups_place"]),
        Heading(texts["groups_country"]),
        Heading(texts["groups_people"], "number", 0),
        Heading(texts["groups_share"], "percent", 0),
        Heading(texts["groups_how"]),
        Heading(texts["map_length"], "number", 0),
        Heading(texts["groups_where"]),
    )
    rows = tuple(
        (
            item.group.name,
            item.group.country or None,
            item.group.people or None,
            item.share if item.group.people else None,
            texts.labels[f"groups/known/{item.group.known}"],
            item.length,
            texts["where_listed" if item.group.listed else "where_typed"],
        )
        for item in result.own
    )
    return Table("groups", texts["groups_title"], headings, rows)
