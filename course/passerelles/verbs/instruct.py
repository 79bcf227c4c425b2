"""The instructor's side after grading: feedback, reports, and the pages for grading by hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from passerelles.library.text import Language
from passerelles.verbs import LANG_OPTION, LANGUAGE, say

CLASSROOM_OPTION = click.option(
    "--classroom",
    "directory",
    type=click.Path(path_type=Path),
    required=True,
    help=say("Dossier de la classe.", "The classroom’s folder."),
)


@click.command(help=say("Publier les retours.", "Release feedback."))
@click.argument("assignment")
@CLASSROOM_OPTION
@click.option("--student", help=say("Une seule personne.", "One learner only."))
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
def feedback(assignment: str, directory: Path, student: str | None, *, as_json: bool) -> None:
    """Release feedback; the exit status tells whether everybody who handed in has theirs."""
    from passerelles.grading.course import assignment_name, open_course  # noqa: PLC0415
    from passerelles.grading.feedback import release_all  # noqa: PLC0415

    room = open_course(directory)
    done = release_all(room, assignment_name(room, assignment), student)
    if as_json:
        told: list[dict[str, Any]] = [
            {
                "student": one.student,
                "path": str(one.path) if one.path else None,
                "reason": {"fr": one.reason.fr, "en": one.reason.en} if one.reason else None,
            }
            for one in done
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for one in done:
            click.echo(one.sentence(LANGUAGE))
    if any(one.reason for one in done):
        sys.exit(1)


@click.command(help=say("Faire le bilan d’un exercice.", "Report on an assignment."))
@click.argument("assignment")
@CLASSROOM_OPTION
@click.option(
    "--to",
    "form",
    type=click.Choice(["csv", "moodle", "html"]),
    default="csv",
    help=say(
        "csv : colonnes de nbgrader ; moodle : à importer dans son carnet de notes ; html : page.",
        "csv: nbgrader’s columns; moodle: for its gradebook to import; html: a page.",
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=say("Fichier à écrire (sinon, l’écran).", "File to write (else the screen)."),
)
@LANG_OPTION
def report(
    assignment: str, directory: Path, form: str, output: Path | None, lang: Language | None
) -> None:
    """Write grades or statistics; say on standard error whose grade is not final."""
    from passerelles.grading.course import open_course  # noqa: PLC0415
    from passerelles.grading.report import WHY  # noqa: PLC0415
    from passerelles.grading.report import report as gather  # noqa: PLC0415
    from passerelles.grading.report_csv import moodle_csv, nbgrader_csv  # noqa: PLC0415
    from passerelles.grading.report_html import report_html  # noqa: PLC0415

    language = lang or LANGUAGE
    room = open_course(directory)
    found = gather(room, assignment)
    if form == "csv":
        text = nbgrader_csv(found)
    elif form == "moodle":
        text = moodle_csv(found, language)
    else:
        text = report_html(room, found, language)
    if output is None:
        click.echo(text, nl=False)
    else:
        from passerelles.grading.files import write_file  # noqa: PLC0415

        write_file(output, text.encode())
        click.echo(output)
    for one in found.learners:
        if one.why is not None:
            colon = "\u00a0:" if language == "fr" else ":"
            click.echo(f"{one.student.id}{colon} {WHY[one.why][language]}", err=True)


@click.command(
    help=say(
        "Ouvrir les pages de l’équipe pédagogique : remises, notes, délais, bilans, formgrader.",
        "Open the instructor’s pages: work, grades, extensions, reports, formgrader.",
    )
)
@click.option(
    "--classroom",
    "directories",
    type=click.Path(path_type=Path),
    required=True,
    multiple=True,
    help=say("Dossier d’une classe (autant qu’il en faut).", "A classroom’s folder (repeatable)."),
)
@click.option("--port", type=click.IntRange(1, 65535), help=say("Port à utiliser.", "Port to use."))
@LANG_OPTION
@click.option(
    "--no-browser", is_flag=True, help=say("Ne pas ouvrir de navigateur.", "Do not open a browser.")
)
def instruct(
    directories: tuple[Path, ...], port: int | None, lang: Language | None, *, no_browser: bool
) -> None:
    """Serve the instructor's pages of one or more classrooms."""
    from passerelles.portal.hand_grading_serve import serve  # noqa: PLC0415

    serve(directories, port, lang, browser=not no_browser)
