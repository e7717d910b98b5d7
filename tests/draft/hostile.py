"""Labels that break careless writers: mark-up, control characters, right-to-left words, tables within tables."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from scenarios import Pack
from scenarios.schema import Option, Scenario

MARKUP = "R&D <b>\"bold\"</b> ]]> &amp; 'x'"
CONTROLS = "before\x00\x08\x0b\x1b after\ufffe\ud800 end"
REVERSED = "plan \u202eevil\u202c נייר عمل 12 ريال left"
TABLE = "a | b `c` *d* _e_ [f](g) #1 $x$ ~y~ \\z"
LABELS = {
    "resurgence": MARKUP,
    "mission-impossible": CONTROLS,
    "satisfaction": REVERSED,
    "civilian": TABLE,
}
READ = {
    "resurgence": MARKUP,
    "mission-impossible": "before after end",
    "satisfaction": "plan evil נייר عمل 12 ريال left",
    "civilian": TABLE,
}
"""The same labels as a reader should find them."""

Entry = TypeVar("Entry", Scenario, Option)


def hostile_pack(pack: Pack) -> Pack:
    """A pack with these labels for its scenarios, and the same in its title, document, words, options and sources."""
    titled = pack.pack.model_copy(update={"title": MARKUP, "document": f"{TABLE} {CONTROLS}"})
    return replace(
        pack,
        pack=titled,
        scenarios=_relabelled(pack.scenarios, LABELS),
        options=_relabelled(pack.options, dict(zip(pack.options, LABELS.values(), strict=False))),
        terms=pack.terms.model_copy(update={"organisation": MARKUP, "requests": REVERSED}),
        sources=dict.fromkeys(pack.sources, f"{MARKUP} {TABLE}"),
    )


def _relabelled(entries: Mapping[str, Entry], labels: Mapping[str, str]) -> Mapping[str, Entry]:
    changes = {name: {"label": labels[name], "summary": labels[name]} for name in entries if name in labels}
    return {name: entry.model_copy(update=changes.get(name, {})) for name, entry in entries.items()}
