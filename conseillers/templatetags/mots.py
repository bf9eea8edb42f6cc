"""Wording for templates; no query here."""

import re
from functools import lru_cache

from django import template
from django.template import engines
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from conseillers import wording
from structures import telephone

register = template.Library()

register.filter("quand", wording.when)
register.filter("bientot", wording.soon)
register.filter("ouvert", wording.open_now)
register.filter("jour_long", wording.long_day)
register.filter("jour_date", wording.dated_day)
register.filter("distance", wording.distance)
register.filter("a_pied", wording.walk)
register.filter("enumerer", wording.enumerate_words)
register.filter("tel", telephone.readable)
register.filter("majuscule", wording.capital)


@register.filter
def heures(seance) -> str:
    return wording.hours(seance.heure_debut, seance.heure_fin)


@register.simple_tag
@lru_cache(maxsize=50)
def once(template_name: str, **context) -> str:
    """What a template says with these values, which few visitors differ by: rendered once, then kept."""
    return render_to_string(template_name, context)


@register.simple_block_tag
def morceau(content: str) -> str:
    """What is between the two tags, on one line, to say it at several places of a page: `{% morceau as titre %}`."""
    return mark_safe(re.sub(r"[ \n]+", " ", content).strip())  # noqa: S308 - the templates' own, escaped there


@register.simple_tag
def cartes(lieux) -> str:
    """Places of a list (Fiche), as templates/jinja2/conseillers/cartes.html shows them."""
    cartes = engines["jinja2"].get_template("conseillers/cartes.html")
    return mark_safe(cartes.render({"lieux": lieux}))  # noqa: S308 - Jinja2 escapes


@register.simple_tag
def seances_equipe(seances, may_change: bool) -> str:
    """The séances of a day, as templates/jinja2/admin/seances.html shows them to staff."""
    known = {
        "seances": seances,
        "may_change": may_change,
        "lieux": reverse("admin:structures_lieu_changelist"),
        "permanences": reverse("admin:conseillers_permanence_changelist"),
        "ajouter": reverse("admin:conseillers_changement_add"),
    }
    shown = engines["jinja2"].get_template("admin/seances.html")
    return mark_safe(shown.render(known))  # noqa: S308 - Jinja2 escapes


@register.filter
def nombre_de(counts, value) -> int:
    """How many places a choice would give."""
    return counts[value]
