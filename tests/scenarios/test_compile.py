"""From a pack to the records of the engine: calendar, shares, hosts, modifiers, points; the same bits everywhere."""

import ast
import os
import subprocess
import sys
from itertools import pairwise
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scenarios
from scenarios import load
from scenarios.compile import Uncertain, ground_truth, settings, uncertain
from scenarios.hosts import sites_by_host
from simulation.ensemble import simulate
from simulation.layout import GROUND, PARAM_OFFSET, PARAMS, QUADRANTS, SETTINGS
from tests.scenarios.folders import TOY, copied, replaced

TOY_PACK = load(TOY)
GROUND_OF_TOY = ground_truth(TOY_PACK)[0]
COMPILING = ("compile", "ground", "hosts", "points", "settings", "shares")


def modifiers_of(
    scenario: str, option: str, place: int, point: dict[str, float] | None = None
) -> list[tuple[Any, ...]]:
    """Modifiers of one parameter value: operation, corners, centre, measure, ramp."""
    s = settings(TOY_PACK, scenario, option, point or {})[0]
    return [
        (int(s["modifier_operation"][i]), tuple(s["modifier_corner"][i]), float(s["modifier_centre"][i]),
         int(s["modifier_measure"][i]), float(s["modifier_ramp"][i]))
        for i in range(s["modifier_n"]) if s["modifier_param"][i] == place
    ]  # fmt: skip


class TestGround:
    """Calendar and tables."""

    def test_shape(self) -> None:
        assert ground_truth(TOY_PACK).dtype == GROUND
        assert ground_truth(TOY_PACK).shape == (1,)

    def test_calendar(self) -> None:
        g = GROUND_OF_TOY
        assert (g["n_years"], g["n_months"], g["n_days"]) == (2, 24, 730)
        assert list(g["month_start"][[0, 1, 2, 12, 24]]) == [0, 31, 59, 365, 730]

    def test_leap_years_count(self) -> None:
        g = ground_truth(load("opcw-2015-2019"))[0]
        assert (g["n_days"], g["month_start"][14] - g["month_start"][13]) == (1826, 29)

    def test_only_parties_of_1_january_pay_and_every_year_sums_to_1(self) -> None:
        g = GROUND_OF_TOY
        assert list(g["payer_share"][0, :4]) == [60 / 80, 19.5 / 80, 0.5 / 80, 0.0]
        assert list(g["payer_share"][1, :4]) == [0.3, 0.2, 0.005, 0.495]
        assert list(g["payer_group"][:4]) == [0, 0, 1, 0]
        assert not g["payer_share"][:, 4:].any()

    def test_those_outstanding_stand_last(self) -> None:
        g = GROUND_OF_TOY
        assert list(g["payment_outstanding"][:3]) == [0, 0, 1]
        assert list(g["payment_group"][:3]) == [1, 0, 1]
        assert list(g["payment_probability"][:3]) == [0.75, 1.0, 0.25]
        assert g["payment_delay"][2][128] == pytest.approx(500, rel=1e-12)

    def test_lines(self) -> None:
        g = GROUND_OF_TOY
        assert list(g["line_kind"][:3]) == [0, 3, 1]
        assert list(g["line_price"][:3]) == [0, 1, 1]

    def test_the_order_of_postponement_is_a_parameter_of_each_line(self) -> None:
        rungs = settings(TOY_PACK, "resurgence", "continuation")["unmoved"][0, PARAM_OFFSET["line_rung"] :][:3]
        assert list(rungs) == [0.0, 2.0, 0.0]
        later = settings(TOY_PACK, "resurgence", "continuation", {f"line_rung.{TOY_PACK.tables.lines[1].line}": 3.0})
        assert later["unmoved"][0, PARAM_OFFSET["line_rung"] + 1] == 3.0

    def test_acts_of_postponement_count_among_the_rungs(self) -> None:
        assert GROUND_OF_TOY["rung_n"] == 3

    def test_classes_have_caps_of_their_own_without_groups(self) -> None:
        g = GROUND_OF_TOY
        assert g["cap_n"] == 7
        assert list(g["stratum_cap"][:7]) == list(range(7))
        assert list(g["cap_sites"][:7]) == [55, 27, 18, 2, 1, 1, 1]

    @pytest.mark.parametrize(
        ("groups", "caps", "sites"),
        [
            (("all", "all"), [0, 1, 2, 0, 1, 2, 3], [57, 28, 19, 1]),
            (("none", "far"), [-1, -1, -1, 0, 1, 2, 3], [2, 1, 1, 1]),
            (("none", "none"), [-1] * 7, []),
        ],
    )
    def test_hosts_of_a_group_are_capped_over_its_classes(
        self, groups: tuple[str, str], caps: list[int], sites: list[int]
    ) -> None:
        with copied() as folder:
            replaced(folder, "tables/site_classes.csv", "days,source", "days,cap_group,source")
            replaced(folder, "tables/site_classes.csv", "2,3,expert", f"2,3,{groups[0]},expert")
            replaced(folder, "tables/site_classes.csv", "2,5,expert", f"2,5,{groups[1]},expert")
            g = ground_truth(load(folder))[0]
        assert list(g["stratum_cap"][:7]) == caps
        assert list(g["cap_sites"][: g["cap_n"]]) == sites

    def test_sites_of_a_stratum_are_neighbours(self) -> None:
        g = GROUND_OF_TOY
        assert (g["class_n"], g["stratum_n"], g["site_n"]) == (2, 7, 105)
        assert list(g["stratum_sites"][:7]) == [55, 27, 18, 2, 1, 1, 1]
        assert list(g["stratum_host"][:7]) == [0, 1, 2, 0, 1, 2, 3]
        for stratum in range(7):
            first, n = g["stratum_first"][stratum], g["stratum_sites"][stratum]
            assert set(g["site_stratum"][first : first + n]) == {stratum}
            assert set(g["site_host"][first : first + n]) == {g["stratum_host"][stratum]}
            assert set(g["site_class"][first : first + n]) == {0 if stratum < 3 else 1}
            assert g["stratum_log"][stratum] == pytest.approx(log(n), abs=1e-15)

    def test_clocks_run_between_milestones(self) -> None:
        g = GROUND_OF_TOY
        assert g["clock_n"] == 2
        assert list(g["clock_days"][:2]) == [20.0, 30.0]
        assert list(g["clock_owner"][:2]) == [2, 0]
        assert (list(g["clock_start"][:2]), list(g["clock_end"][:2])) == ([0, 0], [2, 2])

    def test_size_and_preparation_of_requests(self) -> None:
        g = GROUND_OF_TOY
        assert list(g["kind_size"][:2, 128]) == pytest.approx([10.0, 30.0], rel=1e-12)
        assert g["kind_preparation"][0][192] == pytest.approx(3 * exp(0.3 * 0.6744897501960817), rel=1e-9)

    def test_preparation_may_have_a_spread_of_its_own(self) -> None:
        with copied() as folder:
            file = "tables/request_kinds.csv"
            replaced(folder, file, "preparation_days,", "preparation_days,preparation_sigma,")
            replaced(folder, file, "14,3,", "14,3,0,")
            replaced(folder, file, "28,7,", "28,7,0.1,")
            g = ground_truth(load(folder))[0]
        assert set(g["kind_preparation"][0]) == {3.0}
        assert g["kind_preparation"][1][192] == pytest.approx(7 * exp(0.1 * 0.6744897501960817), rel=1e-9)

    def test_facilities_may_begin_before_the_horizon(self) -> None:
        g = GROUND_OF_TOY
        assert (g["facility_start"][0], g["facility_end"][0]) == (-214, 90)

    def test_stoppages_have_the_mean_and_the_spread_of_the_table(self) -> None:
        g = GROUND_OF_TOY
        assert (g["stoppage_n"], g["stoppage_rate"][0]) == (1, 1.5)
        assert g["stoppage_days"][0][128] == pytest.approx(20 / sqrt(2), rel=1e-12)
        assert (g["stoppage_days"][0][1:] + g["stoppage_days"][0][:-1]).mean() / 2 == pytest.approx(20, rel=0.01)

    def test_a_pack_may_do_without_stoppages(self) -> None:
        with copied() as folder:
            (folder / "tables/stoppages.csv").unlink()
            assert ground_truth(load(folder))[0]["stoppage_n"] == 0


class TestHosts:
    """Sites among hosts by rank."""

    @given(st.integers(1, 60), st.integers(0, 3000), st.floats(0, 4))
    def test_every_site_has_a_host_and_every_host_a_site(self, hosts: int, more: int, concentration: float) -> None:
        shared = sites_by_host(hosts + more, hosts, concentration)
        assert sum(shared) == hosts + more
        assert min(shared) >= 1
        assert all(a >= b for a, b in pairwise(shared))

    @given(st.integers(1, 60), st.integers(0, 3000), st.floats(0, 2))
    def test_nobody_is_more_than_a_site_from_the_exact_share(self, hosts: int, more: int, concentration: float) -> None:
        sites = hosts + more
        weights = [rank**-concentration for rank in range(1, hosts + 1)]
        exact = [sites * weight / sum(weights) for weight in weights]
        shared = sites_by_host(sites, hosts, concentration)
        if min(exact) >= 1:
            assert all(abs(a - b) < 1 for a, b in zip(shared, exact, strict=True))

    def test_equal_remainders_go_to_the_lower_rank(self) -> None:
        assert sites_by_host(5, 3, 0.0) == (2, 2, 1)

    def test_a_host_without_a_site_takes_one_from_the_largest(self) -> None:
        assert sites_by_host(6, 4, 8.0) == (3, 1, 1, 1)


class TestSettings:
    """Scenarios, parameter values, modifiers and measures."""

    def test_shape(self) -> None:
        record = settings(TOY_PACK, "centre", "continuation")
        assert (record.dtype, record.shape) == (SETTINGS, (1,))

    @pytest.mark.parametrize(
        ("scenario", "mode", "quadrant"),
        [
            *(("resurgence", 0, 0), ("mission-impossible", 0, 1), ("satisfaction", 0, 2), ("civilian", 0, 3)),
            *(("centre", 0, 4), ("switching", 1, 4), ("mixture", 2, 4), ("blend", 3, 4), ("boom-and-bust", 4, 4)),
        ],
    )
    def test_modes(self, scenario: str, mode: int, quadrant: int) -> None:
        s = settings(TOY_PACK, scenario, "continuation")[0]
        assert (s["mode"], s["quadrant"]) == (mode, quadrant)

    def test_weights_stand_in_the_order_of_the_engine(self) -> None:
        assert QUADRANTS[:4] == ("resurgence", "mission-impossible", "satisfaction", "civilian")
        assert list(settings(TOY_PACK, "mixture", "continuation")[0]["quadrant_weight"]) == [0.1, 0.2, 0.3, 0.4]

    def test_path(self) -> None:
        s = settings(TOY_PACK, "boom-and-bust", "continuation")[0]
        assert (s["path_n"], list(s["path_day"][:2])) == (2, [0, 729])
        assert (list(s["path_conflict"][:2]), list(s["path_resources"][:2])) == ([0.2, 0.8], [0.8, 0.2])

    def test_values_given_and_neutral(self) -> None:
        values = settings(TOY_PACK, "centre", "continuation")[0]["unmoved"]
        rates, weights = PARAM_OFFSET["request_rate"], PARAM_OFFSET["line_weight"]
        assert list(values[rates : rates + 3]) == [1.0, 2.0, 0.0]
        assert list(values[weights : weights + 4]) == [1.0, 1.5, 1.0, 1.0]
        assert values[PARAM_OFFSET["envelope"]] == 1e6
        assert values[PARAM_OFFSET["planning_margin"]] == 0.0

    def test_bounds_are_those_of_the_engine(self) -> None:
        s = settings(TOY_PACK, "centre", "continuation")[0]
        for param in PARAMS:
            assert (s["low"][PARAM_OFFSET[param.name]], s["high"][PARAM_OFFSET[param.name]]) == (param.low, param.high)

    def test_factors_are_kept_as_logarithms(self) -> None:
        [(operation, corners, centre, measure, _)] = modifiers_of(
            "centre", "continuation", PARAM_OFFSET["envelope_target"]
        )
        assert (operation, centre, measure) == (0, 0.0, -1)
        assert [exp(corner) for corner in corners] == pytest.approx([1.1, 0.7, 0.8, 1.1])

    def test_shifts_are_kept_as_they_are(self) -> None:
        rows = modifiers_of("centre", "continuation", PARAM_OFFSET["inflation"])
        assert rows == [(1, (0.01, 0.01, 0.0, 0.0), 0.0, -1, 0.0)]

    def test_absolute_rates_become_factors_on_the_value_of_the_pack(self) -> None:
        place = PARAM_OFFSET["request_rate"] + 1
        for point in ({}, {"request_rate.support": 3.0}):
            [(operation, corners, _, _, _)] = modifiers_of("centre", "continuation", place, point)
            assert operation == 0
            assert [exp(corner) for corner in corners] == pytest.approx([2, 2, 0.5, 0.5])

    def test_absolute_probabilities_become_shifts(self) -> None:
        rows = modifiers_of("centre", "continuation", PARAM_OFFSET["p_recognise"])
        [(operation, corners, *rest)] = rows
        assert (operation, rest) == (1, [0.0, -1, 0.0])
        assert corners == pytest.approx((-0.35, -0.35, 0.15, 0.15))

    def test_an_effect_everywhere_also_holds_at_the_centre(self) -> None:
        rows = modifiers_of("centre", "plan-as-drafted", PARAM_OFFSET["planning_margin"])
        assert rows == [(1, (0.05,) * 4, 0.05, 1, 12.0)]

    def test_an_effect_by_quadrant_is_nothing_at_the_centre(self) -> None:
        [(operation, corners, centre, *rest)] = modifiers_of(
            "centre", "plan-as-drafted", PARAM_OFFSET["line_weight"] + 1
        )
        assert (operation, centre, rest) == (0, 0.0, [0, 0.0])
        assert [exp(corner) for corner in corners] == pytest.approx([0.8, 0.5, 1.0, 2.0])

    def test_rows_of_one_value_are_neighbours(self) -> None:
        s = settings(TOY_PACK, "centre", "plan-as-drafted")[0]
        places = list(s["modifier_param"][: s["modifier_n"]])
        assert len(places) == 4 + 3
        assert places == sorted(places)

    def test_measures_keep_their_random_slot_under_every_option(self) -> None:
        s = settings(TOY_PACK, "centre", "plan-as-drafted")[0]
        assert s["measure_n"] == 2
        assert list(s["measure_slot"][:2]) == [1, 0]
        assert list(s["measure_gate"][:2]) == [1.0, 0.7]
        assert list(s["measure_line"][:2]) == [-1, 1]
        assert list(s["measure_start"][:2]) == [18, 0]
        assert list(s["measure_one_off"][:2]) == [0.0, 1000.0]
        assert list(s["measure_per_year"][:2]) == [0.0, 5000.0]

    def test_the_reference_adds_nothing(self) -> None:
        s = settings(TOY_PACK, "centre", "continuation")[0]
        assert (s["measure_n"], s["modifier_n"]) == (0, 4)
        assert set(s["modifier_measure"][:4]) == {-1}

    @pytest.mark.parametrize("pack", ["toy", *scenarios.builtin()])
    def test_continuation_at_the_centre_leaves_every_factor_neutral(self, pack: str) -> None:
        s = settings(TOY_PACK if pack == "toy" else load(pack), "centre", "continuation")[0]
        assert not s["modifier_centre"].any()
        assert s["quadrant"] == QUADRANTS.index("centre")

    def test_in_the_world_too(self) -> None:
        cases = simulate(ground_truth(TOY_PACK), settings(TOY_PACK, "centre", "continuation"), seed=1, first=0, count=3)
        moved = simulate(
            ground_truth(TOY_PACK), settings(TOY_PACK, "civilian", "continuation"), seed=1, first=0, count=3
        )
        with copied() as folder:
            text = (folder / "parameters.yaml").read_text(encoding="utf-8")
            (folder / "parameters.yaml").write_text(text.split("circumstances:")[0], encoding="utf-8")
            (folder / "statements.yaml").unlink()  # they name a circumstance
            unmoved = load(folder)
            still = simulate(
                ground_truth(unmoved), settings(unmoved, "centre", "continuation"), seed=1, first=0, count=3
            )
        assert np.array_equal(cases.monthly, still.monthly)
        assert not np.array_equal(cases.monthly, moved.monthly)

    def test_unknown_names(self) -> None:
        with pytest.raises(KeyError, match="no scenario 'center'; did you mean 'centre'"):
            settings(TOY_PACK, "center", "continuation")
        with pytest.raises(KeyError, match="no option"):
            settings(TOY_PACK, "centre", "continued")


class TestPoints:
    """Values that stand in for those of the pack."""

    def test_everything_with_a_range_is_uncertain(self) -> None:
        assert uncertain(TOY_PACK) == (
            Uncertain("envelope_target", 0.9, 1.0, 1.1, "states"),
            Uncertain("line_weight.advice", 1.0, 1.5, 2.0, "secretariat"),
            Uncertain("request_rate.support", 1.0, 2.0, 4.0, "exogenous"),
            Uncertain("p_recognise", 0.4, 0.6, 0.8, "secretariat"),
            Uncertain("inspector_day_budget", 110.0, 120.0, 130.0, "secretariat"),
            Uncertain("measures.core-team.planning_margin", 0.03, 0.05, 0.08, "secretariat"),
            Uncertain("measures.core-team.preparation_factor", 0.4, 0.5, 0.6, "secretariat"),
        )

    @pytest.mark.parametrize("pack", ["toy", *scenarios.builtin()])
    def test_the_point_of_the_modes_is_the_pack_itself(self, pack: str) -> None:
        read = TOY_PACK if pack == "toy" else load(pack)
        modes = {quantity.name: quantity.mode for quantity in uncertain(read)}
        for option in read.options:
            assert np.array_equal(settings(read, "centre", option, modes), settings(read, "centre", option))

    def test_a_point_moves_what_it_names_and_nothing_else(self) -> None:
        plain = settings(TOY_PACK, "centre", "plan-as-drafted")[0]
        names = [name for name in SETTINGS.names or () if name != "modifier_corner"]
        point = {"quit_rate": 0.2, "line_weight.travel": 3.0, "measures.core-team.planning_margin": 0.08}
        moved = settings(TOY_PACK, "centre", "plan-as-drafted", point)[0]
        differing = np.flatnonzero(plain["unmoved"] != moved["unmoved"])
        assert set(differing) == {PARAM_OFFSET["quit_rate"], PARAM_OFFSET["line_weight"] + 2}
        assert [n for n in names if not np.array_equal(plain[n], moved[n])] == ["unmoved", "modifier_centre"]
        rows = modifiers_of("centre", "plan-as-drafted", PARAM_OFFSET["planning_margin"], point)
        assert rows == [(1, (0.08,) * 4, 0.08, 1, 12.0)]

    @pytest.mark.parametrize(
        ("point", "words"),
        [
            ({"quit_rates": 0.1}, "did you mean 'quit_rate'"),
            ({"request_rate": 1.0}, "no parameter or effect"),
            ({"quit_rate": 9.0}, r"expected 0 to 3 \(per year\)"),
            ({"quit_rate": float("nan")}, "expected 0 to 3"),
            ({"measures.core-team.preparation_factor": 0.0}, "expected a factor above 0"),
            ({"measures.core-team.planning_margin": float("inf")}, "a finite shift"),
            ({"measures.shift.line_weight.advice": 1.0}, "no parameter or effect"),
        ],
    )
    def test_a_point_that_the_pack_has_no_place_for(self, point: dict[str, float], words: str) -> None:
        with pytest.raises(ValueError, match=words):
            settings(TOY_PACK, "centre", "plan-as-drafted", point)


BYTES = """
import hashlib, scenarios
from scenarios.compile import ground_truth, settings
total = hashlib.sha256()
for name in {packs!r}:
    pack = scenarios.load(name)
    total.update(ground_truth(pack).tobytes())
    for scenario in pack.scenarios:
        for option in pack.options:
            total.update(settings(pack, scenario, option).tobytes())
print(total.hexdigest())
"""


def test_the_bits_do_not_hang_on_compilation_or_hashing() -> None:
    packs = [str(TOY), *scenarios.builtin()]
    said = set()
    for extra in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "NUMBA_DISABLE_JIT": "1"}):
        command = [sys.executable, "-c", BYTES.format(packs=packs)]
        here = Path(scenarios.__file__).parents[1]
        done = subprocess.run(
            command, env={**os.environ, **extra}, cwd=here, capture_output=True, text=True, check=True
        )
        said.add(done.stdout)
    assert len(said) == 1


@pytest.mark.parametrize("module", COMPILING)
def test_no_function_whose_bits_differ_between_machines(module: str) -> None:
    file = Path(scenarios.__file__).with_name(f"{module}.py")
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.Pow)
        if isinstance(node, ast.ImportFrom):
            assert node.module not in ("scipy", "numpy") or [a.name for a in node.names] == ["NDArray"]
            assert node.module != "math" or [a.name for a in node.names] == ["isfinite"]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "np":
            assert node.attr in ("zeros", "void")
