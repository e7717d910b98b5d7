"""The two tables of a draft: the scenarios under the reference option, and what the other options change."""

from experiments.draft.cells import DIFFERENCE, QUANTILES, Cell, from_option
from experiments.draft.formats import RowFormat, row_format
from experiments.draft.ledger import Ledger
from experiments.draft.model import ColumnGroup, Row, Table, Tag
from experiments.draft.subject import Subject
from experiments.figures.numbers import is_share

PERCENTILES = ("P10", "P50", "P90")
BOUNDS = ("mean", "from", "to")


def scenario_table(about: Subject, ledger: Ledger) -> Table:
    """P10, P50 and P90 of the headline indicators in each scenario under the reference option."""
    option = about.option(about.reference)
    manifest = about.results.manifest
    is_included = manifest.study.draws > 1 and not manifest.has_chosen_points
    note = (
        "Percentiles of the simulated cases over the whole period, parameter uncertainty "
        f"{'' if is_included else 'not '}included. Shares in per cent; –: no event."
    )
    description = (
        "One row for each indicator. For each scenario three columns: 10th, 50th and 90th percentile under "
        f"{option}. The last column names the cells."
    )
    return Table(
        title=f"Table 1. Headline indicators by scenario, {about.years}, option “{option}”",
        stub="Indicator",
        groups=_groups(about, PERCENTILES),
        rows=tuple(_level_row(about, ledger, name) for name in about.indicators),
        note=(note,),
        description=description,
    )


def change_table(about: Subject, ledger: Ledger) -> Table:
    """Paired differences of the other options from the reference and the counterfactual, with their intervals."""
    reference = about.option(about.reference)
    others = any(versus != about.reference for _, versus in about.compared)
    least = f"“{reference}”{', or minus the option named' * others}"
    note = (
        f"Mean of the paired differences (option minus {least}, under the same simulated circumstances) and its "
        f"90 per cent interval ({_kind(about, ledger)}). Differences of shares in percentage points."
    )
    compared = "Difference from the option compared with," if others else f"Change from “{reference}”"
    description = (
        "Rows: options and, under each, indicators. For each scenario three columns: mean difference, lower and upper "
        "bound of its interval. The last column names the cells."
    )
    return Table(
        title=f"Table 2. {compared} by option and scenario, {about.years}",
        stub="Option and indicator",
        groups=_groups(about, BOUNDS),
        rows=tuple(row for pair in about.compared for row in _change_rows(about, ledger, *pair)),
        note=(note,),
        description=description,
    )


def change_cells(about: Subject, indicator: str, scenario: str, option: str, versus: str) -> tuple[Cell, ...]:
    """The cells of a difference: mean, lower and upper bound."""
    statistics = (from_option(statistic, versus, about.reference) for statistic in DIFFERENCE)
    return tuple(Cell(indicator, scenario, option, statistic) for statistic in statistics)


def change_format(about: Subject, ledger: Ledger, indicator: str, option: str, versus: str) -> RowFormat:
    """How the differences of an indicator stand in the row of an option."""
    cells = (cell for s in about.scenarios for cell in change_cells(about, indicator, s, option, versus))
    return row_format(map(ledger.reader.value, cells), about.unit(indicator), difference=True)


def _kind(about: Subject, ledger: Ledger) -> str:
    """What the intervals cover, as the study says it."""
    rows = ledger.reader.paired(about.indicators[0], *about.compared[0])
    return "; ".join(sorted({row.kind for row in rows}))


def _groups(about: Subject, columns: tuple[str, ...]) -> tuple[ColumnGroup, ...]:
    return tuple(ColumnGroup(about.scenario(s), columns) for s in about.scenarios)


def _level_row(about: Subject, ledger: Ledger, name: str) -> Row:
    cells = tuple(Cell(name, s, about.reference, quantile) for s in about.scenarios for quantile in QUANTILES)
    return _row(about, ledger, name, cells, row_format(map(ledger.reader.value, cells), about.unit(name)))


def _change_rows(about: Subject, ledger: Ledger, option: str, versus: str) -> list[Row]:
    """The rows of an option and what it is compared with; the first one opens its group."""
    others = any(other != about.reference for _, other in about.compared)
    heading = f"{about.option(option)}, compared with “{about.option(versus)}”" if others else about.option(option)
    rows = []
    for place, name in enumerate(about.indicators):
        cells = tuple(cell for s in about.scenarios for cell in change_cells(about, name, s, option, versus))
        group = "" if place else heading
        rows.append(_row(about, ledger, name, cells, change_format(about, ledger, name, option, versus), group))
    return rows


def _row(about: Subject, ledger: Ledger, name: str, cells: tuple[Cell, ...], words: RowFormat, group: str = "") -> Row:
    unit, label = about.unit(name), about.indicator(name)
    numbers = tuple(ledger.cite(cell, unit, words) for cell in cells)
    told = is_share(unit) or words.unit.split()[-1].casefold() in label.casefold()
    return Row(label if told else f"{label} ({words.unit})", tuple((n,) for n in numbers), Tag(numbers), group)
