"""The instructor's pages: what there is to grade, and one question across all learners.

Only `passerelles instruct` serves them: a learner's server has no such address.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from tornado import web

from passerelles.grading import comments, hand
from passerelles.grading.classroom import open_
from passerelles.grading.questions import essay, essays
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.portal import instructor_view as view
from passerelles.portal.api import ApiHandler
from passerelles.portal.pages import PageHandler, RootHandler
from passerelles.portal.strings import string
from passerelles_widgets.forms.statement import escaped

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Whatever a learner managed to get into a page of ours, no browser would run it."""


class InstructorHandler(PageHandler):
    """A page of the instructor's; its refusals lead back to the list, not to a learner's page."""

    @property
    def content_security_policy(self) -> str:
        return POLICY

    def page(self, template: str, language: Language, path: str, **values: Any) -> str:
        """Render a page; it says who is looking and shows forms to those who may change things."""
        may_change = getattr(self.identity_provider, "may_change", None)
        shared = {
            "rooms_home": self.settings.get("rooms_home", ""),
            "may_change": may_change is None or bool(may_change(self)),
            "xsrf": self.xsrf_token.decode(),
            "local": view.local,
        }
        return super().page(template, language, path, **{**shared, **values})

    def classroom(self) -> Classroom:
        """Open the classroom; raise `Refusal` when it or its gradebook cannot be reached."""
        assert self.portal.classroom is not None
        return open_(self.portal.classroom)

    def refuse(self, refusal: Refusal, language: Language, status: int = 404) -> None:
        """Send a refusal as a page of the instructor's."""
        self.set_status(status)
        self.show("grading-refusal.html", language, "grading", sentence=refusal.sentence(language))

    def write_error(self, status_code: int, **_details: Any) -> None:
        """Answer faults with a page of the instructor's."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        parts = self.request.path.removeprefix(f"{self.base_url}passerelles/").split("/")
        language: Language = "en" if parts[0] == "en" else "fr"
        key = "error.missing" if status_code == 404 else "error.fault"  # noqa: PLR2004
        sentence = string(key, language)
        self.finish(self.page("grading-refusal.html", language, "grading", sentence=sentence))


class StartHandler(RootHandler):
    """Leads to the list in the reader's language."""

    @web.authenticated
    def get(self, code: str = "") -> None:
        language = code if code in ("fr", "en") else self.chosen()
        self.redirect(f"{self.base_url}passerelles/{language}/grading")


class GradingHandler(InstructorHandler):
    """One learner's answer to one question, without a name, and the form to grade it."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        language = self.language(code)
        asked, token = self.get_argument("question", ""), self.get_argument("copy", "")
        try:
            values = await asyncio.to_thread(
                lambda: one_copy(self.classroom(), name, asked, token, language)
            )
        except Refusal as refusal:
            self.refuse(refusal, language)
            return
        self.show("grading.html", language, f"grading/{name}", **values)


class SaveHandler(ApiHandler):
    """Saves what a grader gives an answer; says so when somebody else was quicker."""

    limit = 100_000

    @web.authenticated
    async def post(self, code: str, name: str) -> None:
        language = self.language(code)
        given = self.body()
        try:
            told, status = await asyncio.to_thread(self._keep, name, given)
        except Refusal as refusal:
            self.answer({"refusal": refusal.sentence(language)}, 409)
            return
        self.answer(told, status)

    def _keep(self, name: str, given: dict[str, Any]) -> tuple[dict[str, Any], int]:
        assert self.portal.classroom is not None
        room = open_(self.portal.classroom)
        question = essay(room, name, str(given.get("question", "")))
        place = hand.find(room, name, question.id, str(given.get("copy", "")))
        try:
            return {"saved": plain(hand.keep(room, name, question, place, given))}, 200
        except hand.Conflict as conflict:
            return {"conflict": plain(conflict.sheet)}, 409


class CommentsHandler(ApiHandler):
    """Adds to the comment bank, rewords, deletes; answers with the bank as it stands."""

    limit = 100_000

    @web.authenticated
    async def post(self, code: str) -> None:
        language = self.language(code)
        given = self.body()
        try:
            told = await asyncio.to_thread(self._change, given)
        except Refusal as refusal:
            self.answer({"refusal": refusal.sentence(language)}, 409)
            return
        self.answer({"comments": told})

    def _change(self, given: dict[str, Any]) -> list[dict[str, str]]:
        assert self.portal.classroom is not None
        room = open_(self.portal.classroom)
        question, remark = str(given.get("question", "")), str(given.get("id", ""))
        fr, en = given.get("fr"), given.get("en")
        match given.get("do"):
            case "add":
                about = question if given.get("here") else ""
                comments.add(room, about[:64], fr, en)
            case "edit":
                comments.edit(room, remark, str(given.get("version", "")), fr, en)
            case "delete":
                comments.delete(room, remark)
            case _:
                raise web.HTTPError(400)
        return bank(room, question)


def one_copy(
    room: Classroom, exercise: str, question_id: str, token: str, language: Language
) -> dict[str, Any]:
    """Return what the page of one answer shows; the first that waits when none is named."""
    listed = essays(room, exercise)
    question = essay(room, exercise, question_id) if question_id or not listed else listed[0]
    places = hand.places(room, exercise, question.id)
    at = next((n for n, one in enumerate(places) if one.token == token), -1)
    if at < 0:
        at = next((n for n, one in enumerate(places) if one.state != "graded"), 0)
    here = places[at] if places else None
    shown = hand.sheet(room, exercise, question, here) if here else None
    after = (*places[at + 1 :], *places[:at])
    return {
        "exercise": exercise,
        "title": view.title(exercise, language),
        "questions": listed,
        "question": question,
        "sheet": shown,
        "answer": escaped(shown.answer, shown.language) if shown else "",
        "position": at + 1,
        "count": len(places),
        "left": sum(one.state != "graded" for one in places),
        "before": places[at - 1].token if at > 0 else None,
        "after": places[at + 1].token if at + 1 < len(places) else None,
        "next_waiting": next((one.token for one in after if one.state != "graded"), None),
        "comments": bank(room, question.id),
        "state": plain(shown) if shown else None,
    }


def plain(sheet: hand.Sheet) -> dict[str, Any]:
    """Return what the page's script keeps of an answer; never who wrote it."""
    return {
        "copy": sheet.place.token,
        "state": sheet.place.state,
        "levels": sheet.levels,
        "points": sheet.points,
        "comment": sheet.comment,
        "version": sheet.version,
    }


def bank(room: Classroom, question: str) -> list[dict[str, str]]:
    """Return the remarks for a question as plain data."""
    return [
        {"id": one.id, "version": one.version, "fr": one.text.fr, "en": one.text.en}
        for one in comments.remarks(room, question)
    ]
