"""What is here already, as far as a file is concerned: read in a number of queries that its rows do not change."""

from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from structures.coordonnees import SOMEWHERE
from structures.fusions import AncienneAdresse
from structures.import_lieux.ligne import Ligne
from structures.import_lieux.models import IdentifiantLieu
from structures.import_lieux.signes import Fiche, Voisinage
from structures.models import Lieu, Structure
from structures.schema_national import INVENTED, NO_PIVOT, SOURCE

COLUMNS = [
    *("pk", "slug", "nom", "cle", "adresse", "cle_adresse", "code_postal", "commune_id", "position", "precision"),
    *("telephone", "pivot", "source"),
]


@dataclass
class Connus:
    """Lieux by what finds them, structures by what names them."""

    voisinage: Voisinage = field(default_factory=Voisinage)
    slugs: dict[str, int] = field(default_factory=dict)  # former ones too
    sources: dict[int, str] = field(default_factory=dict)
    identifiants: dict[tuple[str, str], int] = field(default_factory=dict)
    structures_par_pivot: dict[str, int] = field(default_factory=dict)
    structures_par_cle: dict[str, int] = field(default_factory=dict)
    noms: dict[int, str] = field(default_factory=dict)  # of structures
    cles: dict[str, str] = field(default_factory=dict)  # of every name and address of the file and of here

    @classmethod
    def read(cls, lignes: list[Ligne]) -> "Connus":
        found = cls()
        for row in Lieu.objects.order_by().values_list(*COLUMNS):
            found._add(*row)
        asked = {text for ligne in lignes for text in _texts(ligne)}
        found.cles |= keys_of(asked - found.cles.keys())
        sources = {ligne.source for ligne in lignes}
        named = IdentifiantLieu.objects.filter(source__in=sources)
        found.identifiants = {(s, i): pk for s, i, pk in named.values_list("source", "identifiant", "lieu_id")}
        found.slugs |= dict(AncienneAdresse.objects.values_list("slug", "lieu_id"))
        found._read_structures()
        return found

    def _add(self, pk, slug, nom, cle, adresse, rue, code, commune, position, precision, telephone, pivot, source):
        self.slugs[slug] = pk
        self.cles |= {nom: cle, adresse: rue}
        self.sources[pk] = source or SOURCE
        place = None if precision == SOMEWHERE else position.coords
        self.voisinage.add(Fiche(pk, cle, self.porte(adresse, code), commune, place, telephone, pivot))

    def _read_structures(self) -> None:
        for pk, nom, cle, pivot in (
            Structure.objects.filter(archivee=False).order_by("-pk").values_list("pk", "nom", "cle", "pivot")
        ):
            self.noms[pk] = nom
            self.structures_par_cle[cle] = pk
            if pivot:
                self.structures_par_pivot[pivot] = pk

    def porte(self, adresse: str, code: str) -> str:
        return f"{self.cles.get(adresse, '')} {code}" if adresse else ""

    def fiche(self, ligne: Ligne, qui) -> Fiche:
        champs = ligne.champs
        guessed = champs.get("precision") == SOMEWHERE
        commune = champs.get("commune")
        pivot, position = champs.get("pivot", ""), champs.get("position")
        return Fiche(
            qui,
            self.cles.get(champs.get("nom", ""), ""),
            self.porte(champs.get("adresse", ""), champs.get("code_postal", "")),
            commune.pk if commune else None,
            position.coords if position and not guessed else None,
            champs.get("telephone", ""),
            "" if pivot == NO_PIVOT else pivot,
        )

    def identified(self, ligne: Ligne) -> int | None:
        """The lieu that this source has named so before."""
        return self.identifiants.get((ligne.source, ligne.identifiant)) if ligne.identifiant else None

    def exported(self, ligne: Ligne) -> int | None:
        """The lieu that this row was exported from: its identifier is our slug, its source what an export says."""
        pk = self.slugs.get(ligne.identifiant)
        said = ligne.source.removesuffix(INVENTED)
        return pk if pk and said in ("", self.sources.get(pk, SOURCE)) else None


def _texts(ligne: Ligne) -> list[str]:
    return [text for text in (ligne.champs.get("nom"), ligne.champs.get("adresse"), ligne.structure_parente) if text]


def keys_of(texts) -> dict[str, str]:
    """Keys by which the database brings two spellings together: one question for all of them."""
    asked = sorted(text for text in texts if text)
    if not asked:
        return {}
    kind = ArrayField(models.TextField())
    with connection.cursor() as cursor:
        cursor.execute("SELECT structures_cles(%s::text[])", [kind.get_db_prep_value(asked, connection)])
        return dict(zip(asked, cursor.fetchone()[0], strict=True))


class Lieux:
    """Lieux in full, those that a file is compared with: one query for all, once they are known."""

    def __init__(self, keys: set[int]):
        self.keys = keys

    @cached_property
    def by_key(self) -> dict[int, Lieu]:
        rows = Lieu.objects.select_related("structure", "commune").defer("commune__contour")
        return rows.in_bulk(self.keys)
