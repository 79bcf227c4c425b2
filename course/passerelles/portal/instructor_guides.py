"""The guides on the instructor's server, where the help of its pages leads."""

from __future__ import annotations

import asyncio

from tornado import web

from passerelles.papers.catalogue import paper
from passerelles.portal.hand_grading import InstructorHandler
from passerelles.portal.reading import reading


class GuideHandler(InstructorHandler):
    """A guide to read."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        language = self.language(code)
        found = await asyncio.to_thread(paper, name, language)
        values = reading(found, listed=False)
        self.show("classroom-guide.html", language, f"guides/{name}", **values)
