"""Fictional entries of never-publish lists, and how their names may be spelled in a story. Nobody here exists.

The first list is the one the thresholds were looked at with; the second was written later, but its
misses were looked at too: neither is blind.
"""

FRAME = "One evening somebody told us that {} was known on the road to the border, and that was all."

FIRST = (
    ("name", "Sokha Chanthou"),
    ("name", "Rithy"),
    ("relative", "Nguyễn Thị Hương"),
    ("relative", "Somchai Wongsawat"),
    ("village", "Phum Trapeang Chhuk"),
    ("school", "Baan Nong Saeng Primary School"),
    ("employer", "Golden Anchor Seafood Co., Ltd."),
    ("ship", "MV Chokdee Samut 7"),
    ("broker", "Thein Zaw"),
    ("street", "Soi Phetkasem 48"),
    ("phone", "+855 12 555 0173"),
    ("birth", "3 December 1998"),
    ("handle", "@sokha.chan98"),
)
FIRST_SPELLINGS = {
    1: "Sokha Chanthou|Chanthou Sokha|Soka Chantou|Sokhaa Chantu|SOKHA CHANTHOU|sokhachanthou.jpg|"
    "Sókha Chanthou|Sok-ha|Chanthu|S o k h a|So\u00adkha|សុខា ចាន់ធូ|សុខា|Chantou, S.",
    2: "Rithy|Rithi|Ritthy|Rity|Lithy|rithy_2021.png|រិទ្ធី",
    3: "Nguyen Thi Huong|Huong Nguyen|Nguyễn Hương|NGUYEN T. HUONG|Nguyen Thi Hoong|Huong Thi Nguyen|Nguyển Thị Hường",
    4: "Somchai Wongsawat|สมชาย วงศ์สวัสดิ์|Somchay|Wongsawad|Wong-sawat|Somchai W.|Vongsavat",
    5: "Trapeang Chhuk|Trapaing Chhouk|Trapeangchhuk village|Phum Trapeang Chuk|trapeang-chhuk",
    6: "Ban Nong Saeng|Nong Saeng school|Nongsaeng|Baan Nong Sang Primary School",
    7: "Golden Anchor|Golden Anchor Seafood|GoldenAnchor|Golden Ankor Seafood Company",
    8: "Chokdee Samut|Chok Dee Samut 7|Chokdi Samut|the Chokdee-Samut",
    9: "Thein Zaw|Thein Saw|Zaw Thein|Theinzaw",
    10: "Soi Phetkasem 48|Petchkasem 48|Phetkasem Road|Phet Kasem",
    11: "012 555 0173|+855125550173|(012) 555-0173|០១២ ៥៥៥ ០១៧៣",
    12: "3 December 1998|3/12/1998|1998-12-03|December 3rd|03.12.98|๓ ธันวาคม ๒๕๔๑|3 Desember 1998|"
    "ngày 3 tháng 12 năm 1998",
    13: "@sokha.chan98|sokhachan98|Sokha_Chan_98|facebook.com/sokhachan98",
}

SECOND = (
    ("name", "Kyaw Zin Htet"),
    ("name", "Ma Phyu"),
    ("relative", "Siti Nurhaliza Wati"),
    ("relative", "ບຸນມີ ວົງໄຊ"),
    ("village", "Desa Sumber Makmur"),
    ("school", "Lycée Preah Sihanouk"),
    ("employer", "Lucky Star Garment Factory"),
    ("ship", "KM Bintang Laut 12"),
    ("broker", "Bong Vanna"),
    ("street", "Jalan Kebon Jeruk IV"),
    ("phone", "0812-5550-199"),
    ("birth", "1999-07-21"),
    ("document", "N01234567"),
    ("name", "Priya Ramanathan"),
    ("name", "Abdul Karim"),
    ("shelter", "House of Hope Battambang"),
    ("name", "Dara"),
    ("name", "陳美玲"),
    ("name", "โสภา"),
    ("name", "Nguyễn Văn Lành"),
)
SECOND_SPELLINGS = {
    1: "Kyaw Zin Htet|Htet Kyaw Zin|Kyaw Zin Thet|Kyaw Zinn Htat|kyawzinhtet|ကျော်ဇင်ထက်|Kyaw Htet",
    2: "Ma Phyu|Phyu|Ma Pyu|Ma Phyuu",
    3: "Siti Nurhaliza|Nurhalisa|Nur Haliza|Sitti Wati|Nurhaliza Wati",
    4: "ບຸນມີ|Bounmy Vongxay|Bounmi|ບຸນມີ ວົງໄຊ|ວົງໄຊ",
    5: "Sumber Makmur|Sumbermakmur|Desa Sumber Makmoer",
    6: "Preah Sihanouk|Preah Sihanuk school|Prea Sihanouk",
    7: "Lucky Star|LuckyStar Garments|Lucky Star garment factory",
    8: "Bintang Laut|KM Bintang Laut 12|bintang-laut",
    9: "Bong Vanna|Vanna|Wanna|Vana|Bong Wanna",
    10: "Kebon Jeruk|Jl. Kebon Jeruk 4|Kebun Jeruk",
    11: "0812 5550 199|+62 812-5550-199|62 81 25550199",
    12: "21 July 1999|21/07/99|July 21, 1999|21 Juli 1999|21 กรกฎาคม 2542|21st of July",
    13: "N 0123 4567|01234567|N01234567",
    14: "Priya|Ramanatan|Prya Ramanathan|प्रिया|பிரியா",
    15: "Abdoul Kareem|Karim|Abdul-Karim|Abdelkarim|عبد الكريم",
    16: "House of Hope|House of Hope in Battambang",
    17: "Dara|DARA|dara",
    18: "陳美玲|Chen Meiling|美玲",
    19: "โสภา|Sopha|คุณโสภาบอกว่า",
    20: "Nguyen Van Lanh|Van Lanh|Lành|Nguyễn V. Lành",
}

Sample = tuple[tuple[tuple[str, str], ...], dict[int, str]]
SAMPLES: dict[str, Sample] = {"first": (FIRST, FIRST_SPELLINGS), "second": (SECOND, SECOND_SPELLINGS)}


def sentences(spellings: dict[int, str]) -> list[tuple[int, str, str]]:
    """(number of the entry, spelling, a sentence with it)."""
    return [
        (number, spelling, FRAME.format(spelling))
        for number, row in spellings.items()
        for spelling in row.split("|")
    ]
