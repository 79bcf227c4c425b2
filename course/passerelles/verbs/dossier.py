"""Export the dossier and its agreement, and check a dossier's file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from passerelles.library.text import Language
from passerelles.verbs import LANG_OPTION, LANGUAGE, say

if TYPE_CHECKING:
    from passerelles.export import Format, Languages


@click.group(help=say("Exporter et vérifier un dossier.", "Export and check a dossier."))
def dossier() -> None:
    """Group the dossier's verbs."""


@dossier.command(
    "export",
    help=say(
        "Exporter un dossier, ou son accord, en DOCX, PDF ou HTML.",
        "Export a dossier, or its agreement, as DOCX, PDF or HTML.",
    ),
)
@click.argument("source", metavar="WORKSPACE_OR_FILE", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Choice(["docx", "pdf", "html"]),
    default="docx",
    show_default=True,
    help=say("Format du fichier.", "Format of the file."),
)
@click.option(
    "--lang",
    "languages",
    type=click.Choice(["fr", "en", "both"]),
    help=say(
        "Langue du document ; « both » : les deux côte à côte.",
        "Language of the document; “both”: side by side.",
    ),
)
@click.option(
    "--agreement",
    is_flag=True,
    help=say("L’accord seul, prêt à négocier.", "Only the agreement, ready to negotiate."),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=say("Fichier à écrire.", "File to write."),
)
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
def dossier_export(
    source: Path,
    to: Format,
    languages: Languages | None,
    output: Path | None,
    *,
    agreement: bool,
    as_json: bool,
) -> None:
    """Write one document; the answer is its path."""
    from passerelles.export import export  # noqa: PLC0415
    from passerelles.export.naming import file_name, write_whole  # noqa: PLC0415
    from passerelles.export.reading import read_dossier  # noqa: PLC0415

    found = read_dossier(source)
    chosen = languages or LANGUAGE
    raw = export(found, to, chosen, agreement=agreement)
    name = file_name(found, "agreement" if agreement else "dossier", chosen, to)
    path = output or Path(name)
    write_whole(path, raw)
    answer = json.dumps({"file": str(path), "name": name, "bytes": len(raw)}, ensure_ascii=False)
    click.echo(answer if as_json else path)


@dossier.command(
    "check",
    help=say(
        "Dire si un fichier est un dossier, et où en sont ses sept étapes.",
        "Say whether a file is a dossier, and where its seven steps stand.",
    ),
)
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@LANG_OPTION
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
def dossier_check(source: Path, lang: Language | None, *, as_json: bool) -> None:
    """Check a file; a refusal says what is wrong with it."""
    from passerelles.dossier.steps import steps  # noqa: PLC0415
    from passerelles.export.reading import read_dossier  # noqa: PLC0415
    from passerelles.portal.strings import string  # noqa: PLC0415

    found = read_dossier(source)
    language = lang or LANGUAGE
    states = steps(found)
    if as_json:
        answer = {
            "schema": found.schema,
            "revision": found.revision,
            "updated": found.updated,
            "route": found.route,
            "home": found.territories.home,
            "partner": found.territories.partner,
            "steps": [
                {
                    "number": state.number,
                    "id": state.id,
                    "state": state.state,
                    "reason": {"fr": state.reason.fr, "en": state.reason.en},
                }
                for state in states
            ],
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for state in states:
        label = string(f"state.{state.state}", language)
        click.echo(f"{state.number}. {state.title[language]} [{label}] {state.reason[language]}")
    sys.stdout.flush()
