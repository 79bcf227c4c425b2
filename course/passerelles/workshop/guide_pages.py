"""The guides at the room's door: open to whoever reads a page of the room, let in or not."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import allow_unauthenticated

from passerelles.papers.catalogue import paper
from passerelles.portal.papers_page import PaperHandler, PictureHandler


class GuideHandler(PaperHandler):
    """A guide that some page's help is in."""

    @allow_unauthenticated
    async def get(self, code: str, name: str, printed: str | None = None) -> None:
        assert not printed
        language = self.language(code)
        self.read_paper(await asyncio.to_thread(paper, name, language), language)


class OpenPictureHandler(PictureHandler):
    """A picture of a guide."""

    @allow_unauthenticated
    async def get(self, code: str, name: str) -> None:
        await self.send_picture(code, name)
