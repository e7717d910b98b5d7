"""Dated obligations: dates by hand, extensions by the rule, one status each, nothing lost or counted twice."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

WHOLE = {"work": 100.0, "rate": 20.0, "due": 2000}
CERTAIN = {"extension_base": 50.0, "obligation_spread": 0.0, "coalition_effect": 1.0, "donor_part": 0.0}
STARTS = ground()["month_start"][0, :61]


def _ground(*rows, **told):
    return ground(obligations=[{**WHOLE, **row} for row in rows], **told)


def _run(g, values=None, cases=1):
    found = simulate(g, settings({**CERTAIN, **(values or {})}), 1, 0, cases)
    assert not found.status.any()
    return lambda name: found.monthly[:, TALLY_INDEX[name]]


def test_without_noise_the_work_ends_when_it_would_on_paper():
    """60 units at 20 a year take three years to the day: done in the month that ends then."""
    of = _run(_ground({"work": 60.0, "due": 1500}))
    assert list(np.flatnonzero(of("obligations_done")[0])) == list(range(35, 60))
    assert of("obligations_met").sum() == of("obligations_judged").sum() == 1
    assert of("extension_requests").sum() == 0


def test_a_date_that_cannot_be_kept_is_extended_at_the_last_session_before_it():
    """100 units at 20 a year need 1,826 days; the date is day 700: session 660 is the last before it."""
    model = QuadrilleModel(_ground({"due": 700}), settings(CERTAIN))
    model.advance(int(STARTS[21]))
    assert model.world["obligation"]["granted"][0, 0] == 0
    model.advance(int(STARTS[22] - STARTS[21]))
    obligation = model.world["obligation"][0]
    assert obligation["granted"][0] == 1
    assert obligation["due"][0] == 700 + int(24 * 30.4375 + 0.5)


def test_no_extension_is_longer_than_the_work():
    """At day 661 + what is left 26 days are missing to day 726: one month is asked for."""
    model = QuadrilleModel(_ground({"work": 20.0, "rate": 10.0, "due": 720}), settings(CERTAIN))
    model.advance(700)
    assert model.world["obligation"]["due"][0, 0] == 720 + 30


@pytest.mark.parametrize("missing", [{"extensions": 0}, {"body": -1}])
def test_without_more_time_the_date_passes(missing):
    of = _run(_ground({"due": 700, **missing}))
    assert next(iter(np.flatnonzero(of("obligations_overdue")[0]))) == np.searchsorted(STARTS, 700, side="right") - 1
    assert of("obligations_judged").sum() == 1
    assert of("obligations_met").sum() == 0
    assert of("extension_requests").sum() == 0


def test_a_state_that_asks_too_late_is_overdue_and_asks_again():
    """Nobody asks: overdue for ever. Asking with probability one half: half of the obligations are extended in time."""
    rows = [{"due": 700}] * 60
    never = _run(_ground(*rows), {"extension_base": -50.0})
    assert never("extension_requests").sum() == 0
    assert never("obligations_overdue")[0, -2] == 60
    half = _run(_ground(*rows), {"extension_base": 0.0}, cases=40)
    month = np.searchsorted(STARTS, 700, side="right") - 1
    assert half("obligations_overdue")[:, month].mean() / 60 == pytest.approx(0.5, abs=3.5 * np.sqrt(0.25 / 2400))
    assert half("extension_requests")[:, month + 1 :].sum() > 0


def test_what_a_body_refuses_follows_its_probability():
    of = _run(_ground(*[{"due": 700}] * 60), {"extension_grant": 0.8}, cases=40)
    month = np.searchsorted(STARTS, 700, side="right") - 1
    assert of("obligations_overdue")[:, month].mean() / 60 == pytest.approx(0.2, abs=3.5 * np.sqrt(0.16 / 2400))


def test_the_pace_of_a_year_has_median_1():
    """The chance that a year's work is done by the end of the year is one half, whatever the spread."""
    rows = [{"work": 20.0, "due": 4000}] * 60
    done = _run(_ground(*rows), {"obligation_spread": 0.4}, cases=40)("obligations_done")[:, 11].mean() / 60
    # A year of 365 days lacks a four-hundredth of the Julian year's work.
    assert done == pytest.approx(0.5, abs=3.5 * np.sqrt(0.25 / 2400) + 0.002)


def test_the_work_may_be_that_of_facilities():
    works = [{"mode": 0, "start": 0, "end": 9000, "team": 1, "rotation": 42, "stock": 300.0, "rate": 1.0}]
    owed = {"work": 0.0, "facilities": 1, "due": 500}
    model = QuadrilleModel(
        _ground(owed, commitments=(), facilities=works, stoppages=()), settings({**CERTAIN, "learning_start": 1.0})
    )
    model.advance(290)
    assert model.world["obligation"]["left"][0, 0] == pytest.approx(300.0 - STARTS[9], abs=1.01)
    model.advance(60)
    assert model.world["obligation"]["done"][0, 0] == STARTS[10]


@given(
    rows=st.lists(
        st.fixed_dictionaries({
            "work": st.floats(0.1, 500), "rate": st.floats(0.1, 200), "due": st.integers(-400, 2500),
            "lead": st.integers(0, 400), "longest": st.integers(1, 90), "extensions": st.integers(0, 3),
            "class": st.integers(-1, 1),
        }), min_size=1, max_size=8),
    base=st.floats(-2, 2), grant=st.floats(0, 1), spread=st.floats(0, 1),
)  # fmt: skip
def test_every_obligation_has_one_status_and_dates_never_come_nearer(rows, base, grant, spread):
    values = {"extension_base": base, "extension_grant": grant, "obligation_spread": spread}
    of = _run(_ground(*rows), values)
    known = of("obligations_done") + of("obligations_overdue") + of("obligations_extended")
    assert (known <= of("obligations")).all()
    assert (of("obligations") == len(rows)).all()
    assert all(later >= earlier for earlier, later in pairwise(of("obligations_done")[0]))
    assert of("extensions").sum() <= min(of("extension_requests").sum(), sum(row["extensions"] for row in rows))
    assert of("obligations_met").sum() <= of("obligations_done")[0, -1]
