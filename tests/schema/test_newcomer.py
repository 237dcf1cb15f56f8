"""A newcomer adds a column by adding one property shape; nothing else is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from renkei.build.checks import shacl
from renkei.build.datasets import read_dataset, shipped_datasets
from renkei.build.load import Checked, load
from renkei.build.pipeline import data_quads, ontology_quads, shipped_register
from renkei.build.rules import apply_rules
from renkei.build.table_export import export_tables
from renkei.errors import CellError, TableErrors
from renkei.query.rules import shipped_rules
from renkei.schema.tables import Schema, shipped_schema
from renkei.store.oxigraph import OxigraphStore

HOMEPAGE = """
shape:organizations-homepage a sh:PropertyShape ;
    sh:path foaf:homepage ;
    sh:order 35 ;
    renkei:column "homepage" ;
    sh:name "ホームページ"@ja, "homepage"@en ;
    sh:description "公式サイトの所在。"@ja, "Where its own site is."@en ;
    sh:datatype xsd:string ;
    sh:pattern "^https?://" ;
    sh:maxCount 2 ;
    renkei:example "https://example.org/" .
"""
PREFIXES = "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."


@dataclass(frozen=True)
class World:
    """The changed ontology, and a way to load one table of organisations with it."""

    schema: Schema
    ontology: Path
    load: Callable[[str], Checked]

    def store(self, checked: Checked) -> OxigraphStore:
        store = OxigraphStore.in_memory()
        store.load([*ontology_quads(), *data_quads(checked, "public")])
        apply_rules(store, shipped_rules())
        return store


@pytest.fixture
def world(ontology: Any, tmp_path: Path) -> World:
    ontology.change(
        "shapes/organizations.ttl", "shape:organizations-parent,", "shape:organizations-parent, shape:organizations-homepage,"
    )
    ontology.add("shapes/organizations.ttl", PREFIXES + HOMEPAGE)
    schema = ontology.schema()

    def loaded(table: str) -> Checked:
        folder = tmp_path / "mine"
        folder.mkdir()
        (folder / "dataset.toml").write_text('visibility = "public"\n', encoding="utf-8")
        (folder / "organizations.csv").write_text(table, encoding="utf-8")
        return load([*shipped_datasets(), read_dataset(folder)], schema, shipped_register(), ontology.folder / "vocabularies")

    return World(schema, ontology.folder, loaded)


def errors_of(world: World, table: str) -> list[CellError]:
    with pytest.raises(TableErrors) as caught:
        world.load(table)
    return list(caught.value.errors)


def test_without_the_shape_the_column_is_unknown(tmp_path: Path) -> None:
    assert shipped_schema().tables["organizations"].find_column("homepage") is None
    assert "homepage" not in shipped_schema().tables["organizations"].headings


def test_the_column_takes_its_place_among_the_headings(world: World) -> None:
    headings = world.schema.tables["organizations"].headings
    assert headings[headings.index("parent") :] == (
        "parent", "parent_basis", "homepage", "unnamed", "founded", "corporate_number", "ror", "isni", "url", "postcode",
        "address", "phone", "mail", "closed", "former_ja", "successor", "reason_ja", "reason_en", "note", "review_ja",
        "review_en", "source", "basis", "visibility",
    )  # fmt: skip
    shipped = shipped_schema().tables["organizations"].headings
    assert tuple(h for h in headings if h != "homepage") == shipped


def test_its_values_stand_in_the_graph_and_in_the_exported_table(world: World, tmp_path: Path) -> None:
    checked = world.load("id,label_ja,label_en,kind,homepage\nx,某社,X Inc.,company,https://x.example/;http://x.example/en\n")
    store = world.store(checked)
    found = store.select(
        "SELECT ?o WHERE { <https://w3id.org/renkei/id/organization/x> <http://xmlns.com/foaf/0.1/homepage> ?o }"
    )
    assert {row[0] for row in found.rows} == {ox.Literal("https://x.example/"), ox.Literal("http://x.example/en")}
    assert shacl(store, world.ontology / "shapes").offenders == ()
    export_tables(store, world.schema, tmp_path / "out", ["organizations"])
    lines = (tmp_path / "out" / "organizations.csv").read_text(encoding="utf-8").splitlines()
    headings = lines[0].split(",")
    row = dict(zip(headings, next(line for line in lines if line.startswith("x,")).split(","), strict=True))
    assert row["homepage"] == "http://x.example/en;https://x.example/"


def test_the_row_checks_enforce_its_pattern_with_the_example(world: World) -> None:
    (error,) = errors_of(world, "id,label_ja,label_en,kind,homepage\nx,某社,X Inc.,company,x.example\n")
    assert (error.file, error.row, error.column, error.value) == ("mine/organizations.csv", 2, "homepage", "x.example")
    assert error.suggestion is not None
    assert error.suggestion.ja == "例: https://example.org/"


def test_the_row_checks_enforce_how_many_there_may_be(world: World) -> None:
    (error,) = errors_of(world, "id,label_ja,label_en,kind,homepage\nx,某社,X Inc.,company,http://a;http://b;http://c\n")
    assert (error.row, error.column, error.why.en) == (2, "homepage", "At most 2 value(s).")


def test_a_misspelt_heading_is_brought_to_it(world: World) -> None:
    (error,) = errors_of(world, "id,label_ja,label_en,kind,homepag\nx,某社,X Inc.,company,\n")
    assert error.suggestion is not None
    assert error.suggestion.en == "Did you mean homepage or phone or former_ja?"


def test_a_private_column_stays_out_of_what_the_public_sees(ontology: Any, tmp_path: Path) -> None:
    ontology.change(
        "shapes/organizations.ttl", "shape:organizations-parent,", "shape:organizations-parent, shape:organizations-homepage,"
    )
    private = HOMEPAGE.replace("sh:maxCount 2 ;", 'sh:maxCount 2 ; renkei:visibility "private" ;')
    ontology.add("shapes/organizations.ttl", PREFIXES + private)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "dataset.toml").write_text('visibility = "public"\n', encoding="utf-8")
    (tmp_path / "mine" / "organizations.csv").write_text(
        "id,label_ja,label_en,kind,homepage\nx,某社,X Inc.,company,https://marked.example/\n", encoding="utf-8"
    )
    datasets = [*shipped_datasets(), read_dataset(tmp_path / "mine")]
    checked = load(datasets, ontology.schema(), shipped_register(), ontology.folder / "vocabularies")
    assert [q for q in data_quads(checked, "public") if "marked.example" in str(q) or "homepage" in str(q)] == []
    assert sum("marked.example" in str(q) for q in data_quads(checked, "owner")) == 2  # what is known, and who says so
    assert sum("X Inc." in str(q) for q in data_quads(checked, "public")) == 2
