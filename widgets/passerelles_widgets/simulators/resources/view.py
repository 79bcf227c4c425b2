"""How a tested funding plan is shown: three figures, people and means as tables."""

from __future__ import annotations

from passerelles.library.text import money, number, percent
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.resources import charts
from passerelles_widgets.simulators.resources.model import Result
from passerelles_widgets.simulators.resources.notes import notes


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, three figures, two tables and the notes for `result`."""
    return View(
        sentence=_sentence(result, texts),
        figures=(
            charts.cover(result, texts),
            charts.cash(result, texts),
            charts.sources(result, texts),
        ),
        tables=(_people(result, texts), _means(result, texts)),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    if result.need <= 0:
        return texts["sentence_empty"]
    language = texts.language
    return texts["sentence"].format(
        planned=money(result.planned, language),
        need=money(result.need, language),
        draws=number(result.draws, language, 0),
        cover=percent(result.expected_cover, language),
        low=percent(result.low_cover, language),
        high=percent(result.high_cover, language),
        whole=percent(result.whole_chance, language),
        gap=money(result.expected_gap, language),
    )


def _people(result: Result, texts: Texts) -> Table:
    headings = (
        *(Heading(texts.labels[f"people/{name}"]) for name in ("name", "level", "place")),
        *(Heading(texts.labels[f"people/{name}"], "number", 1) for name in ("needed", "available")),
        Heading(texts.labels["people/ready"]),
    )
    rows = tuple(
        (
            role.name,
            texts.labels[f"people/level/{role.level}"],
            texts.labels[f"people/place/{role.place}"],
            role.needed,
            role.available,
            texts["yes" if role.ready else "no"],
        )
        for role in result.roles
    )
    return Table("people", texts["people_title"], headings, rows)


def _means(result: Result, texts: Texts) -> Table:
    headings = tuple(Heading(texts.labels[f"means/{name}"]) for name in ("name", "place", "state"))
    rows = tuple(
        (
            item.name,
            texts.labels[f"means/place/{item.place}"],
            texts.labels[f"means/state/{item.state}"],
        )
        for item in result.means
    )
    return Table("means", texts["means_title"], headings, rows)
