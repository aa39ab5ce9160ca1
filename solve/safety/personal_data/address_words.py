"""The words by which street addresses are recognised in three languages, as parts of patterns."""


def _any_of(words: str) -> str:
    """A pattern for any of the words, which blanks or line ends separate."""
    return "|".join(words.split())


ENGLISH_STREETS = _any_of(
    """
    street str st avenue ave av road rd boulevard blvd lane ln drive dr court ct place pl square sq terrace
    ter close crescent cres way row mews gardens gdns grove hill park parkway pkwy highway hwy circle cir
    trail trl walk quay wharf plaza alley loop turnpike pike broadway green rise view parade esplanade
    expressway heights hts tce pde wy cct circuit cove bend bluff crossing trace vista ridge glen vale villas
    wynd brae drove path run strand common wood woods meadow meadows court yard
    """
)
# Those that hardly end another phrase of a number and a noun, so that lower case is enough.
ENGLISH_PLAIN_STREETS = _any_of(
    "street st avenue ave road rd boulevard blvd lane ln crescent terrace parkway pkwy highway hwy mews"
)
# Words that do not stand between a house number and the kind of street.
ENGLISH_NOT_IN_A_NAME = _any_of(
    r"""
    a an the on in at of off to from for with and or but by near down up along across over under into
    through per my his her our their your this that these those some any other another different same more
    most every each is are was were be been have has had do did went go walked walking lived saw blocks?
    houses? homes? shops? people men women kids children boys girls guys friends cars? dogs? cats? trees
    steps? stops? times? way lanes? miles? km met(?:er|re)s? feet foot years? months? weeks? days? hours?
    minutes? seconds? am pm percent dollars? pounds? euros? quiet busy dirt long whole empty dark main big
    small new old wide lonely noisy narrow million thousand hundred
    """
)
# House numbers in words.
ENGLISH_NUMBERS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
)
SPANISH_NUMBERS = (
    r"uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|diecis[eé]is"
    r"|dieci(?:siete|ocho|nueve)|veinte|veinti\w{3,6}"
    r"|(?:treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)"
    r"(?: y (?:uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?"
)
ENGLISH_CUES = (
    r"liv(?:e|es|ing|ed) (?:at|on)|address(?: is)?|moved to|mail(?:ed)? (?:it )?to|ship(?:ped)? (?:it )?to"
    r"|deliver(?:ed)? to|home at|house at|reside at|located at|stay(?:ing)? at|come to"
)
US_STATES = _any_of(
    r"""
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND
    OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY Alabama Alaska Arizona Arkansas California Colorado
    Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine
    Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada New\x20Hampshire
    New\x20Jersey New\x20Mexico New\x20York North\x20Carolina North\x20Dakota Ohio Oklahoma Oregon
    Pennsylvania Rhode\x20Island South\x20Carolina South\x20Dakota Tennessee Texas Utah Vermont Virginia
    Washington West\x20Virginia Wisconsin Wyoming
    """
)
# The 124 postcode areas of the United Kingdom (Royal Mail, postcode address file).
UK_AREAS = _any_of(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN
    EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML
    N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD
    TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """
)

SPANISH_STREETS = _any_of(
    r"""
    calle c/ c\. cl\. avenida avda\.? av\.? paseo p\.?o\.? plaza plz\.? pza\.? plazuela carretera ctra\.?
    camino ronda traves[ií]a glorieta callej[oó]n calzada carrera cra\.? bulevar boulevard blvd\.? pasaje
    pje\.? urbanizaci[oó]n urb\.? costanilla rambla gran\x20v[ií]a v[ií]a alameda jir[oó]n jr\.? carrer
    avinguda passeig pla[cç]a r[uú]a cuesta prolongaci[oó]n privada cerrada
    """
)
SPANISH_PLAIN_STREETS = r"calle|c/|avenida|avda\.?|traves[ií]a|gran v[ií]a"
SPANISH_NOT_IN_A_NAME = _any_of(
    """
    con por en que a al un una unos unas mi mis tu su sus nos me te se lo le y o pero desde hasta durante
    hace hay para sin casi cada donde cuando como tengo tiene tuve llevo lleva fue era es son vi vivo vive
    queda son[oó] cumpl[ií] principal
    """
)
SPANISH_CUES = (
    r"\bviv(?:o|e|es|imos|en|[ií]a|ir)\b|direcci[oó]n|domicilio|\bresid[eo]\b"
    r"|mud[eéoó]\w{0,4} a|env[ií]\w{1,6} a|casa (?:est[aá] )?en|\bpor el\b"
)
# A word that may follow the house number of an address in lower case; any other makes the number a count.
SPANISH_AFTER_NUMBER = _any_of(
    """
    y e o en con de del pero que porque desde es piso bajo puerta portal esc escalera bloque apto depto int
    interior
    """
)
COLOMBIAN_STREETS = _any_of("calle carrera cra cr kra kr cll cl diagonal dg transversal tv avenida av ac ak")

CHINESE_UNITS = "省市区县镇乡村路街道巷弄里坊段區縣鎮鄉州盟旗屯庄"
CHINESE_ROADS = "路街道巷弄里坊段村屯庄"
CHINESE_COMPLEXES = _any_of(
    r"""
    小区 小區 花园 花園 公寓 大厦 大廈 家园 新村 广场 宿舍 苑 府 公馆 山庄 别墅 校区 胡同 社区 园区 庭 城 居
    里 园 湾 轩 邨 [一二三四五六七八九十]期 \d期
    """
)
# Buildings whose rooms need no word for their door.
CHINESE_BUILDINGS = "大厦|大廈|广场|廣場|中心|公寓|大楼|大樓|国际|國際"
# Words before the first name of an address, the longer first.
CHINESE_LEAD_INS = _any_of(
    """
    我们家住在 我家住在 我家在 我住在 家住在 搬到了 地址是 地址为 住址是 住在 家住 家在 我住 位于 搬到 搬去
    寄到 寄给 送到 地址 住址 就在 来到 前往 去了 到了 我家 住 在 到 去 从 是 至 往 家
    """
)

# Words of three languages that go with the number of a door, a floor or a plot.
UNITS = _any_of(
    """
    apt apartment unit suite ste flat floor room piso planta puerta pta esc escalera bloque torre int interior
    ext depto dpto casa lote mz manzana urb col colonia barrio cp box plot block
    [号號栋棟幢座单單室户樓楼层層组組房弄巷村路街道镇鎮区區]
    """
)
MONTHS = _any_of(
    """
    jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? sept?(?:ember)? oct(?:ober)?
    nov(?:ember)? dec(?:ember)? enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre [月日]
    """
)
