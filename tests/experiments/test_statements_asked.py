"""What a user asks of the plan statements: which, on how many simulated cases, and how the numbers are written."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from experiments.analysis.statements.ledger import ledger
from experiments.analysis.statements.show import show_ledger
from experiments.analysis.statements.units import scale_of
from experiments.cli import app
from experiments.console import console
from experiments.faults import UnknownNameError
from scenarios import load
from tests.scenarios.folders import TOY


def test_the_number_that_a_user_asks_for_wins(capsys: pytest.CaptureFixture[str]) -> None:
    pack = load(TOY)
    row = pack.statements["TOY-01b"]
    rows = {"TOY-01b": row, "TOY-01c": row.model_copy(update={"replicates": 400})}
    found = ledger(replace(pack, statements=rows), replicates=40)
    assert found.cases == 40
    show_ledger(found, console())
    told = " ".join(capsys.readouterr().out.split())
    assert "TOY-01c: asks for more simulated cases" in told
    assert "TOY-01b: asks" not in told


def test_statements_are_chosen_by_id() -> None:
    pack = load(TOY)
    assert [one.id for one in ledger(pack, names=("TOY-03", "TOY-01")).entries] == ["TOY-01a", "TOY-01b", "TOY-03"]
    assert [one.id for one in ledger(pack, names=("TOY-01b",), replicates=40).entries] == ["TOY-01b"]
    with pytest.raises(UnknownNameError, match="did you mean 'TOY-03'"):
        ledger(pack, names=("TOY-3",))
    done = CliRunner().invoke(app, ["statements", str(TOY), "TOY-03", "TOY-9"])
    assert done.exit_code == 2
    assert "TOY-9" in done.stderr


def test_a_year_is_no_quantity(capsys: pytest.CaptureFixture[str]) -> None:
    pack = load("opcw-2005-2007")
    show_ledger(ledger(pack, names=("M5-02",)), console())
    told = capsys.readouterr().out
    assert "2004" in told
    assert "2,004" not in told


def test_a_quantity_of_that_size_is_one() -> None:
    """Forty visits, a cell in EUR and two of them by a year: only what has no unit may be a year."""
    rows = load(TOY).statements
    scales = {name: scale_of(load(TOY), rows[name]).may_be_year for name in ("TOY-01b", "TOY-03", "TOY-05", "TOY-06")}
    assert scales == {"TOY-01b": False, "TOY-03": False, "TOY-05": True, "TOY-06": False}
