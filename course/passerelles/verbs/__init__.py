"""The command line's verbs, one file per package; what they share stands here.

Every heavy import stands inside its verb, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys

import click

from passerelles.library.text import DEFAULT_LANGUAGE, Language


def user_language() -> Language:
    """Return the user's language from the locale, as gettext would read it."""
    for name in ("PASSERELLES_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value[:2] in ("fr", "en"):
            return "fr" if value.startswith("fr") else "en"
        if value:
            break
    return DEFAULT_LANGUAGE


LANGUAGE: Language = user_language()


def say(fr: str, en: str) -> str:
    """Return the sentence in the user’s language."""
    return fr if LANGUAGE == "fr" else en


LANG_OPTION = click.option(
    "--lang",
    type=click.Choice(["fr", "en"]),
    help=say("Langue des réponses.", "Language of answers."),
)


def report(problems: list[str], well: str) -> None:
    """Print problems and leave with status 1, or say that all is well."""
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo(well)
