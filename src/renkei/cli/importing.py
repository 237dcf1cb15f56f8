"""`renkei import`: lists as people have them made into a data set."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei.cli import speech
from renkei.cli.identity import Registers, registers_folder
from renkei.cli.options import FINDINGS, Json, with_example
from renkei.cli.speech import say
from renkei.errors import Text, UsageError

if TYPE_CHECKING:
    from renkei.importers.spreadsheet import Imported
    from renkei.tables.problems import Told

# So many problems are printed; the report has them all.
_MOST = 100


class Publisher(StrEnum):
    cordis = "cordis"
    procurement = "procurement"


class Language(StrEnum):
    ja = "ja"
    en = "en"


HELP = with_example(
    "手元の一覧（XLSX、ODS、CSV、TSV）からデータセットを作る。",
    "Make a data set of lists as you have them (XLSX, ODS, CSV, TSV).",
    "renkei import members.xlsx -o mylist/",
    "renkei import --from cordis downloads/ -o cordis/",
)


def import_(
    files: Annotated[list[Path], typer.Argument(help=say("読み込むファイル。", "The files to read."), show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("データセットのフォルダー。", "Folder for the data set."))],
    publisher: Annotated[
        Publisher | None,
        typer.Option(
            "--from",
            help=say(
                "公開データの形式。files の代わりにそのフォルダーを指定する。",
                "The published form of open data: name the folder of its files.",
            ),
            show_default=False,
        ),
    ] = None,
    sheet: Annotated[
        list[str] | None, typer.Option("--sheet", help=say("読むシート。省略すると全て。", "A sheet to read; without it, all."))
    ] = None,
    table: Annotated[
        str | None, typer.Option(help=say("シートがどの表か。", "The table that the sheets are."), show_default=False)
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", help=say("使う見出しの対応表。", "The heading map to use."), show_default=False),
    ] = None,
    lang: Annotated[
        Language | None,
        typer.Option(help=say("作るファイルの説明の言語。", "Language of the notes in the files made."), show_default=False),
    ] = None,
    accept_valid: Annotated[
        bool,
        typer.Option(
            "--accept-valid",
            help=say(
                "誤りのない行だけ取り込み、残りを直すブックを作る。", "Take the rows without errors; the rest into a workbook."
            ),
        ),
    ] = False,
    encoding: Annotated[
        str | None, typer.Option(help=say("テキストの文字コード。", "Encoding of text files."), show_default=False)
    ] = None,
    registers: Registers = None,
    no_registers: Annotated[
        bool, typer.Option("--no-registers", help=say("登録簿に問い合わせない。", "Do not ask the registers."))
    ] = False,
    as_json: Json = False,
) -> None:
    from renkei.importers.interpreting import Options
    from renkei.importers.spreadsheet import import_lists

    language = lang.value if lang else speech.language()
    folder = None if no_registers else registers or registers_folder()
    if publisher:
        given = {"--sheet": sheet, "--table": table, "--map": map_file, "--encoding": encoding, "--accept-valid": accept_valid}
        done = _published(publisher, files, output, folder, [name for name, value in given.items() if value])
    else:
        options = Options(tuple(sheet or ()), table, map_file, language, accept_valid, encoding, folder)
        done = import_lists(files, output, options, progress=speech.progress)
    speech.progress_done()
    if as_json:
        speech.print_json(done.as_dict())
    else:
        _print(done)
    if done.counts["error"]:
        raise typer.Exit(FINDINGS)


def _published(publisher: Publisher, files: list[Path], output: Path, registers: Path | None, others: list[str]) -> Imported:
    """Open data in the form of a publisher; options for lists do not go with it."""
    if others:
        told = ", ".join(others)
        raise UsageError(Text(f"--from とともに使えません: {told}", f"These do not go with --from: {told}"))
    if len(files) != 1:
        raise UsageError(Text("--from にはフォルダーを1つ指定してください。", "With --from name one folder."))
    if publisher is Publisher.cordis:
        from renkei.importers.cordis import import_cordis

        return import_cordis(files[0], output, speech.progress)
    from renkei.importers.procurement import import_procurement

    return import_procurement(files[0], output, registers, speech.progress)


def _print(done: Imported) -> None:
    """The problems, worst first and those alike once, the tables written, and where the rest is."""
    from renkei.tables.problems import summarised

    words = speech.language()
    if done.problems:
        headings = [say("重さ", "severity"), say("ファイル", "file"), say("シート", "sheet"), say("セル", "cell")]
        headings += [say("列", "column"), say("値", "value"), say("理由", "why"), say("直し方", "suggestion")]
        shown = summarised(done.problems)[:_MOST]
        speech.print_table(headings, [_row(told, words) for told in shown])
        if len(shown) < len(done.problems):
            place = done.directory / "report" / "report.csv"
            n = len(done.problems)
            speech.tell(Text(f"全{n}件: {place}", f"all {n}: {place}"))
    if done.written:
        speech.print_table([say("表", "table"), say("行", "rows")], [[k, str(v)] for k, v in done.tables.items()])
    errors, warnings = done.counts["error"], done.counts["warning"]
    print(say(f"誤り {errors}件、注意 {warnings}件", f"errors {errors}, warnings {warnings}"))
    for asked in done.asked:
        print(asked.say().of(words))
    for path in done.marked:
        print(say(f"印を付けたブック: {path}", f"marked workbook: {path}"))
    if not done.written:
        speech.tell(Text("表は書いていません。", "No table was written."))


def _row(told: Told, words: str) -> list[str]:
    problem = told.problem
    advice = problem.suggestion.of(words) if problem.suggestion else ""
    place = problem.cell or str(problem.row or "")
    if told.times > 1:
        place += say(f" ほか{told.times - 1}件", f" and {told.times - 1} more")
    if told.like:
        advice += say(f"\n同様のものがほかに{told.like}件", f"\n{told.like} more of this kind")
    where = [problem.severity_text().of(words), problem.file, problem.sheet, place, problem.heading]
    return [*where, problem.value, problem.why.of(words), advice.strip()]
