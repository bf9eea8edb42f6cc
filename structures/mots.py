"""The words of a question, before they are looked up: codes, ranks, numbers, and what says nothing of a place."""

import re
import unicodedata
from dataclasses import dataclass, field


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that people say around a place, and that may be left over without a doubt.
NOISE = _words(
    """a ai aide aider alentours ancienne arret au autour aux avec banlieue bonjour bonsoir bus centre chez
    cherche chercher code commune cote coin cp d dans de des du en est et etes faire france gare habite habitant
    habitons il j je jusqu l la le les lieu loin m madame mairie me merci metro metropole moi mon monsieur
    nous on ou par pas permanence plait plus postal pour pres proche proches proximite qu quartier que quel quelle
    quelqu quelque qui rhone s sais salut secteur sommes station sur svp t te tout tram tramway trouve trouver tu un une
    vers viens ville vis vit vivre voudrais vous y"""
)
ARTICLES = _words("a au aux d de des du en et l la le les lez sur sous")
TYPES = _words(
    """rue avenue boulevard place route chemin impasse allee square cours quai montee faubourg passage
    promenade esplanade lotissement residence sentier voie ruelle traverse mail parvis pont rond hameau clos villa"""
)
TITLES = _words(
    """saint sainte grand grande petit petite jean louis pierre paul henri marie charles georges andre
    general marechal commandant capitaine colonel lieutenant sergent docteur professeur president monseigneur"""
)
# What a street's name may have or lack without being another.
HONOURS = _words(
    "general marechal commandant capitaine colonel lieutenant sergent docteur professeur president monseigneur"
)
# Words that many places share: alone, they name none of them.
GENERIC = _words("maison centre social sociaux ville mairie mediatheque bibliotheque association groupe")
REPETITIONS = {"bis", "ter", "quater"} | set("abcdefgh")

_RANKS = {
    "deuxieme": 2,
    "second": 2,
    "troisieme": 3,
    "quatrieme": 4,
    "cinquieme": 5,
    "sixieme": 6,
    "septieme": 7,
    "huitieme": 8,
    "neuvieme": 9,
}
_ROMANS = {"ii": 2, "iii": 3, "iv": 4, "vii": 7, "viii": 8, "ix": 9}
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout"
_NOT_AN_AREA = rf"(?!\s*(?:{_MONTHS}|etage|armee|millenaire|db\b|d\.b|division|regiment|rue|avenue))"
_SUFFIX = r"(?:er|ere|e|eme|ieme|nd|nde|°|º)"

# Each is replaced in turn, in lower case without accents.
REWRITTEN = [
    # « 69 oo3 », « 6 9 0 0 3 », « 69.003 », « F-69003 »
    (
        re.compile(r"(?<![0-9])(?:\bf-?|\bfr-)?6\s?9[\s.-]?([0-9o]\s?[0-9o]\s?[0-9o])(?![0-9])"),
        lambda m: f" 69{m[1].replace(' ', '').replace('o', '0')} ",
    ),
    # The lines of a letter that are not the street: « APT 12 BAT B », « BP 3021 », « 3e étage »
    (
        re.compile(
            r"\b(?:appartement|appt|apt|app|batiment|bat|escalier|esc|porte|bp|cs|tsa|hall|entree|etage)"
            r"\s*(?:n[o°]?\s*)?(?:[0-9]{1,5}[a-z]?|[a-z])\b"
        ),
        " ",
    ),
    (re.compile(r"\ball(?:ee)?\.? [0-9]{1,3}(?= [0-9])"), " "),
    (re.compile(r"\b(?:[0-9]{1,2}\s?" + _SUFFIX + r"|rez de chaussee|dernier)\s+etage\b"), " "),
    (re.compile(r"\blyon\s+cedex\s*0?([1-9])\b"), r" lyon \1 "),
    (re.compile(r"\b(?:mairie du|dans le) 0?([1-9])(?![0-9])" + _SUFFIX + r"?\b"), r" lyon \1 "),
    (re.compile(r"(?<![0-9])0?([1-9])\s?" + _SUFFIX + r"(?![a-z0-9])" + _NOT_AN_AREA), r" lyon \1 "),
    (re.compile(r"\b(iii|ii|iv|viii|vii|ix)(?:er|e|eme)\b"), lambda m: f" lyon {_ROMANS[m[1]]} "),
    (re.compile(rf"\b({'|'.join(_RANKS)})\b" + _NOT_AN_AREA), lambda m: f" lyon {_RANKS[m[1]]} "),
    (re.compile(r"\blyon(?:[\s,]+lyon)+\b"), "lyon"),
    (re.compile(r"\bn[o°]?\s?(?=[0-9])|\bnumero\s+(?=[0-9])"), " "),
    (re.compile(r"(?<![0-9])([0-9]{1,4})(bis|ter|quater|[a-d])\b"), r"\1 \2"),
    (re.compile(r"\b([cdjlmnst]|qu)['’]"), r"\1 "),
    (re.compile(r"\bs il (?:te|vous) pla[iî]t\b"), " "),
]
CODE = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])")
PART_OF_CODE = re.compile(r"(?<![0-9a-z])69 ?[0-9]{1,2}(?![0-9a-z])")
LETTER = re.compile(
    r"\b(?:m|mr|mme|mlle|monsieur|madame|mademoiselle|chez|appartement|appt|apt|batiment|bat|escalier|esc|residence|res"
    r"|etage|c/o)\b"
)


@dataclass(frozen=True)
class Question:
    """What was typed, tidied: the words to look up, the postal codes that stood among them."""

    words: str
    codes: list[str] = field(default_factory=list)
    beginning_of_code: str = ""
    is_letter: bool = False


def tidy(words: str) -> Question:
    text = unicodedata.normalize("NFKD", words).lower()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    is_letter, cedex = bool(LETTER.search(text)), "cedex" in text
    for pattern, replacement in REWRITTEN:
        text = pattern.sub(replacement, text)
    codes = [code for code in CODE.findall(text) if not (cedex and _is_cedex(code))]
    text = CODE.sub(" ", text)
    part = PART_OF_CODE.fullmatch(text.strip())
    return Question(text.strip(), list(dict.fromkeys(codes)), part[0].replace(" ", "") if part else "", is_letter)


def _is_cedex(code: str) -> bool:
    """Codes of firms: 69422 is Lyon Cedex 03. Those that people share end in 0, or are Lyon's."""
    return not (code.endswith("0") or re.fullmatch("6900[1-9]", code))


def content(words: list[str]) -> list[int]:
    """The places of the words that are not articles."""
    return [place for place, word in enumerate(words) if word not in ARTICLES]
