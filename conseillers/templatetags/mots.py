"""Wording for templates; no query here."""

from django import template

from conseillers import wording
from structures import telephone

register = template.Library()

register.filter("quand", wording.when)
register.filter("bientot", wording.soon)
register.filter("ouvert", wording.open_now)
register.filter("jour_long", wording.long_day)
register.filter("jour_relatif", wording.relative_day)
register.filter("jour_date", wording.dated_day)
register.filter("distance", wording.distance)
register.filter("a_pied", wording.walk)
register.filter("enumerer", wording.enumerate_words)
register.filter("tel", telephone.readable)


@register.filter
def heures(seance) -> str:
    return wording.hours(seance.heure_debut, seance.heure_fin)


@register.filter
def majuscule(text) -> str:
    """First letter only: « Aujourd’hui de 9 h à 12 h »."""
    text = str(text)
    return text[:1].upper() + text[1:]


@register.filter
def minuscule(text) -> str:
    """First letter only, after a colon: « Aide pour : faire mon CV »."""
    text = str(text)
    return text[:1].lower() + text[1:]


@register.filter
def nombre_de(counts, value) -> int:
    """How many places a choice would give."""
    return counts[value]
