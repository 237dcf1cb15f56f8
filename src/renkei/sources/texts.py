"""The texts of the source documents, which are not part of the project: files named `NNN_*.txt` in a folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from renkei.errors import Text, UsageError
from renkei.sources.register import Register

_OTHER_TEXT = Text("文書の文字起こしが登録と異なります（SHA-256）。", "The text is not the registered one (SHA-256).")
_NO_TEXT = Text("文書の文字起こしが見つかりません。", "The text of the document is not there.")


def read_texts(register: Register, folder: Path) -> dict[str, list[str] | Text]:
    """The lines of each registered document by its number, or why they cannot be had: no text, or another one.

    Raises UsageError where `folder` is none.
    """
    if not folder.is_dir():
        raise UsageError(Text(f"{folder} というフォルダーはありません。", f"There is no folder {folder}."))
    texts: dict[str, list[str] | Text] = {}
    for document in register.documents.values():
        found = sorted(folder.glob(f"{document.number}_*.txt"))
        data = found[0].read_bytes() if found else b""
        if not found:
            texts[document.number] = _NO_TEXT
        elif hashlib.sha256(data).hexdigest() != document.sha256:
            texts[document.number] = _OTHER_TEXT
        else:
            texts[document.number] = data.decode("utf-8").splitlines()
    return texts
