"""Numbers that a register knows somebody by: papers, cases, plates, accounts."""

import re
from collections.abc import Iterator

from privacy.evidence.words.amounts import CURRENCY
from privacy.evidence.words.found import Found, Passage, matches, pattern

CUE = r"""(?:\b(?:passport|identity\ (?:card|number)|id\ (?:card|no|number)|ids?|national\ id|nik|ktp|
    nric|ic|cccd|cmnd|philsys|umid|sss|tin|
    birth\ certificate|visa|work\ permit|permit|pink\ card|licen[cs]e|plates?|registration|registered|hull|
    imo|seaman['’]?s?\ book|seafarer['’]?s?\ book|
    account|acct|iban|swift|case|docket|file|dossier|complaint|report|badge|certificate|ticket|booking|
    reference|ref|serial|card|policy|
    hộ\ chiếu|căn\ cước|chứng\ minh|biển\ số|biển\ kiểm\ soát|số\ tài\ khoản|tài\ khoản|hồ\ sơ|vụ\ án|
    bản\ án|giấy\ phép|
    paspor|kartu|rekening|perkara|putusan|nomor\ polisi|bernomor|plat|buku\ pelaut|bpjs|
    pasaporte|plaka|kaso|lisensya|akta|rehistro)\b
    |หนังสือเดินทาง|พาสปอร์ต|บัตร(?:ประจำตัว)?(?:ประชาชน)?|ทะเบียน|ป้าย|เลขบัญชี|บัญชี|คดี|ใบอนุญาต|
    เลขที่เอกสาร|วีซ่า|ใบขับขี่
    |ໜັງສືຜ່ານແດນ|ຫນັງສືຜ່ານແດນ|ພາສປອດ|ບັດ|ທະບຽນ|ບັນຊີ|ຄະດີ|ໃບອະນຸຍາດ
    |លិខិតឆ្លងដែន|ប៉ាស្ព័រ|អត្តសញ្ញាណប័ណ្ណ|អត្តសញ្ញាណ|ស្លាកលេខ|ផ្លាកលេខ|គណនី|សំណុំរឿង|បណ្ណ|ប័ណ្ណ
    |နိုင်ငံကူးလက်မှတ်|ပတ်စပို့|မှတ်ပုံတင်|ယာဉ်|ကားနံပါတ်|ဘဏ်|စာရင်းအမှတ်|အမှုအမှတ်|အမှု|လိုင်စင်)"""
NUMBER = r"(?P<x>(?:[A-Z]{1,4}[ -]?)?\d[\dA-Za-z]{0,16}(?:[ ./\-–]{1,2}[A-Z0-9]{1,12}){0,5})"
CUED = pattern(rf"{CUE}[^.!?\n\d]{{0,36}}?(?<![\d.,]){NUMBER}(?![\d]|[.,]\d)")
CUED_DOTTED = pattern(
    rf"{CUE}[^!?\n\d]{{0,24}}?\b(?:no|nr|nos|\#)\b\.?\s?(?P<x>\d{{1,8}}(?:[/\-]\w{{1,12}}){{0,5}})"
)

SHAPES = tuple(
    pattern(source, 0)
    for source in (
        r"\b[A-Z]{1,3}\s?\d{6,9}[A-Z]?\b",  # passports
        r"\b\d-\d{4}-\d{5}-\d{2}-\d\b",  # a Thai identity number
        r"\b\d{1,2}/[^\s()\d]{2,20}\([^\s()]{1,12}\)\s?\d{5,6}\b",  # a Burmese one
        r"\b\d{4}-\d{4}-\d{4}(?:-\d{4})?\b",
        r"\b\d[A-Z]{1,3}[- ]?\d{4}\b|\b\d{2}[A-Z]\d?[- ]\d{3}[.]?\d{2}\b|"
        r"\b[A-Z]{1,2}\s\d{3,4}\s[A-Z]{2,3}\b",  # plates
        r"\b(?!USD|THB|VND|PHP|IDR|MMK|LAK|KHR|MYR|SGD|EUR|IOM|MV|FV|KM|RT|RW|SOI)[A-Z]{3}[- ]\d{4}\b",
        r"\b\d[A-Z][-/]\d{4}\b",
        r"\b(?:IMO|MMSI)\s?\d{7,9}\b",
    )
)
YEAR = re.compile(r"(?:19|20|25)\d\d$")
AFTER_AMOUNT = pattern(rf"\s?(?:{CURRENCY}|%|people|men|women|months?|years?|days?|hours?|weeks?|km\b|kg\b)")


def documents(passage: Passage) -> Iterator[Found]:
    text = passage.text
    for compiled in SHAPES:
        yield from matches("document_number", compiled, text)
    for found in matches("document_number", CUED, text):
        written = text[found.start : found.end]
        digits = len(re.sub(r"\D", "", written))
        is_mixed = bool(re.search(r"[A-Za-z/\-]", written)) and digits >= 3
        if (digits < 4 and not is_mixed) or YEAR.match(written) or AFTER_AMOUNT.match(text, found.end):
            continue
        if AFTER_AMOUNT.search(text, max(0, found.start - 4), found.start):
            continue
        yield found
    for found in matches("document_number", CUED_DOTTED, text):
        if not AFTER_AMOUNT.match(text, found.end):
            yield found
    if passage.scripts & {"th", "lo"}:
        yield from matches("document_number", NATIVE_PLATE, text)


NATIVE_PLATE = pattern(
    r"(?:ทะเบียน|ป้าย|ทบ\.|ທະບຽນ|ປ້າຍ)\s?(?:รถ|เลข|ເລກ|ลົດ)?\s?(?P<x>\d?[ก-ฮກ-ຮ]{1,3}[\s-]?\d{1,4})"
)
