"""Data frames: a type for each column where all its bound values have one, and missing values where nothing is bound."""

from __future__ import annotations

import builtins
import datetime

import pandas as pd
import polars as pl
import pyoxigraph as ox
import pytest

from renkei.errors import Text
from renkei.graph import Graph
from renkei.query.results import Result, Source
from renkei.store.protocol import Table

XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


# What is in a column: its terms, the types of pandas and polars, and its values.
COLUMNS = {
    "count": ([ox.Literal(3), None, typed("04", "positiveInteger")], "Int64", pl.Int64, [3, None, 4]),
    "big": ([typed(str(2**63), "integer"), ox.Literal(1), None], "string", pl.String, [str(2**63), "1", None]),
    "rate": ([ox.Literal(3), typed("2.5", "decimal"), None], "Float64", pl.Float64, [3.0, 2.5, None]),
    "open": ([ox.Literal(True), None, ox.Literal(False)], "boolean", pl.Boolean, [True, None, False]),
    "since": ([typed("2013-10-01", "date"), None, typed("0001-01-01", "date")], "datetime64[s]", pl.Date,
              [datetime.date(2013, 10, 1), None, datetime.date(1, 1, 1)]),
    "at": ([typed("2013-10-01T09:00:00+09:00", "dateTime"), None, typed("2013-10-01T00:00:00Z", "dateTime")],
           "datetime64[us, UTC]", pl.Datetime("us", "UTC"),
           [datetime.datetime(2013, 10, 1, tzinfo=datetime.UTC), None, datetime.datetime(2013, 10, 1, tzinfo=datetime.UTC)]),
    "local": ([typed("2013-10-01T09:00:00", "dateTime"), None, None], "datetime64[us]", pl.Datetime("us"),
              [datetime.datetime(2013, 10, 1, 9), None, None]),
    "year": ([typed("2013", "gYear"), None, typed("2020", "gYear")], "Int64", pl.Int64, [2013, None, 2020]),
    "month": ([typed("2013-10", "gYearMonth"), None, None], "string", pl.String, ["2013-10", None, None]),
    "mixed": ([typed("2013", "gYear"), typed("2013-10-01", "date"), None], "string", pl.String, ["2013", "2013-10-01", None]),
    "thing": ([ox.NamedNode("https://example.org/a"), None, None], "string", pl.String, ["https://example.org/a", None, None]),
    "name": ([ox.Literal("連携", language="ja"), ox.Literal(""), None], "string", pl.String, ["連携", "", None]),
    "infinite": ([typed("INF", "double"), ox.Literal(1), None], "string", pl.String, ["INF", "1", None]),
    "nothing": ([None, None, None], "string", pl.String, [None, None, None]),
}  # fmt: skip
ANSWER = Result(
    Table(tuple(COLUMNS), tuple(zip(*(terms for terms, *_ in COLUMNS.values()), strict=True))),
    tuple(Text(name, name) for name in COLUMNS),
)


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_typed(name: str) -> None:
    _, of_pandas, of_polars, values = COLUMNS[name]
    series = ANSWER.to_pandas()[name]
    assert str(series.dtype) == of_pandas
    found = [None if pd.isna(v) else v for v in series]
    assert [v.date() if name == "since" and v is not None else v for v in found] == values
    column = ANSWER.to_polars()[name]
    assert (column.dtype, column.to_list()) == (of_polars, values)


def test_a_frame_without_rows_has_the_columns() -> None:
    empty = Result(Table(("a", "b"), ()), (Text("a", "a"), Text("b", "b")))
    assert (list(empty.to_pandas().columns), len(empty.to_pandas())) == (["a", "b"], 0)
    assert empty.to_polars().schema == {"a": pl.String, "b": pl.String}


def test_sources_are_a_column() -> None:
    source = Source("https://example.org/p", "003:1", Text("表", "list"), "stated")
    told = Result(Table(("n",), ((ox.Literal(1),),)), (Text("n", "n"),), ((source,),))
    assert told.to_pandas()["sources"].tolist() == ["003:1 [stated]"]
    assert told.to_polars()["sources"].to_list() == ["003:1 [stated]"]


def test_a_saved_question_gives_the_same_frame_in_both(graph: Graph) -> None:
    answer = graph.query("districts-without-hub")
    assert answer.to_pandas()["institutions"].tolist() == answer.to_polars()["institutions"].to_list() == [5, 4]
    assert str(answer.to_pandas().dtypes["institutions"]) == "Int64"


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_without_the_library_the_extra_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == library:
            raise ImportError(name)
        return kept(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"pip install 'renkei\[frames\]'"):
        getattr(ANSWER, f"to_{library}")()


def test_a_notebook_shows_the_first_rows_the_total_and_the_sources() -> None:
    source = Source("https://example.org/p", "003:<1>", Text("表", "list"), "stated")
    rows = tuple((ox.Literal(f"<i>{n:02}</i>"),) for n in range(64))
    page = Result(Table(("n",), rows), (Text("数", "number"),), ((source,),) * 64)._repr_html_()
    assert page.count("<tr>") == 21
    assert "64行 / 64 rows（はじめの20行 / the first 20）" in page
    assert "<th>数<br>number</th><th>出典<br>sources</th>" in page
    assert "<td>&lt;i&gt;19&lt;/i&gt;</td><td>003:&lt;1&gt; [stated]</td>" in page
    assert "<i>" not in page


def test_a_notebook_shows_the_name_of_a_variable_once(graph: Graph) -> None:
    page = graph.select("SELECT (1 AS ?n) {}")._repr_html_()
    assert page == (
        "<table><caption>1行 / 1 row</caption><thead><tr><th>n</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    )
