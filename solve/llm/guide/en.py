"""The built-in guide's English."""

# ruff: noqa: E501 - data: a pattern or a sentence reads best unbroken

import re

from solve.llm.guide.language import (
    Domain,
    DomainWords,
    Feel,
    FeelingWords,
    Inquiry,
    Kind,
    KindWords,
    Language,
    Move,
    Need,
    Reading,
    Wording,
    strings,
    words,
)
from solve.prompts.shape import Option

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_HOUR = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|\d{1,2}(?:[:.]\d\d)?)"
    r"(?:\s?(?:am|pm|a\.m\.|p\.m\.|o['’]clock))?"
)
_PART = r"(?:morning|afternoon|evening|night|lunchtime)"
_ANCHOR = r"(?:work|school|class|lunch|dinner|breakfast|supper|bed|my shift|the meeting)"
_COUNT = r"(?:a|an|one|two|three|four|five|\d+)"
_KIN = (
    r"(?:sisters?|brothers?|mother|mum|mom|father|dad|parents|son|sons|daughters?|girls|boys|kids|children|wife|"
    r"husband|partner|girlfriend|boyfriend|fianc[eé]e?|ex|friends?|best friend|boss|manager|supervisor|"
    r"colleagues?|coworkers?|co-workers?|team|teacher|professor|tutor|advisor|landlord|landlady|roommate|"
    r"flatmate|housemate|neighbou?rs?|doctor|aunt|uncle|cousins?|grandmother|grandfather|grandma|grandpa|"
    r"family|in-laws|mother-in-law|father-in-law|stepmother|stepfather|coach|client|clients|business partner)"
)
_VERB = (
    r"\b(?:is|are|was|were|am|has|have|had|do|does|did|can|could|will|would|should|must|might|may|isn['’]t|"
    r"aren['’]t|wasn['’]t|can['’]t|cannot|won['’]t|don['’]t|doesn['’]t|didn['’]t|hasn['’]t|haven['’]t|"
    r"wouldn['’]t|couldn['’]t|said|says|told|tells|left|leaves|got|gets|took|takes|made|makes|thinks|thought|"
    r"wants|feels|felt|keeps|kept|knows|knew|needs|lost|gave|gives|went|goes|came|comes|found|began|sold|"
    r"bought|broke|fell|grew|spent|asked|asks|closes|starts|ends|expects?|\w{2,}ed)\b"
)

_VIOLENCE = (
    r"(?<!it )(?:hits?|beats?|beat|punch(?:es|ed)|slap(?:s|ped)|chok(?:es|ed)|kick(?:s|ed)) (?:me|us)",
    r"hurts? me physically",
    r"threaten(?:s|ed|ing)? (?:me|us)(?! with)",
    "violent",
    "violence",
    r"abus(?:es?|ed|ive|er|ing)",
    r"stalk(?:s|ed|ing|er)",
    r"(?:scared|afraid) of (?:him|her)",
)
_DEATH = (
    "died",
    "dead",
    "death",
    "passed away",
    "funeral",
    "grief",
    "grieving",
    "mourning",
    "miscarriage",
    r"lost my (?:mother|mum|mom|father|dad|wife|husband|son|daughter|brother|sister|partner|friend)",
)

# The words that nearly every text of the language holds, in one text to be read with ease.
_COMMON_TEXT = """
    i i'm i've i'd my me we our us the a an and or but to of in on at for with is are was were am be
    been it it's its that this not no so do don't does did have has had can can't could will would as if
    they them he she his her who what when how from by about because all just there you your maybe
    perhaps someone yes
"""

READING = Reading(
    common=frozenset(_COMMON_TEXT.split()),
    sentence_end=re.compile(r"(?<=[.!?…])\s+|\n+"),
    clause_break=re.compile(
        r"\s*[,;:—–]\s+(?:(?:and|but|so|because|or|then|yet)\s+)?"
        r"|\s+(?:and|but|because|so)\s+(?=(?:i|we|he|she|they|it|my|our|nobody|everyone|there|the|that)\b)",
        re.IGNORECASE,
    ),
    stands_alone=re.compile(
        r"^(?:(?:i|i['’]\w+|we|we['’]\w+|he|she|they|it|there|nobody|no one|everyone|everybody|nothing|"
        r"(?:he|she|they|it|there)['’]\w+)\b(?!\s+and\s+(?:i|we)\b)"
        rf"|(?:my|our|his|her|their|the|a|this|that|these|those)\b(?=.*{_VERB}))",
        re.IGNORECASE,
    ),
    sizes=(3, 20),
    flips=(
        (r"my ([\w-]+) and i\b", r"you and your \1"),
        (r"i((?: \w+ly| just| still| never| always| also)?) am\b", r"you\1 are"),
        (r"i((?: \w+ly| just| still| never| always| also)?) was\b", r"you\1 were"),
        (r"am i\b", "are you"),
        (r"was i\b", "were you"),
        (r"(?:i|we)(['’])(ve|ll|d|re)\b", r"you\1\2"),
        (r"i(['’])m\b", r"you\1re"),
        (r"myself\b", "yourself"),
        (r"ourselves\b", "yourselves"),
        (r"(?:mine|ours)\b", "yours"),
        (r"(?:my|our)\b", "your"),
        (r"(?:i|me|we|us)\b", "you"),
    ),
    addressed=words("you", "your", "yours", "yourself", r"you['’]\w+"),
    own=words("i", r"i['’]\w+", "my", "me", "we", "our", "us", "myself"),
    negation=re.compile(
        r"\b(?:not|no|never|without|isn['’]t|don['’]t|didn['’]t|wasn['’]t)(?: \w+)? $", re.IGNORECASE
    ),
    people=re.compile(
        rf"\bmy (?:(?:two|three|older|younger|little|big|elder|new|old) )?{_KIN}\b", re.IGNORECASE
    ),
    no_talking=words(*_VIOLENCE, *_DEATH),
    resource=re.compile(
        r"\b(?:saved|offered|offers|promised|supports?|supported|helped|helps|already|managed to|still have|"
        r"i have (?!to\b|no\b|nobody\b|nothing\b|never\b|not\b|told nobody)(?=.*\b(?:savings|friend|time|months?|"
        r"plan|degree|experience|room|support|contact|idea)))",
        re.IGNORECASE,
    ),
    turn=words(
        r"(?:maybe|perhaps) (?:it|this|that|i|the|a|an|my|our|we|what|he|she|they|being)",
        r"(?:could|can) (?:also )?(?:see|look at|think of) (?:it|this|that) as",
        "it is not that",
        r"it['’]s not that",
        r"(?:may|might) (?:just )?be",
        r"(?:was|were|is|are) never the",
        "rather than",
        r"instead of being",
        r"another way to (?:see|look)",
    ),
    moves={
        Move.NOT_READY: words(
            r"not ready",
            r"(?:i )?(?:don['’]t|do not) (?:want|feel like|wish) (?:to )?(?:talk|speak|decide|go|share|say|answer|do)",
            "too (?:soon|fast|early|much right now)",
            "not yet",
            r"can we (?:slow|stop|wait|pause)",
            "slow down",
            r"i need (?:more )?time",
            r"not (?:now|today)",
            r"rather not",
        ),
        Move.DISAGREES: re.compile(
            r"^(?:no\b(?! one)[,. ]*(?:that|it|this|you|not)|that['’]s not (?:it|right|what)|that is not (?:it|right|what)|"
            r"you (?:don['’]t|do not) (?:understand|get)|wrong|i disagree|none of (?:these|them|those|that)|"
            r"(?:that|it|this) (?:doesn['’]t|does not) (?:fit|help|work|feel right))",
            re.IGNORECASE,
        ),
        Move.UNSURE: re.compile(
            r"^\W*(?:(?:well|hmm+|honestly|sorry|um+)\W+)?(?:i (?:really |just |honestly )?(?:don['’]?t|do not) know"
            r"|dunno|idk|no idea|not sure|i['’]?m (?:really )?not sure|i am not sure|hard to say|i can['’]?t say|"
            r"nothing|no clue)\b(?:\W+\w+){0,4}\W*$",
            re.IGNORECASE,
        ),
    },
    inquiries={
        Inquiry.GUIDE: re.compile(
            r"\b(?:are you|is this|am i talking to)\b.*\b(?:ai|a\.i\.|bot|robot|human|person|machine|real|model|gpt|chatgpt|"
            r"computer|program)\b|\b(?:who|what) are you\b|\b(?:system prompt|your (?:instructions|prompt|rules))\b",
            re.IGNORECASE,
        ),
        Inquiry.PRIVACY: words(
            r"who (?:can |else )?(?:reads?|sees?)",
            "private",
            "privacy",
            "confidential",
            "stored",
            "share this",
        ),
        Inquiry.JUDGEMENT: words(
            r"(?:am i|is it|is this|is that) (?:\w+ )?(?:normal|crazy|depress\w+|ill|sick|wrong|weak|selfish|"
            r"a bad|my fault|too sensitive|overreacting|broken|the problem|burn\w+|anxiety)",
            r"do i have",
            "what is wrong with me",
            r"what['’]s wrong with me",
        ),
        Inquiry.PROCESS: words(
            r"how (?:does|will) (?:this|it) work",
            r"how long (?:does|will) (?:this|it)",
            "what happens (?:next|now)",
            "what is this",
            "which step",
            "how many steps",
        ),
        Inquiry.ADVICE: words(
            r"what (?:should|shall|can|could|would you|do) i (?:do|say|try)",
            r"what would you do",
            r"what do you (?:think|suggest|recommend|advise)",
            r"tell me what",
            r"(?:can|could) you (?:help|tell|give)",
            r"should i",
            "any (?:advice|ideas|suggestions)",
        ),
    },
    needs={
        Need.HARDEST: words(
            "worst",
            "hardest",
            "heaviest",
            "most of all",
            "above all",
            r"what (?:hurts|scares|bothers|weighs)",
            r"(?:i['’]m|i am) (?:most )?(?:afraid|scared|terrified|worried)",
        ),
        Need.FACTS: words(
            "since",
            r"for (?:\w+ ){0,2}(?:days|weeks|months|years)",
            r"in (?:\w+ )?(?:days|weeks|months|years)",
            r"(?:last|this|next) (?:week|month|year|spring|summer|autumn|fall|winter)",
            r"\w+ (?:days|weeks|months|years) ago",
            "until",
            r"by (?:the end|january|february|march|april|may|june|july|august|september|october|november|december)",
            "every (?:day|night|morning|time|week)",
            r"started",
        ),
        Need.TRIED: words(
            "tried",
            r"i (?:have |already |'ve |’ve )*(?:asked|told|talked|spoke|spoken|written|wrote|called|applied|saved|"
            r"looked|read|searched|booked|moved|changed|offered|stopped)",
            "offered",
            "nothing (?:helped|works|worked)",
        ),
        Need.PEOPLE: re.compile(
            rf"\b(?:my|our|the) (?:\w+ )?{_KIN}\b|\b(?:nobody|no one|alone)\b", re.IGNORECASE
        ),
        Need.OUTCOME: words(
            r"(?:i|we)(?:['’]d| would) (?:call it|like|love|be happy|feel better|be glad|be relieved|want)",
            r"i (?:just )?(?:want|wish|hope)",
            r"(?:it|things) would be (?:better|enough|solved|good)",
            r"good enough",
            "if only",
            r"my goal",
            "ideally",
        ),
    },
    choice_cue=words(
        r"(?:i|we)(?: \w+ly)? (?:could|can|might)(?: (?:either|also|always|just))?",
        r"(?:maybe|perhaps) (?:i|we) (?:could|can|should)",
        r"(?:my|the|our) options (?:are|would be)(?: to)?",
        r"one option (?:is|would be)(?: to)?",
        r"(?:i['’]m|i am) (?:thinking of|considering|choosing between|torn between)",
        r"(?:i|we) should (?:either )?",
        r"should (?:i|we)",
        "whether(?: or not)? to",
        "whether i should",
        r"either",
        "or maybe",
        "^or",
        "^(?:maybe|perhaps)",
    ),
    choice_break=re.compile(
        r"\s*[,;]\s*(?:or|and also|or else)\s+|\s*[,;]\s+|\s+or\s+|\s+and\s+(?=\w+ing\b)|\n+", re.IGNORECASE
    ),
    choice_lead=re.compile(
        r"^(?:(?:\W+|\d+[.)]|(?:i|we) (?:could|can|might|should)|and|or|also|else|maybe|perhaps|even|just|either|to|then|simply|could|can|might|should)(?![\w'’])[\s,]*)+",
        re.IGNORECASE,
    ),
    choice_form=re.compile(
        r"^(?!(?:which|but|because|if|though|although|that|who|where|when|as|it|my|the|a|an|so|not|is|are|he|she|they|"
        r"this|these|no|yes|i|i['’]\w+|we|you|there|then|since|with|for|in|at|on|and|be)\b)(?!(?:do|say|try)$)[\w'’-]+(?: \S+)*$",
        re.IGNORECASE,
    ),
    lone_choice=words(
        "quit", "stay", "leave", "sell", "wait", "move", "resign", "go", "rest", "return", "stop", "separate"
    ),
    whether=words("whether(?: or not)? to", "whether i should", "should i"),
    time=words(
        rf"(?:today|tonight|tomorrow(?: {_PART})?|this (?:{_PART}|week|weekend|{_DAY})|next (?:week|month|{_DAY})"
        rf"|(?:on |this |next )?{_DAY}s?(?: {_PART})?|(?:at |on |over )?the weekend"
        rf"|in {_COUNT} (?:minutes?|hours?|days?|weeks?)|within {_COUNT} (?:hours?|days?|weeks?)"
        r"|on the \d{1,2}(?:st|nd|rd|th)"
        rf"|(?:right |straight |immediately )?(?:after|before) {_ANCHOR}"
        rf"|(?:at|around|by|from) {_HOUR}|by (?:{_DAY}|tomorrow|tonight|the end of the (?:day|week|month))"
        rf"|\d{{1,2}}(?:[:.]\d\d)? ?(?:am|pm)|in the {_PART}|first thing(?: in the morning)?|right now"
        r"|as soon as i (?:get|am|wake|finish|come)[^,.;]*|every (?:day|morning|evening|night)|during my (?:break|lunch break))"
    ),
    plan_cue=words(
        r"i(?:['’]ll| will| shall)",
        r"(?:i['’]m|i am) going to",
        r"i (?:can|could|want to|plan to|intend to|would like to|promise to|choose to|might)",
        r"i['’]d like to",
        r"let me",
        r"(?:my|the) first step (?:is|will be|would be)(?: to)?",
    ),
    plan_lead=re.compile(
        r"^(?:(?:\W+|yes|yeah|ok|okay|sure|alright|right|well|good|so|then|and|maybe|i think|probably|first|just|to|"
        r"i(?:['’]ll| will| shall)|(?:i['’]m|i am) going to|i (?:can|could|want to|plan to|intend to|would like to|promise to|"
        r"choose to|might)|i['’]d like to|let me|(?:my|the) first step (?:is|will be|would be))(?![\w'’])[\s,:]*)+",
        re.IGNORECASE,
    ),
    plan_form=re.compile(
        r"^(?!(?:i|we|my|the|a|an|that|this|it|there|from|at|in|on|for|with|not|no|none|yes|ok|he|she|they|you|"
        r"your|whether|both|option|number|one|what|how|why|when|who|is|are|do|don['’]t|maybe|nothing|still|thanks|thank|because)\b)"
        r"[\w'’-]+(?: \S+)+$",
        re.IGNORECASE,
    ),
    tail=re.compile(r",? (?:i (?:suppose|guess|think|hope)|maybe|probably|or something)$", re.IGNORECASE),
    ordinals=(
        words("first", "number one", "option one", "option 1", "number 1", "1st", r"^\W*1\W*$"),
        words("second", "number two", "option two", "option 2", "number 2", "2nd", r"^\W*2\W*$"),
        words(
            "third", "number three", "option three", "option 3", "number 3", "3rd", "last one", r"^\W*3\W*$"
        ),
    ),
)

WORDING = Wording(
    echo=(
        "{Words}. I hear that.",
        "I want to stay with this for a moment: {words}.",
        "What stands out to me is that {words}.",
        "So {words}.",
        "I take this with us: {words}.",
        "You tell me that {words}, and I don't want to pass over it.",
        "{Words}: that belongs in the picture.",
        "Thank you for saying it so plainly: {words}.",
        "If I follow you, {words}.",
        "I hear that {words}.",
        "One thing you said stays with me: {words}.",
    ),
    echo_quoted=(
        "You said: “{quote}”. I hear that.",
        "“{quote}”: I want to stay with those words for a moment.",
        "Your words “{quote}” stay with me.",
        "I take this with us: “{quote}”.",
        "“{quote}”, you say, and I don't want to pass over it.",
        "Thank you for putting it that way: “{quote}”.",
        "What stands out to me is “{quote}”.",
        "“{quote}” belongs in the picture.",
        "I read “{quote}”, and I make room for it.",
    ),
    echo_two=(
        "{Words}. And {more}. I hear both.",
        "I hear two things: {words}, and {more}.",
        "{Words}, and on top of that {more}.",
    ),
    moves={
        Move.ASKS: (
            "That is a fair thing to ask.",
            "Good that you ask.",
            "Let me answer that as straight as I can.",
            "I won't step around your question.",
        ),
        Move.NOT_READY: (
            "That is all right. Nothing here has to happen fast, and you decide what you share.",
            "Then we go slower. You can stop at any point and come back to this.",
            "Thank you for telling me that it's too soon. There is no deadline in this conversation.",
            "Not being ready is an answer too, and I respect it.",
        ),
        Move.DISAGREES: (
            "Thank you for correcting me; then I had it wrong.",
            "All right, that doesn't fit, and it's good to know.",
            "I hear the no. You know this better than I do.",
            "Fair enough: I'd rather be corrected than agreed with.",
        ),
        Move.UNSURE: (
            "Not knowing is a fine place to be for the moment.",
            "That's all right; some things only get clear while one talks.",
            "You don't need to have the answer ready.",
            "It's honest to say that you can't tell yet.",
            "Then let's not force it.",
            "A question without an answer can stay open for a while.",
            "That's fine. We can come at it from another side.",
        ),
        Move.BRIEF: (
            "I'm here, and there is no hurry.",
            "A short answer is fine with me.",
            "Some moments don't need many words.",
            "All right. I'm still with you.",
            "Take the time that you need.",
            "That's enough for me to go on.",
            "Okay. We can keep it simple.",
        ),
        Move.LINK: (
            "I can't open links, so I don't know what is behind that one.",
            "A link is closed to me: I only have what you write here.",
            "I can't follow that address, but I can follow your words.",
        ),
        Move.REPEATS: (
            "You say it once more, so it must weigh a lot.",
            "I have that from you already, and I'm not letting go of it.",
            "You come back to these words; they seem to hold the heart of it.",
            "I hear it again, and I take it as seriously as the first time.",
        ),
        Move.FOREIGN: (
            "I see that you wrote in another language. This session is set to English, so I'll stay with English; I follow you best in it.",
            "I'll go on in English, as this session is set. Write as it comes to you; I may miss some of it.",
            "I can't catch everything in that language, and I answer in English here.",
            "I stay with English, and I take what I could understand of it with me.",
        ),
    },
    inquiries={
        Inquiry.GUIDE: (
            "I'm the built-in guide: a set of rules, not a person and not an AI model, with no hidden knowledge about you.",
            "You are talking to a program that follows rules. There is no human and no AI model behind these lines.",
            "I'm only a guide made of rules. What is real here is what you bring.",
        ),
        Inquiry.PRIVACY: (
            "As the built-in guide I send your words to no outside model; they are kept in your session, which you can delete.",
            "What you write stays with your session, and deleting the session removes it. I pass nothing on to an AI company.",
        ),
        Inquiry.JUDGEMENT: (
            "I can't judge that or put a name to it; a doctor or counsellor could. What I can say is that it's worth taking seriously.",
            "That's not for me to diagnose. If the question keeps coming back, it deserves someone qualified to hear it.",
        ),
        Inquiry.PROCESS: (
            "We go through five steps: first I listen, then we get it clear, look at it from another side, weigh some options and settle one first step.",
            "It's five short steps, a handful of messages, ending with one small thing to do and a time for it.",
        ),
        Inquiry.ADVICE: (
            "I can't decide it for you, but I can help you see what there is to choose from.",
            "What to do is yours to choose; my part is to help you get to a choice you can stand behind.",
            "I'd be making it up if I told you what is right. Let's look for it in what you know.",
        ),
        Inquiry.OTHER: (
            "You ask “{asked}”, and I have no ready answer to that. Let's keep the question in view.",
            "“{asked}” is a question that I can't answer for you, but it points to something that matters.",
            "I don't know the answer to “{asked}”. Your own first hunch may be worth more than my guess.",
        ),
    },
    neutral=(
        "I can tell that this matters to you.",
        "That is no small thing.",
        "It makes sense that this takes up room in you.",
        "I can see why you don't want to leave it there.",
    ),
    safety=(
        "When it gets this dark I'd rather ask straight: are you safe right now? If you might harm yourself, please call a local emergency or crisis line; a person there can be with you in a way I can't.",
        "I take that seriously. If any part of you is thinking of not going on, please reach out to someone today, a crisis line or a person near you. Are you safe at this moment?",
        "Before anything else: is there somebody who can be with you right now? If you're in danger of hurting yourself, please call your local emergency number or a crisis line.",
    ),
    danger=(
        "Before anything else: are you safe where you are right now? If not, please call your local emergency number; a helpline for people who are hurt or threatened at home can also plan with you, step by step.",
        "First of all I'd like to know: are you safe at this moment, and is this screen safe from other eyes? If you're in danger, please call your local emergency number.",
    ),
    help_beside=("Help lines are shown beside this reply; a person there can listen.",),
    welcome=(
        "Good that you're here. There is no hurry.",
        "Welcome. You can write as much or as little as you like.",
        "I'm glad you came. Begin wherever you like.",
    ),
    receive_open=(
        "What has been on your mind that brought you here?",
        "If you like, begin anywhere: what happened most recently that made you think of writing?",
        "In a sentence or two, what is the thing that won't leave you alone?",
        "What would you like to put down here first?",
        "What is going on for you these days?",
        "Which moment of this week would you tell me about, if you could pick one?",
    ),
    receive_deepen=(
        "What weighs on you most in all of this?",
        "What is it like for you when it's at its strongest?",
        "When it comes up, what goes through your mind first?",
        "What would you want someone to understand about this?",
        "Which part of it follows you through the day?",
        "How is it to carry this right now?",
    ),
    ask={
        Need.HARDEST: (
            "Of all this, what is the hardest part for you?",
            "If you could take away just one piece of it, which would bring the most relief?",
            "What are you most afraid could happen?",
        ),
        Need.FACTS: (
            "To get the facts straight: when did this begin, and is there a date by which something must happen?",
            "What happened, in order, the last time it came up?",
            "Since when has it been like this, and what is fixed about it?",
        ),
        Need.TRIED: (
            "What have you tried so far, even something small, and what came of it?",
            "Is there anything you've done about it that helped a little, even briefly?",
            "What do you already have that could help: time, money, knowledge, someone's offer?",
        ),
        Need.PEOPLE: (
            "Who else is part of this, and who knows how you are?",
            "Is there anyone who has been told about it, or anyone who decides in it with you?",
            "Who would notice first if this got better?",
        ),
        Need.OUTCOME: (
            "Suppose it turned out well enough, not perfect: what would be different?",
            "How would you know that this is settled? What would you see?",
            "What would be enough for you, for now?",
        ),
    },
    ask_more=(
        "What have I not asked that I should know?",
        "Is there anything that we left out and that still matters?",
        "What would a calm observer say is going on here?",
        "Which detail keeps coming back to you?",
        "What part of this is yours, and what part belongs to others?",
    ),
    clarify_close=(
        "I have a picture now. Before we look for ways forward, let's step back: what would you say to a good friend who told you this very story?",
        "Thank you, that gives us firm ground. Let's look from a little further away: how might someone who wishes you well describe your situation?",
        "That is clear enough to work with. If this were happening to someone you love, what would you see that is hard to see from inside?",
        "I think I understand where you stand. What would somebody say to this who knows you well and thinks the world of you?",
    ),
    reframe_turned=(
        "You have just turned it round yourself: “{quote}”. Seen like that, the question is no longer what is wrong with you, but what the situation asks for, and that is easier to work on.",
        "“{quote}”: that is already another way of seeing it, and it's yours. In it you aren't the fault to be repaired; you are the one who gets to respond.",
        "I'd hold on to “{quote}”. It moves the weight from a judgement about you to a task that has edges.",
    ),
    reframe_general=(
        "One could also see it like this: a part of it isn't in your hands and never was, and another part, perhaps a small one, is. The trouble may be less a verdict on you than a knot of both.",
        "Another way to look at it: that it's hard for you doesn't show that you're doing it wrong. It shows that something here matters to you, and one can start from what matters.",
        "Perhaps it isn't one big problem but several small ones that arrived together. Big ones overwhelm; small ones can be taken in turn.",
        "It could also be that you're not at the end of something but in the middle of it, where things usually look worst.",
    ),
    reframe_resource=(
        "And you don't start from nothing: you told me that {words}.",
        "There is something under your feet, too: {words}.",
        "I'd put next to it what you also said: {words}.",
    ),
    reframe_close=(
        "Does that fit? And from there, what could you do, even things that seem too small or too bold?",
        "How does that sound to you? If it holds, which ways forward come to mind, without judging them yet?",
        "Does some of it ring true? If so, what are two or three things you could do from here?",
        "What does that change, if anything? And which possibilities do you see, however rough?",
    ),
    options_open=(
        "Here are some ways forward, drawn from what you've told me. None of them binds you.",
        "Let me lay out what I can see from your words, side by side.",
        "From what you've said I can draw these; take them as drafts.",
        "Let's put some possibilities next to each other, each with its price.",
    ),
    options_own=(
        "You've named the ways yourself; let me lay them side by side.",
        "These are your own ideas, next to each other, each with its price.",
        "Let me put what you named in order, so that you can compare.",
    ),
    options_close=(
        "Which of them is closest to you, or what is missing?",
        "Which one could you live with best, as a start?",
        "When you read them, towards which do you lean, even slightly?",
        "Which would you try first, and what makes you hesitate?",
    ),
    options_choose=(
        "Which of these would you begin with? And what is its first small part, and when?",
        "Which one first, and what exactly would you do, on which day?",
    ),
    options_measure=(
        "You told me what you're after: “{quote}”. Which of these brings you nearer to it?",
        "If you hold them against your own words, “{quote}”, which one comes closest?",
    ),
    picked=(
        "So you lean towards this: “{title}”. You have your reasons, and that counts.",
        "Then let's take “{title}” as your direction.",
        "“{title}” it is, for now; you can still change your mind.",
    ),
    unpicked=(
        "If none stands out yet, the lightest to try is “{title}”; trying it decides nothing.",
        "You needn't choose for good. As an experiment, “{title}” asks the least of you.",
        "It's fine to leave the choice open. “{title}” would be a gentle way to find out more.",
    ),
    new_idea=(
        "That gives us a direction, and it comes from you.",
        "Then let's follow that thread; it's yours.",
        "We can work with that.",
    ),
    first_step=(
        "Let's make it small: what is the very first thing you would do, and when?",
        "What would be the first ten minutes of it, and on which day?",
        "Which first step is so small that you could do it this week, and at what time?",
        "How would it begin: what exactly, and when?",
    ),
    keep_plan=(
        "You have already named a first step and a time for it. Shall we keep it like that, or is there something to change?",
        "With that you've said what and when. Does it hold as it is?",
    ),
    ask_what=(
        "The time is clear. What exactly will you do then, as small as you like?",
        "Good, we have a moment for it. What will be the first thing you do?",
    ),
    ask_when=(
        "Now it only needs a time. When will you do it: which day, and at about what hour?",
        "When could that happen? A day and an hour make it easier to keep.",
    ),
    ask_both=(
        "What is one first step that you could take, however small, and when would you take it?",
        "If you did just one thing for this, ten minutes long, what would it be, and on which day?",
        "Which one thing would you do first, and when does it fit into your week?",
        "To end with something you can hold: what will you do first, and when?",
    ),
    close_from=(
        "You came here with this: {words}.",
        "When we began, you told me that {words}.",
        "This is where we started: {words}.",
    ),
    close_turn=(
        "On the way you found words that see it differently: “{quote}”.",
        "Then you looked at it anew: “{quote}”.",
        "In between you said “{quote}”, and the picture moved.",
    ),
    close_pick=(
        "Among the ways forward, you leaned towards “{title}”.",
        "You chose a direction: “{title}”.",
    ),
    close_plan=(
        "And now there is a first step:",
        "What you take with you is this:",
        "So this is what you've set yourself:",
    ),
    close_open=(
        "We end without a fixed step, and that's all right; it can wait until you're ready.",
        "You don't have to leave with a plan. What has become clearer stays clear.",
        "No step is set in stone today, and nothing is lost by that.",
    ),
    farewell=(
        "I can't know how it will go, but you have found a place to begin. Be kind to yourself on the way, and come back whenever you like.",
        "It needn't go perfectly to count. Thank you for thinking this through here; take good care of yourself.",
        "However it turns out, you've looked at it squarely, and that took something. Go gently.",
    ),
)

FEELINGS = {
    Feel.HOPELESS: FeelingWords(
        words(
            "hopeless",
            "pointless",
            r"no (?:point|hope|way out)",
            r"(?:can['’]t|cannot) (?:go on|take (?:it|this) any ?more|do this any ?more)",
            "give up on everything",
            "worthless",
            r"hate myself",
            r"want (?:it|everything|this) to (?:end|stop)",
            "disappear",
            "burden to",
            r"hurt(?:ing)? myself",
        ),
        (
            "That sounds very dark, and very heavy to carry.",
            "I hear how little hope there is in that right now.",
            "It sounds as if there's hardly any light in it for you at the moment.",
        ),
        (
            "When everything looks closed, that is often what exhaustion and pain do to the view; it need not be all there is to see. You don't have to see further than the next hour for now.",
            "The dark you describe is real, and it is also a place from which one sees very little. It may not be the last word on you.",
        ),
    ),
    Feel.UNSAFE: FeelingWords(
        words(*_VIOLENCE),
        (
            "I'm sorry that this is happening to you. Nobody should have to live with being hurt or threatened.",
            "That sounds frightening, and what is done to you there isn't your fault.",
        ),
        (
            "What is done to you isn't caused by anything you did or failed to do. Being afraid may simply be a clear view of the danger, and looking for a way to be safe isn't disloyal.",
            "One could see it like this: it isn't your task to put right how someone else acts. Your task, for now, is that you are safe.",
        ),
    ),
    Feel.GRIEVING: FeelingWords(
        words(*_DEATH),
        (
            "I'm sorry for your loss. There is grief in what you write.",
            "That is a deep loss, and it takes the time that it takes.",
            "I hear how much you miss what is gone.",
        ),
        (
            "Grief this large can be seen as the other side of how much there was. It needn't be solved; it can be given a place.",
            "Perhaps there is nothing to get over here, only something to learn to carry, a little differently each month.",
        ),
    ),
    Feel.AFRAID: FeelingWords(
        words(
            "afraid",
            "scared",
            "fear",
            "fears",
            "terrified",
            "anxious",
            "anxiety",
            "panic\\w*",
            "worr(?:y|ied|ies|ying)",
            "nervous",
            "dread",
            "lie awake",
            r"(?:can['’]t|cannot|don['’]t) sleep",
            r"i freeze",
            "what if",
        ),
        (
            "It sounds frightening, and tiring to be on guard like that.",
            "I hear fear in that, and it makes sense.",
            "That sounds like a worry which doesn't let go of you.",
        ),
        (
            "Fear could be read here as a measure of what you want to protect, not as proof that it'll go wrong. What it guards is worth knowing, because that is what your next step should serve.",
            "One could see the worry as a part of you that is trying to plan, with too little to go on. Given a few facts and a date, it may have less to invent.",
        ),
    ),
    Feel.TIRED: FeelingWords(
        words(
            "exhausted",
            "exhausting",
            "tired",
            "burn(?:ed|t) out",
            "burnout",
            "drained",
            "worn out",
            "overwhelm(?:ed|ing)",
            "too much",
            r"can['’]t cope",
            "no energy",
            "breaking point",
        ),
        (
            "You sound worn out, and no wonder.",
            "I hear a tiredness that one night's sleep wouldn't mend.",
            "That's a lot for one person, and it shows.",
        ),
        (
            "Perhaps the tiredness doesn't say that you're weak, but that the load was made for more than one person. Then the question isn't how to bear more, but what could be put down or shared.",
            "One could see the exhaustion as an honest signal: the way it is arranged now asks too much. Arrangements can be changed more easily than people.",
        ),
    ),
    Feel.GUILTY: FeelingWords(
        words(
            "guilt(?:y)?",
            "ashamed",
            "shame",
            "embarrass(?:ed|ing)",
            "my fault",
            "blame (?:me|myself)",
            "let (?:\\w+ )?down",
            "i failed",
            "failure",
            "not good enough",
            "regret",
        ),
        (
            "I hear how hard you are on yourself in this.",
            "It sounds as if guilt sits close by.",
            "There is some shame in that, I think, and it's a lonely thing to carry.",
        ),
        (
            "Guilt could be seen here as a sign of how much you care, not as a fair account of what you did. Someone careless wouldn't be asking themselves this.",
            "One could hold apart what you did, what you could have known, and what was never up to you. Blame tends to put all three in one sack.",
        ),
    ),
    Feel.ANGRY: FeelingWords(
        words(
            "angry",
            "anger",
            "furious",
            "rage",
            "unfair",
            "resent\\w*",
            "fed up",
            "sick of",
            "frustrat(?:ed|ing|ion)",
            "annoyed",
            "hate (?:him|her|them|it|this|that|my)",
        ),
        (
            "I hear anger, and that something isn't right here.",
            "That sounds frustrating, and you've been patient for a while.",
            "It makes sense to be angry about that.",
        ),
        (
            "The anger could be seen as a guard: it stands where something that matters to you was stepped over. Knowing what it guards tells you what to ask for.",
            "Perhaps the anger isn't the problem but a clear message about a limit, one that hasn't yet been said aloud to the right person.",
        ),
    ),
    Feel.HURT: FeelingWords(
        words(
            "hurt(?:s)?",
            "humiliat\\w+",
            "betray\\w+",
            "reject\\w+",
            "ignored?",
            "ignores me",
            "insult\\w*",
            "belittl\\w+",
            "cheated",
            "mocked",
            "unappreciated",
            "invisible",
            "passed over",
        ),
        (
            "That must have hurt.",
            "I hear that it left a mark, being treated like that.",
            "It sounds painful not to be seen for what you do and are.",
        ),
        (
            "How you were treated says something about that moment and that person's limits; it needn't be the measure of what you're worth.",
            "One could see the hurt as information: it shows what you need from people and from this situation, and that can be asked for or looked for elsewhere.",
        ),
    ),
    Feel.ALONE: FeelingWords(
        words(
            "alone",
            "lonely",
            "loneliness",
            "nobody (?:knows|understands|asks|asked|helps|cares)",
            "no one (?:knows|understands|asks|asked|helps|cares|to)",
            "told nobody",
            "told no one",
            "isolated",
            "by myself",
            "homesick",
        ),
        (
            "That sounds lonely, on top of everything else.",
            "I hear how much of this you've been holding by yourself.",
            "Carrying it alone makes it heavier.",
        ),
        (
            "Perhaps a part of the weight isn't the problem itself but that nobody shares it yet. That part can change before the rest does.",
            "One could see the loneliness as the one piece of this that another person can take off you, if they only know of it.",
        ),
    ),
    Feel.SAD: FeelingWords(
        words(
            "sad",
            "sadness",
            "cry(?:ing)?",
            "cried",
            "tears",
            "heartbroken",
            "miss (?:him|her|them|my)",
            "depress\\w+",
            "unhappy",
            "miserable",
            "empty",
            "broke up",
            "left me",
        ),
        (
            "I hear sadness in that.",
            "That sounds sad, and it's all right that it is.",
            "There's a heaviness in your words, and I don't want to hurry past it.",
        ),
        (
            "The sadness could be seen as a sign that something here has real value for you. It may tell you what to keep, even if not everything can stay.",
            "Perhaps being sad isn't the opposite of getting on with it, but the way one lets go of what can't stay as it was.",
        ),
    ),
    Feel.TORN: FeelingWords(
        words(
            "torn",
            r"(?:can['’]t|cannot) decide",
            "undecided",
            "either way",
            "on the one hand",
            "whether to",
            "dilemma",
            "confused",
            r"don['’]t know (?:what|which|whether|if|how)",
            "between two",
        ),
        (
            "It sounds as if you're pulled in two directions.",
            "I hear two things in it that both matter to you.",
            "Standing at a fork like that is tiring in its own way.",
        ),
        (
            "That you can't decide need not be weakness: two things that both matter are at stake. Then it isn't about finding the right answer but about which price you'd rather pay.",
            "One could see the indecision as care. And few choices are as final as they look from in front; often one can try a piece before choosing the whole.",
        ),
    ),
    Feel.STUCK: FeelingWords(
        words(
            "stuck",
            "trapped",
            "frozen",
            "paraly[sz]ed",
            "procrastinat\\w+",
            "keep putting (?:it )?off",
            "going in circles",
            "nothing changes",
            "no progress",
            "stress(?:ed|ful)?",
            "pressure",
            "deadlines?",
        ),
        (
            "It sounds as if you're stuck between wanting to move and not being able to.",
            "I hear a lot of pressure in that.",
            "That sounds like standing still while everything pushes.",
        ),
        (
            "Being stuck could be seen as a sign that the step in front of you is too big, not that you lack the will. Smaller steps exist.",
            "Perhaps you aren't standing still but holding many things in balance at once. One of them may be put down first.",
        ),
    ),
}

KINDS = {
    Kind.LEAVE: KindWords(
        words(
            "leave", "quit", "resign", "break up", "divorce", "cut ties", "drop out", "walk away", "give up"
        ),
        (
            Option(
                "",
                ("it ends what wears you down", "it frees time and strength"),
                ("it is hard to undo, so it needs a safety net first",),
                "high",
            ),
            Option("", ("it makes a clear break",), ("much changes at once, for others too",), "high"),
        ),
    ),
    Kind.WAIT: KindWords(
        words("wait", "stay", "keep", "do nothing", "leave it", "hold on", "continue", "give it"),
        (
            Option(
                "",
                ("nothing has to be decided at once", "what you have stays"),
                ("what troubles you goes on meanwhile",),
                "low",
            ),
            Option("", ("it buys time to learn more",), ("without a date, waiting tends to last",), "low"),
        ),
    ),
    Kind.SHARE: KindWords(
        words("share", "split", "divide", "take turns", "delegate", "rota", "hire", "hand over"),
        (
            Option(
                "",
                ("the load rests on more than one person",),
                ("it takes a talk and some trust that others keep to it",),
                "medium",
            ),
            Option("", ("it gives you room to breathe",), ("you give up some control",), "medium"),
        ),
    ),
    Kind.HELP: KindWords(
        words(
            "help",
            "council",
            "advice",
            "shelter",
            "specialist",
            "clinic",
            "agency",
            "counsell?or",
            "therap\\w+",
            "doctor",
            "lawyer",
            "union",
            "hr",
            "charity",
            "helpline",
            "mediat\\w+",
            "support",
            "apply",
        ),
        (
            Option(
                "",
                ("you don't have to work it all out alone",),
                ("asking may feel exposing at first",),
                "medium",
            ),
            Option(
                "",
                ("someone who knows the rules looks at it with you",),
                ("it can take a while until they answer",),
                "medium",
            ),
        ),
    ),
    Kind.TALK: KindWords(
        words(
            "talk",
            "tell",
            "speak",
            "ask",
            "call",
            r"write (?:to|him|her|them|my|your|a (?:letter|message|note|mail))",
            "email",
            "e-mail",
            "message",
            "text",
            "meet",
            "discuss",
            "apologi[sz]e",
            "confront",
            "say",
            "explain",
            "phone",
            "letter",
        ),
        (
            Option(
                "",
                ("it can clear up what silence leaves open",),
                ("the answer isn't in your hands",),
                "medium",
            ),
            Option(
                "",
                ("you'd know where you stand",),
                ("the conversation may be uncomfortable",),
                "medium",
            ),
        ),
    ),
    Kind.MONEY: KindWords(
        words(
            "pay",
            "buy",
            "sell",
            "borrow",
            "loan",
            "save",
            "budget",
            "spend",
            "invest",
            "rent",
            "debt",
            "mortgage",
        ),
        (
            Option(
                "",
                ("it brings movement quickly",),
                ("it needs a sober look at the figures first",),
                "medium",
            ),
            Option(
                "", ("the cost can be counted beforehand",), ("it narrows what else you can do",), "medium"
            ),
        ),
    ),
    Kind.MOVE: KindWords(
        words(
            "move", "relocate", "room", "travel", "go (?:to|back)", "return", "emigrate", "transfer", "switch"
        ),
        (
            Option(
                "",
                ("it gives relief from the present place",),
                ("there is a lot to arrange and to get used to",),
                "high",
            ),
            Option("", ("a new setting opens new doors",), ("what is familiar gets further away",), "high"),
        ),
    ),
    Kind.LEARN: KindWords(
        words(
            "study",
            "learn",
            "course",
            "train",
            "practi[sc]e",
            "read",
            "degree",
            "class",
            "school",
            "enrol\\w*",
        ),
        (
            Option(
                "", ("it opens doors that are closed now",), ("it takes time before it pays off",), "high"
            ),
            Option("", ("each hour of it stays with you",), ("it needs room in a full week",), "medium"),
        ),
    ),
    Kind.SEARCH: KindWords(
        words(
            "look",
            "search",
            "find",
            "explore",
            "check",
            "compare",
            "research",
            "visit",
            "try",
            "test",
            "line",
        ),
        (
            Option(
                "",
                ("you learn what is really possible",),
                ("it takes patience, and some leads go nowhere",),
                "medium",
            ),
            Option("", ("it commits you to nothing yet",), ("more choice can also tire you",), "low"),
        ),
    ),
    Kind.REST: KindWords(
        words(
            "rest", "break", "sleep", "holiday", "vacation", "time off", "sick leave", "pause", "slow", "walk"
        ),
        (
            Option(
                "",
                ("strength comes back before you decide",),
                ("the question is still there afterwards",),
                "low",
            ),
            Option(
                "",
                ("your body gets what it has been asking for",),
                ("others must do without you for a bit",),
                "low",
            ),
        ),
    ),
    Kind.OTHER: KindWords(
        strings(r"\w"),
        (
            Option(
                "", ("it is your own idea, so it fits your life",), ("how it turns out is open",), "medium"
            ),
            Option(
                "",
                ("it changes something you can influence",),
                ("it takes a start on a day you're tired",),
                "medium",
            ),
        ),
    ),
}

DOMAINS = {
    Domain.SAFETY: DomainWords(
        words(*_VIOLENCE),
        (
            Option(
                "Speak with a helpline or service for people in your situation, from a safe phone",
                ("they know what is possible and keep it confidential",),
                ("it takes courage to say it aloud",),
                "medium",
            ),
            Option(
                "Agree with someone you trust on a sign and a place you can go",
                ("you have a way out before you need one",),
                ("it means letting one person know",),
                "medium",
            ),
        ),
    ),
    Domain.GRIEF: DomainWords(
        words(*_DEATH),
        (
            Option(
                "Set aside half an hour to remember: a photo, a letter, a place",
                ("the grief gets a place of its own",),
                ("it may bring tears first",),
                "low",
            ),
            Option(
                "Find one person or a group who knows this kind of loss",
                ("you needn't explain much to be understood",),
                ("the first visit is the hardest",),
                "medium",
            ),
        ),
    ),
    Domain.HEALTH: DomainWords(
        words(
            "hospital",
            "illness",
            "diagnos\\w+",
            "chronic pain",
            "surgery",
            "cancer",
            "therapy",
            "insomnia",
            "panic attacks?",
            "drink(?:ing)?",
            "sleep",
        ),
        (
            Option(
                "Write down what you notice and take it to a doctor",
                ("someone qualified can look at it",),
                ("there may be a wait for an appointment",),
                "medium",
            ),
            Option(
                "Tell one person what your days are like at the moment",
                ("you're no longer the only one who knows",),
                ("it makes it more real",),
                "low",
            ),
        ),
    ),
    Domain.CARE: DomainWords(
        words(
            "care for",
            "caring for",
            "caregiver",
            "carer",
            "nursing home",
            "dementia",
            r"alzheimer['’]?s?",
            "looking after",
            "look after",
        ),
        (
            Option(
                "Make a written rota of who does what, and show it to the family",
                ("the load becomes visible and can be shared",),
                ("not everyone will like seeing it",),
                "medium",
            ),
            Option(
                "Ask the local services what help at home there is",
                ("some of it may be paid for",),
                ("forms and waiting",),
                "medium",
            ),
        ),
    ),
    Domain.HOME: DomainWords(
        words(
            "flat",
            "apartment",
            "landlord",
            "landlady",
            "rent",
            "lease",
            "evict\\w*",
            "housing",
            "mortgage",
            "move out",
            "roommate",
            "flatmate",
        ),
        (
            Option(
                "Ask a housing or tenants' advice service what your rights are",
                ("you'd know what is fixed and what isn't",),
                ("an appointment may take some days",),
                "low",
            ),
            Option(
                "Look at three places this week, only to compare",
                ("the unknown becomes a list",),
                ("it can be disheartening at first",),
                "medium",
            ),
        ),
    ),
    Domain.MONEY: DomainWords(
        words(
            "debts?",
            "loans?",
            "money",
            "bills?",
            "salary",
            "bankrupt\\w*",
            "savings",
            "credit card",
            "afford",
            "owe",
        ),
        (
            Option(
                "Put all that comes in and goes out on one page",
                ("a number is easier to face than a fog",),
                ("the first look may sting",),
                "low",
            ),
            Option(
                "Book a talk with a free debt or money advice service",
                ("they know arrangements that you can't know",),
                ("you have to show the figures to a stranger",),
                "medium",
            ),
        ),
    ),
    Domain.STUDY: DomainWords(
        words(
            "exams?",
            "university",
            "college",
            "thesis",
            "dissertation",
            "degree",
            "school",
            "studies",
            "study",
            "course",
            "semester",
            "professor",
            "grades?",
            "phd",
        ),
        (
            Option(
                "Ask the office or a tutor which dates and rules can bend",
                ("you'd plan with facts",),
                ("you have to say that it's tight",),
                "low",
            ),
            Option(
                "Do one fixed hour a day on it for a week, then look again",
                ("you see what an hour really moves",),
                ("something else must give way",),
                "medium",
            ),
        ),
    ),
    Domain.WORK: DomainWords(
        words(
            "job",
            "work",
            "boss",
            "manager",
            "office",
            "company",
            "colleagues?",
            "coworkers?",
            "career",
            "laid off",
            "fired",
            "promotion",
            "project",
            "shift",
            "clients?",
            "business",
            "shop",
            "startup",
            "redundan\\w+",
        ),
        (
            Option(
                "Ask for half an hour alone with the person who decides at work",
                ("it gives a chance to be heard without an audience",),
                ("you can't steer how they react",),
                "medium",
            ),
            Option(
                "Look quietly at what else is out there, two evenings long",
                ("knowing that there are doors takes off pressure",),
                ("it costs evenings when you're tired",),
                "medium",
            ),
        ),
    ),
    Domain.COMPANY: DomainWords(
        words(
            "lonely",
            "loneliness",
            "friends",
            "no friends",
            "alone",
            "homesick",
            "isolated",
            "new (?:city|town|country)",
        ),
        (
            Option(
                "Go to one regular group (a course, a choir, a sport) four times before you judge it",
                ("people become familiar by being met again",),
                ("the first evening takes some courage",),
                "medium",
            ),
            Option(
                "Write to one person you have lost sight of",
                ("a thread is there already",),
                ("the answer may take its time",),
                "low",
            ),
        ),
    ),
    Domain.LOVE: DomainWords(
        words(
            "husband",
            "wife",
            "partner",
            "boyfriend",
            "girlfriend",
            "marriage",
            "married",
            "relationship",
            "divorce",
            "fight",
            "friend",
            "friendship",
            "mother",
            "father",
            "mum",
            "mom",
            "dad",
            "sister",
            "brother",
            "son",
            "daughter",
            "family",
            "ex",
        ),
        (
            Option(
                "Write what you want to say in three sentences, before you say it",
                ("you find out what you really mean",),
                ("writing it isn't yet saying it",),
                "low",
            ),
            Option(
                "Propose a fixed time to talk, with one topic only",
                ("it keeps the talk from turning into everything at once",),
                ("the other may not want to",),
                "medium",
            ),
        ),
    ),
}

ENGLISH = Language(
    locale="en",
    note=(
        "A word first: I'm Solacore's built-in guide. I follow rules and am not an AI model, so I work with what you tell me and won't understand everything."
    ),
    indirect=READING.stands_alone,
    spaced=True,
    reading=READING,
    wording=WORDING,
    feelings=FEELINGS,
    kinds=KINDS,
    domains=DOMAINS,
    talk_to=Option(
        "Sit down with {person} and say plainly what you need",
        ("a clear wish is easier to answer than a worry",),
        ("the reply isn't yours to decide",),
        "medium",
    ),
    status_quo=Option(
        "Leave things as they are until a date you set, and look again then",
        ("nothing is lost yet, and you gain time",),
        ("what troubles you goes on until then",),
        "low",
    ),
    general=(
        Option(
            "Write on one page what is fixed and what is still open",
            ("it separates facts from fears",),
            ("it doesn't change anything by itself",),
            "low",
        ),
        Option(
            "Take the smallest piece of it and give it fifteen minutes",
            ("beginning is often the heaviest part",),
            ("the big question stays for now",),
            "low",
        ),
        Option(
            "Tell someone you trust what you've told me",
            ("it gets lighter when it's shared",),
            ("you have to choose whom, and find the moment",),
            "medium",
        ),
    ),
)
