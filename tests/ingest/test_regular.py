"""Rows cut many at a time are the rows that the csv module cuts."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from anlan.ingest.chunk import Chunk
from anlan.ingest.readers import delimited
from anlan.ingest.readers.delimited import Delimited
from anlan.ingest.readers.regular import RegularChunk
from anlan.standards.errors import AnlanError

pieces = st.sampled_from(
    ["a", "é警", ",", ",", ",", "\n", "\n", "\r\n", "\r", '"', '""', '"x,y"', '"x\ny"', " ", "\0"]
)
lines = st.sampled_from(["1,2,3", '"1","2","3"', '"a ""b"" c",,', '"two\nlines",2,3', ",,", "1,2"])
bodies = st.one_of(
    st.lists(pieces, max_size=30).map("".join),
    st.lists(lines, max_size=12).map("\n".join),
    st.lists(lines, max_size=12).map("\r\n".join),
)


def _read(path: Path, size: int) -> tuple[list[Chunk], object]:
    """The chunks, and the rows, faults or error they come to."""
    reader = Delimited(path, "utf-8", ",", ("a", "b", "c"))
    chunks: list[Chunk] = []
    try:
        chunks += reader.chunks(size)
    except AnlanError as error:
        return chunks, (error.problem, error.place)
    rows = [(c.numbers[i], *c.row(i)) for c in chunks for i in range(len(c.numbers))]
    return chunks, (rows, [fault for c in chunks for fault in c.faults])


@settings(max_examples=300, deadline=None)
@given(body=bodies, size=st.sampled_from([1, 3, 100]))
def test_cut_at_once_or_one_by_one_the_rows_are_the_same(body: str, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "some.csv"
        path.write_text("a,b,c\n" + body, encoding="utf-8", newline="")
        _, found = _read(path, size)
        patch.setattr(delimited, "regular", lambda *_, **__: None)
        chunks, expected = _read(path, size)
        assert not any(isinstance(chunk, RegularChunk) for chunk in chunks)
        assert found == expected


def test_plain_and_quoted_rows_are_cut_at_once(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text('a,b,c\n1,2,3\n"x, ""y""","two\nlines",\n4,5,6\n')
    chunks, _ = _read(path, 100)
    assert [type(chunk) for chunk in chunks] == [RegularChunk]
    assert chunks[0].numbers == [2, 3, 5]
    assert chunks[0].row(1) == ('x, "y"', "two\nlines", "")
