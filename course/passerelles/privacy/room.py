"""A participant of a training room: their part of its log, their folder, their cookies.

Erasing keeps what belongs to others: votes and estimates count on without a name, the
team's dossier stays the team's. The log, which says whose the rest is, is rewritten last.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from passerelles.dossier.files import refusal
from passerelles.grading.files import write_file
from passerelles.library.errors import Refusal
from passerelles.library.text import Text
from passerelles.privacy.inventory import inventory, nothing_about
from passerelles.privacy.removal import remove
from passerelles.privacy.shares import Item
from passerelles.privacy.walk import files, read_file
from passerelles.workshop.door import alike
from passerelles.workshop.events import LOG, Event, encode, read

_LIMIT: Final = 500_000_000
_DOORS: Final = "doors.json"
_DROPPED: Final = frozenset({"placed", "hand"})
"""Events of a person that say nothing to others."""
_ANONYMOUS: Final = {"fr": "Anonyme", "en": "Anonymous"}
_HIDDEN: Final = "…"
_ID: Final = re.compile(r"p[0-9]{1,6}\Z")


class ParticipantShare:
    """What one room keeps about one participant; `person` is their id there."""

    name = "room"

    def __init__(self, folder: Path, person: str, names: set[str], words: set[str]) -> None:
        self.folder = folder
        self.person = person
        self._names = names
        self._words = words

    @property
    def title(self) -> Text:
        """Return the place in words."""
        return Text(f"Salle {self.folder}", f"Room {self.folder}")

    def items(self) -> list[Item]:
        """Return the files of the participant's own folder."""
        entry = inventory().find("room", f"people/{self.person}/", self.person)
        assert entry is not None
        found = files(self.folder, f"people/{self.person}")
        return [Item(entry, self.folder, file) for file in found]

    def records(self) -> dict[str, Any]:
        """Return the events about the participant, and what each activity asked."""
        events = _events(self.folder)[0]
        asked = {
            event["activity"]: event.get("spec")
            for event in events
            if event["kind"] == "activity-opened" and "activity" in event
        }
        told = [
            {**event, "asked": asked.get(event.get("activity"))}
            if event["kind"] == "answered"
            else event
            for event in events
            if event.get("person") == self.person
        ]
        return {"room": told} if told else {}

    def erase(self) -> None:
        """Erase the participant; raise `Refusal` while the room is open."""
        lock = FileLock(self.folder / "room.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise Refusal(
                f"La salle de « {self.folder} » est ouverte ; fermez-la, puis recommencez.",
                f"The room in “{self.folder}” is open; close it, then try again.",
            ) from error
        except OSError as error:
            raise refusal(error, "room.lock") from error
        with lock:
            if (self.folder / "people").is_dir():
                remove(self.folder / "people", self.person)
            # An archive mixes everybody's; it can be made again without this person.
            self._each("archive", lambda _name: True)
            self._each("", lambda name: name.startswith(f".{LOG}.") and name.endswith(".tmp"))
            self._erase_damaged()
            self._erase_cookies()
            self._rewrite()

    def _each(self, place: str, chosen: Callable[[str], bool]) -> None:
        folder = self.folder / place
        if folder.is_dir() and not folder.is_symlink():
            for name in os.listdir(folder):  # noqa: PTH208 - names are all that is wanted
                if chosen(name):
                    remove(folder, name)

    def _erase_damaged(self) -> None:
        """Take the lines that name the person out of what was set aside as unreadable."""
        for path in sorted(self.folder.glob(f"{LOG}.damaged-*")):
            raw = read_file(self.folder, path.name, _LIMIT)
            if raw is not None:
                kept = [line for line in raw.split(b"\n") if not self._mentioned(line)]
                write_file(path, b"\n".join(kept), private=True)

    def _erase_cookies(self) -> None:
        raw = read_file(self.folder, _DOORS)
        with suppress(ValueError, AttributeError):
            known = json.loads(raw or b"{}")
            cookies = known.get("cookies", {})
            kept = {digest: whose for digest, whose in cookies.items() if whose != self.person}
            if kept != cookies:
                text = json.dumps({**known, "cookies": kept}, ensure_ascii=False)
                write_file(self.folder / _DOORS, text.encode(), private=True)
        self._each("", lambda name: name.startswith(f"{_DOORS}.damaged-"))

    def _rewrite(self) -> None:
        events, damaged = _events(self.folder)
        questions = {
            event.get("activity")
            for event in events
            if event["kind"] == "activity-opened" and "question" in _kind(event)
        }
        made = [self._anonymous(event, questions) for event in events]
        kept = b"".join(encode(event) for event in made if event is not None)
        kept += b"".join(line + b"\n" for line in damaged if not self._mentioned(line))
        write_file(self.folder / LOG, kept, private=True)

    def _anonymous(self, event: Event, questions: set[Any]) -> Event | None:
        """Return an event without the person, None when nothing of it stays."""
        if event["kind"] == "message" and isinstance(event.get("text"), str):
            return {**event, "text": self._unnamed(event["text"])}
        if event.get("person") != self.person:
            return event
        if event["kind"] in _DROPPED:
            return None
        made = dict(event)
        if "name" in made:
            made["name"] = f"{_ANONYMOUS[made.get('language', 'fr')]} {self.person[1:]}"
        if "word" in made:
            made["word"] = secrets.token_hex(16)  # nobody comes back by it
        if event["kind"] == "answered" and event.get("activity") in questions:
            made["value"] = _HIDDEN
        return made

    def _unnamed(self, text: str) -> str:
        for name in self._names:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _HIDDEN, text, flags=re.IGNORECASE)
        return text

    def _mentioned(self, line: bytes) -> bool:
        text = line.decode("utf-8", "replace")
        marks = [*self._names, *self._words, f'"{self.person}"']
        return any(mark in text for mark in marks)


def open_participant(folder: Path, who: str) -> ParticipantShare:
    """Return somebody's share of a room, by name or id (`p3`); raise `Refusal`."""
    root = Path(folder).absolute()
    if root.is_symlink() or not (root / LOG).is_file():
        raise Refusal(
            f"« {root} » n’est pas une salle de formation ; indiquez le répertoire qui contient "
            f"{LOG}.",
            f"“{root}” is not a training room; give the folder that holds {LOG}.",
        )
    names: dict[str, list[str]] = {}
    words: dict[str, set[str]] = {}
    for event in _events(root)[0]:
        person = event.get("person")
        if isinstance(person, str) and _ID.match(person):
            if isinstance(event.get("name"), str):
                names.setdefault(person, []).append(event["name"])
            if isinstance(event.get("word"), str):
                words.setdefault(person, set()).add(event["word"])
    wanted = alike(who)
    found = [one for one, theirs in names.items() if who in (one, theirs[-1])]
    found = found or [one for one, theirs in names.items() if wanted == alike(theirs[-1]) != ""]
    if not found:
        raise nothing_about(who)
    person = found[0]
    return ParticipantShare(root, person, set(names[person]), words.get(person, set()))


def _kind(event: Event) -> str:
    spec = event.get("spec")
    return str(spec.get("kind")) if isinstance(spec, dict) else ""


def _events(folder: Path) -> tuple[list[Event], list[bytes]]:
    raw = read_file(folder, LOG, _LIMIT)
    events, damaged, _ = read(raw or b"")
    return events, damaged
