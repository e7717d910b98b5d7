"""Circumstances against closed forms: the switching chain (O11), the axes (O12), corner and centre of parameters."""

import numpy as np
import pytest

from simulation.ensemble import simulate
from simulation.layout import QUADRANTS, TALLY_INDEX
from simulation.maths import log
from simulation.rules.axes import BLEND, MIXTURE, PATH, SWITCHING
from tests.simulation.worlds import ground, settings

QUIET = {"conflict_noise": 0.0, "resources_noise": 0.0}
IDLE = {"visit_quota": 0.0, "request_rate": 0.0}


def axes_of(cases, months=slice(None)):
    return (cases.monthly[:, TALLY_INDEX[a], months] for a in ("conflict", "resources"))


def test_switching_chain_has_the_law_of_its_matrix_power():
    """O11: from resurgence after 1, 2, 3, 5 years .7, .52, .412, .3083."""
    n = 20_000
    fast = {**QUIET, **IDLE, "conflict_pull": 50.0, "resources_pull": 50.0}
    p = settings(fast, quadrant="resurgence", mode=SWITCHING)
    cases = simulate(ground(years=6, payers=1, commitments=()), p, 1, 0, n)
    conflict, resources = axes_of(cases, slice(11, None, 12))
    resurgent = (np.array(conflict) > 0.5) & (np.array(resources) > 0.5)
    for years, share in ((0, 1.0), (1, 0.7), (2, 0.52), (3, 0.412), (5, 0.3083)):
        error = 4 * np.sqrt(share * (1 - share) / n)
        assert resurgent[:, years].mean() == pytest.approx(share, abs=max(error, 1e-4)), years


@pytest.mark.parametrize("quadrant", QUADRANTS[:4])
def test_axes_have_their_stationary_law(quadrant):
    """O12: standard deviation sigma / sqrt(2 k): .0408 for conflict, .0424 for resources."""
    cases = simulate(ground(years=5, payers=1, commitments=()), settings(IDLE, quadrant=quadrant), 2, 0, 4000)
    high = {"resurgence": (0.85, 0.85), "mission-impossible": (0.85, 0.15), "satisfaction": (0.15, 0.15)}
    for axis, centre, sd in zip(
        axes_of(cases, slice(0, 60, 20)), high.get(quadrant, (0.15, 0.85)), (0.0408, 0.0424), strict=True
    ):
        assert axis.mean() == pytest.approx(centre, abs=4 * sd / np.sqrt(4000))
        assert axis.std() == pytest.approx(sd, rel=0.03)


def _moved(quadrant, **scenario):
    """The effective quota when each corner has a factor of its own."""
    corner = [log(f) for f in (2.0, 0.5, 0.8, 1.25)]
    p = settings(
        {**QUIET, **IDLE, "envelope_target": 1.0},
        [{"param": "reserve_months", "corner": corner}],
        quadrant=quadrant,
        **scenario,
    )
    from simulation.model import QuadrilleModel

    model = QuadrilleModel(ground(payers=1, commitments=()), p)
    model.step()
    return float(model.world["par"]["reserve_months"][0]) / 1.5


@pytest.mark.parametrize(("quadrant", "factor"), list(zip(QUADRANTS, (2.0, 0.5, 0.8, 1.25, 1.0), strict=True)))
def test_corners_receive_their_multipliers_and_the_centre_is_the_continuation(quadrant, factor):
    assert _moved(quadrant) == pytest.approx(factor, rel=1e-12)


def test_blend_averages_in_logarithms():
    blended = _moved("centre", mode=BLEND, quadrant_weight=(0.5, 0.5, 0.0, 0.0))
    assert blended == pytest.approx(1.0, rel=1e-12)


def test_mixture_draws_quadrants_by_weight():
    p = settings({**QUIET, **IDLE}, mode=MIXTURE, quadrant_weight=(0.1, 0.2, 0.3, 0.4))
    conflict, resources = axes_of(simulate(ground(years=1, payers=1, commitments=()), p, 3, 0, 10_000), slice(0, 1))
    shares = [
        ((c > 0.5) == hc) & ((r > 0.5) == hr)
        for c, r in [(conflict, resources)]
        for hc, hr in ((1, 1), (1, 0), (0, 0), (0, 1))
    ]
    assert [s.mean() for s in shares] == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=0.02)


def test_path_is_followed_exactly():
    path = {"path_n": 2, "path_day": np.array([0, 365] + [0] * 22), "path_conflict": np.array([0.2, 0.8] + [0] * 22)}
    p = settings(IDLE, mode=PATH, path_resources=np.array([0.5, 0.5] + [0] * 22), **path)
    conflict, _ = axes_of(simulate(ground(years=2, payers=1, commitments=()), p, 3, 0, 1))
    assert conflict[0, 1] == pytest.approx(0.2 + 0.6 * 31 / 365, rel=1e-12)
    assert conflict[0, 13] == 0.8
