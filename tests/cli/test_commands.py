"""Every command, as a person types it: what it prints, where, and its exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from renkei.query.saved import questions

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(shipped_store: Path, tmp_path: Path) -> Run:
    """Run renkei in an empty folder, reading the shipped store."""

    def call(*words: str, store: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "RENKEI_LANG": "en", "NO_COLOR": "1", "COLUMNS": "200", **environment}
        if store:
            env["RENKEI_STORE"] = str(shipped_store)
        command = [sys.executable, "-m", "renkei.cli", *words]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8", check=False)

    return call


@pytest.mark.parametrize("command", [(), ("build",), ("check",), ("sources", "verify"), ("questions",), ("query",), ("ask",),
                                     ("export", "graph"), ("export", "tables"), ("export", "workbook"), ("publish",), ("info",),
                                     ("remove",), ("template",), ("import",), ("review",), ("register", "add"),
                                     ("consortium",)])  # fmt: skip
@pytest.mark.parametrize(("language", "word"), [("en", "Example: renkei"), ("ja", "例: renkei")])
def test_every_help_text_has_an_example_in_both_languages(run: Run, command: tuple[str, ...], language: str, word: str) -> None:
    done = run(*command, "--help", RENKEI_LANG=language)
    assert done.returncode == 0
    assert word in done.stdout


def test_version(run: Run) -> None:
    from renkei import __version__

    assert run("--version").stdout == f"renkei {__version__}\n"


def test_questions_lists_all_with_an_example(run: Run) -> None:
    listed = json.loads(run("questions", "--json").stdout)
    assert [q["name"] for q in listed] == sorted(questions())
    table = run("questions").stdout
    assert all(name in table for name in questions())
    assert "--set region=福島県" in table


def test_questions_are_looked_for_by_words_and_group(run: Run) -> None:
    found = run("questions", "--search", "構成員", "--group", "councils", "--json")
    assert [q["name"] for q in json.loads(found.stdout)] == ["councils-by-members", "members-of-council"]
    listed = run("questions", "--search", "構成員", "--group", "councils")
    assert listed.stdout.splitlines()[0] == "Councils and centers (--group councils): 2"
    missed = run("questions", "--search", "構成因")
    assert (missed.returncode, missed.stdout) == (2, "")


def test_questions_are_told_as_rdf(run: Run) -> None:
    for form, name in (("ttl", "turtle"), ("jsonld", "json-ld")):
        words = ("questions", "--group", "councils", "--format", form, "--target", "https://sparql.example.org/query")
        found = rdflib.Graph().parse(data=run(*words).stdout, format=name)
        target = rdflib.URIRef("https://schema.org/target")
        asked = {str(s).rsplit("/", 1)[1]: str(o) for s, o in found.subject_objects(target)}
        assert asked == {q.name: words[-1] for q in questions().values() if q.group == "councils"}
    assert run("questions", "--format", "json").stdout == run("questions", "--json").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--json", "--format", "ttl"), "Give --json or --format, not both."),
        (("--target", "https://sparql.example.org/query"), "--target goes with --format ttl or jsonld."),
        (("--format", "ttl", "--target", "server"), "--target takes the URL of a SPARQL server"),
    ],
)
def test_forms_of_the_catalogue_that_do_not_go_together(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run("questions", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_query_prints_a_table_csv_or_json(run: Run) -> None:
    words = ("query", "institutions-of-prefecture", "--set", "region=福島県")
    table = run(*words)
    assert (table.returncode, table.stderr) == (0, "1 row(s)\n")
    assert "ふくしま医療機器産業推進機構" in table.stdout
    [row] = csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout))
    assert row["name"] == "ふくしま医療機器産業推進機構"
    [found] = json.loads(run(*words, "--format", "json").stdout)
    assert found["hub"] == "地域連携自立化推進拠点"


def test_query_writes_a_file(run: Run, tmp_path: Path) -> None:
    done = run("query", "hubs", "--format", "csv", "-o", "hubs.csv")
    assert (done.stdout, done.stderr) == ("", "hubs.csv: 6 row(s)\n")
    assert (tmp_path / "hubs.csv").read_text(encoding="utf-8").splitlines()[0] == "institution,name,name_en,prefecture,district"


def test_why_names_the_passages_and_their_document(run: Run) -> None:
    done = run("query", "hosts-of", "--set", "center=イノベーション推進センター", "--why")
    assert "000:267,271 [stated]" in done.stdout
    assert "000: Project " in done.stdout


def test_query_takes_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(
        "SELECT (COUNT(*) AS ?n) WHERE { ?p a <https://w3id.org/renkei/ns#Prefecture> }", encoding="utf-8"
    )
    assert run("query", "--file", "q.rq", "--format", "csv").stdout == "n\n47\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("query", "hub"), "Did you mean hubs?"),
        (("query", "hosts-of"), "needs the parameter center"),
        (("query", "hosts-of", "--set", "centre=x"), "Did you mean center?"),
        (("query", "hosts-of", "--set", "center"), "NAME=VALUE"),
        (("query", "hosts-of", "--set", "center=イノベーション推進セン"), "Did you mean イノベーション推進センター"),
        (("query",), "--file"),
        (("query", "--file", "missing.rq"), "missing.rq"),
        (("build", "nowhere", "-o", "out"), "There is no file or folder nowhere"),
        (("build", "nowhere"), "-o"),
        (("sources", "verify", "nowhere"), "There is no folder nowhere"),
        (("query", "hubs", "--align", "euroi"), "There is no alignment euroi. Did you mean eurio?"),
        (("export", "graph", "-o", "no/such/folder/x.nq"), "cannot be written"),
        (("export", "graph", "--format", "turtle", "--graph", "all", "-o", "x.ttl"), "--format trig"),
        (("export", "graph", "--align", "euroi", "-o", "x.nq"), "Did you mean eurio?"),
        (("export", "tables", "organisation", "-o", "t"), "Did you mean organizations"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_to_do(run: Run, words: tuple[str, ...], says: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("query", "--file", "q.rq", "--set", "region=福島県"),
        ("query", "institutions-of-prefecture", "--set", "region=福島県", "--set", "region=長崎県"),
        ("query", "institutions-of-prefecture", "--set", "region="),
    ],
)
def test_a_parameter_is_never_passed_over_silently(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "q.rq").write_text("SELECT * WHERE { ?entry renkei:prefecture $region }", encoding="utf-8")
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")


def test_query_speaks_the_terms_of_an_alignment_on_request(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("SELECT (COUNT(*) AS ?n) WHERE { ?c a eurio:Country }", encoding="utf-8")
    words = ("query", "--file", "q.rq", "--format", "csv")
    assert (run(*words).stdout, run(*words, "--align", "eurio").stdout) == ("n\n0\n", "n\n4\n")


@pytest.mark.parametrize(
    ("form", "begins"),
    [("trig", "@prefix "), ("jsonld", '{"@context": {\n "@version": 1.1,'), ("turtle", "@prefix "), ("nquads", "<http")],
)
def test_export_writes_each_format(run: Run, tmp_path: Path, form: str, begins: str) -> None:
    done = run("export", "graph", "--format", form, "--align", "eurio", "-o", "out")
    assert (done.returncode, done.stdout) == (0, "")
    text = (tmp_path / "out").read_text(encoding="utf-8")
    assert text.startswith(begins)
    assert "hasInvolvedParty" in text


def test_an_id_as_printed_names_the_thing(run: Run) -> None:
    done = run("query", "everything-about", "--set", "thing=id:project/proj2024-1", "--format", "csv")
    assert done.returncode == 0
    assert "瀬戸内産業競争力・生産性強化プロジェクト" in done.stdout


@pytest.mark.parametrize("words", [("query", "hubs", "--store", "afile"), ("build", "-o", "afile"),
                                   ("export", "graph", "-o", "afile/x.nq"), ("export", "graph", "-o", "."),
                                   ("export", "tables", "-o", "afile"), ("publish", "afile")])  # fmt: skip
def test_a_path_that_cannot_be_used_is_told_without_a_traceback(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "afile").write_text("keep me", encoding="utf-8")
    done = run(*words, store=words[0] in ("export", "publish"))
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert (tmp_path / "afile").read_text(encoding="utf-8") == "keep me"


def test_private_rows_left_out_are_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mylist").mkdir()
    (tmp_path / "mylist" / "organizations.csv").write_text(
        "id,label_ja,label_en,kind\nmine,甲社,Ko,company\n", encoding="utf-8"
    )
    done = run("build", "mylist", "-o", "store", "--audience", "public", store=False)
    assert (done.returncode, "private, and left out: organisations 1 row (" in done.stderr) == (0, True)


def test_a_syntax_error_in_a_file_names_line_and_column(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text("SELECT ?s\nWHERE { ?s ?p }", encoding="utf-8")
    done = run("query", "--file", "bad.rq")
    assert done.returncode == 2
    assert "line 2, column 16" in done.stderr


def test_a_file_that_would_reach_out_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.rq").write_text("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", encoding="utf-8")
    done = run("query", "--file", "out.rq")
    assert done.returncode == 2
    assert "SERVICE is not allowed" in done.stderr


def test_check_passes_on_the_shipped_data(run: Run) -> None:
    done = run("check", "--json")
    assert done.returncode == 0
    assert all(c["offenders"] == [] for c in json.loads(done.stdout))
    assert {"shacl", "blank-nodes", "ontology-style"} <= {c["check"] for c in json.loads(done.stdout)}


def test_check_says_how_long_shacl_takes_and_can_leave_it_out(run: Run) -> None:
    done = run("check", "--no-shacl", "--json", RENKEI_LANG="en")
    assert [c["check"] for c in json.loads(done.stdout)][-2:] == ["blank-nodes", "ontology-style"]
    assert "SHACL" not in done.stderr
    assert re.search(r"- validating with SHACL \(about \d+ min and \d+ MB\)\n", run("check", RENKEI_LANG="en").stderr)


def test_sources_verify_passes_and_prints_counts_by_column(run: Run, sources: Path) -> None:
    done = run("sources", "verify", str(sources), "--json")
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["findings"] == []
    labels = next(c for c in report["columns"] if (c["table"], c["column"]) == ("organizations", "label_ja"))
    assert (labels["missing"], labels["checked"] + labels["unchecked"]) == (0, 116)


def test_sources_verify_ends_with_1_where_something_is_not_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("sources", "verify", "empty")
    assert done.returncode == 1
    assert "The text of the document is not there." in done.stdout


def test_info_tells_of_the_store(run: Run, shipped_store: Path) -> None:
    facts = json.loads(run("info", "--json").stdout)
    assert facts["store"].startswith(str(shipped_store))
    assert (facts["audience"], facts["datasets"]) == ("public", ["places", "curated"])


def test_build_prints_plain_progress_lines_and_says_when_nothing_changed(run: Run) -> None:
    first = run("build", "-o", "store", store=False)
    assert first.returncode == 0
    assert first.stderr.startswith("- reading and checking the tables\n")
    assert "\x1b" not in first.stdout + first.stderr
    again = run("build", "-o", "store", store=False)
    assert again.stderr.startswith("Nothing has changed")


def test_a_store_with_private_data_is_not_written_out_unasked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mylist").mkdir()
    (tmp_path / "mylist" / "organizations.csv").write_text(
        "id,label_ja,label_en,kind\nmine,極秘商事,Gokuhi,company\n", encoding="utf-8"
    )
    assert run("build", "mylist", "-o", "store", store=False).returncode == 0
    for words in (("export", "graph", "-o", "x.nq"), ("export", "tables", "-o", "t"), ("publish", "site")):
        refused = run(*words, "--store", "store")
        assert (refused.returncode, "--include-private" in refused.stderr) == (2, True)
    assert not (tmp_path / "x.nq").exists()
    assert run("export", "graph", "-o", "x.nq", "--store", "store", "--include-private").returncode == 0
    assert "極秘商事" in (tmp_path / "x.nq").read_text(encoding="utf-8")


def test_a_directory_that_is_no_store_is_said_so(run: Run, tmp_path: Path) -> None:
    done = run("query", "hubs", "--store", str(tmp_path))
    assert done.returncode == 1
    assert "is no store" in done.stderr


def test_errors_come_in_the_readers_language_alone(run: Run) -> None:
    japanese, english = run("query", "hub", RENKEI_LANG="ja").stderr, run("query", "hub").stderr
    assert japanese.startswith("質問 hub はありません。")
    assert english.isascii()
    assert [text.splitlines()[1:] for text in (japanese, english)] == [[], []]


@pytest.mark.parametrize("encoding", ["ascii", "cp932"])
def test_the_language_and_encoding_of_the_terminal_do_no_harm(run: Run, encoding: str) -> None:
    done = run("query", "hubs", "--format", "csv", PYTHONUTF8="0", PYTHONIOENCODING=encoding, LC_ALL="C", LANG="C")
    assert done.returncode == 0, done.stderr
    assert "九州ヘルスケア産業推進協議会" in done.stdout


def test_a_reader_that_goes_away_is_no_error(shipped_store: Path) -> None:
    query = f"query everything-about --set thing=gov-fukushima-pref --format csv --store {shipped_store}"
    command = f"{sys.executable} -m renkei.cli {query} | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stdout.startswith("direction,property")
    assert "Traceback" not in done.stderr


def test_sources_coverage_accounts_for_every_line(run: Run, sources: Path) -> None:
    done = run("sources", "coverage", str(sources), "--json")
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert [(c["document"], c["lines"], c["uncited"], c["findings"]) for c in report] == [
        ("000", 273, [], []),
        ("001", 576, [], []),
        ("002", 304, [], []),
        ("003", 233, [], []),
        ("004", 78, [], []),
    ]


def test_sources_coverage_prints_the_facts_of_each_line(run: Run, sources: Path) -> None:
    done = run("sources", "coverage", str(sources), "--document", "003", "--lines")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    at = lines.index("  Yamagata Promotional Organization for Industrial Technology", lines.index("003:158"))
    assert lines[at + 1 : at + 3] == ["    kind: support center", "    place: Yamagata (read from the name)"]


def test_sources_coverage_ends_with_1_where_a_text_is_missing_and_2_for_an_unknown_document(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("sources", "coverage", "empty").returncode == 1
    done = run("sources", "coverage", "empty", "--document", "9")
    assert (done.returncode, "The register has no document 9." in done.stderr) == (2, True)


def test_a_query_that_takes_too_long_is_ended_and_says_what_to_do(run: Run, tmp_path: Path) -> None:
    query = tmp_path / "endless.rq"
    query.write_text("SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER (?b != ?d) }", encoding="utf-8")
    done = run("query", "--file", str(query), "--timeout", "1")
    assert (done.returncode, done.stdout) == (2, "")
    assert "ended after 1 s" in done.stderr
    assert "--timeout" in done.stderr
