"""What is done from the instructor's pages: each action checked, atomic, and told in words.

Plain forms with the server's own token against forgery, answered by a redirection, so that
a reload repeats nothing. Who may only look gets 403 here whatever a page showed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from passerelles.grading import feedback, roster, rules
from passerelles.grading.classroom import open_
from passerelles.grading.names import printable, student_name
from passerelles.grading.settings import Classroom
from passerelles.grading.verdicts import grade
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Text
from passerelles.portal import instructor_forms as forms
from passerelles.portal.api import ApiHandler
from passerelles.portal.instructor_jobs import Jobs
from passerelles.portal.instructor_pages import MESSAGES, RoomHandler, Said
from passerelles.portal.instructor_view import local, to_grade, zone
from passerelles.portal.settings import Settings

_AGAIN: Final = Text(
    f"Travaux à recorriger, parce que le retard y compte autrement{NBSP}: {{count}}.",
    "To be graded again, because lateness counts differently there: {count}.",
)
_BUSY: Final = Text(
    f"Une autre correction est en route dans cette classe{NBSP}; attendez qu’elle finisse, puis "
    "relancez celle-ci.",
    "Another grading run is under way in this classroom; wait for it to end, then start this one "
    "again.",
)


class ActionHandler(RoomHandler):
    """Does one thing and leads back to the page it was asked from."""

    @web.authenticated
    async def post(self, code: str, what: str) -> None:
        language = self.language(code)
        action = _ACTIONS.get(what)
        if action is None:
            raise web.HTTPError(404)
        try:
            said = await asyncio.to_thread(lambda: action(self, self.classroom()))
        except Refusal as refusal:
            names = [one for one in self.request.body_arguments if one != "_xsrf"]
            typed = {one: self.get_body_argument(one, "", strip=False)[:300] for one in names}
            said = Said((refusal.text,), refused=True, typed=typed)
        page = {"rules": "rules", "people": "people"}.get(what, "grading")
        exercise = self.get_body_argument("exercise", "")
        if page == "grading" and exercise in open_(self.folder()).exercises():
            page = f"class/{exercise}"
        asked = {"said": MESSAGES.keep(said)}
        if said.refused and what in ("extend", "further"):
            asked["person"] = self.get_body_argument("student", "")
        query = urlencode(asked)
        self.redirect(f"{self.base_url}passerelles/{language}/{page}?{query}#said", status=303)

    def folder(self) -> Any:
        """Return the classroom's folder."""
        assert self.portal.classroom is not None
        return self.portal.classroom

    def field(self, name: str) -> str:
        """Return a field of the form, empty when it is not there."""
        return str(self.get_body_argument(name, ""))

    def exercise(self, room: Classroom) -> str:
        """Return the exercise of the form; raise `Refusal` when the classroom has it not."""
        return room.check_exercise(self.field("exercise"))


def _grade(page: ActionHandler, room: Classroom) -> Said:
    wanted = (page.exercise(room),) if page.field("exercise") else room.exercises()
    job = page.jobs.start(room, wanted)
    if job.exercises == wanted:
        return Said((Text("La correction est en route.", "Grading is under way."),))
    return Said((_BUSY,), refused=True)


def _release(page: ActionHandler, room: Classroom) -> Said:
    done = feedback.release_all(room, page.exercise(room))
    refused = [one for one in done if one.reason is not None]
    count = len(done) - len(refused)
    told = [Text(f"Retours publiés{NBSP}: {count}.", f"Feedback released: {count}.")]
    told += [Text(one.sentence("fr"), one.sentence("en")) for one in refused]
    return Said(tuple(told), refused=bool(refused) and not count)


def _extend(page: ActionHandler, room: Classroom) -> Said:
    exercise, student = page.exercise(room), student_name(page.field("student"))
    until = None if page.field("remove") else forms.moment(page.field("due"))
    if until is None and not page.field("remove"):
        raise Refusal(
            f"Il manque la date de ce délai{NBSP}; écrivez-la, ou retirez le délai.",
            "The date of this extension is missing; write it, or take the extension away.",
        )
    before = to_grade(room)
    after = rules.extend(room, exercise, student, until)
    who = printable(student)
    if until is None:
        told = Text(
            f"{who} n’a plus de délai{NBSP}: la date de tout le monde vaut de nouveau.",
            f"{who} has no extension any more: everybody’s date holds again.",
        )
    else:
        written = until.isoformat()
        place = zone()
        told = Text(
            f"{who} peut remettre «{NBSP}{exercise}{NBSP}» jusqu’au "
            f"{local(written, 'fr')} ({place}).",
            f"{who} may hand in “{exercise}” until {local(written, 'en')} ({place}).",
        )
    return Said((told, *_again(before, after)))


def _further(page: ActionHandler, room: Classroom) -> Said:
    exercise, student = page.exercise(room), student_name(page.field("student"))
    after = rules.grant_attempts(room, exercise, student, forms.whole(page.field("further")))
    allowed = after.settings.allowed(exercise, student)
    who = printable(student)
    if allowed is None:
        told = Text(f"{who} remet sans limite.", f"{who} hands in without a limit.")
    else:
        told = Text(
            f"{who} peut remettre «{NBSP}{exercise}{NBSP}» {allowed} fois en tout.",
            f"{who} may hand in “{exercise}” {allowed} times in all.",
        )
    return Said((told,))


def _rules(page: ActionHandler, room: Classroom) -> Said:
    here = room.exercises()
    wanted = forms.rules(page.field, here)
    kept = {one: due for one, due in (room.settings.deadlines or {}).items() if one not in here}
    wanted["deadlines"] = {**kept, **wanted["deadlines"]}
    before = to_grade(room)
    after = rules.change(room, wanted, page.field("version"))
    told = Text("Les règles de la classe sont enregistrées.", "The classroom’s rules are saved.")
    return Said((told, *_again(before, after)))


def _people(page: ActionHandler, room: Classroom) -> Said:
    given = page.request.files.get("list") or []
    if not given or not given[0]["body"]:
        raise Refusal(
            f"Choisissez d’abord un fichier{NBSP}: la liste, en CSV.",
            "Choose a file first: the list, as CSV.",
        )
    done = roster.take_in(room, given[0]["body"])
    told = Text(
        f"Personnes ajoutées{NBSP}: {done.added}, complétées{NBSP}: {done.changed}, déjà "
        f"là{NBSP}: {done.same}.",
        f"People added: {done.added}, completed: {done.changed}, already here: {done.same}.",
    )
    return Said((told, *done.refused[:50]))


_ACTIONS: Final[dict[str, Callable[[ActionHandler, Classroom], Said]]] = {
    "grade": _grade,
    "release": _release,
    "extend": _extend,
    "further": _further,
    "rules": _rules,
    "people": _people,
}


def _again(before: int, room: Classroom) -> tuple[Text, ...]:
    count = to_grade(room) - before
    return (_AGAIN.format(count=count),) if count > 0 else ()


class RunHandler(ApiHandler):
    """Tells a page's script how far the run is."""

    jobs: Jobs

    def initialize(self, settings_of_portal: Settings, jobs: Jobs | None = None) -> None:
        super().initialize(settings_of_portal)
        assert jobs is not None
        self.jobs = jobs

    @web.authenticated
    def get(self, code: str) -> None:
        self.language(code)
        assert self.portal.classroom is not None
        job = self.jobs.last(self.portal.classroom)
        self.answer(dict(job.plain()) if job else {"running": False})


class AutogradeHandler(JupyterHandler):  # type: ignore[misc, unused-ignore]
    """formgrader's own button: our engine grades, so that learners' code stays in its sandbox."""

    def initialize(self, settings_of_portal: Settings) -> None:
        self._portal = settings_of_portal

    @web.authenticated
    async def post(self, assignment: str, student: str) -> None:
        try:
            answer = await asyncio.to_thread(self._graded, assignment, student)
        except Refusal as refusal:
            answer = {"success": False, "error": refusal.text.en, "log": ""}
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(answer))

    def _graded(self, assignment: str, student: str) -> dict[str, Any]:
        assert self._portal.classroom is not None
        verdicts = grade(open_(self._portal.classroom), assignment, student, force=True)
        log = "\n".join(one.sentence("en") for one in verdicts)
        if all(one.graded for one in verdicts):
            return {"success": True, "log": log}
        return {"success": False, "error": log, "log": log}
