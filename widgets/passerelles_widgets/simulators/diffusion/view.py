"""The spread as it is shown: the curves, the three ways to begin, and Hamburg replayed."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.text import number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts, View
from passerelles_widgets.simulators.diffusion.model import HAMBURG_REACHED, Result
from passerelles_widgets.simulators.diffusion.network import STARTS
from passerelles_widgets.simulators.diffusion.notes import notes
from passerelles_widgets.simulators.figures import axis, bar, layout, marker, percent_axis
from passerelles_widgets.simulators.palette import Style, style

_BAND: Final = "rgba(0,114,178,0.18)"
_DATES: Final = {0: "oct_2011", 5: "dec_2012", 9: "dec_2013"}


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures, table and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(_curves(result, texts), _starts(result, texts), _hamburg(result, texts)),
        tables=(_network(result, texts),),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    language = texts.language
    said = {
        "quarters": _counted("quarters", result.quarters, texts),
        "with_forum": percent(result.adopted, language),
    }
    if not result.has_forum:
        return texts["summary_same"].format(**said)
    relays = texts["relays_none"] if not result.relays else _counted("relays", result.relays, texts)
    return texts["summary"].format(
        without=percent(result.adopted_without, language),
        relays=relays.format(trained=result.trained),
        reached=number(result.reached, language, 0),
        **said,
    )


def _counted(name: str, count: int, texts: Texts) -> str:
    key = f"{name}_one" if count == 1 else f"{name}_many"
    return texts[key].replace("{count}", number(count, texts.language))


def _curves(result: Result, texts: Texts) -> Figure:
    language = texts.language
    quarters = list(range(result.quarters + 1))
    curve = result.with_forum
    band = {
        "type": "scatter",
        "mode": "lines",
        "name": texts["band"],
        "x": [*quarters, *reversed(quarters)],
        "y": [*curve.high, *reversed(curve.low)],
        "fill": "toself",
        "fillcolor": _BAND,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    spec = {
        "data": [
            band,
            _line(quarters, curve.mean, texts["with_forum"], style(0)),
            _line(quarters, result.without.mean, texts["without"], style(1)),
            _line(quarters, result.mixed, texts["mixed"], style(2)),
        ],
        "layout": layout(
            language,
            400,
            showlegend=True,
            xaxis=axis(texts["quarter"].lower(), rangemode="tozero"),
            yaxis=percent_axis(language, texts["adopted_axis"]),
        ),
    }
    headings = (
        Heading(texts["quarter"], "number", 0),
        Heading(texts["with_forum"], "percent", 1),
        Heading(texts["low"], "percent", 1),
        Heading(texts["high"], "percent", 1),
        Heading(texts["without"], "percent", 1),
        Heading(texts["mixed"], "percent", 1),
    )
    rows = tuple(
        zip(
            quarters,
            curve.mean,
            curve.low,
            curve.high,
            result.without.mean,
            result.mixed,
            strict=True,
        )
    )
    alt = texts["curve_alt"].format(
        quarters=result.quarters,
        with_forum=percent(result.adopted, language),
        low=percent(curve.low[-1], language),
        high=percent(curve.high[-1], language),
        without=percent(result.adopted_without, language),
        mixed=percent(result.mixed[-1], language),
    )
    title = texts["curve_title"]
    return Figure("curve", title, spec, alt, Table("curve", title, headings, rows))


def _line(xs: list[int], ys: tuple[float, ...], name: str, look: Style) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": xs,
        "y": list(ys),
        "line": {"color": look.colour, "dash": look.dash, "width": 3},
        "hoverinfo": "skip",
    }


def _starts(result: Result, texts: Texts) -> Figure:
    language = texts.language
    names = [texts.labels[f"start/{start}"] for start in STARTS]
    shares = [result.starts[start] for start in STARTS]
    series = (("without", 1, style(1)), ("with_forum", 0, style(0)))
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": texts[key],
                "y": names,
                "x": [pair[place] for pair in shares],
                "text": [percent(pair[place], language) for pair in shares],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": bar(look),
                "hoverinfo": "skip",
            }
            for key, place, look in series
        ],
        "layout": layout(
            language,
            320,
            showlegend=True,
            barmode="group",
            legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
            | {"traceorder": "reversed"},
            xaxis=percent_axis(language, texts["adopted_axis"]),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    headings = (
        Heading(texts["starts_title"]),
        Heading(texts["with_forum"], "percent", 1),
        Heading(texts["without"], "percent", 1),
    )
    rows = tuple((name, *pair) for name, pair in zip(names, shares, strict=True))
    parts = [
        texts["starts_part"].format(
            start=name[:1].upper() + name[1:],
            with_forum=percent(pair[0], language),
            without=percent(pair[1], language),
        )
        for name, pair in zip(names, shares, strict=True)
    ]
    title = texts["starts_title"]
    alt = texts["starts_alt"].format(parts=" ".join(parts))
    return Figure("starts", title, spec, alt, Table("starts", title, headings, rows))


def _hamburg(result: Result, texts: Texts) -> Figure:
    language = texts.language
    curve, relays = result.hamburg
    quarters = list(range(len(curve.mean)))
    stated = {
        "type": "scatter",
        "mode": "markers",
        "name": texts["guide"],
        "x": [quarters[-1]],
        "y": [HAMBURG_REACHED],
        "marker": marker(style(4), 16),
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    spec = {
        "data": [_line(quarters, curve.mean, texts["model"], style(0)), stated],
        "layout": layout(
            language,
            340,
            showlegend=True,
            xaxis=axis(
                tickvals=list(_DATES),
                ticktext=[texts[name] for name in _DATES.values()],
                range=[-0.6, len(quarters) - 0.2],
                tickangle=0,
            ),
            yaxis=axis(texts["hamburg_axis"], rangemode="tozero", tickformat=",d"),
        ),
    }
    headings = (
        Heading(texts["quarter"], "number", 0),
        Heading(texts["model"], "number", 0),
        Heading(texts["low"], "number", 0),
        Heading(texts["high"], "number", 0),
        Heading(texts["guide"], "number", 0),
    )
    rows = tuple(
        (quarter, mean, low, high, HAMBURG_REACHED if quarter == quarters[-1] else None)
        for quarter, mean, low, high in zip(
            quarters, curve.mean, curve.low, curve.high, strict=True
        )
    )
    title = texts["hamburg_title"]
    alt = texts["hamburg_alt"].format(
        relays=relays,
        reached=number(curve.mean[-1], language, 0),
        stated=number(HAMBURG_REACHED, language),
    )
    return Figure("hamburg", title, spec, alt, Table("hamburg", title, headings, rows))


def _network(result: Result, texts: Texts) -> Table:
    language = texts.language
    halves = (result.with_forum.half, result.without.half)
    headings = (
        Heading(texts["measure"]),
        Heading(texts["with_forum"]),
        Heading(texts["without"]),
    )
    rows = (
        (texts["mean_ties"], *(number(ties, language, 1) for ties in result.mean_ties)),
        (texts["top_ties"], *(percent(share, language) for share in result.top_ties)),
        (
            texts["half"],
            *(texts["never"] if half is None else number(half, language) for half in halves),
        ),
    )
    return Table("network", texts["network_title"], headings, rows)
