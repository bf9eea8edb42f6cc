"""What the security log is told, and by whom: signals of Django, the pages of accounts, exports and deletions."""

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from structures.comptes.adresse import origin
from structures.comptes.models import Evenement

Genre = Evenement.Genre


def noter(genre: str, request=None, compte=None, detail: str = "") -> Evenement:
    """One line of the log. Whoever is logged in did it; without `compte`, it is about them."""
    user = getattr(request, "user", None)
    auteur = user if user is not None and user.is_authenticated else None
    compte = compte or auteur
    return Evenement.objects.create(
        genre=genre,
        compte_id=compte and compte.pk,
        auteur_id=auteur and auteur.pk,
        detail=" ".join(detail.split())[:300].replace("\0", ""),
        origine=origin(request),
    )


def note_download(request, response) -> None:
    """Every file that leaves the desk, whichever page makes it."""
    if "attachment" in response.get("Content-Disposition", ""):
        noter(Genre.EXPORT, request, detail=request.path)


@receiver(user_logged_in)
def note_login(sender, request, user, **kwargs):
    noter(Genre.CONNEXION, request, user)


@receiver(user_login_failed)
def note_failure(sender, credentials, request=None, **kwargs):
    """What was typed may be a password in the wrong box: only a known account is named."""
    if request is not None and not getattr(request, "axes_locked_out", False):
        genre = Genre.ECHEC_CODE if "second_facteur" in credentials else Genre.ECHEC
        noter(genre, request, _known(credentials.get("username")))


@receiver(user_locked_out)
def note_lockout(sender, request, username, **kwargs):
    noter(Genre.BLOCAGE, request, _known(username))


def _known(username):
    return get_user_model().objects.filter(username=username or "").first()
