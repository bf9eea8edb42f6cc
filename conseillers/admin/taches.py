"""What there is to do on the schedule and the posts: each count is that of the list behind its link."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conseillers.admin.conflits import may_see, own_conflicts
from conseillers.admin.releves import known
from conseillers.comptes import counted
from conseillers.models import Conseiller, Ouverture, Permanence, Releve, VacancesScolaires
from structures.models import Lieu
from structures.portee import within
from structures.travail import Tache


def conflits_d_horaires(user) -> Tache | None:
    """Of many permanences, what `relever_conflits` found last, here and on the page behind the link."""
    if not may_see(user):
        return None
    found = known(
        Releve.CONFLITS,
        Permanence.objects.all(),
        user,
        lambda: sum(conflit.a_corriger for conflit in own_conflicts(user)),
    )
    if found is None:
        return None
    nombre, le = found
    nom = ngettext("conflit d’horaires", "conflits d’horaires", nombre)
    return Tache(nombre, nom, reverse("admin:conseillers_conflits"), urgent=True, compte_le=le)


def lieux_sans_permanence(user) -> Tache | None:
    """On the site, but with nobody there any day to come."""
    if not user.has_perm("structures.change_lieu"):
        return None
    without = Lieu.objects.filter(Ouverture.none_there(timezone.localdate()), publie=True)
    nombre = counted("sans-permanence", within(without, user), user)
    url = f"{reverse('admin:structures_lieu_changelist')}?permanences=aucune&publie__exact=1"
    return Tache(nombre, ngettext("lieu sans permanence", "lieux sans permanence", nombre), url)


def permanences_qui_finissent(user) -> Tache | None:
    if not user.has_perm("conseillers.change_permanence"):
        return None
    nombre = counted("bientot-finies", within(Permanence.objects.ending_soon(timezone.localdate()), user), user)
    url = f"{reverse('admin:conseillers_permanence_changelist')}?fin=bientot"
    nom = ngettext("permanence qui finit dans les 30 jours", "permanences qui finissent dans les 30 jours", nombre)
    return Tache(nombre, nom, url)


def postes_a_pourvoir(user) -> Tache | None:
    if not user.has_perm("conseillers.change_conseiller"):
        return None
    nombre = within(Conseiller.objects.filter(etat=Conseiller.Etat.A_POURVOIR), user).count()
    url = f"{reverse('admin:conseillers_conseiller_changelist')}?etat__exact=a_pourvoir"
    return Tache(nombre, ngettext("poste à pourvoir", "postes à pourvoir", nombre), url)


def vacances_a_saisir(user) -> Tache | None:
    if not user.has_perm("conseillers.change_vacancesscolaires"):
        return None
    missing = VacancesScolaires.objects.missing_from(timezone.localdate()) is not None
    url = reverse("admin:conseillers_vacancesscolaires_changelist")
    return Tache(int(missing), _("calendrier scolaire à compléter"), url)
