"""Sampling: detection in closed form (O1-O3), inclusion probabilities (O4 as amended), allotment among hosts (O24)."""

import numpy as np
import pytest

from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.metrics.detection import detection_probability, sample_size
from simulation.model import QuadrilleModel
from simulation.slots import key_of
from tests.simulation.worlds import ground, settings

CALM = {
    "request_rate": 0.0,
    "opening_cash_months": 12.0,
    "visit_cost": 0.0,
    "mission_day_cost": 0.0,
    "inspectors_start": 200,
}


@pytest.mark.parametrize(
    ("sites", "visited", "inconsistent", "probability"),
    [(4400, 150, 1, 0.03409), (4400, 150, 2, 0.06703), (4400, 150, 5, 0.15929), (4400, 150, 10, 0.29335),
     (4400, 150, 20, 0.50105), (4400, 150, 50, 0.82521), (4400, 241, 10, 0.43101), (100, 10, 5, 0.41625),
     (20, 5, 2, 0.44737)],
)  # fmt: skip
def test_detection_by_perfect_visits_is_hypergeometric(sites, visited, inconsistent, probability):
    """O1."""
    assert detection_probability(float(sites), float(visited), inconsistent, 1.0) == pytest.approx(
        probability, abs=5e-6
    )


@pytest.mark.parametrize(("recognised", "probability"), [(0.9, 0.26796), (0.7, 0.21471), (0.5, 0.15803)])
def test_detection_by_imperfect_visits_is_thinned(recognised, probability):
    """O2: N = 4400, n = 150, D = 10."""
    assert detection_probability(4400.0, 150.0, 10, recognised) == pytest.approx(probability, abs=5e-6)


@pytest.mark.parametrize(
    ("inconsistent", "wanted", "size"),
    [(10, 0.5, 295), (10, 0.8, 654), (10, 0.95, 1138), (20, 0.5, 150), (20, 0.8, 340), (20, 0.95, 611)],
)
def test_sample_sizes(inconsistent, wanted, size):
    """O3."""
    assert sample_size(4400, inconsistent, wanted) == size


def test_a_sample_that_cannot_reach_the_wanted_probability_is_refused():
    with pytest.raises(ValueError, match="cannot be reached"):
        sample_size(100, 1, 0.9, recognised=0.5)


@pytest.mark.parametrize(("visited", "inconsistent"), [(0, 3), (7, 0), (10, 3), (3, 12)])
def test_detection_at_its_corners(visited, inconsistent):
    certain = visited == 10 and inconsistent > 0
    expected = 1.0 if certain else None
    value = detection_probability(10.0, float(visited), inconsistent, 1.0)
    assert 0.0 <= value <= 1.0
    assert expected is None or value == pytest.approx(expected)


def _visited(hosts, quota, replicates, **values):
    """How often each site is drawn in the first year, and how many a year."""
    g = ground(hosts=(hosts,), quota=(1.0,), commitments=(), years=1)
    p = settings({**CALM, "visit_quota": quota, **values})
    model = QuadrilleModel(g, p)
    counts, blank = np.zeros(sum(hosts)), model.case()
    for replicate in range(replicates):
        model.world[:] = blank
        model.key = np.uint64(key_of(1, replicate))
        model.step()
        visit = model.world["visit"][0]
        drawn = visit["site"][: visit["n"]]
        assert len(set(drawn)) == len(drawn) == quota
        counts[drawn] += 1
    return counts / replicates


def test_every_site_has_the_same_chance_under_proportional_selection():
    """With perfect visits the simulated notice of one inconsistency is then O1: n / N for every site."""
    share = _visited((30, 10, 10), 5, 4000, selection_exponent=1.0)
    assert share == pytest.approx(np.full(50, 0.1), abs=4.5 * np.sqrt(0.09 / 4000))


def test_a_site_five_times_as_weighty_is_certain():
    """O4 as amended: weights (5, 1, 1, 1, 1, 1), n = 2: target inclusion (1, .2), not (.778, .244)."""
    share = _visited((1, 5), 2, 4000, selection_exponent=0.0, host_cap_base=1.0)
    assert share[0] == 1.0
    assert share[1:] == pytest.approx(np.full(5, 0.2), abs=4 * np.sqrt(0.16 / 4000))


@pytest.mark.parametrize(
    ("alpha", "allotted"),
    [(0.0, (10, 10, 10)), (1.0, (27.03, 2.70, 0.27)), (0.5, (21.18, 6.70, 2.12)), (1 / 3, (17.86, 8.29, 3.85))],
)  # fmt: skip
def test_allotment_among_hosts(alpha, allotted):
    """O24: quota 30 among hosts of 1,000, 100 and 10 sites."""
    model = QuadrilleModel(
        ground(hosts=((1000, 100, 10),), quota=(1.0,), commitments=()),
        settings({**CALM, "visit_quota": 30, "selection_exponent": alpha}),
    )
    model.step()
    inclusion = model.world["visit"]["inclusion"][0, :3]
    assert inclusion * (1000, 100, 10) == pytest.approx(allotted, abs=5e-3)


def test_caps_spill_over_to_other_hosts():
    model = QuadrilleModel(
        ground(hosts=((1000, 100, 10),), quota=(1.0,), commitments=()),
        settings({**CALM, "visit_quota": 30, "selection_exponent": 1.0, "host_cap_base": 20.0}),
    )
    model.step()
    allotted = model.world["visit"]["inclusion"][0, :3] * (1000, 100, 10)
    assert allotted == pytest.approx((20.0, 100 / 11, 10 / 11), rel=1e-12)


def test_selection_keeps_its_permanent_random_numbers():
    """A larger quota keeps every site of the smaller one."""

    def drawn(quota):
        model = QuadrilleModel(ground(), settings({**CALM, "visit_quota": quota}))
        model.step()
        return set(model.world["visit"]["site"][0, : int(model.world["visit"]["n"][0])].tolist())

    assert drawn(60) <= drawn(90)


def test_visits_are_even_over_the_year():
    cases = simulate(ground(), settings({**CALM, "visit_quota": 200}), 1, 0, 400)
    by_month = cases.monthly[:, TALLY_INDEX["visits_planned"]].mean(axis=0).reshape(5, 12).mean(axis=0)
    assert by_month == pytest.approx(
        200 * np.array([31, 28.2, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 365.2, rel=0.05
    )
