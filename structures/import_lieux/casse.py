"""Names in capitals put as people write them: « MJC DE BRON » is « MJC de Bron »."""

import re
from collections.abc import Mapping

from structures.mots import plain


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ACRONYMS = _set(
    """MJC CCAS CIAS CAF CPAM CRIJ BIJ PIJ MDM MDS MDMS MDPH MDR MEN EPN EPI EPIDE AFPA ADIE ASE CCO CIDFF CMS CNFS CS
    CSC ENM EPCI ESAT ESS EVS FJT FT GEIQ GRETA CHU CHRS HUDA INSEE IUT LDLC ML MIETE MLIS MQ MSA MSAP MFS MPT OPAC
    ORPA PAD PIMMS PLIE PMI RDC RERS SIAE SIVOM SPIP TCL UDAF UFCV ZAC ZI ICARE ARTAG ANPE CAARUD CADA SCOP SCIC UNAF
    CNAM CNRS ENSSIB ENS INSA UCBL SNCF EDF RSA AMAP CATTP EHPAD"""
)
SMALL = _set("a à au aux d de des du en et l la le les lès lez par pour sous sur chez dans ou")
STREETS = _set(
    """rue avenue boulevard place chemin route allée allee impasse cours quai montée montee square passage esplanade
    promenade sentier voie ruelle faubourg résidence residence lotissement bis ter quater"""
)
ACCENTED = _set(
    """médiathèque bibliothèque numérique numériques métropole emploi éducation école collège lycée été solidarité
    solidarités société sociale générale régional départemental départementale fédération résidence préfecture
    maréchal général république libération résistance déportés égalité liberté fraternité hôtel théâtre cité créée
    initiatives insertion intérieur associé associés économie élu étoile église évêché forêt fête frères grâce
    hôpital joséphine léon andré rené rhône saône vénissieux mémoire musée pépinière pôle prévention réseau thérèse
    vélo ludothèque itinérant proximité mobilité amitié unité santé bénévoles citoyenneté familiale hélène éric
    gérard président accès activités européen européenne montée allée quartier étudiants échange échanges"""
)
ACCENTS = {plain(word): word for word in ACCENTED if plain(word) != word}
WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*\.?|[0-9]+[^\W\d_]*|[\W_]", re.UNICODE)
ROMAN = re.compile(r"[IVX]{2,5}")
SMALL_LETTER = re.compile("[a-zà-öø-ÿ]")
VOWEL = re.compile("[aeiouy]")
LONGEST_ALONE = 6  # letters of a lone word that may well be an acronym or a brand


def is_shouted(text: str) -> bool:
    """Whether nothing but acronyms would be written so in capitals."""
    if SMALL_LETTER.search(text):
        return False
    letters = [letter for letter in text if letter.isalpha()]
    if not letters or any(letter.islower() for letter in letters):
        return False
    words = re.findall(r"[^\W\d_]{2,}", text)
    return any(len(word) > LONGEST_ALONE or len(words) > 1 for word in words if not _is_acronym(word))


def ordinary(text: str, names: Mapping[str, str], street: bool = False) -> str:
    """The text in ordinary case when it is shouted, as it is otherwise.

    `names`: proper names by their words in small letters without accents: « saint genis laval » → Saint-Genis-Laval.
    `street`: types of streets stay in small letters.
    """
    if not is_shouted(text):
        return text
    parts = WORD.findall(text)
    cased = [_cased(part, following, street) for part, following in zip(parts, [*parts[1:], ""], strict=True)]
    _keep_names(parts, cased, names)
    written = "".join(cased)
    return written[:1].upper() + written[1:]


def _cased(word: str, following: str, street: bool) -> str:
    lower = word.lower()
    if lower in SMALL and (len(word) > 1 or following in ("'", "’")):
        return lower
    if street and lower in STREETS:
        return ACCENTS.get(lower, lower)
    if _is_acronym(word) or not word.isalpha():
        return word
    lower = ACCENTS.get(plain(word), lower)
    return lower[:1].upper() + lower[1:]


def _is_acronym(word: str) -> bool:
    if word in ACRONYMS or "." in word.rstrip(".") or len(word) == 1:
        return True
    return bool(ROMAN.fullmatch(word)) or (word not in ("ST", "STE") and not VOWEL.search(plain(word)))


def _keep_names(parts: list[str], cased: list[str], names: Mapping[str, str]) -> None:
    """Runs of words that are a town's name become it, longest first."""
    places = [place for place, part in enumerate(parts) if part.isalpha()]
    start = 0
    while start < len(places):
        for size in range(min(5, len(places) - start), 0, -1):
            first, last = places[start], places[start + size - 1]
            if name := names.get(_words(parts[first : last + 1])):
                cased[first : last + 1] = [name] + [""] * (last - first)
                start += size - 1
                break
        start += 1


def _words(parts: list[str]) -> str:
    words = [plain(part) for part in parts if part.isalpha()]
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)
