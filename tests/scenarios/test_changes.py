"""Overrides, factors, shifts, neutral parameters and added measures reach the settings, or are refused in words."""

import numpy as np
import pytest

from scenarios import load
from scenarios.changes import Changes, sizes
from scenarios.compile import settings
from scenarios.points import values_of
from scenarios.switches import BY_ID, SWITCHES
from simulation.layout import PARAMS
from tests.scenarios.folders import TOY

PACK = load(TOY)
PLACE = {value.name: value.place for value in values_of(PACK)}


def made(changes: Changes, option: str = "plan-as-drafted") -> np.void:
    return settings(PACK, "resurgence", option, changes=changes)[0]


def moved(record: np.void) -> set[int]:
    return set(record["modifier_param"][: record["modifier_n"]].tolist())


def test_no_changes_change_no_bit() -> None:
    assert settings(PACK, "civilian", "plan-as-drafted").tobytes() == made_in("civilian").tobytes()


def made_in(scenario: str) -> np.ndarray:
    return settings(PACK, scenario, "plan-as-drafted", {}, Changes())


def test_an_override_holds_whatever_moves_the_parameter() -> None:
    record = made(Changes(overrides=sizes({"envelope_target": 0.5, "request_rate": 0})))
    assert record["unmoved"][PLACE["envelope_target"]] == 0.5
    assert [record["unmoved"][PLACE[f"request_rate.{row}"]] for row in ("support", "review")] == [0, 0]
    assert not {PLACE["envelope_target"], PLACE["request_rate.support"]} & moved(record)
    assert PLACE["planning_margin"] in moved(record)


def test_factors_and_shifts_move_the_base_and_leave_the_rest_on_top() -> None:
    record = made(Changes(factors=sizes({"request_rate.support": 3}), shifts=sizes({"planning_margin": 0.25})))
    assert record["unmoved"][PLACE["request_rate.support"]] == 6
    assert record["unmoved"][PLACE["request_rate.review"]] == 1
    assert record["unmoved"][PLACE["planning_margin"]] == 0.25
    assert {PLACE["request_rate.support"], PLACE["planning_margin"]} <= moved(record)


def test_a_factor_stays_within_the_physical_bounds() -> None:
    assert made(Changes(factors=sizes({"p_recognise": 5})))["unmoved"][PLACE["p_recognise"]] == 1


def test_neutral_parameters_keep_their_base() -> None:
    record = made(Changes(neutral=frozenset({"planning_margin", "request_rate"})))
    assert record["unmoved"][PLACE["request_rate.support"]] == 2
    assert not {PLACE["request_rate.support"], PLACE["planning_margin"]} & moved(record)
    assert PLACE["envelope_target"] in moved(record)


def test_measures_are_added_once() -> None:
    assert made(Changes(measures=("shift",)), "continuation")["measure_n"] == 1
    assert made(Changes(measures=("shift",)))["measure_n"] == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            Changes(overrides=(("quit_rat", 0.1),)),
            "the pack toy has no parameter 'quit_rat'; did you mean 'quit_rate'?",
        ),
        (Changes(neutral=frozenset({"quit"})), "the pack toy has no parameter 'quit'"),
        (Changes(overrides=(("quit_rate", 9.0),)), "quit_rate is set to 9.0, expected 0 to 3 (per year)"),
        (Changes(factors=(("quit_rate", float("nan")),)), "quit_rate is changed by nan, expected a finite number"),
    ],
)
def test_what_can_not_be_changed_is_said(changes: Changes, said: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  the whole message is compared
        made(changes)
    assert str(caught.value) == said


def test_an_unknown_measure_is_said() -> None:
    with pytest.raises(KeyError, match="no measure 'shaft'; did you mean 'shift'"):
        made(Changes(measures=("shaft",)))


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.id)
def test_a_switch_sets_parameters_that_the_engine_has(switch: object) -> None:
    values = BY_ID[getattr(switch, "id", "")].values
    bounds = {param.name: (param.low, param.high) for param in PARAMS}
    assert set(values) <= set(bounds), "a parameter that this engine doesn't have"
    assert all(bounds[name][0] <= size <= bounds[name][1] for name, size in values.items())
    made(Changes(overrides=sizes(values)))


def test_switches_have_ids_of_their_own() -> None:
    assert len(BY_ID) == len(SWITCHES)
    assert all(switch.label and switch.doc.endswith(".") for switch in SWITCHES)
