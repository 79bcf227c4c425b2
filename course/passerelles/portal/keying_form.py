"""One paper form being keyed in: its page, a draft at every save, its dossier, handing in."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from tornado import web

from passerelles.grading import keyed
from passerelles.grading.keyed import Conflict, Draft
from passerelles.grading.questions import questions_of
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Language, Text
from passerelles.portal import instructor_forms as forms
from passerelles.portal import instructor_view as view
from passerelles.portal import keying_work as work
from passerelles.portal.instructor_pages import Said
from passerelles.portal.keying_fields import MORE, lettered, text, ticked
from passerelles.portal.keying_page import KeyingHandler

LARGEST: Final = 4_000_000
"""Bytes of a form, accents written as their codes; a dossier's file is smaller."""
_CONFLICT: Final = Text(
    f"Quelqu’un d’autre vient d’enregistrer cette copie{NBSP}; la vôtre est affichée{NBSP}: "
    "enregistrez-la pour qu’elle remplace la sienne, ou rechargez la page pour garder la sienne.",
    "Somebody else has just saved this paper; yours is shown: save it to replace theirs, or load "
    "the page again to keep theirs.",
)
_SAVED: Final = Text("La copie est enregistrée.", "The paper is saved.")
_ATTACHED: Final = Text("Le dossier est joint.", "The dossier is attached.")


class FormHandler(KeyingHandler):
    """One learner's paper: its questions in order, a draft kept at every save, handing in."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        if not self.let_in(self.language(code)):
            return
        student = self.get_argument("student", "")
        await self.shown(
            code,
            "keying-form.html",
            f"paper/{name}/form",
            lambda room, language: self._values(room, self._draft(room, name, student), language),
        )

    @web.authenticated
    async def post(self, code: str, name: str) -> None:
        language = self.language(code)
        if not self.let_in(language):
            return
        student, do = self.field("_student"), self.field("_do")
        try:
            await asyncio.to_thread(lambda: self._do(name, student, do, language))
        except Conflict:
            await self._conflict(code, name, student, do)
            return
        except Refusal as refusal:
            if do == "keep":
                self._answer({"refusal": refusal.sentence(language)}, 409)
                return
            self.lead(code, f"{name}/form", Said((refusal.text,), refused=True), student=student)
            return
        if do == "keep":
            self._answer({"version": self.version})
            return
        if do.startswith("dossier/"):
            question = do.partition("/")[2]
            self.lead(code, f"{name}/dossier", None, student=student, question=question)
            return
        page = {"hand-in": "done", "discard": ""}.get(do, "form")
        where = f"{name}/{page}" if page else name
        self.lead(code, where, self.said, **({"student": student} if page else {}))

    said: Said | None = None
    version = ""

    def _do(self, name: str, student: str, do: str, language: Language) -> None:
        """Save what was typed, then do what the button says; raise `Refusal` or `Conflict`."""
        if len(self.request.body) > LARGEST:
            raise keyed.too_long()
        room = self.classroom()
        before = self._draft(room, name, student)
        if do == "discard":
            keyed.discard(room, before.exercise, before.student)
            self.said = Said((Text("La copie est retirée.", "The paper is taken away."),))
            return
        draft = keyed.save(room, self._typed(room, before, do, language), self.field("_version"))
        self.version = draft.version
        if do == "hand-in":
            self.said = Said((work.hand_in(room, draft, language, self.who()),))
        elif do == "save":
            self.said = Said((_SAVED,))

    def _typed(self, room: Classroom, before: Draft, do: str, language: Language) -> Draft:
        """Return the draft with the fields of the form."""
        questions = questions_of(room, before.exercise)
        given = {
            name: self.get_body_arguments(name, strip=False)
            for name in self.request.body_arguments
            if not name.startswith("_")
        }
        typed = work.own_fields(questions, given)
        if do.startswith("more/"):
            rows = do.partition("/")[2]
            shown = text(typed, rows)
            count = int(shown) if shown.isascii() and shown.isdecimal() else 0
            typed |= work.own_fields(questions, {rows: [str(min(count, 500) + MORE)]})
        if do.startswith("without/"):
            question = do.partition("/")[2]
            rest = {key: value for key, value in before.attached.items() if key != question}
            before = replace(before, attached=rest)
        handed = before.handed
        if "_handed" in self.request.body_arguments:
            handed = work.moment_of_paper(forms.moment(self.field("_handed")))
            if _minute(handed) == _minute(before.handed):
                handed = before.handed
        same = typed == before.typed and handed == before.handed
        attempt = before.attempt if same else None
        return replace(
            before,
            typed=typed,
            handed=handed,
            language=language,
            by=self.who(),
            attempt=attempt,
        )

    async def _conflict(self, code: str, name: str, student: str, do: str) -> None:
        """Show again what was typed here, on top of what somebody else saved."""
        language = self.language(code)
        if do == "keep":
            self._answer({"refusal": _CONFLICT[language]}, 409)
            return

        def gather(room: Classroom, language: Language) -> dict[str, Any]:
            theirs = self._draft(room, name, student)
            values = self._values(room, self._typed(room, theirs, "", language), language)
            return {**values, "version": theirs.version}

        self.set_status(409)
        told = Said((_CONFLICT,), refused=True)
        await self.shown(code, "keying-form.html", f"paper/{name}/form", gather, told)

    def _draft(self, room: Classroom, name: str, given: str) -> Draft:
        exercise = room.check_exercise(name)
        student = work.known(room, exercise, given)
        return keyed.read(room, exercise, student) or Draft(exercise, student)

    def _values(self, room: Classroom, draft: Draft, language: Language) -> dict[str, Any]:
        handed = datetime.fromisoformat(draft.handed) if draft.handed else None
        return {
            "one": {"id": draft.exercise, "title": view.title(draft.exercise, language)},
            "draft": draft,
            "version": draft.version,
            "handed": view.typed(handed),
            "zone": view.zone(),
            "items": work.items(room, draft, language),
            "text": lambda name: text(draft.typed, name),
            "ticked": lambda name: ticked(draft.typed, name),
            "lettered": lettered,
        }

    def _answer(self, value: dict[str, str], status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.finish(value)


class DossierHandler(FormHandler):
    """The file of a learner's dossier, attached to the question that asks for it."""

    @web.authenticated
    async def get(self, code: str, name: str) -> None:
        if not self.let_in(self.language(code)):
            return
        student, question = self.get_argument("student", ""), self.get_argument("question", "")

        def gather(room: Classroom, language: Language) -> dict[str, Any]:
            draft = self._draft(room, name, student)
            self._asked(room, draft, question)
            one = {"id": draft.exercise, "title": view.title(draft.exercise, language)}
            return {"one": one, "draft": draft, "question": question}

        await self.shown(code, "keying-dossier.html", f"paper/{name}/dossier", gather)

    @web.authenticated
    async def post(self, code: str, name: str) -> None:
        language = self.language(code)
        if not self.let_in(language):
            return
        student, question = self.field("_student"), self.field("_question")
        try:
            await asyncio.to_thread(lambda: self._attach(name, student, question))
        except Refusal as refusal:
            said = Said((refusal.text,), refused=True)
            self.lead(code, f"{name}/dossier", said, student=student, question=question)
            return
        self.lead(code, f"{name}/form", Said((_ATTACHED,)), student=student)

    def _attach(self, name: str, student: str, question: str) -> None:
        room = self.classroom()
        draft = self._draft(room, name, student)
        self._asked(room, draft, question)
        given = self.request.files.get("dossier") or []
        if not given or not given[0]["body"]:
            raise Refusal(
                f"Choisissez d’abord un fichier{NBSP}: le dossier.json de la personne.",
                "Choose a file first: the learner’s dossier.json.",
            )
        snapshot = work.attached(given[0]["body"])
        attached = {**draft.attached, question: snapshot}
        keyed.save(room, replace(draft, attached=attached, by=self.who(), attempt=None), None)

    def _asked(self, room: Classroom, draft: Draft, question: str) -> None:
        listed = {one.id for one in questions_of(room, draft.exercise) if one.type == "dossier"}
        if question not in listed:
            raise Refusal(
                f"Cet exercice ne demande pas de dossier à cet endroit{NBSP}; revenez à la copie.",
                "This exercise asks for no dossier there; go back to the paper.",
            )


def _minute(moment: str | None) -> str | None:
    return None if moment is None else moment[:16]
