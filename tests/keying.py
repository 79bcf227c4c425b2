"""What somebody at the keyboard does with a paper form: the page's fields, filled from answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from passerelles import grading
from passerelles.grading.settings import Classroom
from passerelles.library.text import Language, number
from passerelles_widgets import simulators
from passerelles_widgets.forms import fields
from passerelles_widgets.forms.form import Form
from passerelles_widgets.forms.kinds import Question
from passerelles_widgets.forms.questions import public
from passerelles_widgets.forms.scenario import start_values
from passerelles_widgets.forms.tasks import Scenario
from tests.conftest import end
from tests.hub.fake_hub import Person


class Fields(HTMLParser):
    """The form on a page as a browser would send it: each field's name and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self._select = self._area = ""
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if name and tag in ("input", "select", "textarea"):
            self.names.add(name)
        if tag == "select":
            self._select = name
            self.sent[name] = [""]
        elif tag == "option" and "selected" in given:
            self.sent[self._select] = [value]
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "input" and name:
            kind = given.get("type")
            if kind not in ("radio", "checkbox") or "checked" in given:
                self.sent.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            # HTML drops the line break after the tag, and sends each other one as two signs.
            text = self._text.removeprefix("\n").replace("\n", "\r\n")
            self.sent[self._area], self._area = [text], ""


def typed(question: Question, answer: Any, language: Language) -> dict[str, list[str]]:
    """Return what is typed for an answer, by the field's name."""
    shown = public(question, language)
    name, kind = shown["id"], shown["type"]
    if kind == "multiple":
        return {name: list(answer)}
    if kind == "ordering":
        return {f"{name}/{item}": [str(place)] for place, item in enumerate(answer, start=1)}
    if kind == "matching":
        return {f"{name}/{row}": [option] for row, option in answer.items()}
    if kind == "table":
        rows = [one["id"] for one in shown["rows"]] or [str(place) for place in range(len(answer))]
        return {
            f"{name}/{row}/{column}": [str(value)]
            for row, cells in zip(rows, answer, strict=True)
            for column, value in cells.items()
        }
    if isinstance(question, Scenario):
        return _decisions(question, answer, language)
    return {name: [str(answer).replace("\n", "\r\n")]}


def _decisions(
    question: Scenario, answer: Mapping[str, Any], language: Language
) -> dict[str, list[str]]:
    """Return the decisions of a sheet; facts of the case have no field."""
    tool, fixed = simulators.load(question.simulator), question.fixed or {}
    found: dict[str, list[str]] = {question.id: ["1"]}
    for one in tool.data.parameters:
        place, value = f"{question.id}/{one.id}", answer.get(one.id)
        if one.kind != "decision" or value is None:
            continue
        if one.type == "table":
            facts = fixed.get(one.id, ())
            for index, row in enumerate(value):
                for column in one.columns:
                    if column.id in row and column.id not in facts:
                        text = _written(column, row[column.id], language)
                        found[f"{place}/{index}/{column.id}"] = [text]
            given = len((question.start or {}).get(one.id, one.default or []))
            found |= {f"{place}/{index}/out": ["1"] for index in range(len(value), given)}
            if one.id not in fixed:
                found[f"{place}/rows"] = [str(len(value))]  # as the button that adds rows does
        elif one.id in fixed:
            continue
        elif one.type == "choices":
            found[place] = ["", *value]
        else:
            found[place] = [_written(one, value, language)]
    return found


def _written(spec: Any, value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        scaled = value * 100 if spec.format == "percent" else value
        return str(int(scaled)) if spec.format == "year" else number(scaled, language)
    return str(value)


def as_learner(question: Question, answer: Any, language: Language) -> Any:
    """Return the answer as the learner's own form keeps it, after the learner has entered it."""
    shown = public(question, language)
    if question.type == "dossier":
        return answer
    form = Form(shown, language, None, graded=True)
    if isinstance(question, Scenario):
        # What the panel tells the question at every valid change.
        form._scenario_changed(simulators.load(question.simulator).check(answer, language))
    else:
        form.panel.values = fields.panel_values(shown, answer)
    return form.answer


def written_in(question: Question, answer: Any, language: Language) -> Any:
    """Return an answer with the case's own words in a language."""
    if isinstance(question, Scenario):
        return start_values(public(question, language), answer, language)
    return answer


def spoiled(question: Question, answer: Any) -> Any:
    """Return an answer that is wrong in part, as far as its kind allows."""
    shown = public(question, "en")
    wrong: dict[str, Callable[[], Any]] = {
        "single": lambda: next(one["id"] for one in shown["options"] if one["id"] != answer),
        "multiple": lambda: answer[:-1],
        "ordering": lambda: [answer[-1], *answer[1:-1], answer[0]],
        "matching": lambda: dict(list(answer.items())[1:]),
        "table": lambda: [dict.fromkeys(answer[0], ""), *answer[1:]],
        "scenario": lambda: _less(question, answer),
        "number": lambda: "99 999",
        "short": lambda: "?",
        "essay": lambda: answer[:200],
    }
    return wrong[shown["type"]]()


def _less(question: Question, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a scenario with the least of every number and one box ticked of each group."""
    assert isinstance(question, Scenario)
    tool = simulators.load(question.simulator)
    found = tool.check(answer)
    for one in tool.data.parameters:
        if one.kind != "decision" or one.id in (question.fixed or {}):
            continue
        if one.type == "number":
            found[one.id] = one.min or 0
        elif one.type == "choices":
            found[one.id] = found[one.id][:1]
    return found


@dataclass(frozen=True)
class Desk:
    """A running `passerelles instruct` on one classroom, and an instructor's browser at it."""

    person: Person
    base: str
    folder: Path

    @property
    def room(self) -> Classroom:
        return grading.open_(self.folder)

    def get(self, path: str) -> str:
        status, page = self.person.get(path)
        assert status == 200, (path, status, page[:800])
        return page

    def send(self, path: str, sent: Mapping[str, list[str]]) -> tuple[int, str]:
        body = urllib.parse.urlencode(dict(sent), doseq=True).encode()
        return self.person.ask(urllib.request.Request(self.base + path, body))

    def begin(self, exercise: str, language: str = "fr", **given: str) -> tuple[int, str]:
        """Choose whose paper it is."""
        token = Fields(self.get(f"{language}/paper/{exercise}")).sent["_xsrf"]
        blank = {"student": "", "new": "", "handed": ""}
        sent = {key: [value] for key, value in {**blank, **given}.items()}
        return self.send(f"{language}/paper/{exercise}", {**sent, "_xsrf": token})

    def form(self, exercise: str, student: str, language: str = "fr") -> Fields:
        query = urllib.parse.urlencode({"student": student})
        return Fields(self.get(f"{language}/paper/{exercise}/form?{query}"))

    def do(
        self, exercise: str, student: str, what: str, language: str = "fr", **more: list[str]
    ) -> str:
        """Fill the form as it stands with `more`, press a button, return the page after it."""
        form = self.form(exercise, student, language)
        _, page = self.send(
            f"{language}/paper/{exercise}/form", {**form.sent, **more, "_do": [what]}
        )
        return page


def said(page: str) -> str:
    found = re.search(r'(?s)<div id="said"[^>]*>(.*?)</div>', page)
    assert found, page[:3000]
    return words(found[1])


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@contextmanager
def served(folder: Path) -> Iterator[Desk]:
    command = [sys.executable, "-m", "passerelles", "instruct", "--no-browser"]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [*command, "--classroom", str(folder)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ,
        )
        try:
            assert process.stdout is not None
            address, token = process.stdout.readline().strip().split("?token=")
            person = Person("ines", address)
            person.ask(urllib.request.Request(f"{address}en/?token={token}"))
            yield Desk(person, address, folder)
        finally:
            end(process)


def attach(desk: Desk, exercise: str, who: str, question: str, raw: bytes) -> str:
    """Send the file of a dossier as its page does."""
    query = urllib.parse.urlencode({"student": who, "question": question})
    sent = Fields(desk.get(f"fr/paper/{exercise}/dossier?{query}")).sent
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, (value, *_) in sent.items()
        if name != "dossier"
    ]
    file = 'name="dossier"; filename="dossier.json"\r\nContent-Type: application/json'
    head = f"{''.join(parts)}--edge\r\nContent-Disposition: form-data; {file}\r\n\r\n"
    body = head.encode() + raw + b"\r\n--edge--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=edge"}
    return desk.person.ask(
        urllib.request.Request(f"{desk.base}fr/paper/{exercise}/dossier", body, kind)
    )[1]
