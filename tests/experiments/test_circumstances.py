"""Circumstances are the same to the bit under every option of every shipped pack: options are choices, nothing else."""

import numpy as np
import pytest

from scenarios import builtin, load
from scenarios.compile import ground_truth, settings
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel

CASES = 25
EXOGENOUS = [TALLY_INDEX[t] for t in ("conflict", "resources", "requests", "appropriation", "appropriation_real")]


@pytest.mark.parametrize("name", builtin())
def test_circumstances_are_bit_equal_under_every_option(name: str) -> None:
    pack = load(name)
    ground = ground_truth(pack)
    for scenario in pack.scenarios:
        told = [simulate(ground, settings(pack, scenario, option), 7, 0, CASES).monthly for option in pack.options]
        for other in told[1:]:
            assert np.array_equal(other[:, EXOGENOUS], told[0][:, EXOGENOUS])
        assert any(not np.array_equal(other, told[0]) for other in told[1:]), scenario


@pytest.mark.parametrize("name", builtin())
def test_payers_pay_on_the_same_days_under_every_option(name: str) -> None:
    pack = load(name)
    ground = ground_truth(pack)
    days = []
    for option in pack.options:
        model = QuadrilleModel(ground, settings(pack, pack.shown[-1], option), 7, 3)
        model.run_to_end()
        days.append(model.world["fund"]["payment_day"].copy())
    assert all(np.array_equal(other, days[0]) for other in days[1:])
