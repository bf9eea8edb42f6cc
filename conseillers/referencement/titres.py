"""Titles and descriptions that answer the question in the results of a search engine, before anything is pressed.

Engines keep a page for days: no « aujourd’hui » here, dates are said in full.
"""

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conseillers import wording
from conseillers.models import Jour, Permanence
from structures.models import Commune, Lieu

TITLE = 60  # characters that results show, about
DESCRIPTION = 155


def fitting(start: str, longest: int, *ends: str) -> str:
    """The start, always whole, with the first of these ends that fits; longest first."""
    return next((start + end for end in ends if len(start + end) <= longest), start)


def filled(sentences: list[str], longest: int = DESCRIPTION) -> str:
    """The first sentence, always whole, then those of the others that there is room for, in their order."""
    said = ""
    for sentence in filter(None, sentences):
        together = f"{said} {sentence}".strip()
        said = together if len(together) <= longest or not said else said
    return said


def lieu_title(lieu: Lieu, rules: list[Permanence], namesake: bool = False) -> str:
    """« La MIETE, Villeurbanne : aide au numérique, mardi 14 h–17 h »; with its street beside a `namesake`."""
    usual = _usual(rules)
    help_there = _(" : aide au numérique")
    ends = [f"{help_there}, {when}" for when in usual] + [help_there, _(" : aide numérique")]
    return fitting(_where(lieu, namesake), TITLE, *ends)


def lieu_description(lieu: Lieu, rules: list[Permanence], prochaine) -> str:
    phone = _("Tél. %(telephone)s.") % {"telephone": lieu.telephone_affiche} if lieu.telephone else ""
    sentences = [
        _("Conseiller numérique : %(nom)s, %(adresse)s.") % {"nom": lieu.nom, "adresse": lieu.adresse_complete},
        _next(prochaine),
        *(f"{wording.capital(wording.rule_in_words(rule))}." for rule in rules),
        phone,
        _("Accès et contact."),
    ]
    return filled(sentences)


def commune_title(commune: Commune, number: int) -> str:
    start = _("Aide au numérique à %(commune)s") % {"commune": commune}
    if not number:
        return fitting(start, TITLE, _(" : les lieux les plus proches"))
    lieux = ngettext(" : %(n)s lieu", " : %(n)s lieux", number) % {"n": number}
    return fitting(start, TITLE, lieux + _(", jours et heures"), lieux)


def commune_description(commune: Commune, number: int, lieux: list) -> str:
    """`lieux` are those of the page, each with its next séance."""
    first = min((lieu for lieu in lieux if lieu.prochaine), key=lambda lieu: lieu.prochaine.debut, default=None)
    where = {"n": number, "commune": commune}
    there = ngettext(
        "%(n)s lieu où un conseiller numérique vous aide à %(commune)s.",
        "%(n)s lieux où un conseiller numérique vous aide à %(commune)s.",
        number,
    )
    none = _("Pas encore de conseiller numérique à %(commune)s : voici les plus proches.")
    start = (there if number else none) % where
    if first is None:
        return filled([start, _("Ordinateur, téléphone, démarches en ligne : venez avec vos questions.")])
    place = first.nom if number else f"{first.nom}, {first.ville}"
    return fitting(start, DESCRIPTION, f" {_next(first.prochaine, place)}", f" {_next(first.prochaine)}")


def agenda_description(agenda, number: int) -> str:
    held = ngettext("%(n)s permanence", "%(n)s permanences", number) if number else _("aucune permanence")
    if agenda.portion:
        held = _("les permanences")  # so many that the page shows a part of them
    day = _("%(when)s : %(held)s de conseillers numériques dans la Métropole de Lyon.")
    day %= {"when": wording.capital(agenda.name(agenda.first)), "held": held % {"n": number}}
    return filled([day, _("Lieux, heures, avec ou sans rendez-vous.")])


def _where(lieu: Lieu, namesake: bool) -> str:
    """The name, and the town unless the name says it already."""
    said = _words(lieu.commune) <= _words(lieu.nom)
    parts = [lieu.nom] if said else [lieu.nom, str(lieu.commune)]
    if namesake and lieu.adresse_connue:
        parts.append(lieu.adresse)
    return ", ".join(parts)


def _words(name) -> set[str]:
    return set(slugify(str(name).replace("'", " ").replace("’", " ")).split("-"))


def _next(seance, where: str = "") -> str:
    if seance is None:
        return ""
    hours = wording.hours(seance.heure_debut, seance.heure_fin)
    said = _("Prochaine permanence : %(day)s de %(hours)s") % {"day": wording.long_day(seance.date), "hours": hours}
    return f"{said}, {where}." if where else f"{said}."


def _usual(rules: list[Permanence]) -> list[str]:
    """« mardi 14 h–17 h sans rendez-vous », « mardi 14 h–17 h », « mardi », as far as every week is the same."""
    weekly = [rule for rule in rules if rule.rythme == Permanence.Rythme.HEBDOMADAIRE and rule.intervalle == 1]
    if not weekly or len(weekly) < len(rules) or any(rule.semaines != Permanence.Semaines.TOUTES for rule in weekly):
        return []
    days = wording.enumerate_words(Jour(day).label for day in sorted({day for rule in weekly for day in rule.jours}))
    if len(weekly) > 1 or weekly[0].heure_debut_2:
        return [days]
    start, end = wording.hour(weekly[0].heure_debut), wording.hour(weekly[0].heure_fin)
    return [f"{days} {start}–{end} {weekly[0].get_mode_display()}", f"{days} {start}–{end}", days]
