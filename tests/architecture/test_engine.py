"""The engine knows no treaty and no state, opens no file, and computes the same bits on every machine."""

import ast
import csv
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import PACKAGES, REPOSITORY, dotted, imports, place, python_files, text_of, tree_of

ENGINE = "simulation"

REGIME = re.compile(
    r"""
    opcw | (?<![a-z])(cwc|ccm|brs)(?![a-z]) | ocpf
    | (cluster[\s_-]munition | chemical[\s_-]weapon | mine[\s_-]ban)
    | \bbasel\b | \brotterdam\b | \bstockholm\b | \bminamata\b | \bottawa\b | \bthe\ hague\b
    | \bschedule[ds]?[\s_-][123]\b
    | \barticles?\s+(?-i:[IVX]+)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Treaties, organisations, their articles and terms: they stand in packs."""

STATE_NAMES = re.compile(
    r"\b(Albania|China|France|Germany|India|Iran|Iraq|Israel|Italy|Japan|Korea|Lebanon|Libya|Panama|Russia|Syria"
    r"|Switzerland|Netherlands|United\ Kingdom|United\ States|Viet\ ?Nam)(n|an|ese|n\ Federation)?\b"
)


def names_of_states() -> frozenset[str]:
    """Codes of States in the payers' tables of the packs (three capitals, ISO 3166-1)."""
    names: set[str] = set()
    for table in sorted((REPOSITORY / "scenarios" / "packs").glob("*/tables/payers.csv")):
        with table.open(encoding="utf-8", newline="") as rows:
            names.update(row["payer"] for row in csv.DictReader(rows))
    return frozenset(name for name in names if re.fullmatch(r"[A-Z]{3}", name))


def named(text: str, states: frozenset[str] = frozenset()) -> list[str]:
    """Every regime, organisation or State that a text names."""
    found = [match.group() for pattern in (REGIME, STATE_NAMES) for match in pattern.finditer(text)]
    return found + [word for word in re.findall(r"\b[A-Z]{3}\b", text) if word in states]


def test_the_engine_names_no_treaty_organisation_or_state() -> None:
    states = names_of_states()
    found = [
        f"{place(file, number)}: {names}"
        for file in python_files(ENGINE)
        for number, line in enumerate(text_of(file).splitlines(), 1)
        if (names := named(line, states))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "the OPCW Secretariat",
        "cwc_parties = 5",
        "sampled as ocpfs",
        "CCM",
        "cluster munitions",
        "chemical_weapon = 'chemical weapons'",
        "the Basel formula",
        "Schedule 2 plants",
        "schedule_3 sites",
        "under Article VI",
        "articles IX and X",
        "as Syria did",
        "ALB",
    ],
)
def test_a_name_is_noticed(text: str) -> None:
    assert named(text, frozenset({"ALB"}))


@pytest.mark.parametrize("text", ["the schedule of a day", "an article of clothing", "SUM", "class 2 of sites"])
def test_an_ordinary_word_is_let_through(text: str) -> None:
    assert not named(text, frozenset({"ALB"}))


EXACT_OF_MATH = frozenset({"ceil", "copysign", "fabs", "floor", "inf", "isfinite", "isinf", "isnan", "sqrt", "trunc"})
"""Of `math`, what IEEE 754 fixes to the last bit. The others differ between machines: see simulation/maths.py."""

INEXACT_OF_NUMPY = frozenset(
    {"exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "power", "float_power", "cbrt"}
    | {"sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"}
)


def inexact(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and wording of arithmetic whose last bit depends on the machine."""
    for line, name in imports(tree):
        root, _, member = name.partition(".")
        if (root == "math" and member not in EXACT_OF_MATH) or (root == "numpy" and member in INEXACT_OF_NUMPY):
            yield line, f"import of {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            yield node.lineno, "**"
        elif isinstance(node, ast.Attribute):
            module, _, member = dotted(node).rpartition(".")
            if module == "math" or (module in ("np", "numpy") and member in INEXACT_OF_NUMPY):
                yield node.lineno, dotted(node)
        elif isinstance(node, ast.Call) and dotted(node.func) == "pow":
            yield node.lineno, "pow()"


def test_rules_compute_the_same_bits_everywhere() -> None:
    files = python_files(f"{ENGINE}/rules", f"{ENGINE}/metrics")
    found = [f"{place(file, line)}: {what}" for file in files for line, what in inexact(tree_of(file))]
    assert not found, "simulation.maths has what is needed:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        "np.exp(x)",
        "numpy.log(x)",
        "y = np.power(x, 2.0)",
        "import math",
        "from math import exp",
        "from numpy import log",
        "math.floor(x)",
        "y = x ** 2",
        "x **= 2",
        "pow(x, 2)",
    ],
)
def test_inexact_arithmetic_is_noticed(code: str) -> None:
    assert list(inexact(ast.parse(code)))


@pytest.mark.parametrize("code", ["from math import ceil, sqrt", "np.floor(x) + np.sqrt(x)", "f(**settings)"])
def test_exact_arithmetic_is_let_through(code: str) -> None:
    assert not list(inexact(ast.parse(code)))


CACHE_SETUP = REPOSITORY / ENGINE / "compiled.py"
"""The one file of the engine that looks at the disk: it names the folder of the machine code after the sources."""

OPENING = frozenset({"open", "Path", "os.open", "io.open"})
OPENING_METHODS = frozenset(
    {"open", "read_text", "write_text", "read_bytes", "write_bytes"}
    | {"fromfile", "tofile", "loadtxt", "savetxt", "genfromtxt", "memmap"}
)
OPENING_OF_NUMPY = frozenset({"np.load", "np.save", "np.savez", "numpy.load", "numpy.save", "numpy.savez"})


def openings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of every call that reaches for a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if name in OPENING | OPENING_OF_NUMPY or name.rpartition(".")[2] in OPENING_METHODS:
                yield node.lineno, name


def test_the_engine_opens_no_file() -> None:
    files = [file for file in python_files(ENGINE) if file != CACHE_SETUP]
    assert len(files) < len(python_files(ENGINE)), f"{place(CACHE_SETUP)} has moved: say so here"
    found = [f"{place(file, line)}: {name}" for file in files for line, name in openings(tree_of(file))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    ["open('a')", "Path('a').read_text()", "np.load('a')", "np.loadtxt('a')", "file.open()", "io.open('a')"],
)
def test_an_opening_is_noticed(code: str) -> None:
    assert list(openings(ast.parse(code)))


def test_a_rule_about_opening_is_no_opening() -> None:
    assert not list(openings(ast.parse("open_books(w, g, p, k)\nw.book.opened = 1")))


def generators(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of every use of a generator of NumPy: chance comes from slots, never from a state."""
    for line, name in imports(tree):
        if name.startswith("numpy.random"):
            yield line, name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and dotted(node) in ("np.random", "numpy.random"):
            yield node.lineno, dotted(node)


def test_chance_comes_from_slots_alone() -> None:
    found = [f"{place(f, line)}: {what}" for f in python_files(ENGINE) for line, what in generators(tree_of(f))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("code", ["np.random.default_rng(1)", "from numpy.random import Generator"])
def test_a_generator_is_noticed(code: str) -> None:
    assert list(generators(ast.parse(code)))


def test_the_states_of_the_packs_are_known_to_this_test() -> None:
    tables = list((REPOSITORY / "scenarios" / "packs").glob("*/tables/payers.csv"))
    assert tables, "no pack has a table of payers: the test above would see no State"
    assert len(names_of_states()) > 100


def test_no_python_of_ours_names_a_pack() -> None:
    """What holds of one pack stands in its files: no module asks which pack it has."""
    packs = sorted(folder.name for folder in (REPOSITORY / "scenarios" / "packs").iterdir() if folder.is_dir())
    assert len(packs) >= 5
    found = [
        f"{place(file)}: {pack}"
        for package in PACKAGES
        for file in python_files(package)
        for pack in packs
        if pack in text_of(file)
    ]
    assert not found, "\n".join(found)
