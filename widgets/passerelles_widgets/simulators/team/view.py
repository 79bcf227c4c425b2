"""The team as it is shown: competences by level, the plan in its order, posts and people."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import enumeration, number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts, View
from passerelles_widgets.simulators.figures import axis, bar, layout, wrapped
from passerelles_widgets.simulators.palette import style
from passerelles_widgets.simulators.team.model import LevelCover, Result
from passerelles_widgets.simulators.team.notes import notes, pair_label
from passerelles_widgets.simulators.team.training import Item

_STATES: Final = (("has", "held"), ("learning", "learned"), ("none", "missing"))
_WAYS: Final = ("train", "borrow")


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures, tables and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(_coverage(result, texts), _plan(result, texts)),
        tables=(_posts(result, texts), _covers(result, texts)),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    if not result.posts_filled:
        return texts["summary_empty"]
    language = texts.language
    key = {0: "missing_none", 1: "missing_one"}.get(result.missing, "missing_many")
    return texts["summary"].format(
        posts=result.posts_filled,
        coverage=percent(result.coverage, language),
        hours=number(result.hours, language, 0),
        after=percent(result.coverage_after, language),
        missing=texts[key].format(count=result.missing),
    )


def _coverage(result: Result, texts: Texts) -> Figure:
    language = texts.language
    labels = [wrapped(texts[item.level], 14) for item in result.levels]
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": texts[state],
                "y": labels,
                "x": [_count(item, attribute) for item in result.levels],
                "text": [str(_count(item, attribute) or "") for item in result.levels],
                "textposition": "auto",
                "marker": bar(style(index)),
                "hoverinfo": "name",
            }
            for index, (state, attribute) in enumerate(_STATES)
        ],
        "layout": layout(
            language,
            280,
            barmode="stack",
            showlegend=True,
            xaxis=axis(texts["coverage_axis"], rangemode="tozero", dtick=1),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["coverage_part"].format(
            level=texts[item.level], held=item.held, learned=item.learned, missing=item.missing
        )
        for item in result.levels
    ]
    title = texts["coverage_title"]
    headings = (
        Heading(texts["level"]),
        Heading(texts["share"], "percent", 0),
        *(Heading(texts[state], "number", 0) for state, _ in _STATES),
    )
    rows = tuple(
        (texts[item.level], item.coverage, item.held, item.learned, item.missing)
        for item in result.levels
    )
    alt = texts["coverage_alt"].format(parts=" ".join(parts))
    return Figure("coverage", title, spec, alt, Table("coverage", title, headings, rows))


def _count(item: LevelCover, attribute: str) -> int:
    found: int = getattr(item, attribute)
    return found


def _plan(result: Result, texts: Texts) -> Figure:
    order = [wrapped(pair_label(item.level, item.competence, texts), 26) for item in result.items]
    spec = {
        "data": [_bars(result, way, texts) for way in _WAYS],
        "layout": layout(
            texts.language,
            110 + 56 * max(len(order), 2),
            barmode="overlay",
            showlegend=True,
            xaxis=axis(texts["plan_axis"], rangemode="tozero"),
            yaxis=axis(
                type="category",
                autorange="reversed",
                categoryorder="array",
                categoryarray=order,
            ),
        ),
    }
    said = [_said(item, texts) for item in result.items]
    title = texts["plan_title"]
    headings = (
        Heading(texts["priority"], "number", 0),
        Heading(texts["level"]),
        Heading(texts["competence"]),
        Heading(texts["way"]),
        Heading(texts["trainee"]),
        Heading(texts["hours"], "number", 0),
    )
    rows = tuple(
        (
            item.priority,
            texts[item.level],
            texts.labels[f"people/{item.competence}"],
            texts[item.way],
            item.trainee or texts["nobody"],
            item.hours,
        )
        for item in result.items
    )
    alt = texts["plan_alt"].format(parts=" ".join(said) or texts["plan_none"])
    return Figure("plan", title, spec, alt, Table("plan", title, headings, rows))


def _bars(result: Result, way: str, texts: Texts) -> dict[str, Any]:
    own = [item for item in result.items if item.way == way]
    return {
        "type": "bar",
        "orientation": "h",
        "name": texts[way],
        "y": [wrapped(pair_label(item.level, item.competence, texts), 26) for item in own],
        "x": [item.hours for item in own],
        "text": [number(item.hours, texts.language, 0) for item in own],
        "textposition": "auto",
        "marker": bar(style(_WAYS.index(way))),
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _said(item: Item, texts: Texts) -> str:
    return texts[f"plan_{item.way}"].format(
        label=pair_label(item.level, item.competence, texts),
        hours=number(item.hours, texts.language, 0),
        trainee=item.trainee,
    )


def _posts(result: Result, texts: Texts) -> Table:
    headings = (Heading(texts["post"]), Heading(texts["people"]), Heading(texts["time"]))
    rows = tuple(
        (
            texts.labels[f"people/post/{post}"],
            enumeration([member.name for member in members], texts.language) or texts["nobody"],
            enumeration(
                [percent(member.time, texts.language) for member in members], texts.language
            )
            or texts["nobody"],
        )
        for post, members in result.posts.items()
    )
    return Table("posts", texts["posts_title"], headings, rows)


def _covers(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["level"]),
        Heading(texts["competence"]),
        Heading(texts["state"]),
        Heading(texts["who_has"]),
        Heading(texts["who_learns"]),
    )
    rows = tuple(
        (
            texts[cover.level],
            texts.labels[f"people/{cover.competence}"],
            texts[cover.state],
            enumeration(cover.has, texts.language) or texts["nobody"],
            enumeration(cover.learning, texts.language) or texts["nobody"],
        )
        for cover in result.covers
    )
    return Table("covers", texts["covers_title"], headings, rows)
