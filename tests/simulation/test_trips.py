"""Back-to-back visits: days, visits and money in closed form; nothing moves where nobody shares a trip."""

import numpy as np
import pytest
from scipy.stats import binom

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

CALM = {"request_rate": 0.0, "inspectors_start": 200.0, "downsize_cap": 0.0, "visits_rung": 0.0, "quit_rate": 0.0}
FREE = {"visit_cost": 0.0, "mission_day_cost": 0.0, "inspector_cost": 1e3, "envelope_target": 1.0}
SHORT = {"inspectors_start": 14.0, "visit_quota": 400.0, "duration_factor": 2.0, "recruit_cap": 0.0}
TEAM, DAYS, YEARS = 4, 4, 5
ONE_HOST = ground(hosts=((60,),), quota=(1.0,), commitments=(), years=YEARS)
MANY_HOSTS = ground(hosts=((30, 12, 5, 3), (90, 60, 40, 20, 8)), commitments=(), years=YEARS)


def shared(saved=2.0, share=1.0, **values):
    return settings({**CALM, **FREE, "back_to_back": share, "travel_days_saved": saved, **values})


def tally(cases, name):
    assert not cases.status.any()
    return cases.monthly[:, TALLY_INDEX[name]]


def trips_of_first_year(g, p, replicate=0):
    """First and second site (-1 none), day and days saved of the year's trips."""
    model = QuadrilleModel(g, p, 1, replicate)
    model.step()
    visit = model.world["visit"][0]
    return [np.array(visit[column][: visit["n"]]) for column in ("site", "second", "day", "saved")]


@pytest.mark.parametrize("quota", [1, 2, 17, 40])
@pytest.mark.parametrize(("saved", "pair"), [(0.0, 8), (2.0, 6), (3.0, 5), (9.0, 4)])
def test_days_of_pairs_in_closed_form(quota, saved, pair):
    """At one host floor(n / 2) pairs take 2 d less what is saved, never less than d; an odd visit takes d."""
    cases = simulate(ONE_HOST, shared(saved, visit_quota=quota), 1, 0, 4)
    days = YEARS * TEAM * (quota // 2 * pair + quota % 2 * DAYS)
    assert (tally(cases, "delivered_days").sum(axis=1) == days).all()
    assert (tally(cases, "required_days").sum(axis=1) == days).all()
    for name in ("visits_done", "visits_planned"):
        assert (tally(cases, name).sum(axis=1) == YEARS * quota).all()


def test_broken_days_are_saved_on_average():
    """Of 2.5 days every pair saves two or three."""
    saved = np.concatenate([
        rows[3][rows[1] >= 0]
        for rows in (trips_of_first_year(ONE_HOST, shared(2.5, visit_quota=60.0), r) for r in range(20))
    ])  # fmt: skip
    assert len(saved) == 20 * 30
    assert set(saved) == {2, 3}
    assert saved.mean() == pytest.approx(2.5, abs=4.0 * np.sqrt(0.25 / len(saved)))


def test_the_share_of_possible_pairs_that_is_made():
    """Binomial: each of 30 possible pairs on its own."""
    pairs = [
        np.count_nonzero(trips_of_first_year(ONE_HOST, shared(share=0.3, visit_quota=60.0), r)[1] >= 0)
        for r in range(40)
    ]
    low, high = binom.interval(0.9999, 40 * 30, 0.3)
    assert low <= sum(pairs) <= high


def test_pairs_follow_one_another_at_one_host():
    """The sites are those without pairs; of each host the first goes with the second, the third with the fourth."""
    alone, _, alone_day, _ = trips_of_first_year(MANY_HOSTS, shared(share=0.0))
    site, second, day, _ = trips_of_first_year(MANY_HOSTS, shared())
    host = MANY_HOSTS["site_host"][0]
    wanted = {}
    for row, (one, its_day) in enumerate(zip(alone, alone_day, strict=True)):
        of_host = [other for other in alone if host[other] == host[one]]
        place = of_host.index(one)
        if place % 2 == 0:
            partner = int(of_host[place + 1]) if place + 1 < len(of_host) else -1
            wanted[row] = (int(one), partner, int(its_day))
    found = list(zip(site.tolist(), second.tolist(), day.tolist(), strict=True))
    assert found == [wanted[row] for row in sorted(wanted)]
    assert len([row for row in found if row[1] >= 0]) > 40


def test_teams_of_another_size_share_no_trip():
    g = MANY_HOSTS.copy()
    g["class_team"][0, 1] = 3
    site, second, *_ = trips_of_first_year(g, shared())
    both = second >= 0
    of_class = g["site_class"][0]
    assert both.any()
    assert (of_class[site[both]] == of_class[second[both]]).all()


def test_what_visits_notice_and_how_well_stays():
    """The sites and the effort at each are the same: so is what is recognised, to the last bit."""
    values = {"reference_inconsistencies": 20.0, "p_recognise": 0.5, "visit_quota": 20.0}
    alone, pairs = (simulate(MANY_HOSTS, shared(share=s, **values), 1, 0, 60) for s in (0.0, 1.0))
    assert tally(alone, "reference_noticed").sum() > 10
    assert np.array_equal(tally(alone, "reference_noticed"), tally(pairs, "reference_noticed"))
    by_year = [tally(cases, "visits_quality").reshape(60, YEARS, 12).sum(axis=2) for cases in (alone, pairs)]
    assert by_year[0][:, 0] == pytest.approx(by_year[1][:, 0])


def test_money_of_a_pair_in_closed_form():
    """A pair costs the days of the trip and a visit's cost once: so much stays of the year's money for visits."""
    values = {"visit_quota": 40.0, "visit_cost": 5000.0, "mission_day_cost": 250.0}

    for share, days in ((0.0, DAYS), (1.0, 2 * DAYS - 2)):
        model = QuadrilleModel(ONE_HOST, shared(share=share, **values))
        model.step()
        before = model.world.copy()
        model.advance(200)
        left = int(model.world["visit"]["next"][0] - before["visit"]["next"][0])
        spent = before["visit"]["money"][0] - model.world["visit"]["money"][0]
        assert left > 5
        assert spent / before["fund"]["price"][0, 1] == pytest.approx(left * (TEAM * days * 250.0 + 5000.0))
        assert before["visit"]["planned_days"][0] == TEAM * days * int(before["visit"]["n"][0])


def test_nothing_moves_where_nobody_shares_a_trip():
    plain, unused = (simulate(ground(), settings(values), 1, 0, 20) for values in ({}, {"travel_days_saved": 3.0}))
    assert np.array_equal(plain.monthly, unused.monthly)


def test_circumstances_and_sites_stay():
    alone, pairs = (simulate(MANY_HOSTS, shared(share=share, request_rate=2.0), 1, 0, 20) for share in (0.0, 1.0))
    for name in ("requests", "appropriation", "conflict"):
        assert np.array_equal(tally(alone, name), tally(pairs, name))


def test_more_visits_are_carried_out_where_people_are_short():
    alone, pairs = (simulate(MANY_HOSTS, shared(share=share, **SHORT), 1, 0, 40) for share in (0.0, 1.0))
    done = [tally(cases, "visits_done").sum(axis=1) for cases in (alone, pairs)]
    assert (done[0] < 0.8 * tally(alone, "visits_planned").sum(axis=1)).all()
    assert (done[1] >= done[0]).all()
    assert done[1].mean() > 1.1 * done[0].mean()
