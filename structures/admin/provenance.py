"""Where each value of a lieu comes from: a file, somebody, or what was there before."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from structures.histoire.mots import day
from structures.histoire.origines import Origine, origins
from structures.histoire.suivi import fields_of
from structures.histoire.version import Version
from structures.import_lieux.comparer import is_typed
from structures.import_lieux.models import GESTURE, IdentifiantLieu, Import
from structures.models import Lieu

NOT_FACTS = {"id", "slug", "dans_sa_commune", "verifie_par", "date_verification", "source"}


@dataclass
class Provenance:
    """What one origin gave. `verrou`: imports leave it."""

    titre: str
    version: int
    verrou: bool
    champs: list[str] = field(default_factory=list)


class ShowsOrigins:
    """A page of the admin that says where the values come from."""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk and not add:
            context["provenances"] = provenances(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


def provenances(lieu: Lieu) -> list[Provenance]:
    """The latest first; fields in the order of the model."""
    known = origins(Lieu, [lieu.pk]).get(lieu.pk, {})
    files = _Files(lieu, known.values())
    found: dict[str, Provenance] = {}
    for each in fields_of(Lieu):
        origine = known.get(each.column)
        if origine is None or each.name in NOT_FACTS or getattr(lieu, each.attname) in ("", None, []):
            continue
        title = files.said(origine)
        line = found.setdefault(title, Provenance(title, origine.version, is_typed(origine)))
        line.version = max(line.version, origine.version)
        line.champs.append(capfirst(each.verbose_name) if not line.champs else str(each.verbose_name))
    return sorted(found.values(), key=lambda line: -line.version)


class _Files:
    """Imports that wrote values of a lieu, and the date of its row in each."""

    def __init__(self, lieu: Lieu, origines):
        keys = {int(each.geste.removeprefix(GESTURE)) for each in origines if each.geste.startswith(GESTURE)}
        self.lots = Import.objects.defer("contenu").in_bulk(keys) if keys else {}
        self.names: dict[str, list[Version]] = defaultdict(list)
        label = IdentifiantLieu._meta.label_lower
        for version in Version.objects.filter(modele=label, valeurs__lieu_id=lieu.pk) if keys else ():
            self.names[version.geste].append(version)

    def said(self, origine: Origine) -> str:
        if origine.geste.startswith(GESTURE):
            return self._of_file(origine)
        when = day(timezone.localtime(origine.instant))
        if origine.auteur:
            return _("%(who)s, le %(day)s") % {"who": origine.auteur, "day": when}
        reason = origine.raison or (_("Déjà là") if origine.sorte == Version.Sorte.DEBUT else _("Chargement"))
        return _("%(why)s, le %(day)s") % {"why": capfirst(reason), "day": when}

    def _of_file(self, origine: Origine) -> str:
        lot = self.lots.get(int(origine.geste.removeprefix(GESTURE)))
        row = next(iter(self.names.get(origine.geste, ())), None)
        if row:
            source, when = row.valeurs["source"], date.fromisoformat(row.valeurs["vu_le"])
        elif lot:
            source, when = lot.source or lot.fichier, lot.date_fichier or timezone.localdate(lot.cree_le)
        else:
            return origine.raison
        return _("%(source)s, fichier du %(day)s") % {"source": source, "day": day(when)}
