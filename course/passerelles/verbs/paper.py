"""Print guides, session plans, sheets and keys."""

from __future__ import annotations

from pathlib import Path

import click

from passerelles.library.text import DEFAULT_LANGUAGE, Language
from passerelles.verbs import LANG_OPTION, say


@click.command(
    help=say(
        "Écrire un guide, un plan, des diapositives, une feuille, un corrigé en PDF (voir --list).",
        "Write a guide, a plan, slides, a sheet or a key as PDF (--list names them).",
    )
)
@click.argument("name", required=False)
@LANG_OPTION
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help=say(
        "Fichier à écrire ; dossier pour half-day-folder.",
        "File to write; folder for half-day-folder.",
    ),
)
@click.option("--list", "listing", is_flag=True, help=say("Les nommer tous.", "Name them all."))
def paper(name: str | None, lang: Language | None, output: Path | None, *, listing: bool) -> None:
    """Write one paper as PDF."""
    from passerelles.grading.files import write_file  # noqa: PLC0415 - heavy
    from passerelles.papers import folder, printing  # noqa: PLC0415

    language = lang or DEFAULT_LANGUAGE
    if listing or name is None:
        click.echo("\n".join(printing.names(language)))
        return
    if name == folder.FOLDER:
        into = output or Path(f"{name}.{language}")
        into.mkdir(parents=True, exist_ok=True)
        for called, content in folder.files(language, printing.pdf):
            write_file(into / called, content)
            click.echo(into / called)
        return
    usual = Path(f"{name}.{language}.pdf")
    path = output / usual if output and output.is_dir() else output or usual
    # A key is for its owner's eyes.
    write_file(path, printing.pdf(name, language), private=name.startswith(printing.KEY))
    click.echo(path)
