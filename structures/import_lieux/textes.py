"""What any text may have on it that nobody wrote: broken accents, invisible characters, tags, formulas."""

import html
import re
import unicodedata

import ftfy
from django.utils.translation import gettext as _

# « MaÃ®trise », « lâ€™accÃ¨s »: UTF-8 that somebody read as Windows-1252 or as Latin-1.
MOJIBAKE = re.compile("[ÃÂÅÄ][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]|â[€\u0080][\u0080-\u2122]|ï»¿|Ã ")
# Control characters, except tab and the ends of lines; what has no width or turns the line round; halves of pairs.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd\ud800-\udfff]"
)
TAGS = (
    "a|abbr|article|b|big|blockquote|body|br|button|center|code|dd|del|details|div|dl|dt|em|embed|figure|font|footer|form"
    "|frame|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|mark|math|meta|nav|noscript|object|ol"
    "|option|p|picture|pre|q|s|section|select|small|source|span|strike|strong|sub|sup|svg|table|tbody|td|template"
    "|textarea|tfoot|th|thead|title|tr|u|ul|video"
)
UNSEEN = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
ENDS_A_LINE = re.compile(r"<(?:br|hr|/p|/div|/li|/h[1-6]|/tr)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(rf"</?(?:{TAGS}|script|style)\b[^<>]*>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,10}[0-9]?);", re.IGNORECASE)
# Most cells, in which there is nothing to look for: no « = », no tag, none of the letters that broken accents show.
ORDINARY = re.compile("[0-9A-Za-zéèêëàçùûüôîÉÈÊÀÇÔÎ .,;:|/'’()°«»@?+*%#!€_–—-]*")
SPACES = re.compile(r"[^\S\n]+")
# « ="69003" »: how a spreadsheet is told that digits are a text.
QUOTED_FORMULA = re.compile(r'=\s*"([^"]*)"')
FORMULA = re.compile(r"[=@+\-]\s*(?:[A-Za-z_.]+\s*[(|!]|[A-Za-z]{1,3}[0-9]{1,7}\b|[0-9(].*[(*/+|!]|cmd\b)|[=@]")
# What files write for nothing.
NOTHING = {
    "null",
    "none",
    "n/a",
    "na",
    "nan",
    "nc",
    "undefined",
    "-",
    "--",
    "/",
    ".",
    "?",
    "néant",
    "neant",
    "vide",
    "(vide)",
}
LONGEST_NOTHING = max(map(len, NOTHING))
ERRORS = {"#n/a", "#ref!", "#value!", "#valeur!", "#nom?", "#name?", "#div/0!", "#null!", "#nul!", "#num!", "#nombre!"}


def demojibake(text: str) -> str:
    return ftfy.fix_encoding(text) if MOJIBAKE.search(text) else text


def cleaned(text: str, lines: bool = False) -> tuple[str, list[str]]:
    """Plain text, and in words what was done besides spaces, which nobody needs to hear about.

    `lines`: ends of lines are kept.
    """
    if ORDINARY.fullmatch(text):
        return SPACES.sub(" ", text).strip(), []
    done = []
    if (repaired := demojibake(text)) != text:
        text = repaired
        done.append(_("Les accents, abîmés par un changement d’encodage, sont rétablis."))
    if QUOTED_FORMULA.fullmatch(text.strip()):
        text = QUOTED_FORMULA.fullmatch(text.strip())[1]
        done.append(_("Le texte est sorti de sa formule."))
    if (visible := INVISIBLE.sub("", text)) != text:
        text = visible
        done.append(_("Des caractères invisibles ou illisibles sont retirés."))
    if (plain := _without_tags(text)) != text:
        text = INVISIBLE.sub("", plain)
        done.append(_("Les balises et les codes HTML sont remplacés par du texte."))
    return _spaced(unicodedata.normalize("NFC", text), lines), done


def is_nothing(text: str) -> bool:
    return len(text) <= LONGEST_NOTHING and text.casefold() in NOTHING


def is_error(text: str) -> bool:
    return text.startswith("#") and text.casefold() in ERRORS


def is_formula(text: str) -> bool:
    """What a spreadsheet would compute, were this file's text opened in one."""
    return bool(FORMULA.match(text))


def _without_tags(text: str) -> str:
    if "<" in text:
        text = TAG.sub("", ENDS_A_LINE.sub("\n", UNSEEN.sub("", text)))
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
        text = TAG.sub("", UNSEEN.sub("", text)) if "<" in text else text
    return text


def _spaced(text: str, lines: bool) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    if not lines:
        return SPACES.sub(" ", text.replace("\n", " ")).strip()
    text = "\n".join(SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()
