"""A course's desk on a hub, reached over HTTP with the token of the learner's own server.

No disk is shared: the answers go out, the receipt comes back and is checked against what
was sent. Nothing is lost when the line drops: the answers stay in the workspace, and the
same answers handed in again give the same receipt.
"""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final

from passerelles.desk import wire
from passerelles.desk.addresses import DeskAddress
from passerelles.desk.protocol import DeskInfo, Standing
from passerelles.desk.receiving import to_send
from passerelles.dossier.data import check_id
from passerelles.dossier.workspace import Workspace
from passerelles.grading.answers import digest, to_bytes
from passerelles.grading.files import read_json, write_json
from passerelles.grading.handing_in import Receipt
from passerelles.grading.results import ResultView
from passerelles.library.errors import Refusal
from passerelles.library.records import structure
from passerelles.library.text import Language, Text

TIMEOUT: Final = 60.0
"""Seconds a desk may say nothing; the longest is a class handing in at once."""
_MISSING: Final = 404


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token goes to the desk it is for, never where an answer points."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class RemoteDesk:
    """Hands in at the desk of one course; who hands in is read from the token, at the desk."""

    workspace: Workspace
    course: str
    title: Text | None
    url: str
    token: str = field(repr=False)
    grades: bool = True

    @classmethod
    def at(cls, workspace: Workspace, address: DeskAddress, token: str) -> RemoteDesk:
        """Return the desk at an address."""
        return cls(workspace, address.course, address.title, address.url, token)

    def info(self) -> DeskInfo:
        """Ask what this course takes and where the learner stands."""
        return wire.typed(self._ask("exercises").get("info"), DeskInfo)

    def standing(self, exercise_id: str) -> Standing | None:
        """Ask where the learner stands with one exercise."""
        answer = self._ask(f"exercises/{check_id(exercise_id)}", missing={"standing": None})
        found = answer.get("standing")
        return None if found is None else wire.typed(found, Standing)

    def kept(self, exercise_id: str) -> Receipt | None:
        """Return the receipt this workspace keeps; one that cannot be read is none."""
        with suppress(Refusal):
            found = read_json(self._receipt_path(exercise_id))
            if found is not None:
                found.pop("schema", None)
                return structure(found, Receipt, "receipt")
        return None

    def submit(self, exercise_id: str) -> Receipt:
        """Hand in; raise `Refusal`, also when the receipt is not that of what was sent."""
        standing = self.standing(exercise_id)
        if standing is None:
            raise Refusal(
                "Ce cours ne prend pas cet exercice\u00a0; remettez-le à un cours qui le propose.",
                "This course does not take this exercise; hand it in to a course that has it.",
            )
        answers = to_send(self.workspace, exercise_id, standing.questions, standing.dossier)
        given = self._ask(f"submissions/{exercise_id}", to_bytes(answers))
        receipt = wire.typed(given.get("receipt"), Receipt)
        if receipt.sha256 != digest(answers) or receipt.exercise != exercise_id:
            raise Refusal(
                "Ce qui est arrivé au guichet n’est pas ce qui a été envoyé\u00a0; remettez votre "
                "travail de nouveau.",
                "What arrived at the desk is not what was sent; hand in your work again.",
            )
        with suppress(Refusal):  # handed in all the same: the desk has it
            write_json(self._receipt_path(exercise_id), {"schema": 1, **asdict(receipt)})
        return receipt

    def grade(self, exercise_id: str) -> bool:
        """Wait a moment for the grading that began when the work came in; tell if it is done."""
        return bool(self._ask(f"gradings/{check_id(exercise_id)}", b"{}").get("graded"))

    def result(self, exercise_id: str, language: Language) -> ResultView | None:
        """Ask for the result."""
        path = f"results/{check_id(exercise_id)}?lang={language}"
        found = self._ask(path, missing={"result": None}).get("result")
        return None if found is None else wire.typed(found, ResultView)

    def _receipt_path(self, exercise_id: str) -> Path:
        folder = self.workspace.root / "exercises" / check_id(exercise_id)
        return folder / f"receipt-{check_id(self.course)}.json"

    def _ask(
        self, path: str, body: bytes | None = None, missing: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Ask the desk; `missing` is what is returned where it has no such thing."""
        asked = urllib.request.Request(  # noqa: S310 - http or https, checked with the address
            self.url + path,
            body,
            {"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        try:
            with _opener().open(asked, timeout=TIMEOUT) as answer:
                return wire.read(_whole(answer))
        except urllib.error.HTTPError as error:
            with error:
                if error.code == _MISSING and missing is not None:
                    return missing
                raise _said(error) from error
        except (OSError, HTTPException) as error:
            raise Refusal(
                "Le guichet du cours ne répond pas\u00a0; vos réponses sont gardées\u00a0: "
                "remettez-les dans un instant.",
                "The course’s desk does not answer; your answers are kept: hand them in again in a "
                "moment.",
            ) from error


def _opener() -> urllib.request.OpenerDirector:
    # The desk stands beside the hub: no proxy for the world outside lies between.
    context = ssl.create_default_context()
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        _NoRedirect,
        urllib.request.HTTPSHandler(context=context),
    )


def _whole(answer: Any) -> bytes:
    raw: bytes = answer.read(wire.ANSWER_LIMIT + 1)
    if len(raw) > wire.ANSWER_LIMIT:
        raise wire.strange()
    return raw


def _said(error: urllib.error.HTTPError) -> Refusal:
    """Return the desk's own sentence; a proxy's page instead of one means the desk is away."""
    try:
        answer = wire.read(error.read(wire.ANSWER_LIMIT))
        return Refusal(str(answer["fr"]), str(answer["en"]))
    except (Refusal, KeyError, OSError, HTTPException):
        return Refusal(
            "Le guichet du cours n’est pas là pour le moment (le serveur répond "
            f"{error.code})\u00a0; vos réponses sont gardées\u00a0: remettez-les dans un instant.",
            f"The course’s desk is not there at the moment (the server says {error.code}); your "
            "answers are kept: hand them in again in a moment.",
        )
