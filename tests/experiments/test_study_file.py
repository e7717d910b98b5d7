"""Study files: what they say is what is simulated, and what is wrong with them is said with line and column."""

import json
import random
import re
from itertools import product
from pathlib import Path
from typing import TypedDict

import pytest
from ruamel.yaml import YAML

from experiments.cli import FAILED, USAGE
from experiments.design import Design, design
from experiments.faults import StoreError, StudyError
from experiments.results import Results
from experiments.starting_study import option_text, study_text
from experiments.study import Study, study_of
from experiments.study_file import study_from
from experiments.sweep import sweep
from experiments.verify import verify
from scenarios import PackError, builtin, load
from scenarios.compile import uncertain
from scenarios.points import check_point
from tests.architecture.sources import REPOSITORY
from tests.experiments.made import PACK, pack
from tests.experiments.study_files import POINTS, STUDIES, TABLE, write
from tests.experiments.test_cli import quadrille, refused, sound, unwrapped


class Case(TypedDict):
    study: str
    file: str
    old: str
    new: str
    expected: list[str]


CASES: list[Case] = YAML(typ="safe").load(Path(__file__).with_name("malformed_studies.yaml"))
LINE = re.compile(r"[a-z]+\.(yaml|csv):[1-9][0-9]*:[1-9][0-9]*: .+: found .+, expected .+")
PLAIN = """\
pack: mine-ban-unit
scenarios: [resurgence, civilian]
options: [continuation, lean-visits]
replicates: 40
draws: 4
"""


def faults(file: Path) -> list[str]:
    with pytest.raises((PackError, StudyError)) as caught:
        study_from(file)
    return str(caught.value).splitlines()


def stored(folder: Path, text: str, **files: str) -> Path:
    file = folder / "study.yaml"
    file.write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return file


def points_of(asked: Study) -> Design:
    return design(uncertain(asked.pack), asked.draws, asked.seed, asked.sampling)


def test_there_are_faults_enough_and_each_is_another() -> None:
    assert len(CASES) >= 70
    assert len({(case["study"], case["file"], case["old"], case["new"]) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['file']}: {case['new'][:40]!r}")
def test_the_author_of_a_faulty_study_reads_what_is_wrong(tmp_path: Path, case: Case) -> None:
    file = write(tmp_path, case["old"], case["new"], case["file"], STUDIES[case["study"]])
    said = faults(file)
    assert said == case["expected"]
    assert all(LINE.fullmatch(line) for line in said)


@pytest.mark.parametrize("study", STUDIES.values(), ids=list(STUDIES))
def test_the_studies_without_their_faults_are_sound(tmp_path: Path, study: str) -> None:
    assert study_from(write(tmp_path, study=study)).study.pack.id == PACK


def test_a_study_that_is_not_there(tmp_path: Path) -> None:
    said = faults(tmp_path / "nowhere.yaml")
    assert said == [
        "nowhere.yaml:1:1: file: found no file, expected a study file; "
        "`quadrille init study FILE --pack PACK` writes one"
    ]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The study of the fixture `results`, from a file."""
    folder = tmp_path_factory.mktemp("plain")
    return sweep(study_from(stored(folder, PLAIN)).study, folder / "store", workers=1, block=7)


def test_a_file_and_a_command_line_with_the_same_choices_are_the_same_study(
    results: Results, plain: Results, tmp_path: Path
) -> None:
    assert plain.manifest.content_hash == results.manifest.content_hash
    file = stored(tmp_path, PLAIN)
    words = (
        "--scenario",
        "resurgence",
        "--scenario",
        "civilian",
        "--option",
        "continuation",
        "--option",
        "lean-visits",
    )
    sound("sweep", PACK, *words, "--replicates", 40, "--draws", 4, "--out", tmp_path / "store")
    before = (tmp_path / "store" / "study.json").read_bytes()
    told = sound("sweep", file, "--out", tmp_path / "store")
    assert results.manifest.content_hash in told
    assert (tmp_path / "store" / "study.json").read_bytes() == before
    assert len((tmp_path / "store" / "log.jsonl").read_text(encoding="utf-8").splitlines()) == 1, "nothing ran twice"


def test_workers_and_blocks_do_not_matter_to_a_study_of_its_own(tmp_path: Path) -> None:
    asked = study_from(write(tmp_path)).study
    hashes = {
        sweep(asked, tmp_path / f"{workers}-{block}", workers, block).manifest.content_hash
        for workers, block in ((1, 1000), (2, 1000), (2, 5), (1, 3))
    }
    assert len(hashes) == 1


def test_the_size_of_blocks_is_that_of_the_file(tmp_path: Path) -> None:
    file = stored(tmp_path, PLAIN + "block: 10\n")
    sound("sweep", file, "--out", tmp_path / "store")
    assert {one.block.count for one in Results.open(tmp_path / "store").manifest.blocks} == {10}


def test_a_store_of_a_study_with_additions_stands_alone(tmp_path: Path) -> None:
    """Scenarios, measures, values and indicators are in the copy of the pack; a case replays bit for bit."""
    file = write(tmp_path)
    sound("sweep", file, "--out", tmp_path / "store", "--workers", 2)
    for name in ("study.yaml", "options.yaml", "points.csv"):
        (tmp_path / name).unlink()
    assert verify(tmp_path / "store") == []
    kept = Results.open(tmp_path / "store").pack
    assert kept.headline == ("visits_share", "shortfall")
    assert kept.scenarios["own-mixture"].mode == "mixture"
    assert "own-measure" in kept.options["lean-visits+own-measure"].measures
    case = ("--scenario", "own-mixture", "--option", "lean-visits+own-measure", "--replicate", 5)
    assert "the same bits" in sound("replay", tmp_path / "store", *map(str, case))
    rows = json.loads(sound("summary", tmp_path / "store", "--json"))
    assert "own-mixture" in json.dumps(rows)


def test_the_pack_itself_stays_as_it_was(tmp_path: Path) -> None:
    own = study_from(write(tmp_path)).study.pack
    assert load(PACK) == pack()
    assert set(own.scenarios) - set(pack().scenarios) == {"own-mixture"}
    assert own.digest != pack().digest
    assert {name: own.scenarios[name] for name in pack().scenarios} == dict(pack().scenarios)
    assert own.tables == pack().tables


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("seed: 3", "seed: 4", "seed: the folder has 3, asked for 4"),
        ("draws: 8", "draws: 4", "draws: the folder has 8, asked for 4"),
        ("sobol", "latin-hypercube", "design: the folder has sobol"),
        ("normal, sd: 0.05", "uniform", "design: the folder has sobol, quit_rate normal"),
        ("sd: 0.05", "sd: 0.06", "points of the parameter uncertainty: other distributions"),
        ("[0.25, 0.75]", "[0.5, 0.5]", "points of the parameter uncertainty: other distributions"),
        ("resurgence: 0.5, mission-impossible: 0.5", "resurgence: 0.6, mission-impossible: 0.4", "content of the pack"),
        ("value: 0.1", "value: 0.11", "content of the pack"),
    ],
)
def test_another_study_in_the_same_folder_is_recognised(tmp_path: Path, old: str, new: str, named: str) -> None:
    store = tmp_path / "store"
    sweep(study_from(write(tmp_path)).study, store)
    before = {file: file.read_bytes() for file in store.rglob("*") if file.is_file()}
    with pytest.raises(StoreError) as caught:
        sweep(study_from(write(tmp_path, old, new)).study, store)
    assert named in str(caught.value)
    assert {file: file.read_bytes() for file in store.rglob("*") if file.is_file()} == before


def test_comments_and_layout_of_a_file_are_no_part_of_a_study(tmp_path: Path) -> None:
    first = study_from(write(tmp_path)).study
    again = study_from(write(tmp_path, "seed: 3", "# one more\nseed:   3   # three")).study
    assert (again.pack.digest, again.outline, again.sampling) == (first.pack.digest, first.outline, first.sampling)


def test_points_of_a_table_are_taken_as_they_are(tmp_path: Path) -> None:
    asked = study_from(write(tmp_path, study=TABLE)).study
    found = points_of(asked)
    header, *rows = POINTS.splitlines()
    assert asked.draws == len(rows)
    for draw, row in enumerate(rows):
        point = found.point(draw)
        given = dict(zip(header.split(","), map(float, row.split(",")), strict=True))
        assert point == {one.name: one.mode for one in uncertain(asked.pack)} | given


def test_a_table_may_name_what_the_pack_has_no_range_for(tmp_path: Path) -> None:
    name = "tenure_years"
    assert name not in {one.name for one in uncertain(pack())}
    asked = study_from(stored(tmp_path, TABLE, points=f"{name}\n5\n12\n")).study
    assert [points_of(asked).point(draw)[name] for draw in (0, 1)] == [5.0, 12.0]
    done = sweep(asked, tmp_path / "store")
    assert done.point(1)[name] == 12.0
    assert done.point(2)[name] == 5.0


def test_a_full_factorial_design_holds_every_combination_once(tmp_path: Path) -> None:
    levels = {
        "quit_rate": (0.05, 0.1, 0.2),
        "rest_days": (3.0, 10.0),
        "measures.duty-officer.preparation_factor": (0.5, 1.0),
    }
    told = ", ".join(f"{name}: {list(given)}" for name, given in levels.items())
    text = f"pack: {PACK}\nreplicates: 12\ndesign: {{method: full-factorial, levels: {{{told}}}}}\n"
    asked = study_from(stored(tmp_path, text)).study
    found = points_of(asked)
    columns = [found.names.index(name) for name in levels]
    assert [tuple(row) for row in found.values[:, columns].tolist()] == list(product(*levels.values()))
    others = {one.name: one.mode for one in uncertain(asked.pack) if one.name not in levels}
    assert all({n: found.point(d)[n] for n in others} == others for d in range(found.draws))


def test_without_scenarios_those_shown_and_its_own_are_simulated(tmp_path: Path) -> None:
    asked = study_from(write(tmp_path, "scenarios: [resurgence, own-mixture]\n", "")).study
    assert asked.scenarios == (*pack().shown, "own-mixture")


def test_a_pack_is_named_from_the_place_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    sound("init", "pack", tmp_path / "packs" / "ours")
    (tmp_path / "studies").mkdir()
    sound("init", "study", tmp_path / "studies" / "one.yaml", "--pack", tmp_path / "packs" / "ours")
    file = tmp_path / "studies" / "one.yaml"
    assert 'pack: "../packs/ours"' in file.read_text(encoding="utf-8")
    assert study_from(file).study.pack.id == "ours"


@pytest.mark.parametrize(
    "words", [("--seed", "3"), ("--draws", "4"), ("--option", "continuation"), ("--replicates", "8")]
)
def test_choices_beside_a_study_file_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = refused(USAGE, "sweep", stored(tmp_path, PLAIN), *words, "--out", tmp_path / "store")
    assert f"{words[0]}: found beside a study file" in said
    assert not (tmp_path / "store").exists()


def test_a_study_file_is_checked_without_a_run(tmp_path: Path) -> None:
    told = unwrapped(sound("check", stored(tmp_path, PLAIN)))
    assert "no problem found" in told
    assert "160 simulated cases" in told
    told = json.loads(sound("check", write(tmp_path), "--json"))
    assert (told["pack"], told["replicates"], told["seed"]) == (PACK, 16, 3)
    assert told["design"].startswith("sobol, quit_rate normal")
    assert "study.yaml:1:1: pack: found nothing" in refused(FAILED, "check", stored(tmp_path, "draws: 4\n"))


def used(text: str) -> str:
    """An example with the lines that may be used."""
    return re.sub(r"^#(?=\S|  )", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", builtin())
def test_the_examples_are_sound_for_every_pack(tmp_path: Path, name: str) -> None:
    found = load(name)
    file = stored(tmp_path, study_text(found, name))
    asked = study_from(file).study
    assert (asked.outline, asked.pack.digest) == (study_of(found).outline, found.digest), (
        "the example is the usual study"
    )
    (tmp_path / "options.yaml").write_text(option_text(found, "options.yaml"), encoding="utf-8")
    file.write_text(used(study_text(found, name)), encoding="utf-8")
    whole = study_from(file).study
    own = set(whole.pack.scenarios) - set(found.scenarios)
    assert {"own-mixture"} == {scenario for scenario in own if not scenario.startswith("conflict-")}
    assert len(own) == 10
    assert {"own-option"} == set(whole.pack.options) - set(found.options)
    assert whole.sampling.distributions


def test_what_init_writes_is_what_the_examples_are_and_nothing_is_overwritten(tmp_path: Path) -> None:
    file, options = tmp_path / "new" / "study.yaml", tmp_path / "options.yaml"
    sound("init", "study", file, "--pack", PACK)
    sound("init", "option", options, "--pack", PACK)
    assert file.read_text(encoding="utf-8") == study_text(pack(), PACK)
    assert options.read_text(encoding="utf-8") == option_text(pack(), "options.yaml")
    for words in (("study", file), ("option", options)):
        before = words[1].read_bytes()
        said = " ".join(refused(USAGE, "init", *words, "--pack", PACK).split())  # wrapped where the path is long
        assert "exists already" in said
        assert words[1].read_bytes() == before
    assert "expected .yaml or .yml" in unwrapped(
        refused(USAGE, "init", "study", tmp_path / "study.txt", "--pack", PACK)
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "options.yaml"]


def test_a_study_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("experiments.files._to_disk", full)
    assert quadrille("init", "study", tmp_path / "study.yaml", "--pack", PACK).exit_code == USAGE
    assert list(tmp_path.iterdir()) == []


def test_the_study_of_the_readme_is_sound(tmp_path: Path) -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```yaml\n(pack: .*?)^```", readme, flags=re.MULTILINE | re.DOTALL)
    asked = study_from(stored(tmp_path, text)).study
    assert (asked.draws, asked.sampling.name) == (64, "sobol, quit_rate normal")


PIECES = ("1", "-1", "0", "null", "[]", "{}", "x", "1e400", "[1, 2]", "{a: 1}", ".nan", "", ":", "&a", "*a", "\t",
          "quit_rate", "discrete", "csv", "full-factorial", "civilian", "9" * 30, "..", "/")  # fmt: skip
"""What a slip of the pen may put in the place of a word."""


def altered(text: str, chance: random.Random) -> str:
    first, after = chance.choice([match.span() for match in re.finditer(r"[\w.-]+|[^\s\w]|\n *", text)])
    return text[:first] + chance.choice((*PIECES, 2 * text[first:after])) + text[after:]


@pytest.mark.parametrize("seed", range(6))
def test_an_altered_study_is_sound_or_refused_in_words(tmp_path: Path, seed: int) -> None:
    """What is let through can be drawn and lies within the limits of the pack; nothing else escapes."""
    chance, said = random.Random(seed), []
    for _ in range(25):
        file = write(tmp_path, study=chance.choice(list(STUDIES.values())))
        damaged = tmp_path / chance.choice(["study.yaml", "study.yaml", "options.yaml", "points.csv"])
        damaged.write_text(altered(damaged.read_text(encoding="utf-8"), chance), encoding="utf-8")
        try:
            asked = study_from(file).study
        except (PackError, StudyError) as fault:
            said.append(str(fault))
            continue
        for draw in range(min(asked.draws, 4)):
            check_point(asked.pack, points_of(asked).point(draw))
    assert 0 < len(said) < 25
    assert all(LINE.fullmatch(line) for fault in said for line in fault.splitlines())
