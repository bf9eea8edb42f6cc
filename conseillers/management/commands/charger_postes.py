"""Loads the 59 posts that the State granted in 2021, each waiting for an adviser."""

from collections import Counter
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from conseillers.models import Conseiller
from structures.chargement import LoadingCommand, blaming, progress, read_json, readable_slug
from structures.models import Structure
from structures.nomenclature import Typologie

SOURCE = "ANCT, liste des lauréats 2021"

# Employers that the press release does not name as hosts: the list writes them in capitals without accents.
EMPLOYERS = {
    "21690256900013": ("Ville de Vaulx-en-Velin", Typologie.MUNI),
    "21690259300013": ("Ville de Vénissieux", Typologie.MUNI),
    "22690001700014": ("Département du Rhône", Typologie.CD),
    "26691017300134": ("CCAS de Vénissieux", Typologie.CCAS),
    "31350909300016": ("Centres sociaux Françoise Dolto et La Soie", Typologie.CS),
    "41494974300044": ("Centre social de Grigny", Typologie.CS),
    "77984701100037": (
        "Union départementale des associations familiales du Rhône et de la Métropole de Lyon",
        Typologie.UDAF,
    ),
}


class Command(LoadingCommand):
    help = _("Charge les 59 postes de conseillers financés en 2021, à pourvoir.")
    reason = _("Chargement des postes")

    def load(self, folder: Path) -> str:
        if not Structure.objects.exists():
            raise CommandError(_("Aucune structure en base : lancez d’abord charger_structures."))
        path = folder / "anct_postes_2021.json"
        bids = read_json(path)
        if not isinstance(bids, list):
            raise CommandError(_("Le fichier %(fichier)s n’est pas une liste de lauréats.") % {"fichier": path})
        known = set(Conseiller.objects.values_list("reference", flat=True))
        numbers = Counter()  # a winner may have several bids: its posts are numbered through all of them
        created = employers = 0
        for bid in progress(bids, _("Postes")):
            with blaming(path, str(bid.get("raison_sociale"))):
                references = post_references(bid, numbers)
                missing = [reference for reference in references if reference not in known]
                if not missing:
                    continue
                employer, is_new = find_or_create_employer(bid)
                employers += is_new
                for reference in missing:
                    Conseiller.objects.create(reference=reference, employeur=employer)
                created += len(missing)
        total = numbers.total()
        return _("%(total)d postes : %(created)d créés, %(existing)d déjà là ; %(employers)d employeurs créés") % {
            "total": total,
            "created": created,
            "existing": total - created,
            "employers": employers,
        }


def post_references(bid: dict, numbers: Counter) -> list[str]:
    siret = bid["siret"]
    first = numbers[siret] + 1
    numbers[siret] += bid["nb_cnfs"]
    return [f"ANCT-2021-{siret}-{number:02}" for number in range(first, numbers[siret] + 1)]


def find_or_create_employer(bid: dict) -> tuple[Structure, bool]:
    siret, raison_sociale = bid["siret"], bid["raison_sociale"]
    nom, typologie = EMPLOYERS.get(siret, (raison_sociale.title(), Typologie.AUTRE))
    slug = readable_slug(nom)
    known = Structure.objects.filter(pivot=siret) | Structure.objects.filter(slug=slug)
    if structure := known.order_by("-hote", "pk").first():
        return structure, False
    structure = Structure(
        nom=nom,
        slug=slug,
        typologie=[typologie],
        pivot=siret,
        hote=False,
        source=SOURCE,
        remarque=_("Raison sociale dans la liste : %(nom)s.") % {"nom": raison_sociale},
    )
    structure.full_clean(validate_constraints=False)
    structure.save()
    return structure, True
