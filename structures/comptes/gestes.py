"""What an administrator does to an account besides editing it: each is asked once more, then done once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from structures.comptes import blocage, liens, second_facteur
from structures.comptes.avis import tell
from structures.comptes.journal import Genre, noter


@dataclass(frozen=True)
class Geste:
    nom: str  # as its button says it
    question: str
    fait: str  # what is said afterwards
    possible: Callable  # (account): is there anything to do?
    agir: Callable  # (account, request)
    rouge: bool = False  # takes something away


def _deactivate(compte, request):
    type(compte).objects.filter(pk=compte.pk).update(is_active=False)
    noter(Genre.DESACTIVATION, request, compte)


def _activate(compte, request):
    type(compte).objects.filter(pk=compte.pk).update(is_active=True)
    noter(Genre.REACTIVATION, request, compte)


def _remove_factor(compte, request):
    second_facteur.remove(compte)
    noter(Genre.FACTEUR_RETIRE, request, compte)
    said = gettext("Votre double vérification a été retirée : votre ancien téléphone n’ouvre plus votre compte.")
    more = gettext("Vous la referez à votre prochaine connexion.")
    tell(compte, request, *([said, more] if second_facteur.is_required(compte) else [said]))


def _unlock(compte, request):
    blocage.unlock(compte)
    noter(Genre.DEBLOCAGE, request, compte)


GESTES = {
    "inviter": Geste(
        _("Renvoyer l’invitation"),
        _("Un mail part avec un nouveau lien pour choisir un mot de passe."),
        _("L’invitation est partie."),
        lambda compte: compte.is_active and not compte.has_usable_password(),
        liens.invite,
    ),
    "debloquer": Geste(
        _("Débloquer la connexion"),
        _("La personne pourra réessayer tout de suite, sans attendre la fin des 15 minutes."),
        _("La connexion est débloquée."),
        blocage.has_failures,
        _unlock,
    ),
    "double-verification": Geste(
        _("Retirer sa double vérification"),
        _("À faire si la personne a perdu son téléphone et ses codes. Assurez-vous de vive voix que c’est bien elle."),
        _("La double vérification est retirée : elle sera à refaire à la prochaine connexion."),
        second_facteur.is_enrolled,
        _remove_factor,
        rouge=True,
    ),
    "desactiver": Geste(
        _("Désactiver"),
        _("La personne ne pourra plus entrer, et sort aussitôt si elle est connectée. Son travail reste."),
        _("Le compte est désactivé."),
        lambda compte: compte.is_active,
        _deactivate,
        rouge=True,
    ),
    "reactiver": Geste(
        _("Réactiver"),
        _("La personne pourra de nouveau se connecter, avec les mêmes droits qu’avant."),
        _("Le compte est réactivé."),
        lambda compte: not compte.is_active,
        _activate,
    ),
}


def offered(compte, user) -> list[tuple[str, Geste]]:
    return [(name, geste) for name, geste in GESTES.items() if _concerns(geste, compte, user)]


def do(name: str, compte, request) -> None:
    geste = GESTES[name]
    if not _concerns(geste, compte, request.user):
        messages.info(request, _("Il n’y a rien à faire : c’est déjà fait."))
        return
    try:
        geste.agir(compte, request)
    except OSError:  # the server of mails does not answer
        messages.error(request, _("Le mail n’est pas parti. Réessayez dans quelques minutes."))
    else:
        messages.success(request, geste.fait)


def _concerns(geste: Geste, compte, user) -> bool:
    return compte.pk != user.pk and bool(geste.possible(compte))
