"""Email addresses, also obfuscated ones, handles and profile links, IP and hardware addresses."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from solve.safety.personal_data.finding import Finding, Kind, compact, near

# Latin, Greek and Cyrillic letters: in Chinese text the words around an address touch it.
_LETTER = "A-Za-z0-9\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
_LOCAL = rf"[{_LETTER}_.!#$&'*+/=?^`{{|}}~%-]{{1,64}}"
_LABEL = rf"[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])?"
_PLAIN_EMAIL = re.compile(
    rf"(?<![{_LETTER}_])(?P<local>{_LOCAL})@(?P<domain>(?:{_LABEL}\.){{1,6}}(?:[^\W\d_\u4e00-\u9fff]{{2,24}}|[\u4e00-\u9fff]{{2,6}})|\[[\d.]{{7,15}}\])"
)
# The ending of a well-known house is often left out.
_HOUSES = r"(?:gmail|googlemail|hotmail|yahoo|outlook|icloud|proton(?:mail)?|fastmail|qq|163|126|foxmail)"
_SHORT_EMAIL = re.compile(rf"(?<![{_LETTER}_])(?P<local>{_LOCAL})@(?P<domain>(?i:{_HOUSES})\b)")
# A comma for the dot.
_MISTYPED_EMAIL = re.compile(
    rf"(?<![{_LETTER}_])(?P<local>{_LOCAL})@(?P<domain>{_LABEL},(?:com|net|org|es|mx|cn|uk)(?![A-Za-z0-9]))"
)
# An address in Chinese characters, whose beginning no rule can tell from the words before it.
_HAN_EMAIL = re.compile(r"(?P<local>[\u4e00-\u9fff]{1,8})@(?P<domain>(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24})")

# The endings that most mail is sent to; an obfuscated address is recognised by them.
_ENDING = (
    r"(?:com|net|org|edu|gov|info|me|io|co|app|dev|mail|email|es|mx|ar|cl|pe|uk|us|ca|au|nz|ie|de|fr|it|pt|eu|ch"
    r"|cn|hk|tw|sg|in|jp|kr|ru|br|cat|gal|eus)(?![A-Za-z0-9])"
)
_AT_BRACKETED = r" ?[\[({<] ?(?:at|a|arroba|艾特|@) ?[\])}>] ?"
_AT_SPELLED = r" ?arroba ?| ?艾特 ?| ?@ ?"
_DOT_BRACKETED = r" ?[\[({<] ?(?:dot|punto|点|點|\.) ?[\])}>] ?"
_DOT_SPELLED = rf"{_DOT_BRACKETED}| dot | punto | ?[点點。] ?"
_DOT_ANY = rf"{_DOT_SPELLED}| ?\. ?"
_JOINT = rf"{_DOT_SPELLED}| (?:underscore|guion bajo|guión bajo|dash|hyphen|guion|guión|下划线) |[._+-]"
_WORD = r"[A-Za-z0-9\u00c0-\u024f_]{1,32}"


def _spelled_email(at: str, dot: str) -> str:
    local = rf"(?<![A-Za-z0-9_])(?P<local>{_WORD}(?:(?:{_JOINT}){_WORD}){{0,4}})"
    return rf"{local}(?:{at})(?P<domain>(?:[A-Za-z0-9-]{{1,40}}(?:{dot})){{1,3}}{_ENDING})"


_OBFUSCATED_EMAILS = (
    re.compile(_spelled_email(f"{_AT_BRACKETED}|{_AT_SPELLED}", _DOT_ANY), re.IGNORECASE),
    # A bare "at" is an everyday word: it counts only with a spelled dot ("at gmail dot com") ...
    re.compile(_spelled_email(" at | en ", _DOT_SPELLED), re.IGNORECASE),
    # ... or after a word for mail.
    re.compile(
        rf"(?:e-?mail|correo|邮箱|郵箱|邮件|邮址)[^\n@]{{0,20}}?{_spelled_email(' at ', _DOT_ANY)}",
        re.IGNORECASE,
    ),
    # ... or where what stands before it is no ordinary word,
    re.compile(
        rf"(?<![\w.])(?=[A-Za-z]{{1,30}}[\d._])"
        rf"(?P<local>[\w.+-]{{3,40}}) at (?P<domain>(?:[A-Za-z0-9-]{{1,40}}\.){{1,3}}{_ENDING})",
        re.IGNORECASE,
    ),
    # ... or where a house of mail follows, its ending left out, after a word for sending.
    re.compile(
        rf"\b(?:send|sent|e-?mail(?:ed)?|write|wrote|reach|contact)\b[^\n@]{{0,25}}? "
        rf"(?P<local>[\w.+-]{{2,40}}) at (?P<domain>{_HOUSES})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.])(?P<local>[\w.+-]{{2,40}})(?: arroba |艾特)(?P<domain>{_HOUSES})\b", re.IGNORECASE
    ),
    # Another sign for the one that everybody looks for.
    re.compile(
        rf"(?<![A-Za-z0-9_.])(?P<local>[A-Za-z0-9][A-Za-z0-9_.+-]{{2,40}})[#*%](?P<domain>{_HOUSES}\.(?:com|cn|net|me))\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<local>[a-z0-9._]{2,32})AT(?P<domain>[a-z0-9-]{2,32}DOT[a-z]{2,6})\b"),
    re.compile(r"(?<!\w)(?P<local>(?:[\w.-] ){2,40})@ ?(?P<domain>(?:[\w-] ?){2,40}\. ?(?:\w ?){2,4})(?!\w)"),
)
_JOINT_SIGNS = (
    (re.compile(_DOT_ANY, re.IGNORECASE), "."),
    (re.compile(r" (?:underscore|guion bajo|guión bajo|下划线) ", re.IGNORECASE), "_"),
    (re.compile(r" (?:dash|hyphen|guion|guión) ", re.IGNORECASE), "-"),
    (re.compile("DOT"), "."),
)


# Where an address may be; the patterns above are too costly for the rest of a long letter.
_EMAIL_HINT = re.compile(
    r"@|arroba|艾特|[\[({<] ?at? ?[\])}>]|(?-i:[a-z0-9]AT[a-z])"
    r"| (?:at|en) [a-z0-9-]{1,40} ?(?:[.点點。(\[{<]|dot |punto )"
    rf"| at {_HOUSES}\b|[#*%]{_HOUSES}\.",
    re.IGNORECASE,
)
_EMAIL_REACH = 150


def emails(text: str) -> Iterator[Finding]:
    """Every email address in a normalised text; the value is the address in lower case."""
    for begin, end in near(_EMAIL_HINT, _EMAIL_REACH, text):
        for pattern in (_PLAIN_EMAIL, _SHORT_EMAIL, _MISTYPED_EMAIL, *_OBFUSCATED_EMAILS, _HAN_EMAIL):
            for match in pattern.finditer(text, begin, end):
                yield _email(match)


def _email(match: re.Match[str]) -> Finding:
    # Quotation marks and the like are allowed in an address, but at its beginning they are not part of it.
    local = match["local"].lstrip(".!#$&'*+/=?^`{|}~%-")
    start = match.end("local") - len(local)
    address = f"{_signs(local)}@{_signs(match['domain'])}"
    return Finding(Kind.EMAIL, start, match.end("domain"), address.casefold())


def _signs(part: str) -> str:
    """A part of an address with its spelled-out signs as signs and without blanks."""
    for pattern, sign in _JOINT_SIGNS:
        part = pattern.sub(sign, part)
    return part.replace(" ", "")


_SITES = (
    r"(?:instagram|facebook|fb|twitter|x|tiktok|linkedin|github|gitlab|threads|snapchat|reddit|pinterest|youtube"
    r"|twitch|weibo|douyin|xiaohongshu|zhihu|bilibili|vk|t|wa|telegram|medium)\.(?:com|net|me|cn|tv)"
)
_PROFILE = re.compile(
    rf"(?<![A-Za-z0-9.@])(?:https?://)?(?:[a-z]{{1,7}}\.)?{_SITES}"
    r"/(?:(?:in|u|user|users|add|people|profile|channel|space|c)/)?[@+]?[A-Za-z0-9_.-]{2,64}(?:/|\b)(?:\?[\w=&%.-]{0,200})?",
    re.IGNORECASE,
)
# What follows an @ without being anybody's name.
_PLACES = r"(?:home|work|school|office|casa|all|everyone|here|channel|todos|night|noon|least|first|last)\b"
_MENTION = re.compile(
    rf"(?<![A-Za-z0-9_.@/])@(?!(?i:{_PLACES}))(?P<value>[A-Za-z_][A-Za-z0-9_.]{{1,28}}[A-Za-z0-9_])"
)
# "u/name" of Reddit, and names in Chinese characters behind the name of a site.
_SHORT_PROFILE = re.compile(
    r"(?<![\w/])u/(?P<value>[A-Za-z0-9_-]{3,20})(?![\w/])"
    r"|(?:微博|抖音|小红书|知乎|B站|快手) ?@(?P<han>[\w-]{2,16})"
)

_SERVICE = (
    r"(?:instagram|insta|ig|facebook|fb|twitter|tiktok|snapchat|snap|telegram|tg|discord|skype|line|kik|reddit"
    r"|linkedin|wechat|weixin|we chat|vx|qq|xbox|psn|steam|twitch|gmail|hotmail|outlook"
    r"|icloud|yahoo|protonmail"
    r"|抖音|小红书|微博|电报|快手)"
)
_SAYS = r"(?: (?:is|es|was)|是|为)?[ :=]{1,3}"
_ACCOUNT = r"@?[A-Za-z0-9][A-Za-z0-9_.-]{2,30}[A-Za-z0-9_](?:#\d{4})?(?![A-Za-z0-9@#])"
_HAS_LETTER = r"(?=@?[\d_.-]{0,30}[A-Za-z])"
_IS_NO_WORD = r"(?=@?[A-Za-z.-]{0,30}[\d_#])"
_ACCOUNTS = (
    re.compile(
        rf"\b{_SERVICE}(?:"
        # "Telegram username: maria", "my discord id is maria": the word for a name makes any token one.
        r" ?(?:id|user ?name|user|handle|usuario|account|cuenta|name|账号|帐号|号码?|用户名)"
        rf"{_SAYS}(?P<named>{_ACCOUNT})"
        # "Instagram: maria" at the end of a clause.
        rf"| ?: ?{_HAS_LETTER}(?P<listed>{_ACCOUNT})(?= ?(?:[.,;!?。；\n)]|$))"
        # "my insta is maria_82", "me on telegram maria.82": a token that is no ordinary word.
        rf"|(?: is| es|:|,)?(?: soy| i'?m| i am| as)? {_HAS_LETTER}{_IS_NO_WORD}(?P<odd>{_ACCOUNT})"
        r")",
        re.IGNORECASE,
    ),
    # "lonely_oak on insta", "sarahk92 en Telegram".
    re.compile(
        r"(?<![\w.@])(?P<before>(?=[a-z._-]{1,30}(?:_|\d\d))[a-z][\w.-]{3,30})"
        rf" (?:on|en) (?:my |mi )?{_SERVICE}\b",
        re.IGNORECASE,
    ),
    # In Chinese text a Latin token after the service's name is an account.
    re.compile(
        r"(?:微信|威信|薇信|薇[^\w\s]{0,2}信?|(?<![A-Za-z])v信|抖音|小红书|微博|快手|加我?v信?|(?<![A-Za-z])(?:wechat|weixin|vx|wx))(?:号码?|账号|帐号|id)?(?:是|为|叫)?"
        r"[ :=]{0,3}(?P<account>[A-Za-z](?:\.?[A-Za-z0-9_-]){5,30}|(?<=[号d是 :=])\d{6,12}(?!\d))",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:(?<![A-Za-z])qq|扣扣|球球|企鹅号)(?:号码?|群号?|账号)?"
        r"(?: is| es|是|为)?[ :=]{0,3}(?P<number>[1-9]\d{4,11})(?!\d)",
        re.IGNORECASE,
    ),
)


def handles(text: str) -> Iterator[Finding]:
    """Every profile link, @name and named account of a messenger in a normalised text."""
    for match in _PROFILE.finditer(text):
        yield Finding(Kind.HANDLE, *match.span(), _account_of(match.group()))
    for match in _MENTION.finditer(text):
        yield Finding(Kind.HANDLE, *match.span(), match["value"].casefold())
    for match in _SHORT_PROFILE.finditer(text):
        name = match.lastgroup or ""
        yield Finding(Kind.HANDLE, *match.span(name), match[name].casefold())
    for pattern in _ACCOUNTS:
        for match in pattern.finditer(text):
            account = match.lastgroup or ""
            yield Finding(Kind.HANDLE, *match.span(account), match[account].lstrip("@").casefold())


def _account_of(link: str) -> str:
    return link.partition("?")[0].rstrip("/").rpartition("/")[2].lstrip("@").casefold()


_IP_V4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_IP_V6 = re.compile(r"(?<![\w:.])(?=[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:]{6,39}(?![\w:])")
_HARDWARE = re.compile(r"(?<![\w:-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w:-])")


def ip_addresses(text: str) -> Iterator[Finding]:
    """Every IPv4, IPv6 and hardware address in a normalised text."""
    for pattern in (_IP_V4, _IP_V6):
        for match in pattern.finditer(text):
            try:
                yield Finding(Kind.IP, *match.span(), ip_address(match.group()).compressed)
            except ValueError:
                continue
    for match in _HARDWARE.finditer(text):
        yield Finding(Kind.IP, *match.span(), compact(match.group()))
