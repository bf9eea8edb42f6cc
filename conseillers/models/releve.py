"""What commands remember: a figure too long to count at each look, and whom they wrote to."""

from datetime import date

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _


class Releve(models.Model):
    """One row a figure, written by a command every night."""

    CONFLITS = "conflits"
    DOUBLONS = "doublons"
    DOUBLONS_STRUCTURES = "doublons-structures"

    nom = models.CharField(_("nom"), max_length=20, primary_key=True)
    nombre = models.PositiveIntegerField(_("nombre"))
    le = models.DateTimeField(_("compté le"), auto_now=True)

    class Meta:
        verbose_name = _("relevé")

    def __str__(self):
        return f"{self.nom} : {self.nombre}"


class ConflitReleve(models.Model):
    """One conflict that the night's command found, where there are too many permanences to find them at each look."""

    rang = models.PositiveIntegerField(primary_key=True)  # in the order in which they are read
    genre = models.CharField(max_length=20)
    phrase = models.TextField()
    pages = models.JSONField()  # where it can be put right: [model, key, name]

    class Meta:
        verbose_name = _("conflit relevé")
        ordering = ["rang"]
        indexes = [models.Index(fields=["genre", "rang"], name="conflit_releve_ordre")]

    def __str__(self):
        return self.phrase


class EnvoiTravailQuerySet(models.QuerySet):
    def first_of_the_day(self, user, today: date) -> bool:
        """Notes that this account is written to; False when it was already, were it by another process just now."""
        with transaction.atomic():
            self.filter(compte=user, le__lt=today).delete()
            try:
                with transaction.atomic():
                    self.create(compte=user, le=today)
            except IntegrityError:
                return False
        return True


class EnvoiTravail(models.Model):
    """The day when an account was last sent its work list."""

    compte = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("compte"), primary_key=True)
    le = models.DateField(_("le"))

    objects = EnvoiTravailQuerySet.as_manager()

    class Meta:
        verbose_name = _("envoi de la liste de travail")

    def __str__(self):
        return f"{self.compte}, {self.le:%d/%m/%Y}"
