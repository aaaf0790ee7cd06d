"""Ways to reach or to look up somebody: telephone, mail, handle, link."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from privacy.evidence.words.found import Found, Passage, matches, pattern
from privacy.evidence.words.numerals import DIGITS, SPACED, digit_words

REGIONS = (
    "TH",
    "KH",
    "LA",
    "MM",
    "VN",
    "ID",
    "PH",
    "MY",
    "SG",
    "CN",
    "TW",
    "HK",
    "JP",
    "KR",
    "BD",
    "NP",
    "LK",
    "IN",
    "US",
    "GB",
)

PHONE_CUE = pattern(
    r"""\b(?:call|phone|tel|telephone|mobile|cell|number|text|sms|dial|hotline|reach|contact|whats?app|viber|zalo|
    hp|wa|telp|telepon|telpon|hubungi|nomor|gọi|điện\ thoại|sđt|đt|số|liên\ hệ|tawagan|tumawag|numero|itext|
    kontak|kontakin)\b
    |โทร|เบอร์|มือถือ|ติดต่อ|ໂທ|ເບີ|ຕິດຕໍ່|ទូរស័ព្ទ|ទូរសព្ទ|លេខ|ទាក់ទង|ဖုန်း|ဆက်သွယ်|နံပါတ်"""
)
# Digits with what people put between them. A candidate only: see _is_phone.
CANDIDATE = pattern(
    r"(?<![\w.,])(?:\+|\(\+?)?\d(?:[ ().\-/·–‑_]{0,3}\d){6,18}(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?!\w)"
)
DISGUISED = pattern(
    r"(?<![\w.])(?=(?:[OolI \-.]{0,3}\d){5})[0Oo][\dOolI](?:[ \-.]?[\dOolI]){6,10}(?![\w])", 0
)
YEARS = re.compile(r"(?:(?:19|20|25)\d\d\s?[-–/, ]\s?)+(?:19|20|25)\d\d$")
DATE = re.compile(
    r"(?:\d{1,2}[-/. ]{1,2}\d{1,2}[-/. ]{1,2}(?:19|20|25)?\d\d|(?:19|20|25)\d\d[-/.]\d{1,2}[-/.]\d{1,2})$"
)
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[., ]\d{3})+(?:[.,]\d{1,2})?$")
ROUND_RANGE = re.compile(r"[1-9]\d{0,3}0\s?[-–]\s?[1-9]\d{0,4}0$")


def phones(passage: Passage) -> Iterator[Found]:
    for compiled in (CANDIDATE, DISGUISED):
        for match in compiled.finditer(passage.text):
            kind = _number_kind(match, passage.text)
            if kind:
                yield Found(*match.span(), kind)
    for lang in DIGITS:
        if lang in SPACED or lang in passage.scripts:
            yield from matches("phone", _spoken(lang), passage.text)


def _number_kind(match: re.Match[str], text: str) -> str:
    """A telephone number, a long number of some other kind, or "" for years, dates and amounts."""
    written = match.group()
    digits = re.sub(r"[Oo]", "0", re.sub(r"[lI]", "1", written))
    bare = re.sub(r"\D", "", digits)
    if len(set(bare)) < 2 or YEARS.match(written) or DATE.match(written):
        return ""
    is_cued = bool(PHONE_CUE.search(text, max(0, match.start() - 40), match.start()))
    if (THOUSANDS.match(written) or ROUND_RANGE.match(written)) and not (is_cued and bare.startswith("0")):
        return ""
    if re.match(r"-?\d{1,3}\.\d{3,}[ ,;]", written):  # degrees
        return ""
    if written.startswith(("+", "(+", "0")) or is_cued or _is_valid(digits):
        return "phone"
    return "document_number" if len(bare) >= 7 else ""


@lru_cache(maxsize=512)
def _is_valid(written: str) -> bool:
    """Whether it is a number of one of our regions' plans."""
    for region in REGIONS:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(written, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


@lru_cache(maxsize=16)
def _spoken(lang: str) -> re.Pattern[str]:
    """Six and more digits read aloud, some of them perhaps written as figures."""
    edge = r"\b" if lang in SPACED else ""
    times = r"(?:(?:double|triple)\ )?" if lang == "en" else ""
    word = rf"{edge}{times}(?:{digit_words(lang)}|\d){edge}"
    gap = r"[ ,.\-–·]{1,3}(?:(?:and|then|plus)\ )?" if lang in SPACED else r"[ ,.\-–·]{0,3}"
    # The look-ahead: figures alone are no spoken number.
    return pattern(rf"(?=[^\d\s])(?:plus\ )?(?:{word}){gap}(?:{word}{gap}){{4,18}}(?:{word})")


TLD = (
    "com|net|org|info|biz|io|app|link|page|site|online|gov|edu|int|mil|xyz|club|shop|store|"
    "news|blog|live|dev|tv|cc|ly|gl|"
    "th|kh|vn|mm|ph|sg|cn|tw|hk|jp|kr|uk|eu|fr|au|nz|np|lk|pk|asia|example|test|invalid|social|chat|vip|ru|ch|se|nl"
)
LABEL = "[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?"
AT = r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|@)\s?[)\]}>]\s?|\s(?:at|a\ ?còng|a\ keong)\s|\s?(?:แอท|แอด|แอ็ท)\s?|\s_at_\s)"
DOT = (
    r"(?:\s?\.\s?|\s?[(\[{<]\s?(?:dot|\.)\s?[)\]}>]\s?|\s(?:dot|chấm|titik|tuldok|punto|point)\s|"
    r"\s?(?:จุด|ดอท|ດອດ|ចុច)\s?)"
)
SPELT = (
    r"[a-z0-9](?:[\w+-]|\.(?=\w)){0,40}(?:\s(?:dot|chấm|titik|tuldok|จุด)\s[\w+-]{1,30}|"
    r"\s_?underscore_?\s[\w+-]{1,30}){0,3}"
)

EMAIL = pattern(
    rf"""[\w.+'-]{{1,64}}@(?:[\w-]{{1,60}}\.){{1,4}}[\w-]{{2,24}}
    |{SPELT}{AT}(?:{LABEL}{DOT}){{1,3}}(?:{TLD}|co|id|my|la|me)\b(?:{DOT}(?:{TLD}|id|my|la))?
    |[\w.+-]{{2,64}}\s?(?:@|\bat\b|\bon\b|\(at\))\s?(?:gmail|hotmail|yahoo|outlook|protonmail|icloud|ymail)\b"""
)
URL = pattern(
    rf"""\bhttps?\s?:\s?//[^\s<>"']{{2,300}}
    |\bhxxps?://\S{{2,300}}
    |\bwww\s?\.\s?[^\s<>"']{{2,300}}
    |(?<![\w@.-])(?:{LABEL}\.){{1,4}}(?:{TLD})(?:\.(?:th|kh|vn|mm|ph|sg|cn|tw|hk|uk|au|id|my|
    la))?(?::\d{{2,5}})?(?:/[^\s<>"']{{0,300}})?(?![\w@])
    |(?<![\w@.-])(?:{LABEL}\.){{1,3}}(?:me|in|is|it|my|id|la|be|de|to|at|us|no|so|am|co|gg|do|page)/[^\s<>"']{{1,300}}
    |(?<![\w@.-])(?:{LABEL}\.){{1,3}}(?:co|com|or|ac|go|in|gov|net|org|web|sch|edu)\.(?:th|id|my|la|kh|vn|
    mm|ph|uk|jp|kr|in)\b
    |\b[a-z0-9-]{{2,40}}\s(?:dot|chấm|titik|tuldok)\s(?:com|org|net|info|co)\b"""
)
MAP_LINK = pattern(r"maps?\.|goo\.gl/maps|/maps?\b|waze\.|what3words|w3w\.|openstreetmap|plus\.codes")
# A full stop without a space behind it is no domain: "He slept.No one came."
NO_DOMAIN = re.compile(r"^[A-Za-z]{1,30}\.[A-Z][a-z]+$")


def mails(passage: Passage) -> Iterator[Found]:
    if "@" in passage.text or "at" in passage.text or "แอ" in passage.text or "còng" in passage.text:
        yield from matches("email", EMAIL, passage.text)


def links(passage: Passage) -> Iterator[Found]:
    for match in URL.finditer(passage.text):
        start, end = match.span()
        end = start + len(match.group().rstrip(".,;:!?)…"))
        if NO_DOMAIN.match(match.group()) or end <= start:
            continue
        yield Found(start, end, "coordinates" if MAP_LINK.search(match.group()) else "url")


PLATFORM = r"""(?:\b(?:LINE|whats?\ ?app|telegram|facebook|fb|messenger|instagram|insta|ig|tik\ ?tok|zalo|
    viber|we\ ?chat|signal|
    imo|skype|snapchat|twitter|threads|youtube|kakao(?:talk)?|discord|linkedin|bigo|paypal|gcash|wing|
    truemoney|ovo|gopay|dana|momo)\b
    |ไลน์|เฟซบุ๊ก|เฟสบุ๊ก|เฟซบุ๊ค|เฟสบุ๊ค|เฟซ|เฟส|อินสตาแกรม|ไอจี|วอทส์?แอพ?ป?|เทเลแกรม|ติ๊กต[๊็]อก|ติ๊กตอก|
    ไวเบอร์|ทวิตเตอร์
    |ເຟສບຸກ|ເຟສ|ວອດແອັບ|ວອດສ໌ແອັບ|ໄລນ໌?|ຕິກຕອກ|ເທເລແກຣມ|អ៊ីនស្តាក្រាម|ហ្វេសប៊ុក|ហ្វេសប៊ុក|តេឡេក្រាម|ឡាញ|
    តិកតុក|មេសេនជ័រ|វ៉ាត់សាប់
    |ဖေ့စ်ဘွတ်ခ်?|ဖေ့ဘုတ်|တယ်လီဂရမ်|ဗိုင်ဘာ|ဝပ်စ်?အပ်|တစ်တော့ခ်|မက်ဆင်ဂျာ)"""
# What may stand between the name of a platform and the name somebody bears there.
LINK_WORD = r"""(?:id|i\.d\.|account|name|username|user|handle|page|profile|group|nick(?:name)?|contact|
    is|was|as|under|by|my|her|his|the|
    akun|nama|adalah|saya|dia|nya|dengan|là|của|tôi|em|anh|chị|cô|tên|tài\ khoản|nick|ko|niya|ay|ng|ni|ang|
    si|pangalan|account\ ko)"""
NATIVE_LINK = (
    r"(?:ไอดี|ชื่อ|ของ|ฉัน|ผม|เธอ|เขา|คือ|ว่า|ບັນຊີ|ຊື່|ຂອງ|ຂ້ອຍ|ນາງ|ລາວ|ແມ່ນ|ໄອດີ|របស់|ខ្ញុំ|នាង|"
    r"គាត់|គឺ|ឈ្មោះ|គណនី|အကောင့်|အမည်|က|မှာ|ID)"
)
ODD = r"[A-Za-z][\w.]{1,30}\d\w{0,10}|[A-Za-z]\w{0,30}_\w{1,30}|[A-Za-z]\w{1,30}\.[A-Za-z]\w{1,30}"

AT_NAME = pattern(r"(?<![\w@.])@[A-Za-z0-9_](?:[\w.]{0,40}\w)?")
SHAPED = pattern(
    r"""(?<![\w@./-])(?:[A-Za-z]{2,20}(?:_[A-Za-z0-9]{1,20}){1,4}|[a-z]{4,20}\d{2,6}|[a-z]{2,20}(?:[.][a-z]{2,20}){1,2}\d{1,4}|[A-Z]?[a-z]{2,20}\d{2,4}[a-z]{0,10})(?![\w@/-]|\.\w)""",
    0,
)
NAMED_THERE = pattern(
    rf"""{PLATFORM}(?:['’]s)?[\s:=,\-–]{{0,3}}
    (?:(?:{LINK_WORD}(?![\w])|{NATIVE_LINK})[\s:=]{{0,3}}){{0,5}}
    [:=“"'«]?\s?(?P<x>@?(?:{ODD})(?![\w@]))
    |{PLATFORM}[^.!?\n:]{{0,24}}:\s?(?P<y>@?[A-Za-z][\w.]{{3,40}})"""
)
NAMED_CAPITAL = pattern(
    rf"(?i:{PLATFORM})(?i:['’]s)?\s?(?:[:=]|(?i:(?:id|account|page|profile|name|"
    rf"username)\s?(?:is|was|:)?|is|as|under|là|ay|adalah|คือ|ชื่อ|គឺ|ແມ່ນ|ឈ្មោះ|ຊື່))\s?"
    r"[“\"']?(?P<x>[A-Z][\w.]{1,30}(?:\s[A-Z][\w.]{1,30}){0,3})",
    0,
)
NAMED_ID = pattern(
    rf"(?:{PLATFORM}\s?(?:id|username|ไอดี|ໄອດີ|handle)|\b(?:username|handle|user\ name)\b|"
    rf"ไอดี(?:ไลน์)?)\s?(?:[:=]|is|was|คือ|là|adalah|ay|ของ\S{{1,6}}คือ|ແມ່ນ)\s?"
    r"[“\"']?(?P<x>[A-Za-z0-9][\w.\-]{2,30})"
)


def handles(passage: Passage) -> Iterator[Found]:
    for compiled in (AT_NAME, SHAPED, NAMED_THERE, NAMED_CAPITAL, NAMED_ID):
        yield from matches("handle", compiled, passage.text)
