"""Sessions, gates, dated obligations and activities of the desk as the records of the engine."""

from math import sqrt

import numpy as np
import pytest

from scenarios import load
from scenarios.compile import ground_truth, settings
from scenarios.rows import BASES
from simulation.duties import NOT_YET
from simulation.layout import PARAM_OFFSET
from simulation.rules import desk
from tests.scenarios.folders import TOY, copied, replaced

TOY_PACK = load(TOY)
GROUND_OF_TOY = ground_truth(TOY_PACK)[0]
STOCKS = """1,0,28,0,0,0,0,0,plan: para. 9
yard,Yard,continuous,2020-06-01,2021-03-31,1,0,28,0,0,0,100,1,plan: para. 9
mine,Mine,continuous,2020-06-01,2021-03-31,1,0,28,0,0,0,50,1,plan: para. 9"""
"""Two facilities with a stock after the one without."""
CODES = {"rate": desk.BY_ITSELF, "sessions": desk.SESSIONS, "obligations": desk.DUTIES, "reports": desk.MISSING}
CODES |= {"extensions": desk.LIKELY}


class TestSessionsAndObligations:
    """Sessions by day, bodies of gates and obligations by row, hosts as States."""

    GATE = "gate: {probability: 0.7, source: expert judgement}"

    def test_sessions_stand_by_day_each_with_its_body(self) -> None:
        g = GROUND_OF_TOY
        assert (g["body_n"], g["session_n"]) == (2, 4)
        assert list(g["session_day"][:4]) == [-42, 168, 322, 686]
        assert list(g["session_body"][:4]) == [0, 1, 0, 0]

    def test_obligations_with_work_of_their_own(self) -> None:
        g = GROUND_OF_TOY
        assert g["obligation_n"] == 2
        found = {column: list(g[f"obligation_{column}"][:2]) for column in ("work", "rate", "facilities", "due")}
        assert found == {"work": [30.0, 8.0], "rate": [12.0, 4.0], "facilities": [0, 0], "due": [424, 364]}
        assert [list(g[f"obligation_{column}"][:2]) for column in ("class", "body")] == [[1, -1], [0, -1]]
        assert [list(g[f"obligation_{column}"][:2]) for column in ("kind", "need")] == [[0, 1], [20_000, 0]]
        terms = ("extensions", "longest", "lead")
        assert [list(g[f"obligation_{column}"][:2]) for column in terms] == [[2, 0], [24, 0], [90, 0]]

    def test_work_may_be_owed_without_a_date(self) -> None:
        with copied() as folder:
            replaced(folder, "tables/obligations.csv", ",,8,4,2021-12-31,", ",,8,4,,")
            g = ground_truth(load(folder))[0]
        assert g["obligation_due"][1] == NOT_YET

    def test_obligations_may_owe_the_stock_of_facilities(self) -> None:
        with copied() as folder:
            replaced(folder, "tables/facilities.csv", "1,0,28,0,0,0,0,0,plan: para. 9", STOCKS)
            replaced(folder, "tables/obligations.csv", "far,,30,12", "far,yard mine,0,0")
            g = ground_truth(load(folder))[0]
        assert (g["obligation_facilities"][0], g["obligation_work"][0]) == (0b110, 0.0)

    def test_a_pack_may_do_without_sessions_and_obligations(self) -> None:
        with copied() as folder:
            for table in ("sessions", "obligations", "activities"):
                (folder / f"tables/{table}.csv").unlink()
            g = ground_truth(load(folder))[0]
        assert (g["body_n"], g["session_n"], g["obligation_n"]) == (0, 0, 0)

    def test_relevance_of_hosts_adds_up_to_the_visits_of_a_year(self) -> None:
        g, rows = GROUND_OF_TOY, TOY_PACK.tables.site_classes
        assert list(g["class_relevance"][:2]) == [row.quota / row.sites for row in rows]
        assert g["host_n"] == 4
        assert g["host_relevance"].sum() == pytest.approx(sum(row.quota for row in rows), rel=1e-12)
        assert g["host_relevance"][0] == pytest.approx(55 * g["class_relevance"][0] + 2 * g["class_relevance"][1])

    def test_hosts_are_the_parties_of_most_capacity(self) -> None:
        """Each a State of its own: the twelve of the class "near" come before those of the class "far"."""
        states = list(GROUND_OF_TOY["host_state"][:5])
        assert states == [0, 1, 2, 3, -1]
        assert set(GROUND_OF_TOY["state_class"][states[:4]]) == {0}

    def test_gates_without_bodies_wait_for_nothing(self) -> None:
        s = settings(TOY_PACK, "centre", "plan-as-drafted")[0]
        assert list(s["measure_gate"][:2]) == [1.0, 0.7]
        assert list(s["measure_bodies"][:2]) == [0, 0]

    @pytest.mark.parametrize(
        ("gate", "bodies", "asked"),
        [
            ("bodies: [council]", 0b01, -366),
            ("bodies: [assembly, council]", 0b11, -366),
            ("bodies: [assembly], asked: 2021-03-01", 0b10, 59),
        ],
    )
    def test_gates_name_bodies_and_the_day_from_which_they_are_asked(self, gate: str, bodies: int, asked: int) -> None:
        with copied() as folder:
            replaced(folder, "options.yaml", self.GATE, f"gate: {{probability: 0.7, {gate}, source: expert judgement}}")
            s = settings(load(folder), "centre", "plan-as-drafted")[0]
        assert (s["measure_bodies"][1], s["measure_asked"][1], s["measure_start"][1]) == (bodies, asked, 0)


class TestDesk:
    """Activities by row, with the body that each serves, and what lines pay for."""

    def test_activities_reach_the_record(self) -> None:
        g = GROUND_OF_TOY
        assert g["activity_n"] == 2
        codes = {column: list(g[f"activity_{column}"][:2]) for column in ("priority", "basis", "trip", "helps", "body")}
        assert codes == {"priority": [1, 3], "basis": [1, 0], "trip": [0, 1], "helps": [4, 3], "body": [0, -1]}
        assert [list(g[f"activity_{column}"][:2]) for column in ("rate", "patience")] == [[0, 4], [60, 90]]

    @pytest.mark.parametrize(("row", "days", "cv"), [(0, 6.0, 0.25), (1, 5.0, 0.5)])
    def test_lengths_have_their_mean(self, row: int, days: float, cv: float) -> None:
        lengths = GROUND_OF_TOY["activity_days"][row]
        assert lengths[len(lengths) // 2] == pytest.approx(days / sqrt(1.0 + cv**2), rel=0.01)
        assert (np.diff(lengths) > 0).all()

    @pytest.mark.parametrize("kind", BASES)
    def test_every_basis_has_the_code_of_the_engine(self, kind: str) -> None:
        with copied() as folder:
            replaced(folder, "tables/activities.csv", "3,rate,4,none", f"3,{kind},4,council")
            assert ground_truth(load(folder))[0]["activity_basis"][1] == CODES[kind]

    def test_lines_pay_posts_and_trips_of_the_desk(self) -> None:
        found = ground_truth(load("ccm-isu-2019"))[0]["line_purpose"]
        assert list(found[:5]) == [desk.DESK, desk.DESK, 0, desk.TRAVEL, 0]

    def test_a_factor_moves_the_tasks_of_its_activity_alone(self) -> None:
        place = PARAM_OFFSET["desk_rate"]
        values = settings(TOY_PACK, "resurgence", "continuation", {"desk_rate.calls": 3.0})["unmoved"][0, place:]
        assert list(values[:2]) == [1.0, 3.0]

    def test_a_pack_may_do_without_a_desk(self) -> None:
        with copied() as folder:
            (folder / "tables" / "activities.csv").unlink()
            assert ground_truth(load(folder))[0]["activity_n"] == 0
