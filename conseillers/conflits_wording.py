"""What is wrong and what to do about it, in a sentence or two that staff read."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conseillers.models import Changement, Conseiller, Permanence
from conseillers.wording import hours, long_day, rule_in_words
from structures.models import Lieu


def on(dates: list[date]) -> str:
    """« mardi 1er décembre (et 5 autres dates, jusqu’au mardi 12 janvier) »."""
    first, others = long_day(dates[0]), len(dates) - 1
    if not others:
        return first
    return ngettext(
        "%(first)s (et une autre date, le %(last)s)", "%(first)s (et %(n)s autres dates, jusqu’au %(last)s)", others
    ) % {"first": first, "n": others, "last": long_day(dates[-1])}


def where(seance, lieu: Lieu) -> str:
    return _("« %(lieu)s » de %(hours)s") % {"lieu": lieu, "hours": hours(seance.heure_debut, seance.heure_fin)}


def two_places(conseiller: Conseiller, one: str, other: str, dates: list[date]) -> str:
    return _(
        "%(who)s doit être à deux endroits en même temps le %(dates)s : %(one)s et %(other)s. "
        "Changez l’un des deux horaires, ou confiez l’une des deux permanences à quelqu’un d’autre."
    ) % {"who": conseiller, "dates": on(dates), "one": one, "other": other}


def closure(change: Changement) -> str:
    """« Fermeture de « La MIETE » du jeudi 24 décembre au vendredi 1er janvier 2027 (travaux) »."""
    names = {"where": change.lieu or change.structure, "du": long_day(change.du), "au": long_day(change.au)}
    one_day = change.du == change.au
    said = _("Fermeture de « %(where)s » le %(du)s") if one_day else _("Fermeture de « %(where)s » du %(du)s au %(au)s")
    return said % names + (f" ({change.motif})" if change.motif else "")


def placed_when_closed(change: Changement, dates: list[date]) -> str:
    return _(
        "%(closure)s : elle annule une séance qui avait été prévue exprès le %(dates)s. "
        "Changez la date ou le lieu de la séance, ou les jours de la fermeture."
    ) % {"closure": closure(change), "dates": on(dates)}


def all_closed(permanence: Permanence, number: int, days: int) -> str:
    said = ngettext(
        "« %(lieu)s », %(rule)s : la seule séance des %(days)s prochains jours est annulée par une fermeture. "
        "Ajoutez une date, ou déplacez-la dans un autre lieu.",
        "« %(lieu)s », %(rule)s : les %(n)s séances des %(days)s prochains jours sont toutes annulées par une "
        "fermeture. Déplacez-les dans un autre lieu, ou mettez fin à la permanence.",
        number,
    )
    return said % {"lieu": permanence.lieu, "rule": rule_in_words(permanence), "n": number, "days": days}


def outside_opening_hours(lieu: Lieu, seance, dates: list[date]) -> str:
    return _(
        "« %(lieu)s » : la séance de %(hours)s le %(dates)s sort des heures d’ouverture du bâtiment (%(written)s). "
        "Corrigez les horaires du bâtiment ou ceux de la permanence."
    ) % {
        "lieu": lieu,
        "hours": hours(seance.heure_debut, seance.heure_fin),
        "dates": on(dates),
        "written": lieu.horaires,
    }


def no_date(permanence: Permanence, reason: str) -> str:
    return _("« %(lieu)s », %(rule)s : aucune date dans les 12 prochains mois. %(reason)s") % {
        "lieu": permanence.lieu,
        "rule": rule_in_words(permanence),
        "reason": reason,
    }


def twice(permanence: Permanence) -> str:
    return _(
        "« %(lieu)s » : la même permanence existe deux fois, %(rule)s. "
        "Gardez-en une seule, avec tous ses conseillers, ou séparez leurs périodes."
    ) % {"lieu": permanence.lieu, "rule": rule_in_words(permanence)}


def cancelled_by(change: Changement, number: int) -> str:
    said = ngettext("%(closure)s : %(n)s séance annulée.", "%(closure)s : %(n)s séances annulées.", number)
    return said % {"closure": closure(change), "n": number}
