"""Ten thousand strings of many scripts to hold tokenizers to: names from Unicode's CLDR (as the package babel carries them),
phrases made of them, and characters drawn from everywhere. The same on every run."""

import random
import unicodedata

import ftfy
from babel import Locale, localedata

COUNT = 10_000
SEED = 20_261_126
DRAWN = 1_000
PHRASES = 2_000
PATTERNS = (
    "a photo of {0}", "{0} & {1}", "{0}, {1}; {2}!", "It's {0}'s, they'll say we've been in {1}...", "{0}\n{1}", "  {0}\t {1} ",
    "“{0}” – ‘{1}’", "({0})/[{1}]", "{0} 1984, 3.5 km², ½ + ⅔ = ∞", "{0}—{1}… №7", "{0}_{1}-{2}", "#{0} @{1} 🐈‍⬛🎨", "ＦＵＬＬ {0} ｗｉｄｔｈ！",
    "ﬁne ﬂowers of {0}", "{0}?!?! don't I'D they'RE", "&amp; {0} &lt;3 &#9731; &#x1F600;", "\x1b[31m{0}\x1b[0m", "{0}\u200b{1}\ufeff",
)
# Later than what C++ knows of Unicode.
NEWEST = "13.0"


def names():
    """CLDR's names of countries, languages, currencies and months, each once, in a fixed order."""
    found = set()
    for identifier in localedata.locale_identifiers():
        if "_" in identifier:
            continue
        locale = Locale.parse(identifier)
        for table in (locale.territories, locale.languages, locale.currencies, locale.variants):
            found.update(str(name) for name in table.values())
        found.update(str(name) for name in locale.months["format"]["wide"].values())
    return sorted(found)


def scripts_apart(found):
    """By the script of their first letter, so that all of them are heard."""
    by_script = {}
    for name in found:
        letter = next((c for c in name if c.isalpha()), "x")
        by_script.setdefault(unicodedata.name(letter, "NONE").split(" ")[0], []).append(name)
    return by_script


def is_plain(text):
    """ftfy's guesses about wrongly decoded text are not made here (server/src/inference/web_text.hpp)."""
    return ftfy.fix_encoding(text) == text and all(unicodedata.category(c) not in ("Cn", "Cs", "Co") for c in text)


def strings():
    draw = random.Random(SEED)
    apart = scripts_apart(names())
    chosen = []
    share = COUNT - PHRASES - DRAWN
    for i, script in enumerate(sorted(apart)):
        some = apart[script]
        draw.shuffle(some)
        left = len(apart) - i
        chosen += some[:max(1, (share - len(chosen)) // left)] if len(some) < share // len(apart) else []
    rest = [name for script in sorted(apart) for name in apart[script] if name not in set(chosen)]
    chosen += draw.sample(rest, share - len(chosen))
    for _ in range(PHRASES):
        parts = draw.sample(chosen[:share], 3)
        if draw.random() < 0.3:
            parts[0] = parts[0].upper()
        chosen.append(draw.choice(PATTERNS).format(*parts))
    assigned = [chr(c) for c in range(0x20, 0x1FAFF) if unicodedata.ucd_3_2_0.category(chr(c))[0] != "C"]
    for _ in range(DRAWN):
        chosen.append("".join(draw.choice(assigned) + draw.choice(("", " ", "a", "")) for _ in range(draw.randint(1, 8))))
    chosen = [text for text in chosen if is_plain(text)]
    while len(chosen) < COUNT:
        text = draw.choice(rest) + " " + str(draw.randint(0, 99_999))
        if is_plain(text):
            chosen.append(text)
    draw.shuffle(chosen)
    return chosen[:COUNT]
