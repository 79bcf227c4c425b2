"""What the recruitment should see to, one sentence each: first every threshold it passes."""

from __future__ import annotations

from collections.abc import Iterator

from passerelles.library.text import money, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.skills_mobility.model import Condition, Result


def years(count: int, texts: Texts) -> str:
    """Write a number of years."""
    return texts["some_years" if count > 1 else "one_year"].format(count=count)


def written(item: Condition, value: float | None, result: Result, texts: Texts) -> str:
    """Write the value or the threshold of a condition that has one."""
    if item.limit is None:
        return texts["none"]
    if item.id != "replaced":
        return percent(value or 0.0, texts.language, 1 if item.id == "vacancy" else 0)
    if value is None:
        return texts["never"].format(horizon=result.horizon)
    return years(int(value), texts)


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences."""
    return (
        texts["note_hypotheses"],
        *(_broken(item, result, texts) for item in result.items if not item.met),
        *_money(result, texts),
    )


def _broken(item: Condition, result: Result, texts: Texts) -> str:
    value = item.value
    key = f"note_{item.id}"
    if item.id == "vacancy" and item.limit is not None and result.vacancy_before > item.limit:
        key, value = "note_vacancy_before", result.vacancy_before
    if item.id == "replaced" and value is None:
        key = "note_never"
    return texts[key].format(
        value=written(item, value, result, texts),
        limit=written(item, item.limit, result, texts),
        horizon=years(result.horizon, texts),
    )


def _money(result: Result, texts: Texts) -> Iterator[str]:
    language = texts.language
    if not result.recruited:
        return
    if result.coverage < 1:
        yield texts["note_coverage"].format(
            paid=money(result.for_training, language),
            coverage=percent(result.coverage, language),
            lost=money(result.training_lost, language),
            saved=money(result.saved, language),
        )
    yield texts["note_late"].format(years=years(result.training_years, texts))
