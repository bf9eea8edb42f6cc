"""Who found a lieu and its schedule exact, and when: not the same thing as who saved it last."""

from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 150


class Confirmation(models.Model):
    """Somebody said « Toujours exact », once a day at most. The latest is on the lieu: residents read its month."""

    PORTEE = ("lieu__structure",)
    HISTOIRE = ()
    SUIT = True

    class Maniere(models.TextChoices):
        LISTE = "liste", _("depuis la liste")
        FICHE = "fiche", _("depuis sa page")
        COURRIEL = "courriel", _("par courriel")

    lieu = models.ForeignKey(
        "structures.Lieu", models.CASCADE, verbose_name=_("lieu"), related_name="confirmations", editable=False
    )
    jour = models.DateField(_("jour"), default=timezone.localdate, editable=False)
    # The name stays when the account goes.
    par = models.CharField(_("par"), max_length=LONGEST_NAME, editable=False)
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("compte"), null=True, related_name="+", editable=False
    )
    maniere = models.CharField(_("comment"), max_length=8, choices=Maniere, editable=False)

    class Meta:
        verbose_name = _("confirmation")
        ordering = ["-jour", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["lieu", "jour", "par"], name="confirmation_une_par_jour"),
            models.CheckConstraint(
                condition=models.Q(maniere__in=["liste", "fiche", "courriel"]), name="confirmation_maniere_connue"
            ),
        ]

    def __str__(self):
        return f"{self.lieu}, {self.jour:%d/%m/%Y}"


def name_of(account) -> str:
    """As staff read who did something."""
    return (account.get_full_name() or account.get_username())[:LONGEST_NAME]


@transaction.atomic
def confirm(lieux: models.QuerySet, account, maniere: Confirmation.Maniere, jour: date | None = None) -> int:
    """Notes that this person found these lieux exact that day; says of how many it was not noted yet.

    Rows are written past `save`: `date_maj` tells of what was edited, and nothing is.
    """
    jour, par = jour or timezone.localdate(), name_of(account)
    keys = list(lieux.order_by().values_list("pk", flat=True))
    noted = Confirmation.objects.filter(lieu__in=keys, jour=jour, par=par).count()
    Confirmation.objects.bulk_create(
        [Confirmation(lieu_id=key, jour=jour, par=par, compte=account, maniere=maniere) for key in keys],
        ignore_conflicts=True,  # said twice at once
    )
    rows = lieux.model._base_manager.filter(pk__in=keys)
    rows.exclude(date_verification__gt=jour).update(date_verification=jour, verifie_par=par)
    return len(keys) - noted
