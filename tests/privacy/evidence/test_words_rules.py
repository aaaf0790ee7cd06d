"""What the rules find, by kind, and what they leave alone: every person, number and place here is invented."""

import pytest

from privacy.evidence.words.checkers import findings


def kinds(text: str, lang: str = "en", *allowed: str) -> set[str]:
    return {finding.kind for finding in findings(text, lang, allowed)}


def excerpts(text: str, lang: str = "en", *allowed: str) -> list[str]:
    return [finding.excerpt for finding in findings(text, lang, allowed)]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Ring 081 234 5678 tonight.", "en"),
        ("Ring +66 (0)81-234-5678 tonight.", "en"),
        ("Ring 081.234.5678 tonight.", "en"),
        ("Ring 0 8 1 2 3 4 5 6 7 8 tonight.", "en"),
        ("Ring O81 234 567l tonight.", "en"),
        ("Ring ０８１２３４５６７８ tonight.", "en"),
        ("Ring 081\u200b234\u200b5678 tonight.", "en"),
        ("zero eight one, two three four, five six seven eight", "en"),
        ("โทร ๐๘๑ ๒๓๔ ๕๖๗๘", "th"),
        ("ศูนย์แปดหนึ่งสองสามสี่ห้าหกเจ็ดแปด", "th"),
        ("ទូរសព្ទ ០១២ ៣៤៥ ៦៧៨", "km"),
        ("ဖုန်း ၀၉ ၄၂၁ ၂၃၄ ၅၆၇", "my"),
        ("ເບີ ໐໒໐ ໕໕໑໒ ໓໔໕໖", "lo"),
        ("không chín một hai, ba bốn năm, sáu bảy tám", "vi"),
        ("nol delapan satu dua tiga empat lima enam", "id"),
    ],
)
def test_telephone_numbers_are_found_however_they_are_written(text: str, lang: str) -> None:
    assert kinds(text, lang) == {"phone"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Write to mali.k@example.com soon.", "email"),
        ("Write to mali at example dot com soon.", "email"),
        ("Write to mali [at] example [dot] com soon.", "email"),
        ("My LINE id is nokpetch", "handle"),
        ("Find me as @nok_petch there.", "handle"),
        ("Telegram: kosal88", "handle"),
        ("It is on www.example.org/crew now.", "url"),
        ("It is on chokdee-crew.com now.", "url"),
        ("Her passport number is N1234567.", "document_number"),
        ("The card 1-2345-67890-12-3 was burnt.", "document_number"),
        ("It was case no. 412/2562.", "document_number"),
        ("The van had the plate 2AB-4521.", "document_number"),
        ("He sleeps at 45 Moo 3.", "address"),
        ("He sleeps in room 214.", "address"),
        ("It is at 13.7563, 100.5018 today.", "coordinates"),
        ("It is at 10°37'12\"N 103°31'20\"E today.", "coordinates"),
        ("It is at 7P52QG8C+2X today.", "coordinates"),
        ("It is at ///filled.count.soap today.", "coordinates"),
        ("It is at https://maps.example.com/?q=1 today.", "coordinates"),
    ],
)
def test_contacts_are_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    ("text", "lang", "kind"),
    [
        ("It was on 3 March 1998.", "en", "exact_date"),
        ("It was on March 3rd.", "en", "exact_date"),
        ("It was on the fourteenth of August.", "en", "exact_date"),
        ("It was on 21/06/2019.", "en", "exact_date"),
        ("It was in March 2019.", "en", "month_and_year"),
        ("It was at Songkran 2018.", "en", "month_and_year"),
        ("She was born in 1998.", "en", "month_and_year"),
        ("It was 03:40 when they came.", "en", "exact_time"),
        ("He was nineteen when they came.", "en", "exact_age"),
        ("A 17-year-old girl was there.", "en", "exact_age"),
        ("They paid her 8,350 baht.", "en", "exact_amount"),
        ("They paid her two hundred and fifty dollars.", "en", "exact_amount"),
        ("เธอเกิดวันที่ ๓ มีนาคม ๒๕๔๑", "th", "exact_date"),
        ("ตอนนั้นเธออายุสิบเจ็ดปี", "th", "exact_age"),
        ("នាងមានអាយុ ១៧ ឆ្នាំ", "km", "exact_age"),
        ("ngày mười bốn tháng tám", "vi", "exact_date"),
        ("Anh mười chín tuổi.", "vi", "exact_age"),
        ("ဇွန်လ ၂၁ ရက်", "my", "exact_date"),
        ("ວັນທີ 21 ມິຖຸນາ 2019", "lo", "exact_date"),
        ("Gajinya Rp 2.350.000 sebulan.", "id", "exact_amount"),
        ("Labimpitong taong gulang siya.", "fil", "exact_age"),
    ],
)
def test_what_dates_a_person_is_found(text: str, lang: str, kind: str) -> None:
    assert kind in kinds(text, lang)


@pytest.mark.parametrize(
    "text",
    [
        "About 300 dollars a month.",
        "It cost 9,000 baht.",
        "About 1,500 dollars went to the broker.",
        "She was in her twenties.",
        "People under 18 were there.",
        "Between 2016 and 2019 many left.",
        "It was a two-year-old debt.",
        "They may march in may.",
        "Two years later, in April, it rained.",
        "He slept.No one came.",
        "Eighteen hours a day, seven days a week.",
    ],
)
def test_bands_and_round_figures_are_left_alone(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        ("In the end Mr. Prasert paid.", "en", "Prasert"),
        ("She lives with Chanthou Kim now.", "en", "Chanthou Kim"),
        ("Her name is Somying.", "en", "Somying"),
        ("my name is somchai ok", "en", "somchai"),
        ("She met April Rodriguez there.", "en", "April Rodriguez"),
        ("Namanya Siti Rahmawati.", "id", "Siti Rahmawati"),
        ("Cô gặp Nguyễn Thị Hoa.", "vi", "Nguyễn Thị Hoa"),
        ("Nakilala niya si Jocelyn Reyes.", "fil", "Jocelyn Reyes"),
        ("พี่สาวชื่อมาลัยยังอยู่", "th", "มาลัย"),
        ("នាងឈ្មោះ ចាន់ធូ", "km", "ចាន់ធូ"),
        ("ນ້ອງຊາຍຊື່ ສົມສັກ", "lo", "ສົມສັກ"),
        ("ဒေါ်ခင်မာအေး သည် ပြောသည်။", "my", "ဒေါ်ခင်မာအေး"),
    ],
)
def test_names_are_found(text: str, lang: str, words: str) -> None:
    assert words in excerpts(text, lang)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He left Golden Ocean Seafood Co., Ltd. at night.", "employer"),
        ("He signed on to the Sor Chai 9 there.", "ship"),
        ("He signed on to KM Lautan Jaya there.", "ship"),
        ("She learned to sew at Saint Lucia Hospital.", "shelter"),
        ("She is the only female captain in the fleet there.", "unique_role"),
        ("Her picture was on the front page.", "news_event"),
        ("She comes from the village of Prey Chrouk.", "narrow_place"),
        ("She grew up in a village near Battambang.", "narrow_place"),
        ("It lies 20 km from Battambang.", "narrow_place"),
    ],
)
def test_what_leads_to_a_person_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


def test_listed_places_are_nobodys_name() -> None:
    assert kinds("In Bangkok and in Phnom Penh she asked for help.") == set()
    assert kinds("Ở Hà Nội và ở Bangkok, cô tìm việc.", "vi") == set()


def test_a_story_knows_its_pseudonym_and_flags_every_other_name() -> None:
    assert kinds("Sok left home when the rice failed.") == set()
    assert kinds("Sok left home when the rice failed.", "en", "Sok") == set()
    assert excerpts("Dara left home when the rice failed.", "en", "Sok") == ["Dara"]
    assert excerpts("Sok left home. Dara stayed.") == ["Sok", "Dara"]


def test_british_spelling_and_titles_are_words() -> None:
    assert kinds("Neighbours organised a colourful programme, labour by labour.") == set()
    assert kinds("The Road Back Home") == set()
    assert kinds("A QUESTION AT THE MARKET") == set()
