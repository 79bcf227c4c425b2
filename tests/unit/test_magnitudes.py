"""Orders of magnitude: gaps worked by hand, and nothing given away before it is asked for."""

import math
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.library.text import number
from passerelles_widgets import simulators
from passerelles_widgets.simulators.magnitudes.figures import BY_ID, MAGNITUDES

SIM = simulators.load("magnitudes")
# The library writes these in words, or as a fraction.
IN_WORDS = {"slum-dwellers", "hamburg-leavers", "integration-gain"}
REVEALED = {"figure": "cuf-members", "guess": 300, "reveal": True}


def run(*rows, **more):
    return SIM.run({**SIM.defaults("en"), "guesses": list(rows), **more})


def test_every_figure_of_the_library_can_be_guessed_once():
    assert {item.id for item in MAGNITUDES} == set(library().figures)
    assert len(BY_ID) == len(MAGNITUDES)
    offered = SIM.parameter("guesses").columns[0].options
    assert [option.id for option in offered] == [item.id for item in MAGNITUDES]


@pytest.mark.parametrize("item", MAGNITUDES, ids=lambda item: item.id)
def test_the_number_is_the_one_the_library_writes(item):
    if item.id in IN_WORDS:
        return
    value = library().figure(item.id).value
    for language in ("fr", "en"):
        plain = value[language].replace("\u00a0", " ")
        scaled = number(item.number * min(item.scale, 1000), language)
        assert number(item.number, language) in plain or scaled in plain


def test_ten_times_too_low_scores_nothing_and_half_the_way_half():
    (answer,) = run(REVEALED).answers
    assert answer.gap == pytest.approx(-1)
    assert (answer.ratio, answer.factor) == (pytest.approx(0.1), pytest.approx(10))
    assert (answer.accuracy, answer.verdict) == (pytest.approx(0, abs=1e-12), "far")
    half = run({**REVEALED, "guess": 3000 * math.sqrt(10)})
    assert half.accuracy == pytest.approx(0.5)
    exact = run({**REVEALED, "guess": 3000})
    assert (exact.accuracy, exact.typical_factor, exact.answers[0].verdict) == (1, 1, "close")


def test_a_share_has_less_room():
    assert run({"figure": "urban-share", "guess": 18, "reveal": True}).accuracy == pytest.approx(0)
    with pytest.raises(Refusal, match="100%"):
        run({"figure": "urban-share", "guess": 101, "reveal": False})


def test_typical_factor_is_a_geometric_mean_and_lean_has_a_sign():
    result = run({**REVEALED, "guess": 12000}, {**REVEALED, "guess": 6000}, REVEALED)
    assert result.typical_factor == pytest.approx((4 * 2 * 10) ** (1 / 3))
    assert result.lean == pytest.approx((math.log10(4) + math.log10(2) - 1) / 3)
    assert result.leaning is None
    assert run(REVEALED).leaning == "low"


def test_nothing_is_given_away_before_it_is_asked_for():
    values = SIM.defaults("en")
    hidden = [{**row, "guess": 7, "reveal": False} for row in values["guesses"]]
    result = run(*hidden)
    assert all(answer.truth is None and answer.ratio is None for answer in result.answers)
    assert (result.revealed_count, result.accuracy, result.waiting) == (0, 0, 8)
    other = run(*({**row, "guess": 9} for row in hidden))
    before, after = asdict(result), asdict(other)
    assert {k: v for k, v in before.items() if k != "answers"} == {
        k: v for k, v in after.items() if k != "answers"
    }
    # A reveal without a guess shows nothing either.
    empty = run({**REVEALED, "guess": 0})
    assert (empty.answers[0].truth, empty.unguessed) == (None, ("cuf-members",))


def test_nothing_goes_into_the_dossier():
    assert SIM.contribution(SIM.defaults("fr")) == {}
    assert SIM.data.writes == ()


@given(
    figure=st.sampled_from([item.id for item in MAGNITUDES]),
    guess=st.floats(1e-6, 100),
    nearer=st.floats(0, 1),
)
def test_a_nearer_guess_never_scores_less(figure, guess, nearer):
    truth = BY_ID[figure].number
    better = guess * (truth / guess) ** nearer
    far, near = (
        run({"figure": figure, "guess": value, "reveal": True}) for value in (guess, better)
    )
    assert 0 <= far.accuracy <= near.accuracy + 1e-9 <= 1 + 1e-9
    assert near.typical_factor <= far.typical_factor * (1 + 1e-9)


def test_a_guess_of_next_to_nothing_is_only_very_wrong():
    values = SIM.defaults("en")
    values["guesses"] = [{**values["guesses"][0], "guess": 5e-324, "reveal": True}]
    result = SIM.run(values)
    assert result.accuracy == 0
    assert result.typical_factor == pytest.approx(1e12)
