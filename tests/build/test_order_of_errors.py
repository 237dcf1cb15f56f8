"""Errors stand in the order in which their reader mends them: what others follow from first, then file, sheet, row, column."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from renkei.build.datasets import read_dataset, shipped_datasets
from renkei.build.pipeline import load_shipped
from renkei.errors import CellError, TableErrors

EVENTS = "id,label_ja,kind,date,organization\nday-1,発足,founding,H32.5,firm\n"


def errors_of(path: Path) -> list[CellError]:
    places = next(d for d in shipped_datasets() if d.id == "places")
    with pytest.raises(TableErrors) as caught:
        load_shipped([places, read_dataset(path)])
    return list(caught.value.errors)


def folder(path: Path, **tables: str) -> Path:
    path.mkdir()
    for name, text in tables.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return path


NEEDS = "id,label_ja,organization,date\nneed-1,滅菌の委託先,firm,2024-02-30\nneed-2,成形,firm,2024\n"


@pytest.mark.parametrize(
    ("organizations", "row", "column", "why"),
    [
        ('id,label_ja,kind\nfirm,"株式会社あ,company\n', 2, None, "The double quotes are not right."),
        ("id,label_ja,kind,kynd\nfirm,株式会社あ,company,x\n", 1, "kynd", "The table organizations has no such column."),
        ("id,label_ja,kind\nfirm,株式会社あ,company,福島県\n", 2, None, "The heading has 3 columns, this row has 4 values."),
    ],
)
def test_a_table_that_cannot_be_read_comes_first_and_references_to_its_things_are_no_errors(
    tmp_path: Path, organizations: str, row: int, column: str | None, why: str
) -> None:
    found = errors_of(folder(tmp_path / "mine", organizations=organizations, needs=NEEDS))
    assert [(e.file, e.row, e.column, e.why.en) for e in found] == [
        ("mine/organizations.csv", row, column, why),
        ("mine/needs.csv", 2, "date", "2024-02 has 29 days."),
    ]


def test_a_reference_to_things_of_a_table_that_is_read_is_an_error_yet(tmp_path: Path) -> None:
    needs = "id,label_ja,organization,region\nneed-1,滅菌の委託先,firm,どこでもない県\n"
    found = errors_of(folder(tmp_path / "mine", organizations='id,label_ja\nfirm,"あ\n', needs=needs))
    assert [(e.file, e.row, e.column) for e in found] == [("mine/organizations.csv", 2, None), ("mine/needs.csv", 2, "region")]


def test_errors_of_a_workbook_stand_by_sheet_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    sheets = {
        "探しているもの": [
            ["聞いた日", "名称", "機関", "状況"],
            ["H32.5", "滅菌の委託先", "どこでもない会社", "=1+1"],
            ["2024-02-30", "成形", "株式会社あ"],
        ],
        "機関": [["名称", "法人番号", "機関の種類"], ["株式会社あ", "123", "会社でない"], ["株式会社い", None, "企業"]],
        "知らない表": [["名称"], ["あ"]],
    }
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    assert [(e.sheet, e.address) for e in errors_of(path)] == [
        ("知らない表", None),
        ("探しているもの", "A2"),  # what C2 names may stand on the sheet that could not be read
        ("探しているもの", "D2"),
        ("探しているもの", "A3"),
        ("機関", "B2"),
        ("機関", "C2"),
    ]
