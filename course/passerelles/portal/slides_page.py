"""The slides of a module in the portal: to read with what is said folded under each, and as PDF."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tornado import web

from passerelles.library.errors import Refusal
from passerelles.papers.slides import deck
from passerelles.portal.pages import PageHandler
from passerelles.portal.papers_page import send_pdf
from passerelles.portal.rendering import markdown

if TYPE_CHECKING:
    from passerelles.papers.slides_pdf import Sheet


class DeckHandler(PageHandler):
    """`slides-m2` is the deck with its notes folded, `notes-m2` unfolded; `.pdf` prints either."""

    @web.authenticated
    async def get(self, code: str, sheet: Sheet, name: str, printed: str | None = None) -> None:
        language = self.language(code)
        try:
            found = await asyncio.to_thread(deck, name, language)
        except Refusal as refusal:
            self.refuse(refusal, language)
            return
        if printed:
            # Typesetting must hold up nobody; what it needs is heavy to import.
            from passerelles.papers.slides_pdf import deck_pdf  # noqa: PLC0415

            content = await asyncio.to_thread(deck_pdf, name, sheet, language)
            send_pdf(self, content, f"{sheet}-{name}", language)
            return
        self.show(
            "slides.html",
            language,
            f"guides/{sheet}-{name}",
            accent=name,
            deck=found,
            name=name,
            unfolded=sheet == "notes",
            prose=lambda text: markdown(text, language),
        )
