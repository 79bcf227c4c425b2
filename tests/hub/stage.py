"""The play's stage: a hub, its people and classrooms, and what each of them does there."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from tests.conftest import wait_for
from tests.hub.actors import Answer, Person
from tests.hub.play import EXERCISE, Hub
from tests.postgres import Server

from passerelles.dossier.workspace import Workspace
from passerelles.grading import Classroom, open_
from passerelles.grading.standing import standing
from passerelles.library.text import Language

LEARNERS = ("anne", "bela", "cleo")


class Stage:
    """The hub, its people and its classrooms."""

    def __init__(self, running: Hub, database: Server) -> None:
        self.hub, self.database = running, database
        self.people: dict[str, Person] = {}

    def __getitem__(self, name: str) -> Person:
        """Return somebody, logged in; learners' servers are started when first met."""
        if name not in self.people:
            self.people[name] = self.hub.person(name)
            if name in LEARNERS:
                self.people[name].start()
        return self.people[name]

    @property
    def courses(self) -> Any:
        """The hub's courses."""
        return self.hub.settings.courses

    def room(self, course: str) -> Classroom:
        """Open a course's classroom."""
        return open_(next(self.hub.settings.classroom(c) for c in self.courses if c.id == course))

    def states(self, course: str) -> dict[str, str]:
        """Return where everybody's work stands in a course's classroom."""
        return {one.student: one.state for one in standing(self.room(course), EXERCISE)}

    def answer(self, name: str, spoken: Language = "en", /, **answers: object) -> None:
        """Answer in one's own folder, as the forms do."""
        workspace = Workspace.open(self.hub.settings.workspaces / name)
        for question, value in answers.items():
            workspace.answers(EXERCISE).keep(question.replace("_", "-"), value, spoken)

    def hand_in(self, name: str, course: str) -> Answer:
        """Press Submit."""
        who = self[name]
        return who.api(f"{who.server}passerelles/api/en/submit/{EXERCISE}", {"desk": course})

    def result(self, name: str, course: str) -> Answer:
        """Wait until what was handed in is graded, as the page does."""
        who = self[name]
        last: list[Answer] = []

        def graded() -> bool:
            path = f"{who.server}passerelles/api/en/result/{EXERCISE}"
            last[:] = [who.api(path, {"desk": course})]
            return last[0].status == 200 and last[0].json["graded"]

        wait_for(graded, 180, f"the result of {name}")
        return last[0]

    def exercise(self, name: str, spoken: Language) -> str:
        """Open the exercise's page in one's own server; return its words."""
        who = self[name]
        page = who.ask(f"{who.server}passerelles/{spoken}/exercises/{EXERCISE}")
        assert page.status == 200, page.text
        return page.text

    def instruct(self, who: str, what: str, **fields: str) -> Answer:
        """Send a form of the instructor's page of course alpha, through the hub."""
        page = "/services/instructor-alpha/passerelles/en"
        shown = self[who].ask(f"{page}/rules").body.decode()
        version = re.search(r'name="version" value="([^"]*)"', shown)
        given = {"exercise": EXERCISE, "version": version[1] if version else "", **fields}
        return self[who].form(f"{page}/do/{what}", given)

    def enter(self, page: Page, name: str) -> None:
        """Log in at the door, in a browser that stands there."""
        page.locator("input[name=username]").fill(name)
        page.locator("input[name=password]").fill(self[name].password)
        page.locator("form button[type=submit]").first.click()


def server_pids(name: str) -> list[int]:
    """Return the process ids of a learner's server."""
    mark = f"JUPYTERHUB_USER={name}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (place / "cmdline").read_bytes()
            if b"jupyterhub.singleuser" in words and mark in (place / "environ").read_bytes():
                found.append(int(place.name))
    return sorted(found)


def alive(pids: list[int]) -> bool:
    """Tell whether one of these processes runs."""
    for pid in pids:
        with suppress(OSError):
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                return True
    return False


def reached(person: Person) -> bool:
    """Tell whether a person's own page answers through the proxy."""
    try:
        return person.ask(f"{person.server}passerelles/en/").status == 200
    except OSError:
        time.sleep(0.5)
        return False
