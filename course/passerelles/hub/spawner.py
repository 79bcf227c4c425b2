"""Starts a learner's own server: the portal on their folder, behind walls, within limits."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from pwd import struct_passwd
from typing import Any, Final

from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Any as AnyTrait
from traitlets import Bool

from passerelles.desk.addresses import DESKS, DeskAddress, written
from passerelles.hub import exchange, groups, people, walls
from passerelles.hub.settings import Course, Settings
from passerelles.portal.sessions import LIMIT
from passerelles.portal.settings import WORKSPACE

CONFIGURATION: Final = Path(__file__).with_name("learner_config.py")
FILES: Final = 4096
"""Files and sockets one program may hold open."""
_GRACE: Final = 10.0
"""Seconds a server's last processes may take to end after the server."""


class LearnerSpawner(LocalProcessSpawner):
    """One server for each person; found again by its process id after the hub was killed."""

    settings: Settings = AnyTrait(help="The hub’s settings.").tag(config=True)
    walled = Bool(help="Whether servers are started behind walls.").tag(config=True)
    _folder: Path
    _account: struct_passwd | None = None

    async def start(self) -> tuple[str, int]:
        """Prepare the learner's folder (and account), then start their server."""
        prepared = asyncio.to_thread(people.prepare, self.settings, self.user.name)
        self._folder, self._account = await prepared
        if self._account is not None:
            mine = [one for one in self.settings.courses if one in self._courses("learners")]
            await asyncio.to_thread(exchange.admit, self.settings, mine, self._account)
        program = [sys.executable, "-m", "jupyterhub.singleuser"]
        program.append(f"--ServerApp.config_file={CONFIGURATION}")
        before: list[str] = []
        if self.walled:
            write, read = [self._folder], []
            if self._exchanges:
                write.append(self.settings.exchange)
                read.append(exchange.configuration(self.settings))
            before = walls.command(self.settings, write, read, self._account) or []
        self.cmd = [*before, *program]
        address: tuple[str, int] = await super().start()
        return address

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Return the environment of the server: its folder, its desks, and nobody's secrets."""
        home = str(self._folder)
        name = self._account.pw_name if self._account else self.user.name
        env |= {"HOME": home, "USER": name, "LOGNAME": name, "SHELL": "/bin/sh"}
        env |= {WORKSPACE: home, LIMIT: str(self.settings.limits.sessions)}
        env[DESKS] = written(tuple(self._desk(course) for course in self._courses("learners")))
        env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', os.defpath)}"
        if self.walled:
            # Inside the walls this is a folder of the server's own, and short enough for sockets.
            env["JUPYTER_RUNTIME_DIR"] = "/tmp/jupyter"  # noqa: S108
        # A configuration that cannot be read would leave a server with every door open.
        env["TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR"] = "1"
        if self._exchanges:
            env["PASSERELLES_EXCHANGE"] = str(self.settings.exchange)
            env["JUPYTER_CONFIG_PATH"] = str(exchange.configuration(self.settings))
        return env

    def make_preexec_fn(self, name: str) -> Callable[[], None]:  # noqa: ARG002 - JupyterHub's
        """Return what the new process does first: enter the folder, take limits and account."""
        folder, account, limits = self._folder, self._account, self.settings.limits
        belongs = os.getgrouplist(account.pw_name, account.pw_gid) if account else []
        walled = self.walled

        def first() -> None:
            bounds = {
                resource.RLIMIT_CORE: 0,
                resource.RLIMIT_NOFILE: FILES,
                # What a process writes to of its own, on Linux its anonymous mappings too.
                resource.RLIMIT_DATA: limits.memory_mb * 2**20,
            }
            if account is not None:
                bounds[resource.RLIMIT_NPROC] = limits.processes
            for kind, most in bounds.items():
                with suppress(OSError, ValueError):
                    resource.setrlimit(kind, (most, most))
            os.umask(0o077)
            if account is not None and not walled:
                os.setgroups(belongs)
                os.setgid(account.pw_gid)
                os.setuid(account.pw_uid)
            os.chdir(folder)

        return first

    async def _signal(self, sig: int) -> bool:
        """Send a signal to the server and what stands around it: they are one process group."""
        try:
            os.killpg(self.pid, sig)
        except ProcessLookupError:
            return False
        return True

    async def stop(self, now: bool = False) -> None:
        """Stop the server, and whatever of it is still there after a while."""
        group = self.pid
        await super().stop(now=now)
        until = asyncio.get_running_loop().time() + (0 if now else _GRACE)
        with suppress(ProcessLookupError, PermissionError):
            while group and asyncio.get_running_loop().time() < until:
                os.killpg(group, 0)
                await asyncio.sleep(0.1)
            if group:
                os.killpg(group, signal.SIGKILL)

    @property
    def _exchanges(self) -> bool:
        """Tell whether nbgrader's exchange is open: it tells people apart by their accounts."""
        return self._account is not None

    def _courses(self, role: Any) -> list[Course]:
        mine = groups.belongs(self.user)
        return [course for course in self.settings.courses if course.group(role) in mine]

    def _desk(self, course: Course) -> DeskAddress:
        port = self.settings.service_port("desk", course)
        url = f"http://127.0.0.1:{port}/services/desk-{course.id}/"
        return DeskAddress(course.id, course.title, url)
