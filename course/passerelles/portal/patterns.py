"""The parts of addresses that every server of ours reads alike."""

from __future__ import annotations

from typing import Final

CODE: Final = r"(?P<code>[a-z]{2})"
DECK: Final = r"(?P<sheet>slides|notes)-(?P<name>m[0-9])"
KERNEL: Final = r"(?P<kernel>[0-9a-f-]{36})"
NAME: Final = r"(?P<name>[a-z0-9-]{1,64})"
PICTURE: Final = r"(?P<name>[a-z0-9-]{1,64}\.(?:fr|en)\.png)"
REVISION: Final = r"(?P<number>[0-9]{1,9})"
STATIC: Final = r"static/(?P<name>[A-Za-z0-9._-]+)"
TEMPLATE: Final = r"(?:modele|template)\.(?P<kind>csv|xlsx)"
