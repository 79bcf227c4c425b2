"""Starts the hub of a folder and prints its address once it answers."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from passerelles.hub.settings import Settings, init, read
from passerelles.library.errors import Refusal

CONFIGURATION: Final = Path(__file__).with_name("jupyterhub_config.py")


def serve(root: Path, port: int | None = None, *, debug: bool = False) -> None:
    """Serve the hub in `root` until interrupted, making its settings if there are none.

    Raises `Refusal`: the extra is not installed, another hub runs here, a port is taken.
    """
    check_extra()
    init(root)
    settings = read(root, port)
    lock = FileLock(settings.root / ".hub.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Refusal(
            f"Un hub tourne déjà dans « {settings.root} » ; arrêtez-le d’abord.",
            f"A hub already runs in “{settings.root}”; stop it first.",
        ) from error
    with lock:
        from passerelles.hub import proxy  # noqa: PLC0415 - heavy

        if proxy.running(settings) is None:
            check_ports(settings)
        os.environ["PASSERELLES_HUB"] = str(settings.root)
        if port is not None:
            os.environ["PASSERELLES_HUB_PORT"] = str(port)
        try:
            _launch(settings, debug=debug)
        finally:
            # A hub that gives up while starting leaves its proxy behind.
            left = proxy.running(settings)
            if left is not None:
                os.kill(left, signal.SIGTERM)


def check_extra() -> None:
    """Refuse when what a hub needs is not installed."""
    from importlib.util import find_spec  # noqa: PLC0415 - only here

    missing = [name for name in ("jupyterhub", "nativeauthenticator") if find_spec(name) is None]
    if missing:
        raise Refusal(
            "Il manque à ce Python ce dont un hub a besoin ; installez-le avec « pip install "
            "--require-hashes -r requirements-hub.txt », ou lancez « make hub ».",
            "This Python lacks what a hub needs; install it with “pip install --require-hashes "
            "-r requirements-hub.txt”, or run “make hub”.",
        )


def check_ports(settings: Settings) -> None:
    """Refuse a port that another program holds."""
    inner = [settings.hub_port, settings.proxy_port]
    wanted = [(settings.address, settings.port), *(("127.0.0.1", one) for one in inner)]
    for address, port in wanted:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with closing(socket.socket(family)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                raise Refusal(
                    f"Le port {port} est déjà pris ou interdit ; choisissez un autre port dans "
                    "hub.yml ou avec --port (ceux qui le suivent servent aussi).",
                    f"Port {port} is taken or not allowed; choose another port in hub.yml or with "
                    "--port (those after it are used too).",
                ) from error


def _launch(settings: Settings, *, debug: bool) -> None:
    from jupyterhub.app import JupyterHub  # noqa: PLC0415 - the extra `hub`

    from passerelles.hub.accounts import first_passwords  # noqa: PLC0415

    class Hub(JupyterHub):
        """Says where it is once it answers."""

        name = "jupyterhub"

        async def start(self) -> None:
            """Start everything, then print the address."""
            made = first_passwords(settings)
            await super().start()
            sys.stdout.write(settings.url + "\n")
            for name, password in made.items():
                sys.stdout.write(f"{name} {password}\n")
            sys.stdout.flush()

    words = ["-f", str(CONFIGURATION), *(["--debug"] if debug else [])]
    Hub.launch_instance(words)
