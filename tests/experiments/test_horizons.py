"""Cases over the horizon: the same bits however they are read, in one pass, and no more kept than there is room for."""

from typing import Any

import numpy as np
import pytest

from experiments import horizons
from experiments.horizons import Pair
from experiments.results import Results
from experiments.statistics import Parts
from experiments.summary import Overview
from tests.experiments.made import OPTIONS, SCENARIOS

PAIR = (SCENARIOS[0], OPTIONS[1])


def same(one: Parts, other: Parts) -> bool:
    names = ("numerator", "denominator", "ok")
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in names)


def fresh(results: Results) -> Results:
    return Results.open(results.folder)


@pytest.mark.parametrize(("read", "room"), [(1, 0), (1, 10**9), (10**9, 0)])
def test_many_at_once_are_the_bits_of_one_by_one(
    results: Results, monkeypatch: pytest.MonkeyPatch, read: int, room: int
) -> None:
    alone = [fresh(results).parts(one.id, *PAIR) for one in results.indicators[:60]]
    monkeypatch.setattr(horizons, "READ", read)
    monkeypatch.setattr(horizons, "ROOM", room)
    opened = fresh(results)
    for _ in range(2):
        together = opened.parts_of(results.indicators[:60], *PAIR)
        assert all(same(one, other) for one, other in zip(together, alone, strict=True))


def test_a_span_has_the_cases_of_the_whole(results: Results) -> None:
    whole = results.horizon("shortfall")[PAIR]
    found, status = results.horizons.values([results.indicator("shortfall")], PAIR, horizons.Span(7, 23))
    assert found["shortfall"].tobytes() == whole[7:23].tobytes()
    assert status.tolist() == [0] * 16


def test_what_is_kept_has_a_limit(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    size = 40 * 17  # two numbers and a truth value of each case
    monkeypatch.setattr(horizons, "ROOM", 10 * size)
    opened = fresh(results)
    for pair in opened.manifest.study.pairs:
        opened.parts_of(opened.indicators, *pair)
    assert opened.horizons.bytes == 10 * size
    assert opened.summary("shortfall") == results.summary("shortfall")
    assert opened.horizons.bytes == 10 * size


def test_nobody_writes_to_what_is_kept(results: Results) -> None:
    with pytest.raises(ValueError, match="read-only"):
        results.parts("shortfall", *PAIR).numerator[0] = 0.0


def test_a_summary_reads_the_files_of_a_pair_once(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Pair] = []
    read = Results.read

    def counted(self: Results, query: str, pair: Pair) -> dict[str, np.ndarray[Any, Any]]:
        asked.append(pair)
        return read(self, query, pair)

    monkeypatch.setattr(Results, "read", counted)
    overview = Overview(fresh(results))
    assert len(overview.indicators) > 1
    assert overview.sentences()
    assert overview.exceedances
    pairs = [(scenario, option) for scenario in SCENARIOS for option in OPTIONS]
    assert sorted(asked) == sorted(pairs)
    asked.clear()
    monkeypatch.setattr(horizons, "ROOM", 3 * len(overview.indicators) * 40 * 17)  # room for three pairs of the four
    scarce = Overview(fresh(results))
    assert (scarce.sentences(), scarce.to_json()) == (overview.sentences(), overview.to_json())
    assert len(asked) <= 3 * len(pairs)
