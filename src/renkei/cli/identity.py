"""Commands about which organisations are one: national registers, and the review of doubtful pairs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from renkei.cli import speech
from renkei.cli.options import Json, group, with_example
from renkei.cli.speech import say
from renkei.errors import Text


class Authority(StrEnum):
    houjin = "houjin"
    ror = "ror"


Registers = Annotated[
    Path | None,
    typer.Option(
        "--registers",
        envvar="RENKEI_REGISTERS",
        help=say("登録簿の索引を置くフォルダー。", "Folder of the registers' indexes."),
        show_default=False,
    ),
]

register = group(say("法人番号公表サイトなどの登録簿。", "Registers such as that of Japanese corporate numbers."))


@register.command(
    name="add",
    help=with_example(
        "登録簿のファイルを読み、索引を作る（ダウンロードはしない）。",
        "Read the files of a register into an index; nothing is downloaded.",
        "renkei register add houjin 00_zenkoku_all_20260831.zip",
    ),
)
def add(
    authority: Annotated[Authority, typer.Argument(help=say("houjin または ror。", "houjin or ror."))],
    files: Annotated[
        list[Path],
        typer.Argument(help=say("登録簿のファイル（ror は機関と名称の2つ）。", "Its files; for ror organisations, names.")),
    ],
    registers: Registers = None,
    as_json: Json = False,
) -> None:
    from renkei.identity.registers import add_houjin, add_ror

    def read(rows: int) -> None:
        speech.progress(Text(f"{rows:,}行を読みました", f"{rows:,} rows read"))

    folder = registers or registers_folder()
    if authority is Authority.ror and len(files) != 2:
        raise typer.BadParameter(say("ror には機関と名称の2ファイルが必要です。", "ror takes two files: organisations, names."))
    if authority is Authority.ror:
        manifest = add_ror(files[0], files[1], folder, progress=read)
    else:
        manifest = add_houjin(files, folder, progress=read)
    speech.progress_done()
    if as_json:
        speech.print_json({**vars(manifest), **{k: vars(getattr(manifest, k)) for k in ("title", "attribution", "terms")}})
        return
    words = speech.language()
    print(
        f"{manifest.title.of(words)}: " + say(f"{manifest.organisations:,} 機関", f"{manifest.organisations:,} organisations")
    )
    print(manifest.attribution.of(words))


@register.command(
    name="find",
    help=with_example(
        "登録簿から機関を探す。", "Look an organisation up in a register.", "renkei register find ㈱テクノ --prefecture 福島県"
    ),
)
def find(
    name: Annotated[str, typer.Argument(help=say("名称。", "Its name."))],
    authority: Annotated[Authority, typer.Option("--register", help=say("登録簿。", "The register."))] = Authority.houjin,
    prefecture: Annotated[str | None, typer.Option(help=say("都道府県。", "Prefecture."), show_default=False)] = None,
    city: Annotated[str | None, typer.Option(help=say("市区町村。", "Municipality."), show_default=False)] = None,
    registers: Registers = None,
    as_json: Json = False,
) -> None:
    from renkei.identity.lookup import Register

    with Register(registers or registers_folder(), authority.value) as opened:
        found = opened.find(name, prefecture, city)
    words = speech.language()
    rows = [
        [
            c.entry.key,
            c.entry.name,
            c.entry.place,
            f"{100 * c.score:.0f}",
            c.decision.value,
            "、".join(r.of(words) for r in c.reasons),
        ]
        for c in found
    ]
    if as_json:
        speech.print_json(
            [
                {
                    "key": c.entry.key,
                    "name": c.entry.name,
                    "probability": c.score,
                    "decision": c.decision.value,
                    "reasons": [vars(r) for r in c.reasons],
                }
                for c in found
            ]
        )
        return
    headings = [say("番号", "number"), say("名称", "name"), say("所在", "place"), say("確からしさ（%）", "probability (%)")]
    speech.print_table([*headings, say("判定", "decision"), say("根拠", "why")], rows)


def review(
    datasets: Annotated[
        list[Path], typer.Argument(help=say("表のフォルダー、または様式のブック。", "Folders of tables, or workbooks."))
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help=say("確認する組の一覧（.xlsx か .csv）。", "List of the pairs to look at (.xlsx or .csv)."),
            show_default=False,
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", help=say("回答を書き込んだ一覧。", "The list with your answers."), show_default=False),
    ] = None,
    undo: Annotated[
        tuple[str, str] | None,
        typer.Option("--undo", metavar="ID1 ID2", help=say("決定を取り消す。", "Take a decision back."), show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    from renkei.build import review as reviewing

    words = speech.language()
    if undo:
        taken = reviewing.take_back(datasets, *undo)
        if as_json:
            speech.print_json({"taken_back": vars(taken)})
            return
        speech.tell(Text(f"取り消しました: {taken.one}、{taken.other}", f"Taken back: {taken.one}, {taken.other}"))
    elif answers:
        count = reviewing.accept_answers(datasets, answers)
        if as_json:
            speech.print_json({"recorded": count})
            return
        speech.tell(Text(f"{count}件の判断を記録しました。", f"{count} decision(s) recorded."))
    else:
        found = reviewing.review(datasets, output, words)
        if as_json:
            speech.print_json(found.as_dict())
            return
        for line in found.said:
            print(line.of(words))


def registers_folder() -> Path:
    """Where the indexes of registers stand when nothing else is said."""
    import platformdirs

    return Path(platformdirs.user_data_dir("renkei", appauthor=False)) / "registers"
