"""The hub’s configuration as JupyterHub reads it: `PASSERELLES_HUB=DIR jupyterhub -f THIS`.

`passerelles hub --dir DIR` does the same in one command.
"""

from __future__ import annotations

import os
from pathlib import Path

from passerelles.hub.configure import configure
from passerelles.hub.prepare import prepare
from passerelles.hub.settings import read

_port = os.environ.get("PASSERELLES_HUB_PORT")
_settings = read(Path(os.environ["PASSERELLES_HUB"]), int(_port) if _port else None)
prepare(_settings)
configure(get_config(), _settings)  # type: ignore[name-defined]  # noqa: F821 - given by traitlets
