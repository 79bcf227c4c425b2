"""What the exchange asks to be done, one sentence each, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import enumeration, money
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.exchange.matching import Pair
from passerelles_widgets.simulators.exchange.model import Result
from passerelles_widgets.simulators.exchange.programme import ONLINE, WRITTEN

_SHOWN: Final = 3  # pairs or trips that get a sentence of their own


def points(count: int, texts: Texts) -> str:
    """Write a number of points."""
    if not count:
        return texts["points_none"]
    return texts["points_one" if count == 1 else "points_many"].format(count=count)


def topic(name: str, texts: Texts) -> str:
    """Return a topic’s label."""
    return texts.labels[f"territories/{name}"]


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the sentences, none when everyone gives, receives and writes it down."""
    return (
        *_unnamed(result.unnamed, texts),
        *_yours(result, texts),
        *_others(result, texts),
        *_programme(result, texts),
    )


def _unnamed(count: int, texts: Texts) -> Iterator[str]:
    if count:
        yield texts["note_unnamed_one" if count == 1 else "note_unnamed_many"].format(count=count)


def _yours(result: Result, texts: Texts) -> Iterator[str]:
    if not result.choices:
        return
    home = result.choices[0].first
    if not any(score > 0 for score in home.scores):
        yield texts["note_home_silent"]
    if result.home_pair is None:
        yield texts["note_home_alone"]
        return
    best = result.most_learnt
    if best is not None:
        yield texts["note_better"].format(name=best.second.name, points=points(best.learnt, texts))


def _others(result: Result, texts: Texts) -> Iterator[str]:
    for made in result.one_way[:_SHOWN]:
        yield _one_way(made, texts, yours=made is result.home_pair)
    if result.alone and result.pairs:
        names = enumeration([item.name for item in result.alone], texts.language)
        yield texts["note_alone_one"].format(names=names)
    if result.unanswered:
        named = [topic(name, texts) for name in result.unanswered]
        yield texts["note_unanswered"].format(topics=enumeration(named, texts.language))


def _one_way(made: Pair, texts: Texts, *, yours: bool) -> str:
    if yours:
        key = "note_you_teach" if made.taught else "note_you_listen"
        return texts[key].format(name=made.second.name)
    teacher, learner = (made.first, made.second) if made.taught else (made.second, made.first)
    return texts["note_one_way"].format(teacher=teacher.name, learner=learner.name)


def _programme(result: Result, texts: Texts) -> Iterator[str]:
    if result.home_pair is None:
        return
    if not result.home_pair.shared:
        yield texts["note_language"].format(
            peer=result.home_pair.second.name,
            cost=money(result.interpreting, texts.language),
        )
    if WRITTEN in result.missing:
        yield texts["note_no_record"]
    others = [kind for kind in result.missing if kind != WRITTEN]
    if others:
        named = [texts.labels[f"activities/kind/{kind}"] for kind in others]
        yield texts["note_missing"].format(kinds=enumeration(named, texts.language))
    for one, two in result.rushed[:_SHOWN]:
        yield texts["note_rushed"].format(one=one.month, two=two.month)
    hosts = {item.activity.host for item in result.programme} - {ONLINE}
    if len(hosts) == 1:
        yield texts[f"note_one_host_{hosts.pop()}"]
    if result.programme and result.association_share == 0:
        yield texts["note_no_association"]
