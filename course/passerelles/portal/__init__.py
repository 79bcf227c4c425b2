"""The portal: a Jupyter Server extension with the course's pages beside Voila and JupyterLab."""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": "passerelles.portal"}]


def _load_jupyter_server_extension(server: Any) -> None:
    # Imported here so that merely naming the extension stays cheap.
    from passerelles.portal.extension import load  # noqa: PLC0415

    load(server)
