"""The portal's pages: what they share, and the ones that need no kernel."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from passerelles.build.course import course, places
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.library.text import DEFAULT_LANGUAGE, Language
from passerelles.portal import footbridge, outline
from passerelles.portal.rendering import render
from passerelles.portal.settings import Settings, language_of, preferred
from passerelles.portal.strings import string


class PageMixin:
    """What every page does: its language, the learner's workspace, rendering, refusals."""

    _settings: Settings | Callable[[Any], Settings]

    def set_up(self, settings: Settings | Callable[[Any], Settings]) -> None:
        """Take the settings, or where many people share a server, what gives each one's."""
        self._settings = settings

    @property
    def portal(self: Any) -> Settings:
        """The settings of whoever asks."""
        given = self._settings
        return given if isinstance(given, Settings) else given(self.current_user)

    def workspace(self) -> Workspace:
        """Open the learner's workspace; raise `Refusal` when it cannot be used."""
        return self.portal.open_workspace()

    @staticmethod
    def json(value: Any) -> str:
        """Write `value` as JSON that is safe inside a `<script>` element."""
        written = json.dumps(value, ensure_ascii=False)
        return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

    def language(self: Any, code: str) -> Language:
        """Return the language of the address; an unknown one is a page that says so."""
        try:
            return language_of(code)
        except Refusal as refusal:
            raise web.HTTPError(404, refusal.text.en) from refusal

    def page(self: Any, template: str, language: Language, path: str, **values: Any) -> str:
        """Render a page; `path` is its address after the language, kept by the switch."""
        # Reading the token sets its cookie, which the page's scripts send back with every post.
        assert self.xsrf_token
        room = self.portal.room
        return render(
            template,
            language,
            base=f"{self.base_url}passerelles/",
            path=path,
            course=course(),
            written={module.id for module in course().modules if places().written(module)},
            classroom=self.portal.classroom is not None,
            workshop=room,
            inside=room is None or bool(room.name or room.trainer),
            **values,
        )

    def show(self: Any, template: str, language: Language, path: str, **values: Any) -> None:
        """Send a whole page and remember its language."""
        self.set_cookie("passerelles-language", language, path=self.base_url)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(self.page(template, language, path, **values))

    def refuse(self: Any, refusal: Refusal, language: Language, status: int = 404) -> None:
        """Send a refusal as a page of the course."""
        self.set_status(status)
        self.show("refusal.html", language, "", sentence=refusal.sentence(language), accent="m0")

    def write_error(self: Any, status_code: int, **_details: Any) -> None:
        """Answer faults with a page of the course instead of the server's own."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        parts = self.request.path.removeprefix(f"{self.base_url}passerelles/").split("/")
        language: Language = "en" if parts[0] == "en" else "fr"
        key = "error.missing" if status_code == 404 else "error.fault"  # noqa: PLR2004
        self.finish(
            self.page("refusal.html", language, "", sentence=string(key, language), accent="m0")
        )


class PageHandler(PageMixin, JupyterHandler):
    """A page of the portal that needs no kernel."""

    def initialize(self, settings_of_portal: Settings) -> None:
        self.set_up(settings_of_portal)


class RootHandler(PageHandler):
    """Leads to the home page in the reader's language."""

    @web.authenticated
    def get(self) -> None:
        self.redirect(f"{self.base_url}passerelles/{self.chosen()}/")

    def chosen(self) -> str:
        """Return the reader's language: the last one used, the server's, the browser's."""
        kept = self.get_cookie("passerelles-language")
        return (
            kept
            if kept in ("fr", "en")
            else self.portal.language
            or preferred(self.request.headers.get("Accept-Language", ""), DEFAULT_LANGUAGE)
        )


class HomeHandler(PageHandler):
    """The modules, where the learner stands, and the footbridge."""

    @web.authenticated
    def get(self, code: str) -> None:
        language = self.language(code)
        try:
            workspace = self.workspace()
            progress, dossier = workspace.progress.load(), workspace.dossier.load()
        except Refusal as refusal:
            self.refuse(refusal, language, 503)
            return
        cards = [outline.card(module, progress, language) for module in course().modules]
        self.show(
            "home.html",
            language,
            "",
            accent="m0",
            cards=cards,
            resume=outline.resume(cards),
            bridge=footbridge.draw(dossier, language),
            notices=outline.notices(workspace, language),
        )


class GlossaryHandler(PageHandler):
    """The concepts and acronyms the text links to."""

    @web.authenticated
    def get(self, code: str) -> None:
        language = self.language(code)
        known = library()
        self.show(
            "glossary.html",
            language,
            "glossary",
            accent="m0",
            concepts=sorted(known.concepts.values(), key=lambda c: c.term[language].lower()),
            acronyms=sorted(known.acronyms.values(), key=lambda a: a.short[language].lower()),
        )


class LostHandler(PageHandler):
    """Any other address under the portal."""

    @web.authenticated
    def get(self) -> None:
        raise web.HTTPError(404)
