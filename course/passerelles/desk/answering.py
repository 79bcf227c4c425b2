"""What the desk's addresses share: who asks, how much, in which language, and how it is refused."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

from tornado import web

from passerelles import grading
from passerelles.desk import wire
from passerelles.desk.gradings import Gradings
from passerelles.desk.people import Elsewhere, HubAway, People, Unknown
from passerelles.desk.rates import Rate
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, LANGUAGES, Language
from passerelles.portal.settings import preferred

T = TypeVar("T")
_LOG: Final = logging.getLogger("passerelles.desk")

READERS: Final = 4
_STATUS: Final[dict[type[Refusal], int]] = {Unknown: 401, Elsewhere: 403, HubAway: 503}
_PREFIXES: Final = ("token ", "bearer ")
FAULTS: Final = {
    404: Refusal(
        "Le guichet ne connaît pas cette adresse\u00a0; revenez à la liste des exercices.",
        "The desk does not know this address; go back to the list of exercises.",
    ),
    405: Refusal(
        "Le guichet n’accepte pas cette demande\u00a0; passez par la page de l’exercice.",
        "The desk does not accept this request; use the exercise’s page.",
    ),
    413: Refusal(
        f"Ce travail dépasse {wire.ANSWERS_LIMIT // 10**6}\u00a0Mo\u00a0; raccourcissez vos "
        "réponses, puis remettez-le.",
        f"This work is larger than {wire.ANSWERS_LIMIT // 10**6} MB; shorten your answers, then "
        "hand it in.",
    ),
    429: Refusal(
        "Trop de demandes à la suite\u00a0; vos réponses sont gardées\u00a0: attendez une minute, "
        "puis recommencez.",
        "Too many requests in a row; your answers are kept: wait a minute, then try again.",
    ),
    500: Refusal(
        "Une panne est survenue au guichet\u00a0; vos réponses sont gardées\u00a0: recommencez, ou "
        "prévenez la personne qui gère le serveur.",
        "Something failed at the desk; your answers are kept: try again, or tell whoever runs the "
        "server.",
    ),
}


class Counter:
    """What every request shares: classroom, people, grading, and how much one may ask."""

    def __init__(self, directory: Path, people: People) -> None:
        self.directory, self.people = directory, people
        self.gradings = Gradings(directory)
        self.requests = Rate(burst=60, per_second=4)
        self.submissions = Rate(burst=12, per_second=0.2)
        # One at a time: the classroom's lock would have the others wait in their threads.
        self._writer = ThreadPoolExecutor(1, "submit")
        self._readers = ThreadPoolExecutor(READERS, "read")

    async def write(self, work: Callable[[Classroom], T]) -> T:
        """Do `work` with the classroom, after the writing before it."""
        return await self._run(self._writer, work)

    async def read(self, work: Callable[[Classroom], T]) -> T:
        """Do `work`, which writes nothing, with the classroom."""
        return await self._run(self._readers, work)

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[[Classroom], T]) -> T:
        def opened() -> T:
            # Opened each time: the instructor's settings and deadlines change meanwhile.
            return work(grading.open_(self.directory))

        return await asyncio.get_running_loop().run_in_executor(pool, opened)


class DeskHandler(web.RequestHandler):
    """Recognises the learner, or says in a sentence why not."""

    counter: Counter
    student: str

    def initialize(self, counter: Counter) -> None:
        self.counter = counter

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")

    def check_xsrf_cookie(self) -> None:
        """No cookie opens anything here."""

    async def prepare(self) -> None:
        """Recognise who asks; everything ends here otherwise."""
        try:
            self.student = await self.counter.people.who(self._token())
        except Refusal as refusal:
            self.refuse(refusal, _STATUS.get(type(refusal), 403))
            return
        self.count(self.counter.requests)

    def count(self, rate: Rate) -> None:
        seconds = rate.wait(self.student)
        if seconds and not self._finished:
            self.set_header("Retry-After", str(math.ceil(seconds)))
            self.refuse(FAULTS[429], 429)

    def _token(self) -> str:
        given = self.request.headers.get("Authorization", "")
        for prefix in _PREFIXES:
            if given.lower().startswith(prefix):
                return given[len(prefix) :].strip()
        return ""

    def spoken(self) -> Language:
        """Return the language asked for: `?lang=`, else what the browser states."""
        asked = self.get_query_argument("lang", "")
        for language in LANGUAGES:
            if asked == language:
                return language
        return preferred(self.request.headers.get("Accept-Language", ""), DEFAULT_LANGUAGE)

    def refuse(self, refusal: Refusal, status: int = 409) -> None:
        """Answer with a refusal; one that names the classroom's files is for the log alone."""
        if str(self.counter.directory) in refusal.text.fr + refusal.text.en:
            _LOG.error("%s", refusal.text.en)
            refusal, status = FAULTS[500], 500
        self.set_status(status)
        if status == 401:  # noqa: PLR2004 - RFC 9110, 11.6.1
            self.set_header("WWW-Authenticate", "token")
        self.finish(wire.refused(refusal, self.spoken()))

    def write_error(self, status_code: int, **_details: Any) -> None:
        """Answer a fault in one sentence; what failed stands in the log alone."""
        self.finish(wire.refused(FAULTS.get(status_code, FAULTS[500]), self.spoken()))
