"""Commands that answer: the saved questions, SPARQL, and questions in plain language."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei.cli import answers, speech
from renkei.cli.options import FINDINGS, Align, Endpoint, Json, Store, place
from renkei.cli.speech import say
from renkei.errors import Text, UsageError
from renkei.query.formats import Format

if TYPE_CHECKING:
    from renkei.query.saved import Parameter


class CatalogueForm(StrEnum):
    table = "table"
    json = "json"
    ttl = "ttl"
    jsonld = "jsonld"


Form = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help=say(
            "出力の形。ないときは -o の名前の終わりから、それもなければ表（CONSTRUCT と DESCRIBE は Turtle）。",
            "Form of the output; else by the ending of -o, else a table (Turtle for CONSTRUCT and DESCRIBE).",
        ),
        show_default=False,
    ),
]
_Why = Annotated[bool, typer.Option("--why", help=say("各行の出典箇所も示す。", "Give the source passages of each row too."))]
_Explain = Annotated[
    bool,
    typer.Option(
        "--explain",
        help=say("実行せず、引数を入れた SPARQL を示す。", "Print the SPARQL with its parameters bound; run nothing."),
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help=say("書き出すファイル。", "The file to write."), show_default=False),
]
_Timeout = Annotated[
    float,
    typer.Option(
        "--timeout",
        min=0.1,
        help=say(
            "問い合わせを打ち切るまでの秒数（--align では使わない）。",
            "Seconds after which a query is ended (not with --align).",
        ),
    ),
]


def questions(
    search: Annotated[
        str,
        typer.Option(
            "--search",
            metavar="WORDS",
            help=say(
                "名前、質問、タグにこれらの語をすべて含む質問だけ。",
                "Only questions with all these words in name, question or tags.",
            ),
            show_default=False,
        ),
    ] = "",
    group: Annotated[
        str | None,
        typer.Option(
            "--group", metavar="NAME", help=say("この分類の質問だけ。", "Only questions of this group."), show_default=False
        ),
    ] = None,
    as_json: Json = False,
    form: Annotated[
        CatalogueForm,
        typer.Option("--format", help=say("出力の形。ttl と jsonld は RDF。", "Form of the output; ttl and jsonld are RDF.")),
    ] = CatalogueForm.table,
    target: Annotated[
        str | None,
        typer.Option(
            "--target",
            metavar="URL",
            help=say("RDF に書く、質問できる SPARQL サーバー。", "The SPARQL server to ask, named in the RDF."),
            show_default=False,
        ),
    ] = None,
) -> None:
    from renkei.query.groups import GROUPS
    from renkei.query.search import by_group, get_questions

    if as_json and form is not CatalogueForm.table:
        raise typer.BadParameter(say("--json と --format はどちらか一つです。", "Give --json or --format, not both."))
    as_rdf = form in (CatalogueForm.ttl, CatalogueForm.jsonld)
    if target is not None and not as_rdf:
        raise typer.BadParameter(
            say("--target は --format ttl か jsonld と使います。", "--target goes with --format ttl or jsonld.")
        )
    found = get_questions(search, group)
    if as_json or form is CatalogueForm.json:
        speech.print_json([question.as_dict() for question in sorted(found, key=lambda q: q.name)])
        return
    if as_rdf:
        from renkei.query.as_rdf import catalogue_jsonld, catalogue_triples, catalogue_turtle
        from renkei.store.endpoint import checked_url

        if target is not None:
            checked_url(target, "--target")
        triples = catalogue_triples(found, target)
        print(catalogue_turtle(triples) if form is CatalogueForm.ttl else catalogue_jsonld(triples), end="")
        return
    words = speech.language()
    headings = [say("名前", "name"), say("質問", "question"), say("引数の例", "parameters, by example")]
    for name, members in by_group(found).items():
        print(f"{GROUPS[name].of(words)} (--group {name}): {len(members)}")
        rows = [[q.name, q.question.of(words), " ".join(map(_by_example, q.parameters))] for q in members]
        speech.print_table(headings, rows)
    speech.tell(Text(f"{len(found)}件", f"{len(found)} question(s)"))


def _by_example(parameter: Parameter) -> str:
    setting = f"--set {parameter.name}={parameter.example}"
    return f"[{setting}]" if parameter.optional else setting


def query(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME|SPARQL",
            help=say("質問の名前（renkei questions）か SPARQL。", "Name of a question (renkei questions), or SPARQL."),
            show_default=False,
        ),
    ] = None,
    given: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=say("引数の値。", "Value of a parameter."))
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            help=say("SPARQL のファイル（- は標準入力）。", "A file with SPARQL (-: standard input)."),
        ),
    ] = None,
    form: Form = None,
    why: _Why = False,
    explain: _Explain = False,
    output: Output = None,
    align: Align = None,
    store: Store = None,
    endpoint: Endpoint = None,
    timeout: _Timeout = 60.0,
) -> None:
    from renkei.graph import open as open_graph

    asked, is_text = _asked(name, file)
    parameters = read_assignments(given or [])
    if is_text and parameters:
        raise typer.BadParameter(
            say("--set は保存された質問だけで使えます。", "--set goes with a saved question, not with SPARQL.")
        )
    chosen = None if explain else answers.choose_format(form, output)
    with open_graph(**place(store, endpoint), align=align or (), timeout=timeout) as graph:
        if explain:
            answers.put_text(graph.explain(asked, **parameters), output)
            return
        answer = graph.run(asked, why=why) if is_text else graph.query(asked, why=why, **parameters)
        answers.put(answer, chosen, output, graph.labels)


def _asked(name: str | None, file: Path | None) -> tuple[str, bool]:
    """What is asked, and whether it is SPARQL; else it is the name of a question."""
    from renkei.query.saved import questions
    from renkei.store.dialect import form_of, is_sparql

    if (name is None) == (file is None):
        raise typer.BadParameter(
            say("質問の名前、SPARQL、--file のどれか1つを指定します。", "Give one: the name of a question, SPARQL, or --file.")
        )
    if file is not None:
        text = read_file(file)
        if not is_sparql(text):
            form_of(text)
        return text, True
    assert name is not None
    if name not in questions() and not is_sparql(name) and Path(name).is_file():
        raise UsageError(
            Text(
                f"質問 {name} はありません。ファイルの SPARQL は --file {name} で実行します。",
                f"There is no question {name}. To run the SPARQL in a file: --file {name}",
            )
        )
    return name, is_sparql(name)


def read_assignments(given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in map(_assignment, given):
        if name in found:
            raise typer.BadParameter(say(f"--set {name} が2度あります。", f"--set {name} is given twice."))
        found[name] = value
    return found


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(say(f"--set は NAME=VALUE の形です: {text}", f"--set takes NAME=VALUE: {text}"))
    return name, value


def read_file(file: Path) -> str:
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(Text(f"{file} を読めません: {error.strerror}", f"{file} cannot be read: {error.strerror}")) from error
    except UnicodeDecodeError as error:
        raise UsageError(Text(f"{file}: UTF-8 ではありません。", f"{file}: not UTF-8.")) from error


def ask(
    sentence: Annotated[
        str, typer.Argument(help=say("日本語か英語の質問。", "A question in Japanese or English."), show_default=False)
    ],
    form: Form = None,
    why: _Why = False,
    explain: _Explain = False,
    output: Output = None,
    align: Align = None,
    store: Store = None,
    endpoint: Endpoint = None,
    timeout: _Timeout = 60.0,
) -> None:
    from renkei.graph import open as open_graph

    chosen = None if explain else answers.choose_format(form, output)
    to_read = output is None and not explain and chosen in (None, Format.table)
    with open_graph(**place(store, endpoint), align=align or (), timeout=timeout) as graph:
        reply = graph.ask(sentence, why=why) if not explain else None
        understood = reply.understanding if reply else graph.understand(sentence)
        if not understood.sure:
            if form is Format.json and output is None:
                speech.print_json(understood.as_dict())
            else:
                print(understood.told().of(speech.language()), file=sys.stdout if to_read else sys.stderr)
            raise typer.Exit(FINDINGS)
        reading = understood.readings[0]
        print(f"→ {reading.told().of(speech.language())}\n  {reading.command}", file=sys.stdout if to_read else sys.stderr)
        if reply is None:
            answers.put_text(graph.explain(reading.question.name, **reading.terms), output)
        elif reply.result is not None:
            answers.put(reply.result, chosen, output, graph.labels)
