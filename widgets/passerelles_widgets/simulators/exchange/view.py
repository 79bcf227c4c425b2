"""The exchange as it is shown: the board, the pairs, your peers, and the programme."""

from __future__ import annotations

from passerelles.library.text import money, percent
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.exchange import charts
from passerelles_widgets.simulators.exchange.model import DIRECTIONS, Result
from passerelles_widgets.simulators.exchange.notes import notes, points


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures, tables and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(
            charts.board(result, texts),
            charts.pairs(result, texts),
            charts.calendar(result, texts),
        ),
        tables=(_peers(result, texts), _directions(result, texts), _costs(result, texts)),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    language = texts.language
    if not result.pairs:
        return texts["summary_none"]
    count = len(result.pairs)
    said = {
        "pairs": texts["pairs_one" if count == 1 else "pairs_many"].format(count=count),
        "met": percent(result.met_share, language),
        "reciprocity": percent(result.reciprocity, language),
    }
    made = result.home_pair
    if made is None:
        return texts["summary_alone"].format(**said)
    return texts["summary"].format(
        peer=made.second.name,
        learnt=points(made.learnt, texts),
        taught=points(made.taught, texts),
        cost=money(result.cost, language),
        **said,
    )


def _peers(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["peer"]),
        Heading(texts["you_learn"], "number", 0),
        Heading(texts["you_teach"], "number", 0),
        Heading(texts["languages"]),
        Heading(texts["worth"], "number", 1),
        Heading(texts["verdict"]),
    )
    partners = result.partners
    rows = tuple(
        (
            made.second.name,
            made.learnt,
            made.taught,
            charts.shared(made, texts),
            made.worth,
            texts["chosen"]
            if made is result.home_choice
            else _verdict(partners.get(made.second.number), texts),
        )
        for made in result.choices
    )
    return Table("peers", texts["peers_title"], headings, rows)


def _verdict(partner: str | None, texts: Texts) -> str:
    return texts["free"] if partner is None else texts["elsewhere"].format(name=partner)


def _directions(result: Result, texts: Texts) -> Table:
    headings = (Heading(texts["direction"]), Heading(texts["share"], "percent", 0))
    rows = tuple((texts[way], result.directions[way]) for way in DIRECTIONS)
    return Table("directions", texts["directions_title"], headings, rows)


def _costs(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts.labels["activities/kind"]),
        Heading(texts["travel"], "euro", 0),
        Heading(texts["interpreting"], "euro", 0),
        Heading(texts["associations"], "euro", 0),
        Heading(texts["writing"], "euro", 0),
        Heading(texts["cost"], "euro", 0),
    )
    rows = tuple(
        (
            texts.labels[f"activities/kind/{item.activity.kind}"],
            item.travel,
            item.interpreting,
            item.associations,
            item.writing,
            item.cost,
        )
        for item in result.programme
    )
    return Table("costs", texts["costs_title"], headings, rows)
