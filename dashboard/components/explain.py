"""“Explain this chart”: what it is, its unit, how to read it, where it comes from."""

import dash_mantine_components as dmc
from dash import html

BODY = "explain-body"


def explain() -> dmc.Popover:
    """The button and its card; a page fills `explain-body`."""
    button = dmc.Button("Explain this chart", variant="default", size="xs", id="explain")
    card = dmc.PopoverDropdown(html.Dl(id=BODY, className="explain", tabIndex=0))
    return dmc.Popover(
        [dmc.PopoverTarget(button), card],
        width=430,
        position="bottom-end",
        shadow="md",
        withArrow=True,
        trapFocus=True,
        returnFocus=True,
        keepMounted=True,
    )


def terms(pairs: list[tuple[str, str]]) -> list[html.Dt | html.Dd]:
    """Pairs of question and answer as a list of definitions."""
    return [part for question, answer in pairs for part in (html.Dt(question), html.Dd(answer))]
