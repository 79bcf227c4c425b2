"""A visitor without a browser: opens a page, comes near a simulator, moves a lever.

It speaks what the page speaks: HTTP for the page, then the kernel's websocket
with ipywidgets' messages. `usable` is the moment its first chart has arrived.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

PATIENCE = 120.0
KERNEL = re.compile(r'passerelles\.kernel\("([0-9a-f-]+)"\)')
ROOMS = re.compile(r'passerelles\.rooms\("([0-9a-f]+)"\)')


@dataclass
class Visitor:
    """One visitor of `page` (an address with its token) who wants the simulator `name`."""

    root: str
    page: str
    token: str
    name: str = "partners"
    kernel: str = ""
    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    line: WebSocketClientConnection | None = None
    inbox: asyncio.Queue[str | bytes | None] = field(default_factory=asyncio.Queue)

    async def open(self) -> float:
        """Open the page and come near the simulator; return seconds until its chart is there."""
        begun = time.monotonic()
        client = AsyncHTTPClient(force_instance=True)
        address = f"{self.root}{self.page}?token={self.token}"
        answer = await client.fetch(HTTPRequest(address, request_timeout=PATIENCE))
        text = answer.body.decode()
        client.close()
        found = KERNEL.search(text)
        rooms = ROOMS.search(text)
        if found is None or rooms is None:
            raise RuntimeError("the page has no kernel or no rooms")
        self.kernel = found[1]
        address = self.root.replace("http", "ws", 1)
        self.line = await websocket_connect(
            f"{address}api/kernels/{self.kernel}/channels?token={self.token}",
            # Read at once, looked at or not: an unread line leaves pings without an answer.
            on_message_callback=self.inbox.put_nowait,
        )
        await self._states()
        await self._update(rooms[1], {"near": [self.name]})
        await self._until(self.charts)
        return time.monotonic() - begun

    def charts(self) -> list[str]:
        """Return the models of the charts that have arrived."""
        return [key for key, state in self.models.items() if state.get("figure")]

    async def move(self, value: float) -> float:
        """Give the first weight a value; return seconds until a chart has changed."""
        await self._silence()
        lever = "weight-main-migrant-groups"
        panel = next(k for k, s in self.models.items() if lever in s.get("values", {}))
        if self.models[panel]["values"][lever] == value:
            value = value % 99 + 1  # a lever left where it is changes no chart
        values = {**self.models[panel]["values"], lever: value}
        self.models[panel]["values"] = values
        for chart in self.charts():
            self.models[chart]["moved"] = False
        begun = time.monotonic()
        await self._update(panel, {"values": values})
        await self._until(lambda: any(self.models[c].get("moved") for c in self.charts()))
        return time.monotonic() - begun

    def leave(self) -> None:
        """Close the line, as a closed tab does."""
        if self.line is not None:
            self.line.close()

    async def _states(self) -> None:
        control = uuid.uuid4().hex
        target = "jupyter.widget.control"
        await self._send("comm_open", comm_id=control, target_name=target, data={})
        await self._send("comm_msg", comm_id=control, data={"method": "request_states"})

        def told(content: dict[str, Any]) -> bool:
            data = content.get("data", {})
            if data.get("method") != "update_states":
                return False
            self.models = {key: one["state"] for key, one in data["states"].items()}
            return True

        while not told(await self._hear()):
            continue

    async def _silence(self, seconds: float = 0.3) -> None:
        """Take in what is still on its way, so that only the coming change is timed."""
        with suppress(TimeoutError):
            while True:
                await asyncio.wait_for(self._until(lambda: False), seconds)

    async def _until(self, done: Any) -> None:
        while not done():
            content = await self._hear()
            data = content.get("data", {})
            if "target_name" in content and "state" in data:
                self.models[content["comm_id"]] = dict(data["state"])
            elif data.get("method") == "update" and content.get("comm_id") in self.models:
                self.models[content["comm_id"]].update(data["state"])
                if "figure" in data["state"]:
                    self.models[content["comm_id"]]["moved"] = True

    async def _hear(self) -> dict[str, Any]:
        raw = await asyncio.wait_for(self.inbox.get(), PATIENCE)
        if raw is None:
            raise RuntimeError("the line was closed")
        message = json.loads(raw)
        content: dict[str, Any] = message.get("content", {})
        return content if message.get("msg_type", "").startswith("comm_") else {}

    async def _update(self, model: str, state: dict[str, Any]) -> None:
        data = {"method": "update", "state": state, "buffer_paths": []}
        await self._send("comm_msg", comm_id=model, data=data)

    async def _send(self, kind: str, **content: Any) -> None:
        assert self.line is not None
        header = {
            "msg_id": uuid.uuid4().hex,
            "session": "visitor",
            "username": "",
            "msg_type": kind,
            "version": "5.3",
            "date": "2026-01-01T00:00:00Z",
        }
        message = {
            "header": header,
            "parent_header": {},
            "metadata": {"version": "1.0.0"},
            "content": content,
            "channel": "shell",
        }
        await self.line.write_message(json.dumps(message))
