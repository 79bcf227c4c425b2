"""The command line: one verb per package, no logic of its own.

A refusal is one sentence on standard error and exit status 2; a traceback is
shown only with `--debug`.
"""

from __future__ import annotations

import json
import sys

import click

from passerelles import __version__
from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles.verbs import LANGUAGE, say, usage
from passerelles.verbs.backup import backup, restore
from passerelles.verbs.classroom import classroom
from passerelles.verbs.course import build, check_sources, doctor, serve, simulate
from passerelles.verbs.dossier import dossier
from passerelles.verbs.grade import grade
from passerelles.verbs.hub import hub
from passerelles.verbs.instruct import feedback, instruct, report
from passerelles.verbs.paper import paper
from passerelles.verbs.personal import personal
from passerelles.verbs.workshop import workshop


@click.group(
    help=say(
        "Passerelles : un cours qui se termine par un dossier de partenariat.",
        "Passerelles: a course that ends with a partnership dossier.",
    )
)
@click.version_option(__version__, "--version")
@click.option("--debug", is_flag=True, help=say("Montrer les traces.", "Show tracebacks."))
def cli(*, debug: bool) -> None:
    """Hold the options every verb shares."""
    click.get_current_context().obj = {"debug": debug}


for verb in (
    serve,
    build,
    check_sources,
    simulate,
    doctor,
    classroom,
    grade,
    dossier,
    feedback,
    report,
    instruct,
    hub,
    backup,
    restore,
    personal,
    paper,
    workshop,
):
    cli.add_command(verb)


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
        worded = usage.refusal(error) if isinstance(error, click.UsageError) else None
        if worded is None:
            error.show()
        else:
            _refuse(worded, arguments)
        sys.exit(2)
    except Refusal as refusal:
        if "--debug" in arguments:
            raise
        _refuse(refusal, arguments)
        sys.exit(2)


def _refuse(refusal: Refusal, arguments: list[str]) -> None:
    if "--json" in arguments:
        answer = {"refusal": {"fr": refusal.text.fr, "en": refusal.text.en}}
        click.echo(json.dumps(answer, ensure_ascii=False))
    click.echo(refusal.sentence(_spoken(arguments)), err=True)


def _spoken(arguments: list[str]) -> Language:
    """Return the language asked for with `--lang`, else the user's."""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word in ("--lang=fr", "--lang=en"):
            return "en" if word.endswith("en") else "fr"
        if word == "--lang" and following in ("fr", "en"):
            return "en" if following == "en" else "fr"
    return LANGUAGE
