"""Answers written in each of the formats, as the bytes of a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import pyoxigraph as ox

from renkei.errors import Text
from renkei.query.formats import Format
from renkei.query.layouts import aligned, delimited, markdown
from renkei.query.results import Result
from renkei.query.statements import Statements
from renkei.query.values import cell_text
from renkei.store.protocol import Table

# What a query gives: rows (SELECT), statements (CONSTRUCT, DESCRIBE), true or false (ASK).
Answer: TypeAlias = Result | Statements | bool
Labels: TypeAlias = Callable[[Iterable[str]], Mapping[str, Text]]


def rendered(answer: Answer, form: Format, language: str, labels: Labels) -> bytes:
    """The file that holds an answer. Statements are a table of three columns where the format is one of tables.

    Headings are in the reader's `language` in those formats that people read (table, excel-csv, xlsx, md), else the names of
    the variables; `labels` gives the names of things, for networks. Raises UsageError for an answer that the format cannot
    hold.
    """
    match form:
        case Format.ttl:
            return _turtle(answer).encode("utf-8")
        case Format.jsonld:
            return _jsonld(answer).encode("utf-8")
        case Format.graphml:
            return _graphml(answer, language, labels)
        case Format.json:
            return (json.dumps(answer) if isinstance(answer, bool) else as_table(answer).to_json()).encode("utf-8") + b"\n"
        case Format.csv | Format.tsv:
            delimiter = "," if form is Format.csv else "\t"
            return delimited(as_table(answer).with_sources().texts(), delimiter, "\n").encode("utf-8")
        case Format.excel_csv | Format.xlsx:
            from renkei.query.sheets import excel_csv, workbook

            return (workbook if form is Format.xlsx else excel_csv)(as_table(answer), language)
        case Format.md | Format.table:
            return _for_reading(as_table(answer).with_sources(), form, language).encode("utf-8")


def as_table(answer: Answer) -> Result:
    """An answer of any form as rows."""
    if isinstance(answer, bool):
        return Result(Table(("boolean",), ((ox.Literal(answer),),)), (Text("真偽", "boolean"),))
    return answer.to_result() if isinstance(answer, Statements) else answer


def _for_reading(result: Result, form: Format, language: str) -> str:
    headings = [h.of(language) for h in result.headings]
    rows = [[cell_text(term) for term in row] for row in result.table.rows]
    return markdown(headings, rows) if form is Format.md else "\n".join([*aligned(headings, rows), ""])


def _turtle(answer: Answer) -> str:
    from renkei.query.result_sets import turtle_result_set

    if isinstance(answer, Statements):
        return answer.to_turtle()
    return turtle_result_set(answer if isinstance(answer, bool) else answer.with_sources().table)


def _jsonld(answer: Answer) -> str:
    from renkei.query.result_sets import jsonld_result_set

    if isinstance(answer, Statements):
        return answer.to_jsonld()
    return jsonld_result_set(answer if isinstance(answer, bool) else answer.with_sources().table)


def _graphml(answer: Answer, language: str, labels: Labels) -> bytes:
    from renkei.query.edges import graphml, network_of_rows, network_of_statements

    network = network_of_statements(answer) if isinstance(answer, Statements) else network_of_rows(as_table(answer))
    return graphml(network, labels([n for n in network if not n.startswith("_:")]), language)
