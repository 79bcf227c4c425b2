"""What crosses between a learner's server and a desk: paths, limits, JSON and back again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final, TypeVar

from passerelles.dossier.answers import FILE_LIMIT
from passerelles.library.errors import Refusal
from passerelles.library.records import structure

T = TypeVar("T")

ANSWERS_LIMIT: Final = FILE_LIMIT
"""Bytes of the answers that are handed in, as in a workspace."""
ANSWER_LIMIT: Final = 20_000_000
"""Bytes of what a desk says: a result shows answers and explanations, never files."""
WAIT_SECONDS: Final = 20.0
"""How long a desk lets one request wait for a grading under way."""


def to_json(**values: Any) -> bytes:
    """Write what a desk says; dataclasses become objects."""
    plain = {
        key: asdict(one) if hasattr(one, "__dataclass_fields__") else one
        for key, one in values.items()
    }
    return json.dumps(plain, ensure_ascii=False).encode()


def refused(refusal: Refusal, language: str) -> bytes:
    """Write a refusal: the sentence in the reader's language, and both for who passes it on."""
    text = refusal.text
    sentence = text.en if language == "en" else text.fr
    return to_json(refusal=sentence, fr=text.fr, en=text.en)


def read(raw: bytes) -> dict[str, Any]:
    """Read what a desk said; raise `Refusal` when it is no answer of a desk."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise strange() from error
    if not isinstance(value, dict):
        raise strange()
    return value


def typed(value: Any, kind: type[T]) -> T:
    """Return a part of an answer as what it is; raise `Refusal`."""
    if not isinstance(value, dict):
        raise strange()
    try:
        return structure(value, kind, "desk")
    except Refusal as error:
        raise strange() from error


def strange() -> Refusal:
    """Return the refusal of an answer that no desk of this version gives."""
    return Refusal(
        "Le guichet du cours a donné une réponse que cette page ne comprend pas\u00a0; vos "
        "réponses sont gardées\u00a0: prévenez la personne qui gère le serveur.",
        "The course’s desk gave an answer that this page does not understand; your answers are "
        "kept: tell whoever runs the server.",
    )
