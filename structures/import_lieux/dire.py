"""An import in words, for the terminal and the pages of the desk."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from structures.import_lieux.ligne import Ligne
from structures.import_lieux.lots import lignes_of
from structures.import_lieux.models import Import, LigneImport

Issue = LigneImport.Issue


def counted(issue: int, number: int) -> str:
    """« 12 nouveaux »."""
    words = {
        Issue.NOUVEAU: ngettext("nouveau", "nouveaux", number),
        Issue.MODIFIE: ngettext("modifié", "modifiés", number),
        Issue.DOUBLON: ngettext("doublon probable", "doublons probables", number),
        Issue.RETRAIT: ngettext("absent du fichier", "absents du fichier", number),
        Issue.HORS: _("hors du territoire"),
        Issue.REFUSE: ngettext("refusé", "refusés", number),
        Issue.INCHANGE: ngettext("inchangé", "inchangés", number),
    }
    return f"{number} {words[issue]}"


def counts(lot: Import) -> list[tuple[Issue, int]]:
    """Outcomes of the import that have rows, in the order of the page."""
    return [(issue, lot.comptes[key]) for issue in Issue if lot.comptes.get(key := issue.name.lower())]


def in_short(lot: Import) -> str:
    return ", ".join(counted(issue, number) for issue, number in counts(lot))


def summary(lot: Import) -> list[str]:
    head = f"{lot.fichier} ({lot.source})" if lot.source else lot.fichier
    return [head, *(f"  {counted(issue, number)}" for issue, number in counts(lot)), *lot.remarques]


def by_outcome(lot: Import) -> Iterator[str]:
    """Rows, outcome by outcome; of those that change nothing, their number was enough."""
    rows = lot.lignes.exclude(issue=Issue.INCHANGE).select_related("lieu", "structure")
    for issue, group in groupby(rows, key=lambda row: row.issue):
        yield Issue(issue).label.capitalize()
        group = list(group)
        lignes = lignes_of(group)
        for row in group:
            yield from _row(row, lignes.get(row.pk))
        yield ""


def _row(row: LigneImport, ligne: Ligne | None) -> Iterator[str]:
    number = "" if row.issue == Issue.RETRAIT else _("ligne %(number)s : ") % {"number": row.numero}
    yield f"  {number}{row.nom or _('sans nom')}" + (f", {where(ligne)}" if ligne and where(ligne) else "")
    for said in [*resembles(row), *host(row)]:
        yield f"      {said}"
    for each in row.changements:
        lock = f"  [{_('corrigé par %(who)s : gardé') % {'who': each['verrou']}}]" if each["verrou"] else ""
        yield f"      {each['nom']} : {change_said(each)}{lock}"
    if ligne:
        for each in ligne.ecartes:
            yield f"      {_('laissé de côté')} : {' : '.join(filter(None, [each.colonne, each.message, each.avant]))}"
        if n := len(ligne.reparations):
            yield "      " + ngettext("%d réparation", "%d réparations", n) % n


def change_said(each: dict) -> str:
    """« avant → après »; of a list, what goes and what comes."""
    if each["avant"] and each["apres"]:
        return f"{each['avant']} → {each['apres']}"
    return _("retiré : %s") % each["avant"] if each["avant"] else _("ajouté : %s") % each["apres"]


def where(ligne: Ligne) -> str:
    champs = ligne.champs
    town = f"{champs.get('code_postal', '')} {champs.get('commune') or ''}".strip()
    return ", ".join(filter(None, [champs.get("adresse", ""), town]))


def resembles(row: LigneImport) -> list[str]:
    """Why it is doubtful or refused, and what it looks like."""
    if row.issue != Issue.DOUBLON:
        return list(row.raisons)
    what = f"« {row.lieu} »" if row.lieu else _("la ligne %(number)s du fichier") % {"number": row.jumelle}
    sure = _("presque sûr") if row.sur else _("probable")
    return [
        _("Ressemble à %(what)s (%(sure)s : %(why)s)") % {"what": what, "sure": sure, "why": ", ".join(row.raisons)}
    ]


def host(row: LigneImport) -> list[str]:
    if row.issue != Issue.NOUVEAU:
        return []
    if row.structure:
        return [_("Structure : %(name)s") % {"name": row.structure}]
    made = row.coche and row.lot.etat == Import.Etat.APPLIQUE
    words = _("Structure créée : %(name)s") if made else _("Structure à créer : %(name)s")
    return [words % {"name": row.nouvelle_structure}]


def written(lot: Import) -> str:
    """« 12 lieux créés et publiés, 3 modifiés, 1 retiré du site. »"""
    done = lot.bilan
    said = [
        ngettext("%d lieu créé et publié", "%d lieux créés et publiés", n) % n if (n := done.get("crees")) else "",
        ngettext("%d structure créée", "%d structures créées", n) % n if (n := done.get("structures")) else "",
        ngettext("%d lieu modifié", "%d lieux modifiés", n) % n if (n := done.get("modifies")) else "",
        ngettext("%d lieu retiré du site", "%d lieux retirés du site", n) % n if (n := done.get("retires")) else "",
    ]
    return (", ".join(filter(None, said)) or _("Rien n’était à écrire")) + "."
