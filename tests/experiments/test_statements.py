"""Plan statements: the verdicts on those of the OPCW plan, and that every kind of test can hold, fail and stay open."""

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments.analysis.statements.effect import effect
from experiments.analysis.statements.finding import SURE, Finding, settled, worst
from experiments.analysis.statements.inputs import given
from experiments.analysis.statements.ledger import Entry, ledger
from experiments.analysis.statements.levels import always, band, ratio, share_of_fall
from experiments.analysis.statements.order import order
from experiments.analysis.statements.rows import pairs
from experiments.analysis.statements.show import counted
from experiments.analysis.statements.trend import trend
from experiments.analysis.statements.units import Scale, scale_of
from experiments.analysis.worlds import Outcome
from experiments.cli import app
from experiments.clock import Progress
from experiments.faults import StudyError
from scenarios import load
from scenarios.statements import ID
from simulation.layout import TALLIES, TALLY_INDEX
from tests.experiments.made import pack as without_statements
from tests.experiments.verdicts_2015 import EXPECTED
from tests.scenarios.folders import TOY

PACK = "opcw-2015-2019"
CLAIMS = {
    ("coded", 1): "20 21 26 27 54 55 65 66 67 78 81",
    ("coded", 2): "08 11 15 23 39 42 45 52 71",
    ("coded", 3): "06 16 40 59 69 72",
    ("em", 1): "03 07 09 10 12 19 24 25 31 32 34 35 36 37 41 43 47 48 51 53 56 57 58 61 68 75 76 79 80 82 83",
    ("em", 2): "14 63 70 74",
    ("in", 1): "02 17 18 22 38 49",
    ("in", 2): "05 46 60 64 77",
    ("rep", 1): "29 33",
    ("rep", 2): "73",
    ("rule", 1): "28 30 44 50",
    ("rule", 2): "01 13 62 84",
    ("rule", 3): "04",
}
"""Numbers of the claims M15 by origin and priority, which the rows of the pack must keep."""


DEMANDING = [name for name, row in load(PACK).statements.items() if row.replicates]
"""Rows that ask for more simulated cases than the usual number, two thirds of all cases of the ledger."""
TOO_FEW = {"M15-35a"}
"""The usual number sees its difference below 2 % of the level: only the whole ledger tells."""


@cache
def entries() -> dict[str, Entry]:
    """The ledger with the usual number of cases for every row: the verdicts of all but the demanding ones."""
    pack = load(PACK)
    rows = {name: row.model_copy(update={"replicates": None}) for name, row in pack.statements.items()}
    return {one.id: one for one in ledger(replace(pack, statements=rows)).entries}


@cache
def full_entries() -> dict[str, Entry]:
    return {one.id: one for one in ledger(load(PACK)).entries}


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in DEMANDING])
def test_the_verdicts_are_those_found_before(name: str) -> None:
    one = entries()[name]
    assert (one.as_is.verdict, one.neutral.verdict) == EXPECTED[name], (one.as_is, one.neutral)


@pytest.mark.parametrize("name", [name for name in DEMANDING if name not in TOO_FEW])
def test_fewer_cases_leave_a_verdict_open_or_as_it_was_found(name: str) -> None:
    one = entries()[name]
    for found, expected in zip((one.as_is, one.neutral), EXPECTED[name], strict=True):
        assert found.verdict in (expected, "inconclusive"), found


@pytest.mark.long
@pytest.mark.parametrize("name", EXPECTED)
def test_the_verdicts_of_the_whole_ledger_are_those_found_before(name: str) -> None:
    one = full_entries()[name]
    assert (one.as_is.verdict, one.neutral.verdict) == EXPECTED[name], (one.as_is, one.neutral)


def test_every_statement_of_the_pack_has_a_verdict_to_compare() -> None:
    assert list(entries()) == list(EXPECTED)


def test_all_84_claims_are_there_with_their_origins_and_priorities() -> None:
    claims = {f"M15-{number}": kind for kind, numbers in CLAIMS.items() for number in numbers.split()}
    rows = {name: (row.origin, row.priority) for name, row in load(PACK).statements.items()}
    parts = {name: ID.match(name) for name in rows}
    assert {name: claims[match[1]] for name, match in parts.items() if match} == rows
    assert {match[1] for match in parts.values() if match} == set(claims)
    assert len(claims) == 84


def test_verdicts_with_a_number_say_how_sure_it_is() -> None:
    for name, one in entries().items():
        if one.row.test in ("ORD", "EFF", "BAND", "TR") and one.as_is.verdict != "not testable":
            assert None not in (one.as_is.value, one.as_is.threshold, one.as_is.mc_error, one.as_is.margin), name


def test_a_statement_that_rests_on_what_encodes_it_is_called_coded() -> None:
    found = {name: one.standing for name, one in entries().items()}
    assert (found["M15-24d"], found["M15-25b"], found["M15-37a"], found["M15-22a"]) == ("emerges", "coded", "", "")


def outcome(tally: str, values: list[list[float]], **others: list[list[float]]) -> Outcome:
    """A world made by hand: values of a tally by case and year, for 2015 on."""
    years = np.array(values, float)
    yearly = np.zeros((*years.shape, len(TALLIES)))
    for name, rows in {tally: values, **others}.items():
        yearly[:, :, TALLY_INDEX[name]] = rows
    return Outcome(yearly, np.ones(len(years), bool), 1, tuple(range(2015, 2015 + years.shape[1])))


def visits(*cases: float) -> Outcome:
    return outcome("visits_done", [[case] for case in cases])


MANY = 50


@pytest.mark.parametrize(
    ("above", "below", "verdict"),
    [
        ([2.0] * MANY, [1.0] * MANY, "holds"),
        ([1.0] * MANY, [2.0] * MANY, "fails"),
        ([1.0] * MANY, [1.0] * MANY, "fails"),
        ([2.0] * 40 + [0.0] * 10, [1.0] * MANY, "inconclusive"),
        ([1.0], [2.0], "not testable"),
    ],
)
def test_an_order_holds_fails_and_stays_open(above: list[float], below: list[float], verdict: str) -> None:
    assert order(visits(*above), visits(*below), "visits_done", (), 0.8, "").verdict == verdict


def test_ties_count_half_in_an_order() -> None:
    assert order(visits(1, 1, 2, 2), visits(1, 1, 1, 1), "visits_done", (), 0.8, "").value == 0.75


def test_an_order_of_pairs_without_its_middle_fails() -> None:
    above, below = visits(*[1.0] * 45, *[0.0] * 5), visits(*[0.0] * 45, *[100.0] * 5)
    found = order(above, below, "visits_done", (), 0.65, "")
    assert (found.verdict, found.why) == ("fails", "the medians don't stand in this order")


def test_an_order_counts_only_pairs_with_an_event() -> None:
    ones = [[1.0]] * 10
    here = outcome("requests_late", ones, requests_limited=[[1.0]] * 9 + [[0.0]])
    there = outcome("requests_late", [[0.0]] * 10, requests_limited=ones)
    found = order(here, there, "late_share", (), 0.8, "")
    assert (found.verdict, found.value) == ("holds", 1.0)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([0.05] * MANY, "holds"),
        ([0.0] * MANY, "holds"),
        ([0.2] * MANY, "fails"),
        ([0.05] * 26 + [0.11] * 24, "inconclusive"),
        ([np.nan] * MANY, "not testable"),
    ],
)
def test_a_band_holds_fails_and_stays_open(values: list[float], verdict: str) -> None:
    assert band(np.array(values), (0.0, 0.08), "").verdict == verdict


def test_ratios_and_shares_of_a_fall() -> None:
    assert ratio(visits(1, 3), visits(2, 0), "visits_done", ())[0] == 0.5
    assert np.isnan(ratio(visits(1, 3), visits(2, 0), "visits_done", ())[1])
    falling = outcome("visits_done", [[8.0, 4.0, 2.0]])
    assert share_of_fall(falling, "visits_done", (2016, 2017), 10.0)[0] == 0.75


@pytest.mark.parametrize(
    ("years", "direction", "verdict"),
    [
        ([3.0, 2.0, 1.0], "down", "holds"),
        ([3.0, 2.0, 1.0], "up", "fails"),
        ([2.0, 2.0, 2.0], "down", "fails"),
        ([100.0, 102.0, 104.0], "level", "holds"),
        ([100.0, 110.0, 120.0], "level", "fails"),
    ],
)
def test_a_trend_holds_and_fails(years: list[float], direction: Any, verdict: str) -> None:
    assert trend(np.array([years] * 20), direction, "").verdict == verdict


def test_a_trend_within_its_error_stays_open() -> None:
    paths = np.random.default_rng(3).normal(0.0, 1.0, (30, 3))
    assert trend(paths, "up", "").verdict == "inconclusive"
    assert trend(paths[:1], "up", "").verdict == "not testable"


NOISE = np.linspace(-1.0, 1.0, MANY)


@pytest.mark.parametrize(
    ("shift", "spread", "direction", "verdict"),
    [
        (5.0, 1.0, "up", "holds"),
        (5.0, 1.0, "down", "fails"),
        (-5.0, 1.0, "down", "holds"),
        (0.1, 50.0, "up", "inconclusive"),
        (0.0, 0.0, "up", "fails"),
        (0.1, 1.0, "level", "holds"),
        (9.0, 1.0, "level", "fails"),
        (2.0, 1.0, "level", "inconclusive"),
    ],
)
def test_an_effect_holds_fails_and_stays_open(shift: float, spread: float, direction: Any, verdict: str) -> None:
    off, on = visits(*[100.0] * MANY), visits(*(100.0 + shift + spread * NOISE))
    assert effect(on, off, "visits_done", (), "horizon", direction, False, "").verdict == verdict


def test_an_effect_on_a_spread() -> None:
    off, on = visits(*NOISE), visits(*(3.0 * NOISE))
    assert effect(on, off, "visits_done", (), "variance", "up", False, "").verdict == "holds"
    assert effect(off, on, "visits_done", (), "variance", "up", False, "").verdict == "fails"


def test_a_constraint_holds_in_every_case_and_year_or_fails() -> None:
    assert always(np.array([[1.0, 2.0], [2.0, np.nan]]), (1.0, None), "").verdict == "holds"
    broken = always(np.array([[1.0, 2.0], [2.0, 0.5]]), (1.0, 3.0), "")
    assert (broken.verdict, broken.value) == ("fails", 0.75)
    assert always(np.array([[np.nan]]), (1.0, None), "").verdict == "not testable"


@pytest.mark.parametrize(
    ("key", "equals", "verdict"),
    [
        (("parameters", "visit_quota", "value"), 40, "holds"),
        (("parameters", "visit_quota", "value"), 41, "fails"),
        (("scenarios", "mixture", "weights", "mission-impossible"), 0.2, "holds"),
        (("matrix",), ["resurgence", "mission-impossible", "satisfaction", "civilian"], "holds"),
        (("pack", "start"), "2021-01-01", "holds"),
        (("parameters", "none"), 1, "not testable"),
    ],
)
def test_an_input_holds_fails_or_is_missing(key: tuple[str, ...], equals: Any, verdict: str) -> None:
    assert given(load(TOY), key, equals).verdict == verdict


def test_a_statement_hangs_on_its_worst_pair() -> None:
    verdicts = ("holds", "inconclusive", "not testable", "fails")
    findings = [Finding(verdict, margin=0.1) for verdict in verdicts]
    assert [worst(findings[:n]).verdict for n in (1, 2, 3, 4)] == list(verdicts)
    assert worst([Finding("holds", margin=0.2), Finding("holds", margin=0.1)]).margin == 0.1


def test_the_worlds_of_a_row() -> None:
    rows = load(TOY).statements
    assert len(pairs(rows["TOY-01a"], False)) == 4
    ((above, below), *_) = pairs(rows["TOY-01a"], True)
    assert (above.scenario, below.scenario) == ("resurgence", "satisfaction")
    assert above.changes.neutral == frozenset({"envelope_target"})
    ((on, off),) = pairs(rows["TOY-02"], False)
    assert on.changes.overrides == (("quit_rate", 0.2), ("rest_days", 0.0))
    assert (on.changes.factors, on.changes.measures) == ((("request_rate", 2.0),), ("core-team",))
    assert off.changes.overrides == off.changes.measures == ()
    assert pairs(rows["TOY-03"], False) == pairs(rows["TOY-04"], False) == []


def test_the_command_prints_a_table_that_fits() -> None:
    done = CliRunner().invoke(app, ["statements", str(TOY), "--replicates", "40"])
    assert done.exit_code == 0, done.output
    assert max(len(line) for line in done.output.splitlines()) <= 96
    assert "TOY-04 (para. 8): Knowledge grows. [knowledge is not simulated]" in done.output


def test_rows_are_chosen_by_priority_and_origin() -> None:
    words = ["statements", str(TOY), "--priority", "2", "--origin", "em", "--replicates", "40", "--json"]
    read = json.loads(CliRunner().invoke(app, words).stdout)
    (row,) = read["statements"]
    assert (row["id"], row["as_is"]["verdict"]) == ("TOY-01b", "holds")
    assert {"value", "threshold", "margin", "mc_error"} <= set(row["neutral_verdict"])


FIELDS = {
    *("id", "paragraph", "text", "verdict", "verdict_neutral", "value", "threshold", "margin", "mc_error"),
    *("origin", "priority", "explanation", "interval"),
}


def test_each_row_for_programs_has_its_verdict_and_numbers_on_top() -> None:
    found = ledger(load(TOY), replicates=40)
    for one, row in zip(found.entries, found.to_json()["statements"], strict=True):
        assert set(row) >= FIELDS, one.id
        assert (row["verdict"], row["value"], row["threshold"]) == (
            one.as_is.verdict,
            one.as_is.value,
            one.as_is.threshold,
        )
    last = {row["id"]: row for row in found.to_json()["statements"]}["TOY-04"]
    assert (last["verdict"], last["value"], last["explanation"]) == ("not testable", None, "knowledge is not simulated")


def test_a_row_runs_the_cases_that_it_asks_for() -> None:
    pack = load(TOY)
    row = pack.statements["TOY-01b"]
    rows = {"TOY-01b": row, "TOY-01c": row.model_copy(update={"replicates": 200})}
    found = ledger(replace(pack, statements=rows | {"TOY-01c": row.model_copy(update={"replicates": 400})}))
    assert found.cases == 200 + 400


def test_nothing_fails_or_stays_open_without_an_explanation() -> None:
    """By the verdicts recorded: that they are those found is tested above."""
    for name, row in load(PACK).statements.items():
        assert bool(row.explained) == (EXPECTED[name][0] in ("fails", "inconclusive")), name


def test_the_count_of_verdicts_says_how_many_hold_of_those_testable() -> None:
    shown = counted(ledger(load(TOY), priority=3, replicates=40).entries)
    assert shown == (
        "All rows: 2, of which 1 hold, 0 fail, 0 inconclusive, 1 not testable. Of the 1 testable 100.0 in 100 hold.",
    )


def test_every_row_says_what_it_states_in_which_unit_and_which_interval_decides() -> None:
    done = CliRunner().invoke(app, ["statements", str(TOY), "--replicates", "40"])
    lines = done.stdout.splitlines()
    for name, row in load(TOY).statements.items():
        (at,) = [i for i, line in enumerate(lines) if line.startswith(f"{name} ") and "(para." not in line]
        assert row.text in " ".join(" ".join(lines[at + 1 : at + 8]).split())
    (ordered,) = [line for line in lines if line.startswith("TOY-01a ") and "(para." not in line]
    assert re.search(r"≥ 80 +[0-9.]+…[0-9.]+  % of pairs of cases$", ordered)
    assert "P: priority." in done.stdout
    assert "Not testable:" in done.stdout


def test_shares_are_told_in_per_cent_and_their_differences_in_points() -> None:
    pack = load(TOY)
    row = pack.statements["TOY-01b"]
    share = {"indicator": "visits_share", "statistic": "horizon", "direction": "up"}
    units = [
        scale_of(pack, row.model_copy(update=share | {"test": test})) for test in ("ORD", "CON", "BAND", "EFF", "TR")
    ]
    assert units == [
        Scale(100.0, "% of pairs of cases"), Scale(100.0, "% of cases and years"), Scale(100.0, "%"),
        Scale(100.0, "pp"), Scale(100.0, "pp a year"),
    ]  # fmt: skip
    money = share | {"test": "BAND", "indicator": "cash_end"}
    assert scale_of(pack, row.model_copy(update=money)) == Scale(1.0, pack.pack.currency)


def test_a_value_is_told_with_the_interval_that_decides() -> None:
    assert settled(0.9, 0.8, 0.1, 0.01).interval == pytest.approx((0.9 - SURE * 0.01, 0.9 + SURE * 0.01))
    above, below = visits(*[2.0] * MANY), visits(*[1.0] * MANY)
    assert effect(above, below, "visits_done", (), "horizon", "up", False, "").interval == (1.0, 1.0)
    nearly = order(visits(*[2.0] * (MANY - 1), 0.0), below, "visits_done", (), 0.8, "")
    assert nearly.interval is not None
    assert nearly.interval[0] < 1.0 - 1.0 / MANY < nearly.interval[1] <= 1.0


def test_a_long_run_says_how_far_it_is() -> None:
    steps: list[Progress] = []
    ledger(load(TOY), replicates=40, watch=steps.append)
    assert steps[-1].done == steps[-1].total > 0
    assert steps[-1].total % 40 == 0


def test_a_pack_without_statements_says_so() -> None:
    with pytest.raises(StudyError, match="the pack mine-ban-unit has no plan statements"):
        ledger(without_statements())
