"""What there is to do on lieux and structures, for an account: each count is that of the list behind its link."""

from django.urls import reverse
from django.utils.translation import ngettext

from structures.models import Lieu, Structure
from structures.portee import within
from structures.roles import is_bounded
from structures.travail import Tache


def positions_hors_de_la_commune(user) -> Tache | None:
    if not user.has_perm("structures.change_lieu"):
        return None
    nombre = within(Lieu.objects.filter(publie=True, dans_sa_commune=False), user).count()
    return Tache(
        nombre,
        ngettext("point hors de sa commune", "points hors de leur commune", nombre),
        _lieux("position=dehors&publie__exact=1"),
        urgent=True,
    )


def positions_douteuses(user) -> Tache | None:
    if not user.has_perm("structures.change_lieu"):
        return None
    douteux = Lieu.objects.filter(publie=True, precision=Lieu.Precision.COMMUNE)
    url = _lieux("precision__exact=commune&publie__exact=1")
    nombre = within(douteux, user).count()
    nom = ngettext("lieu sans adresse exacte", "lieux sans adresse exacte", nombre)
    return Tache(nombre, nom, url)


def structures_sans_referent(user) -> Tache | None:
    """Nobody there would get a mail."""
    if is_bounded(user) or not user.has_perm("structures.change_structure"):
        return None
    nombre = Structure.objects.without_referent().count()
    url = f"{reverse('admin:structures_structure_changelist')}?referent=sans"
    return Tache(nombre, ngettext("structure sans référent", "structures sans référent", nombre), url)


def _lieux(choice: str) -> str:
    return f"{reverse('admin:structures_lieu_changelist')}?{choice}"
