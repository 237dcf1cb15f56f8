"""What kind of thing a name tells of: read off the name's own words, and said to be so (basis named)."""

from __future__ import annotations

import re

from renkei.importers.known import Known
from renkei.text.characters import in_use
from renkei.text.legal_forms import AFTER, BEFORE, form_after, form_before

# The kind of a body whose name says nothing: inferred from its standing in a list of bodies.
UNTOLD = "related-body"

_COMPANIES = {"株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "持分会社", "相互会社", "特定目的会社"}
_LATIN_COMPANY = re.compile(r"(?:\b(?:co\.?,? ?ltd|inc|corp|corporation|ltd|limited|k\.?k|llc|gmbh|plc)\.?)$", re.IGNORECASE)

# Tried in this order on the name in characters in use; the first that fits decides.
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"(?:附属|付属|大学|医療センター|総合)?病院$", "hospital"),
    (r"(?:医院|クリニック|診療所)$", "clinic"),
    (r"高等専門学校|高専$", "technical-college"),
    (r"高等学校$|高校$", "high-school"),
    (r"学会$", "academic-society"),
    (r"商工会議所", "chamber-of-commerce"),
    (r"(?:銀行|信用金庫|信用組合|信金|労働金庫|金融公庫|証券)(?:.*支店)?$", "financial-institution"),
    (r"(?:協議会|推進会議|フォーラム|コンソーシアム|プラットフォーム)$", "council"),
    (r"クラスター$", "cluster"),
    (r"ネットワーク$", "network"),
    (r"研究会$", "study-group"),
    (r"(?:工業会|産業会|商工会|商工会連合会|協会|連合会|連盟|中央会|協同組合|同友会|経営者協会)$", "industry-association"),
    (
        r"(?:工業技術|産業技術|技術支援|工業試験|農業|水産|林業|ハイテク|食品加工|環境).*(?:センター|研究所|試験場)$|試験場$|ハイテクプラザ",
        "public-research-institute",
    ),
    (r"(?:振興|支援|推進|産業|交流|活性化).*(?:センター|財団|機構|公社)$|(?:財団|機構|公社)$", "support-center"),
    (r"大学(?:大学院)?(?:$|[^堂社])", "university"),
    (r"(?:研究所|研究機構|研究センター)$", "research-institute"),
    (r"^[^\s]{1,8}省$", "ministry"),
    (r"(?:経済産業局|厚生局|財務局|農政局|運輸局|総合通信局|整備局|労働局|庁)$", "government-body"),
    (r"^(?:北海道|東京都|京都府|大阪府|[^\s]{2,3}県)(?:庁)?$", "prefectural-government"),
    (r"^(?:(?:北海道|東京都|京都府|大阪府|[^\s]{2,3}県))?[^\s都道府県]{1,6}[市区町村](?:役所|役場)?$", "municipal-government"),
)
_TESTED = tuple((re.compile(pattern), kind) for pattern, kind in _PATTERNS)

_CERTIFICATE = re.compile(
    r"\b(?:ISO|IEC|JIS|FDA|QMS|GMP|HACCP|IATF|TS|AS|CE|UL|P)\b ?[-/ ]?\d*|認証|許可|登録|認定|免許|資格|マーク$|取得$"
)
_EQUIPMENT = re.compile(
    r"(?:機|装置|設備|炉|旋盤|盤|顕微鏡|測定器|プリンタ|プリンター|ロボット|センタ|試験室|クリーンルーム)(?:\s*\d+台)?$"
)


def kind_of_organisation(name: str) -> str | None:
    """The notation of the kind that an organisation's name tells, or None.

    >>> kind_of_organisation("㈱テクノ"), kind_of_organisation("国立大学法人福島大学"), kind_of_organisation("めぶき")
    ('company', 'university', None)
    """
    plain = in_use(name).strip()
    bare = re.sub(r"\([^()]*\)$", "", plain).strip() or plain
    for spelling, names in ((form_before(bare), BEFORE), (form_after(bare), AFTER)):
        if spelling and len(spelling) < len(bare) and names[spelling] in _COMPANIES:
            return "financial-institution" if re.search(r"銀行", bare) else "company"
    for pattern, kind in _TESTED:
        if pattern.search(bare):
            return kind
    return "company" if _LATIN_COMPANY.search(bare) else None


def kind_of_capability(name: str) -> str | None:
    """Whether a capability's name is plainly that of a certificate or of a piece of equipment."""
    plain = in_use(name)
    if _CERTIFICATE.search(plain):
        return "certificate"
    return "equipment" if _EQUIPMENT.search(plain) else None


def kind_within(name: str, scheme: str, known: Known) -> str | None:
    """The concept whose own name stands in `name` (展示会 in 医療機器展示会), the longest; None for none."""
    plain = in_use(name)
    found = [(len(label), notation) for notation, label in known.labels[scheme].items() if in_use(label) in plain]
    return max(found)[1] if found else None
