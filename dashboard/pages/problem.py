"""The page that stands where a study can't be shown: what is wrong and what to do."""

import re

from dash import html

from dashboard.study import StudyError

TITLE = "No study to show"


def layout(problem: StudyError) -> html.Main:
    """What is wrong, in plain words, and what helps."""
    return html.Main(
        [html.H1("This study can't be shown"), html.P(_words(problem.what)), html.P(_words(problem.advice))],
        className="message",
        role="alert",
    )


def _words(text: str) -> list[str | html.Code]:
    """Text whose commands, in backquotes, stand out."""
    parts = re.split(r"`([^`]*)`", text)
    return [html.Code(part) if i % 2 else part for i, part in enumerate(parts) if part]
