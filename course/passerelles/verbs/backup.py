"""Back up a hub, a classroom, a room or a workspace into one file, and restore it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from passerelles.library.errors import Refusal
from passerelles.verbs import say

_SHOWN = 5


@click.command(
    help=say(
        "Sauvegarder un hub, une classe, une salle ou un espace de travail, même en service.",
        "Back up a hub, a classroom, a room or a workspace, even while it is in use.",
    )
)
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=say("Fichier à écrire (.tar.gz).", "File to write (.tar.gz)."),
)
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
def backup(directory: Path, output: Path | None, *, as_json: bool) -> None:
    """Write the backup and say what it holds."""
    from passerelles.backup.save import save  # noqa: PLC0415 - heavy

    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    made = save(directory, output or Path(f"{directory.resolve().name}-{stamp}.tar.gz"))
    if as_json:
        told = {"path": str(made.path), "bytes": made.size, "files": made.files}
        click.echo(json.dumps({**told, "kind": made.kind, "left": list(made.left)}))
        return
    click.echo(
        say(
            f"{made.path}\u00a0: {made.files} fichiers, {_megabytes(made.size, ',')} Mo. Ce "
            "fichier contient des données personnelles et des secrets ; gardez-le en lieu sûr.",
            f"{made.path}: {made.files} files, {_megabytes(made.size, '.')} MB. This file holds "
            "personal data and secrets; keep it in a safe place.",
        )
    )
    if made.left:
        listed = ", ".join(ascii(one)[1:-1] for one in made.left[:_SHOWN])
        more = "…" if len(made.left) > _SHOWN else ""
        click.echo(
            say(
                f"Laissés de côté (liens, fichiers fermés)\u00a0: {listed}{more}",
                f"Left out (links, closed files): {listed}{more}",
            ),
            err=True,
        )


@click.command(
    help=say(
        "Restaurer une sauvegarde dans un dossier vide ou nouveau.",
        "Restore a backup into an empty or new folder.",
    )
)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--database",
    "databases",
    multiple=True,
    metavar="NAME=URL",
    help=say(
        "Où mettre une base (hub, gradebook ou un cours) : une adresse, ou « sqlite ».",
        "Where to put a database (hub, gradebook or a course): an address, or “sqlite”.",
    ),
)
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
def restore(archive: Path, directory: Path, databases: tuple[str, ...], *, as_json: bool) -> None:
    """Check the whole file, then put its folder in place."""
    from passerelles.backup.restore import restore as bring_back  # noqa: PLC0415 - heavy

    chosen = dict(one.partition("=")[::2] for one in databases)
    if not all(chosen.values()):
        raise Refusal(
            "Écrivez --database NOM=ADRESSE, ou NOM=sqlite.",
            "Write --database NAME=ADDRESS, or NAME=sqlite.",
        )
    made = bring_back(archive, directory, chosen)
    if as_json:
        told = {"path": str(made.path), "kind": made.kind, "files": made.files, "made": made.made}
        click.echo(json.dumps(told))
        return
    click.echo(
        say(
            f"{made.path}\u00a0: {made.files} fichiers restaurés et vérifiés (sauvegarde du "
            f"{made.made}).",
            f"{made.path}: {made.files} files restored and verified (backup of {made.made}).",
        )
    )


def _megabytes(size: int, point: str) -> str:
    return f"{size / 1e6:.1f}".replace(".", point)
