"""Legal forms of Japanese organisations in their usual spellings: written out, abbreviated in brackets, in kana.

Spellings stand as NFKC leaves them, with characters in use and round brackets.
"""

from __future__ import annotations

from collections import defaultdict

# name | written out otherwise | abbreviations that stand in brackets | reading | letters that banks write, カ) or (カ
_TABLE = """
株式会社||株 株式|カブシキガイシャ カブシキカイシャ|カ カブ
有限会社||有 有限|ユウゲンガイシャ ユウゲンカイシャ|ユ ユウ
合同会社||同 合同|ゴウドウガイシャ ゴウドウカイシャ|ド ドウ
合資会社||資 合資|ゴウシガイシャ ゴウシカイシャ|シ
合名会社||名 合名|ゴウメイガイシャ ゴウメイカイシャ|メ
持分会社||合||
相互会社||相 相互|ソウゴガイシャ|ソ
特定目的会社||特目|トクテイモクテキガイシャ|
一般社団法人||一社 一般社団|イッパンシャダンホウジン|
一般財団法人||一財 一般財団|イッパンザイダンホウジン|
公益社団法人||公社 公益社団|コウエキシャダンホウジン|
公益財団法人||公財 公益財団|コウエキザイダンホウジン|
社団法人||社 社団|シャダンホウジン|シャ
財団法人||財 財団|ザイダンホウジン|ザイ
独立行政法人||独 独法|ドクリツギョウセイホウジン|ドク
地方独立行政法人||地独 地独法|チホウドクリツギョウセイホウジン|チドク
国立研究開発法人||国研 研|コクリツケンキュウカイハツホウジン|
国立大学法人||国大 大|コクリツダイガクホウジン|ダイ
公立大学法人||公大|コウリツダイガクホウジン|
大学共同利用機関法人||大共 共|ダイガクキョウドウリヨウキカンホウジン|
学校法人|準学校法人|学 学法|ガッコウホウジン|ガク
医療法人||医 医法|イリョウホウジン|イ
医療法人社団||医社|イリョウホウジンシャダン|
医療法人財団||医財|イリョウホウジンザイダン|
社会医療法人|社会医療法人社団 社会医療法人財団|社医|シャカイイリョウホウジン|
特定医療法人|特定医療法人社団 特定医療法人財団|特医|トクテイイリョウホウジン|
社会福祉法人||福 社福|シャカイフクシホウジン|フク
特定非営利活動法人|NPO法人 npo法人|特非 NPO NPO法人 認定NPO|トクテイヒエイリカツドウホウジン|トクヒ
宗教法人||宗 宗法|シュウキョウホウジン|シュウ
更生保護法人||更|コウセイホゴホウジン|
職業訓練法人||職|ショクギョウクンレンホウジン|
農事組合法人||農 農組|ノウジクミアイホウジン|ノウ
管理組合法人||管|カンリクミアイホウジン|
税理士法人||税 税理士|ゼイリシホウジン|ゼイ
監査法人||監 監査|カンサホウジン|
弁護士法人||弁 弁護士|ベンゴシホウジン|
弁理士法人|特許業務法人|弁理士 特許|ベンリシホウジン|
司法書士法人||司 司法書士|シホウショシホウジン|
行政書士法人||行 行政書士|ギョウセイショシホウジン|
社会保険労務士法人||社労士|シャカイホケンロウムシホウジン|
土地家屋調査士法人|||トチカオクチョウサシホウジン|
投資法人|||トウシホウジン|
有限責任事業組合|LLP|有責|ユウゲンセキニンジギョウクミアイ|
技術研究組合||技組|ギジュツケンキュウクミアイ|
企業組合||企 企組|キギョウクミアイ|
協業組合||業|キョウギョウクミアイ|
協同組合|事業協同組合|協 協組|キョウドウクミアイ|
"""

# Legal forms in Latin letters, in the words of the usual translations of the acts; letters before their marks are dropped.
IN_LATIN = (
    (r"national university corporation", "国立大学法人"),
    (r"public university corporation", "公立大学法人"),
    (r"inter-?university research institute corporation", "大学共同利用機関法人"),
    (r"national research and development (?:agency|corporation|institute)", "国立研究開発法人"),
    (r"local incorporated administrative agency", "地方独立行政法人"),
    (r"incorporated administrative agency", "独立行政法人"),
    (r"general incorporated association", "一般社団法人"),
    (r"general incorporated foundation", "一般財団法人"),
    (r"public interest incorporated association", "公益社団法人"),
    (r"public interest incorporated foundation", "公益財団法人"),
    (r"(?:incorporated educational institution|educational corporation|school corporation)", "学校法人"),
    (r"specified non-?profit corporation", "特定非営利活動法人"),
    (r"social welfare corporation", "社会福祉法人"),
    (r"medical corporation", "医療法人"),
    (r"kabush?iki[\s-]*(?:kaisha|gaisha)", "株式会社"),
    (r"y[uū]gen[\s-]*(?:kaisha|gaisha)", "有限会社"),
    (r"g[oō]d[oō][\s-]*(?:kaisha|gaisha)", "合同会社"),
    (r"k\.?\s?k\.", "株式会社"),
)

# Forms that are words of the name itself: 福島商工会議所 without its form would be 福島. They are named and stay.
KEPT = (
    "農業協同組合", "漁業協同組合", "生活協同組合", "信用協同組合", "森林組合", "商工会議所", "商工会", "青年会議所",
    "信用金庫", "信用組合", "労働金庫", "労働組合", "健康保険組合", "商店街振興組合",
    "土地区画整理組合", "土地改良区", "財産区",
)  # fmt: skip

# Standings, not forms: they go where a form follows them.
STANDINGS = ("農業生産法人", "農地所有適格法人", "認定", "特例")

_SMALL = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
_HIRAGANA = {n: n - 0x60 for n in range(0x30A1, 0x30F7)}


def _spellings() -> tuple[dict[str, str], dict[str, str]]:
    """Spelling -> name of the form, for the beginning of a name and for its end."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        name, written, short, readings, letters = (cell.split() for cell in line.split("|"))
        kana = [k for r in readings for k in (r, r.translate(_SMALL))]
        both = name + written + kana + [k.translate(_HIRAGANA) for k in kana] + [f"({s})" for s in short + letters]
        for spelling in both:
            before[spelling] = after[spelling] = name[0]
        for letter in letters + (short[:1] if name[0] in ("株式会社", "有限会社") else []):
            for spelled in {letter, letter.translate(_SMALL)}:
                before[f"{spelled})"] = after[f"({spelled}"] = name[0]
                before[f"({spelled})"] = after[f"({spelled})"] = name[0]
    for kept in KEPT:
        after[kept] = kept
    return before, after


BEFORE, AFTER = _spellings()


def _grouped(spellings: dict[str, str], at: int) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for spelling in sorted(spellings, key=len, reverse=True):
        groups[spelling[at]].append(spelling)
    return {character: tuple(found) for character, found in groups.items()}


_BY_FIRST, _BY_LAST = _grouped(BEFORE, 0), _grouped(AFTER, -1)


def form_before(text: str) -> str | None:
    """The longest spelling of a legal form with which `text` begins.

    >>> form_before("(株)テクノ")
    '(株)'
    """
    for spelling in _BY_FIRST.get(text[:1], ()):
        if text.startswith(spelling):
            return spelling
    return None


def form_after(text: str) -> str | None:
    """The longest spelling of a legal form with which `text` ends."""
    for spelling in _BY_LAST.get(text[-1:], ()):
        if text.endswith(spelling):
            return spelling
    return None
