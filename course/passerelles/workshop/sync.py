"""The line between a page and the room: views pushed, commands taken, a team's changes told.

The browser sends `{"do": …, "n": name}` and is answered `{"answer": n}`, with `refusal` when it
was refused; `{"at": place}` says where somebody reads. The server pushes `{"view": …, "now": s}`,
`{"changed": …}` when somebody of the team changed what is shared, and `{"leave": why}` when the
page has to be opened again. Every line begins with `{"boot": …}`: another server, another name.
"""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from typing import Any, Final

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado import web
from tornado.ioloop import IOLoop
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, LANGUAGES, Language
from passerelles.workshop.doors import TRAINER, TRAINER_COOKIE, Doors
from passerelles.workshop.filter import PATIENCE, Rate
from passerelles.workshop.watch import Change, Watch
from passerelles.workshop.workspaces import Workspaces

SOON: Final = 0.05
"""Seconds between a change and the views that show it: a vote of forty is a few pushes."""
LATER: Final = 1.0
"""The same, when somebody only went on reading."""
LARGEST: Final = 64_000
REMEMBERED: Final = 2_000
"""Commands whose answer is kept, for lines that dropped before it came."""
SCREEN: Final = "screen"
POLICY: Final = 1008


class Lines:
    """All the lines of a room, and what is pushed over them."""

    def __init__(self, room: Any, workspaces: Workspaces, doors: Doors, sessions: Any) -> None:
        self.room, self.workspaces, self.doors, self.sessions = room, workspaces, doors, sessions
        self.boot = secrets.token_hex(6)
        self.answers: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()
        self._open: set[LineHandler] = set()
        self._loop = IOLoop.current()
        self._due: dict[str, bool] = {}
        self._teams = self._standing()
        self._watch = Watch(workspaces)
        self._end = room.changed(lambda change: self._loop.add_callback(self._heard, change))

    def _standing(self) -> dict[str, str | None]:
        people = self.room.state.people.values()
        return {one.id: (None if one.gone else one.team or "") for one in people}

    def opened(self, line: LineHandler) -> None:
        """Take a line up: the person is there, and sees how things stand."""
        self._open.add(line)
        if line.participant:
            self.room.presence(line.actor, online=True)
            team = self.workspaces.team_of(line.actor)
            if team:
                self._watch.begin(team)
        line.say({"boot": self.boot})
        line.view()

    def closed(self, line: LineHandler) -> None:
        """Lay a line down."""
        if line in self._open:
            self._open.discard(line)
            if line.participant:
                self.room.presence(line.actor, online=False)

    def _heard(self, change: str) -> None:
        self._follow()
        if not self._due.get(change):
            self._due[change] = True
            wait = SOON if change == "all" else LATER
            self._loop.call_later(wait, self._push, change)

    def _push(self, change: str) -> None:
        self._due[change] = False
        for line in list(self._open):
            # Where somebody reads is the trainer's to know, and nobody's to be sent forty times.
            if change == "all" or line.actor == TRAINER:
                line.view()

    def _follow(self) -> None:
        """Send those whose team changed to their new folder, and who was shown out to the door."""
        before, self._teams = self._teams, self._standing()
        for person, team in self._teams.items():
            # Somebody new, or back again, comes by the front door.
            if before.get(person) is None or before[person] == team:
                continue
            self._loop.add_callback(self.sessions.close_all_of, person)
            if team is None:
                self.doors.forget_person(person)
            for line in [one for one in self._open if one.actor == person]:
                line.say({"leave": "gone" if team is None else "moved"})

    def look(self) -> None:
        """Tell each team what of its shared folder has changed since the last look."""
        present = {line.actor for line in self._open if line.participant}
        for team, change in self._watch.changes(self.workspaces.team_of(one) for one in present):
            self.tell(team, change)

    def tell(self, team: str, change: Change) -> None:
        """Tell the pages of a team what has changed."""
        for line in list(self._open):
            if line.participant and self.workspaces.team_of(line.actor) == team:
                line.say({"changed": change})


class LineHandler(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """One page's line to the room."""

    lines: Lines

    def initialize(self, lines: Lines) -> None:
        """Take the room's lines."""
        self.lines = lines
        self.actor = ""
        self.spoken: Language = DEFAULT_LANGUAGE
        self.rate = Rate(20, 80)
        self.dropped = 0
        self._sent = ""

    @property
    def participant(self) -> bool:
        """Tell whether a participant is at the other end."""
        return self.actor not in ("", TRAINER, SCREEN)

    def set_default_headers(self) -> None:
        """Send no header of a page's with a line's."""

    async def get(self) -> None:
        """Open the line as who one is: `as=trainer` or `as=screen` for the trainer's pages."""
        wanted = self.get_query_argument("as", "")
        if wanted in (TRAINER, SCREEN):
            if self.lines.doors.who(self.get_cookie(TRAINER_COOKIE)) != TRAINER:
                raise web.HTTPError(403)
            self.actor = wanted
        elif self.current_user is not None:
            self.actor = self.current_user.username
        else:
            raise web.HTTPError(403)
        code = self.get_query_argument("lang", "")
        self.spoken = next((lang for lang in LANGUAGES if lang == code), DEFAULT_LANGUAGE)
        await super().get()

    def open(self) -> None:
        """Begin."""
        super().open()
        self.lines.opened(self)

    def on_close(self) -> None:
        """End."""
        self.lines.closed(self)

    def say(self, message: dict[str, Any]) -> None:
        """Send a message; a line that closes meanwhile is no fault."""
        try:
            self.write_message(json.dumps(message, ensure_ascii=False))
        except WebSocketClosedError:
            self.lines.closed(self)

    def view(self) -> None:
        """Send how things stand, if that has changed."""
        try:
            view = self.lines.room.view(self.actor, self.spoken)
        except Refusal:
            self.say({"leave": "gone"})
            return
        text = json.dumps(view, ensure_ascii=False, sort_keys=True)
        if text != self._sent:
            self._sent = text
            self.say({"view": view, "now": self.lines.room.now()})

    def on_message(self, message: str | bytes) -> None:
        """Take a command or a place; what is neither is dropped, and too much ends the line."""
        asked = self._read(message)
        if asked is None:
            self.dropped += 1
            if self.dropped >= PATIENCE:
                self.close(POLICY, "dropped")
            return
        if "at" in asked:
            if self.participant:
                self._at(asked["at"])
            return
        name = asked.pop("n")
        key = (self.actor, name)
        answers = self.lines.answers
        if key not in answers:
            answers[key] = {"answer": name, **self._done(asked)}
            while len(answers) > REMEMBERED:
                answers.popitem(last=False)
        self.say(answers[key])

    def _read(self, message: str | bytes) -> dict[str, Any] | None:
        if not isinstance(message, str) or len(message) > LARGEST or not self.rate.take():
            return None
        try:
            asked = json.loads(message)
        except (ValueError, RecursionError):
            return None
        if not isinstance(asked, dict):
            return None
        name = asked.get("n")
        if "at" in asked or (isinstance(name, str) and 0 < len(name) <= 64):  # noqa: PLR2004
            return asked
        return None

    def _done(self, asked: dict[str, Any]) -> dict[str, Any]:
        if self.actor == SCREEN:
            return {"refusal": ""}
        try:
            self.lines.room.command(self.actor, asked)
        except Refusal as refusal:
            return {"refusal": refusal.sentence(self.spoken)}
        return {}

    def _at(self, place: Any) -> None:
        try:
            self.lines.room.place(self.actor, place)
        except Refusal:
            self.dropped += 1

    def write_error(self, status_code: int, **_details: Any) -> None:
        """Say nothing but the status: no browser shows it."""
        self.set_status(status_code)
        self.finish()
