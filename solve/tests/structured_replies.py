"""Replies of models in the forms that they write options and first steps in, with what is to be read."""

from solve.prompts.shape import FirstStep, Option

CALL = Option("Call Ana", ("quick", "honest"), ("scary",), "low")
WRITE = Option("Write a letter", ("time to think",), ("slow",), "medium")
MOVE = Option("Move out", ("peace",), ("expensive",), "high")
HABLAR = Option("Hablar con Ana", ("rápido", "sincero"), ("da miedo",), "low")
CARTA = Option("Escribir una carta", ("tiempo para pensar",), ("lento",), "medium")
TAN = Option("跟她谈谈", ("快", "真诚"), ("有点害怕",), "low")
XIN = Option("写一封信", ("有时间想",), ("慢",), "high")

OPTIONS: dict[str, tuple[tuple[Option, ...], str]] = {
    "the prompt's shape": (
        (CALL, WRITE),
        """Here are two ways.

1. **Call Ana**
   - Pros: quick; honest
   - Cons: scary
   - Effort: low
2. **Write a letter**
   - Pros: time to think
   - Cons: slow
   - Effort: medium

Which is closest, or what is missing?""",
    ),
    "three in the prompt's shape": (
        (CALL, WRITE, MOVE),
        """1. **Call Ana**
   - Pros: quick; honest
   - Cons: scary
   - Effort: low

2. **Write a letter**
   - Pros: time to think
   - Cons: slow
   - Effort: medium

3. **Move out**
   - Pros: peace
   - Cons: expensive
   - Effort: high""",
    ),
    "headings with lists": (
        (CALL, WRITE),
        """## Your options

### Option 1: Call Ana
**Pros:**
- quick
- honest

**Cons:**
- scary

**Effort:** Low

---

### Option 2: Write a letter
**Pros:**
- time to think

**Cons:**
- slow

**Effort:** Medium

### Which one feels closest?""",
    ),
    "bold letters, one line": (
        (CALL, WRITE),
        """**Option A – Call Ana**
Pros: quick; honest. Cons: scary. Effort: low.

**Option B – Write a letter**
Pros: time to think. Cons: slow. Effort: moderate.""",
    ),
    "a bracket after the number": (
        (CALL, WRITE),
        """1) Call Ana
   Advantages: quick; honest
   Disadvantages: scary
   Effort level: minimal
2) Write a letter
   Advantages: time to think
   Disadvantages: slow
   Effort level: low to medium""",
    ),
    "bold numbers outside": (
        (CALL, WRITE),
        """**1.** **Call Ana**
* **Pros** – quick; honest
* **Cons** – scary
* **Effort** – 🟢 Low

**2.** **Write a letter**
* **Pros** – time to think
* **Cons** – slow
* **Effort** – 🟡 Medium""",
    ),
    "the number within the bold": (
        (CALL, WRITE),
        """**1. Call Ana**
- *Pros:* quick; honest
- *Cons:* scary
- *Effort:* low

**2. Write a letter**
- *Pros:* time to think
- *Cons:* slow
- *Effort:* medium""",
    ),
    "bullets within bullets": (
        (CALL, WRITE),
        """- **Call Ana**
  - Pros:
    - quick
    - honest
  - Cons:
    - scary
  - Effort: low
- **Write a letter**
  - Pros:
    - time to think
  - Cons:
    - slow
  - Effort: medium""",
    ),
    "bare titles": (
        (CALL, WRITE),
        """Call Ana
Pros: quick; honest
Cons: scary
Effort: low

Write a letter
Pros: time to think
Cons: slow
Effort: medium""",
    ),
    "headings for the parts": (
        (CALL, WRITE),
        """## 1. Call Ana
#### Pros
- quick
- honest
#### Cons
- scary
#### Effort
Low

## 2. Write a letter
#### Pros
- time to think
#### Cons
- slow
#### Effort
Medium""",
    ),
    "signs for the parts": (
        (CALL, WRITE),
        """1️⃣ **Call Ana**
✅ quick
✅ honest
❌ scary
💪 Low

2️⃣ **Write a letter**
✅ time to think
❌ slow
💪 Medium""",
    ),
    "labels after signs, stars for effort": (
        (CALL, WRITE, MOVE),
        """**Call Ana**
👍 **Pros:** quick; honest
👎 **Cons:** scary
⚡ **Effort:** ★☆☆

**Write a letter**
👍 **Pros:** time to think
👎 **Cons:** slow
⚡ **Effort:** ★★☆

**Move out**
👍 **Pros:** peace
👎 **Cons:** expensive
⚡ **Effort:** ★★★""",
    ),
    "effort as a score": (
        (CALL, WRITE, MOVE),
        """Option 1: Call Ana
- Upsides: quick; honest
- Downsides: scary
- Effort: 1/5
Option 2: Write a letter
- Upsides: time to think
- Downsides: slow
- Effort: 3/5
Option 3: Move out
- Upsides: peace
- Downsides: expensive
- Effort: 8 out of 10""",
    ),
    "effort in the title": (
        (CALL, WRITE),
        """### Option A: Call Ana (low effort)
- Pros: quick; honest
- Cons: scary

### Option B: Write a letter (Effort: medium)
- Pros: time to think
- Cons: slow""",
    ),
    "effort first": (
        (CALL, WRITE),
        """1. **Call Ana**
   Effort: low
   Pros:
   - quick
   - honest
   Cons:
   - scary
2. **Write a letter**
   Effort: medium
   Pros:
   - time to think
   Cons:
   - slow""",
    ),
    "descriptions between": (
        (CALL, WRITE),
        """**Option 1: Call Ana**
*What it means:* you ring her this week and say that you miss her.
**Why it could help**
- **Pros:** quick; honest
- **Cons:** scary
- **Effort:** low, though it takes courage

**Option 2: Write a letter**
*What it means:* you put it on paper.
**Why it could help**
- **Pros:** time to think
- **Cons:** slow
- **Effort:** medium (an evening)""",
    ),
    "the title on the line after": (
        (CALL, WRITE),
        """**Option 1**
**Call Ana**
- Pros: quick; honest
- Cons: scary
- Effort: ●○○

**Option 2**
**Write a letter**
- Pros: time to think
- Cons: slow
- Effort: ●●○""",
    ),
    "a title with more behind it": (
        (CALL, WRITE),
        """1. **Call Ana** — a short call, this evening.
   - Pros: quick; honest
   - Cons: scary
   - Effort: low
2. **Write a letter** — pen and paper.
   - Pros: time to think
   - Cons: slow
   - Effort: medium""",
    ),
    "pictures before the ordinals": (
        (CALL, WRITE),
        """### 🌱 Option 1 · Call Ana
➕ **Pros:** quick; honest
➖ **Cons:** scary
⏱️ **Effort:** Low 🌱

### 🌳 Option 2 · Write a letter
➕ **Pros:** time to think
➖ **Cons:** slow
⏱️ **Effort:** Medium 🌳🌳""",
    ),
    "for and against": (
        (CALL, WRITE),
        """1. Call Ana
   For: quick; honest
   Against: scary
   Effort: low
2. Write a letter
   For: time to think
   Against: slow
   Effort: medium""",
    ),
    "all in a bracket": (
        (CALL, WRITE),
        """1. Call Ana (Pros: quick; honest; Cons: scary; Effort: low)
2. Write a letter (Pros: time to think; Cons: slow; Effort: medium)""",
    ),
    "tags for bold": (
        (CALL, WRITE),
        """<b>Option 1: Call Ana</b>
<b>Pro:</b> quick; honest <b>Con:</b> scary <b>Effort:</b> low
<b>Option 2: Write a letter</b>
<b>Pro:</b> time to think <b>Con:</b> slow <b>Effort:</b> medium""",
    ),
    "sentences below": (
        (CALL, WRITE),
        """1. **Call Ana**
   - Pros:
     1. quick
     2. honest
   - Cons:
     scary
   - Effort: low

   This one asks for courage.

2. **Write a letter**
   - Pros:
     1. time to think
   - Cons:
     slow
   - Effort: medium

   You have done it before.""",
    ),
    "in a quote": (
        (CALL, WRITE),
        """> 1. **Call Ana**
>    - Pros: quick; honest
>    - Cons: scary
>    - Effort: low
> 2. **Write a letter**
>    - Pros: time to think
>    - Cons: slow
>    - Effort: medium""",
    ),
    "a table": (
        (CALL, WRITE),
        """Side by side:

| Option | Pros | Cons | Effort |
|--------|------|------|--------|
| **Call Ana** | quick<br>honest | scary | Low |
| **Write a letter** | time to think | slow | Medium |

Which is closest?""",
    ),
    "a table with numbers": (
        (CALL, WRITE),
        """| # | Option | Advantages | Disadvantages | Effort |
|:-:|---|---|---|:-:|
| 1 | Call Ana | quick; honest | scary | 🟢 |
| 2 | Write a letter | time to think | slow | 🟡 |""",
    ),
    "a table lying down": (
        (CALL, WRITE),
        """| | Option A: Call Ana | Option B: Write a letter |
|---|---|---|
| **Pros** | quick; honest | time to think |
| **Cons** | scary | slow |
| **Effort** | low | medium |""",
    ),
    "Windows line ends": (
        (CALL, WRITE),
        """1. **Call Ana**
   - Pros: quick; honest
   - Cons: scary
   - Effort: low
2. **Write a letter**
   - Pros: time to think
   - Cons: slow
   - Effort: medium
""".replace("\n", "\r\n"),
    ),
    "two numbered questions after the options": (
        (CALL, WRITE),
        """1. **Call Ana**
   - Pros: quick; honest
   - Cons: scary
   - Effort: low
2. **Write a letter**
   - Pros: time to think
   - Cons: slow
   - Effort: medium

Two questions:
1. Which is closest?
2. What is missing?""",
    ),
    "es, the prompt's shape": (
        (HABLAR, CARTA),
        """1. **Hablar con Ana**
   - A favor: rápido; sincero
   - En contra: da miedo
   - Esfuerzo: bajo
2. **Escribir una carta**
   - A favor: tiempo para pensar
   - En contra: lento
   - Esfuerzo: medio

¿Cuál te queda más cerca?""",
    ),
    "es, headings": (
        (HABLAR, CARTA),
        """### Opción 1: Hablar con Ana
**Ventajas:**
- rápido
- sincero

**Inconvenientes:**
- da miedo

**Esfuerzo:** Bajo

### Opción 2: Escribir una carta
**Ventajas:**
- tiempo para pensar

**Inconvenientes:**
- lento

**Esfuerzo:** Moderado""",
    ),
    "es, pros and contras in a line": (
        (HABLAR, CARTA),
        """**Opción A: Hablar con Ana.** Pros: rápido; sincero. Contras: da miedo. Esfuerzo: poco.

**Opción B: Escribir una carta.** Pros: tiempo para pensar. Contras: lento. Esfuerzo: medio.""",
    ),
    "es, first and second": (
        (HABLAR, CARTA),
        """Primera opción: Hablar con Ana
• Puntos a favor: rápido; sincero
• Puntos en contra: da miedo
• Nivel de esfuerzo: bajo

Segunda opción: Escribir una carta
• Puntos a favor: tiempo para pensar
• Puntos en contra: lento
• Nivel de esfuerzo: medio""",
    ),
    "es, a table": (
        (HABLAR, CARTA),
        """| Opción | Ventajas | Desventajas | Esfuerzo |
|---|---|---|---|
| Hablar con Ana | rápido; sincero | da miedo | bajo |
| Escribir una carta | tiempo para pensar | lento | medio |""",
    ),
    "zh, the prompt's shape": (
        (TAN, XIN),
        """有两条路：

1. **跟她谈谈**
   - 好处：快；真诚
   - 难处：有点害怕
   - 所需精力：低
2. **写一封信**
   - 好处：有时间想
   - 难处：慢
   - 所需精力：高

哪一条更接近？""",
    ),
    "zh, numbered options": (
        (TAN, XIN),
        """选项一：跟她谈谈
优点：快；真诚
缺点：有点害怕
精力：较低

选项二：写一封信
优点：有时间想
缺点：慢
精力：比较高""",
    ),
    "zh, bold with lists": (
        (TAN, XIN),
        """**方案A：跟她谈谈**
**优势：**
- 快
- 真诚
**劣势：**
- 有点害怕
**难度：** 🟢

**方案B：写一封信**
**优势：**
- 有时间想
**劣势：**
- 慢
**难度：** 🔴""",
    ),
    "zh, in a line": (
        (TAN, XIN),
        """一、跟她谈谈
优点：快；真诚。缺点：有点害怕。所需精力：不大。

二、写一封信
优点：有时间想。缺点：慢。所需精力：很大。""",
    ),
    "zh, circled numbers": (
        (TAN, XIN),
        """① **跟她谈谈**
好处：快；真诚
坏处：有点害怕
投入：小
② **写一封信**
好处：有时间想
坏处：慢
投入：大""",
    ),
    "zh, a table": (
        (TAN, XIN),
        """| 选择 | 优点 | 缺点 | 所需精力 |
| --- | --- | --- | --- |
| 跟她谈谈 | 快；真诚 | 有点害怕 | 低 |
| 写一封信 | 有时间想 | 慢 | 高 |""",
    ),
    "zh, alphabet and other words": (
        (TAN, XIN),
        """### 选择A：跟她谈谈
好的一面：快；真诚
不好的一面：有点害怕
需要的力气：低

### 选择B：写一封信
好的一面：有时间想
不好的一面：慢
需要的力气：高""",
    ),
    "zh, one character each": (
        (TAN, XIN),
        """1、跟她谈谈
利：快；真诚
弊：有点害怕
所费精力：少
2、写一封信
利：有时间想
弊：慢
所费精力：多""",
    ),
    "zh, put together": (
        (TAN, XIN),
        """**1. 跟她谈谈**
   - 主要优点是：快；真诚
   - 潜在的风险：有点害怕
   - 精力成本：低
**2. 写一封信**
   - 主要优点是：有时间想
   - 潜在的风险：慢
   - 精力成本：高""",
    ),
    "zh, another table": (
        (TAN, XIN),
        """| 选项 | 正面 | 负面 | 费劲程度 |
|---|---|---|---|
| 跟她谈谈 | 快；真诚 | 有点害怕 | 低 |
| 写一封信 | 有时间想 | 慢 | 高 |""",
    ),
}

_TWO = OPTIONS["the prompt's shape"][1].partition("\n\nWhich")[0]
NO_OPTIONS: dict[str, str] = {
    "nothing": "",
    "two numbered questions": "1. What would you like to change?\n2. When did it begin?",
    "two numbered questions in bold": "1. **What would help?**\n2. **What is missing?**",
    "plain talk": "You could call Ana, or write to her. Both have their pros and cons: it takes effort.",
    "one option": _TWO.partition("2. **")[0],
    "four options": _TWO
    + "\n3. **Wait**\n   - Pros: easy\n   - Cons: long\n   - Effort: low"
    + "\n4. **Move**\n   - Pros: new\n   - Cons: far\n   - Effort: high",
    "a list without what speaks for and against": "1. **Call Ana**\n2. **Write a letter**\n3. **Wait**",
    "pros and cons of one thing": "**Pros**\n- quick\n- honest\n\n**Cons**\n- scary\n\n**Effort:** low",
    "cut in the third title": f"{_TWO}\n3. **Wait for h",
    "cut in the third option": f"{_TWO}\n3. **Wait**\n   - Pros: easy",
    "cut in the second option": _TWO.partition("slow")[0],
    "no cons": _TWO.replace("   - Cons: slow\n", ""),
    "no effort": _TWO.replace("   - Effort: low\n", ""),
    "an effort that is no degree": _TWO.replace("Effort: low", "Effort: thirty minutes"),
    "an effort that could be two": _TWO.replace("Effort: low", "Effort: 🟢🔴"),
    "empty pros": _TWO.replace("Pros: quick; honest", "Pros:"),
    "the same title twice": _TWO.replace("Write a letter", "Call Ana"),
    "no titles": "Pros: quick\nCons: scary\nEffort: low\n\nPros: calm\nCons: slow\nEffort: high",
    "JSON": """{"options": [
  {
    "title": "Call Ana",
    "pros": ["quick", "honest"],
    "cons": ["scary"],
    "effort": "low"
  },
  {
    "title": "Write a letter",
    "pros": ["time to think"],
    "cons": ["slow"],
    "effort": "medium"
  }
]}""",
    "YAML": """- title: Call Ana
  pros: [quick, honest]
  cons: [scary]
  effort: low
- title: Write a letter
  pros: [time to think]
  cons: [slow]
  effort: medium""",
    "es, two questions": "1. ¿Qué te gustaría cambiar?\n2. ¿Cuándo empezó?",
    "es, plain talk": "Puedes hablar con Ana o escribirle. Las dos tienen ventajas e inconvenientes.",
    "zh, two questions": "1. 你最想改变什么？\n2. 这是什么时候开始的？",
    "zh, plain talk": "你可以跟她谈，也可以写信。两条路都有好处和难处。",
}

FIRST_STEPS: dict[str, tuple[FirstStep, str]] = {
    "the prompt's shape": (
        FirstStep("call Ana", "tonight at eight"),
        "You came with a silence.\n\n**First step:** call Ana\n**When:** tonight at eight\n\nGo well.",
    ),
    "plain": (FirstStep("call Ana", "tonight"), "First step: call Ana\nWhen: tonight"),
    "headings": (FirstStep("Call Ana", "Tonight"), "### Your first step\nCall Ana\n\n### When\nTonight"),
    "bullets": (FirstStep("call Ana", "tonight"), "- **Your first step**: call Ana\n- **When**: tonight"),
    "a list below": (FirstStep("call Ana", "tonight"), "**First step:**\n- call Ana\n\n**When:**\n- tonight"),
    "one line": (FirstStep("call Ana", "tonight at 8"), "First step: call Ana. When: tonight at 8"),
    "in a bracket": (FirstStep("call Ana", "tonight at 8"), "**First step:** call Ana (when: tonight at 8)."),
    "with signs": (FirstStep("call Ana", "tonight"), "👣 **First step:** call Ana\n🕗 **When:** tonight"),
    "what and when": (FirstStep("call Ana", "tonight"), "What: call Ana\nWhen: tonight"),
    "without a time": (FirstStep("call Ana", ""), "**First step:** call Ana\n\nGo well."),
    "a time that is asked for": (FirstStep("call Ana", ""), "**First step:** call Ana\n**When:** tonight?"),
    "said twice": (
        FirstStep("call Ana", "tonight"),
        "**First step:** call Ana\n**When:** tonight\n\nTo sum up:\n\nFirst step: call Ana\nWhen: tonight",
    ),
    "es": (FirstStep("llamar a Ana", "esta noche"), "**Primer paso:** llamar a Ana\n**Cuándo:** esta noche"),
    "es, without the accent": (
        FirstStep("llamar a Ana", "esta noche"),
        "Tu primer paso: llamar a Ana\nCuando: esta noche",
    ),
    "es, one line": (FirstStep("llamar a Ana", "mañana"), "Primer paso: llamar a Ana. Cuándo: mañana"),
    "zh": (FirstStep("给她打电话", "今晚八点"), "**第一步：** 给她打电话\n**时间：** 今晚八点"),
    "zh, in words": (FirstStep("给她打电话", "今晚八点"), "你的第一步：给她打电话\n什么时候：今晚八点"),
    "zh, one line": (FirstStep("给她打电话", "今晚八点"), "第一步：给她打电话。时间：今晚八点"),
    "zh, a sentence": (FirstStep("给她打电话", "今晚八点"), "你的第一步是：给她打电话\n具体时间：今晚八点"),
    "zh, in a bracket": (FirstStep("给她打电话", "今晚八点"), "第一小步：给她打电话（时间：今晚八点）"),
    "zh, how long it takes": (FirstStep("给她打电话", ""), "第一步行动：给她打电话\n所需时间：十分钟"),
    "es, a sentence": (FirstStep("llamar a Ana", "hoy"), "Tu primer paso será: llamar a Ana\n¿Cuándo?: hoy"),
    "a placeholder": (
        FirstStep("write to [EMAIL_1]", "tonight"),
        "First step: write to [EMAIL_1]\nWhen: tonight",
    ),
}

NO_FIRST_STEPS: dict[str, str] = {
    "nothing": "",
    "a question": "What could your first step be, and when?",
    "a question behind the label": "**First step:** what would be small enough?\n**When:** which day?",
    "a gap to fill": "**First step:** [what you will do]\n**When:** [day and time]",
    "left open": "**First step:** to be decided\n**When:** TBD",
    "a dash": "**First step:** –\n**When:** –",
    "two different ones": "First step: call Ana\nFirst step: write a letter\nWhen: tonight",
    "only a time": "**When:** tonight",
    "a what without a when": "What: a long silence.",
    "plain talk": "Your first step can wait. When you feel ready, come back.",
    "too long": "First step: " + "call Ana and then " * 80,
    "JSON": '{"first_step": "call Ana", "when": "tonight"}',
    "es, a question": "**Primer paso:** ¿cuál sería?\n**Cuándo:** ¿cuándo?",
    "es, plain talk": "El primer paso puede esperar. Cuando quieras, vuelve.",
    "zh, a question": "第一步：你想先做什么？\n时间：哪一天？",
    "zh, plain talk": "第一步不用急，等你准备好的时候再来。",
}
