"""The words of the page that makes embed codes, in English and Welsh."""

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Put a status on your own site", "Rhoi statws ar eich gwefan eich hun"),
    "lead": (
        "Pick what to show, see it, copy the code. What you paste keeps itself up to date, sets no cookie, runs no"
        " script and asks nothing of any other site.",
        "Dewiswch beth i’w ddangos, edrychwch arno, copïwch y cod. Mae’r hyn a ludiwch yn ei ddiweddaru ei hun, heb osod"
        " cwci, heb redeg sgript a heb ofyn am ddim gan unrhyw wefan arall.",
    ),
    "find": ("Find it", "Dod o hyd iddo"),
    "find_words": ("Words in its title or text", "Geiriau yn ei deitl neu ei destun"),
    "find_go": ("Find", "Chwilio"),
    "choose": ("Choose", "Dewis"),
    "item": ("What to show", "Beth i’w ddangos"),
    "item_none": ("Choose one…", "Dewiswch un…"),
    "assemblies": ("Assemblies", "Cynulliadau"),
    "too_many": (
        "The first {count} are listed. Type words of the one you want, and press Find.",
        "Rhestrir y {count} cyntaf. Teipiwch eiriau o’r un yr ydych am ei gael, a phwyswch Chwilio.",
    ),
    "nothing": ("Nothing has all of these words.", "Nid oes dim â’r holl eiriau hyn ynddo."),
    "language": ("Language", "Iaith"),
    "heading": ("Level of its heading in your page", "Lefel ei bennawd yn eich tudalen"),
    "heading_hint": (
        "One more than the heading it stands under: 2 in most pages.",
        "Un yn fwy na’r pennawd y mae’n sefyll oddi tano: 2 yn y rhan fwyaf o dudalennau.",
    ),
    "form": ("Form", "Ffurf"),
    "form_frame": ("A frame (iframe)", "Ffrâm (iframe)"),
    "form_link": ("A plain link", "Dolen blaen"),
    "form_badge": ("A badge: a small picture with a link", "Bathodyn: llun bach gyda dolen"),
    "form_fragment": ("A part that your server includes", "Darn y mae eich gweinydd yn ei gynnwys"),
    "fragment_note": (
        "In your page it has the style of your page.",
        "Yn eich tudalen bydd ganddo arddull eich tudalen.",
    ),
    "form_oembed": ("An address to paste (oEmbed)", "Cyfeiriad i’w ludo (oEmbed)"),
    "show": ("Of an assembly", "Ar gyfer cynulliad"),
    "show_counts": ("its counts", "ei gyfrifon"),
    "show_list": ("its list of recommendations", "ei restr o argymhellion"),
    "colours": ("Colours, if you like", "Lliwiau, os dymunwch"),
    "colours_hint": (
        "Six digits such as 1d2327. Text and links must stand out from the background by 4.5 to 1. For a frame only;"
        " without them it follows the reader’s light or dark setting.",
        "Chwe digid megis 1d2327. Rhaid i destun a dolenni sefyll allan o’r cefndir o 4.5 i 1. Ar gyfer ffrâm yn unig;"
        " hebddynt mae’n dilyn gosodiad golau neu dywyll y darllenydd.",
    ),
    "ink": ("Text", "Testun"),
    "paper": ("Background", "Cefndir"),
    "accent": ("Links", "Dolenni"),
    "make": ("Show it and make the code", "Dangos a llunio’r cod"),
    "preview": ("How it looks", "Sut mae’n edrych"),
    "preview_title": ("Preview: {title}", "Rhagolwg: {title}"),
    "code": ("The code", "Y cod"),
    "code_label": ("Copy this into your page", "Copïwch hyn i’ch tudalen"),
    "copy_code": ("Copy the code", "Copïo’r cod"),
    "copied": ("Copied.", "Copïwyd."),
    "not_copied": ("Select the code and copy it by hand.", "Dewiswch y cod a’i gopïo â llaw."),
    "pick_first": (
        "Pick something to show, and its code stands here.",
        "Dewiswch rywbeth i’w ddangos, a bydd ei god yma.",
    ),
    "unknown_item": (
        "Nothing with the id “{id}” is published here. Choose from the list.",
        "Nid oes dim â’r id “{id}” wedi’i gyhoeddi yma. Dewiswch o’r rhestr.",
    ),
    "bad_colour": (
        "{name}: give three or six digits of 0–9 and a–f.",
        "{name}: rhowch dri neu chwe digid o 0–9 ac a–f.",
    ),
    "mend": ("Something needs mending", "Mae angen cywiro rhywbeth"),
    "promise": (
        "A code that worked once works for ever. What is promised stands in",
        "Bydd cod a weithiodd unwaith yn gweithio am byth. Mae’r hyn a addewir yn",
    ),
    "promise_link": ("the embed contract", "y contract mewnosod"),
    "systems": ("In your system", "Yn eich system chi"),
    "systems_lead": (
        "What each system allows, as far as we found out. Where we could not try it, we say so.",
        "Yr hyn y mae pob system yn ei ganiatáu, hyd y gwyddom. Lle na allem roi cynnig arni, dywedwn hynny.",
    ),
    "policy": ("If your site has a content security policy", "Os oes gan eich gwefan bolisi diogelwch cynnwys"),
    "policy_text": (
        "Somebody with access to it adds our host: for frames, and for badges.",
        "Bydd rhywun â mynediad ato yn ychwanegu ein gwesteiwr: ar gyfer fframiau, ac ar gyfer bathodynnau.",
    ),
    "statement": ("For your accessibility statement", "Ar gyfer eich datganiad hygyrchedd"),
    "statement_lead": (
        "You answer for what you embed. You may use these sentences as they stand.",
        "Chi sy’n atebol am yr hyn yr ydych yn ei fewnosod. Cewch ddefnyddio’r brawddegau hyn fel y maent.",
    ),
    "statement_text": (
        "The status of assembly recommendations on this site comes from Assembly Tracker. Its embeds were last tested"
        " automatically on {day}, in English and Welsh, light and dark, 320 pixels wide, with axe-core {axe} against the"
        " rules of WCAG 2.2 level AA; it found no failures. Automated tests find only some barriers. If you meet one, tell"
        " us.",
        "Daw statws argymhellion cynulliadau ar y wefan hon o Assembly Tracker. Profwyd ei fewnosodiadau’n awtomatig"
        " ddiwethaf ar {day}, yn Gymraeg ac yn Saesneg, yn olau ac yn dywyll, 320 picsel o led, gydag axe-core {axe} yn erbyn"
        " rheolau WCAG 2.2 lefel AA; ni chafwyd unrhyw fethiant. Dim ond rhai rhwystrau y mae profion awtomatig yn eu"
        " canfod. Os dewch ar draws un, rhowch wybod inni.",
    ),
}

# What each system allows: its name, what to use there, and how. From what their own documentation and code say.
SYSTEMS: tuple[tuple[str, tuple[str, str]], ...] = (
    (
        "LocalGov Drupal",
        (
            "Its usual editor takes out frames, so an editor pastes the plain link. Its media type for remote content takes"
            " videos only. An administrator can allow more, once: add our provider entry (below) with the module"
            " oembed_providers and a media type for it; then editors paste the address of a page here. Or a text format that"
            " allows iframe, for the few who may use it.",
            "Mae ei olygydd arferol yn tynnu fframiau allan, felly mae golygydd yn gludo’r ddolen blaen. Fideos yn unig y mae"
            " ei fath cyfryngau ar gyfer cynnwys o bell yn eu derbyn. Gall gweinyddwr ganiatáu mwy, unwaith: ychwanegu ein"
            " cofnod darparwr (isod) gyda’r modiwl oembed_providers a math cyfryngau ar ei gyfer; wedyn bydd golygyddion yn"
            " gludo cyfeiriad tudalen yma. Neu fformat testun sy’n caniatáu iframe, i’r ychydig a gaiff ei ddefnyddio.",
        ),
    ),
    (
        "WordPress",
        (
            "Paste the address of a page here on a line of its own: WordPress asks us for the rest. It keeps the frame and"
            " the sentence, and puts the frame in a sandbox; the embed is made for that. WordPress keeps what it was given"
            " with the post, so a page changed here shows at once, and a changed code only once its cache is cleared.",
            "Gludwch gyfeiriad tudalen yma ar linell ar ei phen ei hun: bydd WordPress yn gofyn inni am y gweddill. Mae’n cadw’r"
            " ffrâm a’r frawddeg, ac yn rhoi’r ffrâm mewn blwch tywod; gwnaed y mewnosodiad ar gyfer hynny. Mae WordPress yn"
            " cadw’r hyn a gafodd gyda’r neges, felly dangosir newid i’r statws ar unwaith, ond newid i’r cod dim ond ar ôl"
            " clirio’r storfa.",
        ),
    ),
    (
        "Drupal",
        (
            "Drupal itself embeds only from providers that the site names. An administrator adds our provider entry with the"
            " module oembed_providers; then it works by pasting an address.",
            "Dim ond gan ddarparwyr y mae’r safle’n eu henwi y mae Drupal ei hun yn mewnosod. Mae gweinyddwr yn ychwanegu ein"
            " cofnod darparwr gyda’r modiwl oembed_providers; wedyn mae’n gweithio drwy ludo cyfeiriad.",
        ),
    ),
    (
        "Umbraco",
        (
            "A developer registers our oEmbed address as an embed provider, or allows iframe in the rich text editor. We"
            " read how; we have not tried it.",
            "Mae datblygwr yn cofrestru ein cyfeiriad oEmbed fel darparwr, neu’n caniatáu iframe yn y golygydd testun. Rydym"
            " wedi darllen sut; nid ydym wedi rhoi cynnig arni.",
        ),
    ),
    (
        "Jadu, Contensis",
        (
            "We found no public description. Ask your administrator to paste the frame, or to build a block from the status"
            " data. Tell us what worked.",
            "Ni ddaethom o hyd i ddisgrifiad cyhoeddus. Gofynnwch i’ch gweinyddwr ludo’r ffrâm, neu lunio bloc o ddata’r statws."
            " Rhowch wybod inni beth weithiodd.",
        ),
    ),
    (
        "HTML",
        (
            "Paste the frame. Or let the server include the part, so that the text is in your own page and in your own"
            " style; keep the last good copy for when we do not answer.",
            "Gludwch y ffrâm. Neu gadewch i’r gweinydd gynnwys y darn, fel bod y testun yn eich tudalen a’ch arddull eich hun;"
            " cadwch y copi da diwethaf ar gyfer pan na fyddwn yn ateb.",
        ),
    ),
)
