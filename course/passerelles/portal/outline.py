"""What the pages say of the course's state: module cards, notices, dossier sections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from passerelles.build.course import ModuleEntry, places
from passerelles.build.modules import sources
from passerelles.build.myst import read
from passerelles.dossier.progress import Progress
from passerelles.dossier.workspace import Workspace
from passerelles.library.text import Language
from passerelles.portal.rendering import headings


@dataclass(frozen=True, slots=True)
class Card:
    """A module on the home page: whether it can be opened and how far the learner is."""

    module: ModuleEntry
    written: bool
    sections: int
    seen: int
    questions: int
    answered: int
    last: str | None

    @property
    def share(self) -> float:
        """Share of sections and practice questions done, 0 to 1."""
        total = self.sections + self.questions
        return (self.seen + self.answered) / total if total else 0.0

    @property
    def started(self) -> bool:
        """Tell whether the learner has opened this module."""
        return self.seen > 0 or self.answered > 0


def card(module: ModuleEntry, progress: Progress, _language: Language) -> Card:
    """Put a module's outline beside what the learner has seen and answered."""
    written = places().written(module)
    names, questions = _outline(module) if written else ((), ())
    done = progress["modules"].get(module.id)
    return Card(
        module=module,
        written=written,
        sections=len(names),
        seen=len(set(done["seen"]) & set(names)) if done else 0,
        questions=len(questions),
        answered=len(set(done["answers"]) & set(questions)) if done else 0,
        last=(done["last"] or None) if done else None,
    )


def resume(cards: list[Card]) -> Card | None:
    """Return the module to go on with: the furthest one begun, or the next after those finished.

    None when nothing is begun yet, or when all is done.
    """
    left = [c for c in cards if c.written and c.share < 1]
    begun = [c for c in left if c.started]
    if begun:
        return begun[-1]
    return left[0] if left and any(c.started for c in cards) else None


def section_names(module: ModuleEntry) -> tuple[str, ...]:
    """Return the anchors of a module's sections (the cells that open with a `##` heading)."""
    return _outline(module)[0]


def _outline(module: ModuleEntry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    stamps = tuple((path, path.stat().st_mtime_ns) for path in sources(module))
    return _read_outline(stamps)


@lru_cache(maxsize=32)
def _read_outline(stamps: tuple[Any, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cells = [cell for path, _ in stamps for cell in read(path).in_language("fr")]
    names = tuple(c.name for c in cells if c.kind == "prose" and headings(c.source))
    questions = tuple(c.name for c in cells if "question" in c.tags)
    return names, questions


def notices(workspace: Workspace, language: Language) -> list[str]:
    """Return what the stores have to tell: a file set aside, an earlier version used."""
    return [notice[language] for notice in workspace.notices]
