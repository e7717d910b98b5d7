"""What surrounds the code says the same as the code: lock file, wheel, changelog, README, Makefile."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import PACKAGES, REPOSITORY, place


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads(read("pyproject.toml"))["project"]
    return table


LOCK_LINE = re.compile(
    r"#(?!.*://)[^/]*"  # a comment: neither address nor path
    r"|[a-z0-9][a-z0-9._-]*==[^\s/]+( ; [^/]+)? \\"  # a pinned package
    r"|    --hash=sha256:[0-9a-f]{64}( \\)?"
    r"|    #( via|  )?( [A-Za-z0-9._-]+(\[[^\]]+\])?( \(pyproject\.toml\))?)?"  # who wants it
    r"|"
)


def odd_lines(lock: str) -> list[str]:
    """Lines of a lock file that are no pin, no hash and no plain comment: addresses, options, paths."""
    return [line for line in lock.splitlines() if not LOCK_LINE.fullmatch(line)]


def pinned(lock: str) -> dict[str, int]:
    """Packages of a lock file, with the number of hashes of each."""
    blocks = re.split(r"^([a-z0-9][a-z0-9._-]*)==", lock, flags=re.MULTILINE)
    return {name: block.count("--hash=sha256:") for name, block in zip(blocks[1::2], blocks[2::2], strict=True)}


def test_the_lock_file_names_no_host_and_no_path() -> None:
    assert odd_lines(read("requirements.lock")) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example.org/simple",
        "--extra-index-url=file:///srv/simple",
        "--find-links /srv/wheels",
        "--trusted-host example.org",
        "numpy @ https://example.org/numpy.whl \\",
        "-e .",
        "#    pip-compile --cert=/etc/ssl/own.pem",
        "    # via -r /srv/requirements.in",
        "# from https://example.org",
    ],
)
def test_a_host_or_a_path_in_the_lock_file_is_noticed(line: str) -> None:
    assert odd_lines(line) == [line]


def test_the_lock_file_pins_what_the_project_asks_for_by_hash() -> None:
    asked = [*project()["dependencies"], *project()["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=!~ ]", entry)[0].lower().replace(".", "-") for entry in asked}
    found = pinned(read("requirements.lock"))
    assert names - {name.replace(".", "-") for name in found} == set(), "run `make lock`"
    assert [name for name, hashes in found.items() if hashes == 0] == []


def test_a_pin_without_hash_is_noticed() -> None:
    assert pinned("numpy==2.0\nduckdb==1.1 \\\n    --hash=sha256:00\n") == {"numpy": 0, "duckdb": 1}


def headings(changelog: str) -> list[str]:
    """Versions that a changelog has an entry for, newest first."""
    return re.findall(r"^## (\d+\.\d+\.\d+)\b", changelog, flags=re.MULTILINE)


def test_the_changelog_begins_with_the_current_version() -> None:
    assert headings(read("CHANGELOG.md"))[0] == project()["version"]


def test_a_missing_entry_is_noticed() -> None:
    assert headings("# Changes\n\n## 0.0.9\n\n- 0.1.0 comes next\n") == ["0.0.9"]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_say_that_they_are_typed(package: str) -> None:
    assert (REPOSITORY / package / "py.typed").is_file()


def files_of_the_packages() -> set[str]:
    files = (file for package in PACKAGES for file in (REPOSITORY / package).rglob("*") if file.is_file())
    return {place(file) for file in files if "__pycache__" not in file.parts and file.name != ".DS_Store"}


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert files_of_the_packages() - held == set(), "left out of the wheel: see .gitignore"
    assert {name.split("/")[0] for name in held if ".dist-info/" not in name} == set(PACKAGES)


def test_the_wheel_is_asked_for_data_too() -> None:
    endings = {Path(name).suffix for name in files_of_the_packages()}
    assert {".py", ".yaml", ".csv", ".md", ".typed"} <= endings


# A path of one machine, a host of packages: of no use to a reader elsewhere. Split, so as not to find itself.
ELSEWHERE = re.compile(r"(?<![\w.}])/(work|root|home|opt|mnt)/\w|python" r"hosted\.org|py" r"pi\.org/simple")
LOOKED_AT = frozenset({".py", ".md", ".yaml", ".csv", ".toml", ".lock", ".txt", ".css", ""})
MADE_HERE = frozenset({"build", "dist", "results"})


def of_one_machine(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if ELSEWHERE.search(line)]


def _is_made(file: Path) -> bool:
    parts = file.relative_to(REPOSITORY).parts
    hidden = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
    return hidden or parts[0] in MADE_HERE or "__pycache__" in parts


def test_nothing_speaks_of_one_machine() -> None:
    files = [
        file
        for file in sorted(REPOSITORY.rglob("*"))
        if file.suffix in LOOKED_AT and file.is_file() and not _is_made(file)
    ]
    assert len(files) > 50
    found = [place(file, line) for file in files for line in of_one_machine(file.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("line", ["cd /ro" + "ot/x", "see /wo" + "rk/plan", "files.python" + "hosted.org/a"])
def test_a_path_of_one_machine_is_noticed(line: str) -> None:
    assert of_one_machine(f"first\n{line}") == [2]


def code_of(markdown: str) -> list[str]:
    """Lines of fenced blocks and inline code of a Markdown text."""
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```", markdown, flags=re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", markdown, flags=re.MULTILINE | re.DOTALL)
    return [line for block in fenced for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", rest)


def commands_in(markdown: str) -> list[tuple[str, list[str]]]:
    """Each `quadrille` command that a text shows, with the options shown with it."""
    shown = []
    for line in code_of(markdown):
        match = re.match(r"(?:\$ )?(?:\S*/)?quadrille ([a-z][a-z-]*)(.*)", line)
        if match:
            shown.append((match[1], re.findall(r"(?<!\S)\[?(--[a-z][a-z-]*)", match[2])))
    return shown


def options_by_command() -> dict[str, set[str]]:
    """Every command of the command line, with its options."""
    import typer.main

    from experiments.cli import app

    group = typer.main.get_command(app)
    commands: dict[str, Any] = getattr(group, "commands", {})
    assert commands, "typer made no group of the commands"
    return {name: {o for p in command.params for o in p.opts} | {"--help"} for name, command in commands.items()}


def test_the_commands_of_the_readme_exist() -> None:
    known = options_by_command()
    wrong = [
        (command, option)
        for command, options in commands_in(read("README.md"))
        for option in ["", *options]
        if command not in known or (option and option not in known[command])
    ]
    assert not wrong, f"README shows what `quadrille --help` does not: {wrong}"


def test_the_readme_shows_every_command() -> None:
    shown = {command for command, _ in commands_in(read("README.md"))}
    assert set(options_by_command()) - shown == set()


def test_the_help_of_the_command_line_lists_its_commands() -> None:
    code = "from experiments.cli import main; main()"
    command = [sys.executable, "-c", code, "--help"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert [name for name in options_by_command() if name not in done.stdout] == []


def test_commands_are_found_in_a_text() -> None:
    text = "Type `quadrille check P`:\n```sh\n$ .venv/bin/quadrille sweep x --out d [--seed 1]\n```\nquadrille: a dance"
    assert commands_in(text) == [("sweep", ["--out", "--seed"]), ("check", [])]


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE))


def made_in(markdown: str) -> set[str]:
    return {match[1] for line in code_of(markdown) if (match := re.match(r"(?:\$ )?make ([a-z-]+)", line))}


def test_the_targets_of_the_readme_exist() -> None:
    shown = made_in(read("README.md"))
    assert {"demo", "test"} <= shown
    assert shown - targets(read("Makefile")) == set()


def test_a_target_that_does_not_exist_is_noticed() -> None:
    assert made_in("`make coffee`\n```\nmake demo\n```") - targets("demo: $(STAMP)\n") == {"coffee"}


def test_the_readme_keeps_the_sections_that_others_rely_on() -> None:
    text = read("README.md")
    assert "\n## The order of a step\n" in text
    assert "make test" in read(".ci/run")
