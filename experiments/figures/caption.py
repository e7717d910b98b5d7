"""The words under a chart: what it shows, in which unit, from which study, and how to read it."""

from typing import TYPE_CHECKING, Any

from experiments.figures.panel import SAMPLE_CASES, Board
from experiments.figures.subject import axis_title, axis_unit, better, control, indicator
from experiments.phrases import failed_in_words

if TYPE_CHECKING:
    from experiments.results import Results


def meta(results: "Results", name: str, caption: str) -> dict[str, Any]:
    """The `layout.meta` of a figure: caption, unit, source, and how to read it."""
    one = indicator(results, name)
    return {
        "indicator": name,
        "caption": caption,
        "unit": axis_unit(results, name),
        "source": source(results),
        "level": one.level,
        "control": control(one),
        "better": better(one),
    }


def fan_caption(results: "Results", shown: Board) -> str:
    """One sentence on what a fan chart shows, one on its bands, one on a live run where there is one."""
    where = ", ".join(p.title for p in shown.panels)
    chosen = " and ".join(f"“{results.pack.options[o].label}”" for o in shown.options)
    parts = [
        f"{axis_title(results, shown.indicator)} by year in {where}, option {chosen}.",
        f"Shaded: 10th to 90th percentile of {cases(results):,} simulated cases per scenario and option,"
        f" {spread(results)}; thick line: median; thin lines: {SAMPLE_CASES} of the cases.",
    ]
    if shown.overlay is not None:
        parts.append(f"Dashed: {shown.overlay.label}, {shown.overlay.cases:,} simulated cases.")
    return " ".join(parts)


def source(results: "Results") -> str:
    """Pack, data date, seed and content hash: enough to find and repeat the study."""
    pack = results.pack.pack
    words = [
        pack.title,
        f"data as of {pack.data_as_of}",
        f"seed {seed(results)}",
        f"study {study_id(results)}",
    ]
    if failed := results.manifest.failed:
        words.append(failed_in_words(failed, results.manifest.study.cases).rstrip("."))
    if pack.invented:
        words.append("an invented treaty and invented data")
    if pack.axes_by == "authors":
        words.append("the two axes were chosen by the authors of this pack, not by the document")
    if pack.caution:
        words.append(pack.caution)
    return "; ".join(words) + "."


def spread(results: "Results") -> str:
    """What the spread of the simulated cases of a study holds of the parameters."""
    manifest = results.manifest
    if manifest.has_chosen_points:
        return f"{manifest.study.draws} chosen points of the parameters among them"
    return f"parameter uncertainty {'' if manifest.study.draws > 1 else 'not '}included"


def cases(results: "Results") -> int:
    """Simulated cases per scenario and option."""
    return int(results.manifest.study.replicates)


def seed(results: "Results") -> int:
    """The seed of the study."""
    return int(results.manifest.study.seed)


def study_id(results: "Results") -> str:
    """The first twelve characters of the content hash of the study."""
    return str(results.manifest.content_hash)[:12]
