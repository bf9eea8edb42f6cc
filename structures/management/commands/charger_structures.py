"""Loads the 35 host structures of the press release, and the lieux that are known of them."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from structures import telephone
from structures.chargement import LoadingCommand, blaming, progress, read_csv, readable_slug
from structures.geo import point
from structures.models import Commune, Lieu, Structure
from structures.nomenclature import Dispositif, FraisACharge, Itinerance, Service, Typologie

SOURCE = "communiqué de la Métropole de Lyon du 30 septembre 2021"

STRUCTURE_COLUMNS = (
    "nom type adresse code_postal code_insee latitude longitude telephone site_web siret precision "
    "source_adresse source_position remarque"
)
LIEU_COLUMNS = (
    "structure nom typologie adresse complement_adresse code_postal code_insee latitude longitude precision telephone "
    "courriel site_web horaires conseillers services modalites_accompagnement publics_specifiquement_adresses "
    "prise_en_charge_specifique source remarque"
)

TYPOLOGIES = {
    "association": Typologie.ASSO,
    "CCAS": Typologie.CCAS,
    "centre social": Typologie.CS,
    "commune/mairie": Typologie.MUNI,
    "groupement d'intérêt public": Typologie.AUTRE,
    "Métropole": Typologie.EPCI,
    "mission locale": Typologie.ML,
    "MJC": Typologie.MJC,
    "organisme de formation": Typologie.OF,
    "PIMMS": Typologie.PIMMS,
}

# What the press release says that all advisers do, wherever they are.
ADVISERS_OFFER = {
    "services": [
        Service.DEMARCHES,
        Service.OUTILS,
        Service.INSERTION,
        Service.SECURITE,
        Service.PARENTALITE,
        Service.LOISIRS,
    ],
    "dispositif_programmes_nationaux": [Dispositif.CONSEILLERS],
}


class Command(LoadingCommand):
    help = _("Charge les 35 structures d’accueil du communiqué et leurs lieux connus.")
    reason = _("Chargement des structures")

    def load(self, folder: Path) -> str:
        self.communes = {commune.code_insee: commune for commune in Commune.objects.all()}
        if not self.communes:
            raise CommandError(_("Aucune commune en base : lancez d’abord charger_communes."))
        self.created_structures = self.created_lieux = self.lieux = 0
        structures = self.load_structures(folder / "structures.csv")
        self.load_other_lieux(folder / "lieux.csv", structures)
        return _(
            "%(structures)d structures : %(created_structures)d créées, %(known_structures)d déjà là ; "
            "%(lieux)d lieux : %(created_lieux)d créés, %(known_lieux)d déjà là"
        ) % {
            "structures": len(structures),
            "created_structures": self.created_structures,
            "known_structures": len(structures) - self.created_structures,
            "lieux": self.lieux,
            "created_lieux": self.created_lieux,
            "known_lieux": self.lieux - self.created_lieux,
        }

    def load_structures(self, path: Path) -> dict[str, Structure]:
        """The structures by their name in the file, which staff may have changed since."""
        structures = {}
        for row in progress(read_csv(path, STRUCTURE_COLUMNS), _("Structures")):
            with blaming(path, row["nom"]):
                structure = find_structure(row) or self.create_structure(row)
                structures[row["nom"]] = structure
                if row["precision"]:  # otherwise no address is known: no door to show
                    self.load_lieu(structure, lieu_of_structure(row, self.communes[row["code_insee"]]))
        return structures

    def create_structure(self, row: dict[str, str]) -> Structure:
        structure = Structure(
            nom=row["nom"],
            slug=readable_slug(row["nom"]),
            typologie=[TYPOLOGIES[row["type"]]],
            pivot=row["siret"],
            site_web=row["site_web"],
            source=f"{SOURCE} ; {address_source(row)}" if row["precision"] else SOURCE,
            remarque=row["remarque"],
        )
        structure.full_clean(validate_constraints=False)
        structure.save()
        self.created_structures += 1
        return structure

    def load_other_lieux(self, path: Path, structures: dict[str, Structure]) -> None:
        for row in progress(read_csv(path, LIEU_COLUMNS), _("Autres lieux")):
            with blaming(path, row["nom"]):
                self.load_lieu(structures[row["structure"]], other_lieu(row, self.communes[row["code_insee"]]))

    def load_lieu(self, structure: Structure, lieu: Lieu) -> None:
        self.lieux += 1
        # Its slug is a public address and stays; its name too is looked for, in case staff changed the slug.
        known = Lieu.objects.filter(slug=lieu.slug) | Lieu.objects.filter(structure=structure, nom=lieu.nom)
        if known.exists():
            return
        lieu.structure = structure
        lieu.full_clean(validate_constraints=False)
        lieu.save()
        self.created_lieux += 1
        self.check_position(lieu)

    def check_position(self, lieu: Lieu) -> None:
        if not Commune.objects.filter(pk=lieu.commune_id).containing(lieu.position).exists():
            self.warn(
                _("Attention : le point de « %(lieu)s » n’est pas dans %(commune)s mais dans %(trouvee)s.")
                % {
                    "lieu": lieu,
                    "commune": lieu.commune,
                    "trouvee": lieu.commune_of_position() or _("aucune commune de la Métropole"),
                }
            )


def find_structure(row: dict[str, str]) -> Structure | None:
    """By what staff hardly ever change: its slug, else its SIRET."""
    by_slug = Structure.objects.filter(slug=readable_slug(row["nom"])).first()
    return by_slug or (row["siret"] and Structure.objects.filter(pivot=row["siret"], hote=True).first()) or None


def address_source(row: dict[str, str]) -> str:
    return _("adresse : %(adresse)s ; position : %(position)s") % {
        "adresse": row["source_adresse"],
        "position": row["source_position"],
    }


def lieu_of_structure(row: dict[str, str], commune: Commune) -> Lieu:
    # "1 place de la Bayère (CCAS)": what is in brackets is a complement.
    street, _bracket, complement = row["adresse"].rstrip(")").partition(" (")
    remarque = ""
    if row["precision"] == Lieu.Precision.COMMUNE:
        # Nobody must be sent to a street that no source confirms.
        remarque = _("Adresse à vérifier : %(adresse)s.") % {"adresse": street}
        street = complement = ""
    return Lieu(
        **position_facts(row, commune),
        typologie=[TYPOLOGIES[row["type"]]],
        adresse=street,
        complement_adresse=complement,
        source=address_source(row),
        remarque=remarque,
        **ADVISERS_OFFER,
    )


def other_lieu(row: dict[str, str], commune: Commune) -> Lieu:
    lieu = Lieu(
        **position_facts(row, commune),
        typologie=values(row["typologie"]),
        adresse=row["adresse"],
        complement_adresse=row["complement_adresse"],
        courriels=values(row["courriel"]),
        horaires=row["horaires"],
        services=values(row["services"]),
        modalites_accompagnement=values(row["modalites_accompagnement"]),
        publics_specifiquement_adresses=values(row["publics_specifiquement_adresses"]),
        prise_en_charge_specifique=values(row["prise_en_charge_specifique"]),
        source=row["source"],
        remarque=row["remarque"],
    )
    if row["conseillers"] == "oui":
        offered = {*lieu.services, *ADVISERS_OFFER["services"]}
        lieu.services = [service for service in Service.values if service in offered]
        lieu.dispositif_programmes_nationaux = ADVISERS_OFFER["dispositif_programmes_nationaux"]
    return lieu


def position_facts(row: dict[str, str], commune: Commune) -> dict:
    """What both files say in the same columns, and what is so of every lieu with an adviser."""
    return {
        "nom": row["nom"],
        "slug": lieu_slug(row["nom"], commune),
        "code_postal": row["code_postal"],
        "commune": commune,
        "position": point(float(row["longitude"]), float(row["latitude"])),
        "precision": row["precision"],
        "telephone": telephone.normalize(row["telephone"]) if row["telephone"] else "",
        "site_web": values(row["site_web"]),
        "frais_a_charge": [FraisACharge.GRATUIT],
        "itinerance": [Itinerance.FIXE],
    }


def values(cell: str) -> list[str]:
    """The national schema writes several values in one cell with a bar between."""
    return [value.strip() for value in cell.split("|") if value.strip()]


def lieu_slug(nom: str, commune: Commune) -> str:
    """Name and commune, whose words are not said twice: « ccas-de-villeurbanne », « atd-quart-monde-lyon-1er »."""
    words = readable_slug(nom).split("-")
    for name in [commune.slug, *map(readable_slug, commune.alias)]:
        town = name.split("-")
        if any(words[start : start + len(town)] == town for start in range(len(words))):
            return "-".join(words)
    town = commune.slug.split("-")
    said = next(size for size in range(len(town), -1, -1) if words[len(words) - size :] == town[:size])
    return "-".join(words + town[said:])
