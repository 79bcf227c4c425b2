"""The guides on the hub: the help of its pages is read before one has an account, too."""

from __future__ import annotations

import asyncio

from jupyterhub.handlers import BaseHandler
from tornado import web

from passerelles.hub.pages import page_of
from passerelles.library.text import Language
from passerelles.papers.pictures import picture


class GuideHandler(BaseHandler):
    """A guide to read."""

    async def get(self, name: str) -> None:
        """Show it in the reader's language."""
        # The first reading takes a second, and what it needs is slow to import.
        title, article = await asyncio.to_thread(_written, name, page_of(self).lang)
        self.finish(await self.render_template("guide.html", title=title, article=article))


class PictureHandler(BaseHandler):
    """A picture of a guide."""

    async def get(self, name: str) -> None:
        """Send it."""
        try:
            content = await asyncio.to_thread(picture(name).read_bytes)
        except OSError as error:
            raise web.HTTPError(404) from error
        self.set_header("Content-Type", "image/png")
        self.set_header("Cache-Control", "public, max-age=86400")
        self.finish(content)


def _written(name: str, language: Language) -> tuple[str, str]:
    from passerelles.papers.catalogue import paper  # noqa: PLC0415
    from passerelles.portal.reading import reading  # noqa: PLC0415
    from passerelles.portal.rendering import render  # noqa: PLC0415

    found = paper(name, language)
    return found.title, render("_paper.html", language, base="", **reading(found, listed=False))
