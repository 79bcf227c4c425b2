"""Open a training room."""

from __future__ import annotations

from pathlib import Path

import click

from passerelles.library.text import Language
from passerelles.verbs import LANG_OPTION, say


@click.command(
    help=say(
        "Ouvrir une salle de formation : chacun la rejoint depuis son appareil, sans compte.",
        "Open a training room: people join from their own devices, without an account.",
    )
)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("workshop"),
    help=say(
        "Dossier de l’atelier, repris là où il en était.",
        "The workshop’s folder, taken up where it stood.",
    ),
)
@click.option("--port", type=click.IntRange(1, 65535), help=say("Port à utiliser.", "Port to use."))
@LANG_OPTION
@click.option(
    "--password",
    help=say(
        "Mot de passe de la formatrice ou du formateur (sinon, un nouveau est tiré).",
        "The trainer’s password (else a new one is drawn).",
    ),
)
@click.option(
    "--host",
    default="0.0.0.0",  # noqa: S104 - a room of people with their own devices
    help=say(
        "Adresse d’écoute (127.0.0.1 : cette machine seulement).",
        "Address to listen on (127.0.0.1: this machine only).",
    ),
)
def workshop(
    folder: Path, port: int | None, lang: Language | None, password: str | None, host: str
) -> None:
    """Serve a room until interrupted."""
    from passerelles.workshop.serve import serve  # noqa: PLC0415 - heavy

    serve(folder, port, host, lang, password)
