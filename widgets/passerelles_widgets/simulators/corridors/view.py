"""The corridors as they are shown: the map, who they concern, who resembles them."""

from __future__ import annotations

from typing import Final

from passerelles.library.text import percent
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.corridors import charts, map_chart, wording
from passerelles_widgets.simulators.corridors.model import Result
from passerelles_widgets.simulators.corridors.notes import notes

_KINDRED: Final = 3  # pairs named for each corridor
_NEAR: Final = 10


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures, tables and notes of a result."""
    figures = [map_chart.draw(result, texts)]
    if result.own:
        figures.append(charts.groups(result, texts))
    tables = [table for table in (_kindred(result, texts), _near(result, texts)) if table.rows]
    return View(_sentence(result, texts), tuple(figures), tuple(tables), notes(result, texts))


def _sentence(result: Result, texts: Texts) -> str:
    return _shown(result, texts) + _own(result, texts)


def _shown(result: Result, texts: Texts) -> str:
    if not result.shown_entries:
        return texts["shown_none"]
    return texts["shown"].format(
        pairs=_counted("pairs", result.shown_pairs, texts),
        points=_counted("points", len(result.points), texts),
    )


def _counted(name: str, count: int, texts: Texts) -> str:
    return texts[f"{name}_one" if count == 1 else f"{name}_many"].format(count=count)


def _own(result: Result, texts: Texts) -> str:
    home, count = wording.home(result, texts), len(result.own)
    if not count:
        return texts["own_none"].format(home=home)
    first = result.own[0]
    name = first.group.name
    if count == 1:
        said = texts["own_one"].format(
            home=home, name=name, km=wording.kilometres(first.length, texts)
        )
    elif not first.group.people:
        said = texts["own_uncounted"].format(home=home, count=count)
    else:
        share = percent(first.share, texts.language)
        said = texts["own_many"].format(home=home, count=count, name=name, share=share)
    found = result.kindred_pairs
    key = {0: "kindred_none", 1: "kindred_one"}.get(found, "kindred_many")
    return said + texts[key].format(count=found)


def _kindred(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["kindred_corridor"]),
        Heading(texts["kindred_pair"]),
        Heading(texts["kindred_gap"], "number", 0),
        Heading(texts["map_entry"]),
        Heading(texts["map_source"]),
    )
    rows = tuple(
        (
            item.group.name,
            texts["pair"].format(
                start=wording.place_name(found.pair[0], texts),
                end=wording.place_name(found.pair[1], texts),
            ),
            found.gap,
            found.entry.title[texts.language],
            wording.source(found.entry, texts),
        )
        for item in result.own
        for found in item.kindred[:_KINDRED]
    )
    return Table("kindred", texts["kindred_title"], headings, rows)


def _near(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["map_entry"]),
        Heading(texts["near_kind"]),
        Heading(texts["map_length"], "number", 0),
        Heading(texts["map_source"]),
    )
    rows = tuple(
        (
            entry.title[texts.language],
            texts[f"kind_{entry.kind}"],
            length,
            wording.source(entry, texts),
        )
        for entry, length in result.near[:_NEAR]
    )
    return Table("near", texts["near_title"], headings, rows)
