"""Shapes read as tables: the shipped ones whole, broken ones refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from renkei.errors import Text
from renkei.schema.namespaces import NS
from renkei.schema.tables import Column, shipped_schema

SHAPES = "https://w3id.org/renkei/shapes#"

# Every table with its own columns, in order; identity, source, basis and visibility are the same everywhere.
NAMED = "label_ja label_en alt_ja alt_en likely_ja reading"
REVIEW = "review_ja review_en"
TABLES = {
    "areas": "label_ja label_en alt_ja alt_en reading within",
    "capabilities": "label_ja label_en alt_ja alt_en organization kind standard until field note",
    "countries": "label_ja label_en alt_ja alt_en reading within",
    "district_schemes": "label_ja label_en",
    "designations": "designated designation by start end",
    "districts": "label_ja label_en alt_ja alt_en reading within scheme",
    "events": f"{NAMED} kind date end fiscal_year status concerns field place part_of note {REVIEW}",
    "facilities": f"{NAMED} kind field place part_of {REVIEW}",
    "fields": "label_ja label_en alt_ja alt_en reading broader",
    "fiscal_years": "label_ja label_en alt_ja start end",
    "growth_fields": f"{NAMED} strategy number field revision_of change {REVIEW}",
    "hostings": "host hosted manner start end",
    "indicators": f"{NAMED} kind unit measures field place {REVIEW}",
    "introductions": "introducer introduced introduced_to date about outcome note",
    "judgements": "concerns status date",
    "list_entries": "list position item district prefecture hub_status",
    "lists": f"{NAMED} field {REVIEW}",
    "memberships": "member actor_kind organization role start end note",
    "municipalities": "label_ja label_en alt_ja alt_en reading within jis_code latitude longitude",
    "needs": "label_ja label_en alt_ja alt_en organization kind standard region date status field note",
    "observations": "indicator value qualifier status date fiscal_year scope place survey concerns start",
    "offers": "label_ja label_en alt_ja alt_en organization kind standard region date status field note",
    "organizations": f"{NAMED} kind field place active_in parent unnamed founded corporate_number ror isni url postcode address"
    f" phone mail closed former_ja successor reason_ja reason_en note {REVIEW}",
    "participations": "participant actor_kind activity role start end note",
    "persons": f"{NAMED} affiliation job job_en phone mail note {REVIEW}",
    "plans": f"{NAMED} kind number field place part_of concerns revision_of change start end first_year last_year {REVIEW}",
    "posts": f"{NAMED} center role task_ja task_en recruited_from {REVIEW}",
    "prefectures": "label_ja label_en alt_ja alt_en reading within jis_code capital latitude longitude",
    "programmes": f"{NAMED} kind field place part_of start end first_year last_year {REVIEW}",
    "projects": f"{NAMED} number field place active_in part_of revision_of change start end first_year last_year note {REVIEW}",
    "sections": "label_ja label_en document lines kind part_of",
    "targets": "indicator value qualifier status date first_year last_year scope",
    "terms": f"{NAMED} kind field concerns {REVIEW}",
    "supports": "supporter actor_kind supported supported_kind form means field start end",
}


def column(table: str, name: str) -> Column:
    found = shipped_schema().tables[table].find_column(name)
    assert found is not None
    return found


def test_the_shipped_tables_and_their_columns() -> None:
    assert {t.name: " ".join(c.name for c in t.columns) for t in shipped_schema().tables.values()} == TABLES


def test_what_is_private_by_its_shape() -> None:
    tables = shipped_schema().tables.values()
    assert {t.name for t in tables if t.visibility == "private"} == {"introductions", "needs", "offers", "persons"}
    assert {f"{t.name}.{c.name}" for t in tables for c in t.columns if c.visibility == "private"} == {
        "capabilities.note", "events.note", "introductions.note", "memberships.note", "needs.note", "offers.note",
        "organizations.mail", "organizations.note", "organizations.phone", "participations.note", "persons.mail",
        "persons.note", "persons.phone", "projects.note",
    }  # fmt: skip


def test_the_columns_that_make_an_id_where_none_is_given() -> None:
    assert {t.name: t.identity for t in shipped_schema().tables.values() if t.identity} == {
        "capabilities": ("organization", "kind", "label_ja"),
        "events": ("label_ja", "date"),
        "needs": ("organization", "label_ja", "date"),
        "offers": ("organization", "label_ja", "date"),
        "organizations": ("corporate_number", "label_ja", "place"),
        "persons": ("label_ja", "affiliation"),
        "projects": ("label_ja", "part_of"),
    }


def test_headings_hold_identity_bases_and_provenance_in_their_places() -> None:
    assert shipped_schema().tables["posts"].headings == (
        "id", "label_ja", "label_en", "label_en_basis", "alt_ja", "alt_en", "alt_en_basis", "likely_ja", "reading",
        "reading_basis", "center", "role", "task_ja", "task_en", "recruited_from", "review_ja", "review_en", "source", "basis",
        "visibility",
    )  # fmt: skip


def test_a_table_told_apart_by_its_key_has_no_id_column() -> None:
    assert shipped_schema().tables["hostings"].headings == (
        "host", "hosted", "manner", "start", "end", "source", "basis", "visibility",
    )  # fmt: skip
    assert shipped_schema().tables["hostings"].key == ("host", "hosted", "manner", "start")


def test_alternatives_are_read_from_xone() -> None:
    assert {t.name: t.one_of for t in shipped_schema().tables.values() if t.one_of} == {
        "memberships": (("member", "actor_kind"),),
        "observations": (("value", "status"),),
        "participations": (("participant", "actor_kind"),),
        "supports": (("supporter", "actor_kind"),),
        "targets": (("value", "status"),),
    }


@pytest.mark.parametrize(
    ("table", "name", "facts"),
    [
        ("organizations", "label_ja", {"kind": "text", "language": "ja", "minimum": 1, "maximum": 1, "basis": None}),
        ("organizations", "reading", {"language": "ja-Hira", "basis": "translated", "basis_column": "reading_basis"}),
        ("organizations", "alt_ja", {"kind": "text", "minimum": 0, "maximum": None}),
        ("organizations", "parent", {"kind": "reference", "classes": ("http://www.w3.org/ns/org#Organization",), "maximum": 1}),
        ("organizations", "kind", {"kind": "concept", "scheme": "https://w3id.org/renkei/id/scheme/organization-kind"}),
        ("events", "date", {"kind": "date", "example": "2013-10", "maximum": 1}),
        ("events", "concerns", {"kind": "reference", "classes": (), "maximum": None}),
        ("fiscal_years", "start", {"kind": "day", "minimum": 1}),
        ("list_entries", "position", {"kind": "integer", "basis": "inferred"}),
        ("prefectures", "latitude", {"kind": "decimal", "heading": Text("緯度", "latitude")}),
        ("sections", "lines", {"pattern": r"^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$", "example": "150,224-230"}),
        ("participations", "activity", {"classes": tuple(NS + c for c in ("Event", "Plan", "Programme", "Project"))}),
    ],
)  # fmt: skip
def test_what_a_column_holds(table: str, name: str, facts: dict[str, object]) -> None:
    found = column(table, name)
    assert {key: getattr(found, key) for key in facts} == facts


def test_classes_under_a_class_count_as_it() -> None:
    schema = shipped_schema()
    organization, agent = "http://www.w3.org/ns/org#Organization", "http://xmlns.com/foaf/0.1/Agent"
    assert schema.is_a(NS + "Prefecture", "https://schema.org/Place")
    assert schema.is_a(organization, agent)
    assert not schema.is_a(agent, organization)
    assert {t.name for t in schema.tables_of(agent)} == {"organizations", "persons"}
    assert {t.name for t in schema.tables_of("https://schema.org/Place")} == {
        "areas", "countries", "districts", "facilities", "municipalities", "prefectures",
    }  # fmt: skip


PLACES, BODIES, TIES, SHARED = (f"shapes/{n}.ttl" for n in ("places", "organizations", "ties", "shared"))
CODE, TEXT = "prefectures-jis_code", "sh:datatype xsd:string ;"


@pytest.mark.parametrize(
    ("file", "old", "new", "shape", "why"),
    [
        (PLACES, 'renkei:column "jis_code" ;', "", CODE, "lacks column"),
        (PLACES, "sh:path renkei:jisCode ;", "", CODE, "lacks .*#path"),
        (PLACES, "sh:order 21 ;", "", CODE, "lacks .*#order"),
        (PLACES, '"JISコード"@ja, "JIS code"@en', '"JIS code"@en', CODE, r"needs a text in ja and one in en"),
        (PLACES, TEXT, "", CODE, "says what its cells hold"),
        (PLACES, TEXT, "sh:datatype xsd:time ;", CODE, "says what its cells hold"),
        (PLACES, TEXT, TEXT + " sh:minLength 2 ;", CODE, "minLength"),
        (PLACES, TEXT, TEXT + ' sh:in ( "01" ) ;', CODE, r"shacl#in\b"),
        (PLACES, TEXT, TEXT + ' sh:pattern "(" ;', CODE, "cannot be read"),
        (PLACES, TEXT, TEXT + ' renkei:visiblity "private" ;', CODE, "visiblity"),
        (PLACES, TEXT, TEXT + ' renkei:visibility "Private" ;', CODE, "neither public"),
        (PLACES, TEXT, TEXT + ' renkei:valueBasis "state" ;', CODE, "valueBasis 'state'"),
        (PLACES, 'renkei:column "jis_code"', 'renkei:column "within"', "prefectures", "columns have the name 'within'"),
        (PLACES, 'renkei:column "jis_code"', 'renkei:column "source"', "prefectures", "columns have the name 'source'"),
        (PLACES, 'renkei:column "jis_code"', 'renkei:column "id"', "prefectures", "columns have the name 'id'"),
        (PLACES, 'renkei:table "areas"', 'renkei:table "districts"', "districts", "another shape has the table 'districts'"),
        (PLACES, 'renkei:table "areas" ;', 'renkei:table "areas" ; sh:closed true ;', "areas", "closed"),
        (PLACES, 'renkei:idSegment "place" ;', "", "countries", "lacks idSegment"),
        (PLACES, "sh:targetClass schema:Country ;", "", "countries", "lacks .*targetClass"),
        (BODIES, 'renkei:visibility "private"', 'renkei:visibility "hidden"', "persons", "'hidden' is neither"),
        (BODIES, 'renkei:visibility "private" ;', "", "persons", "lacks visibility"),
        (TIES, 'renkei:key "host hosted manner start"', 'renkei:key "host guest"', "hostings", "names 'guest'"),
        (BODIES, 'renkei:identity "corporate_number', 'renkei:identity "number', "organizations", "names 'number'"),
        (TIES, "[ sh:path org:member ;", "[ sh:path renkei:participant ;", "memberships", "sh:xone names .*participant"),
        (SHARED, 'sh:languageIn ( "ja" )', 'sh:languageIn ( "ja" "en" )', "label_ja", "holds one language"),
        (SHARED, "[ sh:datatype xsd:gYear ]", "[ sh:datatype xsd:time ]", "start", "sh:or of datatypes is for dates"),
        (SHARED, "sh:hasValue scheme:field", "sh:class scheme:field", "field", "does not say the scheme"),
        (SHARED, "sh:qualifiedMinCount 1 ;", "sh:qualifiedMinCount 1 ; sh:maxCount 2 ;", "label_ja", "maxCount"),
    ],
)  # fmt: skip
def test_a_broken_shape_is_refused_by_its_name(ontology: Any, file: str, old: str, new: str, shape: str, why: str) -> None:
    ontology.change(file, old, new)
    with pytest.raises(ValueError, match=why) as caught:
        ontology.schema()
    assert shape in str(caught.value)


def test_a_column_without_a_name_of_its_own_is_found_through_its_table(ontology: Any) -> None:
    ontology.change("shapes/places.ttl", "shape:prefectures-latitude,", "shape:prefectures-latitude, [ sh:path schema:url ],")
    with pytest.raises(ValueError, match=f"^<{SHAPES}prefectures>: "):
        ontology.schema()


def test_classes_that_run_in_a_circle_are_refused(ontology: Any) -> None:
    ontology.add(
        "renkei.ttl", "renkei:Prefecture rdfs:subClassOf renkei:District . renkei:District rdfs:subClassOf renkei:Prefecture ."
    )
    with pytest.raises(ValueError, match=r"runs in a circle at https://w3id\.org/renkei/ns#"):
        ontology.schema()
