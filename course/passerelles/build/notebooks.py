"""Notebooks the same to the byte on every rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from passerelles.library.text import Language

KERNEL: Final = "passerelles"
KERNELSPEC: Final = {"name": KERNEL, "display_name": "Passerelles", "language": "python"}


def markdown_cell(cell_id: str, source: str) -> Any:
    """Return a Markdown cell with a stable id."""
    return new_markdown_cell(source, id=cell_id)


def code_cell(cell_id: str, source: str, **metadata: Any) -> Any:
    """Return a code cell with a stable id, its input folded away in JupyterLab."""
    return new_code_cell(
        source,
        id=cell_id,
        metadata={"jupyter": {"source_hidden": True}, **metadata},
    )


def notebook(cells: list[Any], language: Language, **passerelles: Any) -> Any:
    """Return a notebook for one language; `passerelles` is kept in its metadata."""
    return new_notebook(
        cells=cells,
        metadata={
            "kernelspec": KERNELSPEC,
            "language_info": {"name": "python"},
            "passerelles": {"language": language, **passerelles},
        },
    )


def to_bytes(node: Any) -> bytes:
    """Serialise a notebook: sorted keys, UTF-8, one final newline."""
    nbformat.validate(node)
    return (nbformat.writes(node, version=4, indent=1) + "\n").encode()


def write(path: Path, content: bytes) -> bool:
    """Write a built file when it differs; return whether it did."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True
