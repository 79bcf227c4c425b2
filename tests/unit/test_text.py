"""Numbers, sums, times and lists as readers of each language expect them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.library.text import (
    Text,
    enumeration,
    localised,
    moment,
    money,
    number,
    percent,
    singular,
)


@pytest.mark.parametrize(
    ("value", "digits", "fr", "en"),
    [
        (1495000, None, "1\u202f495\u202f000", "1,495,000"),
        (0.5, 1, "0,5", "0.5"),
        (-3.25, None, "\u22123,25", "\u22123.25"),
        (-0.0001, 1, "0,0", "0.0"),
        (2.0, None, "2", "2"),
    ],
)
def test_numbers(value: float, digits: int | None, fr: str, en: str) -> None:
    assert number(value, "fr", digits) == fr
    assert number(value, "en", digits) == en


def test_money_and_shares() -> None:
    assert money(1495000, "fr") == "1\u202f495\u202f000\u00a0€"
    assert money(1495000, "en") == "€1,495,000"
    assert money(-20, "en", "USD") == "\u2212$20"
    assert percent(0.815, "fr", 1) == "81,5\u00a0%"
    assert percent(0.88, "en") == "88%"


def test_times_are_written_out() -> None:
    assert moment("2026-11-01T14:05:09Z", "en") == "1\u00a0November 2026, 14:05:09\u00a0UTC"
    assert moment("2026-11-01T14:05:09Z", "fr").startswith("1er\u00a0novembre 2026 à 14\u00a0h")
    assert moment("yesterday", "en") == "yesterday"


def test_one_point_and_a_half_is_singular_in_french_alone() -> None:
    assert [singular(value, "fr") for value in (0, 1, 1.5, 2)] == [True, True, True, False]
    assert [singular(value, "en") for value in (0, 1, 1.5, 2)] == [False, True, False, False]


def test_lists_end_with_a_conjunction() -> None:
    assert enumeration(["a", "b", "c"], "fr") == "a, b et c"
    assert enumeration(["a", "b"], "en") == "a and b"
    assert enumeration(["a"], "en") == "a"
    assert enumeration([], "fr") == ""


def test_pairs_are_replaced_at_any_depth() -> None:
    value = {"rows": [{"name": {"fr": "un", "en": "one"}, "n": 1}]}
    assert localised(value, "en") == {"rows": [{"name": "one", "n": 1}]}
    assert Text("{n} pas", "{n} steps").format(n=Text("sept", "seven")).en == "seven steps"


@given(st.floats(-1e12, 1e12))
def test_a_number_reads_back(value: float) -> None:
    """What is written in either language is the same number again."""
    english = number(value, "en", 3).replace("\u2212", "-").replace(",", "")
    french = number(value, "fr", 3).replace("\u2212", "-").replace("\u202f", "").replace(",", ".")
    assert float(english) == float(french) == pytest.approx(value, abs=5.1e-4)
