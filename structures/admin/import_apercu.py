"""The preview of an import: a page of its rows in words, and the ticks that a page sends back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from structures.import_lieux.champs import CHAMPS, label, said
from structures.import_lieux.dire import counted, counts, host, resembles, where
from structures.import_lieux.ligne import Ligne, Remarque
from structures.import_lieux.lots import lignes_of
from structures.import_lieux.models import Import, LigneImport

PAGE = 50
Issue = LigneImport.Issue
Decision = LigneImport.Decision
TICKED = {Issue.NOUVEAU, Issue.MODIFIE, Issue.RETRAIT}  # by boxes; duplicates are decided
INTROS = {
    Issue.NOUVEAU: _("Ils seront créés et publiés sur le site."),
    Issue.MODIFIE: _("Un champ qu’une personne a corrigé ici garde sa valeur, sauf si vous cochez « remplacer »."),
    Issue.DOUBLON: _("Dites pour chacun si c’est le même lieu. « Laisser » : rien n’est écrit."),
    Issue.RETRAIT: _("Cette source les connaissait. Cochez ceux à retirer du site : rien n’est coché d’avance."),
    Issue.HORS: _("Ils ne sont pas dans la Métropole : rien n’est écrit."),
    Issue.REFUSE: _("Corrigez-les dans le fichier, puis apportez-le de nouveau."),
    Issue.INCHANGE: _("Ils sont déjà ici, avec les mêmes informations."),
}


@dataclass
class Vue:
    """A row as the page shows it."""

    row: LigneImport
    ligne: Ligne | None

    @property
    def ou(self) -> str:
        return where(self.ligne) if self.ligne else self.row.lieu.adresse_complete if self.row.lieu else ""

    @property
    def phrases(self) -> list[str]:
        return [*resembles(self.row), *host(self.row)]

    @property
    def a_cocher(self) -> bool:
        """Rows whose every change is locked are written by their own boxes."""
        if self.row.issue == Issue.MODIFIE:
            return any(not each["verrou"] for each in self.row.changements)
        return self.row.issue in TICKED

    @property
    def verbe(self) -> str:
        words = {Issue.NOUVEAU: _("Créer"), Issue.MODIFIE: _("Modifier"), Issue.RETRAIT: _("Retirer du site")}
        return words.get(self.row.issue, "")

    @property
    def decisions(self) -> list[tuple[str, str]]:
        if self.row.issue != Issue.DOUBLON:
            return []
        return [(value, name) for value, name in Decision.choices if value != Decision.LIEU or self.row.lieu_id]

    @property
    def changements(self) -> list[dict]:
        return [{**each, "cle": f"{self.row.pk}:{each['champ']}"} for each in self.row.changements]

    @property
    def tout(self) -> list[tuple[str, str]]:
        """All that the row says, as it was understood."""
        champs = self.ligne.champs if self.ligne else {}
        return [(label(name), said(name, champs[name])) for name in CHAMPS if champs.get(name)]

    @property
    def reparations(self) -> list[str]:
        return [remark(each) for each in self.ligne.reparations] if self.ligne else []

    @property
    def ecartes(self) -> list[str]:
        return [remark(each) for each in self.ligne.ecartes] if self.ligne else []


def remark(each: Remarque) -> str:
    words = f"{each.colonne} : {each.message}" if each.colonne else each.message
    if each.avant and each.apres:
        return _("%(words)s « %(before)s » devient « %(after)s ».") % {
            "words": words,
            "before": each.avant,
            "after": each.apres,
        }
    return f"{words} « {each.avant} »" if each.avant else words


@dataclass
class Groupe:
    """Rows of one outcome on this page."""

    issue: Issue
    nombre: int
    vues: list[Vue] = field(default_factory=list)
    coches: int = 0

    @property
    def titre(self) -> str:
        words = counted(self.issue, self.nombre)
        return words

    @property
    def intro(self) -> str:
        return INTROS[self.issue]

    @property
    def en_bloc(self) -> bool:
        return self.issue in TICKED


class Apercu:
    """A page of the rows of an import, outcome by outcome. `choix`: ticks that were sent and are not kept yet."""

    def __init__(self, lot: Import, number, choix: "Choix | None" = None):
        self.lot, self.number, self.choix = lot, number, choix

    @cached_property
    def page(self) -> Page:
        rows = self.lot.lignes.select_related("lieu__structure", "lieu__commune", "structure")
        return Paginator(rows.defer("lieu__commune__contour"), PAGE).get_page(self.number)

    @cached_property
    def groupes(self) -> list[Groupe]:
        rows = list(self.page.object_list)
        lignes = lignes_of(rows)
        if self.choix:
            self.choix.put(rows)
        numbers = dict(counts(self.lot))
        found = []
        for issue, group in groupby(rows, key=lambda row: Issue(row.issue)):
            vues = [Vue(row, lignes.get(row.pk)) for row in group]
            found.append(Groupe(issue, numbers.get(issue, len(vues)), vues, self.coches.get(issue, 0)))
        return found

    @cached_property
    def coches(self) -> dict[int, int]:
        ticked = self.lot.lignes.values("issue").annotate(nombre=Count("pk", filter=Q(coche=True))).order_by()
        return {each["issue"]: each["nombre"] for each in ticked}

    @property
    def total_coche(self) -> int:
        return sum(self.coches.values())

    @property
    def sommaire(self) -> Iterator[dict]:
        """Outcomes with their numbers, and the page where each begins."""
        before = 0
        for issue, number in counts(self.lot):
            yield {
                "titre": counted(issue, number),
                "nombre": number,
                "issue": issue,
                "page": before // PAGE + 1,
                "coches": self.coches.get(issue, 0) if issue in TICKED or issue == Issue.DOUBLON else None,
            }
            before += number

    @property
    def a_decider(self) -> bool:
        return any(issue in TICKED or issue == Issue.DOUBLON for issue, _number in counts(self.lot))


class Choix:
    """What a page sends back of its rows."""

    def __init__(self, sent):
        self.keys = [int(key) for key in sent.getlist("vue") if key.isdecimal() and len(key) < 19][: 2 * PAGE]
        self.ticked = set(sent.getlist("coche"))
        self.replaced = [each.partition(":") for each in sent.getlist("remplacer")]
        self.decisions = {key: sent.get(f"decision-{key}", "") for key in self.keys}

    def put(self, rows: list[LigneImport]) -> list[LigneImport]:
        """On those of these rows that the page showed; returns the ones that changed."""
        shown = set(self.keys)
        return [row for row in rows if row.pk in shown and self._put(row)]

    def _put(self, row: LigneImport) -> bool:
        before = (row.coche, row.remplacer, row.decision)
        locked = [each["champ"] for each in row.changements if each["verrou"]]
        asked = {name for key, _sep, name in self.replaced if key == str(row.pk)}
        row.remplacer = [name for name in locked if name in asked]
        if row.issue == Issue.DOUBLON:
            said = self.decisions[row.pk]
            row.decision = said if said in Decision.values and (said != Decision.LIEU or row.lieu_id) else ""
            row.coche = bool(row.decision)
        else:
            alone = Vue(row, None).a_cocher
            row.coche = str(row.pk) in self.ticked if alone else bool(row.remplacer)
        return before != (row.coche, row.remplacer, row.decision)

    def keep(self, lot: Import) -> None:
        changed = self.put(list(lot.lignes.filter(pk__in=self.keys).defer("ligne")))
        LigneImport.objects.bulk_update(changed, ["coche", "remplacer", "decision"])


def tick_all(lot: Import, issue: int, ticked: bool) -> None:
    """All rows of an outcome, on every page. What a person corrected is left, whatever is ticked."""
    rows = lot.lignes.filter(issue=issue)
    if not ticked:
        rows.update(coche=False, remplacer=[])
    elif issue == Issue.MODIFIE:
        rows.filter(changements__contains=[{"verrou": ""}]).update(coche=True)
    elif issue in TICKED:
        rows.update(coche=True)
