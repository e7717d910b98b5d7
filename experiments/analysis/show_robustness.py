"""How the robustness of options is shown: a table of criteria for each indicator, and in words who prefers what."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table as Grid

from experiments.analysis.lost import LEAVE_OUT
from experiments.console import NARROW, say
from experiments.figures.numbers import is_share, readable
from experiments.phrases import Words
from experiments.statistics import LEVEL
from experiments.study import caution
from experiments.summary import INVENTED, NATURE, Overview
from simulation.declare import Indicator

if TYPE_CHECKING:
    from experiments.analysis.robustness import Robustness, Row, Score, Table

ABREAST = 3
"""Options beside each other in a table of eighty columns."""
NOTHING = "–"


def show_robustness(found: "Robustness", out: Console) -> None:
    """One table for each indicator, sentences below it, and what the criteria are at the end."""
    words = Overview(found.results).words
    for line in _opening(found, words):
        say(line, out, NARROW)
    for table in found.tables:
        out.print()
        say(_title(table, words), out, NARROW)
        for first in range(0, len(found.options), ABREAST):
            if first:
                out.print()
            out.print(_grid(table, found.options[first : first + ABREAST], words), soft_wrap=False, width=NARROW)
        for line in _told(table, words):
            say(f"- {line}", out, NARROW)
    out.print()
    for line in _legend(found):
        say(line, out, NARROW)


def _opening(found: "Robustness", words: Words) -> Iterator[str]:
    study = found.results.manifest.study
    scenarios = len(found.results.scenarios)
    yield f"{found.results.pack.id}: how robust the options are, one indicator at a time."
    outcomes = f"{scenarios} scenario{'s' * (scenarios > 1)} x {study.draws} draw{'s' * (study.draws > 1)}"
    yield f"Outcomes compared: means over the simulated cases of a scenario and parameter draw, {outcomes}."
    yield "That scenarios weigh alike is a device: none is held to be likelier, and no number here is a probability."
    if found.left_out:
        yield f"“{words.options[found.left_out]}” is the counterfactual, no proposal, and is left out."
    if found.results.manifest.has_chosen_points:
        yield f"The {study.draws} points were chosen, not drawn: intervals tell how much hangs on the choice."
    yield from _failed(found, words)
    if study.draws > 1:
        yield f"* preferred; below a value its 90 % interval over the draws{caution(study.draws)}."
        yield f"In brackets: in how many of 100 resamples of the draws it is preferred; sure from {100 * LEVEL:.0f}."
    else:
        yield "* preferred. A single draw: no intervals, and nothing is said of how sure a preference is."


def _failed(found: "Robustness", words: Words) -> Iterator[str]:
    """What became of failed cases, where there are any."""
    if not any(found.futures_failed):
        return
    manifest = found.results.manifest
    where = ", ".join(
        f"“{words.options[option]}” {count}" for option, count in zip(found.options, found.futures_failed, strict=True)
    )
    yield f"Outcomes with failed cases ({manifest.failed:,} of {manifest.study.cases:,} cases): {where}."
    if found.failed == LEAVE_OUT:
        yield "Failed cases are left out under every option; --failed worst counts them as the worst outcome."
    else:
        yield "An outcome with a failed case counts as the worst of its table and meets no floor (--failed worst)."


def _title(table: "Table", words: Words) -> str:
    floors = " and ".join(_floor_in_words(table, place, words) for place in range(len(table.floors)))
    left_out = f"; {table.left_out} outcomes without an event are left out" if table.left_out else ""
    if table.indicator is None:
        return f"All floors together: {floors}{left_out}"
    one = table.indicator
    unit = "%; losses in percentage points" if is_share(one.unit) else words.unit(one)
    floor = f"; floor: {floors}" if floors else ""
    return f"{one.label} ({unit}): {'higher' if one.better == 'up' else 'lower'} is better{floor}{left_out}"


def _floor_in_words(table: "Table", place: int, words: Words) -> str:
    floor = table.floors[place]
    side = "at least" if floor.indicator.better == "up" else "at most"
    of = f"{floor.indicator.label} " if table.indicator is None else ""
    return f"{of}{side} {words.amount(floor.value, floor.indicator)}"


def _grid(table: "Table", options: Sequence[str], words: Words) -> Grid:
    grid = Grid(box=None, header_style="underline", padding=(0, 1, 0, 0), pad_edge=False)
    grid.add_column("Criterion", overflow="fold", width=22)
    for option in options:
        grid.add_column(words.options[option], justify="right", overflow="fold", width=18)
    for row in table.rows:
        chosen = [score for score in row.scores if score.option in options]
        grid.add_row(row.criterion.label, *(_cell(row, score, table.indicator, words) for score in chosen))
    return grid


def _cell(row: "Row", score: "Score", one: Indicator | None, words: Words) -> str:
    if score.value is None:
        return NOTHING
    mark = "* " if score.option in row.preferred and _is_seen(row, one, words) else ""
    value = f"{mark}{_number(row, score.value, one, words)}"
    if score.low is None or score.high is None:
        return value
    return f"{value}\n{_number(row, score.low, one, words)} to {_number(row, score.high, one, words)}"


def _is_seen(row: "Row", one: Indicator | None, words: Words) -> bool:
    """Whether a preference shows in the numbers as printed: what a reader can't see isn't claimed."""
    printed = [
        (s.option in row.preferred, _number(row, s.value, one, words)) for s in row.scores if s.value is not None
    ]
    best = {number for is_best, number in printed if is_best}
    return bool(best) and best.isdisjoint(number for is_best, number in printed if not is_best)


def _number(row: "Row", value: float, one: Indicator | None, words: Words) -> str:
    kind = row.criterion.kind
    if kind == "share" or one is None:
        return readable(value, "%")
    if kind == "index":
        return readable(value, "")
    return words.bare(value, one) if kind == "level" else words.range(one, value)


def _told(table: "Table", words: Words) -> Iterator[str]:
    """Which option each criterion prefers and how surely, whether they disagree, and what tells nothing."""
    seen = [row for row in table.rows if _is_seen(row, table.indicator, words)]
    level = [row for row in seen if not row.criterion.of_shape]
    for options, by in _preferences(level):
        yield f"{_names(options, words)}: preferred by {by}."
    yield _agreement(level, words)
    shape = [f"{_names(options, words)} by {by}" for options, by in _preferences(seen, of_shape=True)]
    if shape:
        yield f"By the shape of the spread alone, whatever its level: {'; '.join(shape)}."
    if alike := [_small(row.criterion.label) for row in table.rows if row not in seen]:
        yield f"Best options that look alike, as printed, by: {', '.join(alike)}."


def _preferences(rows: Sequence["Row"], of_shape: bool = False) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each preferred option, or several alike, with the criteria that prefer it."""
    chosen = [row for row in rows if row.criterion.of_shape == of_shape]
    for options in dict.fromkeys(row.preferred for row in chosen):
        yield options, ", ".join(_sure(row) for row in chosen if row.preferred == options)


def _agreement(rows: Sequence["Row"], words: Words) -> str:
    sides = list(dict.fromkeys(row.preferred for row in rows))
    sure = list(dict.fromkeys(row.preferred for row in rows if row.settled))
    if not sides:
        return "No criterion tells the options apart."
    if len(sides) == 1:
        return f"No criterion prefers another; sure: {sum(row.settled for row in rows)} of {len(rows)}."
    if len(sure) > 1:
        either = " or ".join(_names(options, words) for options in sure)
        return f"The criteria disagree, and surely: whether {either} depends on which one is followed."
    return (
        f"The criteria disagree; {f'those that are sure prefer {_names(sure[0], words)}' if sure else 'none is sure'}."
    )


def _sure(row: "Row") -> str:
    """The criterion, and in how many of 100 resamples its choice is best."""
    shares = [score.best for score in row.scores if score.option in row.preferred and score.best is not None]
    times = f" ({100 * sum(shares):.0f})" if shares else ""
    return f"{_small(row.criterion.label)}{times}"


def _small(label: str) -> str:
    return label[0].lower() + label[1:]


def _names(options: Sequence[str], words: Words) -> str:
    *first, last = [f"“{words.options[option]}”" for option in options]
    return f"{', '.join(first)} and {last}" if first else last


def _legend(found: "Robustness") -> Iterator[str]:
    alpha, percentile = found.attitude.alpha, found.attitude.percentile
    if found.results.manifest.study.draws > 1:
        yield "Resampling says too little of the ends: intervals of worst, best, largest loss and reach are too narrow."
    yield "Worst, best: the lowest and the highest outcome, or the other way (maximin, Wald 1950; maximax)."
    yield f"Between these: {alpha:g} times the worst and {1 - alpha:g} times the best (Hurwicz 1951)."
    yield "Equal-weight mean: the principle of insufficient reason (Laplace)."
    yield "Loss: against the best of the options compared in the same outcome; another option may change it."
    yield f"Its largest: minimax regret (Savage 1951); its percentile {percentile:g} (Herman et al. 2015)."
    yield "Mean and spread: (mean + 1) / (s + 1), or their product where lower is better (Hamarat et al. 2014)."
    yield "Worse half off median: how far the worse half lies beyond the option's own median (Takriti and Ahmed 2004)."
    yield "Lean to better end, crowding in middle: skewness and peakedness by percentiles (Voudouris et al. 2014)."
    if any(table.floors for table in found.tables):
        yield "Floor met: share of outcomes, or of simulated cases, that meet it (domain criterion, Starr 1963)."
        yield (
            "Reach: going out from the central values of the parameters, the share of outcomes up to the first that "
            "does not meet it (radius of stability, Sniedovich 2010)."
        )
    yield "Definitions: McPhail et al. (2018), Earth's Future 6, 169-191."
    invented = f"{INVENTED}; " if found.results.pack.pack.invented else ""
    yield f"Nature: {invented}{NATURE}."
