"""The built-in guide's Spanish. It quotes clauses word for word: turning Spanish verbs round by rule breaks them."""

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

_DAY = r"(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)"
_NUMBER = r"(?:una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|\d{1,2})"
_ANCHOR = (
    r"(?:comer|cenar|desayunar|trabajar|clase|dormir|acostarme|salir|la comida|la cena|la siesta|"
    r"(?:el|l|del) trabajo|entrar(?: a trabajar| al trabajo)?|la reunión|mi turno)"
)
_KIN = (
    r"(?:hermanas?|hermanos?|madre|mamá|padre|papá|padres|hij[oa]s?|niñ[oa]s|mujer|esposa|marido|esposo|pareja|novi[oa]|"
    r"ex|amig[oa]s?|mejor amig[oa]|jef[ea]|jefes|compañer[oa]s?|equipo|profesora?|tutora?|caser[oa]|vecin[oa]s?|"
    r"médic[oa]|tí[oa]s?|prim[oa]s?|abuel[oa]s?|familia|suegr[oa]s?|cuñad[oa]s?|soci[oa]s?|client[ea]s?)"
)
_INFINITIVE = r"\w*(?:[aei]r|ír|[áé]r)(?:[mts]e|nos)?(?:l[oae]s?)?\b"

_VIOLENCE = (
    r"me (?:pega|pegó|golpea|golpeó|agrede|agredió|empuja|empujó|maltrata)",
    r"me (?:amenaza|amenazó|ha amenazado)(?! con (?:despedir|echar))",
    "violent[oa]",
    "violencia",
    r"maltrat\w+",
    r"abus[oa]\w*",
    "me acosa",
    r"miedo (?:de|a) (?:él|ella|mi (?:marido|pareja|esposo|novio|mujer|esposa|novia))",
)
_DEATH = (
    "murió",
    "ha muerto",
    "falleció",
    "ha fallecido",
    "fallecimiento",
    "muerte",
    "funeral",
    "entierro",
    "duelo",
    r"perdí a (?:mi|mis)",
    "aborto espontáneo",
)

# The words that nearly every text of the language holds, in one text to be read with ease.
_COMMON_TEXT = """
    yo me mi mis nos el la los las un una unos unas lo le les y e o u pero que de del a al en con por
    para sin no ni se es son era fue he ha han había hay estoy está están soy tengo tiene muy más ya si
    como cuando donde porque su sus este esta esto ese esa eso todo todos nada nadie también qué cómo
    cuándo tú te tu quizá quizás quiero hacer gusta parece creo sí
"""

READING = Reading(
    common=frozenset(_COMMON_TEXT.split()),
    sentence_end=re.compile(r"(?<=[.!?…])\s+|\n+"),
    clause_break=re.compile(
        r"\s*[,;:—–]\s+(?:(?:y|e|pero|así que|porque|o|ni|aunque|pues|sino que)\s+)?"
        r"|\s+(?:y|pero|porque|así que)\s+(?=(?:yo|mi|mis|nadie|no|él|ella|ellos|ellas|me|nos|ahora|el|la|los|las|estoy|tengo|"
        r"puedo|quiero|siento|nunca|ya)\b)",
        re.IGNORECASE,
    ),
    stands_alone=re.compile(
        r"^(?:yo|mi|mis|nuestr[oa]s?|nadie|todos|todo|no|él|ella|ellos|ellas|me|nos|se|le|les|lo|ahora|hoy|siempre|nunca|ya|"
        r"el|la|los|las|un|una|hay|cada|estoy|soy|tengo|puedo|quiero|siento|creo|llevo|he|vivo|trabajo|temo|necesito|"
        r"quisiera|voy|hago|sé|lloro|pienso|perdí|\w+mos)\b(?!$)",
        re.IGNORECASE,
    ),
    sizes=(3, 22),
    flips=(
        (r"m[ií]s\b", "tus"),
        (r"mi\b", "tu"),
        (r"conmigo\b", "contigo"),
        (r"a mí\b", "a ti"),
        (r"(\w+(?:[aei]r|ír))me\b", r"\1te"),
        (r"me\b", "te"),
    ),
    addressed=words("tú", "usted", "contigo", "te", "tu", "eres", "puedes", "podrías", "crees", "sabes"),
    own=words(
        r"(?:yo|mi|mis|me|mí|conmigo|nos|nuestr[oa]s?|estoy|soy|tengo|puedo|quiero|siento|creo|he|llevo|sé|vivo|lloro|temo|"
        r"necesito|\w+mos)"
    ),
    negation=re.compile(r"\b(?:no|nunca|ni|sin|tampoco|jamás)(?: \w+)? $", re.IGNORECASE),
    people=re.compile(
        rf"\bmis? (?:(?:dos|tres) )?{_KIN}(?: (?:mayor|pequeñ[oa]|menor|viej[oa]))?\b", re.IGNORECASE
    ),
    no_talking=words(*_VIOLENCE, *_DEATH),
    resource=re.compile(
        r"\b(?:ahorrad[oa]s?|ahorros|ahorré|me (?:ofreció|ha ofrecido|ofrece|ayuda|ayudó|apoya|apoyan|prometió)|ya he|"
        r"puedo (?:contar|reducir|pedir|usar)|he conseguido|conseguí|todavía tengo|aún tengo|cuento con)\b",
        re.IGNORECASE,
    ),
    turn=words(
        r"(?:quizá|quizás|tal vez|a lo mejor|puede que) (?:no|sea|es|el|la|lo|esto|eso|cuidar\w*|\w+) ?",
        r"(?:puedo|podría|se puede|se podría) ver(?:lo|la)?(?: todo)? como",
        "no es que",
        "en el fondo",
        r"(?:puede|podría) ser que",
        "no significa",
        "no se trata de",
        "en lugar de",
        "en vez de",
        "otra forma de ver",
        "visto así",
    ),
    moves={
        Move.NOT_READY: words(
            r"no (?:estoy|me siento) (?:list[oa]|preparad[oa])",
            r"no (?:quiero|me apetece|tengo ganas de) (?:hablar|contar|decidir|hacer|compartir|decir|seguir|responder)\w*",
            "todavía no",
            "aún no",
            "demasiado (?:pronto|rápido)",
            "más despacio",
            r"necesito (?:más )?tiempo",
            r"(?:ahora|hoy) no",
            "prefiero no",
        ),
        Move.DISAGREES: re.compile(
            r"^(?:no,? (?:no )?(?:es|era|va|tiene|me|así|creo)\b|no es eso|eso no|así no|no me entiendes|no lo entiendes|"
            r"te equivocas|ningun[oa]\b|no estoy de acuerdo|no me (?:sirve|encaja|convence|ayuda))",
            re.IGNORECASE,
        ),
        Move.UNSURE: re.compile(
            r"^\W*(?:(?:pues|bueno|mm+|la verdad(?: es que)?|perdón|uf)\W+)*(?:no (?:lo )?s[eé]|ni idea|no tengo (?:ni )?idea|"
            r"no estoy segur[oa]|no sabría decir\w*|quién sabe|nada|difícil de decir)\b(?:\W+\w+){0,4}\W*$",
            re.IGNORECASE,
        ),
    },
    inquiries={
        Inquiry.GUIDE: re.compile(
            r"(?:\beres\b|\bes esto\b|\bestoy hablando con\b).*\b(?:ia|i\.a\.|inteligencia artificial|bot|robot|human[oa]|"
            r"persona|máquina|real|modelo|chatgpt|programa)\b|\bqui[eé]n eres\b|\bqu[eé] eres\b|"
            r"\b(?:tus instrucciones|tu prompt|prompt del sistema)\b",
            re.IGNORECASE,
        ),
        Inquiry.PRIVACY: words(
            r"qui[eé]n (?:puede |más )?(?:lee|leer|ve|ver)",
            "privad[oa]",
            "privacidad",
            "confidencial",
            "se guarda",
        ),
        Inquiry.JUDGEMENT: words(
            r"(?:es|será|soy|estoy|está) (?:\w+ )?(?:normal|loc[oa]|deprimid[oa]|enferm[oa]|culpa|débil|egoísta|mal[oa]?|"
            r"exagerad[oa]|exagerando|depresión|ansiedad)",
            r"tengo (?:depresión|ansiedad)",
            "qué me pasa",
            "qué hay de malo",
        ),
        Inquiry.PROCESS: words(
            r"cómo (?:funciona|va) (?:esto|todo)",
            r"cuánto (?:dura|tarda|falta)",
            "qué (?:viene|pasa) ahora",
            "qué es esto",
            r"cuántos pasos",
        ),
        Inquiry.ADVICE: words(
            r"qué (?:debo|debería|puedo|podría|tengo que|hago|harías|me recomiendas|me aconsejas|piensas|crees|opinas)",
            "qué hago",
            "dime qué",
            r"(?:puedes|podrías|me puedes) (?:ayudarme|ayudar|decirme|decir|dar)",
            "algún consejo",
            "debería",
            "debo",
        ),
    },
    needs={
        Need.HARDEST: words(
            r"lo (?:peor|más (?:difícil|duro|doloroso))",
            r"lo que (?:más )?me (?:pesa|duele|asusta|preocupa|angustia|cuesta)",
            r"lo que más me \w+",
            "sobre todo",
            r"(?:tengo|me da) (?:mucho )?miedo",
        ),
        Need.FACTS: words(
            "desde",
            r"hace (?:\w+ ){1,2}(?:días|semanas|meses|años|mes|año|semana)",
            r"llevo (?:\w+ ){0,2}(?:días|semanas|meses|años)",
            r"(?:el|la) (?:mes|año|semana) pasad[oa]",
            "hasta",
            r"(?:dentro de|en) (?:\w+ )?(?:días|semanas|meses|años)",
            r"(?:antes|a finales|a partir) de",
            r"en (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)",
            r"cada (?:día|noche|mañana|vez|semana)",
            "empezó",
        ),
        Need.TRIED: words(
            r"(?:he|hemos) (?:intentado|probado|hablado|pedido|preguntado|escrito|llamado|buscado|ahorrado|dicho|ido)",
            r"(?:intenté|probé|hablé|pedí|pregunté|escribí|llamé|busqué)",
            "puedo reducir",
            r"ahorrad[oa]s?",
            r"he \w+(?:ado|ido)",
            "nada (?:funciona|ayuda|sirve)",
            r"me (?:ofreció|ha ofrecido)",
        ),
        Need.PEOPLE: re.compile(
            rf"\b(?:mis?|el|la|los|las) (?:\w+ )?{_KIN}\b|\b(?:nadie|sol[oa])\b", re.IGNORECASE
        ),
        Need.OUTCOME: words(
            r"me (?:sentiría|gustaría|bastaría|encantaría|aliviaría|ayudaría)",
            r"(?<!si )(?<!no )(?:quiero|querría|quisiera|deseo|espero)(?= (?:que|poder|\w+(?:ar|er|ir)\b))",
            "ojalá",
            r"(?:sería|estaría) (?:mejor|suficiente|bien|un alivio)",
            "mi meta",
            "mi objetivo",
            "lo ideal",
        ),
    },
    choice_cue=words(
        r"(?:yo )?(?:podría|podríamos|podemos|puedo|cabría)",
        r"(?:he pensado|había pensado|pienso|estoy pensando|pensaba) en",
        "se me ocurre",
        r"una opción (?:es|sería)",
        r"mis opciones (?:son|serían)",
        r"no sé si",
        r"dudo (?:entre|si)",
        "o bien",
        "^o",
        "^(?:quizá|quizás|tal vez)",
        r"(?:quizá|quizás|tal vez) (?:debería|deba|podría)",
        r"(?:debería|deberíamos|debo)",
    ),
    choice_break=re.compile(
        r"\s*[,;]\s*(?:o bien|o|u|y también|y)\s+|\s*[,;]\s+|\s+(?:o bien|o|u)\s+|\n+", re.IGNORECASE
    ),
    choice_lead=re.compile(
        r"^(?:(?:\W+|\d+[.)]|y|o|u|también|además|quizá|quizás|tal vez|incluso|solo|simplemente|podría|podríamos|puedo|"
        r"podemos|en|si|a)\b[\s,]*)+",
        re.IGNORECASE,
    ),
    choice_form=re.compile(
        rf"^(?!(?:hacer(?:lo)?|decir(?:le)?|ser|estar|haber)$)(?:no )?{_INFINITIVE}(?: \S+)*$", re.IGNORECASE
    ),
    lone_choice=words(_INFINITIVE),
    whether=words(r"no sé si", r"dudo si", r"no puedo decidir si", r"si (?:debo|debería)"),
    time=words(
        rf"(?:hoy(?: mismo)?|esta (?:tarde|noche|mañana|semana)|este (?:fin de semana|{_DAY})"
        rf"|pasado mañana|mañana(?: mismo)?|el (?:próximo )?{_DAY}(?: que viene| próximo)?|los {_DAY}s?"
        r"|el (?:próximo )?fin de semana|la semana que viene|la próxima semana|el día \d{1,2}|el \d{1,2} de \w+"
        rf"|(?:por|de|en) la (?:mañana|tarde|noche)|al mediodía|a mediodía"
        rf"|a(?:ntes de)? las? {_NUMBER}(?::\d\d)?(?: y (?:media|cuarto)| menos cuarto)?(?: en punto)?"
        r"(?: (?:de|por) la (?:mañana|tarde|noche))?"
        rf"|(?:justo )?(?:después|antes) del? ?{_ANCHOR}|(?:dentro de|en) {_NUMBER} (?:minutos?|horas?|días?|semanas?)"
        r"|ahora mismo|en cuanto (?:llegue|salga|pueda|termine)[^,.;]*|cada (?:día|mañana|noche)|al (?:salir|llegar)[^,.;]{0,25})"
    ),
    plan_cue=words(
        r"(?:(?:me|te|se|nos|les?|l[oa]s?) )*\w{2,}(?:[aei]ré|dré|bré|rré)",
        r"(?:iré|haré|diré)",
        r"voy a",
        r"(?:quiero|pienso|puedo|prometo|intentaré|espero|me propongo|podría)(?= \w+(?:ar|er|ir|ír))",
        r"mi primer paso (?:es|será|sería)",
    ),
    plan_lead=re.compile(
        r"^(?:(?:\W+|sí|vale|bueno|bien|claro|de acuerdo|ok|pues|entonces|y|creo que|quizá|quizás|primero|voy a|quiero|"
        r"pienso|puedo|podría|mi primer paso (?:es|será|sería))\b[\s,]*)+",
        re.IGNORECASE,
    ),
    plan_form=re.compile(
        rf"^(?!(?:tengo|estoy|creo|siento|puedo|quiero|necesito|no|como|pero|todo|eso|esto)\b)(?:con [^,]+, )?(?:le |les |lo |la |me )?(?:{_INFINITIVE}|\w{{2,}}(?:[aei]ré|dré|rré)\b|\w{{3,}}o\b)(?: \S+)+$",
        re.IGNORECASE,
    ),
    tail=re.compile(r",? (?:supongo|creo|espero|quizá|quizás|tal vez|o algo así)$", re.IGNORECASE),
    ordinals=(
        words("primer[oa]?", "opción uno", "opción 1", r"^\W*1\W*$", "la uno"),
        words("segund[oa]", "opción dos", "opción 2", r"^\W*2\W*$", "la dos"),
        words("tercer[oa]?", "opción tres", "opción 3", r"^\W*3\W*$", "la tres", "la última"),
    ),
)

WORDING = Wording(
    echo=(),
    echo_quoted=(
        "«{quote}»: te escucho.",
        "Me quedo un momento con lo que dices: «{quote}».",
        "Lo que más me llega es esto: «{quote}».",
        "Dices «{quote}», y no quiero pasarlo por alto.",
        "«{quote}»: eso forma parte de la imagen.",
        "Gracias por decirlo así de claro: «{quote}».",
        "Recojo tus palabras: «{quote}».",
        "Hay algo que se me queda: «{quote}».",
        "Leo «{quote}» y le hago sitio.",
        "Me llevo esto para lo que viene: «{quote}».",
        "Cuentas esto, y pesa en la historia: «{quote}».",
    ),
    echo_two=(
        "«{quote}», y además «{more}»: escucho las dos cosas.",
        "Hay dos cosas que se me quedan: «{quote}» y «{more}».",
        "Me quedo con dos frases tuyas: «{quote}» y «{more}».",
    ),
    moves={
        Move.ASKS: (
            "Es una pregunta justa.",
            "Haces bien en preguntarlo.",
            "Te respondo con la mayor claridad que puedo.",
            "No voy a esquivar tu pregunta.",
        ),
        Move.NOT_READY: (
            "Está bien. Aquí nada tiene que ir deprisa, y tú decides lo que compartes.",
            "Entonces vamos más despacio. Puedes parar en cualquier momento y volver después.",
            "Gracias por decirme que es pronto. Esta conversación no tiene plazos.",
            "No estar en el momento también es una respuesta, y la respeto.",
        ),
        Move.DISAGREES: (
            "Gracias por corregirme; entonces lo había entendido mal.",
            "De acuerdo, eso no encaja, y es bueno saberlo.",
            "Escucho ese no. Tú conoces esto mejor que yo.",
            "Es justo: prefiero que me corrijas a que me des la razón.",
        ),
        Move.UNSURE: (
            "No saberlo es un buen lugar por ahora.",
            "No pasa nada; hay cosas que solo se aclaran al hablarlas.",
            "No hace falta que tengas la respuesta preparada.",
            "Es honesto decir que todavía no lo ves.",
            "Entonces no lo forcemos.",
            "Una pregunta puede quedarse abierta un rato.",
            "Está bien. Podemos entrar por otro lado.",
        ),
        Move.BRIEF: (
            "Aquí estoy, y no hay ninguna prisa.",
            "Una respuesta corta también me sirve.",
            "Hay momentos que no necesitan muchas palabras.",
            "De acuerdo. Sigo contigo.",
            "Tómate el tiempo que te haga falta.",
            "Con eso me basta para continuar.",
            "Bien. Podemos ir a lo sencillo.",
        ),
        Move.LINK: (
            "No puedo abrir enlaces, así que no sé qué hay detrás de ese.",
            "Un enlace está cerrado para mí: solo tengo lo que escribes aquí.",
            "No puedo seguir esa dirección, pero sí tus palabras.",
        ),
        Move.REPEATS: (
            "Lo dices una vez más, así que debe de pesar mucho.",
            "Eso ya me lo has contado, y no lo suelto.",
            "Vuelves a estas palabras; parece que ahí está el centro de todo.",
            "Lo escucho de nuevo, y lo tomo tan en serio como la primera vez.",
        ),
        Move.FOREIGN: (
            "Veo que has escrito en otro idioma. Esta sesión está en español, así que sigo en español, que es donde mejor te entiendo.",
            "Continúo en español, como está puesta la sesión. Escribe como te salga; puede que se me escape una parte.",
            "En ese idioma no lo entiendo todo, y aquí respondo en español.",
            "Sigo en español y me llevo lo que he podido entender.",
        ),
    },
    inquiries={
        Inquiry.GUIDE: (
            "Soy la guía incorporada: un conjunto de reglas, no una persona ni un modelo de IA, y no sé nada de ti que no me hayas contado.",
            "Hablas con un programa que sigue reglas. Detrás de estas líneas no hay ninguna persona ni un modelo de IA.",
            "Solo soy una guía hecha de reglas. Lo que aquí es de verdad es lo que traes tú.",
        ),
        Inquiry.PRIVACY: (
            "Como guía incorporada no envío tus palabras a ningún modelo externo; se guardan en tu sesión, que puedes borrar.",
            "Lo que escribes se queda en tu sesión, y al borrarla desaparece. No lo paso a ninguna empresa de IA.",
        ),
        Inquiry.JUDGEMENT: (
            "No puedo juzgarlo ni ponerle nombre; eso le toca a alguien de medicina o psicología. Lo que sí puedo decir es que merece que se tome en serio.",
            "Eso no me corresponde diagnosticarlo. Si la pregunta vuelve una y otra vez, merece que la oiga un profesional.",
        ),
        Inquiry.PROCESS: (
            "Vamos por cinco pasos: primero escucho, luego lo aclaramos, lo miramos desde otro lado, comparamos opciones y fijamos un primer paso.",
            "Son cinco pasos cortos, unos pocos mensajes, que acaban en una cosa pequeña que hacer y un momento para hacerla.",
        ),
        Inquiry.ADVICE: (
            "No puedo decidirlo por ti, pero sí ayudarte a ver entre qué puedes elegir.",
            "Qué hacer lo eliges tú; lo mío es ayudarte a llegar a una decisión que puedas sostener.",
            "Me lo estaría inventando si te dijera lo que es correcto. Busquémoslo en lo que tú sabes.",
        ),
        Inquiry.OTHER: (
            "Preguntas «{asked}», y para eso no tengo una respuesta lista. Tengamos la pregunta a la vista.",
            "«{asked}» es una pregunta que no puedo contestar por ti, pero señala algo que importa.",
            "No conozco la respuesta a «{asked}». Tu primera intuición puede valer más que mi suposición.",
        ),
    },
    neutral=(
        "Se nota que esto te importa.",
        "No es una cosa pequeña.",
        "Es comprensible que ocupe tanto sitio en ti.",
        "Entiendo que no quieras dejarlo así.",
    ),
    safety=(
        "Cuando todo se pone tan oscuro prefiero preguntarlo directamente: ¿estás a salvo ahora mismo? Si pudieras hacerte daño, llama por favor a emergencias o a una línea de crisis; allí una persona puede estar contigo como yo no puedo.",
        "Me lo tomo en serio. Si una parte de ti piensa en no seguir, habla hoy mismo con alguien, una línea de crisis o una persona cercana. ¿Estás a salvo en este momento?",
        "Antes que nada: ¿hay alguien que pueda estar contigo ahora? Si corres peligro de hacerte daño, llama por favor al número de emergencias o a una línea de crisis.",
    ),
    danger=(
        "Antes que nada: ¿estás a salvo donde estás ahora? Si no, llama por favor al número de emergencias; una línea de ayuda para quienes sufren violencia también puede planear contigo, paso a paso.",
        "Lo primero que me gustaría saber: ¿estás a salvo en este momento, y nadie más ve esta pantalla? Si corres peligro, llama por favor al número de emergencias.",
    ),
    help_beside=("Junto a esta respuesta aparecen líneas de ayuda; allí hay personas que escuchan.",),
    welcome=(
        "Qué bien que estés aquí. No hay ninguna prisa.",
        "Te doy la bienvenida. Puedes escribir mucho o poco, como quieras.",
        "Me alegra que hayas venido. Empieza por donde quieras.",
    ),
    receive_open=(
        "¿Qué es lo que te ronda por la cabeza y te ha traído aquí?",
        "Si quieres, empieza por donde sea: ¿qué ha pasado hace poco que te haya hecho escribir?",
        "En una o dos frases, ¿qué es lo que no te deja en paz?",
        "¿Qué te gustaría soltar aquí en primer lugar?",
        "¿Qué está pasando en tu vida estos días?",
        "¿Qué momento de esta semana me contarías, si pudieras elegir uno?",
    ),
    receive_deepen=(
        "¿Qué es lo que más te pesa de todo esto?",
        "¿Cómo es para ti cuando se hace más fuerte?",
        "Cuando aparece, ¿qué es lo primero que se te pasa por la cabeza?",
        "¿Qué te gustaría que alguien entendiera de esto?",
        "¿Qué parte de todo esto te acompaña durante el día?",
        "¿Cómo es para ti llevar esto ahora mismo?",
    ),
    ask={
        Need.HARDEST: (
            "De todo esto, ¿qué es lo más difícil para ti?",
            "Si pudieras quitar solo un trozo, ¿cuál te daría más alivio?",
            "¿Qué es lo que más temes que pueda pasar?",
        ),
        Need.FACTS: (
            "Para tener claros los hechos: ¿cuándo empezó, y hay una fecha en la que algo tenga que pasar?",
            "¿Qué pasó, paso a paso, la última vez que salió el tema?",
            "¿Desde cuándo es así, y qué es lo que no se puede mover?",
        ),
        Need.TRIED: (
            "¿Qué has intentado hasta ahora, aunque fuera algo pequeño, y qué salió de ello?",
            "¿Hay algo que hayas hecho que ayudara un poco, aunque durase poco?",
            "¿Con qué cuentas ya que pueda servir: tiempo, dinero, experiencia, el ofrecimiento de alguien?",
        ),
        Need.PEOPLE: (
            "¿Quién más forma parte de esto, y quién sabe cómo estás?",
            "¿Hay alguien a quien se lo hayas contado, o que decida en esto contigo?",
            "¿Quién notaría primero que esto va mejor?",
        ),
        Need.OUTCOME: (
            "Imagina que sale lo bastante bien, sin ser perfecto: ¿qué sería distinto?",
            "¿En qué notarías que esto está resuelto? ¿Qué verías?",
            "¿Qué sería suficiente para ti, por ahora?",
        ),
    },
    ask_more=(
        "¿Qué no te he preguntado que convendría que supiera?",
        "¿Hay algo que hayamos dejado fuera y que todavía importe?",
        "¿Qué diría que pasa aquí alguien que lo mirase con calma?",
        "¿Qué detalle vuelve una y otra vez?",
        "¿Qué parte de esto es tuya y qué parte es de otras personas?",
    ),
    clarify_close=(
        "Ya tengo una imagen. Antes de buscar salidas, demos un paso atrás: ¿qué le dirías a una buena amistad que te contara esta misma historia?",
        "Gracias, eso nos da un suelo firme. Mirémoslo desde un poco más lejos: ¿cómo describiría tu situación alguien que te quiere bien?",
        "Con esto se puede trabajar. Si le pasara a alguien a quien quieres, ¿qué verías que desde dentro cuesta ver?",
        "Creo que entiendo dónde estás. ¿Qué diría de esto alguien que te conoce bien y te tiene en gran estima?",
    ),
    reframe_turned=(
        "Acabas de darle la vuelta por tu cuenta: «{quote}». Visto así, la pregunta ya no es qué hay de malo en ti, sino qué pide la situación, y con eso es más fácil trabajar.",
        "«{quote}»: esa ya es otra forma de verlo, y es tuya. En ella no eres lo que hay que arreglar, sino quien puede responder.",
        "Yo me quedaría con «{quote}». Pasa el peso de un juicio sobre ti a una tarea que tiene bordes.",
    ),
    reframe_general=(
        "También se podría ver así: una parte no está en tus manos ni lo estuvo nunca, y otra, quizá pequeña, sí. A lo mejor esto no es un veredicto sobre ti, sino un nudo de las dos cosas.",
        "Otra forma de mirarlo: que te cueste no muestra que lo estés haciendo mal. Muestra que aquí hay algo que te importa, y desde lo que importa se puede empezar.",
        "Quizá no es un problema grande, sino varios pequeños que llegaron juntos. Los grandes abruman; los pequeños se pueden tomar de uno en uno.",
        "También puede ser que no estés al final de algo, sino en medio, que es donde las cosas suelen verse peor.",
    ),
    reframe_resource=(
        "Y no partes de cero: me contaste «{quote}».",
        "Hay además algo firme bajo tus pies: «{quote}».",
        "Pondría al lado algo que también dijiste: «{quote}».",
    ),
    reframe_close=(
        "¿Te encaja? Y desde ahí, ¿qué podrías hacer, aunque parezca demasiado pequeño o demasiado atrevido?",
        "¿Cómo te suena? Si se sostiene, ¿qué caminos se te ocurren, sin juzgarlos todavía?",
        "¿Hay algo de verdad en eso? Si la hay, ¿qué dos o tres cosas podrías hacer desde aquí?",
        "¿Cambia algo verlo así? ¿Y qué posibilidades ves, aunque estén sin pulir?",
    ),
    options_open=(
        "Aquí tienes algunos caminos, sacados de lo que me has contado. Ninguno te obliga.",
        "Déjame poner, uno al lado del otro, los que veo en tus palabras.",
        "Por lo que has dicho puedo dibujar estos; tómalos como borradores.",
        "Pongamos algunas posibilidades juntas, cada una con su precio.",
    ),
    options_own=(
        "Los caminos los has nombrado tú; deja que los ponga uno al lado del otro.",
        "Estas son tus propias ideas, una junto a otra, cada una con su precio.",
        "Ordeno lo que has nombrado para que puedas comparar.",
    ),
    options_close=(
        "¿Cuál te queda más cerca, o qué es lo que falta?",
        "¿Con cuál podrías vivir mejor, para empezar?",
        "Al leerlos, ¿hacia cuál te inclinas, aunque sea un poco?",
        "¿Cuál probarías primero, y qué te hace dudar?",
    ),
    options_choose=(
        "¿Con cuál empezarías? ¿Y por dónde exactamente, qué día?",
        "¿Cuál de ellas primero, qué harías exactamente y qué día?",
    ),
    options_measure=(
        "Me dijiste lo que buscas: «{quote}». ¿Cuál de estos te acerca más a eso?",
        "Si los comparas con tus propias palabras, «{quote}», ¿cuál se acerca más?",
    ),
    picked=(
        "Entonces te inclinas por esto: «{title}». Tienes tus razones, y eso cuenta.",
        "Tomemos pues «{title}» como dirección.",
        "«{title}»: queda así por ahora; puedes cambiar de idea.",
    ),
    unpicked=(
        "Si ninguno destaca todavía, el más ligero de probar es «{title}»; probarlo no decide nada.",
        "No hace falta elegir para siempre. Como ensayo, «{title}» es lo que menos te pide.",
        "Está bien dejar la elección abierta. «{title}» sería una forma suave de averiguar más.",
    ),
    new_idea=(
        "Eso nos da una dirección, y viene de ti.",
        "Sigamos entonces ese hilo, que es tuyo.",
        "Con eso podemos trabajar.",
    ),
    first_step=(
        "Hagámoslo pequeño: ¿qué sería lo primero que harías, y cuándo?",
        "¿Cómo serían los primeros diez minutos, y qué día?",
        "¿Qué primer paso es tan pequeño que podrías darlo esta semana, y a qué hora?",
        "¿Cómo empezaría: qué exactamente, y cuándo?",
    ),
    keep_plan=(
        "Ya has nombrado un primer paso y un momento. ¿Lo dejamos así, o hay algo que cambiar?",
        "Con eso has dicho el qué y el cuándo. ¿Se sostiene tal como está?",
    ),
    ask_what=(
        "El momento está claro. ¿Qué harás entonces exactamente, por pequeño que sea?",
        "Bien, ya tenemos un momento para ello. ¿Qué será lo primero que hagas?",
    ),
    ask_when=(
        "Ya solo le falta un momento. ¿Cuándo lo harás: qué día, y más o menos a qué hora?",
        "¿Cuándo podría ser? Con un día y una hora es más fácil cumplirlo.",
    ),
    ask_both=(
        "¿Qué primer paso podrías dar, por pequeño que sea, y cuándo lo darías?",
        "Si hicieras una sola cosa por esto, de diez minutos, ¿cuál sería, y qué día?",
        "¿Qué harías en primer lugar, y cuándo cabe en tu semana?",
        "Para terminar con algo que puedas sostener: ¿qué harás primero, y cuándo?",
    ),
    close_from=(
        "Llegaste aquí con esto: «{quote}».",
        "Al empezar me contaste: «{quote}».",
        "Aquí empezamos: «{quote}».",
    ),
    close_turn=(
        "Por el camino encontraste palabras que lo ven de otra manera: «{quote}».",
        "Luego lo miraste de nuevo: «{quote}».",
        "Entre medias dijiste «{quote}», y la imagen se movió.",
    ),
    close_pick=(
        "Entre los caminos posibles te inclinaste por «{title}».",
        "Elegiste una dirección: «{title}».",
    ),
    close_plan=(
        "Y ahora hay un primer paso:",
        "Te llevas esto:",
        "Esto es lo que te has propuesto:",
    ),
    close_open=(
        "Terminamos sin un paso fijo, y está bien; puede esperar hasta que sea tu momento.",
        "No hace falta que te vayas con un plan. Lo que se ha aclarado sigue claro.",
        "Hoy ningún paso queda escrito en piedra, y con eso no se pierde nada.",
    ),
    farewell=(
        "No puedo saber cómo saldrá, pero has encontrado por dónde empezar. Trátate con cariño por el camino y vuelve cuando quieras.",
        "No tiene que salir perfecto para que cuente. Gracias por pensarlo aquí; cuídate mucho.",
        "Salga como salga, lo has mirado de frente, y eso no es poco. Ve con calma.",
    ),
)

FEELINGS = {
    Feel.HOPELESS: FeelingWords(
        words(
            "sin esperanza",
            "no tiene sentido",
            "sin salida",
            "no hay salida",
            r"no puedo (?:seguir|más con mi vida)",
            "no valgo nada",
            "me odio",
            "quiero que (?:todo )?(?:esto )?(?:se )?acabe",
            "desaparecer",
            "una carga para",
            "hacerme daño",
        ),
        (
            "Eso suena muy oscuro y muy pesado de llevar.",
            "Percibo qué poca esperanza hay ahora en todo esto.",
            "Parece que en este momento apenas entra luz.",
        ),
        (
            "Cuando todo parece cerrado, a menudo es lo que el agotamiento y el dolor le hacen a la mirada; no tiene por qué ser todo lo que hay. Por ahora no hace falta ver más allá de la próxima hora.",
            "Esa oscuridad es real, y también es un lugar desde el que se ve muy poco. Puede que no sea la última palabra sobre ti.",
        ),
    ),
    Feel.UNSAFE: FeelingWords(
        words(*_VIOLENCE),
        (
            "Siento que estés pasando por esto. Nadie debería vivir con golpes ni amenazas.",
            "Eso da miedo, y lo que te hacen ahí no es culpa tuya.",
        ),
        (
            "Lo que te hacen no lo causa nada que hayas hecho o dejado de hacer. Tener miedo puede ser, sencillamente, ver el peligro con claridad, y buscar un lugar seguro no es ninguna traición.",
            "Se podría ver así: no te toca a ti arreglar cómo actúa otra persona. Lo tuyo, por ahora, es estar a salvo.",
        ),
    ),
    Feel.GRIEVING: FeelingWords(
        words(*_DEATH),
        (
            "Siento mucho tu pérdida. Hay duelo en lo que escribes.",
            "Es una pérdida honda, y necesita el tiempo que necesita.",
            "Percibo cuánto echas de menos lo que ya no está.",
        ),
        (
            "Un duelo tan grande puede verse como la otra cara de lo mucho que hubo. No hace falta resolverlo; se le puede dar un lugar.",
            "Quizá aquí no hay nada que superar, sino algo que se aprende a llevar, cada mes un poco distinto.",
        ),
    ),
    Feel.AFRAID: FeelingWords(
        words(
            "miedo",
            "temo",
            "temor",
            "asustad[oa]",
            "asusta",
            "ansiedad",
            "ansios[oa]",
            "angusti\\w+",
            "pánico",
            "preocup\\w+",
            "nervios[oa]?",
            r"no (?:puedo dormir|duermo)",
            "insomnio",
            "me bloqueo",
            "y si",
        ),
        (
            "Suena a miedo, y a lo cansado que es estar siempre en guardia.",
            "Percibo temor en lo que cuentas, y tiene sentido.",
            "Parece una preocupación que no te suelta.",
        ),
        (
            "El miedo podría leerse como la medida de lo que quieres proteger, no como la prueba de que saldrá mal. Conviene saber qué cuida, porque a eso debería servir tu próximo paso.",
            "La preocupación se puede ver como una parte de ti que intenta planificar con muy pocos datos. Con algunos hechos y una fecha, tendrá menos que inventar.",
        ),
    ),
    Feel.TIRED: FeelingWords(
        words(
            "agotad[oa]",
            "agotamiento",
            "agotador[a]?",
            "cansad[oa]",
            "cansancio",
            "quemad[oa]",
            "exhaust[oa]",
            "no puedo (?:más|con todo)",
            "no doy (?:más|abasto)",
            "sobrepasad[oa]",
            "desbordad[oa]",
            "abrumad[oa]",
            "me supera",
            "demasiado",
            "sin fuerzas",
        ),
        (
            "Se nota un gran cansancio, y no es de extrañar.",
            "Percibo un agotamiento que no se cura con una noche de sueño.",
            "Es mucho para una sola persona, y se nota.",
        ),
        (
            "Quizá el cansancio no dice que te falte fuerza, sino que esa carga estaba hecha para más de una persona. Entonces la pregunta no es cómo aguantar más, sino qué se puede soltar o repartir.",
            "El agotamiento se puede ver como una señal honesta: tal como está organizado ahora, pide demasiado. Y la organización se cambia con más facilidad que las personas.",
        ),
    ),
    Feel.GUILTY: FeelingWords(
        words(
            "culpa",
            "culpable",
            "vergüenza",
            "avergonzad[oa]",
            "me arrepiento",
            "fracas\\w+",
            "he fallado",
            "fallé",
            "decepcion\\w+",
            "no soy suficiente",
            "mala (?:madre|hija|persona|amiga)",
            "mal (?:padre|hijo|amigo)",
        ),
        (
            "Percibo con cuánta dureza te tratas en esto.",
            "Parece que la culpa anda muy cerca.",
            "Creo que hay algo de vergüenza ahí, y eso se lleva muy a solas.",
        ),
        (
            "La culpa podría verse como una señal de lo mucho que te importa, no como una cuenta justa de lo que hiciste. Quien no le da importancia no se hace estas preguntas.",
            "Se podría separar lo que hiciste, lo que podías saber y lo que nunca dependió de ti. La culpa suele meter las tres cosas en el mismo saco.",
        ),
    ),
    Feel.ANGRY: FeelingWords(
        words(
            "rabia",
            "enfad\\w+",
            "enoj\\w+",
            "furios[oa]",
            "ira",
            "injust[oa]",
            "injusticia",
            "hart[oa]",
            "frustra\\w+",
            "indign\\w+",
            "odio",
            "rencor",
            "me molesta",
        ),
        (
            "Percibo rabia, y que aquí hay algo que no está bien.",
            "Suena frustrante, y has tenido paciencia bastante tiempo.",
            "Es comprensible que eso dé rabia.",
        ),
        (
            "La rabia se podría ver como un guardián: está donde se pasó por encima de algo que te importa. Saber qué cuida te dice qué pedir.",
            "Quizá la rabia no es el problema, sino un mensaje claro sobre un límite que aún no se ha dicho en voz alta a la persona adecuada.",
        ),
    ),
    Feel.HURT: FeelingWords(
        words(
            "me (?:duele|dolió) (?:que|mucho que|cuando)",
            r"me (?:hirió|humilló|ignora|ignoran|desprecia|engañó|traicionó|rechaz\\w+)",
            "herid[oa]",
            "humill\\w+",
            "traici\\w+",
            "rechazo",
            "desprecio",
            "invisible",
            "nadie me ha preguntado",
            "no me valora\\w*",
        ),
        (
            "Eso tuvo que doler.",
            "Percibo que te ha dejado huella que te traten así.",
            "Duele que no se vea lo que haces y lo que eres.",
        ),
        (
            "La forma en que te trataron dice algo de aquel momento y de los límites de esa persona; no tiene por qué ser la medida de lo que vales.",
            "El dolor se puede ver como información: muestra qué necesitas de los demás y de esta situación, y eso se puede pedir o buscar en otra parte.",
        ),
    ),
    Feel.ALONE: FeelingWords(
        words(
            "sol[oa] con",
            "(?:me siento|estoy|tan|muy) sol[oa]",
            "soledad",
            "nadie (?:me |lo )?(?:entiende|sabe|ayuda|pregunta|escucha|ve)",
            "no se lo he contado a nadie",
            "aislad[oa]",
            "yo sola",
            "yo solo",
            "lejos de",
        ),
        (
            "Suena a soledad, además de todo lo demás.",
            "Percibo cuánto de esto llevas por tu cuenta.",
            "Llevarlo a solas lo hace más pesado.",
        ),
        (
            "Quizá una parte del peso no es el problema en sí, sino que todavía nadie lo comparte. Esa parte puede cambiar antes que el resto.",
            "La soledad se puede ver como la única pieza de todo esto que otra persona puede quitarte de encima, si llega a saberlo.",
        ),
    ),
    Feel.SAD: FeelingWords(
        words(
            "triste",
            "tristeza",
            "llor\\w+",
            "lágrimas",
            "pena",
            "deprimid[oa]",
            "vací[oa]",
            "echo de menos",
            "extraño a",
            "infeliz",
            "me dejó",
            "corazón roto",
        ),
        (
            "Percibo tristeza en lo que dices.",
            "Suena triste, y está bien que lo sea.",
            "Hay un peso en tus palabras, y no quiero pasar de largo.",
        ),
        (
            "La tristeza se podría ver como una señal de que aquí hay algo de verdadero valor para ti. Puede decirte qué conservar, aunque no todo pueda quedarse.",
            "Quizá estar triste no es lo contrario de seguir adelante, sino la manera de soltar lo que no puede quedarse como estaba.",
        ),
    ),
    Feel.TORN: FeelingWords(
        words(
            "no sé (?:qué|si|cómo|cuál)",
            "no (?:puedo|consigo|logro) decidir\\w*",
            "indecis[oa]",
            "dud[oa]s?",
            "por un lado",
            "dilema",
            "confund\\w+",
            "confus\\w+",
            "entre dos",
        ),
        (
            "Parece que algo tira de ti en dos direcciones.",
            "Percibo dos cosas que te importan a la vez.",
            "Estar ante una encrucijada así también cansa.",
        ),
        (
            "Que no puedas decidir no tiene por qué ser debilidad: hay en juego dos cosas que importan. Entonces no se trata de acertar, sino de qué precio prefieres pagar.",
            "La duda se puede ver como cuidado. Y pocas decisiones son tan definitivas como parecen de frente; a menudo se puede probar un trozo antes de elegirlo todo.",
        ),
    ),
    Feel.STUCK: FeelingWords(
        words(
            "atascad[oa]",
            "atrapad[oa]",
            "bloquead[oa]",
            "paraliz\\w+",
            "estancad[oa]",
            "pospon\\w+",
            "lo dejo para",
            "dando vueltas",
            "nada cambia",
            "estrés",
            "estresad[oa]",
            "presión",
            "plazos?",
        ),
        (
            "Parece que quieres moverte y algo no te deja.",
            "Percibo mucha presión en lo que cuentas.",
            "Suena a no poder avanzar mientras todo empuja.",
        ),
        (
            "No poder avanzar se podría ver como una señal de que el paso que tienes delante es demasiado grande, no de que te falten ganas. Hay pasos más pequeños.",
            "Quizá no es que no avances, sino que sostienes muchas cosas en equilibrio a la vez. Alguna se puede dejar en el suelo primero.",
        ),
    ),
}

KINDS = {
    Kind.LEAVE: KindWords(
        words(
            "dejar(?:lo|la|me)?",
            "renunciar",
            "dimitir",
            "divorciar\\w*",
            "separar\\w*",
            "romper",
            "abandonar",
            "irme",
        ),
        (
            Option(
                "",
                ("termina con lo que te desgasta", "libera tiempo y fuerzas"),
                ("es difícil de deshacer, así que pide antes una red",),
                "high",
            ),
            Option(
                "", ("supone un corte claro",), ("cambian muchas cosas a la vez, también para otros",), "high"
            ),
        ),
    ),
    Kind.WAIT: KindWords(
        words(
            "esperar\\w*", "quedar(?:me|nos)", "seguir", "aguantar", "mantener", "no hacer nada", "continuar"
        ),
        (
            Option(
                "",
                ("no hay que decidirlo todo de golpe", "lo que tienes se queda"),
                ("lo que te pesa continúa mientras tanto",),
                "low",
            ),
            Option("", ("da tiempo para saber más",), ("sin una fecha, la espera se alarga",), "low"),
        ),
    ),
    Kind.SHARE: KindWords(
        words(
            "repartir\\w*",
            "compartir\\w*",
            "turnar\\w*",
            "turnos?",
            "delegar",
            "dividir",
            "contratar",
            "cuidadora?",
        ),
        (
            Option(
                "",
                ("la carga descansa en más de una persona",),
                ("requiere hablarlo y confiar en que los demás cumplan",),
                "medium",
            ),
            Option("", ("te da un respiro",), ("hay que soltar algo de control",), "medium"),
        ),
    ),
    Kind.HELP: KindWords(
        words(
            "ayuda",
            "ayudas",
            "ayuntamiento",
            "asesor\\w*",
            "psicólog[oa]",
            "terapia",
            "terapeuta",
            "médic[oa]",
            "abogad[oa]",
            "sindicato",
            "servicios sociales",
            "especialista",
            "clínica",
            "dependencia",
            "mediador\\w*",
            "apoyo",
            "solicitar",
        ),
        (
            Option(
                "",
                ("no tienes que resolverlo todo a solas",),
                ("al principio, pedir ayuda cuesta",),
                "medium",
            ),
            Option(
                "",
                ("alguien que conoce las reglas lo mira contigo",),
                ("la respuesta puede tardar",),
                "medium",
            ),
        ),
    ),
    Kind.TALK: KindWords(
        words(
            r"habl(?:ar|é)\w*",
            r"decir\w*",
            r"contar(?:le|les|lo|selo)?",
            r"preguntar\w*",
            r"llamar\w*",
            r"escribir\w*",
            r"pedir\w*",
            r"proponer\w*",
            r"reunir\w*",
            r"explicar\w*",
            r"disculpar\w*",
            "carta",
            "mensaje",
            "correo",
        ),
        (
            Option(
                "",
                ("puede aclarar lo que el silencio deja abierto",),
                ("la respuesta no depende de ti",),
                "medium",
            ),
            Option("", ("sabrás a qué atenerte",), ("la conversación puede ser incómoda",), "medium"),
        ),
    ),
    Kind.MONEY: KindWords(
        words(
            "pagar",
            "comprar",
            "vender",
            "pr[eé]st\\w+",
            "ahorrar",
            "presupuesto",
            "gastar",
            "invertir",
            "hipoteca",
            "alquil\\w+",
        ),
        (
            Option(
                "",
                ("pone las cosas en marcha pronto",),
                ("conviene mirar antes las cuentas con calma",),
                "medium",
            ),
            Option(
                "", ("el coste se puede calcular antes",), ("deja menos margen para otras cosas",), "medium"
            ),
        ),
    ),
    Kind.MOVE: KindWords(
        words(
            "mudar\\w*",
            "viajar",
            "volver",
            "emigrar",
            "trasladar\\w*",
            "cambiar(?:me|nos)",
            "traslado",
            "regresar",
            r"ir(?:me|nos)? a vivir",
        ),
        (
            Option(
                "",
                ("alivia la situación de ahora",),
                ("hay mucho que organizar y a lo que acostumbrarse",),
                "high",
            ),
            Option("", ("un lugar nuevo abre puertas nuevas",), ("lo conocido queda más lejos",), "high"),
        ),
    ),
    Kind.LEARN: KindWords(
        words(
            "estudiar",
            "aprender",
            "cursos?",
            "formar\\w*",
            "practicar",
            "leer",
            "matricular\\w*",
            "carrera",
            "clases?",
        ),
        (
            Option("", ("abre puertas que ahora están cerradas",), ("tarda en dar fruto",), "high"),
            Option(
                "",
                ("cada hora que le dedicas se queda contigo",),
                ("pide sitio en una semana llena",),
                "medium",
            ),
        ),
    ),
    Kind.SEARCH: KindWords(
        words(
            "buscar",
            "mirar",
            "encontrar",
            "explorar",
            "comparar",
            "investigar",
            "visitar",
            "probar",
            "averiguar",
            "ver",
        ),
        (
            Option(
                "",
                ("sabrás lo que de verdad es posible",),
                ("pide paciencia, y algunas pistas no llevan a nada",),
                "medium",
            ),
            Option(
                "", ("todavía no te compromete a nada",), ("tener más donde elegir también cansa",), "low"
            ),
        ),
    ),
    Kind.REST: KindWords(
        words(
            "descansar", "dormir", "vacaciones", "baja", "parar", "pausa", "reducir", "días libres", "pasear"
        ),
        (
            Option("", ("recuperas fuerzas antes de decidir",), ("la pregunta seguirá ahí después",), "low"),
            Option(
                "",
                ("el cuerpo recibe lo que lleva tiempo pidiendo",),
                ("otros tendrán que arreglarse sin ti un poco",),
                "low",
            ),
        ),
    ),
    Kind.OTHER: KindWords(
        strings(r"\w"),
        (
            Option("", ("es idea tuya, así que cabe en tu vida",), ("cómo saldrá está por ver",), "medium"),
            Option(
                "",
                ("cambia algo en lo que puedes influir",),
                ("hay que empezar aunque falten fuerzas",),
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
                "Hablar con un servicio de ayuda para tu situación, desde un teléfono seguro",
                ("saben lo que es posible y lo tratan con discreción",),
                ("cuesta valor decirlo en voz alta",),
                "medium",
            ),
            Option(
                "Acordar con alguien de confianza una señal y un lugar al que ir",
                ("tienes una salida antes de necesitarla",),
                ("supone que una persona lo sepa",),
                "medium",
            ),
        ),
    ),
    Domain.GRIEF: DomainWords(
        words(*_DEATH),
        (
            Option(
                "Reservar media hora para recordar: una foto, una carta, un lugar",
                ("el duelo tiene un sitio propio",),
                ("puede que primero traiga lágrimas",),
                "low",
            ),
            Option(
                "Buscar a una persona o un grupo que conozca este tipo de pérdida",
                ("no hace falta explicar mucho para que te entiendan",),
                ("la primera visita es la más difícil",),
                "medium",
            ),
        ),
    ),
    Domain.CARE: DomainWords(
        words("cuidar\\w*", "cuidados?", "cuidadora?", "residencia", "demencia", "alzheimer", "dependiente"),
        (
            Option(
                "Escribir un reparto de quién hace qué y enseñarlo a la familia",
                ("la carga se ve y se puede repartir",),
                ("no a todo el mundo le gustará verlo",),
                "medium",
            ),
            Option(
                "Preguntar en los servicios sociales qué ayudas a domicilio hay",
                ("una parte puede estar cubierta",),
                ("papeles y espera",),
                "medium",
            ),
        ),
    ),
    Domain.HEALTH: DomainWords(
        words(
            "médic[oa]",
            "hospital",
            "enfermedad",
            "diagn[oó]stic\\w+",
            "dolor",
            "operación",
            "cáncer",
            "terapia",
            "insomnio",
            "dormir",
            "beber",
            "alcohol",
            "ataques? de pánico",
        ),
        (
            Option(
                "Apuntar lo que notas y llevarlo a una consulta médica",
                ("alguien con formación puede mirarlo",),
                ("puede haber que esperar una cita",),
                "medium",
            ),
            Option(
                "Contarle a una persona cómo son tus días ahora",
                ("ya no eres la única persona que lo sabe",),
                ("al decirlo se hace más real",),
                "low",
            ),
        ),
    ),
    Domain.HOME: DomainWords(
        words(
            "piso",
            "casa",
            "caser[oa]",
            "alquiler",
            "desahuci\\w+",
            "hipoteca",
            "vivienda",
            "mudar\\w*",
            "apartamento",
        ),
        (
            Option(
                "Preguntar en un servicio de vivienda qué derechos tienes",
                ("sabrás qué es fijo y qué no",),
                ("la cita puede tardar unos días",),
                "low",
            ),
            Option(
                "Mirar tres sitios esta semana, solo para comparar",
                ("lo desconocido se convierte en una lista",),
                ("al principio puede desanimar",),
                "medium",
            ),
        ),
    ),
    Domain.MONEY: DomainWords(
        words(
            "deudas?",
            "préstamos?",
            "dinero",
            "facturas?",
            "sueldo",
            "ahorros",
            "tarjeta",
            "pagar",
            "debo dinero",
        ),
        (
            Option(
                "Poner en una hoja todo lo que entra y lo que sale",
                ("una cifra se afronta mejor que una niebla",),
                ("la primera mirada puede escocer",),
                "low",
            ),
            Option(
                "Pedir cita en un servicio gratuito de asesoría sobre deudas",
                ("conocen acuerdos que tú no puedes conocer",),
                ("hay que enseñar las cuentas a alguien de fuera",),
                "medium",
            ),
        ),
    ),
    Domain.STUDY: DomainWords(
        words(
            "ex[aá]men(?:es)?",
            "universidad",
            "tesis",
            "carrera",
            "estudios",
            "estudiar",
            "curso",
            "semestre",
            "profesora?",
            "notas",
            "máster",
            "facultad",
            "oposici(?:ón|ones)",
        ),
        (
            Option(
                "Preguntar en secretaría o a un tutor qué fechas y normas se pueden mover",
                ("harás planes con datos",),
                ("hay que reconocer que vas con lo justo",),
                "low",
            ),
            Option(
                "Dedicarle una hora fija al día durante una semana y volver a mirar",
                ("verás lo que mueve de verdad una hora",),
                ("otra cosa tendrá que ceder",),
                "medium",
            ),
        ),
    ),
    Domain.WORK: DomainWords(
        words(
            "trabajo",
            "empleo",
            "jef[ea]",
            "empresa",
            "oficina",
            "compañer[oa]s?",
            "despid\\w+",
            "despedir\\w*",
            "ascenso",
            "proyecto",
            "turno",
            "negocio",
            "tienda",
            "clientes",
            "jornada",
            "contrato",
            "paro",
        ),
        (
            Option(
                "Pedir media hora a solas con quien decide en el trabajo",
                ("da ocasión de que te escuchen sin público",),
                ("no puedes dirigir su reacción",),
                "medium",
            ),
            Option(
                "Mirar con calma qué más hay fuera, durante dos tardes",
                ("saber que hay puertas quita presión",),
                ("cuesta tardes en las que hay cansancio",),
                "medium",
            ),
        ),
    ),
    Domain.COMPANY: DomainWords(
        words(
            "soledad",
            r"(?:estoy|siento|tan|muy) sol[oa]",
            "amigos",
            "amigas",
            "no conozco a nadie",
            "lejos de",
            "mi gente",
            "aislad[oa]",
        ),
        (
            Option(
                "Ir a un grupo fijo (un curso, un coro, un deporte) cuatro veces antes de juzgarlo",
                ("la gente se vuelve conocida al verla de nuevo",),
                ("la primera tarde pide algo de valor",),
                "medium",
            ),
            Option(
                "Escribir a una persona a la que hayas perdido la pista",
                ("ya hay un hilo del que tirar",),
                ("la respuesta puede tardar",),
                "low",
            ),
        ),
    ),
    Domain.LOVE: DomainWords(
        words(
            "marido",
            "mujer",
            "esposa",
            "esposo",
            "pareja",
            "novi[oa]",
            "matrimonio",
            "relación",
            "amig[oa]s?",
            "amistad",
            "madre",
            "padre",
            "mamá",
            "papá",
            "herman[oa]s?",
            "hij[oa]s?",
            "familia",
            "ex",
        ),
        (
            Option(
                "Escribir en tres frases lo que quieres decir, antes de decirlo",
                ("descubres lo que quieres decir de verdad",),
                ("escribirlo todavía no es decirlo",),
                "low",
            ),
            Option(
                "Proponer un momento fijo para hablar, con un solo tema",
                ("evita que la charla se convierta en todo a la vez",),
                ("la otra persona puede no querer",),
                "medium",
            ),
        ),
    ),
}

SPANISH = Language(
    locale="es",
    note=(
        "Antes de nada: soy la guía incorporada de Solacore. Sigo reglas y no soy un modelo de IA, así que trabajo con lo que me cuentas y no lo entenderé todo."
    ),
    indirect=None,
    spaced=True,
    reading=READING,
    wording=WORDING,
    feelings=FEELINGS,
    kinds=KINDS,
    domains=DOMAINS,
    talk_to=Option(
        "Sentarte a hablar con {person} y decir con claridad lo que necesitas",
        ("a un deseo claro es más fácil responder que a una preocupación",),
        ("lo que conteste no depende de ti",),
        "medium",
    ),
    status_quo=Option(
        "Dejarlo como está hasta una fecha que tú pongas, y entonces volver a mirar",
        ("no se pierde nada todavía, y ganas tiempo",),
        ("lo que te pesa seguirá hasta entonces",),
        "low",
    ),
    general=(
        Option(
            "Escribir en una hoja qué es fijo y qué sigue abierto",
            ("separa los hechos de los miedos",),
            ("por sí solo no cambia nada",),
            "low",
        ),
        Option(
            "Tomar el trozo más pequeño y darle quince minutos",
            ("empezar suele ser lo que más pesa",),
            ("la pregunta grande sigue ahí por ahora",),
            "low",
        ),
        Option(
            "Contarle a alguien de confianza lo que me has contado",
            ("al compartirlo pesa menos",),
            ("hay que elegir a quién y encontrar el momento",),
            "medium",
        ),
    ),
)
