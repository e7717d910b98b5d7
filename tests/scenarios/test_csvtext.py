"""CSV as cells with places."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from scenarios.csvtext import read_cells

CELLS = st.text(st.sampled_from('ab",;\n 0.\r'), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5)


def test_places_after_a_line_break_in_quotes() -> None:
    rows, problems = read_cells("f.csv", 'x,"a\n\r\nb",y\nz,"",\n')
    assert problems == []
    assert [[(cell.text, cell.line, cell.column) for cell in row] for row in rows] == [
        [("x", 1, 1), ("a\n\r\nb", 1, 3), ("y", 3, 4)],
        [("z", 4, 1), ("", 4, 3), ("", 4, 6)],
    ]


def test_blank_lines_are_no_rows() -> None:
    rows, _ = read_cells("f.csv", "\n\r\na,b\n\n\nc,d\n\n")
    assert [(row[0].text, row[0].line) for row in rows] == [("a", 3), ("c", 6)]


@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_what_another_writer_writes_is_read(rows: list[list[str]], line_end: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)
    read, problems = read_cells("f.csv", text.getvalue())
    assert problems == []
    assert [[cell.text for cell in row] for row in read] == [row for row in rows if row != [""]]


@given(ROWS)
def test_a_cell_begins_where_its_place_says(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    lines = text.getvalue().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for row in read_cells("f.csv", text.getvalue())[0]:
        for cell in row:
            first = cell.text.replace('"', '""').replace("\r", "\n").split("\n")[0]
            assert lines[cell.line - 1][cell.column - 1 :].startswith('"' + first)


@given(st.text(st.sampled_from('a",\n\r;'), max_size=30))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    rows, problems = read_cells("f.csv", text)
    assert len(problems) <= 1
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)
    assert all(row for row in rows)
