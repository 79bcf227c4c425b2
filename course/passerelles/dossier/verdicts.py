"""What the rules of the seven steps share: a state, a reason, and names listed in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from passerelles.library.text import LANGUAGES, Text, enumeration

State = Literal["complete", "thin", "empty"]
Verdict = tuple[State, Text]


def listed(labels: Sequence[Text]) -> Text:
    """Enumerate labels in each language."""
    written = {
        language: enumeration((label[language] for label in labels), language)
        for language in LANGUAGES
    }
    return Text(written["fr"], written["en"])
