"""What a draft says, and what it must not say."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.draft.content import build_draft
from experiments.draft.model import Draft, Paragraph, Table, plain
from experiments.draft.sources import used_keys
from experiments.draft.subject import subject
from experiments.phrases import comparison
from experiments.results import Results
from experiments.study import study_of
from experiments.summary import Overview
from experiments.sweep import sweep
from scenarios import load
from scenarios.schema import Quantity
from tests.draft.conftest import Written

DIRECTION = re.compile(r"\b(higher|lower)\b")


def said(draft: Draft) -> list[str]:
    """Every numbered paragraph and sub-paragraph as it reads."""
    blocks = [block for block in draft.blocks() if isinstance(block, Paragraph)]
    return [plain(text) for block in blocks for text in (block.text, *block.items)]


def clauses(sentence: str) -> list[tuple[str, str]]:
    """(direction, scenario) pairs that a sentence states."""
    found = []
    for clause in sentence.split("; "):
        if way := DIRECTION.search(clause):
            direction = way[1]
        elif not clause.startswith("−") and "“" not in clause:
            continue
        found += [(direction, scenario) for scenario in re.findall(r"in (“[^”]+”) \(", clause)]
    return found


def test_the_sections_are_those_of_a_plan(written: Written) -> None:
    assert [(section.title, [part.title for part in section.parts]) for section in written.draft.sections] == [
        ("Purpose and basis", []),
        ("What the scenarios show under “Continuation”", []),
        ("What the options change", []),
        ("Limits and method", ["Limits", "Method"]),
    ]


def test_every_direction_is_one_that_the_summary_states(written: Written, results: Results) -> None:
    """Sentence by sentence: indicator, scenario and option with the same direction, its interval off zero."""
    overview = Overview(results)
    stated = 0
    for indicator in overview.indicators:
        for row in overview.paired[indicator.id]:
            label = results.pack.options[row.option].label
            opening = f"“{label}” compared with"
            texts = [t for t in _of_option(written.draft, opening) if t.startswith(f"{indicator.label}: ")]
            ways = [
                way for text in texts for way, scenario in clauses(text) if scenario == _label(results, row.scenario)
            ]
            for way in ways:
                stated += 1
                assert f": {way} under “{label}”" in comparison(row, indicator, overview.words)
                assert row.low is not None
                assert row.high is not None
                assert not row.low <= 0 <= row.high
    assert stated >= 3


def _of_option(draft: Draft, opening: str) -> list[str]:
    blocks = [b for b in draft.blocks() if isinstance(b, Paragraph) and plain(b.text).startswith(opening)]
    first = [plain(b.text).partition("interval: ")[2] for b in blocks]
    return [text for text in (*first, *(plain(item) for b in blocks for item in b.items)) if text]


def _label(results: Results, scenario: str) -> str:
    return results.pack.scenarios[scenario].label


def test_no_direction_where_the_interval_touches_zero_as_printed(
    with_pack: Callable[..., Results], monkeypatch: pytest.MonkeyPatch
) -> None:
    results = with_pack()
    real = results.paired

    def narrowed(indicator: str, option: str, versus: str = "continuation") -> tuple[object, ...]:
        rows = real(indicator, option, versus)
        return tuple(replace(row, mean=-0.002, low=-0.01, high=-0.0001, verdict="better") for row in rows)

    monkeypatch.setattr(results, "paired", narrowed)
    shares = [text for text in said(build_draft(results)) if not text.startswith("Requests")]
    assert not [text for text in shares if DIRECTION.search(text)]


def test_nothing_likely_averaged_or_ranked(written: Written) -> None:
    words = " ".join(said(written.draft)).casefold()
    assert "most likely" not in words
    assert "nothing is averaged over scenarios" in words
    assert not re.search(r"invented-\d|baseline|policy lever|future\b", words)


def test_no_payer_is_named(written: Written, results: Results) -> None:
    everything = "\n".join(
        file.read_text(encoding="utf-8") for file in written.files if file.suffix in (".md", ".json")
    )
    assert not [payer.payer for payer in results.pack.tables.payers if payer.payer in everything]


def test_an_invented_pack_with_its_own_axes_says_so(with_pack: Callable[..., Results]) -> None:
    limits = " ".join(said(build_draft(with_pack())))
    assert "its plan and all its data are invented" in limits
    assert "were chosen by the authors of the data pack" in limits
    pack = with_pack().pack.pack.model_copy(update={"invented": False, "axes_by": "document"})
    limits = " ".join(said(build_draft(with_pack(pack=pack))))
    assert "invented." not in limits.replace("(invented).", "")
    assert "authors of the data pack" not in limits


def test_judged_rates_are_a_condition(with_pack: Callable[..., Results]) -> None:
    draft = build_draft(with_pack())
    condition = next(text for text in said(draft) if "is judged, not observed" in text)
    assert "“Support mission on request” 0.8 (0.3 to 2)" in condition
    pack = with_pack().pack
    rates = pack.parameters["request_rate"]
    assert isinstance(rates, Mapping)
    counted = {kind: Quantity(value=rate.value, source="plan: para. 9") for kind, rate in rates.items()}
    observed = build_draft(with_pack(parameters={**pack.parameters, "request_rate": counted}))
    assert not [text for text in said(observed) if "judged" in text]


def test_only_sources_that_are_used_are_listed(with_pack: Callable[..., Results]) -> None:
    sources = {"other": "Never cited", **with_pack().pack.sources}
    about = subject(with_pack(sources=sources), "continuation")
    assert used_keys(about) == ("plan",)
    assert "Never cited" not in " ".join(plain(line) for line in build_draft(about.results).sources)


def test_long_summaries_are_shortened_and_say_so(with_pack: Callable[..., Results]) -> None:
    options = with_pack().pack.options
    long = " ".join(f"Sentence {word} of a summary that nobody could fit on a page." for word in "abcdefghijklmnopqrst")
    longer = {name: option.model_copy(update={"summary": long}) for name, option in options.items()}
    items = [text for text in said(build_draft(with_pack(options=longer))) if "Sentence a" in text]
    assert len(items) == len(options)
    assert all(item.endswith("(Shortened; see the data pack.)") and "Sentence t" not in item for item in items)


def small(folder: Path, **choices: object) -> Results:
    return sweep(study_of(load("mine-ban-unit"), replicates=20, **choices), folder, workers=2)  # type: ignore[arg-type]


def test_a_study_of_one_option_compares_nothing(tmp_path: Path) -> None:
    draft = build_draft(small(tmp_path, options=["continuation"], draws=2))
    assert "The study holds no option besides “Continuation”." in said(draft)
    assert [b.title[:7] for b in draft.blocks() if isinstance(b, Table)] == ["Table 1"]


def test_one_draw_tells_the_sampling_error_only(tmp_path: Path) -> None:
    draft = build_draft(small(tmp_path, draws=1))
    first, second = (block for block in draft.blocks() if isinstance(block, Table))
    assert "parameter uncertainty not included" in plain(first.note)
    assert "sampling error only" in plain(second.note)
    assert "with every uncertain parameter at its central value" in said(draft)[0]


def test_scenarios_off_the_matrix_are_shown_by_themselves(tmp_path: Path) -> None:
    draft = build_draft(small(tmp_path, scenarios=["centre"], options=["continuation"], draws=1))
    table = next(block for block in draft.blocks() if isinstance(block, Table))
    assert [group.label for group in table.groups] == ["“Centre”"]
    assert draft.charts()[0].alternative.startswith("One panel, scenario “Centre”.")


def test_scenarios_beyond_the_four_are_counted(tmp_path: Path) -> None:
    draft = build_draft(small(tmp_path, scenarios=list(load("mine-ban-unit").scenarios), draws=1))
    assert "The study also holds one further scenario, left out here for want of space." in said(draft)[0]


def test_the_command_makes_the_study_again(written: Written, results: Results) -> None:
    command = next(
        re.search(r"“(quadrille sweep [^”]+)”", text) for text in reversed(said(written.draft)) if "sweep" in text
    )
    assert command is not None
    _, _, pack, *flags = command[1].split()
    given = dict(zip(flags[::2], flags[1::2], strict=True))
    again = study_of(
        load(pack), replicates=int(given["--replicates"]), draws=int(given["--draws"]), seed=int(given["--seed"])
    )
    assert again.outline == results.manifest.study
