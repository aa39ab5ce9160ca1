"""The words by which street addresses are recognised, in English, Spanish and Chinese."""

ENGLISH_STREETS = (
    "street|str|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|ter"
    "|close|crescent|cres|way|row|mews|gardens|gdns|grove|hill|park|parkway|pkwy|highway|hwy|circle|cir|trail|trl"
    "|walk|quay|wharf|plaza|alley|loop|turnpike|pike|broadway|green|rise|view|parade|esplanade|expressway"
)
# Those that hardly end another phrase of a number and a noun, so that lower case is enough.
ENGLISH_PLAIN_STREETS = (
    "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|crescent|terrace|parkway|pkwy|highway|hwy|mews"
)
# Words that do not stand between a house number and the kind of street.
ENGLISH_NOT_IN_A_NAME = (
    "a|an|the|on|in|at|of|off|to|from|for|with|and|or|but|by|near|down|up|along|across|over|under|into|through|per"
    "|my|his|her|our|their|your|this|that|these|those|some|any|other|another|different|same|more|most|every|each"
    "|is|are|was|were|be|been|have|has|had|do|did|went|go|walked|walking|lived|saw|blocks?|houses?|homes?|shops?"
    "|people|men|women|kids|children|boys|girls|guys|friends|cars?|dogs?|cats?|trees|steps?|stops?|times?|way|lanes?"
    "|miles?|mile|km|meters?|metres?|feet|foot|years?|months?|weeks?|days?|hours?|minutes?|seconds?|year|month|week|day"
    "|hour|minute|am|pm|percent|dollars?|pounds?|euros?|quiet|busy|dirt|long|whole|empty|dark|main|big|small|new|old|wide"
    "|lonely|noisy|narrow|million|thousand|hundred|lane"
)
ENGLISH_CUES = (
    r"live at|lives at|living at|lived at|live on|address is|address:|address|moved to|mail(?:ed)? (?:it )?to"
    r"|ship(?:ped)? (?:it )?to|deliver(?:ed)? to|home at|house at|reside at|located at|stay(?:ing)? at|come to"
)
US_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK"
    "|OR|PA|PR|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut"
    "|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland"
    "|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico"
    "|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota"
    "|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)
# The 124 postcode areas of the United Kingdom (Royal Mail, postcode address file).
UK_AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY"
    "|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR"
    "|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA"
    "|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)

SPANISH_STREETS = (
    r"calle|c/|c\.|cl\.|avenida|avda\.?|av\.?|paseo|p\.?o\.?|plaza|plz\.?|pza\.?|plazuela|carretera|ctra\.?|camino"
    r"|ronda|traves[ií]a|glorieta|callej[oó]n|calzada|carrera|cra\.?|bulevar|boulevard|blvd\.?|pasaje|pje\.?"
    r"|urbanizaci[oó]n|urb\.?|costanilla|rambla|v[ií]a|gran v[ií]a|alameda|jir[oó]n|jr\.?|carrer|avinguda|passeig|pla[cç]a|r[uú]a|cuesta|prolongaci[oó]n|privada|cerrada"
)
SPANISH_PLAIN_STREETS = r"calle|c/|avenida|avda\.?|traves[ií]a|gran v[ií]a"
SPANISH_NOT_IN_A_NAME = (
    "con|por|en|que|a|al|un|una|unos|unas|mi|mis|tu|su|sus|nos|me|te|se|lo|le|y|o|pero|desde|hasta|durante|hace|hay|para|sin"
    "|casi|cada|donde|cuando|como|tengo|tiene|tuve|llevo|lleva|fue|era|es|son|vi|vivo|vive|queda|son[oó]|cumpl[ií]|principal"
)
SPANISH_CUES = r"\bviv(?:o|e|es|imos|en|[ií]a|ir)\b|direcci[oó]n|domicilio|\bresid[eo]\b|mud[eéoó]\w{0,4} a|env[ií]\w{1,6} a"
COLOMBIAN_STREETS = "calle|carrera|cra|cr|kra|kr|cll|cl|diagonal|dg|transversal|tv|avenida|av|ac|ak"
# A word that may follow the house number of an address in lower case; any other makes the number a count.
SPANISH_AFTER_NUMBER = "y|e|en|con|de|del|pero|que|porque|desde|piso|bajo|puerta|portal|esc|escalera|bloque|apto|depto|interior|int|es|o"

CHINESE_UNITS = "省市区县镇乡村路街道巷弄里坊段區縣鎮鄉州盟旗屯庄"
CHINESE_ROADS = "路街道巷弄里坊段村屯庄"
CHINESE_COMPLEXES = "小区|小區|花园|花園|公寓|大厦|大廈|家园|新村|广场|宿舍|苑|府|公馆|山庄|别墅|校区|胡同|社区|园区|庭|城|居|里|园|湾|轩|邨"
CHINESE_LEAD_INS = (
    "我们家住在|我家住在|我家在|我住在|家住在|住在|家住|家在|我住|位于|搬到了|搬到|搬去|寄到|寄给|送到|地址是|地址为|住址是|地址|住址"
    "|就在|来到|前往|去了|到了|在|到|去|从|是|至|往|我家|家"
)
