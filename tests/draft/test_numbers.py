"""Every figure of a draft is the figure of its cell, read again here from the files of the store alone."""

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pytest

from experiments.draft.ledger import differing
from experiments.draft.model import Number, Paragraph, Table, Tag, plain
from experiments.results import Results
from tests.draft.conftest import Written

CAN_BE_TOLD = ("p10", "p50", "p90", "difference", "difference low", "difference high")


@dataclass(frozen=True)
class Cases:
    """Numerator and denominator of an indicator over the horizon by case, and the draw of each case."""

    above: Any
    below: Any
    draw: Any

    def pooled(self, counted: Any) -> float:
        return float(self.above[counted].sum() / self.below[counted].sum())


@pytest.fixture(scope="module")
def cases(results: Results) -> Callable[[str, str, str], Cases]:
    over = {tally["name"]: tally["over"] for tally in results.manifest.tallies}
    blocks = str(results.folder / "blocks" / "*.parquet")

    def of(indicator: str, scenario: str, option: str) -> Cases:
        one = results.indicator(indicator)
        reduced = {"sum": "sum", "mean": "avg", "min": "min", "max": "max", "last": "last"}[over[one.numerator]]
        above = f'sum("{one.numerator}"::DOUBLE)' if one.denominator else f'{reduced}("{one.numerator}"::DOUBLE)'
        below = f'sum("{one.denominator}"::DOUBLE)' if one.denominator else "1::DOUBLE"
        query = (
            f"SELECT replicate, any_value(draw) AS draw, {above} AS above, {below} AS below FROM '{blocks}' "
            "WHERE scenario = ? AND option = ? AND status = 0 GROUP BY replicate ORDER BY replicate"
        )
        found = duckdb.execute(query, [scenario, option]).fetchnumpy()
        return Cases(found["above"], found["below"], found["draw"])

    return of


def recomputed(row: dict[str, Any], cases: Callable[[str, str, str], Cases], option: str) -> float:
    here = cases(row["indicator"], row["scenario"], row["option"])
    values = here.above / here.below
    if row["statistic"] in ("p10", "p50", "p90"):
        return float(np.quantile(values, float(row["statistic"][1:]) / 100))
    if row["statistic"].startswith("frequency"):
        _, side, limit = row["statistic"].split()
        return float(np.mean(values > float(limit) if side == "above" else values < float(limit)))
    there = cases(row["indicator"], row["scenario"], option)
    differences = [here.pooled(here.draw == d) - there.pooled(there.draw == d) for d in np.unique(here.draw)]
    if row["statistic"] == "difference":
        return here.pooled(slice(None)) - there.pooled(slice(None))
    return float(np.quantile(differences, {"difference low": 0.05, "difference high": 0.95}[row["statistic"]]))


@pytest.fixture(scope="module")
def sidecar(written: Written) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((written.folder / "draft.numbers.json").read_text(encoding="utf-8"))
    return rows


def test_every_figure_can_be_computed_from_the_store(
    sidecar: list[dict[str, Any]], cases: Callable[[str, str, str], Cases]
) -> None:
    told = [r for r in sidecar if r["statistic"] in CAN_BE_TOLD or r["statistic"].startswith("frequency")]
    assert len(told) > 100
    wrong = [r for r in told if not math.isclose(recomputed(r, cases, "continuation"), r["value"], abs_tol=1e-12)]
    assert wrong == []


def test_the_rest_comes_from_study_and_pack(sidecar: list[dict[str, Any]], results: Results) -> None:
    study, rates = results.manifest.study, results.pack.parameters["request_rate"]
    expected: dict[str, Any] = {
        "cases": study.replicates * len(study.scenarios) * len(study.options),
        "replicates": study.replicates,
        "draws": study.draws,
        "seed": study.seed,
        "failed": 0,
    }
    for kind, rate in rates.items():  # type: ignore[union-attr]
        for bound in ("", " low", " high"):
            expected[f"parameter request_rate.{kind}{bound}"] = getattr(rate, bound.strip() or "value")
    found = {row["statistic"]: row["value"] for row in sidecar if row["indicator"] is None}
    assert found == expected


def test_printed_figures_round_the_values(sidecar: list[dict[str, Any]]) -> None:
    for row in sidecar:
        shown = re.fullmatch(r"(−?)([\d,]+(?:\.(\d+))?)(?:\N{NO-BREAK SPACE}%)?", row["text"])
        if shown is None:
            assert re.fullmatch(r"(fewer than |more than |none of |all of )?[\d,]+( of [\d,]+)?", row["text"]), row
            continue
        scale = 100 if row["unit"] == "%" else 1
        printed = float(shown[2].replace(",", "")) * (-1 if shown[1] else 1)
        assert abs(printed - row["value"] * scale) <= 0.5 * 10.0 ** -len(shown[3] or "") + 1e-9, row


def test_the_check_finds_what_was_changed(sidecar: list[dict[str, Any]], results: Results) -> None:
    assert differing(sidecar, results) == []
    changed = [dict(row) for row in sidecar]
    changed[20]["value"] += 1e-6
    changed[30]["value"] = None
    changed[40]["content_hash"] = "0" * 64
    assert differing(changed, results) == [changed[place]["id"] for place in (20, 30, 40)]


def pieces(written: Written) -> Iterator[Any]:
    for block in written.draft.blocks():
        if isinstance(block, Paragraph):
            yield from (piece for text in (block.text, *block.items) for piece in text)
        elif isinstance(block, Table):
            yield from (piece for row in block.rows for text in (*row.cells, (row.tag,)) for piece in text)


def test_numbers_are_listed_once_in_order_and_all_of_them_are_printed(written: Written) -> None:
    printed = {piece.id: piece for piece in pieces(written) if isinstance(piece, Number)}
    assert [n.id for n in written.draft.numbers] == [f"n{i + 1}" for i in range(len(printed))]
    assert {n.id: n for n in written.draft.numbers} == printed


def test_every_figure_in_the_text_is_tagged(written: Written) -> None:
    for block in written.draft.blocks():
        for text in (block.text, *block.items) if isinstance(block, Paragraph) else ():
            tagged = {number.id for tag in text if isinstance(tag, Tag) for number in tag.numbers}
            assert tagged == {piece.id for piece in text if isinstance(piece, Number)}, plain(text)


def test_no_figure_stands_outside_the_ledger(written: Written, results: Results) -> None:
    """What is left of the text without figures, names and commands holds no digit."""
    hashes = (results.manifest.content_hash, results.pack.digest)
    allowed = re.compile(
        "|".join((*map(re.escape, hashes), r"2021–2025", r"90 per cent interval", r"10th|90th", r"“quadrille [^”]*”",
                  r"(?i:table|figure) \d", r"(?:above|below) \d+\N{NO-BREAK SPACE}?%?"))
    )  # fmt: skip
    words = [piece for piece in pieces(written) if isinstance(piece, str)]
    assert [word for word in words if re.search(r"\d", allowed.sub("", word))] == []
