"""Accounts as administrators read them, and the security log."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from structures.roles import Role


class Compte(User):
    """Django's own accounts, under the words of the desk. The user name is the mail address."""

    class Meta:
        proxy = True
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")

    def __str__(self):
        return self.get_full_name() or self.username

    @property
    def role(self) -> Role | None:
        """The first of its roles; an account made at the desk has one."""
        names = {group.name for group in self.groups.all()}
        return next((role for role in Role if role.value in names), None)


class Evenement(models.Model):
    """One line of the security log. It holds nothing that was typed, and no network address."""

    class Genre(models.TextChoices):
        CONNEXION = "connexion", _("connexion")
        ECHEC = "echec", _("mot de passe refusé")
        ECHEC_CODE = "echec_code", _("code refusé")
        BLOCAGE = "blocage", _("connexion bloquée après trop d’essais")
        DEBLOCAGE = "deblocage", _("connexion débloquée")
        INVITATION = "invitation", _("invitation envoyée")
        OUBLI = "oubli", _("lien demandé pour un mot de passe oublié")
        MOT_DE_PASSE = "mot_de_passe", _("mot de passe choisi ou changé")
        FACTEUR_ACTIVE = "facteur_active", _("double vérification activée")
        FACTEUR_RETIRE = "facteur_retire", _("double vérification retirée")
        CODES = "codes", _("nouveaux codes de secours")
        CODE_UTILISE = "code_utilise", _("code de secours utilisé")
        COMPTE = "compte", _("compte modifié")
        ROLE = "role", _("rôle ou structures changés")
        DESACTIVATION = "desactivation", _("compte désactivé")
        REACTIVATION = "reactivation", _("compte réactivé")
        EXPORT = "export", _("fichier téléchargé")
        SUPPRESSION = "suppression", _("suppression")

    instant = models.DateTimeField(_("date"), auto_now_add=True, db_index=True)
    genre = models.CharField(_("événement"), max_length=20, choices=Genre)
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("compte"), related_name="+", null=True, blank=True
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("fait par"), related_name="+", null=True, blank=True
    )
    detail = models.CharField(_("précision"), max_length=300, blank=True)
    origine = models.CharField(
        _("origine"),
        max_length=8,
        blank=True,
        help_text=_("La même pour deux connexions venues du même endroit ; l’adresse n’y est pas lisible."),
    )

    class Meta:
        verbose_name = _("événement de sécurité")
        verbose_name_plural = _("événements du journal")
        ordering = ["-instant", "-pk"]

    def __str__(self):
        return self.get_genre_display()
