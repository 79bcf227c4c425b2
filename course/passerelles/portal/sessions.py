"""Who has a page open: how many kernels this machine may hold, and when each is ended.

A session is the kernel behind one open page. Its websocket is open as long as
the page is; a page closed without a word (a dead line, a killed browser) is
noticed by that. Times are monotonic, so a clock set back changes nothing.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import traitlets
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import ensure_async

SESSION_MEMORY: Final = 24 * 2**20
"""Bytes one session may come to, measured with a margin (see `make bench`)."""
SPARED: Final = 0.25
"""Share of the free memory that sessions never take."""
UNSEEN: Final = 90.0
"""Seconds a page may take to open its websocket: scripts travel slowly on a poor line."""
GONE: Final = 30.0
"""Seconds without a websocket after which a page counts as closed."""
IDLE: Final = 3600.0
"""Seconds without a change after which even an open page gives its kernel back."""
SOCKETS: Final = 16_000
"""Sockets the server may open to its kernels."""
LIMIT: Final = "PASSERELLES_SESSIONS"


def free_memory() -> int:
    """Return the bytes that can still be used; a laptop's guess where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 4 * 2**30


def limit() -> int:
    """Return how many sessions may be open at once: the administrator's figure, else by memory."""
    said = os.environ.get(LIMIT, "")
    if said.isdecimal():
        return int(said)
    return max(2, int(free_memory() * (1 - SPARED) / SESSION_MEMORY))


class PageKernels(AsyncMappingKernelManager):
    """A server's kernels, ended at once when it stops.

    All a page's kernel knows is on the disk already; a hundred of them asked
    politely, one after the other, would hold the server up for half a minute.
    """

    @traitlets.default("context")
    def _context_default(self) -> Any:
        made = super()._context_default()
        # A page takes six; ZMQ's own limit of 1,023 would be reached by 170 pages.
        made.max_sockets = SOCKETS
        return made

    async def shutdown_all(self, now: bool = True) -> None:  # noqa: ARG002
        await super().shutdown_all(now=True)


@dataclass(slots=True)
class _Session:
    begun: float
    last_connected: float | None = None
    moved: float = field(default=0.0)
    activity: Any = None


class Sessions:
    """The open pages of one server; `manager` is its kernel manager."""

    def __init__(self, manager: Any, most: int | None = None) -> None:
        self._manager = manager
        self._most = limit() if most is None else most
        self._open: dict[str, _Session] = {}
        self._starting = 0

    @property
    def full(self) -> bool:
        """Tell whether one more page would be too many."""
        alive = sum(kernel in self._manager for kernel in self._open)
        return alive + self._starting >= self._most

    def starting(self, *, more: int) -> None:
        """Count a kernel that is being started, so that a rush is counted too."""
        self._starting += more

    def opened(self, kernel: str, _user: Any = None) -> None:
        """Note a page's kernel; whose it is matters only where many people share a server."""
        self._open[kernel] = _Session(time.monotonic())

    def mine(self, _kernel: str, _user: Any) -> bool:
        """Tell whether a page's kernel is this user's; on a server of one's own all are."""
        return True

    def alive(self, kernel: str) -> bool:
        """Tell whether a page's kernel still runs."""
        return kernel in self._manager

    async def close(self, kernel: str) -> None:
        """End a page's kernel; one already gone is no fault."""
        self._open.pop(kernel, None)
        if kernel in self._manager:
            await ensure_async(self._manager.shutdown_kernel(kernel, now=True))

    async def cull(self) -> None:
        """End the kernels of pages that were closed or long left alone."""
        for kernel, session in list(self._open.items()):
            if kernel not in self._manager:
                self._open.pop(kernel, None)
            elif self._over(kernel, session, time.monotonic()):
                await self.close(kernel)

    def _over(self, kernel: str, session: _Session, now: float) -> bool:
        model = self._manager.kernel_model(kernel)
        if model["last_activity"] != session.activity:
            session.activity, session.moved = model["last_activity"], now
        if model["connections"]:
            session.last_connected = now
            return now - session.moved > IDLE
        if session.last_connected is None:
            return now - session.begun > UNSEEN
        return now - session.last_connected > GONE
