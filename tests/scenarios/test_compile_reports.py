"""Reports, meetings and income groups as the records of the engine."""

import numpy as np
import pytest

from scenarios import load
from scenarios.compile import ground_truth, settings
from scenarios.rows_reports import KINDS_OF_REPORT
from simulation.layout import PARAM_OFFSET
from simulation.rules import reporting
from tests.scenarios.folders import TOY, copied, replaced

TOY_PACK = load(TOY)
GROUND_OF_TOY = ground_truth(TOY_PACK)[0]


def column(name: str, n: int = 4) -> list[float]:
    return [float(value) for value in GROUND_OF_TOY[name][:n]]


class TestReports:
    """Kinds of report by row: dates, classes as bits, and which States owe two that are alike."""

    def test_dates_and_periods(self) -> None:
        assert GROUND_OF_TOY["report_n"] == 4
        assert column("report_month") == [2, 8, 0, 4]
        assert column("report_year") == [-1, 0, 0, 1]
        assert [column("report_period"), column("report_entry")] == [[1, 3, 0, 0], [0, 0, 90, 0]]
        assert [column("report_kind"), column("report_work")] == [[0, 0, 0, 1], [40, 20, 60, 6]]

    def test_who_owes_them_and_who_owes_two_alike(self) -> None:
        assert column("report_classes") == [0b11, 0b10, 0b11, 0b11]
        assert column("report_alike") == [0b10, 0b10, 0, 0]

    def test_codes_are_those_of_the_engine(self) -> None:
        codes = {"report": reporting.REPORT, "survey": reporting.SURVEY}
        assert [codes[kind] for kind in KINDS_OF_REPORT] == [0, 1]

    def test_a_factor_moves_the_report_of_its_row_alone(self) -> None:
        place = PARAM_OFFSET["report_effort"]
        values = settings(TOY_PACK, "resurgence", "continuation", {"report_effort.third": 3.0})["unmoved"][0, place:]
        assert list(values[:4]) == [1.0, 3.0, 1.0, 1.0]

    def test_income_groups_have_their_codes(self) -> None:
        found = ground_truth(load("brs-synergies-2012-2013"))[0]["state_class_group"][:8]
        assert list(found) == [0, 0, 1, 1, 2, 2, 0, 0]
        assert column("state_class_group", 2) == [2, 2]


class TestMeetings:
    """Meetings by day, those of a gathering with the row of its first."""

    def test_meetings_stand_by_day(self) -> None:
        assert GROUND_OF_TOY["meeting_n"] == 3
        assert column("meeting_day", 3) == [322, 532, 535]
        assert column("meeting_first", 3) == [0, 1, 1]
        assert column("meeting_classes", 3) == [0b10, 0b11, 0b10]
        assert column("meeting_sponsors", 3) == [2, -1, -1]

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("days", [3, 5, 2]),
            ("set_up", [4000, 9000, 2000]),
            ("day_cost", [500, 1000, 300]),
            ("travel", [1, 2, 2]),
            ("host", [0, 0.25, 0]),
        ],
    )
    def test_what_they_take(self, name: str, values: list[float]) -> None:
        assert column(f"meeting_{name}", 3) == values

    def test_a_gathering_counts_from_its_first_meeting_whatever_the_order_of_rows(self) -> None:
        with copied() as folder:
            replaced(folder, "tables/meetings.csv", "2022-06-17", "2022-06-24")
            g = ground_truth(load(folder))[0]
        assert list(g["meeting_first"][:3]) == [0, 1, 1]
        assert list(g["meeting_days"][:3]) == [3, 2, 5]

    def test_a_pack_may_do_without_reports_and_meetings(self) -> None:
        with copied() as folder:
            for table in ("reports", "meetings"):
                (folder / f"tables/{table}.csv").unlink()
            g = ground_truth(load(folder))[0]
        assert (g["report_n"], g["meeting_n"]) == (0, 0)
        assert not np.any(g["report_classes"])
