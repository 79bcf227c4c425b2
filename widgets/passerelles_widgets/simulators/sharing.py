"""A scenario in a link: what differs from the defaults, compressed, versioned, checked on return.

The text is URL-safe base64 (no padding) of zlib-compressed JSON
`{"v": the simulator's version, "id": …, "values": {…}}`. Whoever opens a link
has it from somebody else: sizes are bounded before and while decompressing,
and the values pass the same door as any input.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language
from passerelles_widgets.simulators.base import Parameter, SimulatorData
from passerelles_widgets.simulators.values import check_values, default_value
from passerelles_widgets.simulators.wording import shown

LONGEST: Final = 32_768
_LARGEST: Final = 262_144
_IN_LINK: Final = re.compile(r"[?&#]scenario=([A-Za-z0-9_-]+)")
_SHARED: Final = re.compile(r"[A-Za-z0-9_-]+")


def share(data: SimulatorData, checked: Mapping[str, Any]) -> str:
    """Return the shared text of checked values; the same values give the same text."""
    different = {item.id: checked[item.id] for item in data.parameters if _told(item, checked)}
    plain = json.dumps(
        {"v": data.version, "id": data.id, "values": different},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return base64.urlsafe_b64encode(zlib.compress(plain.encode(), 9)).decode().rstrip("=")


def _told(item: Parameter, checked: Mapping[str, Any]) -> bool:
    """Tell whether a link must carry a value.

    A default text left alone follows the reader's language; any other value that
    is a default in one language only (which language to write in) is a choice.
    """
    same = [checked[item.id] == default_value(item, language) for language in LANGUAGES]
    return not (any(same) if item.type in ("text", "table") else all(same))


def unshare(data: SimulatorData, text: str, language: Language) -> dict[str, Any]:
    """Return the complete values of a shared text, or of a link holding `scenario=…`."""
    message = _opened(text)
    if not isinstance(message, dict) or set(message) != {"v", "id", "values"}:
        raise _damaged(data)
    version, simulator, values = message["v"], message["id"], message["values"]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise _damaged(data)
    if simulator != data.id:
        raise Refusal(
            f"{data.title.fr}\u00a0: ce lien vient d’un autre simulateur"
            f" («\u00a0{shown(simulator)}\u00a0»)\u00a0; ouvrez-le dans celui-là.",
            f"{data.title.en}: this link comes from another simulator (“{shown(simulator)}”);"
            " open it there.",
        )
    if version > data.version:
        raise Refusal(
            f"{data.title.fr}\u00a0: ce lien vient d’une version plus récente du cours"
            "\u00a0; mettez le cours à jour pour l’ouvrir.",
            f"{data.title.en}: this link comes from a newer version of the course;"
            " update the course to open it.",
        )
    if isinstance(values, dict) and not set(values) <= {item.id for item in data.parameters}:
        raise Refusal(
            f"{data.title.fr}\u00a0: ce lien date d’une autre version du cours, dont les"
            " paramètres ont changé\u00a0; demandez un lien récent.",
            f"{data.title.en}: this link comes from another version of the course, whose"
            " parameters have changed; ask for a recent link.",
        )
    return check_values(data, values, language)


def meant_for(text: str) -> str:
    """Return the id of the simulator a shared text or link was made with, empty if none is read."""
    message = _opened(text)
    found = message.get("id") if isinstance(message, dict) else None
    return found if isinstance(found, str) else ""


def _opened(text: str) -> Any:
    """Decode and decompress within bounds; None for anything unexpected: the link is damaged."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    found = _IN_LINK.search(text)
    token = found.group(1) if found else re.sub(r"\s", "", text)
    if not _SHARED.fullmatch(token):
        return None
    try:
        packed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, _LARGEST)
        if not unpacker.eof or unpacker.unused_data:
            return None
        return json.loads(plain.decode())
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None


def _damaged(data: SimulatorData) -> Refusal:
    return Refusal(
        f"{data.title.fr}\u00a0: ce lien est incomplet ou abîmé"
        "\u00a0; demandez-le de nouveau et copiez-le en entier.",
        f"{data.title.en}: this link is incomplete or damaged; ask for it again and copy it whole.",
    )
