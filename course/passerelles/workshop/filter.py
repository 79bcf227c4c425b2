"""What a browser may say to a kernel: a few messages, on widgets the kernel itself has opened.

A page moves levers and presses buttons; it never runs code. Whatever else comes is dropped and
counted. What passes is written anew from the parts that were checked, never passed on as it came.

Messages: https://jupyter-client.readthedocs.io/en/stable/messaging.html
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

WIDGETS: Final = "jupyter.widget"
CONTROL: Final = "jupyter.widget.control"
"""The one comm a page opens itself, to ask for the state of all widgets."""
VERSION, CONTROL_VERSION = "2.1.0", "1.0.0"
"""Of the widgets' protocol and of its control's: the kernel refuses another."""
LARGEST: Final = 400_000
"""Characters of one message: twice what a scenario may hold."""
MOST_CONTROLS: Final = 200
"""How many such comms one page may open: one each time its line comes back."""
PATIENCE: Final = 20
"""Messages dropped before the line is closed."""
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PLAIN: Final = ("kernel_info_request", "comm_info_request")
_OUTGOING: Final = frozenset(
    {"comm_open", "comm_msg", "comm_close", "status", "kernel_info_reply", "comm_info_reply"}
)
_DEPTH: Final = 40


class Dropped(ValueError):  # noqa: N818 - what happened to the message
    """A message that does not pass; the text says why, for the log."""


@dataclass
class Comms:
    """The comms of one kernel, kept as long as it runs: a line may come and go."""

    opened: set[str] = field(default_factory=set)
    controls: set[str] = field(default_factory=set)
    dropped: int = 0

    def told(self, kind: str, content: Mapping[str, Any]) -> None:
        """Learn from what the kernel says which widgets there are."""
        name = content.get("comm_id")
        if kind == "comm_open" and content.get("target_name") == WIDGETS:
            self.opened.add(str(name))
        elif kind == "comm_close":
            self.opened.discard(str(name))
        elif kind == "comm_msg" and name in self.controls:
            data = content.get("data")
            states = data.get("states") if isinstance(data, Mapping) else None
            if isinstance(states, Mapping):
                self.opened |= {str(key) for key in states}


class Rate:
    """A bucket of tokens: `burst` at once, `each` a second after that (monotonic time)."""

    def __init__(self, each: float, burst: float) -> None:
        self._each, self._burst = each, burst
        self._left, self._seen = burst, time.monotonic()

    def take(self) -> bool:
        """Take one; false when there is none."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._seen) * self._each)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def may_leave(kind: str) -> bool:
    """Tell whether a page needs this kind of message: none that shows code or a traceback."""
    return kind in _OUTGOING


def passed(text: str | bytes, comms: Comms, rate: Rate) -> dict[str, Any]:
    """Return what to hand to the kernel: `kind`, `id`, `version`, `content`; raise `Dropped`."""
    if not rate.take():
        raise Dropped("rate")
    message = _message(text)
    if message.get("channel") != "shell":
        raise Dropped("channel")
    if message.get("buffers"):
        raise Dropped("buffers")
    header = message.get("header")
    if not isinstance(header, dict):
        raise Dropped("header")
    kind, name = header.get("msg_type"), header.get("msg_id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise Dropped("msg_id")
    content = message.get("content")
    if not isinstance(content, dict):
        raise Dropped("content")
    made = {"kind": kind, "id": name, "version": VERSION}
    if kind in _PLAIN:
        wanted = {"target_name": WIDGETS} if kind == "comm_info_request" else {}
        return {**made, "content": wanted}
    if kind == "comm_open":
        return {**made, "version": CONTROL_VERSION, "content": _control(content, comms)}
    if kind == "comm_msg":
        return {**made, "content": _said(content, comms)}
    raise Dropped("msg_type")


def _message(text: str | bytes) -> dict[str, Any]:
    if not isinstance(text, str):
        raise Dropped("binary")
    if len(text) > LARGEST:
        raise Dropped("size")
    try:
        message = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Dropped("json") from error
    if not isinstance(message, dict):
        raise Dropped("json")
    return message


def _no_number(_: str) -> Any:
    raise ValueError


def _control(content: Mapping[str, Any], comms: Comms) -> dict[str, Any]:
    name = content.get("comm_id")
    if content.get("target_name") != CONTROL or content.get("data") != {}:
        raise Dropped("comm_open")
    if not isinstance(name, str) or not _ID.fullmatch(name) or name in comms.opened:
        raise Dropped("comm_id")
    if name not in comms.controls and len(comms.controls) >= MOST_CONTROLS:
        raise Dropped("controls")
    comms.controls.add(name)
    return {"comm_id": name, "target_name": CONTROL, "data": {}}


def _said(content: Mapping[str, Any], comms: Comms) -> dict[str, Any]:
    name, data = content.get("comm_id"), content.get("data")
    if not isinstance(name, str) or not isinstance(data, dict):
        raise Dropped("comm_msg")
    method = data.get("method")
    if name in comms.controls:
        if method != "request_states":
            raise Dropped("method")
        return {"comm_id": name, "data": {"method": "request_states"}}
    if name not in comms.opened:
        raise Dropped("comm_id")
    if method == "request_state":
        return {"comm_id": name, "data": {"method": method}}
    if method == "custom":
        return {"comm_id": name, "data": {"method": method, "content": _flat(data.get("content"))}}
    if method == "update":
        state = data.get("state")
        if not isinstance(state, dict) or data.get("buffer_paths"):
            raise Dropped("state")
        update = {"method": method, "state": _flat(state), "buffer_paths": []}
        return {"comm_id": name, "data": update}
    raise Dropped("method")


def _flat(value: Any) -> Any:
    """Return a value unless it is nested deeper than anything a page sends."""
    left = [(value, 0)]
    while left:
        one, depth = left.pop()
        if depth > _DEPTH:
            raise Dropped("depth")
        if isinstance(one, dict):
            left += [(item, depth + 1) for item in one.values()]
        elif isinstance(one, list):
            left += [(item, depth + 1) for item in one]
    return value
