"""No sentence of the two source documents stands in the course, but for marked quotations.

The documents are not ours to ship, so `data/sources.digests` holds only the digest
of each run of twelve of their words: five bytes of SHA-256 each, sorted. Facts, names
and figures carry over; twelve words in a row do not.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.texts import Said, texts

RUN = 12
BYTES = 5
DIGESTS = Path(__file__).parent.parent / "data" / "sources.digests"
WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


def digest(run: list[str]) -> bytes:
    return hashlib.sha256(" ".join(run).encode()).digest()[:BYTES]


def digests(text: str) -> Iterator[tuple[bytes, str]]:
    """Return the digest of each run of twelve words, with the run."""
    found = words(text)
    for start in range(len(found) - RUN + 1):
        run = found[start : start + RUN]
        yield digest(run), " ".join(run)


@pytest.fixture(scope="module")
def sources() -> frozenset[bytes]:
    held = DIGESTS.read_bytes()
    assert len(held) % BYTES == 0
    return frozenset(held[i : i + BYTES] for i in range(0, len(held), BYTES))


def is_name(said: Said) -> bool:
    """Tell whether this is a published title or an official name, which is quoted as it is."""
    if said.file.endswith("acronyms.yml"):
        return said.place.endswith("/long")
    return said.file.endswith(("references.yml", "programmes.yml")) and "title" in said.place


def test_the_digests_are_of_two_long_documents(sources: frozenset[bytes]) -> None:
    assert len(sources) > 40_000


def test_no_run_of_twelve_words_is_taken_from_the_sources(sources: frozenset[bytes]) -> None:
    taken = [
        f"{said.file} {said.place}: {run}"
        for said in texts()
        if not is_name(said)
        for found, run in digests(said.own)
        if found in sources
    ]
    assert taken == []
