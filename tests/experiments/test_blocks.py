"""Blocks cover a study once, hold what the simulation gave, and are known by what they compute."""

from itertools import product

import numpy as np
import pytest

from experiments import bench
from experiments.blocks import COLUMNS, MONTHLY, YEARLY, Block, Rows, blocks_of, stored_values
from experiments.manifest import content_hash
from simulation.ensemble import simulate
from simulation.layout import TALLIES, TALLY_INDEX
from tests.experiments.made import study
from tests.simulation import worlds


@pytest.mark.parametrize("size", [1, 7, 20, 39, 40, 1000])
def test_blocks_cover_every_case_once(size: int) -> None:
    outline = study().outline
    blocks = list(blocks_of(outline, size, {}))
    covered = [(b.scenario, b.option, int(i)) for b in blocks for i in b.identities(outline.draws)[1]]
    assert sorted(covered) == sorted(product(outline.scenarios, outline.options, range(40)))
    assert len({b.name for b in blocks}) == len(blocks)
    assert max(b.count for b in blocks) - min(b.count for b in blocks) <= 1


def test_cases_stand_by_draw_then_by_replicate() -> None:
    draw, replicate = Block("x", "s", "o", 5, 7).identities(4)
    assert draw.tolist() == [0, 1, 1, 2, 2, 3, 3]
    assert replicate.tolist() == [8, 5, 9, 6, 10, 7, 11]


@pytest.mark.parametrize("change", [{"engine": "b"}, {"pack": "b"}, {"points": "b"}])
def test_a_block_is_named_for_what_computes_it(change: dict[str, str]) -> None:
    computed_by = {"engine": "a", "pack": "a", "points": "a"}
    names = {b.name for b in blocks_of(study().outline, 20, computed_by)}
    assert names.isdisjoint(b.name for b in blocks_of(study().outline, 20, computed_by | change))
    assert names.isdisjoint(b.name for b in blocks_of(study(seed=2).outline, 20, computed_by))
    assert names == {b.name for b in blocks_of(study().outline, 20, computed_by)}


def test_chunks_share_a_draw_and_are_short() -> None:
    draw = np.repeat([0, 1, 2], [60, 1, 25])
    chunks = list(bench._chunks(draw))
    assert [(c.start, c.stop) for c in chunks] == [(0, 25), (25, 50), (50, 60), (60, 61), (61, 86)]
    assert all(len(set(draw[c])) == 1 for c in chunks)


def test_a_store_keeps_years_and_the_months_of_a_few_tallies() -> None:
    cases = simulate(worlds.ground(years=3), worlds.settings(), seed=3, first=0, count=2)
    values = stored_values(cases)
    assert values.shape == (2, 3, len(COLUMNS))
    assert values.dtype == np.float32
    assert np.array_equal(values[:, :, : len(YEARLY)], cases.yearly().astype(np.float32))
    for name, month in product(MONTHLY, (1, 12)):
        column = COLUMNS.index(f"{name}.m{month:02d}")
        assert np.array_equal(
            values[:, :, column], cases.monthly[:, TALLY_INDEX[name], month - 1 :: 12].astype(np.float32)
        )


def test_columns_are_tallies_then_months() -> None:
    assert len(COLUMNS) == len(TALLIES) + 12 * sum(tally.monthly for tally in TALLIES)
    assert 0 < len(MONTHLY) < len(TALLIES)


def rows() -> Rows:
    block = Block("x", "s", "o", 0, 3)
    values = np.arange(3 * 2 * len(COLUMNS), dtype=np.float32).reshape(3, 2, -1)
    draw, replicate = block.identities(1)
    return Rows(block, (2021, 2022), draw, replicate, np.zeros(3, np.int32), values)


def test_a_digest_knows_every_bit_of_its_case() -> None:
    before = rows().digests()
    for case, year, column in ((0, 0, 0), (2, 1, len(COLUMNS) - 1)):
        changed = rows()
        changed.values.view(np.uint32)[case, year, column] ^= 1
        differing = (changed.digests() != before).any(axis=1)
        assert differing.tolist() == [i == case for i in range(3)]
    failed = rows()
    failed.status[1] = 6
    assert (failed.digests() != before).any(axis=1).tolist() == [False, True, False]


def test_the_content_hash_knows_no_blocks_and_no_order() -> None:
    outline = study(replicates=12, draws=3).outline
    digest = {
        (s, o, r): np.frombuffer(f"{s[:4]}{o[:4]}{r:024d}".encode(), np.uint8)
        for s, o, r in product(outline.scenarios, outline.options, range(12))
    }

    def of(blocks: list[Block]) -> str:
        return content_hash(
            outline,
            ((b, np.stack([digest[b.scenario, b.option, r] for r in b.identities(3)[1].tolist()])) for b in blocks),
        )

    whole = list(blocks_of(outline, 12, {}))
    pieces = list(blocks_of(outline, 5, {}))
    assert of(whole) == of(pieces) == of(pieces[::-1])
    digest["civilian", "continuation", 3] = digest["civilian", "continuation", 4]
    assert of(whole) != of(list(blocks_of(study(replicates=12, draws=3).outline, 12, {}))[:-1])
