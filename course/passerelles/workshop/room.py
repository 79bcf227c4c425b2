"""The room: everything that happens in a workshop, kept in one folder and never lost.

Commands become events, events go to the disk, then the state changes and those who watch are
told. Knows no server and no browser.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from filelock import FileLock, Timeout

from passerelles.dossier.files import refusal
from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, Language, Text
from passerelles.workshop import commands, door, people, places, views, words
from passerelles.workshop.archive import Archiving
from passerelles.workshop.clock import Clock, SteadyClock
from passerelles.workshop.context import Context
from passerelles.workshop.events import LOG, Event, Log
from passerelles.workshop.fold import apply, fold
from passerelles.workshop.state import Person, State

TRAINER: Final = "trainer"
SCREEN: Final = "screen"
Change = Literal["all", "place"]
"""What changed: anything, or only where somebody reads (worth fewer messages)."""

VERSION: Final = 1
_RELAXED: Final = frozenset({"placed"})
"""Events worth no wait for the disk: the next one brings the same news."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in the room; `word` brings them back, `team` is a team's id or None."""

    id: str
    name: str
    word: str
    team: str | None
    language: Language = DEFAULT_LANGUAGE


class Room:
    """A workshop. Make one with `open`; safe to call from several threads."""

    def __init__(self, folder: Path, log: Log, clock: Clock, lock: FileLock) -> None:
        self.folder = folder
        self.notice: Text | None = log.notice
        self._log = log
        self._lock = lock
        self._guard = threading.RLock()
        self._clock = clock
        self._tries = words.Tries()
        self._watchers: list[Callable[[Change], None]] = []
        self._online: dict[str, int] = {}
        self._archive = Archiving(folder)
        self.state: State = fold(log.events)
        # The calendar may stand before the room's last event (a clock set back): go on from there.
        self._ahead = max(0.0, self.state.last - clock())

    @classmethod
    def open(cls, folder: Path, now: Clock | None = None, title: str = "") -> Room:
        """Open the room kept in `folder`, where it stood, or begin one; raise `Refusal`.

        `now` returns seconds (`clock.Clock`). Another program may not have it open.
        """
        folder = Path(folder).absolute()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name in ("teams", "people", "archive"):
                (folder / name).mkdir(exist_ok=True)
            lock = FileLock(folder / "room.lock", timeout=0)
            lock.acquire()
        except Timeout as error:
            raise Refusal(
                f"La salle de « {folder} » est déjà ouverte ; fermez l’autre programme, ou "
                "choisissez un autre répertoire.",
                f"The room in “{folder}” is open already; close the other program, or choose "
                "another folder.",
            ) from error
        except OSError as error:
            raise refusal(error, str(folder)) from error
        try:
            room = cls(folder, Log.open(folder / LOG), now or SteadyClock(), lock)
            room._begin(title)
        except BaseException:
            lock.release()
            raise
        return room

    def close(self) -> None:
        """Let the folder go; the room can be opened again."""
        with self._guard:
            self._archive.stop()
            self._log.close()
            self._lock.release()

    def now(self) -> float:
        """Return the room's time in seconds; it never goes back."""
        return self._clock() + self._ahead

    # People ---------------------------------------------------------------------------------

    def join(self, name: str, language: str, team: str | None = None) -> Participant:
        """Let somebody in, into `team` or the smallest one; raise `Refusal` (name taken, full)."""
        with self._guard:
            event = people.joined(self.state, name, language, team)
            self._happen([event], "room")
            return self._participant(self.state.people[event["person"]])

    def back(self, name: str, word: str) -> Participant:
        """Bring somebody back to their place by their word; raise the same `Refusal` always."""
        with self._guard:
            wrong = Refusal(
                "Ce nom et ce mot personnel ne vont pas ensemble ; vérifiez les deux, ou demandez "
                "un nouveau mot à la formatrice ou au formateur.",
                "This name and this personal word do not go together; check both, or ask the "
                "trainer for a new word.",
            )
            if not isinstance(name, str) or not isinstance(word, str) or len(name + word) > 400:  # noqa: PLR2004
                raise wrong
            now, key = self.now(), door.alike(name)
            self._tries.check(key, now)
            found = [p for p in self.state.people.values() if door.alike(p.name) == key]
            if not words.same(word, found[0].word if found else "") or not found:
                self._tries.wrong(key, now)
                raise wrong
            self._tries.right(key)
            if found[0].gone:
                self._happen([{"kind": "returned", "person": found[0].id}], found[0].id)
            return self._participant(found[0])

    def participant(self, person: str) -> Participant:
        """Return somebody by id, gone or not; raise `Refusal`."""
        with self._guard:
            return self._participant(people.known(self.state, person))

    def place(self, person: str, place: Any) -> None:
        """Note where somebody reads: `{"module", "section"}`, `{"exercise"}` or `{"page"}`."""
        with self._guard:
            who = people.known(self.state, person)
            where = places.place(place)
            if who.place != where:
                self._happen([{"kind": "placed", "person": who.id, "place": where}], who.id)

    def presence(self, person: str, online: bool) -> None:
        """Count somebody's open pages; who has none is shown as away. Not kept on the disk."""
        with self._guard:
            before = self._online.get(person, 0)
            self._online[person] = max(0, before + (1 if online else -1))
            if bool(before) != bool(self._online[person]):
                self._tell("place")

    # Commands and views ---------------------------------------------------------------------

    def command(self, actor: str, message: Any) -> None:
        """Do what `actor` (a person's id, or `trainer`) asks; raise `Refusal`, never another."""
        with self._guard:
            asked = door.received(message)
            language: Language = DEFAULT_LANGUAGE
            if actor != TRAINER:
                language = people.known(self.state, actor).language
            elif "language" in asked and asked["do"] != "language":
                language = door.language(asked.pop("language"))
            context = Context(self.now(), language, self.folder)
            if actor == TRAINER and asked["do"] == "archive":
                door.only(asked)
                self._archive.start(deepcopy(self.state), context, lambda: self._tell("all"))
                return
            if actor == TRAINER:
                events = commands.by_trainer(self.state, asked, context)
            else:
                events = commands.by_person(self.state, self.state.people[actor], asked, context)
            self._happen(events, actor)

    def view(self, actor: str, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return all that `actor` may see: the trainer, the projected `screen`, or a person."""
        with self._guard:
            spoken = door.language(language)
            if actor == TRAINER:
                return views.trainer(
                    self.state, spoken, self._online, self.notice, self._archive.progress(spoken)
                )
            if actor == SCREEN:
                return views.screen(self.state, spoken)
            return views.person(self.state, people.known(self.state, actor), spoken)

    def archive(self) -> Path | None:
        """Return the last finished archive (a zip), None when there is none."""
        return self._archive.path()

    def changed(self, watcher: Callable[[Change], None]) -> Callable[[], None]:
        """Call `watcher` after every change; return what ends that."""
        self._watchers.append(watcher)

        def end() -> None:
            with suppress(ValueError):
                self._watchers.remove(watcher)

        return end

    # Inside -----------------------------------------------------------------------------------

    def _begin(self, title: str) -> None:
        first = self._log.events[0] if self._log.events else None
        if first is None:
            begun = {"kind": "begun", "version": VERSION, "title": door.visible(title)[:80]}
            self._happen([begun], "room")
        elif isinstance(first.get("version"), int) and first["version"] > VERSION:
            raise Refusal(
                "Cette salle a été faite par une version plus récente ; mettez Passerelles à jour.",
                "This room was made by a newer version; update Passerelles.",
            )

    def _happen(self, events: list[Event], by: str) -> None:
        if not events:
            return
        now = round(self.now(), 3)
        stamped = [{"t": now, "by": by, **event} for event in events]
        durable = any(event["kind"] not in _RELAXED for event in stamped)
        self._log.append(stamped, durable)
        for event in stamped:
            apply(self.state, event)
        self._tell("all" if durable else "place")

    def _tell(self, change: Change) -> None:
        for watcher in list(self._watchers):
            watcher(change)

    @staticmethod
    def _participant(person: Person) -> Participant:
        return Participant(person.id, person.name, person.word, person.team, person.language)
