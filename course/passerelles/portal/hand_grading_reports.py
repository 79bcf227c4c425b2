"""Reports and grades to take away from the instructor's pages."""

from __future__ import annotations

import asyncio
from typing import Final

from tornado import web

from passerelles.grading.report import report
from passerelles.grading.report_csv import moodle_csv, nbgrader_csv
from passerelles.grading.report_html import report_html
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.portal.hand_grading import InstructorHandler

REPORT_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


class ReportHandler(InstructorHandler):
    """The report as a page, or the grades as a file, in either form."""

    @web.authenticated
    async def get(self, code: str, name: str, form: str) -> None:
        language = self.language(code)
        try:
            text = await asyncio.to_thread(lambda: _made(self.classroom(), name, form, language))
        except Refusal as refusal:
            self.refuse(refusal, language)
            return
        self.set_header("Cache-Control", "no-store")
        if form == "html":
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.set_header("Content-Security-Policy", REPORT_POLICY)
        else:
            file = f"{name}.csv" if form == "csv" else f"{name}-moodle.csv"
            self.set_header("Content-Type", "text/csv; charset=utf-8")
            self.set_header("Content-Disposition", f'attachment; filename="{file}"')
        self.finish(text)


class LostHandler(InstructorHandler):
    """Any other address of the instructor's server."""

    @web.authenticated
    def get(self) -> None:
        raise web.HTTPError(404)


def _made(room: Classroom, name: str, form: str, language: Language) -> str:
    found = report(room, room.check_exercise(name))
    if form == "csv":
        return nbgrader_csv(found)
    return moodle_csv(found, language) if form == "moodle" else report_html(room, found, language)
