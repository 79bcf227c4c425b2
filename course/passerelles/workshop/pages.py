"""The room's own pages for everybody: the way in, the way back, a participant's page."""

from __future__ import annotations

from typing import Any, Final

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web

from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, Language
from passerelles.portal.pages import PageHandler
from passerelles.portal.settings import preferred
from passerelles.portal.strings import string
from passerelles.workshop.doors import COOKIE, TRAINER, TRAINER_COOKIE, Tries
from passerelles.workshop.entrance import Entrance

REFUSED: Final = 400
SLOWED: Final = 429
FOR_DAYS: Final = 30
"""Days a browser keeps a cookie: a workshop of three days, and the weeks around it."""


class RoomPage(PageHandler):
    """What the room's pages share: the way in, forms, cookies, redirections."""

    entrance: Entrance

    def initialize(self, entrance: Entrance) -> None:  # type: ignore[override]
        """Take the room's entrance."""
        self.set_up(entrance.workspaces)
        self.entrance = entrance

    def spoken(self) -> Language:
        """Return the reader's language: the last one used, the browser's, the room's."""
        kept = self.get_cookie("passerelles-language")
        if kept in ("fr", "en"):
            return "en" if kept == "en" else "fr"
        accepted = self.request.headers.get("Accept-Language", "")
        return preferred(accepted, self.entrance.language or DEFAULT_LANGUAGE)

    @property
    def leads(self) -> bool:
        """Tell whether the trainer asks."""
        return self.entrance.doors.who(self.get_cookie(TRAINER_COOKIE)) == TRAINER

    @property
    def address(self) -> str:
        """The asker's address on the network, by which guesses are counted."""
        return str(self.request.remote_ip)

    def go(self, path: str) -> None:
        """Lead to another page of the room (303: whatever was asked, it is read with GET)."""
        self.redirect(f"{self.base_url}{path}", status=303)

    def give(self, cookie: str, person: str) -> None:
        """Let somebody in: their cookie is kept before it is given."""
        token = self.entrance.doors.let_in(person)
        self.set_cookie(
            cookie, token, path="/", expires_days=FOR_DAYS, httponly=True, samesite="Strict"
        )

    def field(self, name: str) -> str:
        """Return what was typed in a field of a form, never more than a page would send."""
        return self.get_body_argument(name, "")[:1000]

    def form(self, template: str, language: Language, path: str, **values: Any) -> None:
        """Show a page with a form."""
        token: bytes = self.xsrf_token
        self.show(template, language, path, accent="m0", xsrf=token.decode("ascii"), **values)

    def write_error(self, status_code: int, **details: Any) -> None:
        """Answer faults in the language of the address, where it has one."""
        parts = self.request.path.split("/")
        if self._finished or len(parts) < 3 or parts[2] not in ("fr", "en"):  # noqa: PLR2004
            super().write_error(status_code, **details)
            return
        key = "error.missing" if status_code == 404 else "error.fault"  # noqa: PLR2004
        language: Language = "en" if parts[2] == "en" else "fr"
        self.set_header("Content-Type", "text/html; charset=utf-8")
        said = string(key, language)
        self.finish(self.page("refusal.html", language, "", sentence=said, accent="m0"))

    def slowed(self, tries: Tries) -> Refusal | None:
        """Return the refusal of whoever has to wait."""
        try:
            tries.check(self.address)
        except Refusal as refusal:
            return refusal
        return None


class FrontHandler(RoomPage):
    """The room's first address: to one's place, or to the door."""

    @allow_unauthenticated
    def get(self) -> None:
        # A link followed from elsewhere carries no strict cookie; the second step, from here, does.
        if self.current_user is None and self.request.headers.get("Sec-Fetch-Site") == "cross-site":
            self.set_header("Content-Type", "text/html; charset=utf-8")
            here = f"{self.base_url}room/{self.spoken()}/join{self._query()}"
            self.finish(render_step(here, self.spoken()))
            return
        if self.current_user is None:
            self.go(f"room/{self.spoken()}/join{self._query()}")
        elif self.current_user.username == TRAINER:
            self.go(f"room/{self.spoken()}/board")
        else:
            self.go(f"room/{self.spoken()}/")

    def _query(self) -> str:
        code = "".join(c for c in self.get_query_argument("code", "")[:20] if c.isalnum())
        return f"?code={code}" if code else ""


def render_step(address: str, language: Language) -> str:
    """Return a page that only leads on."""
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta http-equiv="refresh" content="0;url={address}">'
        f'<title>Passerelles</title><a href="{address}">Passerelles</a></html>'
    )


class JoinHandler(RoomPage):
    """The door: the room's code and a name, or a name and the personal word."""

    @allow_unauthenticated
    def get(self, code: str) -> None:
        language = self.language(code)
        if self.current_user is not None and self.current_user.username != TRAINER:
            self.go(f"room/{language}/")
            return
        self.door(language, {"code": self.get_query_argument("code", "")[:20]})

    @allow_unauthenticated
    def post(self, code: str) -> None:
        language = self.language(code)
        if self.field("way") == "back":
            self._come_back(language)
        else:
            self._join(language)

    def door(
        self,
        language: Language,
        typed: dict[str, str],
        refusal: Refusal | None = None,
        status: int = REFUSED,
    ) -> None:
        """Show the door, with what was typed and why it did not open."""
        self.set_status(status if refusal else 200)
        state = self.entrance.room.state
        self.form(
            "join.html",
            language,
            "join",
            typed=typed,
            refusal=refusal.sentence(language) if refusal else "",
            teams=state.standing() if state.choosing else (),
        )

    def _join(self, language: Language) -> None:
        typed = {key: self.field(key) for key in ("code", "name", "team")}
        slowed = self.slowed(self.entrance.codes)
        if slowed is not None:
            self.door(language, typed, slowed, SLOWED)
            return
        if not self.entrance.doors.is_code(typed["code"]):
            self.entrance.codes.wrong(self.address)
            self.door(language, typed, _wrong_code())
            return
        self.entrance.codes.right(self.address)
        team = typed["team"] if self.entrance.room.state.choosing else ""
        try:
            person = self.entrance.room.join(typed["name"], language, team or None)
        except Refusal as refusal:
            self.door(language, typed, refusal)
            return
        self.give(COOKIE, person.id)
        self.go(f"room/{language}/?new=1")

    def _come_back(self, language: Language) -> None:
        typed = {"way": "back", "back-name": self.field("name")}
        slowed = self.slowed(self.entrance.words)
        if slowed is not None:
            self.door(language, typed, slowed, SLOWED)
            return
        try:
            person = self.entrance.room.back(self.field("name"), self.field("word"))
        except Refusal as refusal:
            self.entrance.words.wrong(self.address)
            self.door(language, typed, refusal)
            return
        self.entrance.words.right(self.address)
        self.give(COOKIE, person.id)
        self.go(f"room/{language}/")


class PlaceHandler(RoomPage):
    """A participant's own page of the room: what the trainer opened, their team, their word."""

    @web.authenticated
    def get(self, code: str) -> None:
        language = self.language(code)
        if self.current_user.username == TRAINER:
            self.go(f"room/{language}/board")
            return
        new = self.get_query_argument("new", "") == "1"
        self.form("room.html", language, "", new=new)


class LeaveHandler(RoomPage):
    """Leaving on a device somebody else will use; the personal word brings one back."""

    @web.authenticated
    def post(self, code: str) -> None:
        language = self.language(code)
        for cookie in (COOKIE, TRAINER_COOKIE):
            self.entrance.doors.forget(self.get_cookie(cookie))
            self.clear_cookie(cookie, path="/")
        self.go(f"room/{language}/join")


def _wrong_code() -> Refusal:
    return Refusal(
        "Ce n’est pas le code de cette salle\u00a0; recopiez celui qui est affiché devant vous.",
        "This is not the code of this room; copy the one shown in front of you.",
    )
