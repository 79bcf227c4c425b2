"""Opens a training room on this machine and serves it until interrupted."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, LANGUAGES, Language
from passerelles.portal.static_files import files
from passerelles.workshop import address
from passerelles.workshop.doors import Doors
from passerelles.workshop.entrance import Entrance
from passerelles.workshop.workspaces import Workspaces, make_folders

LARGEST_BODY: Final = 12_000_000
"""Bytes of a request: a sheet of figures or a dossier, with room to spare."""
SCRIPTS: Final = (
    "room.js",
    "room-tools.js",
    "room-charts.js",
    "room-results.js",
    "activity-forms.js",
    "activity-game.js",
    "activity.js",
)
SHORTEST_PASSWORD: Final = 6


def serve(
    folder: Path,
    port: int | None,
    host: str,
    language: Language | None,
    password: str | None = None,
) -> None:
    """Serve the room kept in `folder`; print first where people find it. Raise `Refusal`."""
    if password is not None and len(password.strip()) < SHORTEST_PASSWORD:
        raise Refusal(
            f"Ce mot de passe est trop court ; prenez {SHORTEST_PASSWORD} caractères au moins.",
            f"This password is too short; take {SHORTEST_PASSWORD} characters at least.",
        )
    # Other packages' notices to their own developers would bury the lines a trainer needs.
    warnings.simplefilter("ignore")
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    folder = folder.absolute()
    make_folders(folder)
    sockets = address.listen(host, port)
    from passerelles.workshop.room import Room  # noqa: PLC0415 - heavy

    room = Room.open(folder)
    try:
        doors = Doors(folder, password)
        number = sockets[0].getsockname()[1]
        scripts = tuple(name for name in SCRIPTS if name in files())
        entrance = Entrance(
            room,
            doors,
            Workspaces(folder, room, scripts),
            language,
            tuple(f"http://{_in_url(one)}:{number}/" for one in address.hosts(host)),
        )
        asyncio.run(_run(entrance, sockets, lambda: announce(entrance, language)))
    finally:
        room.close()


async def _run(entrance: Entrance, sockets: list[Any], ready: Callable[[], None]) -> None:
    from tornado.httpserver import HTTPServer  # noqa: PLC0415 - heavy
    from tornado.ioloop import PeriodicCallback  # noqa: PLC0415

    from passerelles.kernels import preheat  # noqa: PLC0415
    from passerelles.workshop.app import make_app, make_kernels  # noqa: PLC0415
    from passerelles.workshop.kernels import CULL_EVERY, RoomSessions  # noqa: PLC0415
    from passerelles.workshop.watch import LOOK_EVERY  # noqa: PLC0415

    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C raises instead
            loop.add_signal_handler(number, over.set)
    kernels = make_kernels(entrance.workspaces.folder)
    sessions = RoomSessions(kernels)
    app = make_app(entrance, kernels, sessions)
    server = HTTPServer(app, max_body_size=LARGEST_BODY, idle_connection_timeout=120)
    server.add_sockets(sockets)
    preheat()
    Thread(target=_read_ahead, daemon=True).start()
    PeriodicCallback(sessions.cull, CULL_EVERY * 1000).start()
    PeriodicCallback(app.lines.look, LOOK_EVERY * 1000).start()
    ready()
    try:
        await over.wait()
    finally:
        server.stop()
        await kernels.shutdown_all(now=True)


def _read_ahead() -> None:
    """Load what the first board and the first page would otherwise wait for."""
    from passerelles.portal.module_page import write_ahead  # noqa: PLC0415
    from passerelles.workshop.views import catalogue  # noqa: PLC0415

    for language in LANGUAGES:
        catalogue(language)
    write_ahead()


def announce(entrance: Entrance, language: Language | None) -> None:
    """Print where people find the room, its code, and how the trainer gets to the board."""
    from passerelles.verbs import LANGUAGE  # noqa: PLC0415 - the user's own

    spoken: Language = language or LANGUAGE or DEFAULT_LANGUAGE
    colon = "\u00a0:" if spoken == "fr" else ":"
    words = _WORDS[spoken]
    lines = [f"{words[0]}{colon} {one}" for one in entrance.addresses]
    lines.append(f"{words[1]}{colon} {entrance.doors.code}")
    lines.append(f"{words[2]}{colon} {entrance.addresses[0]}room/trainer")
    lines.append(f"{words[3]}{colon} {entrance.doors.password}")
    code = address.qr_terminal(entrance.invitation)
    with suppress(UnicodeEncodeError):
        sys.stdout.write(code)
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


_WORDS: Final = {
    "fr": ("Adresse", "Code", "Tableau", "Mot de passe"),
    "en": ("Address", "Code", "Board", "Password"),
}


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
