"""Data sets read whole: exact counts, settings that cannot be, and what the public must never see."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from renkei import resources
from renkei.build.datasets import Dataset, read_dataset, shipped_datasets, table_of, with_shipped
from renkei.build.load import Checked
from renkei.build.pipeline import data_quads, load_shipped
from renkei.errors import TableErrors, Text, UsageError
from renkei.schema.namespaces import DCTERMS, ID
from renkei.schema.tables import shipped_schema

Write = Callable[..., Path]

MARK = "SECRET-MARK"
BODIES = "id,label_ja,label_en,kind,visibility\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a data set folder: settings, and tables by name."""

    def written(folder: str, settings: str | bytes | None, **tables: str) -> Path:
        path = tmp_path / folder
        path.mkdir()
        if settings is not None:
            (path / "dataset.toml").write_bytes(settings.encode() if isinstance(settings, str) else settings)
        for name, text in tables.items():
            (path / f"{name}.csv").write_text(text, encoding="utf-8")
        return path

    return written


def loaded(*paths: Path) -> Checked:
    return load_shipped([*shipped_datasets(), *map(read_dataset, paths)])


def lines_with(checked: Checked, audience: str, word: str) -> list[str]:
    return [str(q) for q in data_quads(checked, "public" if audience == "public" else "owner") if word in str(q)]


def test_the_shipped_data_has_as_many_rows_as_its_tables() -> None:
    counts = Counter(r.row.table.name for r in load_shipped(shipped_datasets()).rows)
    written: Counter[str] = Counter()
    for path in resources.files("data", "*/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            written[path.stem] += sum(1 for _ in csv.reader(file)) - 1
    assert counts == written
    assert {
        t: counts[t] for t in ("list_entries", "lists", "prefectures", "fiscal_years", "districts", "district_schemes")
    } == {
        "list_entries": 64,
        "lists": 1,
        "prefectures": 47,
        "fiscal_years": 52,
        "districts": 15,  # 8 regions and the 7 of the list
        "district_schemes": 2,
    }


def test_every_curated_row_cites_a_passage_and_no_row_of_the_places_does() -> None:
    checked = load_shipped(shipped_datasets())
    assert {(r.dataset.id, bool(r.passages)) for r in checked.rows} == {("places", False), ("curated", True)}


SECTIONS = "id,label_ja,label_en,document,lines,kind,source\n" + "".join(
    f'{name},節,Section,doc-003,"{lines}",section,003:1\n'
    for name, lines in (("whole", "1-233"), ("part", "100-150"), ("piece", "110-120,140"), ("other", "10-20"))
)


@pytest.mark.parametrize(
    ("passage", "section"),
    [
        ("003:115", "piece"),
        ("003:130", "part"),
        ("003:140", "piece"),
        ("003:99", "whole"),
        ("003:15,115", "piece"),
        ("004:1", None),
    ],
)
def test_a_passage_lies_in_the_narrowest_section_around_its_last_lines(passage: str, section: str | None, write: Write) -> None:
    bodies = f'id,label_ja,label_en,kind,source\na,某社,A,company,"{passage}"\n'
    places = next(d for d in shipped_datasets() if d.id == "places")
    mine = read_dataset(write("mine", 'provenance = "passages"', organizations=bodies, sections=SECTIONS))
    checked = load_shipped([places, mine])
    (row,) = (r for r in checked.rows if r.row.table.name == "organizations")
    (graph,) = checked.graphs(row, "stated")
    parts = [t.object for t in graph.describe() if t.predicate == DCTERMS.isPartOf]
    assert parts == ([ox.NamedNode(f"{ID}section/{section}")] if section else [])


def test_shipped_persons_are_public_because_the_owner_says_so() -> None:
    persons = [r for r in load_shipped(shipped_datasets()).rows if r.row.table.name == "persons"]
    assert [(r.dataset.public_tables, r.private) for r in persons] == [(frozenset({"persons"}), False)] * 2


# What must not be seen, and where it was put.
PRIVATE = {
    "a private row": ('visibility = "public"', {"organizations": f"{BODIES}a,{MARK},A,company,private\nb,公開,B,company,\n"}),
    "a row of a data set that says private": (
        'visibility = "private"',
        {"organizations": f"{BODIES}a,{MARK},A,company,public\n"},
    ),
    "a row of a data set without settings": (None, {"organizations": f"{BODIES}a,{MARK},A,company,public\n"}),
    "a person of a public data set": ('visibility = "public"', {"persons": f"id,label_ja,label_en\na,{MARK},A\n"}),
    "an id of a private row": ('visibility = "public"', {"organizations": f"{BODIES}{MARK},某社,A,company,private\n"}),
    "a tie to a private thing": (
        'visibility = "public"',
        {
            "persons": f"id,label_ja,label_en\n{MARK},某氏,A\n",
            "organizations": f"{BODIES}b,公開,B,company,\n",
            "memberships": f"member,organization,role\n{MARK},b,member\n",
        },
    ),
    "a thing that needs a private thing, and a tie to it": (
        'visibility = "public"',
        {
            "organizations": f"{BODIES}hidden,秘,B,company,private\nb,公開,B,company,\n",
            "posts": f"id,label_ja,label_en,center,role\n{MARK},職,Post,hidden,member\n",
            "supports": f"supporter,supported,form,visibility\nb,{MARK},matching,\n",
        },
    ),
    "a reference to a private thing": (
        'visibility = "public"',
        {
            "organizations": "id,label_ja,label_en,kind,parent,visibility\n"
            f"{MARK},秘,B,company,,private\nb,公開,B,company,{MARK},\n",
        },
    ),
    "a private reference among public ones": (
        'visibility = "public"',
        {
            "areas": f"id,label_ja,label_en,visibility\n{MARK},秘密の地域,Area,private\n",
            "organizations": f"id,label_ja,label_en,kind,place\nb,公開,B,company,JP-07;{MARK}\n",
        },
    ),
}


@pytest.mark.parametrize("case", PRIVATE)
def test_what_is_private_stands_in_no_quad_for_the_public(case: str, write: Write) -> None:
    settings, tables = PRIVATE[case]
    checked = loaded(write("mine", settings, **tables))
    assert lines_with(checked, "public", MARK) == []
    assert lines_with(checked, "owner", MARK) != []


@pytest.mark.parametrize("case", [c for c, (_, tables) in PRIVATE.items() if "公開" in str(tables)])
def test_what_is_public_beside_it_stays(case: str, write: Write) -> None:
    settings, tables = PRIVATE[case]
    checked = loaded(write("mine", settings, **tables))
    labels = [f'<{ID}organization/b> <http://www.w3.org/2000/01/rdf-schema#label> "{text}"' for text in ("公開", "B")]
    assert [sum(label in line for line in lines_with(checked, "public", "organization/b")) for label in labels] == [2, 2]


def test_of_several_references_only_the_private_one_is_left_out(write: Write) -> None:
    settings, tables = PRIVATE["a private reference among public ones"]
    checked = loaded(write("mine", settings, **tables))
    located = ox.NamedNode("https://schema.org/location")
    body = ox.NamedNode(f"{ID}organization/b")
    found = {
        audience: {q.object.value for q in data_quads(checked, audience) if (q.subject, q.predicate) == (body, located)}
        for audience in ("public", "owner")
    }
    assert found == {"public": {f"{ID}place/JP-07"}, "owner": {f"{ID}place/JP-07", f"{ID}place/{MARK}"}}


def test_a_private_data_set_leaves_no_trace_of_its_name(write: Write) -> None:
    checked = loaded(
        write("mine", f'id = "marked-set"\ntitle = {{ ja = "{MARK}" }}', organizations=f"{BODIES}a,某社,A,company,\n")
    )
    assert lines_with(checked, "public", "marked-set") == []
    assert lines_with(checked, "public", MARK) == []


def test_no_reference_of_the_public_graph_leads_to_something_left_out(write: Write) -> None:
    for number, (settings, tables) in enumerate(PRIVATE.values()):
        quads = list(data_quads(loaded(write(f"mine{number}", settings, **tables)), "public"))
        subjects = {q.subject for q in quads}
        things = ("organization/", "person/", "place/", "post/")
        dangling = {
            q.object.value for q in quads if isinstance(q.object, ox.NamedNode) and q.object not in subjects
            and q.object.value.removeprefix(ID).startswith(things)
        }  # fmt: skip
        assert dangling == set()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("id = ", "not TOML in UTF-8"),
        ('title = { ja = "名簿" }'.encode("cp932"), "not TOML in UTF-8"),
        ('id = "My List"', "id takes lower-case letters, digits and -."),
        ("id = 7", "id cannot have the value 7."),
        ('visibility = "Public"', "visibility cannot have the value 'Public'."),
        ('visiblity = "public"', "there is no setting visiblity. Did you mean visibility?"),
        ('xyz = "public"', "there is no setting xyz."),
        ('provenance = "passage"', "provenance cannot have the value 'passage'."),
        ('title = "名簿"', "title cannot have the value '名簿'."),
        ('title = { fr = "Liste" }', "title cannot have the value {'fr': 'Liste'}."),
        ('public_tables = "persons"', "public_tables cannot have the value 'persons'."),
        ('tables = ["organizations"]', "tables cannot have the value ['organizations']."),
        ("[tables]\norganizations = 5", "tables cannot have the value {'organizations': 5}."),
    ],
)
def test_settings_that_cannot_be(settings: str | bytes, said: str, write: Write) -> None:
    path = write("mine", settings, organizations=BODIES)
    with pytest.raises(UsageError) as caught:
        read_dataset(path)
    assert caught.value.message.en.startswith(f"{path / 'dataset.toml'}: ")
    assert said in caught.value.message.en
    assert caught.value.message.ja.startswith(f"{path / 'dataset.toml'}: ")


@pytest.mark.parametrize(
    ("settings", "value", "why"),
    [
        ('public_tables = ["person"]', "person", Text("この名前の表はありません。", "There is no table of this name.")),
        ('[tables]\nbodies = "jp-geo"', "bodies", Text("この名前の表はありません。", "There is no table of this name.")),
        (
            '[tables]\norganizations = "jp-geography"',
            "jp-geography",
            Text("sources.toml にこの出典はありません。", "sources.toml has no such source."),
        ),
    ],
)
def test_settings_that_name_what_is_not_there(settings: str, value: str, why: Text, write: Write) -> None:
    path = write("mine", settings, organizations=f"{BODIES}a,某社,A,company,\n")
    with pytest.raises(TableErrors) as caught:
        loaded(path)
    assert [(e.file, e.row, e.value, e.why) for e in caught.value.errors] == [("mine/dataset.toml", None, value, why)]


def test_a_data_set_without_settings_is_private_and_named_after_its_folder(write: Write) -> None:
    found = read_dataset(write("My List 2024", None, organizations=BODIES))
    assert (found.id, found.visibility, found.passages, found.title) == (
        "my-list-2024", "private", False, Text("my-list-2024", "my-list-2024"),
    )  # fmt: skip
    assert read_dataset(write("名簿", None, organizations=BODIES)).id == "data"


def test_a_folder_without_tables_is_no_data_set(write: Write, tmp_path: Path) -> None:
    empty, nowhere = write("empty", 'visibility = "public"'), tmp_path / "nowhere"
    words = "is no data set (a folder with CSV tables, or a workbook in the form of the template)."
    for path, said in ((empty, f"{empty} {words}"), (nowhere, f"There is no file or folder {nowhere}.")):
        with pytest.raises(UsageError) as caught:
            read_dataset(path)
        assert caught.value.message.en == said


def test_a_file_that_is_no_table_has_near_misses(write: Write) -> None:
    path = write("mine", None, organisations=BODIES)
    with pytest.raises(TableErrors) as caught:
        table_of(path / "organisations.csv", shipped_schema())
    (error,) = caught.value.errors
    assert (error.file, error.row, error.why.en) == ("mine/organisations.csv", None, "There is no table of this name.")
    assert error.suggestion is not None
    assert error.suggestion.en.startswith("Did you mean organizations")


def test_two_data_sets_with_one_id_are_refused(write: Write) -> None:
    first, second = (write(name, 'id = "mine"', organizations=BODIES) for name in ("one", "two"))
    with pytest.raises(UsageError) as caught:
        with_shipped([first, second])
    assert caught.value.message == Text(
        f"{first} と {second} の id がどちらも mine です。", f"{first} and {second} both have the id mine."
    )


def test_a_data_set_takes_the_place_of_the_shipped_one_with_its_id(write: Write) -> None:
    path = write("copy", 'id = "curated"\nvisibility = "public"', organizations=f"{BODIES}a,某社,A,company,\n")
    chosen = with_shipped([path])
    assert [(d.id, d.path) for d in chosen] == [("places", resources.folder("data") / "places"), ("curated", path)]
    counts = Counter(r.row.table.name for r in load_shipped(chosen).rows)
    assert (counts["organizations"], counts["list_entries"], counts["prefectures"]) == (1, 0, 47)


def test_other_data_sets_come_after_the_shipped_ones(write: Write) -> None:
    mine: list[Dataset] = with_shipped([write("mine", None, organizations=BODIES)])
    assert [d.id for d in mine] == ["places", "curated", "mine"]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("", "The source passage is missing."),
        ("third page", "This is not a passage."),
        ("003:234", "Document 003 has 233 lines."),
        ("003:9;009:1", "The register has no document 009."),
    ],
)
def test_a_row_of_a_cited_data_set_needs_a_passage(source: str, why: str, write: Write) -> None:
    text = f'id,label_ja,label_en,kind,source\na,某社,A,company,"{source}"\n'
    with pytest.raises(TableErrors) as caught:
        loaded(write("mine", 'provenance = "passages"', organizations=text))
    (error,) = caught.value.errors
    assert (error.file, error.row, error.column, error.why.en) == ("mine/organizations.csv", 2, "source", why)
    assert error.value == source.split(";")[-1]


NAMED_ONCE = "id,label_ja,label_en,kind,source\na,某社,,company,{}\n"


def test_a_row_that_cites_a_document_is_named_in_both_languages(write: Write) -> None:
    with pytest.raises(TableErrors) as caught:
        loaded(write("mine", 'provenance = "passages"', organizations=NAMED_ONCE.format("003:9")))
    assert [(e.row, e.column, e.why.en) for e in caught.value.errors] == [(2, "label_en", "A required value is missing.")]


@pytest.mark.parametrize("table", [NAMED_ONCE.format(""), "label_ja,kind\n某社,company\n"])
def test_a_row_of_a_list_may_be_named_in_japanese_only(table: str, write: Write) -> None:
    checked = loaded(write("mine", None, organizations=table))
    (row,) = (r for r in checked.rows if r.dataset.id == "mine")
    labels = [s.triple.object for s in row.statements("owner") if s.column and s.column.name.startswith("label")]
    assert labels == [ox.Literal("某社", language="ja")]


def test_nothing_is_half_taken_and_all_errors_are_counted(write: Write) -> None:
    rows = "a,某社,A,company,\nb,,B,company,\nc,他社,C,compny,\n"
    with pytest.raises(TableErrors) as caught:
        loaded(write("mine", None, organizations=BODIES + rows))
    assert [(e.row, e.column) for e in caught.value.errors] == [(3, "label_ja"), (4, "kind")]
    assert caught.value.message.en.endswith("\n2 error(s): nothing was loaded.")
    assert caught.value.message.ja.endswith("\n2件の誤りがあるため、何も読み込んでいません。")


def test_a_store_holds_the_municipalities_that_something_in_it_refers_to(write: Write) -> None:
    """And the city around a ward; for the public only those that public values refer to."""
    path = write(
        "mine",
        'visibility = "public"\n',
        organizations="id,label_ja,kind,place,visibility\na,甲社,company,札幌市中央区,\nb,乙社,company,東京都府中市,private\n",
    )
    shipped = {r.iri.rsplit("/", 1)[1] for r in loaded().rows if r.row.table.name == "municipalities"}
    assert len(shipped) == 1916

    def municipalities(audience: str, *paths: Path) -> set[str]:
        quads = data_quads(loaded(*paths), "public" if audience == "public" else "owner")
        kind = ox.NamedNode("https://w3id.org/renkei/ns#Municipality")
        return {q.subject.value.rsplit("/", 1)[1] for q in quads if q.object == kind and isinstance(q.subject, ox.NamedNode)}

    without = municipalities("owner")
    assert len(without) == 18
    assert municipalities("public", path) - without == {"city-01101", "city-01100"}
    assert municipalities("owner", path) - without == {"city-01101", "city-01100", "city-13206"}


FIRM = "id,label_ja,kind,field,place\nacme,アクメ社,company,粘着テープ,FR\n"


def test_a_data_set_may_bring_fields_of_its_own(write: Write) -> None:
    fields = "id,label_ja,label_en,broader\nadhesive-tape,粘着テープ,adhesive tape,化学\nfoil-tape,箔テープ,,adhesive-tape\n"
    checked = loaded(write("tapes", 'visibility = "public"', fields=fields, organizations=FIRM))
    said = {str(q.predicate) + str(q.object) for q in data_quads(checked, "public") if "adhesive-tape" in str(q)}
    assert any(line.endswith(f"broader><{ID}field/chemistry>") for line in said)
    assert lines_with(checked, "public", "organization/acme> <https://w3id.org/renkei/ns#field") != []
    assert lines_with(checked, "public", "place/FR> ") != []  # countries come with what refers to them


@pytest.mark.parametrize("row", ["chemistry,粘着テープ", "adhesive-tape,化学"])
def test_a_field_that_the_vocabulary_has_is_refused(write: Write, row: str) -> None:
    path = write("tapes", None, fields=f"id,label_ja\n{row}\n", organizations=FIRM.replace("粘着テープ", "化学"))
    with pytest.raises(TableErrors) as found:
        loaded(path)
    (error,) = found.value.errors
    assert (error.row, error.column) == (2, "id")
    assert error.why.en == "The vocabulary has a concept of this id or name: chemistry."
