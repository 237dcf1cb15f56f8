"""What the first sheet of a form says: how to fill it in, what is private, how to load it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from renkei.errors import Text
from renkei.schema.tables import Table
from renkei.tables.forms import MARK_HEADING, sheet_name


@dataclass(frozen=True)
class Line:
    """A line of the sheet: two cells, and the style of the one numbered `styled`."""

    cells: tuple[str, str]
    style: str = "plain"
    styled: int = 0


_FILL_IN = (
    Text(
        "1行に1件を、2行目の記入例にならって書きます。使わない列やシートは空のままでかまいません。",
        "Write one thing a row, as the example in row 2 shows. Columns and sheets that are not needed may stay empty.",
    ),
    Text(
        "機関を先に「機関」シートに書くと、ほかのシートで名称を選べます。すでに登録のある名称や ID も書けます。",
        "Bodies written on their sheet can be chosen on the others; names and ids that are known already can be written too.",
    ),
    Text(
        "一覧のある列は選んで入力します。複数の値は ; か改行で区切ります。",
        "Choose where there is a list. Several values are joined with ; or line breaks.",
    ),
    Text(
        "日付はわかるところまで書きます: 2026-05-12、2026-05、2026、R8.5.12、令和8年5月。",
        "Write dates as far as they are known: 2026-05-12, 2026-05, 2026, R8.5.12.",
    ),
    Text(
        "ID は空欄でかまいません（名称や法人番号から付きます）。名称を直すときは ID を消さないでください。",
        "The ID may stay empty: it is made of the name or number. Keep an ID that is there when a name is corrected.",
    ),
    Text(
        "列や行の順序は自由です。自分用の列は、名前が _ で始まるシートに置いてください（読み込まれません）。",
        "Rows and columns may be moved. Columns of your own belong on a sheet whose name begins with _, which is not read.",
    ),
)
_PRIVATE = (
    Text(
        "このブックから作るストアは持ち主のためのもので、内容はすべて非公開として扱われます。",
        "A store made from this workbook is for its owner: all of it is private.",
    ),
    Text(
        "橙色のシートと列（連絡先、ニーズ、紹介など）は、ほかを公開すると決めた後も公開されません。",
        "Orange sheets and columns (contacts, needs, introductions) stay private even if the rest is made public.",
    ),
    Text(
        "サイトや書き出しは、--include-private を付けない限り、非公開のデータを含むストアからは作られません。",
        "No site and no export is made of a store with private data unless --include-private is given.",
    ),
)
_COMMANDS = (
    (Text("ストアを作る", "Build a store"), "renkei build LIST.xlsx -o store"),
    (Text("質問する", "Ask"), "renkei query institutions-of-prefecture --set region=福島県 --store store"),
    (Text("引き継ぐ・直す", "Hand over, correct"), "renkei export workbook -o LIST.xlsx --store store --include-private"),
)


def explanation(tables: Iterable[tuple[Table, bool]], language: str) -> Iterator[Line]:
    """The lines of the sheet that explains a form of `tables`; with each, whether it has private columns."""

    def say(ja: str, en: str) -> str:
        return Text(ja, en).of(language)

    yield Line((say("連携データの記入様式", "Form for collaboration data"), ""), "title")
    yield Line(("", ""))
    yield Line((say("書き方", "How to fill it in"), ""), "part")
    for text in _FILL_IN:
        yield Line(("", text.of(language)))
    mark = MARK_HEADING.of(language)
    skipped = say(f"「{mark}」列に印のある行は読み込まれません。", f"Rows with a mark in the column “{mark}” are not read.")
    yield Line(("", skipped))
    yield Line(("", ""))
    yield Line((say("見出しの色", "Colours of the headings"), ""), "part")
    yield Line((say("必須 *", "required *"), say("空にできない列。", "It cannot be empty.")), "required")
    yield Line((say("任意", "optional"), say("わかれば書く列。", "Filled in where it is known.")), "optional")
    yield Line(
        (say("必須 *（非公開）", "required * (private)"), say("必須で、公開されない列。", "Needed, and never public.")),
        "required-private",
    )
    yield Line((say("任意（非公開）", "optional (private)"), say("公開されない列。", "Never made public.")), "optional-private")
    yield Line(("", ""))
    yield Line((say("公開と非公開", "What is private"), ""), "part")
    for text in _PRIVATE:
        yield Line(("", text.of(language)))
    yield Line(("", ""))
    yield Line((say("シート", "Sheets"), ""), "part")
    for table, some in tables:
        note = table.description.of(language)
        if table.visibility == "private":
            note += say("（シート全体が非公開）", " (The whole sheet is private.)")
        elif some:
            note += say("（橙色の列は非公開）", " (Orange columns are private.)")
        style = "optional-private" if table.visibility == "private" else "optional"
        yield Line((sheet_name(table, language), note), style)
    yield Line(("", ""))
    yield Line((say("読み込み方", "How to load it"), ""), "part")
    yield Line(
        ("", say("保存して Excel で閉じてから、次の命令を使います。", "Save it, close it in Excel, and use these commands."))
    )
    for what, command in _COMMANDS:
        yield Line((what.of(language), command), "command", 1)
