"""Export and erase what is kept about a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from passerelles.verbs import LANGUAGE, say

if TYPE_CHECKING:
    from passerelles.privacy.shares import Kept


@click.group(
    help=say(
        "Exporter ou effacer ce qui est gardé sur une personne.",
        "Export or erase what is kept about a person.",
    )
)
def personal() -> None:
    """Group the verbs on personal data."""


def _places(verb: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say where to look."""
    folder = click.Path(path_type=Path)
    many: Any = {"type": folder, "metavar": "DIR"}
    for option in (
        click.option(
            "--room",
            **many,
            help=say("Répertoire d’une salle de formation.", "Folder of a training room."),
        ),
        click.option(
            "--hub",
            **many,
            help=say(
                "Répertoire d’un serveur : compte, espace de travail et toutes ses classes.",
                "Folder of a hub: account, workspace and all its classrooms.",
            ),
        ),
        click.option(
            "--classroom",
            "classrooms",
            multiple=True,
            **many,
            help=say("Classe (plusieurs fois s’il le faut).", "Classroom (as often as needed)."),
        ),
        click.argument("who", metavar="PERSON_OR_WORKSPACE"),
    ):
        verb = option(verb)
    return verb


@personal.command(
    "export",
    help=say(
        "Exporter dans un fichier ZIP tout ce qui est gardé sur une personne, et rien d’autrui. "
        "Sans --classroom, --hub ni --room, on indique un espace de travail.",
        "Export to a ZIP file all that is kept about a person, and nothing of others. "
        "Without --classroom, --hub or --room, give a workspace.",
    ),
)
@_places
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help=say("Fichier à écrire.", "File to write."),
)
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
def personal_export(
    who: str,
    classrooms: tuple[Path, ...],
    hub: Path | None,
    room: Path | None,
    output: Path,
    *,
    as_json: bool,
) -> None:
    """Write the archive; nothing is changed."""
    from passerelles.privacy import archive  # noqa: PLC0415
    from passerelles.privacy.people import check_output, find  # noqa: PLC0415

    person = find(who, classrooms, hub, room).known()
    made = check_output(output, person.shares)
    size = archive.write(person.who, person.shares, made)
    if as_json:
        click.echo(json.dumps({"file": str(made), "bytes": size}, ensure_ascii=False))
    else:
        click.echo(made)


@personal.command(
    "erase",
    help=say(
        "Effacer tout ce qui est gardé sur une personne. Sans --yes, dit seulement ce qui "
        "partirait. Les sauvegardes faites auparavant ne sont pas touchées.",
        "Erase all that is kept about a person. Without --yes, only says what would go. Backups "
        "made earlier are not touched.",
    ),
)
@_places
@click.option("--yes", is_flag=True, help=say("Effacer pour de bon.", "Erase for good."))
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
def personal_erase(
    who: str,
    classrooms: tuple[Path, ...],
    hub: Path | None,
    room: Path | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """List what goes, and erase it when that was confirmed."""
    from passerelles.privacy import shares  # noqa: PLC0415
    from passerelles.privacy.people import find  # noqa: PLC0415

    person = find(who, classrooms, hub, room).known()
    found = shares.listed(person.shares)
    if yes:
        shares.erase(person.shares)
    if as_json:
        told = [
            {
                "place": {"fr": one.place.fr, "en": one.place.en},
                "what": {"fr": one.what.fr, "en": one.what.en},
                "count": one.count,
                "bytes": one.size,
            }
            for one in found
        ]
        click.echo(json.dumps({"erased": yes, "kept": told}, ensure_ascii=False, indent=1))
        return
    for one in found:
        click.echo(_line(one))
    click.echo(_outcome(who, done=yes))


def _line(one: Kept) -> str:
    from passerelles.library.text import number  # noqa: PLC0415 - as the rest

    size = say(f", {number(one.size, 'fr')} octets", f", {number(one.size, 'en')} bytes")
    many = say(f"{one.count} élément(s)", f"{one.count} item(s)")
    colon = say(" : ", ": ")
    return f"{one.place[LANGUAGE]}{colon}{one.what[LANGUAGE]} ({many}{size if one.size else ''})"


def _outcome(who: str, *, done: bool) -> str:
    if done:
        return say(
            f"Effacé : {who}. Les sauvegardes faites auparavant le contiennent encore ; "
            "supprimez-les ou laissez-les venir à leur terme.",
            f"Erased: {who}. Backups made earlier still hold it; delete them or let them run out.",
        )
    return say(
        "Rien n’est effacé ; ajoutez --yes pour effacer tout cela.",
        "Nothing has been erased; add --yes to erase all this.",
    )
