"""The head and the foot of every page."""

from typing import TYPE_CHECKING, Any

from dash import html

from experiments.figures.caption import cases, seed, study_id

if TYPE_CHECKING:
    from experiments.results import Results

STANDING = "Planning aid; indicative; not a compliance assessment; not an official document."


def header(title: str, notes: tuple[str, ...] = ()) -> html.Header:
    """The name of the product, the title of the study, and what a reader must know about its origin."""
    return html.Header(
        [
            html.Span("Quadrille", className="brand"),
            html.Span(title, className="study-title"),
            html.Span([html.Span(note, className="note") for note in notes], className="notes"),
        ],
        className="head",
    )


def origin(results: "Results") -> tuple[str, ...]:
    """What a reader must know about the origin of a pack."""
    pack = results.pack.pack
    notes = ["Invented treaty and data"] if pack.invented else []
    return (*notes, "Axes chosen by the authors of this pack") if pack.axes_by == "authors" else tuple(notes)


def footer(results: "Results | None" = None) -> html.Footer:
    """What the page is and is not, and which study it shows."""
    facts = [] if results is None else _facts(results)
    caution = results.pack.pack.caution if results else None
    standing = f"{STANDING} {caution}." if caution else STANDING
    return html.Footer([html.Span(standing), html.Span(" · ".join(facts), className="facts")], className="foot")


def _facts(results: "Results") -> list[str]:
    pack = results.pack.pack
    return [
        f"Data as of {pack.data_as_of}",
        f"seed {seed(results)}",
        f"study {study_id(results)}",
        f"{cases(results):,} simulated cases per scenario and option",
    ]


def named(name: str) -> dict[str, Any]:
    """The property that gives a component without text of its own a name for those who listen to the page."""
    return {"aria-label": name}
