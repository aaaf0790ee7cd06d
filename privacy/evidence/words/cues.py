"""Words that announce a name in Latin letters, and words that open sentences."""

from privacy.evidence.words.found import LETTER, UPPER, pattern

CAP = rf"(?:[{UPPER}][{LETTER}'’.-]*)"
RUN = rf"{CAP}(?:\ (?:{CAP}|bin|binti|de|dela|del)){{0,4}}"
ANY_RUN = rf"[{LETTER}][{LETTER}'’-]{{1,20}}"

TITLES = frozenset(
    "mr mrs ms miss dr prof sir madam madame captain capt sergeant sgt officer inspector "
    "colonel col general lieutenant lt judge lawyer attorney father brother sister uncle"
    " aunt auntie grandma grandpa ajarn khun nai nang phi nong pi loung lok bong oknha neak "
    "ta u daw ko ma maung ustad ustadz sayadaw pak pa bu ibu bapak mas mbak bang kak"
    " haji hajjah hajah tuan encik puan datuk dato ate kuya mang aling tita tito nanay tatay "
    "lola lolo manang manong inay ka father padre bishop reverend rev pastor imam monk"
    " ông bà anh chị cô chú bác em thầy cậu dì mợ dượng cụ si ni kay sina nina kina major "
    "corporal chief superintendent warden broker agent boss foreman supervisor manager".split()
)
TITLE = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sgt|Capt|Lt|Col|Gen|Insp|Rev|Fr|Sr|Hj|Atty|Engr)\.?|Miss|Madam|"
    r"Madame|Captain|Sergeant|Officer|Inspector|Colonel|General|Lieutenant|Judge|"
    r"Father|Brother|Sister|Uncle|Aunt|Auntie|Ajarn|Khun|Oknha|Sayadaw|Ustadz?|Pak|Bapak|Ibu|"
    r"Bu|Mas|Mbak|Bang|Kak|Haji|Hajjah|Tuan|Encik|Puan|Datuk|Ate|Kuya|Mang|Aling|"
    r"Tita|Tito|Manang|Manong|Nanay|Tatay|Lola|Lolo|Padre|Pastor|Imam|Major|Corporal|"
    r"Superintendent|Daw|Grandma|Grandpa|Teacher|Nurse|Doctor|Professor|Boss|Mama|Lok|Bong|"
    r"Nong"
)
RELATION = (
    "mother|father|sister|brother|cousin|aunt|uncle|nephew|niece|wife|husband|son|daughter|"
    "friend|neighbou?r|boss|owner|employer|broker|agent|manager|recruiter|trafficker|landlady|"
    "landlord|stepfather|stepmother|grandmother|grandfather|captain|foreman|supervisor|"
    "teacher|lawyer|caseworker|social worker|nurse|doctor|policeman|policewoman|officer|"
    "boyfriend|"
    "girlfriend|partner|colleague|roommate|cellmate|crewmate|classmate|man|woman|girl|boy|"
    "someone|somebody|person|twin|baby"
)

CUED_NAMES = (
    # Her name is ...
    pattern(
        rf"\b(?i:(?:(?:real|full|true|given|first|last|family|maiden|birth|"
        rf"legal)\ )?(?:sur)?names?\ (?:is|was|were|are|:|=)|named|nicknamed|alias|a\.?k\.?a\.?|"
        rf"goes\ by|went\ by|answers\ to|by\ the\ name\ of|known\ (?:to\ \w+\ )?as|"
        rf"called\ (?:herself|himself|themselves|him|her|me)|calls\ (?:herself|himself|him|her|me)|"
        rf"whose\ (?:real\ )?name\ (?:is|was)|signed\ (?:as|it)|introduced\ (?:herself|himself)\ as|"
        rf"i\ am|i['’]m|this\ is)\s?:?\ ?[“\"'‘]?(?P<x>(?-i:{RUN}))",
        0,
    ),
    pattern(rf"\b(?:my|her|his)\ (?:real\ |full\ )?name\ (?:is|was)\ (?:really\ )?(?P<x>{ANY_RUN})"),
    pattern(rf"\b(?i:{RELATION})s?,?\ (?:(?:who\ is|who\ was|was|is)\ )?(?:called|named)\ (?P<x>{RUN})", 0),
    pattern(
        rf"\b(?i:(?:my|her|his|their|our|the|a|an)\ (?:[a-z]+\ ){{0,2}}(?:{RELATION})s?),?\ (?P<x>{RUN})", 0
    ),
    pattern(rf"(?<![\w.])(?:{TITLE})\ (?P<x>{RUN})", 0),
    pattern(
        rf"(?<![\w.])(?:U|Ko|Ma|Saw|Naw|Sai|Nang|Maung|Ashin|Min)\ (?P<x>(?:Aung|Aye|Htay|Htet|Htoo|"
        rf"Htun|Khaing|Khin|Khine|Kyaw|Kyi|Lwin|Min|Moe|Mya|Myat|Myint|Myo|Naing|Nilar|Nyein|Ohn|"
        rf"Phyo|Phyu|San|Sandar?|Shwe|Soe|Su|Swe|Tha|Thandar|Than|Thant|Thein|Thet|Thida|Thiri|Thu|"
        rf"Thura|Thuzar|Tin|Tun|Wai|Win|Ye|Yin|Zaw|Zin|Zarni|Hla|Hnin|Ei|Eh|Paw|Kaung|Nway|"
        rf"Nu)\b(?:\ {CAP}){{0,3}})",
        0,
    ),
    pattern(rf"\b[Ss]igned(?:\ by)?,?:?\s(?P<x>{RUN})", 0),
    # Indonesian, Malay
    pattern(
        rf"\b(?i:nama(?:\ (?:asli|lengkap|panggilan|aslinya|lengkapnya))?(?:nya|ku|mu)?(?:\ (?:saya|"
        rf"dia|ia|anak|korban|orang|bos|calo|majikan)\w{{0,4}})?(?:\ (?:adalah|ialah|itu|yaitu|:))?|"
        rf"bernama|dipanggil|panggilannya|panggil\ (?:saya|aku)|alias|dikenal\ sebagai|saya|aku|"
        rf"kenalkan,?)\s?:?\ [“\"]?(?P<x>{RUN})",
        0,
    ),
    pattern(
        rf"\b(?i:ibu|bapak|ayah|pak|bu|kakak|adik|paman|bibi|tante|om|sepupu|teman|suami|istri|anak|"
        rf"mandor|majikan|bos|calo|agen|pemilik|kapten|nakhoda|polisi|tetangga|nenek|kakek|mbak|mas|"
        rf"bang|kak)(?:nya|ku)?,?\ (?:\w+\ )?(?:bernama\ |itu,\ )?(?P<x>{RUN})",
        0,
    ),
    # Filipino
    pattern(
        rf"\b(?i:pangalan(?:\ (?:niya|ko|nito|nila|ng\ \w+))?(?:\ (?:ay|:))?|tawag\ (?:sa\ kanya|"
        rf"sa\ akin|nila\ sa\ \w+)(?:\ ay)?|pinangalanang?|kilala\ (?:siya\ )?bilang|"
        rf"ako\ (?:po\ )?(?:si|ay\ si)|kilalang)\s?:?\ (?:si\ |ay\ )?[“\"]?(?P<x>{RUN})",
        0,
    ),
    pattern(
        rf"\b(?:sina|nina|kina|kay|ni|kina)\ (?!Diyos|Hesus|Kristo|Nanay\b|Tatay\b|Inay\b|Itay\b|"
        rf"Kapitan\b)(?P<x>{RUN})"
    ),
    pattern(rf"\b(?i:si)\ (?P<x>{CAP}(?:\ (?:{CAP}|de|dela|del)){{1,4}})", 0),
    pattern(rf"\b(?:\w{{2,}}ng|na|kuya|ate|nanay|tatay|tiyo|tiya|pinsan)\ si\ (?P<x>{RUN})", 0),
    # Vietnamese
    pattern(
        rf"\b(?i:tên(?:\ (?:thật|đầy\ đủ|gọi|khai\ sinh|của\ \w+))?(?:\ (?:là|:))?|gọi\ là|"
        rf"biệt\ danh|có\ tên|họ\ tên(?:\ là)?|tự\ xưng\ là|tôi\ là|"
        rf"em\ là)\s?:?\ [“\"]?(?P<x>{RUN})",
        0,
    ),
    pattern(
        rf"\b(?i:ông|bà|anh|chị|cô|chú|bác|em|thầy|cậu|dì|mợ|dượng|cụ|bé|con|vợ|chồng|mẹ|cha|bố|bạn|"
        rf"chủ|em\ trai|em\ gái|anh\ trai|chị\ gái|thằng|lão|mụ|bà\ chủ|ông\ chủ|quản\ lý|"
        rf"thuyền\ trưởng|cai|má\ mì|đại\ úy|thiếu\ tá|trung\ úy)(?:\ (?:anh|cô|chị|tôi|họ|em)|"
        rf"\ tên)?,?\ (?P<x>{RUN})",
        0,
    ),
)

OPENERS = frozenset(
    # Names that open sentences as ordinary words far more often.
    "will may mark hope faith grace joy art dawn summer win bay do long son song an my to co "
    "so la le ma me no ye sang made tan ban min van can nam dan con"
    " dia ia mereka kami saya ketika saat setelah sebelum di pada dari ke dan tetapi namun "
    "karena untuk dengan sekarang dulu kini itu ini tidak semua setiap ada anak ibu ayah"
    " ang siya sila si sa nang noong kung dahil pero at mga walang may isang tuwing ngayon "
    "hindi ako kami tatlo dalawa pagkatapos bago habang"
    " cô anh chị em tôi họ bà ông khi sau trước ở một hai ba bốn năm mẹ cha bố con người "
    "những các không có từ trong ngày đêm bây giờ vì và nhưng rồi nếu để mỗi cả lúc mưa gần "
    "điều".split()
) | frozenset(
    "co anh chi em toi ho ba ong khi sau truoc mot hai bon nam me cha bo con nguoi nhung cac "
    "khong tu trong ngay dem bay gio vi va roi neu de moi ca luc mua gan dieu ve hay".split()
)

VERBS = frozenset(
    "was had did is has does could would might went came left ran took got said told knew saw "
    "heard felt found made gave paid slept ate woke began became kept lost met sat stood wept"
    " swam spoke thought fell built bought sold sent wrote read held hid rose rode sang drank "
    "drew flew grew hoped still now never always then also finally first"
    " adalah pergi pulang bekerja tidak sudah ingin pernah masih akan mendapat ay umalis "
    "umuwi đã đi về là làm không muốn được bị".split()
)
