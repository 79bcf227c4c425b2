"""The instructor's pages of one course as a service of a JupyterHub.

Started by the hub as `python -m passerelles.portal.instructor_service --classroom DIR
--course ID`; address, prefix, token and scopes come from the environment that a hub gives its
services. Who is let in is decided twice, before any page or file: by the scope
`access:services!service=instructor-ID`, and by the course's groups. Instructors do everything,
trainers look, everybody else gets 403.
"""

from __future__ import annotations

import argparse
import os
import secrets
import socket
import sys
import warnings
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from passerelles.library.errors import Refusal
from passerelles.verbs import LANGUAGE

PREFIX: Final = "JUPYTERHUB_SERVICE_PREFIX"
URL: Final = "JUPYTERHUB_SERVICE_URL"
NEEDED: Final = (URL, PREFIX, "JUPYTERHUB_API_TOKEN", "JUPYTERHUB_API_URL", "JUPYTERHUB_CLIENT_ID")
LARGEST: Final = 5_000_000
"""Bytes of a request: a list of people or a comment, nothing larger is sent to these pages."""


def main(arguments: list[str] | None = None) -> None:
    """Serve one course's classroom behind the hub's login; refuse in one sentence."""
    asked = argparse.ArgumentParser(prog="passerelles.portal.instructor_service")
    asked.add_argument("--classroom", type=Path, required=True)
    asked.add_argument("--course", required=True)
    given = asked.parse_args(arguments)
    try:
        run(given.classroom, given.course)
    except Refusal as refusal:
        sys.stderr.write(refusal.sentence(LANGUAGE) + "\n")
        sys.exit(2)


def run(classroom: Path, course: str) -> None:
    """Serve until the hub ends the service; raise `Refusal` when that cannot begin."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        raise Refusal(
            f"Ce service est lancé par JupyterHub, qui donne {', '.join(missing)}\u00a0; pour une "
            "classe sur cette machine, employez «\u00a0passerelles instruct\u00a0».",
            f"This service is started by JupyterHub, which gives {', '.join(missing)}; for a "
            "classroom on this machine, use “passerelles instruct”.",
        )
    warnings.simplefilter("ignore")
    from traitlets.config import Config  # noqa: PLC0415 - heavy

    from passerelles.portal.hand_grading_serve import prepared  # noqa: PLC0415
    from passerelles.portal.server import CourseServer  # noqa: PLC0415

    config = Config(prepared((classroom,), None))
    config.merge(Config(behind_the_hub(course)))
    app = CourseServer.instance(config=config)
    app.listening = listening(os.environ[URL])
    app.initialize(argv=[])
    app.start()


def behind_the_hub(course: str) -> dict[str, Any]:
    """Return the configuration of a Jupyter server whose only login is the hub's."""
    from passerelles.portal.instructor_identity import CourseIdentity  # noqa: PLC0415 - heavy

    prefix = os.environ[PREFIX]
    at = urlsplit(os.environ[URL])
    return {
        "ServerApp": {
            "base_url": prefix,
            "default_url": f"{prefix}passerelles/",
            "identity_provider_class": CourseIdentity,
            "ip": at.hostname or "127.0.0.1",
            "port": at.port or 80,
            "open_browser": False,
            # The hub's proxy hands on the name that the browser asked for.
            "allow_remote_access": True,
            "trust_xheaders": True,
            # Of this process alone: after a restart the hub's login is asked again, unseen.
            "cookie_secret": secrets.token_bytes(32),
            "max_body_size": LARGEST,
            "max_buffer_size": LARGEST,
        },
        "CourseIdentity": {"course": course},
        # Seconds for which the hub is believed about somebody without being asked again.
        "HubOAuth": {"cache_max_age": 30},
    }


def listening(url: str) -> socket.socket:
    """Return a socket that listens where the hub expects the service; raise `Refusal`."""
    at = urlsplit(url)
    try:
        found = socket.create_server((at.hostname or "127.0.0.1", at.port or 80), backlog=128)
    except OSError as error:
        raise Refusal(
            f"L’adresse {url} ne peut pas être prise ({error.strerror})\u00a0; donnez un autre "
            "port à ce service dans hub.yml.",
            f"The address {url} cannot be taken ({error.strerror}); give this service another "
            "port in hub.yml.",
        ) from error
    found.setblocking(False)
    return found


if __name__ == "__main__":
    main()
