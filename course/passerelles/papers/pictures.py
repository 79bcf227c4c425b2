"""Where the pictures of the guides lie. A guide names one `pictures/<file>`."""

from __future__ import annotations

from pathlib import Path

from passerelles.build.course import places


def picture(name: str) -> Path:
    """Return the file of a picture, whatever folder `name` claims."""
    return places().course_file.parent / "guides" / "pictures" / Path(name).name
