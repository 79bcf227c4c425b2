"""The command line: one verb per package, no logic of its own.

Every heavy import stands inside its verb, so that `--help` answers at once.
A refusal is one sentence on standard error and exit status 2; a traceback is
shown only with `--debug`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from passerelles import __version__
from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, Language


def _user_language() -> Language:
    """Return the user's language from the locale, as gettext would read it."""
    for name in ("PASSERELLES_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value[:2] in ("fr", "en"):
            return "fr" if value.startswith("fr") else "en"
        if value:
            break
    return DEFAULT_LANGUAGE


LANGUAGE: Language = _user_language()


def _(fr: str, en: str) -> str:
    return fr if LANGUAGE == "fr" else en


LANG_OPTION = click.option(
    "--lang",
    type=click.Choice(["fr", "en"]),
    help=_("Langue des réponses.", "Language of answers."),
)


@click.group(
    help=_(
        "Passerelles : un cours qui se termine par un dossier de partenariat.",
        "Passerelles: a course that ends with a partnership dossier.",
    )
)
@click.version_option(__version__, "--version")
@click.option("--debug", is_flag=True, help=_("Montrer les traces.", "Show tracebacks."))
def cli(*, debug: bool) -> None:
    """Hold the options every verb shares."""
    click.get_current_context().obj = {"debug": debug}


@cli.command(help=_("Ouvrir le cours dans un navigateur.", "Open the course in a browser."))
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    default=Path("workspace"),
    help=_("Dossier de la personne qui apprend.", "The learner's folder."),
)
@click.option(
    "--classroom",
    type=click.Path(path_type=Path),
    help=_("Dossier de la classe où remettre le travail.", "Classroom to hand work in to."),
)
@click.option("--port", type=click.IntRange(1, 65535), help=_("Port à utiliser.", "Port to use."))
@LANG_OPTION
@click.option(
    "--no-browser", is_flag=True, help=_("Ne pas ouvrir de navigateur.", "Do not open a browser.")
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


@cli.command(help=_("Construire les carnets du cours.", "Build the course's notebooks."))
@click.option(
    "--check", is_flag=True, help=_("Dire seulement ce qui a dérivé.", "Only say what has drifted.")
)
def build(*, check: bool) -> None:
    """Build modules and exercises, or report drift."""
    from passerelles.build.command import build_all, drift  # noqa: PLC0415

    if check:
        _report(drift(), _("Rien n’a dérivé.", "Nothing has drifted."))
        return
    for path in build_all():
        click.echo(path)


@cli.command("check", help=_("Vérifier les sources du cours.", "Check the course's sources."))
@LANG_OPTION
def check_sources(lang: Language | None) -> None:
    """Report every fault of the sources with file and line."""
    from passerelles.build.checks import check  # noqa: PLC0415

    language = lang or LANGUAGE
    problems = [problem.sentence(language) for problem in check()]
    _report(
        problems, "Les sources sont en ordre." if language == "fr" else "The sources are sound."
    )


@cli.command(
    help=_("Faire tourner un simulateur sans navigateur.", "Run a simulator without a browser.")
)
@click.argument("simulator_id", metavar="ID", required=False)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help=_("Donner une valeur à un paramètre.", "Give a parameter a value."),
)
@click.option(
    "--scenario",
    type=click.Path(path_type=Path),
    help=_("Fichier JSON de valeurs.", "JSON file of values."),
)
@click.option(
    "--list", "listing", is_flag=True, help=_("Nommer les simulateurs.", "Name the simulators.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Répondre en JSON.", "Answer in JSON."))
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


@cli.command(help=_("Dire si cette machine a ce qu’il faut.", "Say whether this machine is ready."))
@LANG_OPTION
def doctor(lang: Language | None) -> None:
    """Examine the machine and say what is missing."""
    from passerelles.portal.doctor import examine  # noqa: PLC0415

    findings = examine(lang or LANGUAGE)
    for finding in findings:
        click.echo(finding.line)
    if not all(finding.well for finding in findings):
        sys.exit(2)


@cli.group(help=_("Tenir une classe nbgrader.", "Keep an nbgrader classroom."))
def classroom() -> None:
    """Group the classroom's verbs."""


@classroom.command("init", help=_("Créer une classe.", "Make a classroom."))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--lang",
    type=click.Choice(["fr", "en"]),
    default="fr",
    help=_("Langue de la classe.", "Language of the classroom."),
)
def classroom_init(directory: Path, lang: Language) -> None:
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
    made = init(directory, solutions, lang)
    click.echo(made.root)


@classroom.command("status", help=_("Dire qui a remis quoi.", "Say who has handed in what."))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Répondre en JSON.", "Answer in JSON."))
def classroom_status(directory: Path, *, as_json: bool) -> None:
    """List the assignments and what has been handed in."""
    from passerelles.grading import open_, status_lines, status_plain  # noqa: PLC0415

    room = open_(directory)
    if as_json:
        click.echo(json.dumps(status_plain(room), ensure_ascii=False, indent=1))
    else:
        for line in status_lines(room, LANGUAGE):
            click.echo(line)


@cli.command(help=_("Corriger ce qui a été remis.", "Grade what was handed in."))
@click.argument("assignment")
@click.option(
    "--classroom",
    "directory",
    type=click.Path(path_type=Path),
    required=True,
    help=_("Dossier de la classe.", "The classroom's folder."),
)
@click.option("--student", help=_("Une seule personne.", "One learner only."))
@click.option("--force", is_flag=True, help=_("Recorriger.", "Grade again."))
@click.option("--json", "as_json", is_flag=True, help=_("Répondre en JSON.", "Answer in JSON."))
def grade(
    assignment: str, directory: Path, student: str | None, *, force: bool, as_json: bool
) -> None:
    """Grade an assignment with nbgrader's own machinery."""
    from passerelles.grading import grade as grade_all  # noqa: PLC0415
    from passerelles.grading import open_  # noqa: PLC0415

    verdicts = grade_all(open_(directory), assignment, student, force=force)
    if as_json:
        click.echo(json.dumps([v.plain() for v in verdicts], ensure_ascii=False, indent=1))
    else:
        for verdict in verdicts:
            click.echo(verdict.sentence(LANGUAGE))
    if not all(verdict.graded for verdict in verdicts):
        sys.exit(1)


def _report(problems: list[str], well: str) -> None:
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo(well)


def main() -> None:
    """Run the command line; turn every refusal into a sentence and status 2."""
    arguments = sys.argv[1:]
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except Refusal as refusal:
        if "--debug" in arguments:
            raise
        if "--json" in arguments:
            answer = {"refusal": {"fr": refusal.text.fr, "en": refusal.text.en}}
            click.echo(json.dumps(answer, ensure_ascii=False))
        click.echo(refusal.sentence(_spoken(arguments)), err=True)
        sys.exit(2)


def _spoken(arguments: list[str]) -> Language:
    """Return the language asked for with `--lang`, else the user's."""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word in ("--lang=fr", "--lang=en"):
            return "en" if word.endswith("en") else "fr"
        if word == "--lang" and following in ("fr", "en"):
            return "en" if following == "en" else "fr"
    return LANGUAGE
