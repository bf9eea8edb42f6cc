"""The words of a question, before they are looked up: codes, ranks, numbers, and what says nothing of a place."""

import re
import unicodedata
from dataclasses import dataclass, field

from structures.ressemblance import likeness


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that people say around a place, and that may be left over without a doubt.
NOISE = _words(
    """a accompagnement actuel actuelle actuellement adresse ai aidant aidante aidantes aidants aide aider aidez aidons
    aimerais alentour alentours aller allo allons alors alpes ancienne angle appele appelle arret arriver assez au
    aupres aussi autour autre autres auvergne aux avec bah banlieue beaucoup ben besoin bjr bonjour bonne bonsoir
    boulot bureau bus c ca ce ceci cedex cela centre ces cest cet cette cherche chercher chez code coin comme
    comment commune connaitre conseiller conseillere conseillers cordialement cote cotes coucou cp croisement d dans
    de debut deja demeurant demeure demeurons departement depuis derriere des devant dire dis dit dites domicile
    domicilie domiciliee donc du elle elles en encore entre environ environs es est et etes etre euh exactement face
    faire faudrait faut francais france gare gratuit gratuite habitais habitant habite habitent habites habitez
    habitons hauteur hello ici il ils informatique j je journee jusqu juste l la le les leur leurs lieu loge loges
    loin lui m ma madame maintenant mairie mais maman me merci mere mes metro metropole moi mon monsieur niveau
    nomme non nos notre nous numerique numeriques numero ok on ordinateur ou oui oups papa par parages pardon
    parents parking parle parler parlez pas payant payante payer pere permanence personne peu peut peuvent peux pied
    plait plus plutot postal pour pourquoi pourriez pouvez pres proche proches proximite puis qu quand quartier que
    quel quelle quelles quelqu quelque quelques quels qui quoi rdv region rejoindre rendez rendre residant reside
    residons rhone s sa sais salut salutations savoir se secours secteur sera sert servir ses situe situee situes
    slt soit sommes son sortie souhaite souhaiterais station stp suis sur svp t ta tante te terminus tes toi
    toujours tous tout toute toutes tram tramway travail travaille tres trouve trouvent trouver tu un une va vais
    vas venir vers veut veux viens ville vis vit vivant vivons vivre voila voir voisin voisine vos votre voudrais
    voudrait voulons vous y"""
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
GENERIC = _words("maison centre pole emploi social sociaux ville mairie mediatheque bibliotheque association groupe")
LONGEST = 200  # characters; the longest address has under a hundred
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
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_NOT_AN_AREA = rf"(?!\s*(?:{_MONTHS}|etage|armee|millenaire|db\b|d\.b|division|regiment|rue|avenue))"
_SUFFIX = r"(?:er|ere|e|i?emm?e?|me|nd|nde|°|º)"

_KINDS = (
    r"\b(?:rue|r|avenue|av|ave|boulevard|bd|bld|place|pl|cours|crs|quai|chemin|ch|che|route|rte|impasse|imp|allee"
    r"|montee|square|passage|promenade|esplanade)\b\.?"
)
_KIND_BEFORE = rf"({_KINDS} (?:du |de la |de |des |d['’ ])?)?\b"
_IN_A_NAME = r"(\b(?:rue|avenue|boulevard|place|cours|quai|chemin|av|bd|pl) (?:du|de la) )?"


def _arrondissement(found: re.Match) -> str:
    """« dans le 3e », « le troisième »; but « rue du 3e Spahis », « cours du Troisième Millénaire »."""
    return found[0] if found[1] else f" lyon {_RANKS.get(found[2], found[2])} "


_LYON = r"(l[iuy][a-z]{2,5})"


def _misspelled(found: re.Match) -> str:
    """« lyonn 3e », « 3e lion »: Lyon is said already; but « rue du Lion, 3e »."""
    *kind, word = found.groups()
    return found[0] if any(kind) or word == "lyon" or not likeness(word, "lyon") else " "


# Letters that are taken for digits, by the eye or the finger.
_DIGITS = str.maketrans("oil|s", "01115")
_LETTER_OR_DIGIT = "[0-9oil|s]"


def _code(found: re.Match) -> str:
    """« 69l40 », « 69ooo »; but « 69, lis » is no code."""
    last = re.sub(r"[\s.-]", "", found[0])[-3:]
    return f" 69{last.translate(_DIGITS)} " if re.search("[0-9]", last) or last == "ooo" else found[0]


# Each is replaced in turn, in lower case without accents.
REWRITTEN = [
    # « 69 oo3 », « 6 9 0 0 3 », « 69.003 », « F-69003 », « 69l40 »; « l2 rue Garibaldi »
    (
        re.compile(
            rf"(?<![0-9])(?:\bf-?|\bfr-)?6\s?9[\s.-]?(?:{_LETTER_OR_DIGIT}\s?){{2}}(?:[0-9]|{_LETTER_OR_DIGIT}(?![a-z]))(?![0-9])"
        ),
        _code,
    ),
    (
        re.compile(
            r"(?<![0-9a-z])(?=[oil|]*[0-9])[0-9oil|]{2,4}(?=,?\s+(?:rue|r|av|avenue|bd|boulevard|place|cours|chemin)\b)"
        ),
        lambda m: m[0].translate(_DIGITS),
    ),
    # The lines of a letter that are not the street: « 3e étage », « APT 12 BAT B », « BP 3021 », « interphone Durand »
    (re.compile(r"\b(?:[0-9]{1,2}\s?" + _SUFFIX + r"?|premier|dernier|" + "|".join(_RANKS) + r")\s+etage\b"), " "),
    (
        re.compile(
            r"\b(?:appartement|appart|appt|apt|app|logement|logt|batiment|bat|escalier|esc|porte|hall|entree|etage|immeuble"
            r"|imm|bloc|cage|tour|boite|bal|digicode|code|interphone|chambre|studio)"
            r"(?:\s*(?:n[o°]?\s*|:\s*)?[0-9]{1,4}[a-z]?|(?:\s+|\s*:\s*)(?:[a-ce-km-z]|[dl](?!['’\s][a-z]))[0-9]{0,3})\b"
        ),
        " ",
    ),
    (re.compile(r"\b(?:bp|cs|tsa)\s*(?:n[o°]?\s*)?[0-9]{1,5}\b"), " "),
    (re.compile(r"\b(?:rdc|rez de (?:chaussee|jardin)|etage (?:gauche|droite)|(?:interphone|sonnette) [a-z]+)\b"), " "),
    (re.compile(r"\ball(?:ee)?\.? (?:[0-9]{1,3}|[a-z])(?=[\s,]+[0-9]|[\s,-]*$)"), " "),
    # « 11novembre », « 12ruegaribaldi », « lyon3 »
    (re.compile(r"(?<![0-9a-z])([0-9]{1,4})(?=[a-z]{3,})(?!(?:er|ere|eme|ieme|nde|bis|ter|quater)s?\b)"), r"\1 "),
    (re.compile(r"(?<=[a-z]{2})(?=[0-9])"), " "),
    (
        re.compile(r"(?<![0-9])([0-9]{1,4})\s?(?:[-/&+]|et|a)\s?[0-9]{1,4}(?=[\s,]+[a-z]{2})(?![\s,]+(?:bis|ter)\b)"),
        r"\1 ",
    ),
    (re.compile(rf"\bpremier(?=\s+(?:{_MONTHS})\b)"), "1er"),
    (re.compile(r"\blyon\s+cedex\s*0?([1-9])\b"), r" lyon \1 "),
    (re.compile(r"\b(?:mairie du|dans le) 0?([1-9])(?![0-9])" + _SUFFIX + r"?\b"), r" lyon \1 "),
    (re.compile(_IN_A_NAME + r"(?<![0-9])0?([1-9])\s?" + _SUFFIX + r"(?![a-z0-9])" + _NOT_AN_AREA), _arrondissement),
    (re.compile(r"\b(iii|ii|iv|viii|vii|ix)(?:er|e|eme)\b"), lambda m: f" lyon {_ROMANS[m[1]]} "),
    (re.compile(_IN_A_NAME + rf"\b({'|'.join(_RANKS)})\b" + _NOT_AN_AREA), _arrondissement),
    (
        re.compile(r"(?<![0-9])0?([1-9])\s+arr[a-z]*\.?|\barr[a-z]*\s+0?([1-9])(?![0-9])"),
        lambda m: f" lyon {m[1] or m[2]} ",
    ),
    # « stpriest », « stefoy »: no other word begins so
    (re.compile(r"\b(st)(?=[bcdfgjklmnpqvz][a-z]{2})|\b(ste)(?=[cfgjm][a-z]{2})"), r"\1\2 "),
    (re.compile(r"(?<!de )\blyon(?:[\s,]+lyon)+\b"), "lyon"),
    (re.compile(_KIND_BEFORE + _LYON + r"[\s,]+(?:le\s+)?(?=lyon [1-9])"), _misspelled),
    (re.compile(r"(?<=\blyon [1-9])[\s,]+(?:(?:de|a)\s+)?" + _LYON + r"\b"), _misspelled),
    (re.compile(r"\b(lyon [1-9])[\s,]+(?:(?:de|a)\s+)?lyon\b(?!\s*[1-9])"), r"\1"),
    (re.compile(r"(?<![0-9])69000(?![0-9])"), " lyon "),
    (re.compile(r"\(69\)"), " "),
    # « République (rue de la) », « Algérie, rue d' »: as lists of streets write it
    (re.compile(rf"({_KINDS})(?:\s+(?:d|de|du|des|l|la|le|les)\b['’]?)+(?=\s*(?:[,;)/]|-\s|$))"), r"\1"),
    (re.compile(rf"({_KINDS})(?:\s+(?:de|la))*\s+[dl]['’](?=\s)"), r"\1"),
    # « Collonges au mont dort »: fifteen communes end so
    (re.compile(r"\b(monts?|mt) ?d['’ ]?or(?:[est]|es)?\b"), r"\1 d or"),
    (re.compile(r"\bn[o°]?\s?(?=[0-9])|\bnumero\s+(?=[0-9])"), " "),
    (re.compile(r"(?<![0-9])([0-9]{1,4})(bis|ter|quater|[a-d])\b"), r"\1 \2"),
    (re.compile(r"\bqu(?:['’]|\s+(?=(?:est|il|elle|on|un|une)\b))"), "que "),  # « qu » is « quai » otherwise
    (re.compile(r"\b([cdjlmnst])['’]"), r"\1 "),
    (re.compile(r"\b(?:grand|gde?|grd)\b[.\s-]+r(?:ue|\.)?(?=\s|$)"), "grande rue"),
    (re.compile(r"\brep\b"), "republique"),
    (re.compile(r"\bfrs\b"), "freres"),
    (re.compile(r"\bs il (?:te|vous) pla[iî]t\b"), " "),
]
# « trente-deux », « quatre-vingt dix sept », « soixante-neuf mille trois »: as the one who dictates says them.
_UNITS = dict(zip(["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"], range(1, 10), strict=True))
_TEENS = dict(zip(["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"], range(10, 17), strict=True))
_TENS = dict(zip(["vingt", "trente", "quarante", "cinquante", "soixante"], range(20, 70, 10), strict=True))
_UNIT, _TEEN, _TEN = (f"(?:{'|'.join(numbers)})" for numbers in (_UNITS, _TEENS, _TENS))
_UNDER_20 = rf"(?:dix[ -]{_UNIT}|{_TEEN}|{_UNIT})"
_UNDER_100 = rf"(?:(?:quatre[ -]vingts?|{_TEN})(?:[ -](?:et[ -])?{_UNDER_20})?|{_UNDER_20})"
_UNDER_1000 = rf"(?:(?:{_UNIT}[ -])?cents?(?:[ -]{_UNDER_100})?|{_UNDER_100})"
SAID = re.compile(rf"\b(?:{_UNDER_1000}[ -])?mille(?:[ -]{_UNDER_1000})?\b|\b{_UNDER_1000}\b")


def _in_digits(said: re.Match) -> str:
    """One short word alone is left as it is: names of streets hold some, which the database writes its own way."""
    thousands, hundreds = 0, 0
    words = [word.rstrip("s") for word in re.split("[ -]", said[0])]
    words = [word if word != "troi" else "trois" for word in words if word != "et"]
    if len(words) == 1 and words[0] not in _TENS | {"cent": 0}:
        return said[0]
    for word in words:
        if word == "mille":
            thousands, hundreds = 1000 * max(hundreds, 1), 0
        elif word == "cent":
            hundreds = 100 * max(hundreds, 1)
        elif word == "vingt" and hundreds % 100 == 4:
            hundreds += 76
        else:
            hundreds += (_UNITS | _TEENS | _TENS)[word]
    return str(thousands + hundreds)


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


def plain(words: str) -> str:
    """In small letters without accents."""
    text = unicodedata.normalize("NFKD", words).lower()
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def tidy(words: str) -> Question:
    text = plain(words[:LONGEST])
    text = SAID.sub(_in_digits, text)
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
