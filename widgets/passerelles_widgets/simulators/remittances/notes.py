"""What the report warns against, one sentence each, with the fund's limits first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import money, number, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.remittances.model import Result

_SHOWS: Final = 0.0005  # a Gini index is written with three decimals
_RATIO_SHOWS: Final = 0.05
_PRICES_SHOW: Final = 0.0005  # and a price rise with one decimal of a per cent
_OFFICIAL: Final = 0.6
_PRODUCTIVE: Final = 0.25


def index(value: float, texts: Texts) -> str:
    """Write a Gini index."""
    return number(value, texts.language, 3)


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences, none when nothing needs seeing to."""
    return (*_fund(result, texts), *_gap(result, texts), *_channels(result, texts))


def _fund(result: Result, texts: Texts) -> Iterator[str]:
    language = texts.language
    if not result.fund_now.pooled:
        yield texts["note_nothing"]
        return
    for share in result.fund_now.shares:
        if share.short > 0:
            yield texts[f"note_{share.partner}"].format(short=money(share.short, language))
    if not result.projects:
        yield texts["note_project"].format(cost=money(result.project_cost, language))
    if result.productive_fund < _PRODUCTIVE:
        yield texts["note_works"]


def _gap(result: Result, texts: Texts) -> Iterator[str]:
    language = texts.language
    if result.gini_sent > result.gini_before + _SHOWS:
        key = "note_gap_wider" if result.gini > result.gini_sent + _SHOWS else "note_gap"
        yield texts[key].format(
            before=index(result.gini_before, texts),
            sent=index(result.gini_sent, texts),
            after=index(result.gini, texts),
        )
    if result.gap > result.gap_before + _RATIO_SHOWS:
        yield texts["note_ratio"].format(
            gap=number(result.gap, language, 2), before=number(result.gap_before, language, 2)
        )
    if result.inflation >= _PRICES_SHOW and result.price_cost > 0:
        yield texts["note_prices"].format(
            rise=percent(result.inflation, language, 1), cost=money(result.price_cost, language)
        )
    if result.net_without <= -1:
        yield texts["note_loses"].format(net=money(-result.net_without, language))


def _channels(result: Result, texts: Texts) -> Iterator[str]:
    if result.flows.sent and result.formal_share < _OFFICIAL:
        yield texts["note_informal"].format(share=percent(1 - result.formal_share, texts.language))
