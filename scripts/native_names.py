"""Choose, among GeoNames' alternate names, the one in the country's own script. Build time only."""

import re
import sys
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from stories.journey.names import fold

# Unicode ranges of the scripts that one country's main language uses.
_RANGES = {
    "khmer": "\u1780-\u17ff",
    "thai": "\u0e00-\u0e7f",
    "lao": "\u0e80-\u0eff",
    "burmese": "\u1000-\u103f\u1049",
    "hangul": "\uac00-\ud7a3",
    "han": "\u4e00-\u9fff\u3005",
    "kana": "\u3040-\u30ff\u4e00-\u9fff\u3005",
    "bengali": "\u0980-\u09ff",
    "devanagari": "\u0900-\u097f",
    "tamil": "\u0b80-\u0bff",
    "telugu": "\u0c00-\u0c7f",
    "kannada": "\u0c80-\u0cff",
    "malayalam": "\u0d00-\u0d7f",
    "gujarati": "\u0a80-\u0aff",
    "gurmukhi": "\u0a00-\u0a7f",
    "odia": "\u0b00-\u0b7f",
    "sinhala": "\u0d80-\u0dff",
    "georgian": "\u10a0-\u10ff",
    "armenian": "\u0530-\u058f",
    "hebrew": "\u0590-\u05ff",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "ethiopic": "\u1200-\u137f",
    "russian": "А-Яа-яЁё",
    "ukrainian": "А-ЩЬЮЯа-щьюяҐґЄєІіЇї",
    "arabic": "ء-ي",
    "persian": "ءآأؤئا-غف-قلمنوهپچژکگی",
    "urdu": "ءآأؤئا-غف-قلمنوہھپچژکگیےٹڈڑں",
}
_COUNTRY_SCRIPT = {
    "KH": "khmer",
    "TH": "thai",
    "LA": "lao",
    "MM": "burmese",
    "KR": "hangul",
    "KP": "hangul",
    "CN": "han",
    "TW": "han",
    "HK": "han",
    "MO": "han",
    "JP": "kana",
    "BD": "bengali",
    "NP": "devanagari",
    "LK": "sinhala",
    "GE": "georgian",
    "AM": "armenian",
    "IL": "hebrew",
    "GR": "greek",
    "ET": "ethiopic",
    "RU": "russian",
    "UA": "ukrainian",
    "PK": "urdu",
    "IR": "persian",
    "AF": "persian",
    **dict.fromkeys(
        [
            "AE",
            "BH",
            "DZ",
            "EG",
            "IQ",
            "JO",
            "KW",
            "LB",
            "LY",
            "MA",
            "OM",
            "PS",
            "QA",
            "SA",
            "SD",
            "SY",
            "TN",
            "YE",
        ],
        "arabic",
    ),
}
_INDIA = {  # GeoNames code of the state: script of its main language; all others Devanagari
    "02": "telugu",
    "40": "telugu",
    "03": "bengali",
    "28": "bengali",
    "26": "bengali",
    "09": "gujarati",
    "13": "malayalam",
    "19": "kannada",
    "21": "odia",
    "22": "tamil",
    "23": "gurmukhi",
    "25": "tamil",
}
_INDIA_NONE = {
    "17",
    "18",
    "20",
    "31",
}  # north-eastern states whose languages use the Latin script or several
_ENCODINGS = {
    "CN": "gb2312",
    "TW": "big5",
    "HK": "big5",
    "MO": "big5",
    "JP": "shift_jis",
}
_GENERIC = {
    "KH": ("ក្រុង", "ខេត្ត"),
    "TH": ("เทศบาลนคร", "เทศบาลเมือง", "อำเภอเมือง", "อำเภอ", "จังหวัด", "เมือง"),
    "LA": ("ເມືອງ", "ນະຄອນ"),
}
_ENDINGS = {
    "MM": ("မြို့",),
    "CN": ("市", "县", "区"),
    "KR": ("시", "군"),
    "KP": ("시",),
    "RU": (" город",),
}
_VIETNAMESE_PREFIXES = ("Thành phố ", "Thành Phố ", "Thị xã ", "Thị Xã ", "TP. ", "TP ")


def native_country(code: str, facts: dict[str, Any]) -> tuple[str, str]:
    """Return a country's English name and its name in its own first language (CLDR, through Babel)."""
    name = Locale("en").territories.get(code, facts["name"])
    for language in facts["languages"].split(","):
        try:
            native = Locale.parse(language.replace("-", "_")).territories.get(code)
        except (UnknownLocaleError, ValueError):
            continue
        return name, native or name
    return name, name


def _plain(country: str, name: str) -> str:
    for prefix in _GENERIC.get(country, ()):
        if name.startswith(prefix) and len(name) > len(prefix) + 1:
            name = name.removeprefix(prefix).strip()
    for ending in _ENDINGS.get(country, ()):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            name = name.removesuffix(ending)
    return name


def _encodable(name: str, country: str) -> bool:
    encoding = _ENCODINGS.get(country)
    if encoding is None:
        return True
    try:
        name.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _vietnamese(town: dict[str, Any]) -> str:
    wanted = fold(town["name"]).replace(" ", "")
    found = []
    for also in [town["name"], *town["alternatenames"]]:
        name = also
        for prefix in _VIETNAMESE_PREFIXES:
            name = name.removeprefix(prefix)
        if fold(name).replace(" ", "") == wanted and name != fold(name):
            found.append(name)
    accents = {name: sum(ord(letter) > 127 for letter in name) for name in found}
    # The Icelandic eth is a common slip for the Vietnamese letter.
    best = max(found, key=lambda name: (accents[name], " " in name), default="")
    return best.replace("Ð", "Đ") if accents.get(best) else ""


def native_city(country: str, town: dict[str, Any]) -> str:
    """Return the town's name in the country's own script, "" where GeoNames gives none for certain."""
    if country == "VN":
        return _vietnamese(town)
    script = _COUNTRY_SCRIPT.get(country)
    if country == "IN" and town["admin1code"] not in _INDIA_NONE:
        script = _INDIA.get(town["admin1code"], "devanagari")
    if script is None:
        return ""
    letters = re.compile(f"[{_RANGES[script]}\u200b-\u200d \\-]+")
    names = [
        name.replace("\u200b", "").strip()
        for name in town["alternatenames"]
        if letters.fullmatch(name) and _encodable(name, country)
    ]
    if country == "JP":  # a name in kana alone is its reading
        names = [name for name in names if re.search("[\u4e00-\u9fff]", name)] or names
    if country == "KH":  # GeoNames also holds transcriptions without any vowel sign
        names = [name for name in names if re.search("[\u17b6-\u17d3]", name)]
    plain = sorted(
        {_plain(country, name) for name in names},
        key=lambda name: (len(name) < 2, len(name), name),
    )
    return plain[0] if plain else ""
