"""Names of listed places that are also words or names of people: they count as places only where the text says so."""

# Places called by a direction, a kind of land or a word that is always written large ("Anda", you, in Indonesian);
# alone they say nothing.
NEVER = frozenset(
    "central north south east west northern southern eastern western northeast northwest southeast southwest metro "
    "delta plateau coast coastal centre center capital upper lower national islands island river lake mountain valley "
    "oriental occidental maritime littoral nord sud est ouest norte sur este oeste centro region province state city "
    "district division territory midlands midland highlands savannah savanes hills anda san santa saint mon aba".split()
)

# English, Indonesian and Filipino words, and given names. At the beginning of a sentence they are not taken for places.
WORDS = frozenset(
    (
        "man nice reading surprise split male van orange bath sale mobile ho barking bay hail paradise chin "
        "bush oral mon reunion mary buffalo independence enterprise queens springs tours san shaping cork "
        "para tyre mango pest hub ruse george tyler colon falcon elizabeth afar bono phoenix florence acre "
        "saga cary bender providence bimbo boulder kara derby sari nancy brits samba gent koto bade mono "
        "garland charlotte jingling mascara lincoln jackson victoria warren lira commonwealth hue mesa "
        "riverside perm aurora brandon leon vista kent billings lander norman austin virginia georgia "
        "chandler angers honcho cypress miranda simmering nara manta anchorage eugene regina gilbert brent "
        "erode madison centurion ponce centennial santos pare lori mara corona mage vladimir nigel reno "
        "preston carolina newton columbia constantine hamilton faro milton saki slough rosetta vargas "
        "montgomery tamale lara albany henderson orlando kobe torrance chico pec alexandra concord edison "
        "rosario pueblo maine warder darwin harrow bari salvador natal hagen everett shan mesquite sutton "
        "canton salem raleigh rodriguez kure bergen adelaide davenport lancaster poole thornton puri naga "
        "guerrero windsor newport bolton newcastle mendoza minna midland toledo kingston norfolk moreno "
        "dudley santana lafayette bolivar tanta zug sur date same most along under march may june august many "
        "hope page ray rose grace joy angel star sun moon lima linda diana sandy clay dale glen heath ford "
        "mason cooper malang medan batu padang serang palu metro solo tegal bima bandung sabang bago lipa "
        "lapu tanza mati sara chan mai linh an ann moe nan yuma anna maria sofia olga lena salta tula gaya "
        "rae amol deva arak homs bor"
    ).split()
)

# Native names that are ordinary words or names of a people: places only with one of these words before or after them.
CUED = {
    **dict.fromkeys(
        "เลย ตาก น่าน แพร่ ตรัง กระบี่ ดุสิต วัฒนา สายไหม ดินแดง สวนหลวง หลักสี่ อ่างทอง ร้อยเอ็ด สระแก้ว".split(),
        ("จังหวัด", "จ.", "เมือง", "เขต"),
    ),
    "កណ្ដាល": ("ខេត្ត",),
    "កណ្តាល": ("ខេត្ត",),
    **dict.fromkeys("ကယား ကရင် မွန် ချင်း ကချင် ရှမ်း ရခိုင်".split(), ("ပြည်နယ်",)),
}

# What people write instead of the listed name; names of quarters and villages are not in the list and not here.
ALSO = {
    "กรุงเทพ": "TH:bangkok:city",
    "โคราช": "TH:nakhon-ratchasima",
    "อยุธยา": "TH:phra-nakhon-si-ayutthaya",
    "កណ្តាល": "KH:kandal",
}

# Words that are part of a listed name and left out in speech: "Bagmati Province" is Bagmati.
GENERIC = frozenset(
    "province division region state district governorate oblast prefecture department county".split()
)
