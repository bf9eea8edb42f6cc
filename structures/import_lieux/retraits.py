"""Lieux that a source named before and whose later file has no more: proposed to be withdrawn, never withdrawn."""

from collections import Counter, defaultdict

from django.utils.translation import gettext as _

from structures.import_lieux.comparer import Comparaison, Issue
from structures.import_lieux.ligne import Ligne
from structures.import_lieux.models import IdentifiantLieu, LigneImport
from structures.models import Lieu

WHOLE = 0.5  # of those that a source named: with fewer, a file is an extract


def missing(found: Comparaison, lignes: list[Ligne]) -> tuple[list[LigneImport], list[str]]:
    """The rows to propose, and what to say loudly of files that hold few of the places known."""
    named = {ligne.source for row, ligne in zip(found.lignes, lignes, strict=True) if ligne.source and not row.propre}
    seen = {(ligne.source, ligne.identifiant) for ligne in lignes}
    there = {row.lieu_id for row in found.lignes if row.lieu_id}
    known: dict[str, dict[int, bool]] = defaultdict(dict)
    rows = IdentifiantLieu.objects.filter(source__in=named, lieu__publie=True).order_by("lieu__nom", "lieu_id")
    for source, identifiant, lieu in rows.values_list("source", "identifiant", "lieu_id"):
        in_file = (source, identifiant) in seen or lieu in there
        known[source][lieu] = known[source].get(lieu, False) or in_file
    gone = {lieu: source for source, lieux in known.items() for lieu, in_file in lieux.items() if not in_file}
    return _proposed(gone), _said(known)


def _proposed(gone: dict[int, str]) -> list[LigneImport]:
    lieux = Lieu.objects.defer("position").in_bulk(gone)
    return [
        LigneImport(
            numero=number,
            issue=Issue.RETRAIT,
            nom=lieux[pk].nom,
            lieu=lieux[pk],
            raisons=[_("n’est plus dans le fichier de %(source)s") % {"source": source}],
        )
        for number, (pk, source) in enumerate(gone.items(), start=1)
    ]


def _said(known: dict[str, dict[int, bool]]) -> list[str]:
    said = []
    for source, lieux in known.items():
        count = Counter(lieux.values())
        if count[True] < WHOLE * len(lieux):
            facts = {"there": count[True], "all": len(lieux), "source": source}
            said.append(
                _(
                    "Attention : ce fichier n’a que %(there)s des %(all)s lieux déjà venus de %(source)s. C’est sans "
                    "doute un extrait. Ne retirez pas les autres du site sans avoir vérifié."
                )
                % facts
            )
    return said
