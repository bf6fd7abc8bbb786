"""What an invented record is made of, in English and Welsh: pairs of words that any sentence here can take."""

Pair = tuple[str, str]

TOWNS = [
    before + after
    for after in ("ford", "ham", "ton", "wick", "bury", "mere", "field", "stow")
    for before in ("Ash", "Brook", "Cole", "Dun", "East", "Fern", "Glen", "Hazel", "Kings", "Lang", "Mill", "North")
]
TOPICS: list[tuple[str, Pair]] = [
    ("climate", ("climate", "hinsawdd")),
    ("streets", ("streets", "strydoedd")),
    ("housing", ("housing", "tai")),
    ("care", ("social care", "gofal cymdeithasol")),
    ("food", ("food", "bwyd")),
    ("river", ("the river", "afon")),
]
THEMES: list[Pair] = [
    ("Transport", "Trafnidiaeth"),
    ("Homes", "Cartrefi"),
    ("Green space", "Mannau gwyrdd"),
    ("Energy", "Ynni"),
    ("Food", "Bwyd"),
    ("Waste", "Gwastraff"),
    ("Young people", "Pobl ifanc"),
    ("Work and skills", "Gwaith a sgiliau"),
    ("Health", "Iechyd"),
    ("How decisions are made", "Sut y gwneir penderfyniadau"),
]
POSTS: list[tuple[str, str, Pair]] = [
    ("head-of-transport", "officer", ("Head of Transport", "Pennaeth Trafnidiaeth")),
    ("head-of-housing", "officer", ("Head of Housing", "Pennaeth Tai")),
    ("head-of-parks", "officer", ("Head of Parks", "Pennaeth Parciau")),
    ("climate-team", "team", ("Climate team", "Tîm Hinsawdd")),
    ("member-for-communities", "elected", ("Cabinet member for communities", "Aelod cabinet dros gymunedau")),
]
ACTIONS: list[Pair] = [
    ("Provide", "Darparu"),
    ("Fund", "Ariannu"),
    ("Pilot", "Treialu"),
    ("Double the number of", "Dyblu nifer y canlynol:"),
    ("Agree a plan for", "Cytuno ar gynllun ar gyfer"),
    ("Survey the need for", "Arolygu’r angen am"),
    ("Publish the cost of", "Cyhoeddi cost"),
    ("Set a standard for", "Gosod safon ar gyfer"),
]
ASKED: list[Pair] = [
    ("segregated cycle lanes", "lonydd beicio ar wahân"),
    ("street trees", "coed stryd"),
    ("rain gardens", "gerddi glaw"),
    ("benches with backs", "meinciau â chefnau"),
    ("bus shelters", "llochesi bws"),
    ("repair cafés", "caffis trwsio"),
    ("heat pumps in council homes", "pympiau gwres yng nghartrefi’r cyngor"),
    ("solar panels on schools", "paneli solar ar ysgolion"),
    ("drinking fountains", "ffynhonnau dŵr yfed"),
    ("youth clubs", "clybiau ieuenctid"),
    ("play streets", "strydoedd chwarae"),
    ("community kitchens", "ceginau cymunedol"),
    ("car clubs", "clybiau ceir"),
    ("adult apprenticeships", "prentisiaethau i oedolion"),
    ("open budget meetings", "cyfarfodydd cyllideb agored"),
    ("water meadows", "dolydd dŵr"),
]
PLACES: list[Pair] = [
    ("in the town centre", "yng nghanol y dref"),
    ("in every ward", "ym mhob ward"),
    ("near schools", "ger ysgolion"),
    ("on the estates", "ar yr ystadau"),
    ("along the river", "ar hyd yr afon"),
    ("in the villages around", "yn y pentrefi o amgylch"),
    ("beside the station", "wrth yr orsaf"),
    ("on the high street", "ar y stryd fawr"),
    ("by the market", "wrth y farchnad"),
    ("at both ends of the valley", "ar ddau ben y dyffryn"),
]
REASONS: list[Pair] = [
    ("Those who need it most have the least of it today.", "Y rhai sydd â’r angen mwyaf sydd â’r lleiaf heddiw."),
    ("It costs less now than putting it right later.", "Mae’n costio llai yn awr na’i gywiro wedyn."),
    ("Members heard from people who went without.", "Clywodd yr aelodau gan bobl a fu hebddo."),
    ("It makes it safer to walk, and quieter to sleep.", "Mae’n fwy diogel cerdded, ac yn dawelach i gysgu."),
]
ANSWERS: list[Pair] = [
    ("The budget of next year decides how far we can go.", "Cyllideb y flwyddyn nesaf fydd yn penderfynu."),
    ("We agree with the aim and will come back with a plan.", "Cytunwn â’r nod a dychwelwn gyda chynllun."),
    ("Much of this is for the highways authority to decide.", "Mater i’r awdurdod priffyrdd yw llawer o hyn."),
    (
        "A programme that began before the assembly covers it.",
        "Mae rhaglen a ddechreuodd cyn y cynulliad yn ei gynnwys.",
    ),
]
# What has happened, by code; each takes how many of how many, and what of.
NEWS: dict[str, list[Pair]] = {
    "not_started": [("work on {what} has not begun", "nid yw’r gwaith ar {what} wedi dechrau")],
    "announced": [("{many} {what} were announced", "cyhoeddwyd {many}: {what}")],
    "planned": [("a plan for {many} {what} went to the cabinet", "aeth cynllun ar gyfer {many} i’r cabinet: {what}")],
    "under_way": [
        ("{some} of {many} {what} are in place", "mae {some} o {many} yn eu lle: {what}"),
        (
            "contracts for {some} more are signed: {what}",
            "mae contractau ar gyfer {some} arall wedi’u llofnodi: {what}",
        ),
    ],
    "partly_delivered": [("{some} of {many} {what} are open", "mae {some} o {many} ar agor: {what}")],
    "delivered": [("all {many} {what} are open and in use", "mae pob un o’r {many} ar agor ac ar waith: {what}")],
    "paused": [
        ("work on {what} waits for a decision on money", "mae’r gwaith ar {what} yn aros am benderfyniad ar arian")
    ],
    "stopped": [
        ("the council decided to go no further with {what}", "penderfynodd y cyngor beidio â pharhau â {what}")
    ],
}
