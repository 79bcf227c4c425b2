"""The texts of the four levels and how they agree with the partnership, as a figure."""

from __future__ import annotations

from typing import Final

from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.coherence.model import Result
from passerelles_widgets.simulators.coherence.notes import signed
from passerelles_widgets.simulators.coherence.vertical import TIERS
from passerelles_widgets.simulators.figures import axis, bar, layout, wrapped
from passerelles_widgets.simulators.palette import style

_WIDE: Final = 24
_APART: Final = "\u200b"  # a space without width


def tiers(result: Result, texts: Texts) -> Figure:
    """Return the texts of the four levels and how they agree with the partnership."""
    lines: list[tuple[str, str, int | None]] = []
    for tier in result.tiers:
        lines += [(tier.id, text.name, text.score) for text in tier.instruments]
        if not tier.instruments:
            lines.append((tier.id, texts["tier_absent"], None))
    labels = {tier: texts.labels[f"instruments/tier/{tier}"] for tier in TIERS}
    # Two texts of one name keep a row each: a category is known by its label.
    rows_shown = [
        wrapped(f"{labels[tier]}, {name}", _WIDE) + _APART * index
        for index, (tier, name, _) in enumerate(lines)
    ]
    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": rows_shown,
                "x": [score or 0 for _, _, score in lines],
                "text": ["" if score is None else signed(score, texts) for _, _, score in lines],
                "textposition": "outside",
                "marker": bar(style(0)),
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        ],
        "layout": layout(
            texts.language,
            80 + 46 * len(lines),
            xaxis=axis(texts["agreement_axis"], range=[-4.2, 4.2], dtick=1, tickangle=0),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["tiers_part"].format(
            tier=labels[tier],
            name=name,
            score=texts["none"] if score is None else signed(score, texts),
        )
        for tier, name, score in lines
    ]
    title = texts["tiers_title"]
    headings = (
        Heading(texts["tier"]),
        Heading(texts["text"]),
        Heading(texts["agreement_axis"], "number", 0),
    )
    rows = tuple((labels[tier], name, score) for tier, name, score in lines)
    alt = texts["tiers_alt"].format(parts=" ".join(parts))
    return Figure("tiers", title, spec, alt, Table("tiers", title, headings, rows))
