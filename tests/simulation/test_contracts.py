"""What every rule promises, checked on random worlds: it writes only what it declares; names never hide NumPy's own."""

import pathlib

import numba
import numpy as np
import pytest

from simulation import capacity, schedule, slots, status
from simulation.ensemble import simulate
from simulation.layout import (
    CONTROL_OF,
    GROUND,
    GROUPS,
    INDICATORS,
    MECHANISMS,
    PARAMS,
    SETTINGS,
    SHARED,
    TALLIES,
    TALLY_INDEX,
    THEMES,
    WORLD,
)
from simulation.model import QuadrilleModel
from tests.simulation.worlds import ground, settings

RULES = [
    (module, name) for module in (*MECHANISMS, *THEMES) for name in dir(schedule)
    if getattr(getattr(schedule, name), "__module__", "") == module.__name__
]  # fmt: skip


def _fields(world):
    """Every column of a world by its path, as bytes."""
    for group in WORLD.names:
        for column in WORLD[group].names:
            if column != "values":
                yield f"{group}.{column}", np.ascontiguousarray(world[group][column][0]).tobytes()


OWED = ({"month": 0, "alike": -1}, {"month": 5, "period": 2, "alike": -1}, {"entry": 60, "period": 0})
HELD = ({"day": 10, "first": 0}, {"day": 370, "first": 0, "sponsors": 0}, {"day": 890, "host": 0.5})
ATTENDED = {"sponsored_places": 9.0, "meeting_joint": 1.0, "harmonised": 0.5, "learning_hours": 10.0}


@pytest.mark.parametrize(("module", "name"), RULES, ids=[name for _, name in RULES])
@pytest.mark.parametrize("month", [0, 12, 29])
def test_a_rule_writes_only_what_it_declares(module, name, month):
    rule = getattr(schedule, name)
    values = {"inspectors_start": 20, "request_rate": 6.0, **ATTENDED}
    model = QuadrilleModel(ground(reports=OWED, meetings=HELD), settings(values, mode=1), replicate=month)
    model.advance(int(model.ground["month_start"][0, month]) + (5 if "tally" in name or "bill" in name else 0))
    before = dict(_fields(model.world))
    _apply(rule, model)
    after = dict(_fields(model.world))
    changed = {path for path in before if before[path] != after[path]}
    undeclared = {p for p in changed if p not in module.WRITES and p.split(".")[0] not in module.WRITES}
    assert not undeclared


def _apply(rule, model):
    @numba.njit(error_model="numpy")
    def once(world, g, p, k):
        rule(world[0], g[0], p[0], k)

    once(model.world, model.ground, model.settings, model.key)


@pytest.mark.parametrize("dtype", [WORLD, GROUND, SETTINGS, *(WORLD[group] for group in WORLD.names)])
def test_no_column_hides_an_attribute_of_numpy(dtype):
    """Under ordinary Python `w.staff.base` would be NumPy's own `base`."""
    assert not [name for name in dtype.names if hasattr(np.recarray, name) or hasattr(np.record, name)]


def _engine_text():
    folder = pathlib.Path(schedule.__file__).parent
    return "\n".join(path.read_text() for path in folder.rglob("*.py"))


@pytest.mark.parametrize("param", PARAMS, ids=lambda p: p.name)
def test_every_parameter_is_read_by_a_rule_and_says_its_unit_and_bounds(param):
    assert f"w.par.{param.name}" in _engine_text()
    assert param.unit
    assert param.doc
    assert param.low < param.high
    assert param.default is None or param.low <= param.default <= param.high
    assert (param.operations == ()) == (param.cadence == "once")


def test_every_parameter_is_in_one_pair_of_hands():
    """A default of the module, a row that says otherwise, and none that two would share the variance of."""
    assert set(CONTROL_OF) == {param.name for param in PARAMS}
    assert set(CONTROL_OF.values()) == {"secretariat", "states", "exogenous"}
    hands = {name: CONTROL_OF[name] for name in ("planning_margin", "quit_rate", "payment_delay", "inflation")}
    assert list(hands.values()) == ["secretariat", "exogenous", "states", "exogenous"]
    idle = [p.name for m in (*MECHANISMS, *SHARED) for p in m.PARAMS if p.control == getattr(m, "CONTROL", None)]
    assert not idle, "they say again what their module says"


def test_every_tally_is_written_and_every_indicator_has_its_tallies():
    assert all(f"w.tally.{tally.name}[m]" in _engine_text() for tally in TALLIES)
    for indicator in INDICATORS:
        assert indicator.numerator in TALLY_INDEX
        assert indicator.denominator is None or indicator.denominator in TALLY_INDEX
        assert indicator.doc.endswith(".")
    assert len({i.id for i in INDICATORS}) == len(INDICATORS)


def test_every_column_says_its_unit():
    assert all(column.unit and column.doc for columns in GROUPS.values() for column in columns)


def test_every_mechanism_and_theme_is_in_the_schedule():
    assert {module for module, _ in RULES} == {*MECHANISMS, *THEMES}


NO_LIMITS = {"inspectors_start": 250.0, "inspector_cost": 1.0, "visit_cost": 0.0, "mission_day_cost": 0.0}
RUSH = {
    "planning_margin": 2.0,
    "recruit_cap": 1.0,
    "recruit_lead_months": 0.0,
    "training_weeks": 0.0,
    "team_factor": 4.0,
}
TINY = {"visit_quota": 1000.0, "duration_factor": 0.1, "team_factor": 0.1}
FULL = [
    ("requests", status.REQUESTS_FULL, {"request_rate": 80.0}, {}),
    ("staff", status.STAFF_FULL, {**NO_LIMITS, **RUSH, "visit_quota": 900.0}, {}),
    ("missions", status.MISSIONS_FULL, {**NO_LIMITS, **TINY}, {"hosts": ((1200, 10),), "quota": (1.0,)}),
]


@pytest.mark.parametrize(("table", "code", "values", "tables"), FULL, ids=[row[0] for row in FULL])
def test_a_full_table_stops_the_world_and_drops_nothing_in_silence(table, code, values, tables):
    cases = simulate(ground(years=6, **tables), settings(values), 1, 0, 3)
    assert (cases.status == code).all()
    assert code in status.NAMES


def test_a_sum_that_is_not_finite_stops_the_world():
    cases = simulate(ground(), settings({"inspector_cost": np.inf}), 1, 0, 1)
    assert cases.status[0] == status.NOT_FINITE


def test_a_stopped_world_alters_no_other():
    g, p = ground(), settings({"request_rate": 24.5})
    together = simulate(g, p, 1, 0, 40)
    assert 0 < np.count_nonzero(together.status) < 40
    for replicate in range(0, 40, 7):
        assert np.array_equal(simulate(g, p, 1, replicate, 1).monthly[0], together.monthly[replicate])


def test_streams_of_random_numbers_are_distinct():
    streams = [value for name, value in vars(slots).items() if name.isupper() and isinstance(value, int)]
    assert len(streams) == len(set(streams)) >= 15


def test_capacities_cover_the_ranks_of_the_pool():
    assert capacity.STAFF <= 256
    assert 366 * capacity.STAFF < 2**30
