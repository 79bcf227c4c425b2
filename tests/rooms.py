"""A training room under test: started as a trainer would, visited by people without a browser."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

PASSWORD = "lake-plum-field"
PATIENCE = 60.0
KERNEL = re.compile(r'passerelles\.kernel\("([0-9a-f-]+)"\)')
ROOMS = re.compile(r'passerelles\.rooms\("([0-9a-f]+)"\)')


@dataclass(frozen=True)
class Opened:
    """A running room: its address (ends in a slash), its code, its folder and its process."""

    address: str
    code: str
    folder: Path
    process: subprocess.Popen[str]
    said: str

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.address.rstrip("/").rpartition(":")[2])


@contextmanager
def opened(folder: Path, *options: str, port: int | None = None) -> Iterator[Opened]:
    """Open a room in `folder` as `passerelles workshop` does, until the block ends."""
    command = [sys.executable, "-m", "passerelles", "workshop", "--dir", str(folder)]
    command += ["--host", "127.0.0.1", "--lang", "en", "--password", PASSWORD, *options]
    if port:
        command += ["--port", str(port)]
    log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed below
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        said = ""
        assert process.stdout is not None
        while "Password:" not in said:
            line = process.stdout.readline()
            if not line:
                log.seek(0)
                pytest.fail(f"the room did not open: {said}\n{log.read()}")
            said += line
        address = re.search(r"Address: (\S+)", said)
        code = re.search(r"Code: (\S+)", said)
        assert address, said
        assert code, said
        yield Opened(address[1], code[1], folder, process, said)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)
        log.close()


def family(pid: int) -> list[int]:
    """Return a process and all that it and those after it have started: a room, its kernels."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            parents[int(place.name)] = int(fields[1])
    found = [pid]
    for one in found:  # grows while it is gone through
        found += [child for child, parent in parents.items() if parent == one]
    return found


@contextmanager
def asleep(room: Opened) -> Iterator[None]:
    """Stop a room with its kernels while the block lasts: as when a laptop's lid is closed."""
    stopped = family(room.process.pid)
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(stopped):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@dataclass(frozen=True)
class Page:
    """Where a request ended, its status, headers and text."""

    url: str
    status: int
    headers: dict[str, str]
    body: str

    @property
    def words(self) -> str:
        """The words of a page, tags left out."""
        page = re.sub(r"(?s)<(script|style|svg).*?</\1>", "", self.body)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())

    @property
    def alerts(self) -> list[str]:
        """The sentences that say something went wrong."""
        found = re.findall(r'(?s)<p class="refusal" role="alert"[^>]*>(.*?)</p>', self.body)
        return [unescape(sentence) for sentence in found]


class Guest:
    """One device in the room."""

    def __init__(self, room: Opened, lang: str = "en") -> None:
        self.room = room
        self.lang = lang
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def cookie(self, name: str) -> str | None:
        """Return a cookie's value."""
        return next((c.value for c in self.jar if c.name == name), None)

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> Page:
        """Send a request; a refusal is an answer too."""
        told = {"Accept-Language": self.lang} | {k.replace("_", "-"): v for k, v in headers.items()}
        asked = urllib.request.Request(self.room.address + path, data, told)
        try:
            with self.opener.open(asked, timeout=PATIENCE) as answer:
                body = answer.read().decode(errors="replace")
                return Page(answer.url, answer.status, dict(answer.headers), body)
        except urllib.error.HTTPError as refused:
            body = refused.read().decode(errors="replace")
            return Page(refused.url, refused.code, dict(refused.headers), body)

    def post(self, path: str, fields: dict[str, str], *, xsrf: bool = True, **headers: str) -> Page:
        """Send a form as a browser does."""
        given = dict(fields)
        if xsrf:
            if self.cookie("_xsrf") is None:
                self.ask(f"room/{self.lang}/join")
            given["_xsrf"] = self.cookie("_xsrf") or ""
        return self.ask(path, urllib.parse.urlencode(given).encode(), **headers)

    def join(self, name: str, **fields: str) -> Page:
        """Go in by the door."""
        given = {"code": self.room.code, "name": name, **fields}
        return self.post(f"room/{self.lang}/join", given)

    def back(self, name: str, word: str) -> Page:
        """Go back to one's place."""
        given = {"way": "back", "name": name, "word": word}
        return self.post(f"room/{self.lang}/join", given)

    def lead(self, password: str = PASSWORD) -> Page:
        """Open the board."""
        return self.post(f"room/{self.lang}/trainer", {"password": password})

    def word(self) -> str:
        """Return one's personal word as the page of the room shows it."""
        found = re.search(r"Your personal word is “(.+?)”", self.ask(f"room/{self.lang}/").words)
        assert found
        return found[1]

    def connect(self, path: str, origin: str | None = None, **headers: str) -> ClientConnection:
        """Open a websocket with this device's cookies."""
        cookies = "; ".join(f"{c.name}={c.value}" for c in self.jar)
        return connect(
            self.room.address.replace("http", "ws", 1) + path,
            additional_headers={"Cookie": cookies, **headers},
            origin=origin,  # type: ignore[arg-type]
            open_timeout=PATIENCE,
            max_size=None,
            max_queue=None,
            ping_interval=None,
            legacy=True,
        )

    def line(self, as_: str = "") -> Line:
        """Open the line to the room."""
        return Line(self.connect(f"room/line?lang={self.lang}&as={as_}"))

    def module(self, name: str = "m2-institutional") -> Kernel:
        """Open a module's page and the line to its kernel."""
        page = self.ask(f"passerelles/{self.lang}/modules/{name}")
        kernel, rooms = KERNEL.search(page.body), ROOMS.search(page.body)
        assert kernel, page.words[-400:]
        assert rooms, page.body[-400:]
        path = f"api/kernels/{kernel[1]}/channels?session_id={uuid.uuid4().hex}"
        return Kernel(kernel[1], rooms[1], self.connect(path))


class Line:
    """The line between a device and the room."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.view: dict[str, Any] = {}
        self.told: list[dict[str, Any]] = []

    def hear(self) -> dict[str, Any]:
        """Return the next message."""
        message: dict[str, Any] = json.loads(self.socket.recv(timeout=PATIENCE))
        self.view = message.get("view", self.view)
        self.told.append(message)
        return message

    def until(self, wanted: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Return the first message that is wanted."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            message = self.hear()
            if wanted(message):
                return message
        raise AssertionError(self.told[-3:])

    def do(self, **command: Any) -> dict[str, Any]:
        """Send a command and return its answer."""
        name = uuid.uuid4().hex
        self.socket.send(json.dumps({**command, "n": name}))
        return self.until(lambda m: m.get("answer") == name)


class Kernel:
    """The line between a page and its kernel."""

    def __init__(self, name: str, rooms: str, socket: ClientConnection) -> None:
        self.name, self.rooms, self.socket = name, rooms, socket
        self.models: dict[str, dict[str, Any]] = {}

    def raw(self, kind: str, content: Any, channel: str = "shell", **extra: Any) -> None:
        """Send any message."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "s", "username": ""}
        header |= {"version": "5.3", "date": "2026-01-01T00:00:00Z"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        self.socket.send(json.dumps({**message, "buffers": [], "channel": channel, **extra}))

    def update(self, model: str, state: dict[str, Any]) -> None:
        """Change a widget as the browser does."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        self.raw("comm_msg", {"comm_id": model, "data": data})

    def states(self) -> None:
        """Ask for all widgets, as a page does first."""
        control = uuid.uuid4().hex
        target = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        self.raw("comm_open", target)
        self.raw("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        self.until(lambda _: self.rooms in self.models)

    def hear(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """Return the next message, its news taken in."""
        message: dict[str, Any] = json.loads(self.socket.recv(timeout=seconds))
        content = message.get("content") or {}
        data = content.get("data") or {}
        if message["msg_type"] == "comm_open":
            self.models[content["comm_id"]] = dict(data.get("state") or {})
        elif data.get("method") == "update":
            self.models.setdefault(content["comm_id"], {}).update(data["state"])
        elif data.get("method") == "update_states":
            for key, one in data["states"].items():
                self.models.setdefault(key, {}).update(one["state"])
        elif data.get("method") == "custom" and (data.get("content") or {}).get("do") == "patch":
            patch = data["content"]
            model = self.models[content["comm_id"]]
            model["values"] = {**model["values"], **patch["values"]}
            model["seen"] = {**model.get("seen", {}), **dict.fromkeys(patch["values"], patch["n"])}
        return message

    def until(self, wanted: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Return the first message after which something holds."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            message = self.hear()
            if wanted(message):
                return message
        raise AssertionError("it never came")

    def near(self, cell: str = "partners", lever: str = "weight-main-migrant-groups") -> str:
        """Come near a simulator; return its panel, once its chart stands."""
        self.states()
        self.update(self.rooms, {"near": [cell]})
        self.until(lambda _: any(state.get("figure") for state in self.models.values()))
        return next(k for k, s in self.models.items() if lever in (s.get("values") or {}))

    def set(self, panel: str, **values: Any) -> None:
        """Move levers of a panel, as its browser half does."""
        model = self.models[panel]
        model["values"] = {**model["values"], **values}
        self.update(panel, {"values": model["values"], "seen": model.get("seen", {})})
