"""A sound pack comes back whole, read-only, with labels and a digest; a faulty one with all of its faults at once."""

import pickle
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

import scenarios
from scenarios import PackError, load
from scenarios.measures import Effect, EffectByQuadrant
from scenarios.schema import Quantity
from tests.scenarios.folders import TOY, copied, faults, replaced

BUILTIN = scenarios.builtin()


@pytest.fixture(scope="module")
def toy() -> scenarios.Pack:
    return load(TOY)


def test_the_head_of_a_pack(toy: scenarios.Pack) -> None:
    assert (toy.id, toy.title, toy.pack.currency) == ("toy", "Toy pack", "EUR")
    assert toy.years == (2021, 2022)
    assert toy.headline == ("shortfall", "visits_share")
    inspect = toy.objectives["inspect"]
    assert (inspect.indicators[0], inspect.targets["aims_met"].value) == ("visits_planned", 1.0)
    assert inspect.efficiency[0].money == ("spending_missions",)
    assert toy.folder == TOY


def test_numbers_arrive_as_written(toy: scenarios.Pack) -> None:
    envelope, rates = toy.parameters["envelope"], toy.parameters["request_rate"]
    assert isinstance(envelope, Quantity)
    assert (envelope.value, envelope.source) == (1_000_000.0, "plan: para. 4")
    assert not isinstance(rates, Quantity)
    assert (rates["support"].low, rates["support"].value, rates["support"].high) == (1.0, 2.0, 4.0)
    assert toy.circumstances["envelope_target"].corners == (1.1, 0.7, 0.8, 1.1)
    assert toy.tables.payers[2].shares == (0.5, 0.5)
    assert toy.tables.payers[2].source == 'plan: annex, "second" column'


def test_measures_and_options(toy: scenarios.Pack) -> None:
    team, shift = toy.measures["core-team"], toy.measures["shift"]
    assert [type(effect) for effect in team.effects] == [Effect, Effect]
    assert [type(effect) for effect in shift.effects] == [EffectByQuadrant]
    assert toy.options["plan-as-drafted"].measures == ("shift", "core-team")
    assert (shift.gate, shift.cost, shift.paid_by, shift.ramp_months) == (None, None, "regular budget", 0.0)
    assert shift.beside is not None
    assert (shift.beside.payer, shift.beside.per_year, shift.contradicted) == (
        "voluntary",
        2000,
        {"readiness": "A reason."},
    )


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("mission-impossible", "“Mission impossible”"),
        ("plan-as-drafted", "Plan as drafted"),
        ("core-team", "Core team"),
        ("advice", "Advice,\non paper"),
        ("far", "Far"),
        ("support", "Support"),
        ("unheard-of", "unheard-of"),
    ],
)
def test_labels(toy: scenarios.Pack, name: str, label: str) -> None:
    assert toy.label(name) == label


def test_a_pack_is_read_only(toy: scenarios.Pack) -> None:
    with pytest.raises(TypeError, match="read-only"):
        toy.options["mine"] = toy.options["continuation"]  # type: ignore[index]
    with pytest.raises(TypeError, match="read-only"):
        toy.parameters.update({})  # type: ignore[attr-defined]
    with pytest.raises(ValidationError, match="frozen"):
        toy.options["continuation"].label = "Other"


def test_a_pack_survives_a_journey_to_another_process(toy: scenarios.Pack) -> None:
    assert pickle.loads(pickle.dumps(toy)) == toy


@pytest.mark.parametrize("pack", BUILTIN)
def test_shipped_packs_are_sound_and_named_like_their_folder(pack: str) -> None:
    assert load(pack).id == pack


def test_shipped_packs_are_there() -> None:
    assert "opcw-2015-2019" in BUILTIN
    assert list(BUILTIN) == sorted(BUILTIN)


def test_a_folder_without_a_pack(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"found a folder without pack\.yaml"):
        load(tmp_path)


def test_a_misspelt_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(PackError, match="did you mean 'opcw-2015-2019'"):
        load("opcw-2015-2018")


@pytest.mark.parametrize("name", ["a\0b", "a" * 5000, "", "no/such/folder"])
def test_a_name_that_is_no_path_of_a_pack(name: str) -> None:
    with pytest.raises(PackError, match=r"pack:1:1: pack: found (no folder|a name that is no path|a folder without)"):
        load(name)


def test_all_faults_of_all_files_are_told_at_once_and_in_order() -> None:
    with copied() as folder:
        replaced(folder, "tables/lines.csv", "missions,0.25", "missions,x")
        replaced(folder, "pack.yaml", "invented: true", "invented: maybe")
        replaced(folder, "parameters.yaml", "visit_cost: {value: 500", "visit_cost: {value: -1")
        replaced(
            folder, "parameters.yaml", "quit_rate: {value: 0.1, source: expert judgement}", "quit_rate: {value: 0.1}"
        )
        replaced(folder, "options.yaml", "[shift, core-team]", "[shift, core]")
        (folder / "tables/facilities.csv").write_text("\tno table\n")
        said = faults(folder).splitlines()
    assert [line.split(": found")[0] for line in said] == [
        "options.yaml:26:88: options.plan-as-drafted.measures[2]",
        "pack.yaml:6:13: pack.invented",
        "parameters.yaml:17:23: parameters.visit_cost.value",
        "parameters.yaml:25:3: parameters.quit_rate.source",
        *[f"tables/facilities.csv:1:1: {name}" for name in (
            "\\tno table", "campaign_days", "end", "facility", "label", "mode", "overlap_days", "per_year", "rate",
            "rotation_days", "source", "standby", "start", "stock", "team")],
        "tables/lines.csv:5:24: share",
    ]  # fmt: skip


def test_one_faulty_entry_hides_no_other_and_is_not_called_missing() -> None:
    with copied() as folder:
        replaced(folder, "options.yaml", 'label: "Core team"', "label: 3")
        replaced(folder, "options.yaml", "start: 2022-07-01", "start: 2032-07-01")
        said = faults(folder).splitlines()
    assert [line.split(": found")[0] for line in said] == [
        "options.yaml:3:12: measures.core-team.label",
        "options.yaml:18:12: measures.shift.start",
    ]


def test_a_tag_of_another_language_executes_nothing(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    with copied() as folder:
        replaced(folder, "pack.yaml", '"Toy pack"', f'!!python/object/apply:pathlib.Path.touch ["{witness}"]')
        said = faults(folder)
    assert "found the tag" in said
    assert not witness.exists()


def test_messages_can_not_drive_a_terminal() -> None:
    with copied() as folder:
        replaced(folder, "pack.yaml", "terms:", '"\\e[2J\\nx": 1\nterms:')
        said = faults(folder)
    assert said.isprintable()
    assert "\\x1b" in said


class TestDigest:
    """The digest names the content of a pack folder."""

    def test_it_does_not_hang_on_the_order_in_which_files_were_made(self, toy: scenarios.Pack, tmp_path: Path) -> None:
        files = sorted((file for file in TOY.rglob("*") if file.is_file()), reverse=True)
        for file in files:
            target = tmp_path / file.relative_to(TOY)
            target.parent.mkdir(exist_ok=True)
            shutil.copy(file, target)
        assert load(tmp_path).digest == toy.digest

    @pytest.mark.parametrize("file", sorted(f.relative_to(TOY).as_posix() for f in TOY.rglob("*") if f.is_file()))
    def test_a_byte_of_any_file_changes_it(self, toy: scenarios.Pack, file: str) -> None:
        with copied() as folder:
            (folder / file).write_bytes((folder / file).read_bytes() + b"\n")
            assert load(folder).digest != toy.digest

    def test_notes_belong_to_the_pack(self, toy: scenarios.Pack) -> None:
        with copied() as folder:
            (folder / "NOTES.md").write_text("Notes.")
            noted = load(folder).digest
            (folder / "NOTES.md").rename(folder / "READ.md")
            assert len({toy.digest, noted, load(folder).digest}) == 3

    def test_hidden_files_and_schemas_of_editors_do_not(self, toy: scenarios.Pack) -> None:
        with copied() as folder:
            (folder / ".swap").write_text("x")
            (folder / "pack.schema.json").write_text("{}")
            (folder / "pack.yaml~").write_text("x")
            assert load(folder).digest == toy.digest

    def test_content_can_not_move_between_files_unnoticed(self, toy: scenarios.Pack) -> None:
        with copied() as folder:
            (folder / "ab").write_text("c")
            one = load(folder).digest
            (folder / "ab").unlink()
            (folder / "a").write_text("bc")
            assert load(folder).digest != one
