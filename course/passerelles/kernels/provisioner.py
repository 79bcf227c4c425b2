"""The kernel provisioner `passerelles-warm`: a warm kernel where one can be had, else an ordinary.

All that manages a running kernel (signals, kill, wait, poll, information) is
`LocalProvisioner`'s own, working on a fork that answers like a `Popen`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import Any, Final

from jupyter_client.provisioning import LocalProvisioner
from traitlets import Dict

_LAST_WORD: Final = 0.5  # seconds a kernel usually needs, at most, to end when asked to
_said: set[str] = set()


def fork_unavailable() -> str:
    """Return why this system cannot fork warm kernels, empty if it can."""
    if not sys.platform.startswith("linux"):
        return f"this system ({sys.platform}) does not fork safely"
    if not hasattr(os, "pidfd_open") or not hasattr(signal, "pidfd_send_signal"):
        return "this Python has no process descriptors"
    return ""


class WarmProvisioner(LocalProvisioner):
    """Forks the kernel from its server's parent; see `keeper`."""

    limits = Dict(
        help="Limits of each kernel's process, e.g. {'AS': 2000000000, 'CPU': 600}: the names are"
        " those of resource.RLIMIT_*, the numbers replace the server's own limits.",
    ).tag(config=True)

    _warm = False
    """Whether the present process is a fork rather than a `Popen`."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose sockets in the private folder, then prepare as for any local kernel."""
        manager = self.parent
        # Chosen once: a restart keeps the addresses its clients are connected to.
        if manager and manager.transport != "ipc" and not fork_unavailable():
            from passerelles.kernels.keeper import keeper  # noqa: PLC0415 - where processes fork

            with suppress(OSError):  # no folder, no private sockets: TCP still works
                address = keeper().address()
                manager.transport, manager.ip = "ipc", address
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork the kernel and wait for its sockets, or start an ordinary kernel."""
        reason = fork_unavailable() or await self._launch_warm(cmd, kwargs)
        if not reason:
            return self.connection_info
        self._say_once(reason)
        self._warm = False
        return await super().launch_kernel(cmd, **kwargs)

    async def shutdown_requested(self, restart: bool = False) -> None:  # noqa: ARG002
        """Give the kernel the moment it needs, rather than find out at the next look."""
        if not self._warm or self.process is None or self.process.fileno() < 0:
            return
        from passerelles.kernels.launch import readable  # noqa: PLC0415 - where processes fork

        # A descriptor of our own: another look may close the process's meanwhile.
        watch = os.dup(self.process.fileno())
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LAST_WORD):
                    await readable(watch)
        finally:
            os.close(watch)

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel's group; one that has ended may have left its number to another."""
        if not (self._warm and self.process and self.process.ended()):
            await super().send_signal(signum)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove what a killed kernel left in the private folder."""
        await super().cleanup(restart=restart)
        manager = self.parent
        if manager and manager.transport == "ipc":
            prefix = Path(manager.ip)
            for left in prefix.parent.glob(f"{escape(prefix.name)}-*"):
                left.unlink(missing_ok=True)

    async def _launch_warm(self, cmd: list[str], options: dict[str, Any]) -> str:
        """Fork the kernel, or return why not."""
        from passerelles.kernels import launch  # noqa: PLC0415 - where processes fork
        from passerelles.kernels.forkserver import LostError  # noqa: PLC0415

        if reason := launch.refusal(cmd, options):
            return reason
        try:
            forked, complaint = await launch.launch(
                self.parent.connection_file, options, self.limits
            )
        except LostError as lost:
            return str(lost)
        if complaint:
            # Dead as an ordinary kernel would be; its manager finds it so.
            self.log.error("A kernel did not start: %s", complaint)
        self.process, self._warm = forked, True
        self.pid = self.pgid = forked.pid
        self.cwd = options.get("cwd", Path.cwd())
        return ""

    def _say_once(self, reason: str) -> None:
        if reason not in _said:
            _said.add(reason)
            self.log.warning("Starting an ordinary kernel instead of a warm one: %s.", reason)
