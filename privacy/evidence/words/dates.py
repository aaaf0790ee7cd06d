"""Days, months of a year, times of day and ages that date a person."""

import re
from collections.abc import Iterator

from privacy.evidence.words.found import Found, Passage, group_of, matches, pattern
from privacy.evidence.words.months import FESTIVALS, MONTHS
from privacy.evidence.words.numerals import small_number

YEAR = r"(?:19[3-9]\d|20[0-4]\d|24[7-9]\d|25[0-9]\d)"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
NTH = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)"
ORDINAL = (
    "(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    "thirteenth|fourteenth|fifteenth|sixteenth|"
    "seventeenth|eighteenth|nineteenth|twentieth|thirtieth|(?:twenty|thirty)[- ](?:first|"
    "second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
LATIN_MONTH = "|".join((MONTHS["en"], MONTHS["id"], MONTHS["fil"]))

# The names of months are case-sensitive: "may" and "march" are words.
LATIN_DAY = (
    pattern(
        rf"(?<![\d.,/])(?:{DAY}|{NTH})(?:\ ?of|\ ng|"
        rf"\ de)?[\ .\-]?\ ?(?:{LATIN_MONTH})(?![\w])(?:[ ,.\-]{{0,2}}{YEAR})?",
        0,
    ),
    pattern(
        rf"\b(?:{LATIN_MONTH})[ ](?:the\ )?(?:{DAY}|{NTH})(?![\d%,]\d|\ ?(?:people|men|women|km|"
        rf"of\ us))(?:[ ,]{{0,2}}(?:of\ )?{YEAR})?",
        0,
    ),
    pattern(
        rf"\b(?i:{ORDINAL})\ (?:day\ )?of\ (?:{LATIN_MONTH})\b(?:[ ,]{{0,2}}{YEAR})?|"
        rf"\b(?:{LATIN_MONTH})\ (?:the\ )?(?i:{ORDINAL})\b",
        0,
    ),
    pattern(
        r"\bika-?\s?\d{1,2}\ ng\ [A-Z]\w+(?:[ ,]{0,2}\d{4})?|\ba\ ?(?:uno|dos|tres|kinse|trenta)\ ng\ [A-Z]\w+",
        0,
    ),
    pattern(rf"\b(?:tanggal|tgl\.?|petsa)\ (?P<x>{DAY}(?:\ \w+)?(?:\ {YEAR})?)\b"),
    pattern(
        rf"\bon\ the\ {NTH}\b(?!\ (?:floor|day|night|time|try|attempt|step|week|month|birthday|deck|storey))"
    ),
)
NUMERIC = pattern(
    rf"""(?<![\d./\-])(?:(?:0?[1-9]|[12]\d|3[01])\s?[/.\-]\s?(?:0?[1-9]|[12]\d|3[01])\s?[/.\-]\s?(?:{YEAR}|\d\d)
    |{YEAR}\s?[/.\-]\s?(?:0?[1-9]|1[0-2])\s?[/.\-]\s?(?:0?[1-9]|[12]\d|3[01]))(?![\d/\-]|\.\d)"""
)
NUMERIC_SHORT = pattern(
    rf"(?:\bon|\bngày|\btanggal|\bnoong|วันที่|ວັນທີ|ថ្ងៃទី)\ ?(?P<x>{DAY}/(?:0?[1-9]|1[0-2])(?![\d/]))"
)
VI_NUMBER = rf"(?:\d{{1,2}}|{small_number('vi')})"
VIETNAMESE = (
    pattern(
        rf"\b(?:ngày|hôm|mùng|mồng|đêm|sáng|chiều|tối)\ (?:mùng\ |mồng\ |"
        rf"rằm\ )?{VI_NUMBER}(?:\ ?[/-]\ ?\d{{1,2}}|\ tháng\ (?:{VI_NUMBER}|giêng|"
        rf"chạp))(?:(?:\ năm\ |[/-]){YEAR})?"
    ),
    pattern(rf"\b{DAY}\ tháng\ \d{{1,2}}(?:,?\ năm)?\ {YEAR}"),
    pattern(rf"\b(?:mùng|mồng|rằm)\ (?:{VI_NUMBER}\ )?tháng\ (?:{VI_NUMBER}|giêng|chạp)\b"),
)
NATIVE_DAY = (
    pattern(
        rf"(?:วัน)?ที่\s?{DAY}\s?(?:เดือน)?\s?(?:{MONTHS['th']})(?:\s?(?:ปี|พ\.ศ\.|"
        rf"ค\.ศ\.)?\s?{YEAR})?|(?<!\d){DAY}\s?(?:{MONTHS['th']})(?:\s?(?:ปี|พ\.ศ\.|"
        rf"ค\.ศ\.)?\s?(?:{YEAR}|\d\d\b))?|วันที่\s?\d{{1,2}}"
    ),
    pattern(
        rf"วันที่\s?{small_number('th')}\s?(?:เดือน)?\s?(?:{MONTHS['th']})|(?:ขึ้น|"
        rf"แรม)\s?(?:\d{{1,2}}|{small_number('th')})\s?ค่ำ"
    ),
    pattern(
        rf"(?:ວັນທີ\s?)?(?<!\d){DAY}\s?(?:ເດືອນ)?\s?(?:{MONTHS['lo']})(?:\s?(?:ປີ|"
        rf"ຄ\.ສ\.)?\s?{YEAR})?|ວັນທີ\s?(?:\d{{1,2}}|{small_number('lo')}\s?(?:ເດືອນ|"
        rf"{MONTHS['lo']}))"
    ),
    pattern(
        rf"(?:ថ្ងៃ)?ទី\s?{DAY}\s?(?:ខែ)?\s?(?:{MONTHS['km']})(?:\s?(?:ឆ្នាំ)?\s?{YEAR})?|"
        rf"(?<!\d){DAY}\s?(?:ខែ)?\s?(?:{MONTHS['km']})|ថ្ងៃទី\s?\d{{1,2}}|"
        rf"ថ្ងៃទី\s?{small_number('km')}\s?ខែ|\d{{1,2}}\s?(?:កើត|រោច)"
    ),
    pattern(
        rf"(?:{YEAR}\s?(?:ခုနှစ်|ခု)?[၊,]?\s?)?(?:{MONTHS['my']})(?:လ)?\s?(?:လ(?:ဆန်း|ဆုတ်|"
        rf"ပြည့်ကျော်)\s?)?(?:\d{{1,2}}|{small_number('my')})\s?ရက်|(?:{MONTHS['my']})လပြည့်|"
        rf"(?<!\d)\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}"
    ),
    pattern(rf"(?:{MONTHS['my']})လ?\s?\d{{1,2}}\s?(?:ရက်)?(?!\d)"),
)
MONTH_YEAR = (
    pattern(rf"\b(?:{LATIN_MONTH})(?:,|\ of|\ ng|\ taong|\ tahun)?[ ]{YEAR}\b", 0),
    pattern(
        rf"\btháng\ (?:{VI_NUMBER}|giêng|chạp)(?:\ ?/\ ?|,?\ năm\ ){YEAR}|"
        rf"\b(?<![\d/])(?:0?[1-9]|1[0-2])/(?:19|20)\d\d(?![\d/])"
    ),
    pattern(
        rf"(?:{MONTHS['th']})\s?(?:ปี|พ\.ศ\.|ค\.ศ\.)?\s?{YEAR}|(?:{MONTHS['lo']})\s?(?:ປີ|ຄ\.ສ\.)?\s?{YEAR}"
    ),
    pattern(rf"(?:{MONTHS['km']})\s?(?:ឆ្នាំ)?\s?{YEAR}|{YEAR}\s?(?:ခုနှစ်|ခု)?[၊,]?\s?(?:{MONTHS['my']})လ?"),
    pattern(
        rf"\b(?:{FESTIVALS})(?:\ (?:of|in|day|eve|tahun|năm))?[ ]{YEAR}|(?:{FESTIVALS})\s?(?:ปี|"
        rf"ປີ|ឆ្នាំ|năm\ )?\s?{YEAR}|{YEAR}\s?(?:ခုနှစ်)?\s?သင်္ကြန်",
        0,
    ),
)
BIRTH_YEAR = pattern(
    rf"""(?:\b(?:born|birth)\b[^.!?\n\d]{{0,40}}?|\bsinh\ (?:ra\ )?(?:vào\ )?năm\ |\b(?:lahir|
    kelahiran)\b[^.!?\n\d]{{0,40}}?|\bipinanganak\b[^.!?\n\d]{{0,40}}?
    |เกิด(?:เมื่อ)?(?:ใน)?\s?(?:ปี|พ\.ศ\.|ค\.ศ\.)[^\d\n]{{0,8}}|ເກີດ[^\d\n]{{0,10}}|
    កើត[^\d\n]{{0,12}})(?P<x>{YEAR})\b(?!\ ?(?:people|baht))
    |(?P<y>{YEAR})\s?(?:ခုနှစ်|ခု)[^။\n]{{0,16}}မွေး"""
)
CLOCK = pattern(
    r"""(?<![\d:.,/])(?:[01]?\d|2[0-3]):(?!00|30)[0-5]\d(?!\d)
    |(?<![\d:.,/])(?:[01]?\d|2[0-3])\.(?!00|30)[0-5]\d\s?(?:[ap]\.?m\b|น\.|hrs|o'clock|wib|wita)
    |(?:\bpukul|\bjam|เวลา|ໂມງ|ម៉ោង)\ ?(?:[01]?\d|2[0-3])[.:](?!00|30)[0-5]\d
    |\b\d{1,2}\s?(?:giờ|h)\s?(?!00|30)[0-5]\d\b|\d{1,2}\s?นาฬิกา\s?\d{1,2}\s?นาที|\d{1,2}\s?(?:ໂມງ|ម៉ោង|
    នាឡិកា|နာရီ)\s?\d{1,2}\s?(?:ນາທີ|នាទី|မိနစ်)"""
)


def dates(passage: Passage) -> Iterator[Found]:
    text = passage.text
    for compiled in (*LATIN_DAY, NUMERIC, NUMERIC_SHORT, *VIETNAMESE):
        yield from matches("exact_date", compiled, text)
    if passage.scripts & {"th", "lo", "km", "my"}:
        for compiled in NATIVE_DAY:
            yield from matches("exact_date", compiled, text)
    for compiled in MONTH_YEAR:
        yield from matches("month_and_year", compiled, text)
    yield from matches("month_and_year", BIRTH_YEAR, text)
    yield from matches("exact_time", CLOCK, text)


AGE = rf"(?:[1-9]\d?|{small_number('en')})"
WHO = (
    r"(?:he|she|i|who|girl|boy|woman|man|daughter|son|sister|brother|child|mother|father|wife|"
    r"husband|baby|cousin|niece|nephew|(?-i:(?!There|These|Those|They|It|We|That|This|"
    r"What)[A-Z][a-z]+))"
)
ENDS = (
    r"(?=\s*(?:[.,;:!?)—–\-]|$|\b(?:when|and|but|at|then|now|that|this|last|in|years?\ old|"
    r"the\ (?:day|night|year|month)|on|before|by|while|as)\b))"
)
NOT_A_PERSON = (
    r"(?!\s(?:debt|house|car|truck|boat|ship|building|law|promise|dream|contract|case|vessel|tree|"
    r"temple|business|loan|war|company|bus|motor\w*|phone|machine))"
)
APPROXIMATE = pattern(
    r"""(?:\b(?:under|over|below|above|about|around|nearly|almost|at\ least|more\ than|less\ than|
    older\ than|younger\ than|minimum|up\ to|between|
    trên|dưới|khoảng|gần|hơn|ngoài|chừng|sekitar|di\ atas|di\ bawah|hampir|lebih\ dari|kurang\ dari|mga|
    lampas|higit\ sa|wala\ pang|halos)
    |ประมาณ|ราว|กว่า|เกิน|ต่ำกว่า|ไม่ถึง|เกือบ|ปรມານ|ປະມານ|ກວ່າ|ເກີນ|ຕ່ຳກວ່າ|ប្រហែល|ជាង|ក្រោម|លើស|ជិត)\s*$"""
)
AGES_EN = (
    pattern(
        rf"\b(?:aged|at\ (?:the\ )?age(?:\ of)?|age\ of|age:?)\ (?:just\ |"
        rf"only\ )?(?P<x>{AGE})\b(?!\s?(?:to|-|–)\s?\d|\s?and\ (?:over|above|under))"
    ),
    pattern(
        rf"\b(?P<x>{AGE})[- ](?:and\ a\ half[- ])?(?:years?|yrs?|months?)[- ](?:old|of\ age)\b{NOT_A_PERSON}"
    ),
    pattern(r"\b(?P<x>[1-9]\d)\s?(?:y/?o|yrs\ old|yr\ old)\b"),
    pattern(
        rf"\b{WHO}(?:\ (?:is|was|am|turned|turns|had\ turned|has\ turned|had\ just\ turned|became|"
        rf"were|are)|['’](?:s|m))\ (?:only\ |just\ |barely\ |still\ |then\ |now\ )?(?P<x>(?!one\b|"
        rf"two\b|three\b)(?:[1-9]\d|[4-9]|{small_number('en')})){ENDS}"
    ),
    pattern(rf"\bwhen\ (?:he|she|i|they)\ (?:was|were|turned)\ (?:only\ |just\ )?(?P<x>{AGE})\b{ENDS}"),
    pattern(
        rf"(?:^|[.;,(]\s|\band\ |\bmarried\ |\bleft\ |\bhome\ )at\ (?P<x>(?:1\d|[2-9]\d|"
        rf"{small_number('en')}))\b(?=\s*(?:[,.)]|$|\b(?:he|she|i|they|when|and)\b))(?!,?\s?(?:\d|"
        rf"o'clock|a\.?m|p\.?m))"
    ),
    pattern(rf"\b(?:{NTH}|{ORDINAL})\ birthday\b"),
    pattern(r"(?<=[A-Za-z])(?:,\ |\ \()(?P<x>[1-9]\d)(?=,\ |\)(?:\s|,|\.|$))(?!,\ \d)"),
    pattern(
        r"\(\s?(?P<x>(?:[FM][,/ ]{0,2}[1-9]\d|[1-9]\d[,/ ]{0,2}[FM]))\s?\)|"
        r"\b(?P<y>[1-9]\d\s?/\s?[FM]|[FM]\s?/\s?[1-9]\d)\b",
        0,
    ),
)
AGES_LATIN = (
    pattern(rf"\b(?P<x>(?:\d{{1,2}}|{small_number('vi')}))\ tuổi\b(?!\ (?:thơ|trẻ))"),
    pattern(
        rf"\b(?:umur|usia|berumur|berusia)(?:nya|ku|mu)?\ (?:dia\ |saya\ |ia\ )?(?:baru\ |"
        rf"sudah\ |masih\ |genap\ |menginjak\ )?(?P<x>(?:\d{{1,2}}|"
        rf"{small_number('id')}))\b(?!-?an\b|\ puluhan)"
    ),
    pattern(
        rf"\b(?P<x>(?:\d{{1,2}}|{small_number('fil')}))(?:ng|-?\ ?na)?\ ?(?:taong[- ]gulang|"
        rf"taon\ (?:na\ )?gulang|anyos|taong\ gulang)\b"
    ),
    pattern(
        rf"\b(?:edad|gulang)(?:\ (?:niya|ko|ay|na|nito|siya|lang))*\ (?P<x>(?:\d{{1,2}}|{small_number('fil')}))\b"
    ),
)
AGES_NATIVE = (
    pattern(
        rf"อายุ\s?(?:เพียง|แค่|ได้|ครบ|ย่าง|ตอนนั้น|แล้ว|เธอ|เขา|ของเธอ|ของเขา|"
        rf"คือ){{0,2}}\s?(?P<x>(?:\d{{1,2}}|{small_number('th')}))\s?(?:ปี|ขวบ)?(?!\s?[-–]\s?\d|ต้น|"
        rf"กว่า|ปลาย|เศษ)"
    ),
    pattern(
        rf"(?P<x>(?:\d{{1,2}}|{small_number('th')}))\s?ขวบ|วัย\s?(?P<y>(?:\d{{1,2}}|{small_number('th')}))\s?ปี"
    ),
    pattern(
        rf"ອາຍຸ\s?(?:ພຽງ|ແຕ່|ໄດ້|ຄົບ|ຂອງນາງ|ຂອງລາວ|ແມ່ນ){{0,2}}\s?(?P<x>(?:\d{{1,2}}|"
        rf"{small_number('lo')}))\s?(?:ປີ|ຂວບ)|(?P<y>\d{{1,2}}\s?ຂວບ)"
    ),
    pattern(
        rf"អាយុ\s?(?:តែ|ទើប|បាន|គ្រប់|របស់នាង|របស់គាត់|នាង|គាត់|គឺ){{0,2}}\s?(?P<x>(?:\d{{1,2}}|"
        rf"{small_number('km')}))\s?ឆ្នាំ"
    ),
    pattern(
        rf"အသက်(?:က|မှာ|သည်|အရွယ်)?\s?(?P<x>(?:\d{{1,2}}|{small_number('my')}))\s?(?:နှစ်|အရွယ်|"
        rf"ပြည့်)|(?P<y>\d{{1,2}}\s?နှစ်(?:အရွယ်|သား|သမီး))"
    ),
)


def ages(passage: Passage) -> Iterator[Found]:
    found = list(AGES_LATIN)
    if passage.lang == "en" or passage.lang not in {"vi", "id", "fil"}:
        found += AGES_EN
    if passage.scripts & {"th", "lo", "km", "my"}:
        found += AGES_NATIVE
    for compiled in found:
        for match in compiled.finditer(passage.text):
            if not _is_approximate(match, passage.text):
                yield Found(*match.span(group_of(match)), "exact_age")


def _is_approximate(match: re.Match[str], text: str) -> bool:
    start = match.start(group_of(match))
    return bool(APPROXIMATE.search(text[max(0, start - 24) : start]))
