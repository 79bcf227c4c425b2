"""The instructor's pages: the classrooms, one classroom, one exercise, the rules, the people.

What is done from them is in `instructor_actions`; after each action its page says so in
words. A trainer of a course on a hub sees the same pages without any form.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tornado import web

from passerelles.grading.classroom import open_
from passerelles.grading.gradebook import students
from passerelles.grading.rules import version
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import Language, Text
from passerelles.portal import instructor_view as view
from passerelles.portal.hand_grading import InstructorHandler
from passerelles.portal.instructor_jobs import Jobs
from passerelles.portal.pages import RootHandler
from passerelles.portal.settings import Settings

MOST_SAID: Final = 500
"""Messages kept for pages about to be shown."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the page after an action says: done or refused, and what had been typed."""

    sentences: tuple[Text, ...]
    refused: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)


class Messages:
    """Messages from an action to the page after it, by a token only that page's address has."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Said] = OrderedDict()

    def keep(self, said: Said) -> str:
        """Keep a message; return its token."""
        token = secrets.token_urlsafe(12)
        self._kept[token] = said
        while len(self._kept) > MOST_SAID:
            self._kept.popitem(last=False)
        return token

    def read(self, token: str) -> Said | None:
        """Return a message, as often as its page is shown."""
        return self._kept.get(token)


MESSAGES: Final = Messages()


class RoomHandler(InstructorHandler):
    """A page of one classroom, with the run under way and what was last done."""

    jobs: Jobs

    def initialize(self, settings_of_portal: Settings, jobs: Jobs | None = None) -> None:
        super().initialize(settings_of_portal)
        assert jobs is not None
        self.jobs = jobs

    async def shown(
        self, code: str, template: str, path: str, values: Any, told: Said | None = None
    ) -> None:
        """Show a page of the classroom; `values` gathers what it needs, in a thread.

        It says what it is `told` to, else what the action before it left to be said.
        """
        language = self.language(code)
        try:
            room, gathered = await asyncio.to_thread(self._gathered, values, language)
        except Refusal as refusal:
            self.refuse(refusal, language, 503)
            return
        said = told or MESSAGES.read(self.get_argument("said", ""))
        self.show(
            template,
            language,
            path,
            room=room,
            job=self.jobs.last(room.root),
            said=said,
            typed=said.typed if said else {},
            titles={one: view.title(one, language) for one in room.exercises()},
            **gathered,
        )

    def _gathered(self, values: Any, language: Language) -> tuple[Classroom, dict[str, Any]]:
        room = self.classroom()
        return room, values(room, language)


class ClassroomHandler(RoomHandler):
    """The exercises of the classroom: how many handed in, what is to be done."""

    @web.authenticated
    async def get(self, code: str) -> None:
        await self.shown(
            code,
            "grading-list.html",
            "grading",
            lambda room, language: {"exercises": view.exercises(room, language)},
        )


class ExerciseHandler(RoomHandler):
    """One exercise: who handed in and who did not, state, lateness, attempts, score."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        person = self.get_argument("person", "")

        def gather(room: Classroom, language: Language) -> dict[str, Any]:
            found = view.exercise(room, name, language)
            chosen = next((one for one in found.lines if one.person.id == person), None)
            due = room.settings.due(name, person) if chosen else None
            return {"one": found, "chosen": chosen, "due": view.typed(due), "zone": view.zone()}

        await self.shown(code, "classroom-exercise.html", f"class/{name}", gather)


class RulesHandler(RoomHandler):
    """Deadlines, late work, attempts, which attempt counts, when results are shown."""

    @web.authenticated
    async def get(self, code: str) -> None:
        def gather(room: Classroom, _: Language) -> dict[str, Any]:
            rules = room.settings
            own = {
                one: rules.due(one) for one in room.exercises() if one in (rules.deadlines or {})
            }
            values = {
                "deadline": view.typed(rules.due("")),
                "attempts": str(rules.attempts),
                "penalty_percent": f"{rules.penalty_percent:g}",
                "late": rules.late,
                "counts": rules.counts,
                "feedback": rules.feedback,
                **{f"deadline-{one}": view.typed(due) for one, due in own.items()},
            }
            return {"values": values, "version": version(room), "zone": view.zone()}

        await self.shown(code, "classroom-rules.html", "rules", gather)


class PeopleHandler(RoomHandler):
    """Whom the gradebook knows, and the form that takes in a list."""

    @web.authenticated
    async def get(self, code: str) -> None:
        await self.shown(
            code,
            "classroom-people.html",
            "people",
            lambda room, _: {"people": students(room)},
        )


class RoomsHandler(InstructorHandler, RootHandler):
    """The classrooms of this server, when there are several."""

    listed: Mapping[str, Path]

    def initialize(
        self, settings_of_portal: Settings, listed: Mapping[str, Path] | None = None
    ) -> None:
        super().initialize(settings_of_portal)
        self.listed = listed or {}

    @web.authenticated
    async def get(self, code: str | None = None) -> None:
        if code is None:
            self.redirect(f"{self.base_url}passerelles/{self.chosen()}/")
            return
        language = self.language(code)
        cards = await asyncio.to_thread(lambda: [_card(*one) for one in self.listed.items()])
        self.show("classroom-rooms.html", language, "", cards=cards, server=self.base_url)


def _card(key: str, root: Path) -> dict[str, Any]:
    try:
        found: tuple[str, ...] = open_(root).exercises()
    except Refusal as refusal:
        return {"key": key, "name": root.name, "exercises": 0, "fault": refusal.text}
    return {"key": key, "name": root.name, "exercises": len(found), "fault": None}
