"""Open the course, build it, check it, simulate, examine the machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from passerelles.library.text import Language
from passerelles.verbs import LANG_OPTION, LANGUAGE, report, say


@click.command(help=say("Ouvrir le cours dans un navigateur.", "Open the course in a browser."))
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    default=Path("workspace"),
    help=say("Dossier de la personne qui apprend.", "The learner's folder."),
)
@click.option(
    "--classroom",
    type=click.Path(path_type=Path),
    help=say("Dossier de la classe où remettre le travail.", "Classroom to hand work in to."),
)
@click.option("--port", type=click.IntRange(1, 65535), help=say("Port à utiliser.", "Port to use."))
@LANG_OPTION
@click.option(
    "--no-browser", is_flag=True, help=say("Ne pas ouvrir de navigateur.", "Do not open a browser.")
)
def serve(
    workspace: Path,
    classroom: Path | None,
    port: int | None,
    lang: Language | None,
    *,
    no_browser: bool,
) -> None:
    """Start the portal."""
    from passerelles.portal.serve import serve as start  # noqa: PLC0415

    start(workspace, classroom, port, lang, browser=not no_browser)


@click.command(help=say("Construire les carnets du cours.", "Build the course's notebooks."))
@click.option(
    "--check",
    is_flag=True,
    help=say("Dire seulement ce qui a dérivé.", "Only say what has drifted."),
)
def build(*, check: bool) -> None:
    """Build modules and exercises, or report drift."""
    from passerelles.build.command import build_all, drift  # noqa: PLC0415

    if check:
        found = drift()
        if found:  # beside the list, which a program may read
            click.echo(
                say(
                    "Ces fichiers ne sont plus ceux que donnent les sources : "
                    "lancez « passerelles build », puis relisez ce qui a changé.",
                    "These files are no longer what the sources give: "
                    "run “passerelles build”, then read what has changed.",
                ),
                err=True,
            )
        report(found, say("Rien n’a dérivé.", "Nothing has drifted."))
        return
    for path in build_all():
        click.echo(path)


@click.command("check", help=say("Vérifier les sources du cours.", "Check the course's sources."))
@LANG_OPTION
def check_sources(lang: Language | None) -> None:
    """Report every fault of the sources with file and line."""
    from passerelles.build.checks import check  # noqa: PLC0415

    language = lang or LANGUAGE
    problems = [problem.sentence(language) for problem in check()]
    report(problems, "Les sources sont en ordre." if language == "fr" else "The sources are sound.")


@click.command(
    help=say("Faire tourner un simulateur sans navigateur.", "Run a simulator without a browser.")
)
@click.argument("simulator_id", metavar="ID", required=False)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help=say("Donner une valeur à un paramètre.", "Give a parameter a value."),
)
@click.option(
    "--scenario",
    type=click.Path(path_type=Path),
    help=say("Fichier JSON de valeurs.", "JSON file of values."),
)
@click.option(
    "--list", "listing", is_flag=True, help=say("Nommer les simulateurs.", "Name the simulators.")
)
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
@LANG_OPTION
def simulate(
    simulator_id: str | None,
    settings: tuple[str, ...],
    scenario: Path | None,
    lang: Language | None,
    *,
    listing: bool,
    as_json: bool,
) -> None:
    """Run one simulator headless, or list them."""
    from passerelles.build.headless import describe_all, run  # noqa: PLC0415

    language = lang or LANGUAGE
    if listing or simulator_id is None:
        answer: Any = describe_all(language)
        text = "\n".join(f"{entry['id']}: {entry['title']}" for entry in answer)
    else:
        answer = run(simulator_id, settings, scenario, language)
        text = "\n".join([answer["sentence"], *answer["notes"]])
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else text)


@click.command(
    help=say("Dire si cette machine a ce qu’il faut.", "Say whether this machine is ready.")
)
@LANG_OPTION
def doctor(lang: Language | None) -> None:
    """Examine the machine and say what is missing."""
    from passerelles.portal.doctor import examine  # noqa: PLC0415

    findings = examine(lang or LANGUAGE)
    for finding in findings:
        click.echo(finding.line)
    if not all(finding.well for finding in findings):
        sys.exit(2)
