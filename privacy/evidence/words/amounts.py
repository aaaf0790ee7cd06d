"""Sums of money that are more precise than a story needs: wages, debts and prices to two figures and more."""

import re
from collections.abc import Iterator
from functools import lru_cache

from privacy.evidence.words.found import Found, Passage, pattern
from privacy.evidence.words.numerals import DIGITS, SCALES, SPACED, figures, large_number

CURRENCY = r"""(?:\b(?:baht|bahts|thb|riels?|khr|kips?|lak|dong|vnd|vnđ|đồng|kyats?|mmk|rupiah|idr|pesos?|
    piso|php|dollars?|usd|us\$|bucks|
    ringgit|myr|euros?|eur|pounds?|gbp|yuan|rmb|yen|rupees?|taka|sgd|twd|hkd|aud|dolar|dolyar|đô\ la|đô|won)\b
    |ယူရို|ယွမ်|ယန်း|ရင်းဂစ်|ရူပီး|ຣິງກິດ|ລິງກິດ|ຢວນ|ດອງ|រីងហ្គីត|រីងគីត|យូរ៉ូ|យ៉េន|យន់|ដុង|ยูโร|หยวน|วอน|
    เยน|ดอง(?![ก-๙])|จ๊าด|รูเปียห์|เปโซ|รูปี|រ៉ូពី|รียัล
    |บาท|ดอลลาร์|เหรียญ|ริงกิต|กีบ|เรียล|ຽບ|ກີບ|ບາດ|ໂດລາ|ដុល្លារ|ដុល្លា|រៀល|បាត|ကျပ်|ဒေါ်လာ|ဘတ်|[$€£¥₱₫฿៛₭₩])"""
BEFORE = r"(?:\b(?:rp|usd|us\$|thb|php|rm|myr|idr|vnd|khr|mmk|lak|s\$|eur)\.?\s?|[$€£¥₱₫฿៛₭]\s?)"
FIGURES = r"\d{1,3}(?:[.,\ ]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,2})?(?!\d)"
SCALE = "|".join(SCALES.values())

AFTER_NUMBER = pattern(
    rf"(?<![\d.,])(?P<n>{FIGURES})(?P<s>[\s-]?(?:{SCALE})(?![^\W\d_]))?[\s-]?(?:na\ |us\ )?(?:{CURRENCY}|đ\b)"
)
BEFORE_NUMBER = pattern(rf"(?<!\w){BEFORE}(?P<n>{FIGURES})(?P<s>\s?(?:{SCALE})\b)?")
NATIVE_SCALE = pattern(
    rf"(?<![\d.,])(?P<n>{FIGURES})\s?(?P<s>(?:{SCALES['th']}|{SCALES['lo']}|{SCALES['km']}|"
    rf"{SCALES['my']}))\s?{CURRENCY}"
)
MONEY_FIRST = pattern(rf"(?:ဒေါ်လာ|ကျပ်|ဘတ်ငွေ|ဘတ်|ငွေကျပ်)\s?(?P<n>{FIGURES})(?P<s>)")
WAGE = pattern(
    r"""(?:\b(?:paid|pays?|earn(?:s|ed|ing)?|wages?|salary|owed?|owes|debt|borrowed|loan|cost|fee|charged|deducted|
    gaji(?:nya)?|upah(?:nya)?|utang(?:nya)?|lương|nợ|sahod|sweldo|utang)\b|ค่าแรง|เงินเดือน|ค่าจ้าง|หนี้|
    ເງິນເດືອນ|ໜີ້|ប្រាក់ខែ|បំណុល|လစာ|လုပ်ခ|အကြွေး)
    [^.!?\n\d]{0,30}?(?<![\d.,$])(?P<n>\d{1,3}(?:[.,]\d{3}){1,3}|\d{4,9})(?P<s>)(?![\d/:]|[.,]\d|
    \s?(?:people|years?|men|women|days?|tahun|năm|ปี|ປີ|ឆ្នាំ|နှစ်|ခု))"""
)
ABOUT = pattern(
    r"""(?:\b(?:about|around|roughly|nearly|almost|some|over|more\ than|less\ than|under|up\ to|
    approximately|perhaps|maybe|at\ least|
    sekitar|kira-kira|hampir|lebih\ dari|kurang\ dari|khoảng|gần|hơn|chừng|mga|halos|humigit-kumulang|
    higit\ sa|lampas)
    |ประมาณ|ราว|เกือบ|กว่า|ປະມານ|ເກືອບ|ប្រហែល|ជិត|ជាង|ခန့်|နီးပါး)\s*$"""
)


def amounts(passage: Passage) -> Iterator[Found]:
    for compiled in (AFTER_NUMBER, BEFORE_NUMBER, NATIVE_SCALE, MONEY_FIRST, WAGE):
        for match in compiled.finditer(passage.text):
            if _is_precise(match, passage.text):
                start = match.start("n") if compiled is WAGE else match.start()
                yield Found(start, match.end(), "exact_amount")
    for lang in DIGITS:
        if lang in SPACED or lang in passage.scripts:
            yield from _in_words(passage, lang)


def _is_precise(match: re.Match[str], text: str) -> bool:
    digits = re.sub(r"\D", "", match.group("n")).strip("0")
    if re.fullmatch(r"(?:19|20|25)\d\d", match.group("n")) and not match.re.pattern.startswith(
        "(?<![\\d.,])"
    ):
        return False
    if len(digits) <= 1:
        return False
    is_about = ABOUT.search(text, max(0, match.start() - 24), match.start("n")) or ABOUT.search(
        text[max(0, match.start() - 24) : match.start()]
    )
    return not (is_about and len(digits) == 2 and digits.endswith("5"))


@lru_cache(maxsize=16)
def _worded(lang: str) -> re.Pattern[str]:
    return pattern(rf"(?P<n>{large_number(lang)})\s?(?:na\ |us\ )?{CURRENCY}")


def _in_words(passage: Passage, lang: str) -> Iterator[Found]:
    for match in _worded(lang).finditer(passage.text):
        if figures(match.group("n"), lang) > 1:
            yield Found(*match.span(), "exact_amount")
