"""Grade what was handed in: once, again after a corrected key, or as it comes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from passerelles.library.errors import Refusal
from passerelles.verbs import LANGUAGE, say

if TYPE_CHECKING:
    from passerelles.grading.settings import Classroom
    from passerelles.grading.verdicts import How, Verdict
    from passerelles.library.text import Text


@click.command(help=say("Corriger ce qui a été remis.", "Grade what was handed in."))
@click.argument("assignment")
@click.option(
    "--classroom",
    "directory",
    type=click.Path(path_type=Path),
    required=True,
    help=say(
        "Dossier de la classe ou d’un cours nbgrader.", "A classroom’s folder, or a course’s."
    ),
)
@click.option("--student", help=say("Une seule personne.", "One learner only."))
@click.option(
    "--jobs",
    type=click.IntRange(1, 512),
    help=say("Corrections à la fois (tous les cœurs).", "Submissions at once (all cores)."),
)
@click.option(
    "--pool",
    default="",
    help=say(
        "Qui travaille : processes, serial ou paquet.module:fonction.",
        "Who works: processes, serial or package.module:function.",
    ),
)
@click.option("--force", is_flag=True, help=say("Recorriger.", "Grade again."))
@click.option(
    "--regrade",
    is_flag=True,
    help=say(
        "Dire quelles notes changeraient avec le corrigé actuel.",
        "Say which marks would change with the key as it is now.",
    ),
)
@click.option("--yes", is_flag=True, help=say("Les écrire.", "Write them."))
@click.option(
    "--watch",
    "watching",
    is_flag=True,
    help=say("Corriger au fil des remises.", "Grade on submit."),
)
@click.option(
    "--no-sandbox",
    is_flag=True,
    help=say(
        "Exécuter le code remis sans l’isoler : à vos risques.",
        "Run the code handed in without isolating it: at your own risk.",
    ),
)
@click.option("--json", "as_json", is_flag=True, help=say("Répondre en JSON.", "Answer in JSON."))
def grade(  # noqa: PLR0913 - one for each option
    assignment: str,
    directory: Path,
    student: str | None,
    jobs: int | None,
    pool: str,
    *,
    force: bool,
    regrade: bool,
    yes: bool,
    watching: bool,
    no_sandbox: bool,
    as_json: bool,
) -> None:
    """Grade an assignment with nbgrader's gradebook; the exit status tells if all were graded."""
    from passerelles.grading.course import open_course  # noqa: PLC0415
    from passerelles.grading.verdicts import How, Stopped  # noqa: PLC0415
    from passerelles.grading.verdicts import grade as grade_all  # noqa: PLC0415

    if yes and not regrade:
        raise Refusal(
            "--yes ne va qu’avec --regrade ; pour recorriger sans demander, employez --force.",
            "--yes goes with --regrade only; to grade again without asking, use --force.",
        )
    room = open_course(directory)
    how = How(jobs or 0, pool, sandbox=not no_sandbox)
    if watching:
        _watch(room, assignment, how, as_json=as_json)
        return
    if regrade and not yes:
        _rehearse(room, assignment, student, how, as_json=as_json)
        return
    stopped: Stopped | None = None
    try:
        with _progress() as told:
            verdicts = grade_all(
                room, assignment, student, force=force or regrade, how=how, told=told
            )
    except Stopped as refusal:
        stopped, verdicts = refusal, refusal.verdicts
    if as_json:
        click.echo(json.dumps([v.plain() for v in verdicts], ensure_ascii=False, indent=1))
    else:
        for verdict in verdicts:
            click.echo(verdict.sentence(LANGUAGE))
    if stopped is not None:
        raise stopped
    if not all(verdict.graded for verdict in verdicts):
        sys.exit(1)


def _rehearse(
    room: Classroom, assignment: str, student: str | None, how: How, *, as_json: bool
) -> None:
    from passerelles.grading.regrade import rehearse  # noqa: PLC0415

    found = rehearse(room, assignment, student, how)
    if as_json:
        click.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
    else:
        for line in found.lines(LANGUAGE):
            click.echo(line)
        for name in found.failed:
            click.echo(say(f"{name} : ne se corrige pas.", f"{name}: cannot be graded."))
    if found.failed:
        sys.exit(1)


def _watch(room: Classroom, assignment: str, how: How, *, as_json: bool) -> None:
    from passerelles.grading.watch import watch  # noqa: PLC0415

    def told(verdict: Verdict) -> None:
        if as_json:
            click.echo(json.dumps(verdict.plain(), ensure_ascii=False))
        else:
            click.echo(verdict.sentence(LANGUAGE))

    def said(sentence: Text) -> None:
        click.echo(sentence[LANGUAGE], err=as_json)

    if not as_json:
        click.echo(say("En attente de remises ; Ctrl+C pour arrêter.", "Waiting; Ctrl+C stops."))
    try:
        watch(room, assignment, how, told, said=said)
    except KeyboardInterrupt:
        return


@contextmanager
def _progress() -> Iterator[Callable[[Any, int], None] | None]:
    """Show a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(
        length=1, label=say("Correction", "Grading"), file=sys.stderr, show_pos=True
    ) as bar:

        def told(_: Any, most: int) -> None:
            bar.length = max(most, 1)
            bar.update(1)

        yield told
