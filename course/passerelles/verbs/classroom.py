"""Keep a classroom."""

from __future__ import annotations

import json
import sys
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


@classroom.command("collect", help=say("Recueillir ce qui a été remis.", "Collect work."))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--assignment", help=say("Un seul exercice.", "One assignment only."))
@click.option(
    "--from",
    "paths",
    type=click.Path(path_type=Path),
    multiple=True,
    help=say(
        "Fichier, espace de travail ou dossier d’espaces (sinon, l’échange de nbgrader).",
        "A file, a workspace or a folder of them (else nbgrader’s exchange).",
    ),
)
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
def classroom_collect(
    directory: Path, assignment: str | None, paths: tuple[Path, ...], *, as_json: bool
) -> None:
    """Collect work; the exit status tells whether all of it could be taken."""
    from dataclasses import asdict  # noqa: PLC0415

    from passerelles.grading.collect import from_files  # noqa: PLC0415
    from passerelles.grading.course import open_course  # noqa: PLC0415
    from passerelles.grading.exchange import gather  # noqa: PLC0415

    room = open_course(directory)
    found = from_files(room, paths, assignment) if paths else gather(room, assignment)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            click.echo(one.sentence(LANGUAGE))
        if not found:
            click.echo(say("Rien de nouveau à recueillir.", "Nothing to collect."))
    if any(one.outcome == "refused" for one in found):
        sys.exit(1)
