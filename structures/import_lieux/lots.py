"""The life of an import: it is brought, read and compared, looked at, then written whole or not at all."""

from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from structures.chargement import tell_planner
from structures.histoire.auteur import gesture
from structures.import_lieux.avancement import Compteur
from structures.import_lieux.comparer import Issue, compare
from structures.import_lieux.copier import insert
from structures.import_lieux.ecrire import Ecriture
from structures.import_lieux.garder import Communes, from_json
from structures.import_lieux.ligne import Ligne
from structures.import_lieux.lire import FichierRefuse, ouvrir
from structures.import_lieux.models import Import, LigneImport
from structures.import_lieux.retraits import missing
from structures.models import Lieu

Etat = Import.Etat
BATCH = 1000
KEPT = timedelta(days=30)
MANY = 1000  # rows after which the planner is told
NAME = 200  # letters of a file's name


def receive(content: bytes, name: str, user=None) -> Import:
    """Keeps the file until it is read."""
    who = (user.get_full_name() or user.get_username()) if user else ""
    return Import.objects.create(fichier=short(name), contenu=content, compte=user, par=who[:200])


def short(name: str) -> str:
    """The file's own name; its end, which says what it is, when it is too long."""
    name = PurePath(name.replace("\\", "/")).name.replace("\x00", "") or _("sans nom")
    return name if len(name) <= NAME else f"{name[: NAME - 21]}…{name[-20:]}"


def read(pk: int) -> None:
    """Reads and compares what was received; does nothing when it is done, or somebody is at it."""
    with Compteur(pk) as compteur, transaction.atomic():
        lot = _mine(pk, Etat.RECU)
        if lot is None:
            return
        try:
            fichier = ouvrir(BytesIO(bytes(lot.contenu)), lot.fichier, compteur.phase("lecture"))
            lignes = list(fichier.lignes())
        except FichierRefuse as refusal:
            lot.etat, lot.probleme = Etat.REFUSE, str(refusal)
        else:
            lot.remarques = [each.message for each in fichier.forme.remarques]
            describe(lot, lignes)
            keep(lot, look(lignes, lot, compteur), compteur)
            lot.etat = Etat.LU
        lot.contenu = b""
        lot.save()


def describe(lot: Import, lignes: list[Ligne]) -> None:
    """Whose file it is, and of when: as its rows say."""
    lot.source = ", ".join(sorted({ligne.source for ligne in lignes if ligne.source}))[:200]
    lot.date_fichier = max((ligne.date_maj for ligne in lignes if ligne.date_maj), default=None)


def look(lignes: list[Ligne], lot: Import, compteur: Compteur | None = None) -> list[LigneImport]:
    """The rows with their outcomes, those that the file has no more last. Nothing is written."""
    found = compare(lignes, compteur.phase("comparaison")) if compteur else compare(lignes)
    lot.comptes = found.comptes
    gone, loudly = missing(found, lignes)
    lot.comptes["retrait"] = len(gone)
    lot.remarques = [each for each in lot.remarques if each not in loudly] + loudly
    return [*found.lignes, *gone]


def keep(lot: Import, rows: list[LigneImport], compteur: Compteur | None = None) -> None:
    lot.lignes.all().delete()
    advance = compteur.phase("apercu") if compteur else lambda done, total: None
    for start in range(0, len(rows), BATCH):
        advance(start, len(rows))
        batch = rows[start : start + BATCH]
        for row in batch:
            row.lot = lot
        insert(batch)


def ask(pk: int, user) -> bool:
    """Asks for what is ticked to be written. False when there is nothing to do any more: a button pressed twice."""
    waiting = Import.objects.filter(pk=pk, etat=Etat.LU)
    return bool(waiting.update(etat=Etat.DEMANDE, ecrit_par=user, probleme=""))


def write(pk: int) -> None:
    """Writes what was asked for, all or nothing; shows it again, with why, when it cannot be as it was seen."""
    try:
        with Compteur(pk) as compteur, transaction.atomic():
            lot = _mine(pk, Etat.DEMANDE)
            if lot is None:
                return
            _write(lot, compteur)
    except (DatabaseError, ValidationError) as error:
        Import.objects.filter(pk=pk, etat=Etat.DEMANDE).update(etat=Etat.LU, probleme=_why(pk, error))
        return
    if sum(lot.bilan.values()) > MANY and not connection.in_atomic_block:
        tell_planner()


def _mine(pk: int, etat: str) -> Import | None:
    return Import.objects.select_for_update(skip_locked=True, of=["self"]).filter(pk=pk, etat=etat).first()


def _write(lot: Import, compteur: Compteur) -> None:
    with connection.cursor() as cursor:  # two files at once would not see each other's lieux
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('importer_lieux'))")
    rows = list(lot.lignes.order_by("pk"))
    lignes = lignes_of(rows)
    _lock(row.lieu_id for row in rows if row.coche and row.lieu_id)
    fresh = look([lignes[row.pk] for row in rows if row.pk in lignes], lot, compteur)
    if changed := carry_over(rows, fresh):
        keep(lot, fresh, compteur)
        lot.etat, lot.probleme = Etat.LU, _told(changed)
        lot.save()
        return
    for row, now in _paired(rows, fresh):
        row.lieu = now.lieu
    day = timezone.localdate(lot.cree_le)
    ecriture = Ecriture(rows, lignes, day, compteur.phase("ecriture"))
    with gesture(lot.ecrit_par, lot.raison, lot.geste):
        ecriture.write()
    lot.etat, lot.applique_le, lot.bilan = Etat.APPLIQUE, timezone.now(), dict(ecriture.bilan)
    lot.save()


def lignes_of(rows: Iterable[LigneImport]) -> dict[int, Ligne]:
    communes = Communes()
    return {row.pk: from_json(row.ligne, communes) for row in rows if row.issue != Issue.RETRAIT}


def _lock(keys: Iterable[int]) -> None:
    list(Lieu.objects.filter(pk__in=set(keys)).order_by("pk").select_for_update().values_list("pk"))


def _paired(rows: list[LigneImport], fresh: list[LigneImport]):
    """Each row that was looked at with what it is now, if anything."""
    now = {_name(row): row for row in fresh}
    return [(row, now[_name(row)]) for row in rows if _name(row) in now]


def _name(row: LigneImport) -> tuple:
    return ("retrait", row.lieu_id) if row.issue == Issue.RETRAIT else ("ligne", row.numero)


def _facts(row: LigneImport) -> tuple:
    return row.issue, row.lieu_id, row.jumelle, row.changements, row.structure_id, row.nouvelle_structure


def carry_over(rows: list[LigneImport], fresh: list[LigneImport]) -> list[str]:
    """Names of the chosen rows that are not any more what was seen. The ticks of the others go on to the fresh ones."""
    changed = []
    pairs = _paired(rows, fresh)
    for row, now in pairs:
        if _facts(row) == _facts(now):
            now.coche, now.remplacer, now.decision = row.coche, row.remplacer, row.decision
        elif row.coche:
            changed.append(row.nom)
    gone = {_name(row) for row in rows if row.coche} - {_name(row) for row, _now in pairs}
    return changed + [row.nom for row in rows if _name(row) in gone]


def _told(names: list[str]) -> str:
    some = ", ".join(f"« {name} »" for name in names[:3]) + ("…" if len(names) > 3 else "")
    return _(
        "Rien n’a été écrit : quelque chose a changé depuis l’aperçu (%(names)s). Le voici comme il est maintenant : "
        "relisez, puis appliquez."
    ) % {"names": some}


def _why(pk: int, error: Exception) -> str:
    """The row that the database will not have, if one can be found, in words."""
    for row, lieu in _as_written(pk):
        try:
            lieu.clean_fields(exclude=["structure", "slug"])
        except ValidationError as wrong:
            said = " ".join(wrong.messages)
            words = {"line": row.numero, "name": row.nom, "said": said}
            return _("Rien n’a été écrit. Ligne %(line)s, « %(name)s » : %(said)s") % words
    return _("Rien n’a été écrit : la base de données a refusé une des lignes. Essayez avec moins de lignes.")


def _as_written(pk: int):
    from structures.import_lieux.ecrire import change, new_lieu
    from structures.import_lieux.slugs import Slugs
    from structures.models import Structure

    rows = list(LigneImport.objects.filter(lot=pk).chosen().select_related("lieu__structure", "lieu__commune"))
    ecriture = Ecriture(rows, lignes_of(rows), timezone.localdate())
    slugs = Slugs([], 150, "lieu")
    for row in ecriture.to_create():
        yield row, new_lieu(ecriture.lignes[row.pk], Structure(), slugs)
    for row in ecriture.to_change():
        change(row, ecriture.lignes[row.pk])
        yield row, row.lieu


def drop(lot: Import) -> None:
    """Somebody thought better of it: its rows go, the list says that it was there."""
    if Import.objects.filter(pk=lot.pk, etat=Etat.LU).update(etat=Etat.ABANDONNE, contenu=b""):
        lot.lignes.all().delete()


def forget_old() -> int:
    """Files and rows older than a month; what was done stays in the list."""
    old = Import.objects.filter(cree_le__lt=timezone.now() - KEPT)
    old.exclude(etat__in=Import.ASLEEP).update(etat=Etat.ABANDONNE)
    old.update(contenu=b"")
    return LigneImport.objects.filter(lot__in=old).delete()[0]
