"""Keep a classroom."""

from __future__ import annotations

import json
from pathlib import Path

import click

from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.verbs import LANGUAGE, say


@click.group(help=say("Tenir une classe nbgrader.", "Keep an nbgrader classroom."))
def classroom() -> None:
    """Group the classroom's verbs."""


@classroom.command("init", help=say("Créer une classe.", "Make a classroom."))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--lang",
    type=click.Choice(["fr", "en"]),
    default="fr",
    help=say("Langue de la classe.", "Language of the classroom."),
)
@click.option(
    "--db",
    "url",
    help=say(
        "Adresse d’une base PostgreSQL vide (sinon SQLite, dans la classe).",
        "Address of an empty PostgreSQL database (else SQLite, in the classroom).",
    ),
)
def classroom_init(directory: Path, lang: Language, url: str | None) -> None:
    """Make an nbgrader course directory from the checkout's solutions."""
    from passerelles.build.course import places  # noqa: PLC0415
    from passerelles.grading import init  # noqa: PLC0415

    solutions = places().solutions
    if solutions is None:
        raise Refusal(
            "Les corrigés ne voyagent pas avec le paquet ; "
            "lancez cette commande depuis une copie du dépôt.",
            "Solutions do not travel with the package; run this command from a checkout.",
        )
    made = init(directory, solutions, lang, url)
    click.echo(made.root)


@classroom.command("status", help=say("Dire qui a remis quoi.", "Say who has handed in what."))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
def classroom_status(directory: Path, *, as_json: bool) -> None:
    """List the assignments and what has been handed in."""
    from passerelles.grading import open_, status_lines, status_plain  # noqa: PLC0415

    room = open_(directory)
    if as_json:
        click.echo(json.dumps(status_plain(room), ensure_ascii=False, indent=1))
    else:
        for line in status_lines(room, LANGUAGE):
            click.echo(line)
