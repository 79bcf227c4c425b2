"""What a survey's design leaves in doubt, one sentence each, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import enumeration, number
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.survey.estimates import Estimate
from passerelles_widgets.simulators.survey.model import Result

NOTICEABLE: Final = 0.01
"""The bias (share of 1) from which it is worth a sentence: one point."""


def family_label(family: str, texts: Texts) -> str:
    """Return a family's name."""
    return texts.labels[f"covers-surveys/{family}"]


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences, none when the design leaves nothing to mend."""
    return (
        *_unnamed(result.unnamed, texts),
        *_groups(result, texts),
        *_biases(result, texts),
        *_methods(result, texts),
        *_needs(result, texts),
    )


def _unnamed(count: int, texts: Texts) -> Iterator[str]:
    if count:
        yield texts["note_unnamed_one" if count == 1 else "note_unnamed_many"].format(count=count)


def _groups(result: Result, texts: Texts) -> Iterator[str]:
    if not result.cells:
        yield texts["summary_empty"]
        return
    for cell in result.cells:
        if cell.answers < cell.planned:
            yield texts["note_short"].format(
                group=cell.stratum.name,
                answers=number(cell.answers, texts.language, 0),
                planned=number(cell.planned, texts.language, 0),
            )
    small = [cell.stratum.name for cell in result.cells if cell.answers < result.smallest_cell]
    if small:
        key = "note_small_equal" if result.allocation == "equal" else "note_small"
        names = texts["separator"].join(small)  # names may hold commas
        yield texts[key].format(smallest=result.smallest_cell, groups=names)


def _biases(result: Result, texts: Texts) -> Iterator[str]:
    met, asked = result.estimates.convenience, result.estimates.stratified
    if met and abs(met.bias) >= NOTICEABLE:
        yield texts["note_convenience"].format(
            direction=texts["too_high" if met.bias > 0 else "too_low"], bias=_points(met, texts)
        )
    if asked and abs(asked.bias) >= NOTICEABLE and not result.followed:
        yield texts["note_silence"].format(bias=_points(asked, texts))


def _points(estimate: Estimate, texts: Texts) -> str:
    return number(abs(estimate.bias_points), texts.language, 1)


def _methods(result: Result, texts: Texts) -> Iterator[str]:
    chosen = result.methods
    if not chosen:
        yield texts["note_no_method"]
    elif "surveys" not in chosen:
        yield texts["note_no_survey"]
    if len(chosen) == 1:
        yield texts["note_single_method"]
    if chosen and result.missing:
        key = "note_missing_one" if len(result.missing) == 1 else "note_missing_many"
        names = [family_label(family, texts) for family in result.missing]
        yield texts[key].format(families=enumeration(names, texts.language))


def _needs(result: Result, texts: Texts) -> Iterator[str]:
    kinds = {need.kind for need in result.needs}
    for kind in ("practical", "strategic"):
        if kind not in kinds:
            yield texts[f"note_no_{kind}"]
