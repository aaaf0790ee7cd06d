"""Numbers written as words, in our languages: digits one by one, ages, and how precise an amount is."""

import re
from functools import lru_cache

# 0 to 9, each with its spellings; read aloud as a telephone number is.
DIGITS: dict[str, tuple[str, ...]] = {
    "en": (
        "zero|oh|nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ),
    "vi": ("không|khong", "một|mot|mốt", "hai", "ba", "bốn|bon|tư", "năm|nam|lăm", "sáu|sau", "bảy|bẩy|bay", "tám|tam",
           "chín|chin"),
    "id": ("nol|kosong", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan|lapan", "sembilan"),
    "fil": (
        "sero|wala", "isa|uno", "dalawa|dos", "tatlo|tres", "apat|kwatro|kuwatro", "lima|singko", "anim|sais",
        "pito|siyete", "walo|otso", "siyam|nuwebe",
    ),
    "th": ("ศูนย์", "หนึ่ง", "สอง|โท", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"),
    "lo": ("ສູນ", "ໜຶ່ງ|ນຶ່ງ|ຫນຶ່ງ", "ສອງ|ຊາວ", "ສາມ", "ສີ່", "ຫ້າ", "ຫົກ", "ເຈັດ", "ແປດ", "ເກົ້າ"),
    "km": ("សូន្យ", "មួយ", "ពីរ", "បី", "បួន", "ប្រាំ", "ប្រាំមួយ", "ប្រាំពីរ|ប្រាំពិល", "ប្រាំបី", "ប្រាំបួន"),
    "my": ("သုည", "တစ်", "နှစ်", "သုံး", "လေး", "ငါး", "ခြောက်", "ခုနစ်|ခုနှစ်|ခွန်", "ရှစ်", "ကိုး"),
}  # fmt: skip
TENS: dict[str, str] = {
    "en": "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety",
    "vi": "mười|mươi",
    "id": "sepuluh|sebelas|belas|puluh",
    "fil": "sampu|labing-?[a-z]{3,6}|labim-?[a-z]{3,6}|labin-?[a-z]{3,6}|(?:dalawa|tatlo|apat|lima|"
    "anim|pito|walo|siyam)m?(?:na)?pu(?:'t|ng|t)?|"
    "onse|dose|trese|katorse|kinse|disi[a-z]{4,6}|b[ei][iy]?nte|trenta|kwarenta|singkwenta|sisenta",
    "th": "สิบ|ยี่|เอ็ด",
    "lo": "ສິບ|ຊາວ|ເອັດ",
    "km": "ដប់|ម្ភៃ|សាមសិប|សែសិប|ហាសិប|ហុកសិប|ចិតសិប|ប៉ែតសិប|កៅសិប|តណ្តប់",
    "my": "ဆယ့်|ဆယ်",
}
SCALES: dict[str, str] = {
    "en": "hundred|thousand|million|k",
    "vi": "trăm|nghìn|ngàn|triệu|tỷ|chục|tr",
    "id": "seratus|ratus|seribu|ribu|sejuta|juta|miliar|rb|jt",
    "fil": "daang?|raang?|libong?|libo|milyong?|milyon|sandaan|sanlibo|mil",
    "th": "ร้อย|พัน|หมื่น|แสน|ล้าน",
    "lo": "ຮ້ອຍ|ພັນ|ໝື່ນ|ຫມື່ນ|ແສນ|ລ້ານ",
    "km": "រយ|ពាន់|ម៉ឺន|មុឺន|សែន|លាន",
    "my": "ရာ့|ရာ|ထောင့်|ထောင်|သောင်း|သိန်း|သန်း",
}
SPACED = frozenset({"en", "vi", "id", "fil"})  # languages with a space between words


def _longest_first(*sources: str) -> str:
    words = {word for source in sources for word in re.split(r"\|(?![^(]*\))", source)}
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=16)
def digit_words(lang: str) -> str:
    """Alternatives for one spoken digit."""
    return _longest_first(*DIGITS[lang])


@lru_cache(maxsize=16)
def small_number(lang: str) -> str:
    """A number of years, in words: at most three of them, such as "twenty three" or "mười chín"."""
    words = f"(?:{_longest_first(*DIGITS[lang][1:], TENS[lang])})"
    if lang not in SPACED:
        # All of it, for "thirty-odd" is not "three"; but in Burmese "two" and "year" are one word.
        return f"(?:{words}){{1,4}}" if lang == "my" else f"(?>(?:{words}){{1,4}})"
    linker = "(?:ng|g|-na)?" if lang == "fil" else ""
    return rf"\b(?:{words}{linker}(?:[ -](?:at[ ])?{words}{linker}){{0,2}})\b"


@lru_cache(maxsize=16)
def large_number(lang: str) -> str:
    """An amount in words, scales included."""
    words = f"(?:{_longest_first(*DIGITS[lang], TENS[lang], SCALES[lang])})"
    if lang not in SPACED:
        return f"(?:{words}[ ]?){{1,12}}"
    linker = "(?:ng|g)?" if lang == "fil" else ""
    return rf"\b(?:{words}{linker}(?:[ -](?:and[ ]|at[ ]|'t[ ])?{words}{linker}){{0,11}})\b"


def figures(words: str, lang: str) -> int:
    """How many significant figures a number in words has: "eight thousand" 1, "twelve" 2, "two hundred fifty" 2."""
    lowered = words.lower()
    if lang == "en":
        teens = len(re.findall(r"eleven|twelve|\w+teen", lowered))
        return teens * 2 + len(
            re.findall(rf"\b(?:{digit_words('en')}|ten|[a-z]+ty)\b", re.sub(r"\w+teen", "", lowered))
        )
    if lang == "fil":
        teens = len(re.findall(r"lab[a-z]+|onse|dose|trese|katorse|kinse|disi[a-z]+", lowered))
        return teens * 2 + len(
            re.findall(rf"\b(?:{digit_words('fil')}|[a-z]+pu)", re.sub(r"lab[a-z-]+", "", lowered))
        )
    count = len(re.findall(digit_words(lang), lowered))
    return count + len(re.findall(TEEN[lang], lowered))


# Ten itself is a figure where no digit stands before it: "mười chín", "สิบแปด".
TEEN: dict[str, str] = {
    "vi": r"mười(?=\s)",
    "id": r"sebelas|(?<=\w)\sbelas|sepuluh",
    "th": r"(?:^|พัน|หมื่น|แสน|ร้อย|ล้าน)สิบ(?=.)|ยี่|เอ็ด",
    "lo": r"^ສິບ(?=.)|ເອັດ",
    "km": "ដប់|ម្ភៃ|សាមសិប|សែសិប|ហាសិប|ហុកសិប|ចិតសិប|ប៉ែតសិប|កៅសិប",
    "my": r"^ဆယ့်",
}
