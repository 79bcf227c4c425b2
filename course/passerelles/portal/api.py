"""The portal's small API: progress, handing in, results, and a page saying it is left."""

from __future__ import annotations

import json
from typing import Any

from tornado import web

from passerelles.build.course import course
from passerelles.library.errors import Refusal
from passerelles.portal import results
from passerelles.portal.outline import section_names
from passerelles.portal.pages import PageHandler
from passerelles.portal.sessions import Sessions
from passerelles.portal.settings import Settings

MAXIMUM_BODY = 10_000


class ApiHandler(PageHandler):
    """Answers JSON; a refusal is `{"refusal": sentence}` in the page's language."""

    limit = MAXIMUM_BODY
    """Bytes of a request."""

    def answer(self, value: dict[str, Any], status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(value, ensure_ascii=False))

    def body(self) -> dict[str, Any]:
        """Return the request's JSON object; anything else is a bad request."""
        if len(self.request.body) > self.limit:
            raise web.HTTPError(413)
        try:
            value = json.loads(self.request.body or b"{}")
        except (ValueError, RecursionError) as error:
            raise web.HTTPError(400) from error
        if not isinstance(value, dict):
            raise web.HTTPError(400)
        return value

    def desk(self) -> str:
        """Return the course whose desk is meant; empty for the one desk of a laptop."""
        course = self.body().get("desk", "")
        if not isinstance(course, str):
            raise web.HTTPError(400)
        return course


class ProgressHandler(ApiHandler):
    """Notes which sections of a module were seen and where the learner stands."""

    @web.authenticated
    def post(self, code: str, name: str) -> None:
        language = self.language(code)
        try:
            module = course().module(name)
            known = set(section_names(module))
            body = self.body()
            seen = [s for s in body.get("seen", []) if isinstance(s, str) and s in known]
            progress = self.workspace().progress
            for section in seen:
                progress.see(module.id, section)
            if body.get("last") in known:
                progress.last(module.id, body["last"])
        except Refusal as refusal:
            self.answer({"refusal": refusal.sentence(language)}, 409)
            return
        self.answer({"seen": seen})


class SubmitHandler(ApiHandler):
    """Hands an exercise in: the receipt at once, the result when it is graded."""

    @web.authenticated
    async def post(self, code: str, name: str) -> None:
        language = self.language(code)
        try:
            exercise = course().exercise(name)
            receipt = await results.hand_in(self.portal, self.workspace(), exercise, self.desk())
        except Refusal as refusal:
            self.answer({"refusal": refusal.sentence(language)}, 409)
            return
        self.answer({"receipt": results.receipt_html(receipt, language)})


class ResultHandler(ApiHandler):
    """Has graded what was handed in, and shows the result; asked again until it is graded."""

    @web.authenticated
    async def post(self, code: str, name: str) -> None:
        language = self.language(code)
        try:
            exercise = course().exercise(name)
            graded, result = await results.grade(
                self.portal, self.workspace(), exercise, self.desk(), language
            )
        except Refusal as refusal:
            self.answer({"refusal": refusal.sentence(language)}, 409)
            return
        shown = results.result_html(result, language) if result is not None else ""
        self.answer({"result": shown, "graded": graded})


class SessionHandler(ApiHandler):
    """A page asks whether its kernel still runs, or says that it is being closed."""

    sessions: Sessions

    def initialize(self, settings_of_portal: Settings, sessions: Sessions | None = None) -> None:
        super().initialize(settings_of_portal)
        assert sessions is not None
        self.sessions = sessions

    @web.authenticated
    def get(self, kernel: str) -> None:
        mine = self.sessions.mine(kernel, self.current_user)
        self.answer({"alive": mine and self.sessions.alive(kernel)})

    @web.authenticated
    async def post(self, kernel: str) -> None:
        if self.sessions.mine(kernel, self.current_user):
            await self.sessions.close(kernel)
        self.answer({})
