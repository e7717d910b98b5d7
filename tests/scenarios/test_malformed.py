"""Every case of `malformed/` is a pack with a fault, and the exact words that its author reads."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.scenarios.folders import copied, faults
from tests.scenarios.mutation import Case, mutated

CASES: list[Case] = [
    case for file in sorted(Path(__file__).parent.glob("malformed/*.yaml")) for case in YAML(typ="safe").load(file)
]
LINE = re.compile(r"[^:]+:[1-9][0-9]*:[1-9][0-9]*: .+: found .+, expected .+")


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 140
    assert len({(case["file"], case["case"]) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['file']}: {case['case']}" for case in CASES])
def test_the_author_of_a_faulty_pack_reads_what_is_wrong(case: Case) -> None:
    with copied() as folder:
        mutated(folder, case)
        said = faults(folder)
    assert said + "\n" == case["expected"]
    assert all(LINE.fullmatch(line) for line in said.splitlines())
