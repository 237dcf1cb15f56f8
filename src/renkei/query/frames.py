"""Result tables as data frames of pandas and polars, with a type for each column."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from renkei.query.values import Kind, full_text, kind_of, typed_value
from renkei.store.protocol import Table

if TYPE_CHECKING:
    import pandas
    import polars

_PANDAS = {
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "Float64",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "datetime64[s]",
    Kind.TEXT: "string",
    Kind.THING: "string",
}


def pandas_frame(table: Table) -> pandas.DataFrame:
    """A DataFrame with a column for each of the table; unbound is missing. Raises ImportError where pandas is missing."""
    try:
        import pandas
    except ImportError as error:
        raise ImportError("pandas is not installed: pip install 'renkei[frames]'") from error
    series = {}
    for name, (kind, values) in _columns(table).items():
        if kind is Kind.TIME:
            aware = any(v is not None and v.tzinfo for v in values)
            dtype = "datetime64[us, UTC]" if aware else "datetime64[us]"
        else:
            dtype = _PANDAS[kind]
        series[name] = pandas.Series(values, dtype=dtype)
    return pandas.DataFrame(series, columns=list(table.columns))


def polars_frame(table: Table) -> polars.DataFrame:
    """A DataFrame with a column for each of the table; unbound is null. Raises ImportError where polars is missing."""
    try:
        import polars
    except ImportError as error:
        raise ImportError("polars is not installed: pip install 'renkei[frames]'") from error
    types = {
        Kind.INTEGER: polars.Int64(),
        Kind.NUMBER: polars.Float64(),
        Kind.BOOLEAN: polars.Boolean(),
        Kind.DATE: polars.Date(),
        Kind.TEXT: polars.String(),
        Kind.THING: polars.String(),
    }
    series = []
    for name, (kind, values) in _columns(table).items():
        if kind is Kind.TIME:
            aware = any(v is not None and v.tzinfo for v in values)
            dtype: Any = polars.Datetime("us", "UTC" if aware else None)
        else:
            dtype = types[kind]
        series.append(polars.Series(name, values, dtype=dtype))
    return polars.DataFrame(series)


def _columns(table: Table) -> dict[str, tuple[Kind, list[Any]]]:
    """What each column holds, and its values: times with a zone are those of UTC."""
    found: dict[str, tuple[Kind, list[Any]]] = {}
    for at, name in enumerate(table.columns):
        terms = [row[at] for row in table.rows]
        kind = kind_of(terms)
        as_text = kind in (Kind.TEXT, Kind.THING)
        values: list[Any] = [None if t is None else full_text(t) if as_text else typed_value(t) for t in terms]
        if kind is Kind.NUMBER:
            values = [None if v is None else float(v) for v in values]
        if kind is Kind.TIME:
            values = [v.astimezone(datetime.UTC) if v is not None and v.tzinfo else v for v in values]
        found[name] = (kind, values)
    return found
