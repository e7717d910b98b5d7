"""The numbered paragraphs of a draft, except those on what the options change."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from experiments.draft.cells import DIFFERENCE_ERROR, FREQUENCY, QUANTILES, Cell, from_option, study_cell
from experiments.draft.formats import NO_EVENT, count, plain_number, row_format
from experiments.draft.ledger import Ledger
from experiments.draft.model import Number, Paragraph, Tag, Text
from experiments.draft.subject import Subject
from experiments.draft.text import clean
from experiments.figures.matrix import short
from experiments.figures.numbers import is_share, readable
from experiments.phrases import JUDGED, frequency
from experiments.request_rates import RATE
from experiments.results import Results
from experiments.sampling import LATIN_HYPERCUBE
from experiments.summary import default_threshold

Piece = str | Number
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MOST_RATES = 3
CIRCUMSTANCES_AND_CHOICES = (
    "A scenario is a set of circumstances that nobody in the secretariat chooses: {}. "
    "An option is a set of measures that may be chosen. Each option meets the same simulated circumstances, "
    "case by case, so that a difference between two options stems from the options alone. No scenario is held to be "
    "likelier than another: nothing is averaged over scenarios, and none is put forward as a forecast."
)
ONE_SET_OF_CIRCUMSTANCES = (
    "The plan document names no scenarios: what is simulated are circumstances that nobody in the secretariat chooses, "
    "put together by the authors of the data pack and put forward as no forecast. An option is a set of measures that "
    "may be chosen. Each option meets the same simulated circumstances, case by case, so that a difference between two "
    "options stems from the options alone."
)


def tagged(*pieces: Piece) -> Text:
    """A sentence with the source tag of all its figures before its full stop."""
    numbers = tuple(piece for piece in pieces if isinstance(piece, Number))
    *before, last = pieces
    if not numbers:
        return pieces
    if isinstance(last, str) and last.endswith("."):
        return (*before, last[:-1], Tag(numbers), ".")
    return (*pieces, Tag(numbers))


def series(items: Sequence[Sequence[Piece]], mark: str = ", ", last: str = " and ") -> list[Piece]:
    """Items one after the other, "and" before the last."""
    joined: list[Piece] = []
    for place, item in enumerate(items):
        if place:
            joined.append(last if place == len(items) - 1 else mark)
        joined.extend(item)
    return joined


def purpose(about: Subject, ledger: Ledger, letters: int) -> Iterator[Paragraph]:
    """What was simulated, what is a circumstance and what a choice, and the options, in about `letters` letters."""
    yield _basis(about, ledger)
    pack = about.results.pack
    requests = ["requests"] * bool(pack.tables.request_kinds)
    circumstances = _listed([_first_axis(about), "money", *requests, "prices"])
    yield Paragraph((CIRCUMSTANCES_AND_CHOICES.format(circumstances) if pack.matrix else ONE_SET_OF_CIRCUMSTANCES,))
    chosen = (about.reference, *about.options)
    most = _letters_each([len(about.results.pack.options[option].summary) for option in chosen], letters)
    items = [(f"“{about.option(option)}”: {_summary(about, option, most)}",) for option in chosen]
    yield from with_items("These are the options compared:" if len(items) > 1 else "The option:", items)


def _first_axis(about: Subject) -> str:
    """What the first axis is: conflict, or what the authors of a pack made of it."""
    pack = about.results.pack
    label = short(clean(pack.axes.conflict.label))
    return f"{label[:1].lower()}{label[1:]}" if pack.pack.axes_by == "authors" else "conflict"


def _basis(about: Subject, ledger: Ledger) -> Paragraph:
    terms, results = about.results.pack.terms, about.results
    lived = _listed(["contributions", "posts", *_work(about)])
    opening = (
        f"This draft summarises {about.years} for the {clean(terms.organisation)}, simulated in "
        f"{several(len(results.scenarios), 'scenario')} under {several(len(results.options), 'option')}. "
    )
    closing = f" A simulated case is one possible course of the period, day by day: {lived}."
    return Paragraph((opening, *_extent(about, ledger), closing, _left_out(about)))


def _work(about: Subject) -> list[str]:
    """What the pack has rows for: visits and requests, or else services and obligations."""
    terms, tables = about.results.pack.terms, about.results.pack.tables
    visits, requests = [clean(terms.visits)] * bool(tables.site_classes), [clean(terms.requests)]
    work = visits + requests * bool(tables.request_kinds)
    return work or ["services"] * bool(tables.services) + ["obligations of States"] * bool(tables.obligations)


def _listed(words: Sequence[str]) -> str:
    """Words one after the other, "and" before the last."""
    return "".join(str(piece) for piece in series([(word,) for word in words]))


def _extent(about: Subject, ledger: Ledger) -> Text:
    """How many simulated cases, and over how many draws."""
    cases, each = (ledger.cite(study_cell(name), "", count) for name in ("cases", "replicates"))
    spread: tuple[Piece, ...] = (", with every uncertain parameter at its central value.",)
    if about.results.manifest.study.draws > 1:
        draws = ledger.cite(study_cell("draws"), "", count)
        spread = (", spread over ", draws, f" {_points(about)}.")
    return tagged("It rests on ", cases, " simulated cases: ", each, " for each scenario and option", *spread)


def _points(about: Subject) -> str:
    if about.results.manifest.has_chosen_points:
        return "points of the parameters that were chosen, so that ranges over them are no uncertainty intervals"
    return "draws of the uncertain parameters"


def _left_out(about: Subject) -> str:
    """What the study holds beyond what two pages show."""
    scenarios = len(about.results.scenarios) - len(about.scenarios)
    options = len(about.results.options) - len(about.options) - 1
    counts = [several(n, f"further {noun}") for n, noun in ((scenarios, "scenario"), (options, "option")) if n]
    return f" The study also holds {' and '.join(counts)}, left out here for want of space." if counts else ""


def several(number: int, noun: str) -> str:
    """A small number in words with its noun: "four scenarios"."""
    words = COUNTS[number] if number < len(COUNTS) else str(number)
    return f"{words} {noun}{'' if number == 1 else 's'}"


def _letters_each(lengths: Sequence[int], letters: int) -> int:
    """The longest summary allowed, so that all of them together keep to about `letters`."""
    limits = (limit for limit in range(1200, 50, -50) if sum(min(length, limit) for length in lengths) <= letters)
    return next(limits, 50)


def _summary(about: Subject, option: str, most: int) -> str:
    """The pack's own words on an option, whole sentences up to about `most` letters, at least the first."""
    words = clean(about.results.pack.options[option].summary)
    sentences = re.split(r"(?<=[.?!]) ", words if words.endswith((".", "?", "!")) else f"{words}.")
    ends = accumulate(len(sentence) + 1 for sentence in sentences)
    kept = max(1, sum(end <= most + 1 for end in ends))
    return " ".join(sentences[:kept]) + (" (Shortened; see the data pack.)" if kept < len(sentences) else "")


def findings(about: Subject, ledger: Ledger) -> Iterator[Paragraph]:
    """The first headline indicator in each scenario under the reference option: no comparison, no order."""
    name = about.indicators[0]
    parts = [_range(about, ledger, name, scenario) for scenario in about.scenarios]
    opening = (
        f"{about.indicator(name)} under “{about.option(about.reference)}”, median of the simulated cases with the "
        "10th and 90th percentile: "
    )
    closing = " Figure 1 shows the course over the years, table 1 the headline indicators over the whole period."
    yield Paragraph((*tagged(opening, *series(parts, "; ", "; and "), "."), closing))


def _range(about: Subject, ledger: Ledger, name: str, scenario: str) -> list[Piece]:
    unit = about.unit(name)
    cells = (Cell(name, scenario, about.reference, quantile) for quantile in QUANTILES)
    low, middle, high = (ledger.cite(cell, unit, lambda value: readable(value, unit)) for cell in cells)
    return [f"in {about.scenario(scenario)} ", middle, " (", low, " to ", high, ")"]


def frequencies(about: Subject, ledger: Ledger, most: int) -> Iterator[Paragraph]:
    """How often `most` of the headline indicators pass a threshold; counts first, whose percentiles tell least."""
    limits = [(name, default_threshold(about.declared(name))) for name in about.indicators]
    ordered = sorted(limits, key=lambda pair: is_share(about.unit(pair[0])))
    known = [(name, limit) for name, limit in ordered if limit is not None][:most]
    requests = clean(about.results.pack.terms.requests)
    condition = f", where {requests} come as often as judged (section IV)" if _judged_kinds(about) else ""
    opening = f"Simulated cases beyond a threshold set for this draft, over the whole period{condition}:"
    yield from with_items(opening, [_frequency(about, ledger, name, limit) for name, limit in known])


def with_items(opening: str, items: Sequence[Text]) -> Iterator[Paragraph]:
    """A paragraph with its (a), (b); a single item goes on in the paragraph itself; nothing without items."""
    if len(items) == 1:
        yield Paragraph((f"{opening} ", *items[0]))
    elif items:
        yield Paragraph((opening,), tuple(items))


def _frequency(about: Subject, ledger: Ledger, name: str, limit: float) -> Text:
    unit = about.unit(name)
    side = "below" if about.declared(name).better == "up" else "above"
    threshold = readable(limit, unit) + ("" if is_share(unit) else f" {unit}")
    cells = [Cell(name, s, about.reference, f"{FREQUENCY} {side} {limit:g}") for s in about.scenarios]
    parts: list[list[Piece]] = [
        [_cases(ledger, cell), f" in {about.scenario(s)}"] for cell, s in zip(cells, about.scenarios, strict=True)
    ]
    return tagged(f"{about.indicator(name)} {side} {threshold}: ", *series(parts), ".")


def _cases(ledger: Ledger, cell: Cell) -> Number:
    """ "37 of 100": the words of the summary without what the sentence says once."""
    row = ledger.reader.exceeding(cell)
    words = frequency(row.cases, row.n).removeprefix("in ").removesuffix(" simulated cases") if row.n else NO_EVENT
    return ledger.cite(cell, "%", lambda _: words)


def limits(about: Subject, ledger: Ledger) -> Iterator[Paragraph]:
    """What the figures can't say: what isn't modelled, who chose the axes, what is invented, what is judged."""
    pack = about.results.pack
    effort = clean(pack.terms.visits) if pack.tables.site_classes else "what is done"
    undeclared = " undeclared activity," * bool(pack.tables.site_classes)
    outside = (
        f"Not modelled: decisions of the governing bodies beyond the measures of an option,{undeclared} and "
        f"the effect of {effort} on compliance: effort is not effect. Figures over the whole period hide "
        "short bursts of demand. No State appears in the results."
    )
    yield Paragraph((outside,))
    if provenance := _provenance(about):
        yield Paragraph((provenance,))
    if rates := _judged_rates(about, ledger):
        yield Paragraph(rates)


def _provenance(about: Subject) -> str:
    pack, axes = about.results.pack.pack, about.results.pack.axes
    named = f"“{clean(axes.conflict.label)}” and “{clean(axes.resources.label)}”"
    invented = "The treaty, its plan and all its data are invented."
    chosen = (
        f"The two axes, {named}, were chosen by the authors of the data pack; the plan document does not have them."
    )
    caution = [f"{clean(pack.caution).rstrip('.')}."] if pack.caution else []
    return " ".join(caution + [invented] * pack.invented + [chosen] * (pack.axes_by == "authors"))


def _judged_kinds(about: Subject) -> list[str]:
    """Kinds of request whose rate is judged, the most frequent first."""
    rates = about.results.pack.parameters.get(RATE)
    if not isinstance(rates, Mapping):
        return []
    judged = [kind for kind, rate in rates.items() if rate.source.startswith(JUDGED)]
    return sorted(judged, key=lambda kind: -rates[kind].value)


def _judged_rates(about: Subject, ledger: Ledger) -> Text:
    """The condition under which all frequencies hold: judged rates of requests, with their judged ranges."""
    judged = _judged_kinds(about)
    if not judged:
        return ()
    shown = [_rate(about, ledger, kind) for kind in judged[:MOST_RATES]]
    rest = len(judged) - MOST_RATES
    others = f", and {several(rest, 'rarer kind')} as judged in the data pack" if rest > 0 else ""
    opening = (
        f"How often {clean(about.results.pack.terms.requests)} come is judged, not observed. What is said here holds "
        "if, in the middle of both axes, they come at these rates a year (judged range in brackets): "
    )
    closing = " Each scenario moves these rates as the data pack says."
    return (*tagged(opening, *series(shown, "; "), f"{others}."), closing)


def _rate(about: Subject, ledger: Ledger, kind: str) -> list[Piece]:
    cells = (study_cell(f"parameter {RATE}.{kind}{bound}") for bound in ("", " low", " high"))
    value, low, high = (ledger.cite(cell, "a year", lambda rate: readable(rate, "a year")) for cell in cells)
    judged = low.value is not None and high.value is not None
    spread: list[Piece] = [" (", low, " to ", high, ")"] if judged else []
    return [f"“{clean(about.results.pack.label(kind))}” ", value, *spread]


def method(about: Subject, ledger: Ledger) -> Iterator[Paragraph]:
    """Seed, failures, sampling error, content hash, and the command that makes the figures again."""
    results = about.results
    seed = ledger.cite(study_cell("seed"), "", plain_number)
    failed = ledger.cite(study_cell("failed"), "", count)
    drawn = tagged("Seed ", seed, "; simulated cases that failed and were left out: ", failed, ".")
    yield Paragraph((*drawn, *_stopping(about), *_sampling_errors(about, ledger)))
    hashes = f"Content hash of the results: {results.manifest.content_hash}; of the data pack: {results.pack.digest}."
    again = f" To make the figures again: “{sweep_command(about)}”, then “quadrille draft STUDY”."
    if " PACK " in again:
        again += " PACK is the folder “pack” of this study."
    yield Paragraph((hashes, again))


def _stopping(about: Subject) -> Text:
    """That a stopping rule chose how many cases there are, where one did."""
    told = about.results.manifest.stopping
    if told is None:
        return ()
    met = "until the rule was met" if not told["undecided"] else "and the rule was not met by the last"
    indicator = about.indicator(told["rule"]["indicator"])
    return (f" The number of cases was left to a stopping rule on “{indicator}”: rounds were added, {met}.",)


def _sampling_errors(about: Subject, ledger: Ledger) -> Text:
    """The largest standard error of a mean difference for each indicator, where the study has differences."""
    if not about.options:
        return ()
    shown = [_largest_error(about, ledger, name) for name in about.indicators]
    return tagged(" Largest sampling error of a mean in table 2: ", *series(shown, "; "), ".")


def _largest_error(about: Subject, ledger: Ledger, name: str) -> list[Piece]:
    errors = [(one, from_option(DIFFERENCE_ERROR, versus, about.reference)) for one, versus in about.compared]
    cells = [Cell(name, s, option, error) for option, error in errors for s in about.scenarios]
    largest = max(cells, key=lambda cell: ledger.reader.value(cell) or 0.0)
    words = row_format([ledger.reader.value(largest)], about.unit(name), difference=True)
    return [f"{about.indicator(name)} ", ledger.cite(largest, about.unit(name), words), f" {words.unit}"]


def sweep_command(about: Subject) -> str:
    """The command that simulates this study again; STUDY stands for the folder to write to.

    A design of its own is in a study file alone; a pack that is none of those shipped, or no longer, is in the store.
    """
    results = about.results
    study, pack = results.manifest.study, results.pack
    if results.manifest.design != LATIN_HYPERCUBE:
        return "quadrille sweep STUDY.yaml --out STUDY"
    name = pack.pack.id if _is_shipped(results) else "PACK"
    words = ["quadrille", "sweep", name, "--replicates", str(study.replicates), "--draws", str(study.draws)]
    if results.scenarios != pack.shown:
        words += [word for name in results.scenarios for word in ("--scenario", name)]
    if results.options != tuple(pack.options):
        words += [word for name in results.options for word in ("--option", name)]
    return shlex.join([*words, "--seed", str(study.seed), "--out", "STUDY"])


def _is_shipped(results: Results) -> bool:
    from scenarios import builtin, load

    name = results.manifest.pack.id
    return name in builtin() and load(name).digest == results.manifest.pack.digest
