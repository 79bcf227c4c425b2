"""What `passerelles check` finds in a deck besides what it finds in every text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from passerelles.build.course import ModuleEntry
from passerelles.build.myst import Cell, Problem, Source
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Text
from passerelles.papers.slides import TITLE, kind, parts, slide_of, words

WORDS: Final = 45
"""Words a slide shows at most: a room listens or reads, not both."""

SHORTEST: Final = 10
LONGEST: Final = 14


def faults(source: Source, module: ModuleEntry) -> Iterator[Problem]:
    """Yield what is wrong with a deck: its length, its slides, what it must point to."""
    first = Problem(source.path.name, 1, Text("", ""))
    for language in LANGUAGES:
        cells = [cell for cell in source.in_language(language) if cell.kind == "prose"]
        if not SHORTEST <= len(cells) <= LONGEST:
            yield _at(
                first,
                f"ce diaporama a {len(cells)} diapositives\u00a0; "
                f"il en faut de {SHORTEST} à {LONGEST}.",
                f"this deck has {len(cells)} slides; it needs {SHORTEST} to {LONGEST}.",
            )
        for place, cell in enumerate(cells):
            yield from _slide(cell, first=place == 0)
        kinds = [kind(cell) for cell in cells]
        for wanted in ("question", "work"):
            if wanted not in kinds:
                yield _at(
                    first,
                    f"aucune diapositive ne porte l’étiquette slide-{wanted}\u00a0; "
                    "ajoutez-en une.",
                    f"no slide is tagged slide-{wanted}; add one.",
                )
        if kinds[-1:] != ["remember"]:
            yield _at(
                first,
                "la dernière diapositive ne dit pas quoi retenir\u00a0; "
                "donnez-lui l’étiquette slide-remember.",
                "the last slide does not say what to remember; tag it slide-remember.",
            )
        yield from _pointers(cells, module, first)


def _slide(cell: Cell, *, first: bool) -> Iterator[Problem]:
    shown, notes, minutes = parts(cell.source)
    if not TITLE.match(shown):
        yield _at(
            cell,
            "cette diapositive n’a pas de titre\u00a0; commencez-la par «\u00a0## \u00a0».",
            "this slide has no title; begin it with “## ”.",
        )
    if not notes or not minutes:
        yield _at(
            cell,
            "il manque les notes de cette diapositive ou ses minutes\u00a0; "
            "ajoutez «\u00a0:::{notes} 3\u00a0».",
            "this slide lacks its notes or its minutes; add “:::{notes} 3”.",
        )
    try:
        count = words(slide_of(cell, cell.language or "fr", first=first).text)
    except Refusal:
        return  # An unknown id is named by the check of every text.
    if count > WORDS:
        yield _at(
            cell,
            f"cette diapositive montre {count} mots\u00a0; gardez-en {WORDS} au plus.",
            f"this slide shows {count} words; keep {WORDS} at most.",
        )


def _pointers(cells: list[Cell], module: ModuleEntry, first: Problem) -> Iterator[Problem]:
    written = "\n".join(cell.source for cell in cells)
    wanted = [
        *(f"{{simulator}}`{name}`" for name in module.simulators),
        *(f"{{exercise}}`{name}`" for name in module.exercises),
    ]
    for role in wanted:
        if role not in written:
            yield _at(
                first,
                f"ce diaporama ne mène pas à {role}\u00a0; citez-le sur une diapositive "
                "ou dans ses notes.",
                f"this deck does not point to {role}; name it on a slide or in its notes.",
            )


def _at(where: Cell | Problem, french: str, english: str) -> Problem:
    return Problem(where.file, where.line, Text(french, english))
