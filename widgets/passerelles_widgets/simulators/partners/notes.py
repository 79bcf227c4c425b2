"""What a result asks the learner to do next, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.library.text import enumeration, percent
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.partners.model import Outcome, Result

_OWN_CHANNEL: Final = "migrant-associations"


def named(outcome: Outcome, texts: Texts) -> str:
    """Return a candidate's name, or its row while it has none."""
    name = outcome.candidate.name
    return name or texts["unnamed"].format(row=outcome.candidate.row)


def notes(result: Result, texts: Texts) -> tuple[str, ...]:
    """Return the warnings, the one that stops a signature first."""
    return (*_information(result, texts), *_solidity(result, texts), *_origin(result, texts))


def _information(result: Result, texts: Texts) -> Iterator[str]:
    leader = result.outcomes[0]
    said = {"name": named(leader, texts), "topics": _topics(leader.unknown, texts)}
    count = len(leader.unknown)
    if count == 1:
        yield texts["note_unknown_one"].format(**said)
    elif count:
        yield texts["note_unknown_many"].format(count=texts[f"count_{count}"], **said)
    elif leader.ready:
        yield texts["note_ready"].format(**said)
    else:
        yield texts["note_partial"].format(name=said["name"], topics=_topics(leader.partial, texts))


def _solidity(result: Result, texts: Texts) -> Iterator[str]:
    if len(result.outcomes) == 1:
        yield texts["note_alone"]
        return
    leader = result.outcomes[0]
    rival = result.most_acceptable
    said = {
        "name": named(leader, texts),
        "share": percent(leader.acceptability[0], texts.language),
    }
    if rival is not leader:
        yield texts["note_rival"].format(
            rival=named(rival, texts),
            rival_share=percent(rival.acceptability[0], texts.language),
            **said,
        )
    elif result.fragile:
        yield texts["note_fragile"].format(**said)


def _origin(result: Result, texts: Texts) -> Iterator[str]:
    leader = result.outcomes[0]
    channel = leader.candidate.channel
    if channel != _OWN_CHANNEL:
        yield texts["note_channel"].format(
            name=named(leader, texts), channel=texts.labels[f"candidates/channel/{channel}"]
        )
    if not leader.candidate.name:
        yield texts["note_unnamed"]


def _topics(topics: tuple[str, ...], texts: Texts) -> str:
    return enumeration([texts[f"topic_{topic}"] for topic in topics], texts.language)
