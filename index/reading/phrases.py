# ruff: noqa: E501 - each line is one pattern, and stays one
"""The set phrases of news pages, one regular expression a line, as furniture.py puts them together.

Matched without regard to case. `.` never crosses a paragraph; every repetition has a bound.
"""


def any_of(lines: str) -> str:
    """Return one pattern that matches any of the patterns in `lines`."""
    return "(?:" + "|".join(line.strip() for line in lines.strip().splitlines()) + ")"


def word_set(words: str) -> frozenset[str]:
    """Return the words in `words`."""
    return frozenset(words.split())


# Whole paragraphs of a word or two: buttons, menus, labels.
LABELS = any_of(r"""
    adverti[sz](?:ing|ements?)|sponsored(?: content)?|promoted(?: content)?|paid (?:content|post)|partner content|ads?(?: by .{1,30})?
    (?:story|article|content) continues? (?:below|after)\b.{0,40}|continue reading(?: below)?|list of \d+ items?|end of list
    videos?|photos?|pictures?|images?|audio|(?:photo |image )?gallery|infographic|slideshow(?: \(.{1,20}\))?|file photo
    play(?: video)?|watch(?: live| now| video)?|listen(?: to this (?:article|story))?|loading|please wait|unmute
    share(?: (?:or comment on )?(?:this|via|on|it|the)?(?: (?:article|story|post|page|facebook|twitter|x|whatsapp|e-?mail|linkedin))*)?
    (?:(?:share|send|post|tweet|pin|print|save|e-?mail|facebook|twitter|whatsapp|telegram|linkedin|reddit|messenger|copy|link)\W*){1,8}
    (?:watch|play|listen)(?: to)?(?: video| audio| live)?\s*\d{1,2}:\d{2}(?: min\.?)?|feedback:.{0,60}
    tweet|pin|print(?: this)?|e-?mail|copy link|save|bookmark|close|menu|search|[a-z]
    facebook|twitter|whatsapp|telegram|linkedin|reddit|instagram|youtube|pinterest|messenger|google news
    comments?(?: \(?\d+\)?)?|(?:view|show|hide|see|load) (?:all |more )?comments?(?: \(?\d+\)?)?|no comments?(?: yet)?
    (?:leave|post|add|write) (?:a|your) (?:comment|reply)|\d[\d,.]*k? (?:comments?|shares?|views?|likes?|retweets?|reads?)
    login|log in|sign in|register|subscribe(?: now)?|sign up|donate(?: now)?|republish(?: this article)?|short url|permalink
    back to top|top|next|previous|(?:next|previous) (?:article|story|post)|text size|a\+? a-?|enter your e-?mail(?: address)?
    (?:view|click to|tap to) (?:enlarge|expand|gallery|image|larger image)|enlarge(?: image)?|(?:hide|toggle) caption
    enditem|ends|ends?/|end|more|news|home|breaking(?: news)?|live|latest|exclusive|opinion|premium|free|new
    published|posted|update[ds]?|last updated|developing(?: story)?|world news|news desk
    admin|editor|newsroom|(?:staff|web|news) (?:writer|desk|report(?:er)?|team|editor)
""")

# `Read more: ...`: a phrase, a mark, and the title of another story.
POINTERS = any_of(r"""
    (?:read|see|watch|listen|learn|discover)(?: more| also| next| now| live| this| the full (?:story|article|report)| full (?:story|article))*(?: here| on this(?: story| topic)?)?
    also (?:read|see|watch)|find out more|more (?:on|from|about|in)(?: this| .{2,40})?
    related(?: (?:articles?|stories|story|news|content|topics|coverage|links?|posts?|reading|video))?
    recommended(?: for you| (?:reading|stories|articles))?|you (?:may|might) (?:also )?(?:like|be interested in)
    must[- ](?:read|watch)|don['’]?t miss|in case you missed it|icymi|trending(?: now)?|further reading|explainer|podcast
    (?:à )?lire aussi|voir aussi|lee también|lea también|leia também|lesen sie auch|mehr zum thema|leggi anche|lees ook
    читайте также|اقرأ أيضاً?|اقرأ أيضا|קראו (?:גם|עוד)|相关阅读|相关新闻|関連記事
""")

# Headings of lists of links.
SECTION_MARKERS = any_of(r"""
    related(?: (?:articles?|stories|news|content|topics|coverage|links?|posts?|reading|internet links))?|keep reading
    recommended(?: for you| stories| articles| reading)?|you (?:may|might) (?:also )?(?:like|be interested in)(?: this)?
    more (?:on this story|on this topic|like this|stories|news|headlines|from .{2,40}|in .{2,30})
    most (?:read|popular|viewed|shared|watched|commented)(?: .{2,30})?|popular (?:now|stories|articles|posts)
    trending(?: now| stories| news)?|top (?:stories|news|headlines)|latest (?:news|stories|headlines|articles)
    also (?:in the news|read)|read (?:more|also|next)|see also|what to read next|editors?['’]?s? (?:picks?|choice)
    don['’]?t miss|(?:from|around) the web|further reading|in case you missed it|just watched|must[- ](?:watch|read)
    topics|tags|keywords|categories
""")

# How a page speaks to its reader; whole paragraphs begin so.
NETWORKS = "(?:facebook|twitter|x|instagram|telegram|whatsapp|youtube|linkedin|tik ?tok|google news|flipboard|messenger|viber|threads|bluesky)"
INVITATIONS = any_of(rf"""
    (?:please )?(?:follow|like|find|join|connect with|contact|reach|e-?mail|support|add|tell|send|help|message) (?:us|our)\b
    (?:please )?(?:follow|like|find|join|subscribe to|watch|add) (?:@?[\w .&'’-]{{1,40}}? )?(?:on|via|at|through) (?:our )?{NETWORKS}\b|follow @\w+
    (?:please )?(?:sign up|register|subscribe)(?: now| here| today| for| to|,).{{0,80}}\b(?:newsletters?|alerts?|updates|inbox|account|briefing|digest|our|podcast|channel|edition|free)\b
    (?:get|receive|have) .{{0,80}}\b(?:(?:your|my) (?:inbox|e-?mail|phone|mailbox)|newsletter|our (?:\w+ )?app|news alerts|push notifications?|delivered (?:to|straight))\b
    enter your (?:e-?mail|name|address)|stay (?:tuned|updated|informed|connected|up to date|up-to-date)\b
    (?:download|install|get) (?:the|our) .{{0,40}}\bapp\b|(?:have your say|let us know|tell us)\b
    share (?:this|your) (?:article|story|post|page|news|thoughts|views|opinion|comments?|experience)|share (?:on|via|with) (?:{NETWORKS}|your|e-?mail)\b
    (?:leave|write|post|add) (?:a|your) (?:comment|reply)|join (?:the|our) (?:conversation|discussion|debate)
    (?:click|tap) (?:here|on|to|below|play|the (?:link|button|image|video))\b
    (?:visit|check out|go to|see|view|read|watch|explore|browse|catch(?: up on)?) (?:our\b|all (?:the|our|of our)\b|more (?:of|on|at|from|about) (?:our|this|the (?:story|topic|author)|[A-Z][\w ]{{2,40}}$)|the full (?:story|article|interview|report) (?:here|at|on)\b)
    for (?:more|the latest|all the latest|breaking|full)\b.{{0,80}}\b(?:visit|follow|click|subscribe|go to|download|join|sign up|check out|our (?:\w+ )?(?:page|site|website|app|channel|coverage))\b
    if you (?:liked|enjoyed|have|would like|are|know|want)\b.{{0,160}}\b(?:contact us|us (?:at|on|know)|our (?:\w+ )?(?:newsletter|team|site|page|channel|app)|here\W*$|subscribe)
    (?:do you|have you|are you|want|like what|enjoy(?:ed|ing)?)\b.{{0,160}}\b(?:contact us|us (?:at|on|know)|our (?:\w+ )?(?:newsletter|team|site|page|channel|app)|subscribe|sign up)\b
    to (?:read|get|receive|comment|continue|contact|view|join)\b.{{0,100}}\b(?:subscribe|sign (?:up|in)|log ?in|register|click|our newsletter|us at|create an account)\b
    become an? (?:\w+ )?(?:member|subscriber|supporter|patron)\b|create (?:an?|your) (?:free )?account\b|(?:log ?in|sign in) (?:to|or|with)\b
    (?:never|don['’]?t) miss (?:a|an|out|our|the latest|another)\b|thank(?:s| you) for (?:reading|subscribing|signing)\b
    support (?:independent|quality|free|fearless|local) (?:\w+ )?(?:journalism|reporting|media|news)\b
    (?:our |the )?(?:daily|weekly|morning|evening|free) newsletter.{{0,100}}$|[^.]{{0,80}}[!.] download (?:the|our) .{{0,40}}app\W*$
    track (?:the )?latest news\b|listen to the latest songs\b|(?:have you )?(?:spotted|found|noticed|see) an? (?:error|typo|mistake)\b
    keep up (?:to date|with (?:the latest|our|all))\b|listen to (?:our|this|the) (?:.{{0,40}} )?(?:podcast|article|episode|story)\b
    (?:subscribe|sign up) (?:today|now|here)?\W*$
""")
# Someone is quoted: that makes it a sentence of the story.
SAID = r"\b(?:said|says|told|urged|warned|wrote|tweeted|according to)\b"

# Notices of law, technology and trade.
NOTICES = any_of(r"""
    (?:this|our) (?:web)?(?:site|page) (?:uses?|requires?|is (?:using|protected)|employs)\b.{0,60}\b(?:cookies?|javascript|recaptcha|akismet).{0,300}
    we(?: and our partners)? (?:use|store|value your|care about your|process)\b.{0,80}\b(?:cookies|your privacy|personal data|your data).{0,250}
    by (?:continuing|using|browsing|clicking|signing|subscribing|closing|navigating)\b.{0,200}\b(?:cookies|you (?:agree|consent|accept)|our (?:terms|privacy|use of)).{0,200}
    cookies? (?:policy|settings|preferences|notice|consent)|(?:accept|manage|reject|decline)(?: all)? (?:cookies|preferences|consent)
    (?:copyright(?: notice)?\s*[:©(\d]|copyright (?:by |reserved)|©|\(c\)\s?(?=\d{4}|copyright)).{0,200}
    (?:privacy policy|terms (?:of (?:use|service)|and conditions))(?:\s*(?:and|&|\||,)\s*.{0,40})?|our standards\s*:.{0,120}
    \(?(?:except for the headline, )?this (?:news )?(?:story|article|content|copy|piece|post) (?:has (?:not )?been|was|is)? ?(?:not |originally |first |also |only |automatically )*(?:edited by|published (?:by|in|on|at|from|under|with)|republished|auto-?generated|generated|syndicated|produced by|appeared (?:in|on|at)|translated|created by|provided by|part of (?:the|our)|sourced from).{0,250}
    this report (?:was )?(?:originally|first) (?:published|appeared).{0,150}|this (?:article|story) is more than \d+ (?:years?|months?) old\.?
    (?:originally|first) (?:published|appeared) (?:in|on|at|by)\b.{0,150}
    (?:the )?(?:views|opinions) expressed\b.{0,150}\b(?:do not|are (?:those|solely|his|her|the|their|entirely|not)|belong).{0,200}
    some (?:information|material|content) (?:for|in) this (?:report|story|article) (?:is|was|came|comes) (?:provided )?(?:by|from).{0,80}
    .{2,40} (?:web)?site can (?:also )?be accessed at.{0,80}
    (?:anadolu agency|aa) website contains only\b.{0,300}|please contact us for subscription\b.{0,60}
    (?:material from .{2,40} |this material )?may not be (?:published|reproduced|reprinted)\b.{0,150}
    reproduction .{0,60}(?:prohibited|forbidden).{0,60}|(?:please )?enable javascript.{0,150}|javascript (?:is|must be) .{0,100}
    your browser (?:does not|doesn['’]t) support.{0,100}|sorry, (?:your|this|the|we) .{0,60}(?:browser|video|content).{0,80}
    already (?:an? (?:subscriber|member)|have an (?:account|subscription))\?.{0,80}|you have (?:reached|read|\d+) .{0,30}free (?:articles?|stories).{0,100}
    this (?:article|content|story) is (?:for|reserved for|exclusive to|available to) (?:our )?(?:paid |premium )?(?:subscribers|members).{0,60}|(?:subscribers|members) only
    (?:an )?error (?:has )?occurred\W*(?:please try again.{0,30})?|skip to (?:main )?content|jump to (?:content|navigation)
""")
# The same, told by words further on.
NOTICE_ENDS = any_of(r"""
    ^.{0,200}\blicen[sc]ed under (?:a )?creative commons\b.{0,300}$|^.{0,300}\byou can sign up (?:to receive|for) (?:it|them|our)\b.{0,60}$
    ^.{0,80}\ball rights reserved\b.{0,200}$|^.{0,60}\bis not responsible for the content of external\b.{0,60}$
    ^.{0,60}\b(?:does not|doesn['’]t|do not) necessarily (?:endorse|reflect).{0,60}\b(?:views|opinions|editorial).{0,150}$
""")
TAG_LABELS = any_of(r"""
    tags?|topics?|keywords?|filed under|labels?|categor(?:y|ies)|related topics|published in|posted in|section
    in this (?:story|article)|sujets|etiquetas|schlagwörter|теги|标签|الوسوم|תגיות
""")
READING_TIME = (
    r"(?:(?:(?:estimated )?(?:reading|read|listening) time|temps de lecture|tiempo de lectura|lesezeit|tempo di lettura)"
    r"\s*[:-]?\s*)?(?:about |~)?\d{1,3}(?:\s*[-–]\s*\d{1,3})?\s*-?\s*(?:min(?:ute)?s?|minuten|minutos)\.?"
    r"(?:\s*-?\s*(?:read|listen|watch|de lecture|de lectura))?(?:\s+time)?"
)
