"""The port of a server on this machine: taken once, kept, and handed to the Jupyter server.

A Jupyter server looks for a free port, lets go of it and takes it again once its loop
runs; of several that start at the same moment, all but one then end. Here the socket
listens from the first moment on, and whoever comes meanwhile waits in its queue.
"""

from __future__ import annotations

import secrets
import socket
import sys
import warnings
import webbrowser
from typing import Any, Final

from passerelles.library.errors import Refusal

HOST: Final = "127.0.0.1"
FIRST_PORT: Final = 8888
TRIES: Final = 50


def listen(wanted: int | None) -> socket.socket:
    """Return a socket that listens on the wanted port, or on the first free one from 8888.

    Where the first 50 are all taken, the system chooses. Raises `Refusal` for a wanted
    port that is taken or not allowed.
    """
    for port in [wanted] if wanted else [*range(FIRST_PORT, FIRST_PORT + TRIES), 0]:
        try:
            # Bound and listening at once: two that are only bound may share a port.
            found = socket.create_server((HOST, port), backlog=128)
        except OSError:
            continue
        found.setblocking(False)
        return found
    raise Refusal(
        f"Le port {wanted} est déjà pris ou interdit ; choisissez-en un autre avec --port.",
        f"Port {wanted} is taken or not allowed; choose another with --port.",
    )


def free_port() -> int:
    """Return a port that can be listened on at this moment; nobody keeps it."""
    with listen(None) as found:
        return int(found.getsockname()[1])


def run(config: dict[str, Any], wanted: int | None, *, browser: bool) -> None:
    """Run a Jupyter server on a port of its own until interrupted.

    `config` is its configuration, without port and token; an address that logs in by
    itself is printed first. Raises `Refusal` as `listen` does.
    """
    listening = listen(wanted)
    token = secrets.token_hex(24)
    # Other packages' notices to their own developers would bury the one line a user needs.
    warnings.simplefilter("ignore")
    from traitlets.config import Config  # noqa: PLC0415 - heavy

    from passerelles.portal.login import TEMPLATES, words  # noqa: PLC0415
    from passerelles.portal.server import CourseServer  # noqa: PLC0415

    full = Config(config)
    full.ServerApp.update(ip=HOST, port=listening.getsockname()[1], open_browser=False)
    full.ServerApp.extra_template_paths = [str(TEMPLATES)]
    full.ServerApp.jinja_template_vars = words()
    full.IdentityProvider.token = token
    full.IdentityProvider.login_handler_class = "passerelles.portal.login.CourseLogin"
    app = CourseServer.instance(config=full)
    app.listening = listening
    app.initialize(argv=[])
    address = f"http://{HOST}:{app.port}/passerelles/?token={token}"
    # Said by the running loop: whoever reads the address finds the server answering.
    app.io_loop.add_callback(announce, address, browser=browser)
    app.start()


def announce(address: str, *, browser: bool) -> None:
    """Print the address that logs in by itself, and open it if asked to."""
    sys.stdout.write(address + "\n")
    sys.stdout.flush()
    if browser:
        webbrowser.open(address)
