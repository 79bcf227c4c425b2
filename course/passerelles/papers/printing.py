"""Everything that prints, by name: guides, plans, slides, sheets, exercises, the kit, keys."""

from __future__ import annotations

from passerelles.build.course import course
from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.papers import (
    ballots,
    by_hand,
    catalogue,
    exercise,
    folder,
    game_papers,
    kit,
    sheets,
    slides,
)
from passerelles.papers.pdf import pdf_bytes
from passerelles.papers.slides_pdf import SHEETS, deck_pdf

KIT = "game-"
KEY = "key-"


def names(language: Language) -> tuple[str, ...]:
    """Return the name of everything that prints."""
    return (
        *(one.id for one in catalogue.papers(language)),
        *(f"{sheet}-{slides.short(module)}" for sheet in SHEETS for module in course().modules),
        *(f"{KIT}{name}" for name in kit.SHEETS),
        *game_papers.names(),
        *ballots.names(),
        *by_hand.names(),
        folder.FOLDER,
        *sheets.names(),
        *exercise.names(),
        *(f"{KEY}{one.id}" for one in course().exercises),
    )


def pdf(name: str, language: Language) -> bytes:
    """Return a paper as PDF; raise `Refusal` for an unknown name, or a key that is not here."""
    if name not in names(language):
        raise Refusal(
            f"Rien ne s’imprime sous le nom « {name} » ; voyez « passerelles paper --list ».",
            f"Nothing prints under the name “{name}”; see “passerelles paper --list”.",
        )
    if name.startswith(KIT) and name not in game_papers.names():
        return kit.sheet_pdf(name.removeprefix(KIT), language)
    if name == folder.FOLDER:
        return pdf_bytes(folder.paper(language))
    for sheet in SHEETS:
        if name.startswith(f"{sheet}-"):
            return deck_pdf(name.removeprefix(f"{sheet}-"), sheet, language)
    if name.startswith(KEY):
        return pdf_bytes(exercise.key(name.removeprefix(KEY), language))
    return pdf_bytes(catalogue.paper(name, language))
