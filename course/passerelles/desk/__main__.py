"""Starts a course's desk: `python -m passerelles.desk --classroom DIR --course ID`.

As a service of JupyterHub it reads where to listen and whom to ask from the environment
the Hub gives it (JUPYTERHUB_SERVICE_URL, JUPYTERHUB_SERVICE_PREFIX, JUPYTERHUB_API_URL,
JUPYTERHUB_API_TOKEN). Without a hub, `--tokens` names a file of tokens and names.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import click
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from passerelles import grading
from passerelles.desk.answering import Counter
from passerelles.desk.people import HubPeople, NamedPeople, People
from passerelles.desk.service import application
from passerelles.desk.wire import ANSWERS_LIMIT
from passerelles.dossier.data import check_id
from passerelles.grading.gradebook import preload
from passerelles.library.errors import Refusal
from passerelles.verbs import LANGUAGE, say

BODY_SECONDS = 120
"""How long a body may take to arrive: a poor line hands in too."""
IDLE_SECONDS = 300
HEADER_BYTES = 32_768


@click.command(help=say("Ouvrir le guichet d’un cours.", "Open a course’s desk."))
@click.option(
    "--classroom",
    "directory",
    type=click.Path(path_type=Path),
    required=True,
    help=say("Dossier de la classe.", "The classroom’s folder."),
)
@click.option("--course", required=True, help=say("Identifiant du cours.", "The course’s id."))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help=say("Port.", "Port."))
@click.option(
    "--tokens",
    type=click.Path(path_type=Path),
    help=say("Jetons et noms (JSON), sans hub.", "Tokens and names (JSON), without a hub."),
)
def main(directory: Path, course: str, port: int, tokens: Path | None) -> None:
    """Serve until ended; print the address once it listens, unless a hub has given it."""
    grading.open_(directory)
    people = _people(check_id(course), tokens)
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/").rstrip("/") + "/"
    where = urlsplit(os.environ.get("JUPYTERHUB_SERVICE_URL", ""))
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    Thread(target=preload, daemon=True).start()
    asyncio.run(
        serve(
            Counter(directory.resolve(), people),
            where.hostname or "127.0.0.1",
            where.port or port,
            prefix,
        )
    )


def _people(course: str, tokens: Path | None) -> People:
    if tokens is not None:
        return NamedPeople.of(tokens)
    if not os.environ.get("JUPYTERHUB_API_URL"):
        raise Refusal(
            "Ce guichet ne sait pas à qui demander qui remet un travail\u00a0; démarrez-le depuis "
            "JupyterHub, ou donnez un fichier de jetons avec --tokens.",
            "This desk does not know whom to ask who is handing in; start it from JupyterHub, or "
            "give a file of tokens with --tokens.",
        )
    if find_spec("jupyterhub") is None:
        raise Refusal(
            "JupyterHub n’est pas installé\u00a0; installez-le avec «\u00a0pip install "
            "'passerelles[hub]'\u00a0».",
            "JupyterHub is not installed; install it with “pip install 'passerelles[hub]'”.",
        )
    return HubPeople(os.environ.get("JUPYTERHUB_SERVICE_NAME") or f"desk-{course}")


async def serve(counter: Counter, host: str, port: int, prefix: str) -> None:
    """Answer on `host` and `port` (0: any free one) until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for kind in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(kind, ended.set)
    server = HTTPServer(
        application(counter, prefix),
        max_body_size=ANSWERS_LIMIT * 2,
        max_header_size=HEADER_BYTES,
        body_timeout=BODY_SECONDS,
        idle_connection_timeout=IDLE_SECONDS,
    )
    sockets = bind_sockets(port, host)
    server.add_sockets(sockets)
    if not os.environ.get("JUPYTERHUB_SERVICE_URL"):
        # A hub's administrator reads one address there: the hub's.
        click.echo(f"http://{host}:{sockets[0].getsockname()[1]}{prefix}")
    works = [
        loop.create_task(one())
        for one in (counter.gradings.work, counter.gradings.sweep, counter.gradings.collect)
    ]
    asked = loop.create_task(ended.wait())
    done, _ = await asyncio.wait([asked, *works], return_when=asyncio.FIRST_COMPLETED)
    server.stop()
    for work in works:
        work.cancel()
    for fault in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(fault, Exception):
            logging.getLogger("passerelles.desk").error("the desk ends", exc_info=fault)
    sys.stdout.flush()
    # What was acknowledged is kept; threads that still work are not waited for. A desk that
    # no longer grades ends with a fault, so that the hub starts it again.
    os._exit(0 if asked in done else 1)


if __name__ == "__main__":
    try:
        main.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except Refusal as refusal:
        click.echo(refusal.sentence(LANGUAGE), err=True)
        sys.exit(2)
