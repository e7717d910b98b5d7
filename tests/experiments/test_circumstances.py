"""Circumstances are the same to the bit under every option of every shipped pack: options are choices, nothing else."""

import numpy as np
import pytest

from scenarios import Pack, builtin, load
from scenarios.compile import ground_truth, settings
from simulation.ensemble import simulate
from simulation.layout import TALLY_INDEX
from simulation.model import QuadrilleModel

CASES = 25
EXOGENOUS = ("conflict", "resources", "appropriation", "appropriation_real")


@pytest.mark.parametrize("name", builtin())
def test_circumstances_are_bit_equal_under_every_option(name: str) -> None:
    pack = load(name)
    ground = ground_truth(pack)
    for scenario in pack.scenarios:
        first, *others = pack.options
        reference = simulate(ground, settings(pack, scenario, first), 7, 0, CASES).monthly
        told = {option: simulate(ground, settings(pack, scenario, option), 7, 0, CASES).monthly for option in others}
        for option, other in told.items():
            exogenous = _exogenous(pack, option)
            assert np.array_equal(other[:, exogenous], reference[:, exogenous])
        assert any(not np.array_equal(other, reference) for other in told.values()), scenario


def _exogenous(pack: Pack, option: str) -> list[int]:
    """Tallies that no choice moves; requests are among them unless a measure brings some, as universality may."""
    effects = [effect.parameter for name in pack.options[option].measures for effect in pack.measures[name].effects]
    moved = any(parameter.startswith("request_rate") for parameter in effects)
    return [TALLY_INDEX[tally] for tally in (*EXOGENOUS, *([] if moved else ["requests"]))]


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
