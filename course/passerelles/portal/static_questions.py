"""A question as plain HTML: readable before any kernel runs, and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from passerelles.library.text import Language, localised


@dataclass(frozen=True, slots=True)
class StaticQuestion:
    """What a question asks and offers, without any key."""

    type: str
    prompt: str
    items: tuple[str, ...]
    choices: tuple[str, ...] = ()


def static_question(spec: Mapping[str, Any], language: Language) -> StaticQuestion | None:
    """Take from a question's data what everyone may read; None for what is not a question."""
    if "prompt" not in spec or "type" not in spec:
        return None

    def texts(key: str) -> tuple[str, ...]:
        return tuple(localised(item["text"], language) for item in spec.get(key, ()))

    matching = spec["type"] == "matching"
    return StaticQuestion(
        type=spec["type"],
        prompt=localised(spec["prompt"], language),
        items=texts("rows") if matching else texts("options") or texts("items"),
        choices=texts("options") if matching else (),
    )
