"""How a result is shown: where scores come from, how places move, what is still unknown."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import NBSP, enumeration, number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts, View
from passerelles_widgets.simulators.figures import axis, bar, layout, percent_axis, plain, wrapped
from passerelles_widgets.simulators.palette import BLUE, OUTLINE, Style, style
from passerelles_widgets.simulators.partners.model import CRITERIA, Outcome, Result
from passerelles_widgets.simulators.partners.notes import named, notes

_LABEL_WIDTH: Final = 14
# On the Okabe–Ito colours black reads at 5:1 or better, on blue alone white does.
_BLACK: Final = "#000000"
_WHITE: Final = "#FFFFFF"
_ROOM: Final = 170  # pixels for legend and axis
_BAR: Final = 46  # pixels for each candidate


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, two figures, two tables and the notes for `result`."""
    return View(
        sentence=_sentence(result, texts),
        figures=(_scores(result, texts), _ranks(result, texts)),
        tables=(_stability(result, texts), _readiness(result, texts)),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    language = texts.language
    leader = result.outcomes[0]
    said = {
        "name": named(leader, texts),
        "score": number(result.leader_score, language, 2),
        "share": percent(result.first_rank_acceptability, language),
        "draws": number(result.draws, language, 0),
    }
    if len(result.outcomes) == 1:
        return texts["sentence_alone"].format(**said)
    if len(result.leaders) > 1:
        names = enumeration([named(outcome, texts) for outcome in result.leaders], language)
        return texts["sentence_tie"].format(names=names, **said)
    return texts["sentence"].format(
        second=named(result.outcomes[1], texts),
        lead=number(result.lead, language, 2),
        **said,
    )


def _scores(result: Result, texts: Texts) -> Figure:
    language = texts.language
    names = [named(outcome, texts) for outcome in result.outcomes]
    labels = [wrapped(name, _LABEL_WIDTH) for name in names]
    criteria = [texts[f"criterion_{criterion}"] for criterion in CRITERIA]
    totals = [number(outcome.score, language, 2) for outcome in result.outcomes]
    bars = [
        _segment(
            labels,
            criterion,
            [outcome.contributions[k] for outcome in result.outcomes],
            [number(outcome.contributions[k], language, 1) for outcome in result.outcomes],
            style(k),
        )
        for k, criterion in enumerate(criteria)
    ]
    total = {
        "type": "scatter",
        "mode": "text",
        "name": texts["total"],
        "y": labels,
        "x": [max(outcome.score, outcome.interval.high) for outcome in result.outcomes],
        "text": [f"{NBSP}<b>{written}</b>" for written in totals],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    spec = {
        "data": [*bars, _draws(result, texts, labels), total],
        "layout": _stacked(result, texts, axis(texts["scores_axis"], range=[0, 11], dtick=2)),
    }
    table = Table(
        "scores",
        texts["scores_title"],
        (
            Heading(texts["rank"], "number", 0),
            Heading(texts["territory"]),
            *(Heading(criterion, "number", 2) for criterion in criteria),
            Heading(texts["total"], "number", 2),
            Heading(texts["score_low"], "number", 2),
            Heading(texts["score_high"], "number", 2),
        ),
        tuple(
            (
                outcome.rank,
                name,
                *outcome.contributions,
                outcome.score,
                outcome.interval.low,
                outcome.interval.high,
            )
            for outcome, name in zip(result.outcomes, names, strict=True)
        ),
    )
    alt = texts["scores_alt"].format(list=_listed(names, totals, texts))
    return Figure("scores", texts["scores_title"], spec, alt, table)


def _ranks(result: Result, texts: Texts) -> Figure:
    language = texts.language
    names = [named(outcome, texts) for outcome in result.outcomes]
    labels = [wrapped(name, _LABEL_WIDTH) for name in names]
    places = [_place(rank, texts) for rank, _ in enumerate(names, start=1)]
    bars = []
    for index, place in enumerate(places):
        shares = [outcome.acceptability[index] for outcome in result.outcomes]
        written = [percent(share, language) for share in shares]
        short = [texts["segment"].format(place=index + 1, share=share) for share in written]
        bars.append(_segment(labels, place, shares, short, style(index)))
    spec = {
        "data": bars,
        "layout": _stacked(result, texts, percent_axis(language, texts["ranks_axis"])),
    }
    table = Table(
        "ranks",
        texts["ranks_title"],
        (Heading(texts["territory"]), *(Heading(place, "percent", 0) for place in places)),
        tuple(
            (name, *outcome.acceptability)
            for outcome, name in zip(result.outcomes, names, strict=True)
        ),
    )
    firsts = [percent(outcome.acceptability[0], language) for outcome in result.outcomes]
    alt = texts["ranks_alt"].format(list=_listed(names, firsts, texts))
    return Figure("ranks", texts["ranks_title"], spec, alt, table)


def _draws(result: Result, texts: Texts, labels: list[str]) -> dict[str, Any]:
    """Return where the score falls in nine draws of the weights out of ten, as whiskers."""
    language = texts.language
    written = [
        texts["draws_hover"].format(
            low=number(outcome.interval.low, language, 2),
            high=number(outcome.interval.high, language, 2),
        )
        for outcome in result.outcomes
    ]
    spans = [outcome.interval for outcome in result.outcomes]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(texts["draws"]),
        "y": labels,
        "x": [span.low for span in spans],
        "marker": {"symbol": "line-ns-open", "size": 12, "color": OUTLINE, "line": {"width": 2}},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [span.width for span in spans],
            "arrayminus": [0.0] * len(spans),
            "color": OUTLINE,
            "thickness": 2,
            "width": 6,
        },
        "hovertext": [f"{label}<br>{value}" for label, value in zip(labels, written, strict=True)],
        "hoverinfo": "text",
    }


def _segment(
    labels: list[str], name: str, lengths: list[float], written: list[str], look: Style
) -> dict[str, Any]:
    """Return one series of a stacked bar, its values written inside and repeated on hovering."""
    marker = bar(look)
    # A fainter pattern than usual: numbers are read through it.
    marker["pattern"] = marker["pattern"] | {"solidity": 0.12, "size": 9}
    return {
        "type": "bar",
        "orientation": "h",
        "name": plain(name),
        "y": labels,
        "x": lengths,
        "text": written,
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"color": _WHITE if look.colour == BLUE else _BLACK},
        "marker": marker,
        "hovertext": [
            f"{label}<br>{plain(name)}<br>{value}"
            for label, value in zip(labels, written, strict=True)
        ],
        "hoverinfo": "text",
    }


def _stacked(result: Result, texts: Texts, xaxis: dict[str, Any]) -> dict[str, Any]:
    height = _ROOM + _BAR * len(result.outcomes)
    made = layout(
        texts.language,
        height,
        barmode="stack",
        showlegend=True,
        # A number that does not fit its segment is left out; the table has it.
        uniformtext={"minsize": 10, "mode": "hide"},
        xaxis=xaxis,
        yaxis=axis(type="category", autorange="reversed"),
    )
    made["legend"]["traceorder"] = "normal"  # as the segments lie, not as bars would stack
    return made


def _stability(result: Result, texts: Texts) -> Table:
    leader = result.outcomes[0]
    name = named(leader, texts)
    central = leader.central_weights or (None,) * len(CRITERIA)
    return Table(
        "stability",
        texts["stability_title"],
        (
            Heading(texts["criterion"]),
            Heading(texts["weight"], "percent", 0),
            Heading(texts["from"].format(name=name), "percent", 0),
            Heading(texts["to"].format(name=name), "percent", 0),
            Heading(texts["central"].format(name=name), "percent", 0),
        ),
        tuple(
            (texts[f"criterion_{criterion}"], weight, interval.low, interval.high, typical)
            for criterion, weight, interval, typical in zip(
                CRITERIA, result.weights, result.stability, central, strict=True
            )
        ),
    )


def _readiness(result: Result, texts: Texts) -> Table:
    return Table(
        "readiness",
        texts["readiness_title"],
        (
            Heading(texts["territory"]),
            Heading(texts["country"]),
            Heading(texts.labels["candidates/channel"]),
            Heading(texts["readiness"], "percent", 0),
            Heading(texts["unknown"]),
            Heading(texts["status"]),
        ),
        tuple(_known(outcome, texts) for outcome in result.outcomes),
    )


def _known(outcome: Outcome, texts: Texts) -> tuple[str | float | None, ...]:
    candidate = outcome.candidate
    unknown = [texts[f"topic_{topic}"] for topic in outcome.unknown]
    return (
        named(outcome, texts),
        candidate.country,
        texts.labels[f"candidates/channel/{candidate.channel}"],
        outcome.readiness,
        enumeration(unknown, texts.language) or texts["none"],
        texts["ready" if outcome.ready else "not_ready"],
    )


def _place(rank: int, texts: Texts) -> str:
    key = f"place_{rank}"
    return texts[key] if key in texts.strings else texts["place_n"].format(n=rank)


def _listed(names: list[str], values: list[str], texts: Texts) -> str:
    return enumeration(
        [
            texts["item"].format(name=name, value=value)
            for name, value in zip(names, values, strict=True)
        ],
        texts.language,
    )
