"""Reports on requests: as drawn where their lines are funded in full, and as many times longer as they get less."""

import numpy as np
import pytest

from simulation.deadlines import FINISH, REPORT
from simulation.ensemble import simulate
from simulation.layout import PARAM_OFFSET, TALLY_INDEX
from simulation.model import QuadrilleModel
from simulation.quantiles import lognormal_table
from tests.simulation.worlds import add_clock, ground, settings

STEADY = {"inflation": 0.0, "staff_step": 0.0, "exchange_noise": 0.0, "request_rate": 3.0, "visit_quota": 0.0}
POSTS_LINE = 2


def world(reports=True):
    g = ground(kinds=((4, 100.0, 30, 0.0),), commitments=())
    g["kind_report"][0, 0] = lognormal_table(10.0, 0.5)
    g["line_reports"][0, POSTS_LINE] = reports
    add_clock(g, 0, FINISH, REPORT, 15.0)
    return g


def funded(weight, **values):
    p = settings({**STEADY, **values})
    p["unmoved"][0, PARAM_OFFSET["line_weight"] + POSTS_LINE] = weight
    return p


def reports(g, p, replicate=0):
    """Of each request served: days from finish to report, funding in the year of the finish, whether a later year."""
    model, shares = QuadrilleModel(g, p, replicate=replicate), []
    starts = model.ground["month_start"][0, : 12 * 5 : 12]
    for first in starts:
        model.advance(int(first) + 1 - model.day)
        fund = model.world["fund"][0]
        shares.append(min(fund["line_budget"][POSTS_LINE] / fund["line_request"][POSTS_LINE], 1.0))
    model.run_to_end()
    request, found = model.world["request"][0], {}
    for n in np.flatnonzero(request["milestone"][: request["n"], REPORT] >= 0.0).tolist():
        at = request["milestone"][n]
        year = int(np.searchsorted(starts, request["day"][n] + at[FINISH], "right")) - 1
        found[n] = (at[REPORT] - at[FINISH], shares[year], year != _year_of_last_team(model, starts, n))
    return found


def _year_of_last_team(model, starts, n):
    mission = model.world["mission"][0]
    return (
        int(
            np.searchsorted(
                starts, mission["start"][: mission["n"]][mission["ref"][: mission["n"]] == n].max(), "right"
            )
        )
        - 1
    )


def test_a_report_that_is_funded_takes_the_drawn_time():
    drawn, queued = reports(world(reports=False), funded(1.0)), reports(world(), funded(1.0))
    assert queued == drawn
    assert all(share == 1.0 for _, share, _ in queued.values())
    assert len(drawn) > 5


@pytest.mark.parametrize("weight", [0.2, 0.4])
def test_half_the_money_takes_twice_the_time(weight):
    drawn, slow = reports(world(), funded(1.0)), reports(world(), funded(weight))
    assert slow.keys() == drawn.keys()
    for n, (days, share, _) in slow.items():
        assert 0.1 < share < 0.9
        assert days == pytest.approx(drawn[n][0] / share, rel=1e-9)


def test_the_switch_gives_the_drawn_time_back():
    off, full = (reports(world(), p) for p in (funded(0.2, report_queue=0.0), funded(1.0)))
    assert {n: row[0] for n, row in off.items()} == {n: row[0] for n, row in full.items()}


def test_more_reports_are_late_with_less_money_and_nothing_else_changes():
    few, many = (simulate(world(), funded(weight), 1, 0, 60).monthly for weight in (1.0, 0.3))
    assert many[:, TALLY_INDEX["requests_late"]].sum() > 1.5 * few[:, TALLY_INDEX["requests_late"]].sum()
    for same in ("requests", "requests_limited", "request_days", "departures"):
        assert np.array_equal(few[:, TALLY_INDEX[same]], many[:, TALLY_INDEX[same]])


def test_the_year_of_the_finish_counts():
    """A team that leaves in December and returns in January reports at the funding of the new year."""
    p, crossed = settings({**STEADY, "envelope_target": 0.4}), 0
    for replicate in range(12):
        drawn, slow = reports(world(reports=False), p, replicate), reports(world(), p, replicate)
        shares = [share for _, share, _ in slow.values()]
        assert max(shares) > 1.1 * min(shares)
        for n, (days, share, crosses) in slow.items():
            assert days == pytest.approx(drawn[n][0] / share, rel=1e-9)
            crossed += crosses
    assert crossed > 5


def test_who_knows_more_reports_sooner_by_a_power_of_knowledge():
    """Twice the exponent squares the factor of every report, and what is forgotten makes reports longer."""
    plain, once, twice = (reports(world(), funded(1.0, report_knowledge=x, practice_requests=90.0)) for x in (0, 1, 2))
    assert plain.keys() == once.keys() == twice.keys()
    factors = np.array([once[n][0] / plain[n][0] for n in plain])
    assert [twice[n][0] / plain[n][0] for n in plain] == pytest.approx(factors**2, rel=1e-9)
    assert factors.max() > 1.05
