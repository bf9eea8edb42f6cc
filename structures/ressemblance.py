"""How much a word looks, or sounds, like another: what separates a slip of the finger from another name."""

import re
from functools import lru_cache

# What is written in several ways in French and said in one. Order matters. The database says the same:
# `migrations/0033_mieux_entendre.py`.
SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"ge(?=[aou])", "j"),
        (r"jea(?=n)", "ja"),
        (r"(?<=[aeou])ille?(?=s?$)|(?<=[ae])ye?(?=s?$)", "j"),
        (r"(?<=[aeou])ill(?=[aeou])", "y"),
        (r"l+i(?=[eo])", "i"),
        (r"y", "i"),
        (r"ain|ein|aim", "in"),
        (r"eau|au", "o"),
        (r"ph", "f"),
        (r"qu|q|c(?![eiyh])|ck", "k"),
        (r"c|z", "s"),
        (r"w", "v"),
        (r"oe|ai|ei", "e"),
        (r"g(?=[ei])", "j"),
        (r"h", ""),
        (r"en(?![aeiou])|em(?=[bp])|am(?=[bp])", "an"),
        (r"([a-z])\1+", r"\1"),
    ]
]
SILENT = re.compile(r"(?<=[a-z]{3})(?:(?<=i)er|e?[stxd]*)$")

SAME_SOUND = 0.95
MISHEARD = 0.85  # « Marietton » is not surely « Marie Thorez »
SAME_SHORT_SOUND = 0.8  # « brons » may be Bron, or somebody's name
INITIAL = 0.6
BEGINNING = 0.7
SLIPS = [(4, 1), (8, 2), (13, 3)]  # from this length on, that many letters may be wrong
SLIPS_OF_THE_EAR = [(5, 1), (10, 2)]  # sounds are fewer than letters: « maurice » is not « mairie »
MOST_SLIPS = 5  # letters between two spellings that may still sound the same


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    for pattern, said in SOUNDS:
        word = pattern.sub(said, word)
    return SILENT.sub("", word)


def distance(a: str, b: str, most: int) -> int:
    """Letters to add, drop, change or swap to go from a word to another; more than `most` is `most + 1`."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before, row = [], list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


@lru_cache(maxsize=20_000)
def likeness(typed: str, name: str) -> float:
    """1 when they are one word, 0 when they are two. Numbers are the same or they are not."""
    if typed == name:
        return 1.0
    if _digits(typed) or _digits(name):
        return _same_number(typed, name)
    if len(typed) < 3:
        return INITIAL if len(typed) == 1 and name.startswith(typed) else 0.0
    said, meant = sound(typed), sound(name)
    if said == meant:
        length = min(len(typed), len(name))
        spelled = length > 4 and distance(typed, name, length // 2) <= length // 2  # « Marcel » is not Marseille
        return SAME_SOUND if spelled else SAME_SHORT_SOUND
    sounds = _nearness(said, meant, SLIPS_OF_THE_EAR)
    if sounds > MISHEARD and distance(typed, name, 3) > 3:
        sounds = MISHEARD
    near = max(_nearness(typed, name, SLIPS), sounds)
    return near or (BEGINNING if len(typed) > 3 and name.startswith(typed) else 0.0)


def _nearness(a: str, b: str, allowed: list[tuple[int, int]]) -> float:
    length = min(len(a), len(b))
    most = max((slips for letters, slips in allowed if length >= letters), default=0)
    wrong = distance(a, b, most) if most else 1
    return 1 - wrong / length if wrong <= most else 0.0


def heard(words: list[str], name: str) -> float:
    """How well a name is heard in words that are not its own: « mes yeux » is Meyzieu, « corps bas » Corbas."""
    said, meant = sound("".join(map(sound, words))), sound(name)
    if said == meant:
        return SAME_SOUND if len(meant) > 3 else 0.0
    return _nearness(said, meant, SLIPS_OF_THE_EAR) if said[:1] == meant[:1] else 0.0


def same_words(run: list[str], name: list[str], joined: str) -> bool:
    """« Mérieux, Lyon » is not « Mairie de Lyon »: each word is like its own, unless spaces moved."""
    if len(run) == len(name):
        return all(likeness(word, other) or len(word) < 4 for word, other in zip(run, name, strict=True))
    return all(len(word) < 4 or _belongs(word, name, joined) for word in run)


def _belongs(word: str, name: list[str], joined: str) -> bool:
    """« mon » and « plaisir » are parts of Monplaisir; « Lyon » is no part of Saint-Maurice-de-Beynost."""
    return (
        word in joined
        or any(part in word or likeness(word, part) for part in name)
        or (len(word) > 5 and any(distance(word, joined[at : at + len(word)], 1) < 2 for at in range(len(joined) - 4)))
    )


def _digits(word: str) -> bool:
    return any(map(str.isdigit, word))


def _same_number(typed: str, name: str) -> float:
    """« lion 3 » may be Lyon 3e, never Lyon 2e; « 8 mai 45 » is 8 mai 1945."""
    (word, number), (other, meant) = _split(typed), _split(name)
    if word or other:
        same = number == meant and typed[0].isdigit() == name[0].isdigit()
        return likeness(word, other) if same else 0.0
    return SAME_SOUND if len(number) == 2 and len(meant) == 4 and meant[0] == "1" and meant.endswith(number) else 0.0


def _split(word: str) -> tuple[str, str]:
    return "".join(c for c in word if not c.isdigit()), "".join(c for c in word if c.isdigit())
