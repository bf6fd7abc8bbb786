"""What mail programs, gateways and courtesy put into a reply, in English, Welsh, German and French.

As pieces of regular expressions, without capitals. A mail program of another language is read where nothing depends on
its words; where something does, its writer is asked again, and one more row here is all that it takes.
"""

# How the subject of a mail begins that nobody wrote: out of the office, received, read, not delivered.
AUTOMATIC_SUBJECTS = {
    "en": (
        r"out[ -]of[ -](the[ -])?office",
        r"auto(matic|mated|matically)?[ -]?(generated[ -])?(reply|response|respond(er)?|answer|acknowledge?ment)",
        r"auto(-re)?:",
        r"(on )?(annual |sick |maternity )?leave( notification| message)?( re)?( ?:|$)",
        r"(on leave|annual leave)\b",
        r"(away|holiday|ooo)( re)? ?(:|$)",
        r"i(’m|'m| am) (away|out of|on (leave|holiday))",
        r"thank you for (your (e-?mail|message|enquiry)|contacting)",
        r"vacation( reply| message| notice)?\b",
        r"away from (my|the) (office|mail|desk)",
        r"(un|non-?)deliver(able|ed|y)\b",
        r"deliver(y|ed)( status)?( notification|:)",
        r"(mail|message) (delivery|system|not delivered|recall)",
        r"returned mail",
        r"failure notice",
        r"delivery (failure|has failed|report|delayed)",
        r"(spam|quarantine)\b",
        r"(not )?(read|delivered|accepted|declined|tentative|cancell?ed|recall)\b ?:",
        r"we(’ve| have)? received your (e-?mail|message|enquiry)",
        r"(your )?(e-?mail|message|enquiry|request) (has been |was )?received",
        r"acknowledge?ment of receipt",
        r"\[?(ticket|case|request) ?(id|ref)?[ :#]*[a-z-]*\d+[^ ]* (received|created|opened)",
    ),
    "cy": (
        r"allan o[’' ]?r swyddfa",
        r"(ateb|ymateb|neges) (yn )?(awtomatig|awto)",
        r"i ffwrdd( o[’' ]?r swyddfa| ?:|$)",
        r"ar (wyliau|absenoldeb)\b.*:",
        r"derbyniwyd eich (e-bost|neges)",
    ),
    "de": (
        r"automatische (abwesenheit|antwort|r[üu]ckantwort|empfangsbest[äa]tigung)",
        r"abwesen(d|heit)",
        r"(nicht|au(ß|ss)er) (im )?(b[üu]ro|haus)",
        r"unzustellbar",
        r"(gelesen|empfangsbest[äa]tigung|eingangsbest[äa]tigung)\b",
    ),
    "fr": (
        r"r[ée]ponse automatique",
        r"(absent|absence|en cong[ée]s?)( du bureau)?( ?:|$)",
        r"(message d[’'])absence",
        r"accus[ée] de (r[ée]ception|lecture)",
        r"(lu|non remis)\b ?:",
    ),
    "others": (
        r"automat(isch antwoord|yczna odpowied[źz]|iskt svar|ick[áa] odpov[ěe][ďd]|svar|isk svar|inen vastaus)",
        r"(automaattinen vastaus|odpowied[źz] automatyczna)",
        r"(respuesta|resposta|risposta) autom[áa]tica",
        r"(fuera de (la )?oficina|fora do escrit[óo]rio|fuori (sede|ufficio)|afwezig|poza biurem|nieobecno[śs][ćc])",
    ),
}
# What a text begins with that says of itself that nobody wrote it, where no header does; or that nobody is there.
AUTOMATIC_TEXTS = {
    "en": (
        r"this is an automat(ic|ed)",
        r"(this|the) (message|e-?mail|reply) (is|was) (sent |generated )?automatic",
        r"(please )?do not reply to this",
        r"i(’m|'m| am| will be) (currently |now |presently )?"
        r"(out of (the )?office|away|on ([a-z]+ )?(leave|holiday|vacation)|not in the office)",
        r"(many )?(thank you|thanks) for (your|contacting|getting in touch|writing|e-?mailing)\b.{0,300}"
        r"\b(out of (the )?office|i(’m|'m| am) (currently )?(away|on ([a-z]+ )?leave))",
    ),
    "cy": (
        r"(neges|ymateb|ateb) awtomatig",
        r"(rwyf|rydw i|dw i|byddaf)( i)? (allan o[’' ]?r swyddfa|i ffwrdd|ar (wyliau|absenoldeb|gyfnod))",
        r"diolch am (eich|gysylltu)\b.{0,300}\b(allan o[’' ]?r swyddfa|i ffwrdd|ar wyliau)",
    ),
    "de": (
        r"(dies|das) ist eine automatisch",
        r"ich bin (.{0,40})?(nicht (im (b[üu]ro|haus)|erreichbar)|abwesend|im urlaub|au(ß|ss)er haus)",
        r"vielen dank f[üu]r ihre\b.{0,300}\b(abwesend|nicht (im b[üu]ro|erreichbar)|im urlaub)",
    ),
    "fr": (
        r"(ceci|cela) est (une? )?(r[ée]ponse|message) automatique",
        r"je (suis|serai) (.{0,30})?(absente?|en cong[ée]s?|hors du bureau)",
        r"merci (pour|de) votre\b.{0,300}\b(absente?|en cong[ée]s?|hors du bureau)",
    ),
}
# How a desk says that it got a mail, which people say too: no answer, and whoever wrote it is told so.
ACKNOWLEDGEMENTS = {
    "en": (
        r"((many )?(thank you|thanks) for (your|contacting|getting in touch|writing|e-?mailing)"
        r"|we(’ve|'ve| have) received your)\b.{0,300}\b(working days|as soon as (possible|we can)|reference"
        r"|will (respond|reply|answer|be (answered|in touch)|get back)|has been (received|logged|passed))",
    ),
    "cy": (r"(diolch am (eich|gysylltu)|rydym wedi derbyn eich)\b.{0,300}\b(diwrnod gwaith|cyn gynted|byddwn|derbyn)",),
    "de": (r"vielen dank f[üu]r ihre\b.{0,300}\b(arbeitstag|werktag|schnellstm[öo]glich|bearbeit)",),
    "fr": (r"(merci (pour|de)|nous avons bien re[çc]u) votre\b.{0,300}\b(jours ouvr|meilleurs d[ée]lais|trait)",),
}
# Before the mail that is replied to: the names of its headers, and the line that says who wrote it.
FROM = {"en": ("from",), "cy": ("oddi wrth", "o"), "de": ("von",), "fr": ("de",)}
HEADERS = {
    "en": ("sent", "date", "subject"),
    "cy": ("anfonwyd", "dyddiad", "pwnc", "testun"),
    "de": ("gesendet", "datum", "betreff"),
    "fr": ("envoy[ée]", "date", "objet"),
}
WROTE = {
    "en": (r"on\b.*\bwrote",),
    "cy": (r"ar\b.*\bysgrifennodd\b.*", r"ar\b.*\bdywedodd\b.*"),
    "de": (r"am\b.*\bschrieb\b.*",),
    "fr": (r"le\b.*\ba [ée]crit",),
}
ORIGINAL = {
    "en": (r"original (message|appointment)", r"forwarded message", r"begin forwarded message"),
    "cy": (r"(y )?neges wreiddiol", r"neges (a anfonwyd|wedi[’']i hanfon) ymlaen"),
    "de": (r"urspr[üu]ngliche nachricht", r"weitergeleitete nachricht"),
    "fr": (r"message (d[’']origine|original|transf[ée]r[ée])",),
}
# The lines by which telephones and mail programs advertise themselves.
_THINGS = (
    r"(i(phone|pad|pod)|apple|android|samsung|galaxy|huawei|xiaomi|pixel|nokia|motorola|blackberry|windows|outlook|mail"
    r"|yahoo|gmail|proton|aol|bt|phone|mobile|handy|smartphone|tablet|mobiltelefon|t[ée]l[ée]phone|ff[ôo]n|surface"
    r"|workspace one|nine|spark|bluemail|k-9|fairemail|thunderbird|gmx|web\.de|orange|free)"
)
ADVERTISEMENTS = {
    "en": (
        rf"(sent|sent securely) (from|via|with|using|by) (my |the )?(\w+ ){{0,2}}{_THINGS}\b",
        r"(get|download) outlook for \w+",
    ),
    "cy": (
        rf"(anfonwyd|gyrrwyd|wedi[’']i anfon) (o[’']m|o[’']r|o|oddi ar|gan|drwy) (fy |y )?(\w+ ){{0,2}}{_THINGS}\b",
        r"(cael|lawrlwytho|mynnwch) outlook (ar gyfer|i) \w+",
    ),
    "de": (
        rf"(von meinem |von |mit )?(\w+ ){{0,2}}{_THINGS}( \w+){{0,2}} (gesendet|verfasst)",
        rf"diese (nachricht|e-?mail|mail) wurde (von|mit) .{{0,40}}{_THINGS}\b.{{0,40}} (gesendet|verfasst)",
        rf"gesendet (von|mit|[üu]ber) (meinem |meiner |der )?(\w+ ){{0,2}}{_THINGS}\b",
        r"(holen sie sich )?outlook f[üu]r \w+( herunterladen| beziehen)?",
    ),
    "fr": (
        rf"envoy[ée] (de|depuis|[àa] partir de|avec|via) (mon |ma |l[’'])?(\w+ ){{0,2}}{_THINGS}\b",
        r"(t[ée]l[ée]charge[rz]|obtene[rz]|obtenir) outlook pour \w+",
    ),
}
# What gateways and signatures say of the mail itself. A paragraph that begins so loses the sentences that speak of it.
BANNERS = {
    "en": (
        r"(caution|warning|attention|external)\b.{0,30}\b(this (e-?mail|message)|external (e-?mail|sender)|originat"
        r"|(e-?mail|message|sender) (is|was|came|from|outside))",
        r"external( (e-?mail|sender|message)\b|\W*$)",
        r"(this|the) (external )?(e-?mail|message|communication|transmission|information)\b.{0,120}"
        r"\b(confidential|privileged|intended|meant only|originat|outside|external|scanned|checked|virus|addressee)",
        r"you don[’']t often get|some people who received this",
        r"(virus-free|scanned by|disclaimer|confidentiality notice)\b",
        r"(please )?(consider|think of) the environment",
        r"if you (are not the intended|have received this)",
        r"we welcome (correspondence|calls|contact)\b.{0,60}\bwelsh",
    ),
    "cy": (
        r"(rhybudd|gofal|allanol)\b.{0,30}\b(e-bost|neges|anfonwr) (hwn|hon|o|allanol)",
        r"(rhybudd|gofal|allanol)\W+(mae|daeth|daw)[’' ]?\w* (yr |e-bost|neges)",
        r"(mae[’' ]?r|daeth yr|daw[’' ]?r|bwriedir yr?) (e-bost|neges)\b.{0,120}"
        r"\b(gyfrinachol|cyfrinachol|tu allan|sganio|bwriadu|firws|sawl)",
        r"(rydym|rydyn ni|croesawn|rydym ni)\b.{0,20}\b(croesawu )?gohebiaeth",
        r"ystyriwch yr amgylchedd",
        r"os nad chi",
    ),
    "de": (
        r"(achtung|vorsicht|warnung|extern)\b.{0,30}\b((diese|die|externe) (e-?mail|nachricht)|extern\w* absender)",
        r"(diese|die) (e-?mail|nachricht|information)\b.{0,120}"
        r"\b(vertraulich|bestimmt|extern|au(ß|ss)erhalb|gepr[üu]ft)",
        r"bitte (denken sie an|schonen sie)\b.{0,40}\bumwelt",
    ),
    "fr": (
        r"(attention|avertissement|externe)\b.{0,30}\b(ce (courriel|e-?mail|message)|exp[ée]diteur externe)",
        r"(ce|le pr[ée]sent) (courriel|e-?mail|message)\b.{0,120}\b(confidentiel|destin|ext[ée]rieur|externe|virus)",
        r"pensez [àa] l[’']environnement",
    ),
}
OF_THE_MAIL = (
    r"\b(e-?mails?|messages?|sender|recipients?|addressee|attachments?|links?|click|confidential|privileged|outside|external"
    r"|virus(es)?|scanned|disclaimer|environment|print(ing|ed)?|delete|disclos\w+|correspondence|welsh"
    r"|e-bost|neges|anfonwr|derbynnydd|atodiadau?|d?dolen(ni)?|[cg]h?licio|g?cyfrinachol|tu allan|gohebiaeth|gymraeg"
    r"|amgylchedd"
    r"|nachrichten?|absender|empf[äa]nger|anh[äa]nge|vertraulich|extern\w*|umwelt"
    r"|courriels?|exp[ée]diteur|destinataires?|pi[èe]ces jointes|confidentiels?|externe|ext[ée]rieur)\b"
)
# The first line, to whom; and what is said before the answers themselves. Nothing of it is an answer.
GREETINGS = {
    "en": ("hello", "hi", "hey", "dear", "good morning", "good afternoon", "good evening", "morning", "afternoon"),
    "cy": ("helo", "haia", "annwyl", "shwmae", "s'mae", "bore da", "prynhawn da", "noswaith dda"),
    "de": ("hallo", "guten (tag|morgen|abend)", "sehr geehrter?", "liebe[rs]?", "moin"),
    "fr": ("bonjour", "bonsoir", "salut", "cher", "chère", "madame", "monsieur"),
}
GREETED = (
    "all|both|team|everyone|everybody|there|colleagues?|friends?|sir|madam|or|and|the|to|[pb]awb|oll|gyfaill|gyfeillion"
    "|gydweithwyr|syr|[td]îm|a|neu|zusammen|alle|damen|herren|und|kolleg\\w+|à|tous|toutes|et|ou|collègues|mesdames"
)
COURTESIES = {
    "en": (
        r"((many )?thanks|thank you)( very much| so much)?"
        r"( for (the|your|this) (\w+ )?(e-?mail|reminder|message|note))?",
        r"(please )?(see|find)( (my|our|the))?( (answers?|replies|reply|responses?|comments?|updates?|notes?))?"
        r" (below|inline|in[ -]line|(below )?in (red|blue|green|bold|colou?r)|underneath|attached)",
        r"(my|our|the) (answers?|replies|responses?|comments?|updates?)( are)?"
        r" (below|inline|in[ -]line|follows?|as follows|(below )?in (red|blue|green|bold))",
        r"(answers?|replies|responses?|comments?|updates?|see|as) (below|follows?)",
        r"i hope (you are|this finds you) well",
    ),
    "cy": (
        r"(llawer o )?diolch( yn fawr)?( am (yr|eich) (e-bost|neges|nodyn))?",
        r"(gweler|gwelwch)( (fy|ein|yr))?( (atebion|ymatebion|sylwadau))?"
        r" (isod|mewn coch|mewn glas|ynghlwm|rhwng y llinellau)",
        r"(fy|ein|yr) (atebion|ymatebion|sylwadau) isod",
        r"gobeithio eich bod yn iawn",
    ),
    "de": (
        r"(vielen )?(dank|danke)( f[üu]r (die|ihre) (e-?mail|nachricht|erinnerung))?",
        r"((bitte )?sieh[et]? |meine |unsere )?(antworten )?(unten|im text|in rot)",
    ),
    "fr": (
        r"merci( beaucoup)?( (pour|de) votre (message|courriel|rappel))?",
        r"((voir|voici) )?((mes|nos|les) )?(r[ée]ponses? )?(ci-dessous|en rouge|dans le texte)",
    ),
}
# Where somebody says that the answers stand elsewhere in the mail.
ELSEWHERE = {
    "en": (
        r"(answers?|repl(y|ies)|comments?|responses?|marked)\b.{0,40}\b(below|in[ -]?line|in (red|blue|green|bold))\b",
        r"\bsee (below|in[ -]?line|attach)",
    ),
    "cy": (r"(atebion|ymatebion|sylwadau|gweler|gwelwch)\b.{0,40}\b(isod|mewn (coch|glas|gwyrdd)|ynghlwm)\b",),
    "de": (r"(antwort(en)?|anmerkungen|siehe)\b.{0,40}\b(unten|im text|in (rot|blau)|anhang|anbei)\b",),
    "fr": (r"(r[ée]ponses?|remarques|voir)\b.{0,40}\b(ci-dessous|ci-joint|en (rouge|bleu)|dans le texte)",),
}
# How a mail ends. After a thank-you more may be said.
SIGN_OFFS = {
    "en": (
        r"(with )?(kind|kindest|best|warm|warmest|many)? ?regards",
        r"(with )?(best|warm|all good|good) wishes",
        r"yours( (sincerely|faithfully|truly|ever))?",
        r"(yours )?sincerely",
        r"all the best",
        r"k\.?r\.?",
    ),
    "cy": (
        r"(gyda )?c?h?cofion( (gorau|cynnes|caredig))?",
        r"gyda( phob)? chofion( (gorau|cynnes))?",
        r"(yr eiddoch )?yn (gywir|ddiffuant|bur)",
        r"(gyda )?(phob )?dymuniadau gorau",
    ),
    "de": (
        r"(mit )?(freundlichen?|besten?|vielen?|lieben?|herzlichen?|sch[öo]nen?)? ?gr(ü|u|ue)(ß|ss)(en?)?",
        r"mfg|vg|lg",
    ),
    "fr": (
        r"(bien )?cordialement",
        r"bien [àa] vous",
        r"(sinc[èe]res|meilleures|cordiales)? ?salutations( distingu[ée]es)?",
    ),
}
THANKS = {
    "en": (r"(many |with )?thanks( again| in advance| and (kind )?regards)?", r"thank you", r"cheers", r"best"),
    "cy": (r"(gyda )?(llawer o )?d?d?iolch( yn fawr)?", r"diolch", r"hwyl( fawr)?"),
    "de": (r"(vielen )?danke?",),
    "fr": (r"merci( (beaucoup|d[’']avance))?", r"bonne (journ[ée]e|soir[ée]e)"),
}
POSTSCRIPT = r"(P\.? ?S|p\.? ?s|[OÔ]\.? ?N)\b\.?[ :–-]"
CONTACT = (
    r"((tel(ephone)?|t|phone|mob(ile)?|m|ff[ôo]n( symudol)?|ffacs|fax|dd|direct|telefon|t[ée]l)\b[.: ]{0,3}"
    r"[+(]?\d[\d ()./-]{5,}|(https?://|www\.)\S+$|\S+@\S+\.\w+>?$|(e-?mail|e-bost|web|gwefan) ?:)"
)
# What may stand before a number: “Item 1: …”.
BEFORE_A_NUMBER = (
    "re|ad|q|item|no|number|nr|point|question|answer|thing|part|eitem|rhif|pwynt|cwestiwn|ateb|peth|punkt|nummer|frage|antwort"
    "|numéro|n°|réponse"
)
