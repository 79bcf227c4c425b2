"""What happened in the room, one JSON line an event, on the disk before it is acknowledged.

The file only grows: the state is what its lines say, one after the other. A laptop that dies in
the middle of a line leaves a prefix and half a line; the half is cut off when the room opens
again. A line in the middle that cannot be read (a failing disk) is copied to
`room.jsonl.damaged-<n>` and passed over. A room's day is some thousands of lines, folded in a
fraction of a second, so there is no snapshot that could disagree with them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.files import flush_folder, refusal
from passerelles.library.errors import Refusal
from passerelles.library.text import Text

LOG: Final = "room.jsonl"
MAX_LINE: Final = 2_000_000
_MAX_LOG: Final = 500_000_000
_DAMAGED: Final = Text(
    "Une partie du journal de la salle était illisible ; elle est mise de côté, le reste est là.",
    "Part of the room’s log could not be read; it was set aside, and the rest is there.",
)

Event = dict[str, Any]


class Log:
    """The events of one room, appended and never changed; use `open` to make one."""

    def __init__(self, path: Path, handle: int, events: list[Event], notice: Text | None) -> None:
        self.path = path
        self.events = events
        self.notice = notice
        self._handle = handle

    @classmethod
    def open(cls, path: Path) -> Log:
        """Read the log, cut a torn last line off and stand ready to append; raise `Refusal`."""
        try:
            raw = path.read_bytes() if path.exists() else b""
            if len(raw) > _MAX_LOG:
                raise _too_long(path)
            events, damaged, length = read(raw)
            notice = _set_aside(path, damaged) if damaged else None
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            if length < len(raw):
                os.ftruncate(handle, length)
                os.fsync(handle)
        except OSError as error:
            raise refusal(error, path.name) from error
        flush_folder(path.parent)
        return cls(path, handle, events, notice)

    def append(self, events: list[Event], durable: bool = True) -> None:
        """Write `events` as one piece; when `durable`, they are on the disk on return.

        Raise `Refusal` when the system refuses; then nothing of them is kept.
        """
        raw = b"".join(encode(event) for event in events)
        try:
            before = os.fstat(self._handle).st_size
            try:
                rest = memoryview(raw)
                while rest:
                    rest = rest[os.write(self._handle, rest) :]
                if durable:
                    os.fsync(self._handle)
            except OSError:
                os.ftruncate(self._handle, before)
                raise
        except OSError as error:
            raise refusal(error, self.path.name) from error
        self.events += events

    def close(self) -> None:
        """Let the file go; what was appended is flushed first."""
        if self._handle >= 0:
            os.fsync(self._handle)
            os.close(self._handle)
            self._handle = -1


def encode(event: Mapping[str, Any]) -> bytes:
    """Return one line; raise `Refusal` when it would be too long for a log."""
    raw = json.dumps(event, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    if len(raw) > MAX_LINE:
        raise Refusal(
            "Ce message est trop long pour le journal de la salle ; raccourcissez-le.",
            "This message is too long for the room’s log; shorten it.",
        )
    return raw + b"\n"


def read(raw: bytes) -> tuple[list[Event], list[bytes], int]:
    """Return the events, the lines that cannot be read and the length without a torn last line."""
    length = raw.rfind(b"\n") + 1
    events: list[Event] = []
    damaged: list[bytes] = []
    for line in raw[:length].split(b"\n")[:-1]:
        event = _decoded(line)
        if event is None:
            damaged.append(line)
        else:
            events.append(event)
    return events, damaged, length


def _decoded(line: bytes) -> Event | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    sound = isinstance(event, dict) and isinstance(event.get("kind"), str)
    return event if sound and isinstance(event.get("t"), (int, float)) else None


def _set_aside(path: Path, damaged: list[bytes]) -> Text:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    aside.write_bytes(b"\n".join(damaged) + b"\n")
    return _DAMAGED


def _too_long(path: Path) -> Refusal:
    return Refusal(
        f"« {path} » est trop grand pour le journal d’une salle ; choisissez un autre répertoire.",
        f"“{path}” is too large for a room’s log; choose another folder.",
    )
