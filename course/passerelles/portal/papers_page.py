"""The guides and the trainer's material in the portal: a list, each to read, each as PDF."""

from __future__ import annotations

import asyncio

from tornado import web

from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.papers.catalogue import paper, papers
from passerelles.papers.paper import Paper
from passerelles.papers.search import LONGEST, search
from passerelles.portal.pages import PageHandler
from passerelles.portal.reading import reading
from passerelles.portal.rendering import markdown
from passerelles_widgets import simulators


def send_pdf(page: PageHandler, content: bytes, name: str, language: Language) -> None:
    """Answer with a PDF that the browser shows, named should it be kept."""
    page.set_header("Content-Type", "application/pdf")
    page.set_header("Content-Disposition", f'inline; filename="passerelles-{name}-{language}.pdf"')
    page.finish(content)


class PapersHandler(PageHandler):
    """All guides, and the trainer's material; with `?q=`, where they speak of something."""

    @web.authenticated
    async def get(self, code: str) -> None:
        language = self.language(code)
        asked = self.get_query_argument("q", "")[:LONGEST]
        # The first reading of all guides takes a second or two.
        listed = await asyncio.to_thread(papers, language)
        found = await asyncio.to_thread(search, asked, language)
        self.show(
            "papers.html",
            language,
            "guides",
            accent="m0",
            papers=listed,
            sheets=[
                (name, simulators.load(name).data.title[language]) for name in simulators.ids()
            ],
            asked=asked,
            found=found,
            prose=lambda text: markdown(text, language),
        )


class PaperHandler(PageHandler):
    """One guide, to read or, with `.pdf`, to print."""

    @web.authenticated
    async def get(self, code: str, name: str, printed: str | None = None) -> None:
        language = self.language(code)
        try:
            found = await asyncio.to_thread(paper, name, language)
        except Refusal as refusal:
            self.refuse(refusal, language)
            return
        if printed:
            await self._print(found)
        else:
            self.read_paper(found, language)

    def read_paper(self, found: Paper, language: Language) -> None:
        """Show a paper as a page."""
        values = reading(found, listed=self.current_user is not None)
        self.show("paper.html", language, f"guides/{found.id}", accent="m0", **values)

    async def _print(self, found: Paper) -> None:
        # Typesetting takes a second and must hold up nobody; what it needs is heavy to import.
        from passerelles.papers.pdf import pdf_bytes  # noqa: PLC0415

        send_pdf(self, await asyncio.to_thread(pdf_bytes, found), found.id, found.language)


class SheetHandler(PageHandler):
    """A sheet of the kit for the partnership game, to print."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        from passerelles.papers.kit import sheet_pdf  # noqa: PLC0415

        language = self.language(code)
        try:
            content = await asyncio.to_thread(sheet_pdf, name, language)
        except Refusal as refusal:
            self.refuse(refusal, language)
            return
        send_pdf(self, content, name, language)


class PictureHandler(PageHandler):
    """A picture of a guide."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        await self.send_picture(code, name)

    async def send_picture(self, code: str, name: str) -> None:
        """Answer with the picture."""
        from passerelles.papers.pictures import picture  # noqa: PLC0415

        self.language(code)
        try:
            content = await asyncio.to_thread(picture(name).read_bytes)
        except OSError as error:
            raise web.HTTPError(404) from error
        self.set_header("Content-Type", "image/png")
        self.set_header("Cache-Control", "private, max-age=86400")
        self.finish(content)
