"""What the return scheme should see to, one sentence each; rights come before money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import money, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.return_credit.model import SAFEGUARDS, Result

RISK: Final = 0.1
"""The PAR30 above which microfinance institutions commonly worry."""


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences."""
    return (
        texts["note_hypotheses"],
        *_safeguards(result, texts),
        *_loan(result, texts),
        *_support(result, texts),
    )


def _safeguards(result: Result, texts: Texts) -> Iterator[str]:
    missing = [
        texts.labels[f"safeguards/{name}"]
        for name in SAFEGUARDS
        if name not in result.safeguard_ids
    ]
    if missing:
        key = "note_safeguard_one" if len(missing) == 1 else "note_safeguard_many"
        yield texts[key].format(missing=texts["separator"].join(missing))


def _loan(result: Result, texts: Texts) -> Iterator[str]:
    language = texts.language
    if result.instalment > result.affordable:
        yield texts["note_heavy"].format(
            instalment=money(result.instalment, language),
            affordable=money(result.affordable, language),
        )
    if result.first_instalment < result.ramp:
        yield texts["note_early"].format(start=result.first_instalment)
    if result.par30 > RISK:
        yield texts["note_risk"].format(
            month=result.worst.month,
            par=percent(result.par30, language, 1),
            limit=percent(RISK, language),
        )


def _support(result: Result, texts: Texts) -> Iterator[str]:
    longer = result.longer
    if longer is None:
        return
    yield texts["note_support"].format(
        months=result.support_months,
        more=longer.more,
        survival=percent(longer.survival, texts.language),
        cost=money(longer.cost_per_survivor, texts.language),
    )
