"""Each row of a file beside what is here: new, changed field by field, the same, or for somebody to decide."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from structures.histoire.mots import day
from structures.histoire.origines import Origine, origins
from structures.histoire.version import Version
from structures.import_lieux.champs import CHAMPS, NEVER_EMPTIED, POSITION, REQUIRED, difference, label, same
from structures.import_lieux.connus import Connus, Lieux
from structures.import_lieux.garder import to_json
from structures.import_lieux.ligne import Ligne, Remarque
from structures.import_lieux.models import GESTURE, IdentifiantLieu, Import, LigneImport
from structures.import_lieux.rattacher import belongs_to
from structures.import_lieux.signes import Voisinage
from structures.models import Lieu
from structures.schema_national import NO_PIVOT, shown

Issue = LigneImport.Issue
Advance = Callable[[int, int], None]
# A point is replaced by one that is at least as exact.
EXACTNESS = {Lieu.Precision.COMMUNE: 0, Lieu.Precision.RUE: 1, Lieu.Precision.ADRESSE: 2}


@dataclass
class Comparaison:
    lignes: list[LigneImport] = field(default_factory=list)
    connus: Connus = field(default_factory=Connus)
    trouves: dict[int, int] = field(default_factory=dict)  # by key of a lieu, the row that is it

    @property
    def comptes(self) -> dict[str, int]:
        """Rows by outcome, by the outcome's name in capitals-less words."""
        found = Counter(row.issue for row in self.lignes)
        return {issue.name.lower(): found[issue] for issue in Issue}


def compare(lignes: list[Ligne], advance: Advance = lambda done, total: None) -> Comparaison:
    """Nothing is written. The number of queries does not depend on the rows."""
    found = Comparaison(connus=Connus.read(lignes))
    earlier = _Earlier(found.connus)
    for number, ligne in enumerate(lignes):
        advance(number, 2 * len(lignes))
        row = LigneImport(numero=ligne.numero, nom=ligne.champs.get("nom", "")[:200], ligne=to_json(ligne))
        _recognise(row, ligne, found, earlier)
        found.lignes.append(row)
    _look_at_changes(found.lignes, lignes, advance)
    _leave_archived(found.lignes)
    return found


class _Earlier:
    """Rows of the same file that came before."""

    def __init__(self, connus: Connus):
        self.connus = connus
        self.named: dict[tuple[str, str], int] = {}
        self.voisinage = Voisinage()

    def twin(self, ligne: Ligne) -> int | None:
        """The row that said the same identifier of the same source."""
        if not ligne.identifiant:
            return None
        number = self.named.setdefault((ligne.source, ligne.identifiant), ligne.numero)
        return None if number == ligne.numero else number


def _recognise(row: LigneImport, ligne: Ligne, found: Comparaison, earlier: _Earlier) -> None:
    if refusal := _refusals(ligne):
        row.issue, row.raisons = Issue.REFUSE, refusal
        return
    if ligne.hors_territoire:
        row.issue = Issue.HORS
        return
    if twin := earlier.twin(ligne):
        _doubt(row, jumelle=twin, sur=True, raisons=[_("même identifiant")])
        return
    exported = None if found.connus.identified(ligne) else found.connus.exported(ligne)
    row.propre = bool(exported)
    fiche = found.connus.fiche(ligne, ligne.numero)
    key = found.connus.identified(ligne) or exported
    row.sur = bool(key)
    if key is None:
        key = _by_signs(row, fiche, found, earlier)
    if key in found.trouves:
        _doubt(row, jumelle=found.trouves[key], sur=True, raisons=[_("même lieu")])
    elif key:
        row.lieu_id, row.issue = key, Issue.MODIFIE
        found.trouves[key] = ligne.numero
    elif row.issue is None:
        row.issue = Issue.NOUVEAU
        earlier.voisinage.add(fiche)
    if row.lieu_id is None or row.issue == Issue.DOUBLON:
        row.structure_id, row.nouvelle_structure = belongs_to(ligne, found.connus)


def _refusals(ligne: Ligne) -> list[str]:
    missing = [name for name in REQUIRED if not ligne.champs.get(name)]
    said = ligne.refus or [
        Remarque("", _("Il manque : %(field)s.") % {"field": label(name)})
        for name in missing
        if not ligne.hors_territoire
    ]
    return [f"{each.colonne} : {each.message}" if each.colonne else each.message for each in said]


def _by_signs(row: LigneImport, fiche, found: Comparaison, earlier: _Earlier) -> int | None:
    """The lieu that the row surely is; what it may be is told to the row."""
    here, there = found.connus.voisinage.like(fiche), earlier.voisinage.like(fiche)
    if here and here[0].meme:
        return here[0].qui
    if there and (there[0].meme or not here):
        _doubt(row, jumelle=there[0].qui, sur=there[0].sur, raisons=_said(there[0]))
    elif here:
        _doubt(row, lieu_id=here[0].qui, sur=here[0].sur, raisons=_said(here[0]))
    return None


def _said(alike) -> list[str]:
    where = [] if alike.metres is None else [_("à %(metres)s m") % {"metres": round(alike.metres)}]
    return [*alike.raisons, *where]


def _doubt(row: LigneImport, **facts) -> None:
    row.issue = Issue.DOUBLON
    for name, value in facts.items():
        setattr(row, name, value)


def _look_at_changes(rows: list[LigneImport], lignes: list[Ligne], advance: Advance) -> None:
    lieux = Lieux({row.lieu_id for row in rows if row.lieu_id}).by_key
    changed = []
    for number, (row, ligne) in enumerate(zip(rows, lignes, strict=True)):
        advance(len(rows) + number, 2 * len(rows))
        if row.lieu_id:
            lieu = row.lieu = lieux[row.lieu_id]
            row.changements = [difference(*each) | {"vide": not each[2]} for each in changes(lieu, ligne, row.propre)]
            changed.append(row)
        row.coche = row.issue == Issue.NOUVEAU
    _weigh([row for row in changed if row.changements])
    for row in changed:
        if row.issue == Issue.MODIFIE:
            row.issue = Issue.MODIFIE if row.changements else Issue.INCHANGE
            row.coche = any(not each["verrou"] for each in row.changements)


def _leave_archived(rows: list[LigneImport]) -> None:
    """A lieu that staff archived is not made again unless somebody ticks it."""
    new = {(row.ligne.get("source"), row.ligne.get("identifiant")): row for row in rows if row.issue == Issue.NOUVEAU}
    sources = list({source for source, identifiant in new if source and identifiant})
    gone = Version.objects.filter(modele=IdentifiantLieu._meta.label_lower, sorte="-", valeurs__source__in=sources)
    for name in gone.values_list("valeurs__source", "valeurs__identifiant"):
        if row := new.get(name):
            row.coche, row.raisons = False, [_("Ce lieu est dans les archives. Coché, il serait créé de nouveau.")]


def changes(lieu: Lieu, ligne: Ligne, propre: bool) -> Iterator[tuple[str, Any, Any]]:
    """(field, value here, value of the row) for each that differs.

    Of a row that we exported, what was not the lieu's own is left: hours come from permanences, a guessed point is not
    given, a SIRET may be the structure's, what the schema refuses is not there.
    """
    for name in CHAMPS:
        if name not in ligne.champs:
            continue
        here, there = getattr(lieu, name), ligne.champs[name]
        if there in ("", None, []) and name in NEVER_EMPTIED:
            continue
        if name == "pivot" and there in (NO_PIVOT, lieu.structure.pivot):
            continue
        if (name == "horaires" and propre) or (name == POSITION and not _as_exact(lieu, ligne, propre)):
            continue
        as_said = shown(lieu, name) if propre else here
        if not same(name, here, there, loosely=not propre) and not same(name, as_said, there):
            yield name, here, there


def _as_exact(lieu: Lieu, ligne: Ligne, propre: bool) -> bool:
    if propre and not lieu.adresse_connue:
        return False
    said = ligne.champs.get("precision", Lieu.Precision.ADRESSE)
    return EXACTNESS[said] > 0 and EXACTNESS[said] >= EXACTNESS[lieu.precision]


def _weigh(rows: list[LigneImport]) -> None:
    """By who wrote what is here: what a person did is locked; an empty cell takes away only what its source gave."""
    known = origins(Lieu, sorted({row.lieu_id for row in rows})) if rows else {}
    given = _sources(known)
    for row in rows:
        facts, source = known.get(row.lieu_id, {}), row.ligne.get("source", "")
        row.changements = [
            each
            for each in row.changements
            if not each.pop("vide") or row.propre or source in given.get(_gesture(facts, each["champ"]), ())
        ]
        for change in row.changements:
            change["verrou"] = locked_by(facts, change["champ"])


def _gesture(facts: dict[str, Origine], name: str) -> str:
    return facts[name].geste if name in facts else ""


def _sources(known: dict[int, dict[str, Origine]]) -> dict[str, list[str]]:
    """By gesture of an import, the sources of its file."""
    gestures = {each.geste for facts in known.values() for each in facts.values() if each.geste.startswith(GESTURE)}
    lots = Import.objects.filter(pk__in=[int(each.removeprefix(GESTURE)) for each in gestures])
    return {f"{GESTURE}{pk}": sources.split(", ") for pk, sources in lots.values_list("pk", "source")}


def locked_by(facts: dict[str, Origine], name: str) -> str:
    """« Nadia Benali, le 3 mars 2026 », or nothing."""
    columns = {POSITION: (POSITION, "precision"), "commune": ("commune_id",)}.get(name, (name,))
    typed = [facts[column] for column in columns if column in facts and is_typed(facts[column])]
    if not typed:
        return ""
    last = max(typed, key=lambda each: each.version)
    return _("%(who)s, le %(day)s") % {"who": last.auteur, "day": day(timezone.localtime(last.instant))}


def is_typed(origine: Origine) -> bool:
    return bool(origine.auteur) and not origine.geste.startswith(GESTURE)
