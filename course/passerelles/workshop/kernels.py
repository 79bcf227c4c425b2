"""The kernels behind participants' pages: each their own, a few each, reached through a filter."""

from __future__ import annotations

import re
import time
from typing import Any, Final

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado import web
from tornado.ioloop import IOLoop

from passerelles.portal.sessions import Sessions
from passerelles.workshop.filter import PATIENCE, Comms, Dropped, Rate, may_leave, passed

MOST_EACH: Final = 4
"""Pages one person may have open with a kernel; opening one more ends the oldest."""
ASLEEP: Final = 20.0
"""Seconds between two looks, beyond the usual ten, that mean the whole machine stood still."""
CULL_EVERY: Final = 10
EACH, BURST = 60.0, 240.0
"""Messages a second from one page: a lever being dragged sends 25."""
_SESSION: Final = re.compile(r"[0-9a-f]{8,64}")
POLICY: Final = 1008
"""A websocket closed for what was sent over it (RFC 6455, 7.4.1)."""


class RoomSessions(Sessions):
    """The open pages of a room, and whose each is."""

    def __init__(self, manager: Any, most: int | None = None) -> None:
        super().__init__(manager, most)
        self._whose: dict[str, str] = {}
        self._comms: dict[str, Comms] = {}
        self._looked = time.monotonic()

    def opened(self, kernel: str, user: Any = None) -> None:
        """Note a page's kernel and whose it is; the oldest of too many is ended."""
        super().opened(kernel)
        self._whose[kernel] = person = user.username if user is not None else ""
        mine = [one for one in self._whose if self._whose[one] == person and one in self._open]
        for one in mine[:-MOST_EACH]:
            IOLoop.current().add_callback(self.close, one)

    def mine(self, kernel: str, user: Any) -> bool:
        """Tell whether a page's kernel is this user's."""
        return user is not None and self._whose.get(kernel) == user.username

    def comms(self, kernel: str) -> Comms:
        """Return what is known of a kernel's comms."""
        return self._comms.setdefault(kernel, Comms())

    async def close(self, kernel: str) -> None:
        """End a page's kernel."""
        await super().close(kernel)
        self._whose.pop(kernel, None)
        self._comms.pop(kernel, None)

    async def close_all_of(self, person: str) -> None:
        """End the kernels of somebody whose team has changed: their pages start others."""
        for kernel in [one for one, whose in self._whose.items() if whose == person]:
            await self.close(kernel)

    async def cull(self) -> None:
        """End the kernels of pages left alone; a laptop that slept has left nobody alone."""
        now = time.monotonic()
        slept = now - self._looked - CULL_EVERY
        self._looked = now
        if slept > ASLEEP:
            for session in self._open.values():
                session.begun += slept
                session.moved += slept
                if session.last_connected is not None:
                    session.last_connected += slept
        await super().cull()
        for kernel in [one for one in self._whose if one not in self._open]:
            self._whose.pop(kernel, None)
            self._comms.pop(kernel, None)


class FilteredConnection(ZMQChannelsWebsocketConnection):
    """Jupyter's line between a page and a kernel, with a filter each way."""

    def handle_incoming_message(self, incoming_msg: str) -> None:
        """Hand to the kernel what the filter lets through; close the line after repeated abuse."""
        if not self.channels:
            return
        handler: Any = self.websocket_handler
        comms: Comms = handler.comms
        try:
            message = passed(incoming_msg, comms, handler.rate)
        except Dropped as why:
            comms.dropped += 1
            handler.dropped += 1
            handler.note(str(why))
            if handler.dropped >= PATIENCE:
                handler.close(POLICY, "dropped")
            return
        made = self.session.msg(message["kind"], message["content"])
        made["metadata"] = {"version": message["version"]}
        made["header"]["msg_id"] = made["msg_id"] = message["id"]
        self.session.send(self.channels["shell"], made)

    def _on_zmq_reply(self, stream: Any, msg_list: Any) -> None:
        kind = msg_list.get("header", {}).get("msg_type", "")
        if not may_leave(kind):
            return
        handler: Any = self.websocket_handler
        handler.comms.told(kind, msg_list.get("content") or {})
        super()._on_zmq_reply(stream, msg_list)


class ChannelsHandler(KernelWebsocketHandler):
    """The address of a page's line to its kernel; somebody else's kernel is not there."""

    sessions: RoomSessions
    comms: Comms

    def initialize(self, sessions: RoomSessions) -> None:
        """Take the room's sessions."""
        super().initialize()
        self.sessions = sessions
        self.rate = Rate(EACH, BURST)
        self.dropped = 0

    async def get(self, kernel_id: str) -> None:
        """Open the line to a kernel of one's own."""
        if self.current_user is None:
            raise web.HTTPError(403)
        if not self.sessions.mine(kernel_id, self.current_user):
            raise web.HTTPError(404)
        if not self.sessions.alive(kernel_id):
            raise web.HTTPError(404)
        if not _SESSION.fullmatch(self.get_query_argument("session_id", "")):
            raise web.HTTPError(400)
        self.comms = self.sessions.comms(kernel_id)
        await super().get(kernel_id)

    def select_subprotocol(self, _subprotocols: list[str]) -> str | None:
        """Speak Jupyter's plain JSON, which is what the filter reads."""
        return None

    def on_message(self, message: str | bytes) -> None:
        """Take what the page says."""
        if self.connection is not None:
            self.connection.handle_incoming_message(message)

    def on_close(self) -> None:
        """Let the kernel go on; it is ended when nobody comes back."""
        if getattr(self, "connection", None) is not None:
            super().on_close()

    def note(self, why: str) -> None:
        """Write a dropped message into the server's log, without its content."""
        person = self.current_user.username if self.current_user else "nobody"
        self.log.info("dropped a message of %s: %s", person, why)

    def write_error(self, status_code: int, **_details: Any) -> None:
        """Say nothing but the status: no browser shows it."""
        self.set_status(status_code)
        self.finish()
