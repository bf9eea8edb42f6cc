"""Writes the chosen rows of an import: in batches, within the transaction and the gesture of whoever calls it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from structures.fusions import AncienneAdresse, PasDoublon
from structures.import_lieux.champs import CHAMPS, POSITION
from structures.import_lieux.comparer import Issue, changes
from structures.import_lieux.copier import insert, update
from structures.import_lieux.ligne import Ligne
from structures.import_lieux.models import IdentifiantLieu, LigneImport
from structures.import_lieux.slugs import Slugs
from structures.models import Lieu, Structure
from structures.schema_national import NO_PIVOT

BATCH = 500
IDENTIFY = """
INSERT INTO structures_identifiantlieu (lieu_id, source, identifiant, vu_le)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[])
ON CONFLICT (source, identifiant) DO UPDATE SET lieu_id = EXCLUDED.lieu_id, vu_le = EXCLUDED.vu_le
"""
Decision = LigneImport.Decision


@dataclass
class Ecriture:
    """What was chosen of an import. `jour`: of rows that say no date."""

    rows: list[LigneImport]
    lignes: dict[int, Ligne]  # by key of the row
    jour: date
    advance: object = lambda done, total: None
    bilan: Counter = field(default_factory=Counter)
    faits: int = 0

    def write(self) -> None:
        created, changed = self.to_create(), self.to_change()
        self.total = len(created) + len(changed)
        self._create(created)
        self._change(changed)
        self._withdraw()
        self._identify()
        self._remember(created)

    def to_create(self) -> list[LigneImport]:
        return [
            row for row in self.rows if row.coche and (row.issue == Issue.NOUVEAU or row.decision == Decision.AUTRE)
        ]

    def to_change(self) -> list[LigneImport]:
        return [row for row in self.rows if row.coche and (row.issue == Issue.MODIFIE or row.decision == Decision.LIEU)]

    def _create(self, rows: list[LigneImport]) -> None:
        structures = self._structures(rows)
        slugs = Slugs(
            [*Lieu.objects.values_list("slug", flat=True), *AncienneAdresse.objects.values_list("slug", flat=True)],
            *(Lieu._meta.get_field("slug").max_length, "lieu"),
        )
        for batch in self._batches(rows):
            lieux = [new_lieu(self.lignes[row.pk], structures[_host(row)], slugs) for row in batch]
            insert(lieux)
            for row, lieu in zip(batch, lieux, strict=True):
                row.voisin, row.lieu = row.lieu_id, lieu
        self.bilan["crees"] = len(rows)

    def _structures(self, rows: list[LigneImport]) -> dict[int | str, Structure]:
        """By key, or by the name of those that are made here."""
        found = dict(Structure.objects.in_bulk({row.structure_id for row in rows if row.structure_id}))
        firsts = {_host(row): row for row in reversed(rows) if not row.structure_id}
        taken = Structure.objects.values_list("slug", flat=True)
        slugs = Slugs(taken, Structure._meta.get_field("slug").max_length, "structure")
        for name, row in firsts.items():
            own = row.nouvelle_structure == row.nom
            facts = {"pivot": _pivot(self.lignes[row.pk]) if own else "", "source": self.lignes[row.pk].source[:200]}
            found[name] = Structure(nom=row.nouvelle_structure, slug=slugs.take(row.nouvelle_structure), **facts)
        made = [found[name] for name in firsts]
        insert(made)
        self.bilan["structures"] = len(made)
        return found

    def _change(self, rows: list[LigneImport]) -> None:
        """Those that are there are locked: only the columns that differ somewhere are written."""
        for batch in self._batches(rows):
            written = set()
            for row in batch:
                written |= change(row, self.lignes[row.pk])
            update([row.lieu for row in batch], written | {"date_maj"} if written else set())
        self.bilan["modifies"] = len(rows)

    def _batches(self, rows: list[LigneImport]):
        for start in range(0, len(rows), BATCH):
            yield rows[start : start + BATCH]
            self.faits += len(rows[start : start + BATCH])
            self.advance(self.faits, self.total)

    def _withdraw(self) -> None:
        keys = [row.lieu_id for row in self.rows if row.coche and row.issue == Issue.RETRAIT]
        self.bilan["retires"] = Lieu.objects.filter(pk__in=keys, publie=True).update(publie=False) if keys else 0

    def _identify(self) -> None:
        """Under which name its source will bring each lieu again; rows that change nothing say it too."""
        sure = [row for row in self.rows if row.lieu_id and (row.coche or row.issue == Issue.INCHANGE)]
        lignes = [(row, self.lignes[row.pk]) for row in sure if row.pk in self.lignes and not row.propre]
        named = [(row, ligne) for row, ligne in lignes if ligne.identifiant and ligne.source]
        sources = {ligne.source for _row, ligne in named}
        known = {
            (source, identifiant): (lieu, seen)
            for source, identifiant, lieu, seen in IdentifiantLieu.objects.filter(source__in=sources).values_list(
                "source", "identifiant", "lieu_id", "vu_le"
            )
        }
        new = {}
        for row, ligne in named:
            name = (ligne.source, ligne.identifiant)
            before = known.get(name, (None, None))
            seen = ligne.date_maj or before[1] or self.jour
            if before != (row.lieu_id, seen):
                new[name] = (row.lieu_id, *name, seen)
        if new:
            with connection.cursor() as cursor:
                cursor.execute(IDENTIFY, [list(column) for column in zip(*new.values(), strict=True)])

    def _remember(self, created: list[LigneImport]) -> None:
        """The report leads to what was made; and two lieux that somebody said are two are no longer compared."""
        made = [(row.pk, row.lieu_id) for row in created]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE structures_ligneimport l SET lieu_id = new.lieu"
                " FROM unnest(%s::bigint[], %s::bigint[]) AS new(id, lieu) WHERE l.id = new.id",
                [[pk for pk, _lieu in made], [lieu for _pk, lieu in made]],
            )
        twins = [sorted((row.voisin, row.lieu_id)) for row in created if row.voisin]
        PasDoublon.objects.bulk_create(
            [PasDoublon(premier_id=first, second_id=second) for first, second in twins], ignore_conflicts=True
        )


def _host(row: LigneImport) -> int | str:
    return row.structure_id or row.nouvelle_structure.casefold()


def _pivot(ligne: Ligne) -> str:
    pivot = ligne.champs.get("pivot", "")
    return "" if pivot == NO_PIVOT else pivot


def new_lieu(ligne: Ligne, structure: Structure, slugs: Slugs) -> Lieu:
    """Published: somebody ticked it. Without a point that can be believed, somewhere in its commune."""
    facts = {name: value for name, value in ligne.champs.items() if name in CHAMPS and value is not None}
    commune, pivot = facts["commune"], _pivot(ligne)
    lieu = Lieu(**{**facts, "pivot": "" if pivot == structure.pivot else pivot})
    lieu.structure, lieu.source = structure, ligne.source[:200]
    lieu.slug = slugs.take(lieu.nom, commune.nom_court)
    lieu.precision = ligne.champs.get("precision", Lieu.Precision.ADRESSE)
    if not facts.get(POSITION):
        lieu.position, lieu.precision = commune.centre, Lieu.Precision.COMMUNE
    if not lieu.adresse:
        lieu.precision = Lieu.Precision.COMMUNE
    return lieu


def change(row: LigneImport, ligne: Ligne) -> set[str]:
    """Puts in the row's lieu what it changes and nobody locked, or what was to be replaced all the same."""
    asked = {each["champ"] for each in row.changements if not each["verrou"] or each["champ"] in row.remplacer}
    written = set()
    for name, _here, there in list(changes(row.lieu, ligne, row.propre)):
        if name not in asked:
            continue
        setattr(row.lieu, name, there)
        written.add(name)
        if name == POSITION:
            row.lieu.precision = ligne.champs.get("precision", Lieu.Precision.ADRESSE)
            written.add("precision")
    if not row.lieu.adresse and row.lieu.precision != Lieu.Precision.COMMUNE:
        row.lieu.precision = Lieu.Precision.COMMUNE
        written.add("precision")
    return written
