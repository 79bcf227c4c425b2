"""What is wrong with a command as it was typed, in the user's language: click speaks English."""

from __future__ import annotations

import re
from typing import Final

import click

from passerelles.library.errors import Refusal

_VALUE: Final = re.compile(r"^(?:\w+ )?(['\"]?)(.*?)\1 is (?:not|a) ")
"""The value in click's own sentence: “'de' is not one of 'fr', 'en'.”"""
_EXTRA: Final = re.compile(r"^Got unexpected extra arguments? \((.*)\)$", re.DOTALL)
_LONGEST: Final = 60


def refusal(error: click.UsageError) -> Refusal | None:
    """Return the refusal that says the same as `error`; `None` where there is nothing to refuse.

    A group of commands typed alone is a question: click answers it with its help.
    """
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return None
    helped = f"{error.ctx.command_path} --help" if error.ctx else "passerelles --help"
    if isinstance(error, click.NoSuchOption | click.NoSuchCommand):
        word = error.option_name if isinstance(error, click.NoSuchOption) else error.command_name
        return _unknown(word, error.possibilities, helped)
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param else ""
        if isinstance(error.param, click.Option):
            name = max(error.param.opts, key=len)
        return Refusal(
            f"Il manque « {name} » dans cette commande ; « {helped} » dit comment l’écrire.",
            f"This command lacks “{name}”; “{helped}” says how to write it.",
        )
    if isinstance(error, click.BadOptionUsage):
        return _misused(error.option_name, error.message)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _unfit(error.param, error.message, helped)
    extra = _EXTRA.match(error.message)
    what = _shown(extra[1]) if extra else ""
    return Refusal(
        f"Cette commande ne se comprend pas ainsi ({what}) ; « {helped} » dit comment l’écrire.",
        f"This command cannot be understood like this ({what}); “{helped}” says how to write it.",
    )


def _unknown(word: str, near: list[str] | None, helped: str) -> Refusal:
    word = _shown(word)
    if near:
        return Refusal(
            f"« {word} » n’existe pas ; écrivez « {near[0]} », ou lisez « {helped} ».",
            f"There is no “{word}”; write “{near[0]}”, or read “{helped}”.",
        )
    return Refusal(
        f"« {word} » n’existe pas ; « {helped} » donne la liste de ce qui existe.",
        f"There is no “{word}”; “{helped}” lists what there is.",
    )


def _misused(name: str, message: str) -> Refusal:
    if "does not take a value" in message:
        return Refusal(
            f"« {name} » ne prend pas de valeur ; écrivez cette option seule.",
            f"“{name}” takes no value; write this option by itself.",
        )
    return Refusal(
        f"« {name} » demande une valeur ; écrivez-la après cette option.",
        f"“{name}” wants a value; write it after this option.",
    )


def _unfit(parameter: click.Parameter, message: str, helped: str) -> Refusal:
    name = max(parameter.opts, key=len) if parameter.opts else parameter.human_readable_name
    found = _VALUE.match(message)
    value = _shown(found[2]) if found else ""
    if isinstance(parameter.type, click.Choice):
        choices = ", ".join(map(str, parameter.type.choices))
        return Refusal(
            f"« {value} » n’est pas admis pour {name} ; choisissez parmi : {choices}.",
            f"“{value}” cannot be given to {name}; choose one of: {choices}.",
        )
    if isinstance(parameter.type, click.IntRange):
        low, high = parameter.type.min, parameter.type.max
        return Refusal(
            f"« {value} » n’est pas admis pour {name} ; donnez un nombre entier de {low} à {high}.",
            f"“{value}” cannot be given to {name}; give a whole number from {low} to {high}.",
        )
    return Refusal(
        f"« {value} » n’est pas admis pour {name} ; « {helped} » dit ce qui l’est.",
        f"“{value}” cannot be given to {name}; “{helped}” says what can.",
    )


def _shown(word: str) -> str:
    """Return what was typed, harmless in a terminal and short."""
    plain = "".join(one if one.isprintable() else "?" for one in word)
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "…"
