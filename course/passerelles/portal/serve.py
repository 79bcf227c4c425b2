"""Starts the portal on one machine: a Jupyter server with the course as its first page."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import warnings
import webbrowser
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.portal.settings import Settings

FIRST_PORT: Final = 8888
TRIES: Final = 50
HOST: Final = "127.0.0.1"
EXTENSIONS: Final = {
    "passerelles.portal": True,
    "jupyterlab": True,
    # Its machinery is used by our own pages; its own addresses would serve files without a login.
    "voila.server_extension": False,
    # The instructor's pages have no place in a learner's server.
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.validate_assignment": False,
}


def free_port(wanted: int | None) -> int:
    """Return a port that can be listened on: the wanted one, or the first free from 8888."""
    for port in [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + TRIES):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    if wanted:
        raise Refusal(
            f"Le port {wanted} est déjà pris ou interdit ; choisissez-en un autre avec --port.",
            f"Port {wanted} is taken or not allowed; choose another with --port.",
        )
    raise Refusal(
        f"Aucun port libre de {FIRST_PORT} à {FIRST_PORT + TRIES - 1} ; donnez-en un avec --port.",
        f"No free port from {FIRST_PORT} to {FIRST_PORT + TRIES - 1}; give one with --port.",
    )


def check_classroom(workspace: Path, classroom: Path | None) -> None:
    """Refuse a classroom that cannot be opened or that learners could read in their workspace."""
    if classroom is None:
        return
    if classroom.resolve().is_relative_to(workspace.resolve()):
        raise Refusal(
            "La classe se trouve dans le dossier de travail, où ses corrigés se liraient ; "
            "placez-la ailleurs.",
            "The classroom lies inside the workspace, where its solutions could be read; "
            "put it elsewhere.",
        )
    from passerelles.grading import open_  # noqa: PLC0415 - heavy

    open_(classroom)


def configuration(settings: Settings, port: int, token: str, tries: int = 0) -> dict[str, Any]:
    """Return the Jupyter server's configuration; `tries` ports above `port` will do as well."""
    return {
        "ServerApp": {
            "root_dir": str(settings.workspace),
            "ip": HOST,
            "port": port,
            "port_retries": tries,
            "open_browser": False,
            "default_url": "/passerelles/",
            "log_level": "WARN",
            # Every address of every extension asks for the login, whoever wrote it.
            "allow_unauthenticated_access": False,
            "jpserver_extensions": EXTENSIONS,
            # Inside a container one often is root; kernels run as the same user either way.
            "allow_root": True,
            "tornado_settings": {"compress_response": True},
            # A course needs no terminal, and one less door is one less to watch.
            "terminals_enabled": False,
            "kernel_manager_class": "passerelles.portal.sessions.PageKernels",
        },
        "LabApp": {"extension_manager": "readonly", "log_level": "WARN"},
        "IdentityProvider": {"token": token},
        "MappingKernelManager": {
            "cull_idle_timeout": 600,
            "cull_interval": 30,
            "cull_connected": False,
        },
    }


def serve(
    workspace: Path,
    classroom: Path | None,
    port: int | None,
    language: Language | None,
    *,
    browser: bool,
) -> None:
    """Serve the course until interrupted; print first an address that logs in by itself."""
    settings = Settings(workspace.resolve(), classroom.resolve() if classroom else None, language)
    settings.open_workspace()
    check_classroom(settings.workspace, settings.classroom)
    chosen = free_port(port)
    # Another course may start at the same moment and take the port first: then the next will do.
    tries = 0 if port else TRIES
    token = secrets.token_hex(24)
    os.environ.update(settings.to_environment())
    # Other packages' notices to their own developers would bury the one line a user needs.
    warnings.simplefilter("ignore")
    from jupyter_server.serverapp import ServerApp  # noqa: PLC0415 - heavy
    from tornado.ioloop import IOLoop  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    app = ServerApp.instance(config=Config(configuration(settings, chosen, token, tries)))
    app.initialize(argv=[])
    address = f"http://{HOST}:{app.port}/passerelles/?token={token}"
    # Said by the running loop: whoever reads the address finds the server listening.
    IOLoop.current().add_callback(announce, address, browser=browser)
    app.start()


def announce(address: str, *, browser: bool) -> None:
    """Print the address that logs in by itself, and open it if asked to."""
    sys.stdout.write(address + "\n")
    sys.stdout.flush()
    if browser:
        webbrowser.open(address)
