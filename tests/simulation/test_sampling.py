"""Sampling: detection in closed form (O1-O3), inclusion probabilities (O4 as amended), allotment among hosts (O24)."""

import numba
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example
from hypothesis import given as forall
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.stats import norm

from simulation import slots
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.metrics.detection import detection_probability, is_one_noticed, sample_size
from simulation.model import QuadrilleModel
from simulation.sampling import _collect, share_out
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


SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=8)


def _drawn_by_class_and_host(hosts, groups, replicate, **values):
    """Visits of the first year, integers (class, host), with the quota and the cap of each host by class."""
    g = ground(hosts=hosts, quota=(1.0,) * len(hosts), commitments=(), years=1, cap_group=groups)
    model = QuadrilleModel(g, settings({**CALM, **values}), replicate=replicate)
    model.step()
    visit = model.world["visit"][0]
    counts = np.zeros((len(hosts), max(map(len, hosts))), int)
    sites = visit["site"][: visit["n"]]
    np.add.at(counts, (g["site_class"][0, sites], g["site_host"][0, sites]), 1)
    assert len(set(sites.tolist())) == len(sites)
    return counts, visit["quota"][: len(hosts)]


def _sites_of_group(hosts, groups, group, host):
    return sum(sizes[host] for sizes, g in zip(hosts, groups, strict=True) if g == group and host < len(sizes))


@hypothesis_settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@forall(
    hosts=st.lists(SIZES, min_size=1, max_size=4),
    groups=st.tuples(*[st.integers(-1, 1)] * 4),
    quota=st.integers(0, 150),
    base=st.integers(0, 6),
    share=st.sampled_from([0.0, 0.05, 0.3]),
    most=st.integers(0, 20),
    replicate=st.integers(0, 50),
)
@example([[30, 12, 5], [60, 40]], (0, 0, 0, 0), 90, 3, 0.05, 20, 1)
def test_no_host_passes_its_cap_and_the_quota_is_met_unless_caps_forbid(
    hosts, groups, quota, base, share, most, replicate
):
    groups = groups[: len(hosts)]
    values = {"visit_quota": quota, "host_cap_base": base, "host_cap_share": share, "host_cap_max": most}
    counts, quotas = _drawn_by_class_and_host(hosts, groups, replicate, **values)
    split = np.diff([int(quota * c / len(hosts) + 0.5) for c in range(len(hosts) + 1)])
    drawn = {}
    for c, sizes in enumerate(hosts):
        rooms = []
        for host, n in enumerate(sizes):
            cap = min(base + share * _sites_of_group(hosts, groups, groups[c], host), most)
            left = int(cap + 1e-9) - drawn.get((groups[c], host), 0)
            rooms.append(n if groups[c] < 0 else min(n, left))
        assert (counts[c, : len(sizes)] <= rooms).all()
        assert counts[c].sum() == quotas[c] == min(split[c], sum(sizes), sum(rooms))
        for host in range(len(sizes)):
            drawn[groups[c], host] = drawn.get((groups[c], host), 0) + counts[c, host]


@hypothesis_settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@forall(hosts=st.lists(SIZES, min_size=1, max_size=3), quota=st.integers(1, 60), replicate=st.integers(0, 50))
def test_caps_that_no_draw_reaches_change_no_draw(hosts, quota, replicate):
    """Classes counted together or not: what is drawn without caps is drawn with caps that are not reached."""
    assume(sum(map(sum, hosts)) > quota)
    free, _ = _drawn_by_class_and_host(hosts, [-1] * len(hosts), replicate, visit_quota=quota)
    reached = int(free.sum(axis=0).max())
    for groups in ([0] * len(hosts), list(range(len(hosts)))):
        caps = {"host_cap_base": max(reached, 1), "host_cap_share": 1.0}
        capped, _ = _drawn_by_class_and_host(hosts, groups, replicate, visit_quota=quota, **caps)
        assert (capped == free).all()


def test_a_cap_over_two_classes_leaves_the_second_what_the_first_did_not_take():
    """Three visits a host in both classes together: on average the second class gets what remains of the room."""
    hosts, caps = ([40, 40], [40, 40, 40]), {"host_cap_base": 3.0, "visit_quota": 8, "selection_exponent": 0.0}
    cases = [_drawn_by_class_and_host(hosts, (0, 0), r, **caps)[0] for r in range(300)]
    assert all((case.sum(axis=0) <= 3).all() for case in cases)
    assert all(case.sum() == 8 for case in cases)
    apart = [_drawn_by_class_and_host(hosts, (0, 1), r, **caps)[0] for r in range(300)]
    assert max(case.sum(axis=0).max() for case in apart) > 3


def test_inclusion_is_as_targeted_where_caps_do_not_bind():
    """A host at its cap: the sites of the others are drawn with the probabilities that the allotment aims at."""
    share = _visited((200, 20, 20), 8, 6000, selection_exponent=1.0, host_cap_base=2.0, host_cap_share=0.1)
    assert share[:200] == pytest.approx(np.full(200, 8 / 240), abs=5.0 * np.sqrt(0.033 / 6000))
    assert share[200:].sum() == pytest.approx(8 * 40 / 240, abs=0.08)


def _shared(whole, pull, most):
    share = np.empty(len(pull))
    share_out(float(whole), np.array(pull, float), np.array(most, float), share)
    return share


def test_shares_by_weight_are_certain_at_most():
    """O4 as amended, by weights of sites: (5, 1, 1, 1, 1, 1), n = 2."""
    assert _shared(2, [5, 1, 1, 1, 1, 1], np.ones(6)) == pytest.approx([1.0, 0.2, 0.2, 0.2, 0.2, 0.2], rel=1e-12)


@pytest.mark.parametrize(
    ("whole", "pull", "most", "share"),
    [
        (6, [1, 1, 1], [2, 2, 2], [2, 2, 2]),
        (9, [1, 1, 1], [2, 2, 2], [2, 2, 2]),
        (4, [3, 1, 1], [0, 9, 1], [0, 3, 1]),
        (0, [3, 1], [2, 2], [0, 0]),
        (10, [8, 4, 1], [4, 4, 4], [4, 4, 2]),
    ],
)
def test_what_one_is_refused_goes_to_the_others(whole, pull, most, share):
    assert _shared(whole, pull, most) == pytest.approx(share, abs=1e-12)


BETA = 0.9
ONE_HOST = {"visit_quota": 40, "relevance_weight": BETA}


def _steps(replicate, sites):
    key = np.uint64(key_of(1, replicate))
    return np.array([slots.bits(key, slots.SITE_RELEVANCE, 0, site) >> 48 for site in range(sites)])


def test_sites_are_drawn_as_often_as_their_relevance_weighs():
    """Expected visits by step of relevance: quota x exp(beta x a) / sum, a the middle normal quantile of the step."""
    g = ground(hosts=((200,),), quota=(1.0,), commitments=(), years=1)
    weight = np.exp(BETA * norm.ppf((np.arange(16) + 0.5) / 16))
    gap, expected = np.zeros(16), np.zeros(16)
    for replicate in range(1500):
        model = QuadrilleModel(g, settings({**CALM, **ONE_HOST}), replicate=replicate)
        model.step()
        step = _steps(replicate, 200)
        chance = _shared(40, weight[step], np.ones(200))
        visited = np.zeros(200)
        visited[model.world["visit"]["site"][0, :40]] = 1.0
        assert model.world["visit"]["n"][0] == 40
        np.add.at(gap, step, visited - chance)
        np.add.at(expected, step, chance)
    assert (np.abs(gap) < 4.5 * np.sqrt(expected)).all()
    assert expected[15] / expected[0] > 10


def _noticed(hosts, years=1, replicates=20_000, **values):
    """Share of years in which a reference inconsistency was noticed, and how many years there were."""
    g = ground(hosts=hosts, quota=(1.0,) * len(hosts), commitments=(), years=years)
    calm = {**CALM, "selection_exponent": 1.0, "p_recognise": 1.0, **values}
    yearly = simulate(g, settings(calm), 1, 0, replicates).yearly()
    counted = yearly[:, :, TALLY_INDEX["reference_years"]]
    assert (counted == 1.0).all()
    return yearly[:, :, TALLY_INDEX["reference_noticed"]].mean(), counted.size


def _error(p, n):
    return 4.0 * np.sqrt(p * (1.0 - p) / n)


@pytest.mark.parametrize(("inconsistent", "q"), [(1, 1.0), (5, 1.0), (5, 0.7), (20, 0.5), (64, 0.7)])
def test_the_simulated_plan_notices_as_often_as_the_closed_form_says(inconsistent, q):
    """O1 and O2 by the simulation itself: N = 100, n = 10; D = 5 and q = 1 give .41625."""
    share, n = _noticed(((60, 30, 10),), visit_quota=10, reference_inconsistencies=inconsistent, p_recognise=q)
    exact = detection_probability(100.0, 10.0, inconsistent, q)
    assert share == pytest.approx(exact, abs=_error(exact, n))


def test_more_inconsistencies_than_sites_are_all_sites():
    assert _noticed(((3, 2),), replicates=10, visit_quota=1, reference_inconsistencies=9)[0] == 1.0


@pytest.mark.parametrize(("tpr", "factor", "q"), [(1.0, 5.0, 1.0), (0.3, 5.0, 0.7), (0.6, 100.0, 1.0)])
def test_screening_without_false_alarms_meets_its_closed_form(tpr, factor, q):
    """D = 1, no false alarm: q (tpr min(1, n f / (f + N - 1)) + (1 - tpr) n / N)."""
    sites, visits = 60, 6
    screened = {"screening_tpr": tpr, "screening_factor": factor, "p_recognise": q}
    share, n = _noticed(((sites,),), visit_quota=visits, reference_inconsistencies=1, **screened)
    flagged = min(1.0, visits * factor / (factor + sites - 1))
    exact = q * (tpr * flagged + (1.0 - tpr) * visits / sites)
    assert share == pytest.approx(exact, abs=_error(exact, n) + 0.004)


def test_flags_that_say_nothing_help_nobody():
    """With as many true as false alarms screening picks sites at random: the plan notices as without it."""
    screened = {"screening_tpr": 0.2, "screening_fpr": 0.2}
    share, n = _noticed(((100,),), visit_quota=10, reference_inconsistencies=1, **screened)
    assert share == pytest.approx(0.1, abs=_error(0.1, n))


def test_relevance_finds_no_more_of_what_lies_at_random():
    """For D = 1 the mean inclusion probability counts, and that is n / N whatever the weights."""
    share, n = _noticed(((80, 20),), visit_quota=10, reference_inconsistencies=1, relevance_weight=1.5)
    assert share == pytest.approx(0.1, abs=_error(0.1, n))


@numba.njit(error_model="numpy")
def _is_one_noticed(world, g, k):
    return is_one_noticed(world[0], g[0], k)


def test_what_a_broken_off_visit_would_have_noticed_is_not_noticed():
    model = QuadrilleModel(ground(), settings({"reference_inconsistencies": 1.0, "p_recognise": 1.0}))
    model.advance(364)
    visit, mission = model.world["visit"][0], model.world["mission"][0]
    visit["reference"][0] = visit["site"][0]
    assert _is_one_noticed(model.world, model.ground, model.key)
    mission["redo"][0] = mission["ref"].tolist().index(visit["site"][0])
    mission["redo_n"] = 1
    assert not _is_one_noticed(model.world, model.ground, model.key)


@pytest.mark.parametrize(
    "values",
    [
        {"reference_inconsistencies": 10.0},
        {"screening_factor": 50.0},
        {"reference_inconsistencies": 10.0, "screening_factor": 1.0, "screening_tpr": 0.5, "screening_fpr": 0.1},
    ],
)
def test_what_weighs_nothing_moves_no_other_draw(values):
    p = {"visit_quota": 100}
    as_is, other = (simulate(ground(), settings({**p, **more}), 1, 0, 20).monthly for more in ({}, values))
    kept = np.delete(np.arange(len(TALLY_INDEX)), [TALLY_INDEX["reference_years"], TALLY_INDEX["reference_noticed"]])
    assert np.array_equal(as_is[:, kept], other[:, kept])


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


def test_marks_are_counted_beyond_a_byte_in_ordinary_python_too():
    sites = np.empty(601, np.int32)
    assert _collect.py_func(np.ones(600, np.uint8), 7, sites) == 600
    assert sites[:600].tolist() == list(range(7, 607))
