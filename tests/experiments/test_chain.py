"""The results chain: levels, efficiency and effectiveness against the cases themselves, shares, costs, the screen."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments.analysis.chain import HANDS, Chain, chain, ends, points_of
from experiments.analysis.costs import Bill, bills
from experiments.analysis.intervals import paired
from experiments.analysis.show_chain import FIRST
from experiments.analysis.variance import CHANCE, INTERACTIONS
from experiments.analysis.worlds import Laboratory, World
from experiments.catalogue import CHAIN
from experiments.cli import app
from experiments.faults import UnknownNameError
from scenarios import load
from scenarios.words import FrozenDict

PACK, PLAN = "opcw-2015-2019", "plan-as-drafted"
REPLICATES = 64


@pytest.fixture(scope="module")
def found() -> Chain:
    return chain(load(PACK), replicates=REPLICATES)


@pytest.fixture(scope="module")
def laboratory(found: Chain) -> Laboratory:
    return Laboratory(load(PACK), REPLICATES, found.draws, points=points_of(load(PACK), REPLICATES, 1)[1])


def test_every_objective_is_followed_in_the_order_of_the_chain(found: Chain) -> None:
    assert len(found.pack.objectives) == 7
    levels = {one["id"]: one["level"] for one in _catalogue()}
    for name, objective in found.pack.objectives.items():
        told = [one.indicator for one in found.levels if (one.objective, one.scenario) == (name, "resurgence")]
        assert sorted(told) == sorted(objective.indicators)
        places = [CHAIN.index(levels[one]) for one in told]
        assert places == sorted(places)


def _catalogue() -> list[dict[str, str]]:
    return json.loads(CliRunner().invoke(app, ["indicators", "--json"]).output)  # type: ignore[no-any-return]


def test_a_level_is_that_of_the_last_year(found: Chain, laboratory: Laboratory) -> None:
    one = next(one for one in found.levels if (one.indicator, one.scenario) == ("at_level_3", "civilian"))
    here, there = (
        laboratory.outcome(World("civilian", option)).parts("at_level_3", (2019,)) for option in (PLAN, "continuation")
    )
    quantiles = np.quantile(here.values(), (0.1, 0.5, 0.9))
    assert (one.spread.p10, one.spread.p50, one.spread.p90) == pytest.approx(tuple(quantiles))
    assert one.effect == paired(here, there, laboratory.has_draws)
    assert one.attained is not None
    assert one.attained.p50 == pytest.approx(quantiles[1] / 1.0)


def test_efficiency_is_output_over_money_of_each_case(found: Chain, laboratory: Laboratory) -> None:
    label = "Article VI inspections"
    one = next(one for one in found.yields if (one.label, one.scenario) == (label, "satisfaction"))
    outcome = laboratory.outcome(World("satisfaction", PLAN))
    done, *money = (
        outcome.parts(name).numerator for name in ("visits_done", "spending_inspectors", "spending_missions")
    )
    assert one.spread.p50 == pytest.approx(np.median(1e6 * done / sum(money)))


def test_shares_sum_to_one_and_resources_hold_the_services(found: Chain) -> None:
    assert found.factors == ("conflict", "resources", "option")
    for shares in found.shares.values():
        if shares is not None:
            assert sum(one.share for one in shares.shares.values()) == pytest.approx(1)
            assert set(shares.shares) == {*found.factors, *HANDS, CHANCE, INTERACTIONS}
    services = found.shares["services_output"]
    assert services is not None
    assert services.shares["resources"].low > services.shares["conflict"].high
    assert found.shares["visits_planned"] is None or found.shares["visits_planned"].variance > 0


def test_the_axes_stand_where_the_scenarios_have_them(found: Chain, laboratory: Laboratory) -> None:
    """The part of resources is the squared half difference of the two rich from the two poor scenarios, less chance."""
    means = {
        (scenario, option): laboratory.outcome(World(scenario, option)).parts("services_output", (2019,)).values()
        for scenario in found.scenarios
        for option in found.options
    }
    rich, poor = (
        np.mean([v.mean() for (scenario, _), v in means.items() if scenario in pair])
        for pair in (("resurgence", "civilian"), ("mission-impossible", "satisfaction"))
    )
    services = found.shares["services_output"]
    assert services is not None
    assert services.shares["resources"].share * services.variance == pytest.approx(((rich - poor) / 2) ** 2, rel=0.05)


def test_shares_of_a_level_are_means_over_its_indicators(found: Chain) -> None:
    levels = {one["id"]: one["level"] for one in _catalogue()}
    told = [one for name, one in found.shares.items() if one is not None and levels[name] == "outcome"]
    assert all(one.used == REPLICATES for one in told)
    option, own = (np.mean([one.shares[name].share for one in told]) for name in ("option", "secretariat"))
    assert found.by_level["outcome"]["option"].share == pytest.approx(option)
    assert found.secretariat_by_level["outcome"].share == pytest.approx(option + own)


def test_parameters_are_told_apart_by_who_controls_them(found: Chain) -> None:
    """Steps of implementation are in the hands of States; the two points of a block differ in all that is uncertain."""
    assert found.groups == HANDS
    assert found.draws == REPLICATES // 2
    steps = found.shares["at_level_3"]
    assert steps is not None
    assert steps.shares["states"].low > max(steps.shares[name].high for name in ("secretariat", "exogenous"))


def test_an_objective_without_outcome_ends_with_its_outputs(found: Chain) -> None:
    assert {one.level for one in ends(found.pack.objectives["cooperation"])} == {"output"}
    assert {one.level for one in ends(found.pack.objectives["national-implementation"])} == {"outcome"}


def test_who_pays_is_added_up_from_the_measures() -> None:
    pack = load(PACK)
    drafted = pack.options[PLAN].measures
    costs = [cost for name in drafted if (cost := pack.measures[name].cost) is not None]
    found = {(one.option, one.payer): one for one in bills(pack)}
    assert found[PLAN, "assessed"] == Bill(
        PLAN, "assessed", sum(c.one_off for c in costs), sum(c.per_year for c in costs)
    )
    assert found["continuation", "assessed"] == Bill("continuation", "assessed", 0, 0)
    assert len(found) == len(pack.options) * 3


def test_what_states_pay_in_kind_is_told() -> None:
    from experiments.study import with_options

    pack = with_options(load(PACK), ("continuation+peer-help",))
    found = {(one.option, one.payer): one for one in bills(pack)}
    assert found["continuation+peer-help", "states"].per_year == 900_000
    assert found["continuation+peer-help", "assessed"].per_year == 0


def test_an_unknown_name_is_said() -> None:
    with pytest.raises(UnknownNameError, match="option: found 'none', expected one of"):
        chain(load(PACK), "none")
    with pytest.raises(UnknownNameError, match="scenario: found 'none', expected one of"):
        chain(load(PACK), PLAN, ["none"])
    with pytest.raises(UnknownNameError, match="states none"):
        chain(replace(load(PACK), objectives=FrozenDict()))


def test_the_screen_fits_a_narrow_terminal_and_has_a_key() -> None:
    done = CliRunner().invoke(app, ["chain", PACK, "--replicates", "64"])
    assert done.exit_code == 0, done.output
    assert max(len(line) for line in done.output.splitlines()) <= 96
    told = " ".join(done.output.split())
    for words in ("7 Effectiveness of the organisation", "EFFICIENCY, a million EUR", "No impact is simulated"):
        assert words in told
    assert "Plan as drafted 6.4 M once" in told
    assert "Option Secretariat States Others Chance Interplay" in told
    assert "In the hands of the secretariat, Option and Secretariat together: input" in told
    assert "draws of the parameters; fewer than 80 make intervals too narrow" in told


def test_one_scenario_and_few_cases_leave_the_shares_open() -> None:
    """Twenty cases make no block of draws: levels are told, shares are not."""
    done = CliRunner().invoke(app, ["chain", PACK, "--replicates", "20", "--scenario", "civilian", "--json"])
    read = json.loads(done.stdout)
    assert {one["scenario"] for one in read["levels"]} == {"civilian"}
    assert set(read["shares"].values()) == {None}
    assert {"factors", "efficiency", "costs", "objectives", "shares_by_level"} <= set(read)


def test_no_word_of_a_name_stands_beside_a_range_and_the_reference_is_named() -> None:
    lines = CliRunner().invoke(app, ["chain", PACK, "--replicates", "20"]).stdout.splitlines()
    levels = lines[: next(i for i, line in enumerate(lines) if "which way is better" in line)]
    ranges = [line for line in levels if "…" in line]
    assert len(ranges) > 50
    assert [line for line in ranges if line[:FIRST].strip()] == []
    told = " ".join(" ".join(line[:FIRST] for line in levels).split())
    assert "change from “Continuation” (pp)" in told
    assert any("as above" in line for line in levels)
