"""The learner's own words in the dossier: notes beside the steps, and sentences put otherwise.

A wording stands in place of the sentences the course writes for a section; the tables stay.
It remembers which state of the section it was written about, so that a reader is told when
the numbers have moved on since.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final, Literal

from passerelles.library.text import Language

MAX_NOTE: Final = 4_000
MAX_WORDING: Final = 2_000
_DIGITS: Final = 12

StepKey = Literal["1", "2", "3", "4", "5", "6", "7"]


@dataclass(frozen=True, slots=True)
class Note:
    """Free text beside a step, in the language it was typed in; at most 4,000 characters."""

    text: str
    language: Language

    def __post_init__(self) -> None:
        if len(self.text) > MAX_NOTE:
            raise ValueError(f"a note holds at most {MAX_NOTE} characters")


@dataclass(frozen=True, slots=True)
class Wording:
    """A section's sentences in the learner's words; `of` is the section's `fingerprint` then."""

    text: str
    language: Language
    of: str = ""

    def __post_init__(self) -> None:
        if len(self.text) > MAX_WORDING:
            raise ValueError(f"a wording holds at most {MAX_WORDING} characters")
        if len(self.of) > _DIGITS:
            raise ValueError(f"a fingerprint holds at most {_DIGITS} characters")


def fingerprint(section: Any) -> str:
    """Return twelve characters that stand for a section's content, plain JSON data."""
    written = json.dumps(section, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:_DIGITS]
