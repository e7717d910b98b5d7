"""Outages: as many and as long as the law says, and what headquarters prepares waits for their end."""

from math import exp

import numpy as np
import pytest

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

CALM = {"inspectors_start": 200.0, "quit_rate": 0.0, "request_rate": 3.0}
CASES = 400


def down_days(**values):
    monthly = simulate(ground(), settings(values), 1, 0, CASES).monthly
    return monthly[:, TALLY_INDEX["systems_down_days"]]


@pytest.mark.parametrize("rate", [0.5, 4.0])
def test_days_without_systems_are_those_of_the_law(rate):
    # Outages of a day end with their month at the latest: months are then independent, and each loses a day or none.
    found = down_days(outage_rate=rate, outage_days=0.01)
    share = 1.0 - exp(-rate / 12.0)
    assert set(np.unique(found)) == {0.0, 1.0}
    assert found.mean() == pytest.approx(share, abs=4.0 * np.sqrt(share * (1.0 - share) / found.size))


def test_outages_are_as_long_as_the_law_says():
    rate, mean = 0.03, 25.0
    found = down_days(outage_rate=rate, outage_days=mean)[:, :48].sum(axis=1)
    # Rare enough that hardly any begins while another lasts; those of the fifth year may outlast the horizon.
    expected = 48.0 * (1.0 - exp(-rate / 12.0)) / (1.0 - exp(-1.0 / mean))
    assert found.mean() == pytest.approx(expected, abs=4.0 * found.std() / np.sqrt(CASES))


@pytest.mark.parametrize("cases", [6, pytest.param(30, marks=pytest.mark.long)])
def test_no_first_team_and_no_visit_leaves_without_systems_and_presence_goes_on(cases):
    held = kept = 0
    for replicate in range(cases):
        model = QuadrilleModel(ground(), settings({**CALM, "outage_rate": 2.0, "outage_days": 40.0}), 3, replicate)
        while not model.is_over:
            before = int(model.world["mission"]["n"][0])
            model.step()
            outage, day = model.world["outage"][0], model.day - 1
            if outage["begins"] <= day < outage["until"]:
                kinds = model.world["mission"]["kind"][0, before : int(model.world["mission"]["n"][0])]
                assert not (kinds == 0).any()
                assert not (model.world["request"]["first"][0, : int(model.world["request"]["n"][0])] == day).any()
                kept += int((kinds == 1).sum())
                held += 1
    assert held > 10 * cases
    assert kept > cases


def test_requests_depart_later_and_by_no_more_than_the_outage():
    plain, failing = (
        simulate(ground(), settings({**CALM, "outage_rate": rate}), 1, 0, CASES).monthly for rate in (0.0, 0.6)
    )
    wait = [
        cases[:, TALLY_INDEX["response_days"]].sum() / cases[:, TALLY_INDEX["departures"]].sum()
        for cases in (plain, failing)
    ]
    assert 0.0 < wait[1] - wait[0] < 30.0


def test_a_rate_of_nothing_draws_nothing():
    assert not down_days(outage_rate=0.0).any()
