"""A hub that runs is asked to let somebody go: their server stops, account and tokens end.

Asked with a token of its own, which deletes accounts and opens nothing else. Whoever can read
it in the hub's folder could change the hub's database too.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Final
from urllib.parse import quote

from passerelles.hub.secrets_ import ERASER
from passerelles.hub.settings import Settings
from passerelles.library.errors import Refusal

TIMEOUT: Final = 60.0
"""Seconds one answer may take: the hub first waits for the server to stop."""
PATIENCE: Final = 120.0
_DONE: Final = frozenset({204, 404})
_STOPPING: Final = 400


def dismiss(settings: Settings, person: str) -> None:
    """Have the running hub stop somebody's server and delete the account, if there is one.

    Raises `Refusal` when the hub does not do so: then nothing may be erased beside it.
    """
    deadline = time.monotonic() + PATIENCE
    while (status := _delete(settings, person)) not in _DONE:
        # A server that takes its time to stop: the hub wants to be asked again.
        if status != _STOPPING or time.monotonic() > deadline:
            raise Refusal(
                f"Le hub de « {settings.root} » est en marche et ne laisse pas partir "
                f"« {person} » ; arrêtez-le, puis recommencez.",
                f"The hub in “{settings.root}” is running and does not let “{person}” go; stop "
                "it, then try again.",
            )
        time.sleep(1)


def _delete(settings: Settings, person: str) -> int:
    """Ask once; return the status, 0 when nobody answers."""
    url = f"http://127.0.0.1:{settings.hub_port}/hub/api/users/{quote(person, safe='')}"
    try:
        token = (settings.root / ERASER).read_text(encoding="ascii").strip()
        asked = urllib.request.Request(
            url, headers={"Authorization": f"token {token}"}, method="DELETE"
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(asked, timeout=TIMEOUT) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
    except (OSError, HTTPException, UnicodeDecodeError):
        return 0
