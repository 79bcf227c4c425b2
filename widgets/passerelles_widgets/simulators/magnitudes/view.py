"""Guesses and figures side by side; nothing of a figure before it is asked for."""

from __future__ import annotations

from typing import Any, Final

from passerelles.library.loader import library
from passerelles.library.text import number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts, View
from passerelles_widgets.simulators.figures import axis, layout, marker, wrapped
from passerelles_widgets.simulators.magnitudes.figures import MAGNITUDES
from passerelles_widgets.simulators.magnitudes.model import Answer, Result, Verdict
from passerelles_widgets.simulators.palette import GRID, OUTLINE, STYLES

_VERDICTS: Final[tuple[Verdict, ...]] = ("close", "scale", "off", "far")
_TICKS: Final = (0.001, 0.01, 0.1, 1 / 3, 1, 3, 10, 100, 1000)
_LABEL_WIDTH: Final = 20
_ROOM: Final = 110  # pixels for legend and axis
_ROW: Final = 46  # pixels for each guess


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, the chart of gaps, the table of answers and the notes."""
    return View(
        sentence=_sentence(result, texts),
        figures=(_gaps(result, texts),),
        tables=(_meanings(result, texts),),
        notes=_notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    if not result.revealed:
        return texts["summary_waiting" if result.waiting else "summary_none"]
    language = texts.language
    said = {
        "accuracy": percent(result.accuracy, language),
        "factor": number(result.typical_factor, language, 1),
        "right": result.right_scale,
        "count": result.revealed_count,
    }
    return texts["summary_one" if result.revealed_count == 1 else "summary"].format(**said)


def _gaps(result: Result, texts: Texts) -> Figure:
    title = texts["gaps_title"]
    language = texts.language
    numbered = [(f"{row}. {_short(answer, texts)}", answer) for row, answer in _rows(result)]
    labels = [wrapped(label, _LABEL_WIDTH) for label, _ in numbered]
    spec = {
        "data": [_series(verdict, numbered, labels, texts) for verdict in _VERDICTS],
        "layout": layout(
            language,
            _ROOM + _ROW * max(len(labels), 2),
            showlegend=True,
            xaxis=axis(
                texts["gaps_axis"],
                type="log",
                tickvals=list(_TICKS),
                ticktext=[_times(tick, texts) for tick in _TICKS],
            ),
            yaxis=axis(
                type="category",
                autorange="reversed",
                categoryorder="array",
                categoryarray=labels,
            ),
            shapes=[_band(1 / 3, 3), _exact()],
        ),
    }
    headings = (
        Heading(texts["figure"]),
        Heading(texts["guess"]),
        Heading(texts["truth"]),
        Heading(texts["gap"]),
        Heading(texts["accuracy"], "percent", 0),
        Heading(texts["verdict"]),
    )
    rows = tuple(
        (
            label,
            _amount(answer, answer.guess, texts),
            texts["hidden"] if answer.truth is None else _amount(answer, answer.truth, texts),
            None if answer.ratio is None else _times(answer.ratio, texts),
            answer.accuracy,
            None if answer.verdict is None else texts[f"verdict_{answer.verdict}"],
        )
        for label, answer in (
            (f"{row}. {_short(answer, texts)}", answer)
            for row, answer in enumerate(result.answers, start=1)
        )
    )
    parts = [
        texts["gaps_part"].format(name=_short(answer, texts), gap=_times(answer.ratio or 1, texts))
        for _, answer in numbered
    ]
    alt = texts["gaps_alt"].format(parts=" ".join(parts)) if parts else texts["gaps_none"]
    return Figure("gaps", title, spec, alt, Table("gaps", title, headings, rows))


def _series(
    verdict: Verdict, numbered: list[tuple[str, Answer]], labels: list[str], texts: Texts
) -> dict[str, Any]:
    look = STYLES[(2, 0, 4, 1)[_VERDICTS.index(verdict)]]
    found = [
        (label, answer)
        for label, (_, answer) in zip(labels, numbered, strict=True)
        if answer.verdict == verdict
    ]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": texts[f"verdict_{verdict}"],
        "x": [answer.ratio for _, answer in found],
        "y": [label for label, _ in found],
        "text": [_times(answer.ratio or 1, texts) for _, answer in found],
        "textposition": "top center",
        "marker": marker(look, 14),
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _meanings(result: Result, texts: Texts) -> Table:
    """Return what the revealed figures are, in the library's words, each once."""
    shown = {answer.id for answer in result.revealed}
    language = texts.language
    rows = []
    for magnitude in MAGNITUDES:
        if magnitude.id not in shown:
            continue
        known = library().figure(magnitude.id)
        remarks = [text[language] for text in (known.note, known.correction) if text]
        rows.append(
            (
                known.label[language],
                known.value[language],
                known.year,
                known.source,
                texts[f"why_{magnitude.id}"],
                " ".join(remarks) or None,
            )
        )
    headings = tuple(
        Heading(texts[key]) for key in ("figure", "value", "year", "source", "meaning", "remark")
    )
    return Table("meanings", texts["meanings_title"], headings, tuple(rows))


def _notes(result: Result, texts: Texts) -> tuple[str, ...]:
    notes = [
        texts["note_unguessed"].format(name=texts[f"short_{item}"])
        for item in dict.fromkeys(result.unguessed)
    ]
    if result.waiting:
        key = "note_waiting_one" if result.waiting == 1 else "note_waiting_many"
        notes.append(texts[key].format(count=result.waiting))
    notes += [
        texts["note_far"].format(name=_short(answer, texts), gap=_times(answer.ratio or 1, texts))
        for answer in result.revealed
        if answer.verdict == "far"
    ]
    if result.revealed_count > 2 and result.leaning:  # noqa: PLR2004 - two guesses show no habit
        notes.append(texts[f"note_{result.leaning}"])
    return tuple(notes)


def _rows(result: Result) -> list[tuple[int, Answer]]:
    return [
        (row, answer)
        for row, answer in enumerate(result.answers, start=1)
        if answer.truth is not None
    ]


def _short(answer: Answer, texts: Texts) -> str:
    return texts[f"short_{answer.id}"]


def _amount(answer: Answer, value: float, texts: Texts) -> str:
    """Write a guess or a figure with its unit; a dash for no guess yet."""
    if value <= 0:
        return texts["hidden"]
    digits = 1 if value < 100 and value != round(value) else 0  # noqa: PLR2004
    written = number(value, texts.language, digits if value >= 1 else None)
    return texts[f"unit_{answer.id}"].format(value=written)


def _times(ratio: float, texts: Texts) -> str:
    """Write a gap as a factor: “×2.5” when too high, “÷4” when too low, “=” when exact."""
    factor = ratio if ratio >= 1 else 1 / ratio
    written = number(factor, texts.language, 1 if factor < 10 else 0)  # noqa: PLR2004
    if written in {"1,0", "1.0"}:
        return "="
    return f"{'×' if ratio >= 1 else '÷'}{written.removesuffix(',0').removesuffix('.0')}"


def _band(low: float, high: float) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": low,
        "x1": high,
        "y0": 0,
        "y1": 1,
        "fillcolor": GRID,
        "line": {"width": 0},
        "layer": "below",
    }


def _exact() -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": 1,
        "x1": 1,
        "y0": 0,
        "y1": 1,
        "line": {"color": OUTLINE, "width": 2, "dash": "dash"},
    }
