"""What is asked of référents by mail, and what they answer: « Tout est exact », or corrections for an agent to read."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conseillers.models.permanence import Permanence
from structures.confirmation import LONGEST_NAME
from structures.models import Lieu


class Demande(models.Model):
    """One lieu that one person was asked to confirm. The two links of the mail lead to it (`liens.py`)."""

    PORTEE = ("lieu__structure",)

    # Not a number: after a backup is restored, an old link must never lead to another's demand.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lieu = models.ForeignKey(Lieu, models.CASCADE, verbose_name=_("lieu"), related_name="demandes")
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("référent"), related_name="demandes"
    )
    courriel = models.EmailField(_("envoyée à"))
    envoyee = models.DateTimeField(_("envoyée le"), default=timezone.now)
    empreinte = models.CharField(_("empreinte de ce qui a été lu"), max_length=64)
    confirmee = models.DateField(_("« Tout est exact » le"), null=True, blank=True)

    class Meta:
        verbose_name = _("demande de confirmation")
        verbose_name_plural = _("demandes de confirmation")
        ordering = ["-envoyee"]
        indexes = [models.Index(fields=["compte", "envoyee"], name="demande_compte_envoyee")]

    def __str__(self):
        return f"{self.lieu}, {self.envoyee:%d/%m/%Y}"


class PropositionQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(traitee=None)


class Proposition(models.Model):
    """Corrections that a référent proposes for a lieu. Nothing changes on the site before an agent accepts them."""

    PORTEE = ("lieu__structure",)
    HISTOIRE = ()
    SUIT = True

    # A demand goes with its account or its lieu: what was answered stays.
    demande = models.OneToOneField(
        Demande, models.SET_NULL, verbose_name=_("demande"), null=True, blank=True, editable=False
    )
    lieu = models.ForeignKey(Lieu, models.CASCADE, verbose_name=_("lieu"), related_name="propositions", editable=False)
    par = models.CharField(_("proposée par"), max_length=LONGEST_NAME, editable=False)
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("compte"), null=True, related_name="+", editable=False
    )
    deposee = models.DateTimeField(_("reçue le"), default=timezone.now, editable=False)
    remarque = models.TextField(_("remarque"), blank=True, editable=False)
    traitee = models.DateTimeField(_("traitée le"), null=True, editable=False)
    traitee_par = models.CharField(_("traitée par"), max_length=LONGEST_NAME, blank=True, editable=False)

    objects = PropositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction proposée")
        verbose_name_plural = _("corrections proposées")
        ordering = ["deposee", "pk"]
        indexes = [models.Index(fields=["deposee"], condition=Q(traitee=None), name="proposition_en_attente")]

    def __str__(self):
        return str(self.lieu)


class Ligne(models.Model):
    """One fact of a proposition: what it was when the référent read it, what they say it is."""

    PORTEE = ("proposition__lieu__structure",)
    HISTOIRE = ("proposition",)
    SUIT = True
    EXISTE = "existe"  # stands for a whole permanence, which « n’existe plus »

    class Etat(models.TextChoices):
        ATTENTE = "attente", _("en attente")
        ACCEPTEE = "acceptee", _("acceptée")
        REFUSEE = "refusee", _("refusée")

    proposition = models.ForeignKey(Proposition, models.CASCADE, related_name="lignes")
    permanence = models.ForeignKey(  # none: the lieu itself
        Permanence, models.SET_NULL, verbose_name=_("permanence"), null=True, blank=True, related_name="+"
    )
    # The permanence, in words, for when it is gone.
    objet = models.CharField(_("sur"), max_length=400, blank=True)
    champ = models.CharField(_("champ"), max_length=30)
    avant = models.JSONField(_("avant"), null=True, blank=True)
    apres = models.JSONField(_("proposé"), null=True, blank=True)
    etat = models.CharField(_("état"), max_length=8, choices=Etat, default=Etat.ATTENTE)
    decidee = models.DateTimeField(_("décidée le"), null=True, blank=True)
    decidee_par = models.CharField(_("décidée par"), max_length=LONGEST_NAME, blank=True)

    class Meta:
        verbose_name = _("ligne de correction")
        verbose_name_plural = _("lignes de correction")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposition", "permanence", "champ"],
                condition=Q(objet="") | Q(permanence__isnull=False),  # several permanences may be gone
                nulls_distinct=False,
                name="ligne_un_fait_une_fois",
            ),
            models.CheckConstraint(condition=Q(etat__in=["attente", "acceptee", "refusee"]), name="ligne_etat_connu"),
        ]

    def __str__(self):
        return f"{self.objet or self.proposition} : {self.champ}"
