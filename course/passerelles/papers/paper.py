"""What a paper is, wherever its text comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from passerelles.library.text import Language

Kind = Literal["guides", "trainer"]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a paper in one language: its anchor and its Markdown, roles expanded."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in one language."""

    id: str
    kind: Kind
    language: Language
    title: str
    lead: str
    sections: tuple[Section, ...]
