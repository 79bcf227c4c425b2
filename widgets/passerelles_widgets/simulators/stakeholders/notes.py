"""What to mend, one sentence a fault, the gravest first."""

from __future__ import annotations

from collections.abc import Sequence

from passerelles.library.text import enumeration, number, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.stakeholders.model import Result
from passerelles_widgets.simulators.stakeholders.roles import Gap


def group_label(group: str, texts: Texts) -> str:
    """Return a group's name."""
    return texts.labels[f"stakeholders/group/{group}"]


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences, none when the platform has nothing to mend."""
    silent_migrants = [gap.step for gap in result.gaps if gap.kind == "migrants"]
    return (
        *_unnamed(result.unnamed, texts),
        *_seats(result, texts),
        *_steps("note_migrants", silent_migrants, texts),
        *_steps("note_civil", result.silent_steps, texts),
        *(_gap(gap, texts) for gap in result.gaps if gap.kind != "migrants"),
        *_overloads(result, texts),
    )


def _unnamed(count: int, texts: Texts) -> list[str]:
    if not count:
        return []
    return [texts["note_unnamed_one" if count == 1 else "note_unnamed_many"].format(count=count)]


def _seats(result: Result, texts: Texts) -> list[str]:
    if result.largest_group is None:
        return [texts["summary_empty"]]
    said = []
    if result.absent_groups:
        names = enumeration(
            [group_label(group, texts) for group in result.absent_groups], texts.language
        )
        said.append(texts["note_absent"].format(groups=names))
    if result.dominance > result.dominance_threshold:
        said.append(
            texts["note_dominant"].format(
                group=group_label(result.largest_group, texts),
                share=percent(result.dominance, texts.language),
                threshold=percent(result.dominance_threshold, texts.language),
            )
        )
    return said


def _steps(key: str, steps: Sequence[int], texts: Texts) -> list[str]:
    if not steps:
        return []
    named = enumeration([str(step) for step in steps], texts.language)
    return [texts[f"{key}_one" if len(steps) == 1 else f"{key}_many"].format(steps=named)]


def _gap(gap: Gap, texts: Texts) -> str:
    key = f"note_{gap.kind.replace('-', '_')}"
    return texts[key].format(step=gap.step, names=enumeration(gap.names, texts.language))


def _overloads(result: Result, texts: Texts) -> list[str]:
    return [
        texts["note_overloaded"].format(
            name=item.name,
            load=_days(item.load, texts),
            capacity=number(item.capacity, texts.language, 0),
        )
        for item in result.members
        if item.overloaded
    ]


def _days(count: float, texts: Texts) -> str:
    """Write a number of days; in French, below two is singular, in English only one is."""
    written = number(count, texts.language, 1)
    if count == int(count):
        written = number(count, texts.language, 0)
    single = count < 2 if texts.language == "fr" else count == 1  # noqa: PLR2004
    return texts["days_one" if single else "days_many"].format(count=written)
