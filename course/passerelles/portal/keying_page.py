"""Keying paper forms in, before and after: whose paper it is, and what it came to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tornado import web

from passerelles.grading import keyed, roster
from passerelles.grading.keyed import Draft
from passerelles.grading.names import local_student
from passerelles.grading.results import result
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Language
from passerelles.portal import instructor_forms as forms
from passerelles.portal import instructor_view as view
from passerelles.portal import keying_work as work
from passerelles.portal.instructor_pages import MESSAGES, RoomHandler, Said


class KeyingHandler(RoomHandler):
    """What the pages of papers share: only those who may change things are let in."""

    def let_in(self, language: Language) -> bool:
        """Tell whether whoever asks may key in; the page then says so."""
        may_change = getattr(self.identity_provider, "may_change", None)
        if may_change is None or may_change(self):
            return True
        self.refuse(
            Refusal(
                f"Les enseignants de ce cours saisissent les copies{NBSP}; demandez-le à l’un "
                "d’eux.",
                "The instructors of this course key papers in; ask one of them.",
            ),
            language,
            403,
        )
        return False

    def who(self) -> str:
        """Return who is keying in: the hub's user, else whoever works at this machine."""
        if hasattr(self.identity_provider, "may_change"):
            return str(self.current_user.username)
        return local_student()

    def lead(self, code: str, path: str, said: Said | None, **query: str) -> None:
        """Lead to a page, which says what was done."""
        if said is not None:
            query["said"] = MESSAGES.keep(said)
        place = "#said" if said is not None else "#paper"
        address = f"{self.base_url}passerelles/{code}/paper/{path}?{urlencode(query)}{place}"
        self.redirect(address, status=303)

    def field(self, name: str) -> str:
        """Return a field of the form, empty when it is not there."""
        return str(self.get_body_argument(name, "", strip=False))


class ChooseHandler(KeyingHandler):
    """Whose paper, and of when; below, the papers begun and not handed in."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        if not self.let_in(self.language(code)):
            return

        def gather(room: Classroom, language: Language) -> dict[str, Any]:
            found = view.exercise(room, name, language)
            return {"one": found, "drafts": keyed.drafts(room, name), "zone": view.zone()}

        await self.shown(code, "keying-choose.html", f"paper/{name}", gather)

    @web.authenticated
    async def post(self, code: str, name: str) -> None:
        language = self.language(code)
        if not self.let_in(language):
            return
        try:
            student = await asyncio.to_thread(lambda: self._begin(self.classroom(), name, language))
        except Refusal as refusal:
            typed = {one: self.field(one)[:300] for one in ("student", "new", "handed")}
            self.lead(code, name, Said((refusal.text,), refused=True, typed=typed))
            return
        self.lead(code, f"{name}/form", None, student=student)

    def _begin(self, room: Classroom, name: str, language: Language) -> str:
        exercise, new = room.check_exercise(name), self.field("new").strip()
        handed = work.moment_of_paper(forms.moment(self.field("handed")))
        if bool(new) == bool(self.field("student")):
            raise Refusal(
                f"Choisissez une personne de la liste ou écrivez un nom{NBSP}: l’un des deux.",
                "Choose a person from the list or write a name: one of the two.",
            )
        if new:
            student = roster.add(room, new)
        else:
            student = work.known(room, exercise, self.field("student"))
        before = keyed.read(room, exercise, student)
        if before is None:
            keyed.save(room, Draft(exercise, student, handed, language, by=self.who()), None)
        elif handed is not None and before.handed != handed:
            keyed.save(room, replace(before, handed=handed), None)
        return student


class DoneHandler(KeyingHandler):
    """What a paper came to, question by question and without any key; then the next one."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        if not self.let_in(self.language(code)):
            return
        asked = self.get_argument("student", "")

        def gather(room: Classroom, language: Language) -> dict[str, Any]:
            exercise = room.check_exercise(name)
            student = work.known(room, exercise, asked)
            draft = keyed.read(room, exercise, student)
            handed = datetime.fromisoformat(draft.handed) if draft and draft.handed else None
            return {
                "one": view.exercise(room, exercise, language),
                "student": student,
                "draft": draft,
                "result": result(room, exercise, student, language, releasing=True),
                "handed": view.typed(handed),
                "zone": view.zone(),
            }

        await self.shown(code, "keying-done.html", f"paper/{name}/done", gather)
