"""Run the hub: a JupyterHub on one machine for courses with many learners."""

from __future__ import annotations

from pathlib import Path

import click

from passerelles.verbs import say


@click.group(
    invoke_without_command=True,
    help=say(
        "Servir des cours à de nombreuses personnes depuis une seule machine (JupyterHub).",
        "Serve courses to many people from one machine (JupyterHub).",
    ),
)
@click.option(
    "--dir",
    "directory",
    type=click.Path(path_type=Path),
    default=Path("hub"),
    show_default=True,
    help=say("Dossier du hub, fait s’il n’existe pas.", "The hub’s folder, made if missing."),
)
@click.option(
    "--port",
    type=click.IntRange(1, 65000),
    help=say(
        "Port à ouvrir ; ceux qui le suivent servent entre programmes.",
        "Port to open; those after it serve between programs.",
    ),
)
@click.option("--debug", is_flag=True, help=say("Tout dire du déroulement.", "Tell every step."))
@click.pass_context
def hub(ctx: click.Context, directory: Path, port: int | None, *, debug: bool) -> None:
    """Serve the hub until interrupted; its address is printed first."""
    if ctx.invoked_subcommand is not None:
        return
    from passerelles.hub.serve import serve  # noqa: PLC0415 - heavy

    serve(directory, port, debug=debug)


@hub.command("init", help=say("Faire le dossier d’un hub.", "Make a hub’s folder."))
@click.argument("directory", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Make a hub's folder with commented settings, and print where they are."""
    from passerelles.hub.settings import init as make  # noqa: PLC0415 - heavy

    click.echo(make(directory))


@hub.command(
    "password",
    help=say(
        "Ouvrir un compte fait sur le hub, ou lui donner un nouveau mot de passe, qui s’affiche.",
        "Open an account made on the hub, or give it a new password, which is shown.",
    ),
)
@click.argument("name")
@click.option(
    "--dir",
    "directory",
    type=click.Path(path_type=Path),
    default=Path("hub"),
    show_default=True,
    help=say("Dossier du hub.", "The hub’s folder."),
)
def password(name: str, directory: Path) -> None:
    """Make an account or renew its password, beside a hub that may be running."""
    from passerelles.hub.accounts import set_password  # noqa: PLC0415 - heavy
    from passerelles.hub.settings import read  # noqa: PLC0415

    click.echo(set_password(read(directory), name))
