"""A course's desk as a service of the hub: takes work in, has it graded, answers results.

Everything is asked for with a token in the `Authorization` header and answered in JSON;
there is no cookie, so no other page can speak for a learner. Whoever asks hears of
themselves alone.
"""

from __future__ import annotations

from typing import Any, Final

from tornado import web

from passerelles import grading
from passerelles.desk import wire
from passerelles.desk.answering import FAULTS, Counter, DeskHandler
from passerelles.desk.gradings import is_graded
from passerelles.desk.receiving import receive
from passerelles.desk.standing import describe, standing
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal

NAME: Final = r"(?P<name>[a-z0-9-]{1,64})"


class ListHandler(DeskHandler):
    """What may be handed in, and where the learner stands."""

    async def get(self) -> None:
        try:
            found = await self.counter.read(lambda room: describe(room, self.student))
        except Refusal as refusal:
            self.refuse(refusal)
            return
        self.finish(wire.to_json(info=found))


class StandingHandler(DeskHandler):
    """Where the learner stands with one exercise."""

    async def get(self, name: str) -> None:
        def work(room: Classroom) -> Any:
            return standing(room, self.student, name) if name in room.exercises() else None

        try:
            found = await self.counter.read(work)
        except Refusal as refusal:
            self.refuse(refusal)
            return
        if found is None:
            raise web.HTTPError(404)
        self.finish(wire.to_json(standing=found))


@web.stream_request_body
class SubmissionHandler(DeskHandler):
    """Takes answers in: the receipt says that they are kept, whatever happens next."""

    async def prepare(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        await super().prepare()
        if not self._finished:
            self.count(self.counter.submissions)
        length = self.request.headers.get("Content-Length", "0")
        if not self._finished and length.isdecimal() and int(length) > wire.ANSWERS_LIMIT:
            self.refuse(FAULTS[413], 413)

    def data_received(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size <= wire.ANSWERS_LIMIT:
            self._parts.append(chunk)

    async def post(self, name: str) -> None:
        # A body that stops before its end never gets here.
        if self._size > wire.ANSWERS_LIMIT:
            self.refuse(FAULTS[413], 413)
            return
        raw = b"".join(self._parts)

        def work(room: Classroom) -> Any:
            if name not in room.exercises():
                return None
            return receive(room, self.student, name, raw)

        try:
            receipt = await self.counter.write(work)
        except Refusal as refusal:
            self.refuse(refusal)
            return
        if receipt is None:
            raise web.HTTPError(404)
        self.counter.gradings.put(name, self.student)
        self.finish(wire.to_json(receipt=receipt))


class GradingHandler(DeskHandler):
    """Waits a moment for the grading of what was handed in; tells whether it is done."""

    async def post(self, name: str) -> None:
        gradings = self.counter.gradings
        await gradings.wait(name, self.student, wire.WAIT_SECONDS)

        def work(room: Classroom) -> bool | None:
            if name not in room.exercises():
                return None
            return is_graded(room, name, self.student)

        try:
            graded = await self.counter.read(work)
        except Refusal as refusal:
            self.refuse(refusal)
            return
        if graded is None:
            raise web.HTTPError(404)
        if not graded and gradings.idle(name, self.student):
            gradings.put(name, self.student)  # it came in by another way, or a rule has changed
        reason = gradings.reason(name, self.student)
        if not graded and reason is not None:
            self.refuse(Refusal(reason.fr, reason.en))
            return
        self.finish(wire.to_json(graded=graded))


class ResultHandler(DeskHandler):
    """The learner's result, by the instructor's rules."""

    async def get(self, name: str) -> None:
        language = self.spoken()

        def work(room: Classroom) -> Any:
            if name not in room.exercises():
                raise web.HTTPError(404)
            return grading.result(room, name, self.student, language)

        try:
            found = await self.counter.read(work)
        except Refusal as refusal:
            self.refuse(refusal)
            return
        self.finish(wire.to_json(result=found))


class HealthHandler(DeskHandler):
    """Says that the desk is there; asks nobody who they are."""

    async def prepare(self) -> None:
        pass

    async def get(self) -> None:
        self.finish(wire.to_json(desk=True))


class LostHandler(DeskHandler):
    """Every other address."""

    async def prepare(self) -> None:
        raise web.HTTPError(404)


def application(counter: Counter, prefix: str) -> web.Application:
    """Return the desk's application at `prefix`, which begins and ends in `/`."""
    shared = {"counter": counter}
    routes: list[tuple[str, type[DeskHandler]]] = [
        (r"exercises", ListHandler),
        (rf"exercises/{NAME}", StandingHandler),
        (rf"submissions/{NAME}", SubmissionHandler),
        (rf"gradings/{NAME}", GradingHandler),
        (rf"results/{NAME}", ResultHandler),
        (r"health", HealthHandler),
    ]
    return web.Application(
        [(prefix + path, handler, shared) for path, handler in routes],
        default_handler_class=LostHandler,
        default_handler_args=shared,
    )
