"""What a resident says is wrong: about a lieu, or one of its séances. Nothing of it says who they are."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import DateTimeField, F, Func, JSONField, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conseillers.models.permanence import Permanence
from structures.histoire.version import Version
from structures.models import Lieu

WITHOUT_CONTACT = Func(
    F("valeurs"),
    Value("{contact}"),
    Value('""'),
    function="jsonb_set",
    output_field=JSONField(),
    template="%(function)s(%(expressions)s)",
)


class SignalementQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(etat=Signalement.Etat.NOUVEAU)

    def with_facts(self):
        """With all that is said of them, but for the outlines of communes, heavy to read again for each."""
        return self.select_related("lieu__commune", "lieu__structure", "permanence", "clos_par").defer(
            "lieu__commune__contour"
        )

    def close(self, etat: str, user) -> int:
        """Those that nobody closed before; how to answer is of no more use, and goes. How many they were."""
        return self.pending().update(etat=etat, clos_par=user, clos_le=timezone.now(), contact="")

    def forget_contacts(self) -> int:
        """How to answer whoever wrote too long ago, in the archives too; how many they were.

        A row that forgets empties its own versions: a trigger sees to it (migrations/0020_rien_ne_se_perd.py).
        """
        limit = timezone.now() - Signalement.CONTACT_KEPT
        there = self.exclude(contact="").filter(cree__lt=limit).update(contact="")
        kept = Version.objects.filter(modele=Signalement._meta.label_lower).annotate(
            contact=KeyTextTransform("contact", "valeurs"),
            cree=Cast(KeyTextTransform("cree", "valeurs"), DateTimeField()),
        )
        late = kept.exclude(contact="").filter(cree__lt=limit)
        archived = late.values("cle").distinct().count()
        late.update(valeurs=WITHOUT_CONTACT)
        return there + archived


class Signalement(models.Model):
    """No address, no browser: only what the resident chose to write."""

    PORTEE = ("lieu__structure",)
    HISTOIRE = ()  # not read with the lieu's: a report that comes in must not stop whoever edits the lieu
    SUIT = True

    CONTACT_KEPT = timedelta(days=90)  # said on the form
    LONGEST = 500  # characters of the text
    LONGEST_CONTACT = 120

    class Motif(models.TextChoices):
        FERME = "ferme", _("C’était fermé")
        HEURE = "heure", _("L’heure est fausse")
        ADRESSE = "adresse", _("L’adresse est fausse")
        TELEPHONE = "telephone", _("Le téléphone ne répond pas, ou il est faux")
        AUTRE = "autre", _("Autre chose")

    class Etat(models.TextChoices):
        NOUVEAU = "nouveau", _("à traiter")
        CORRIGE = "corrige", _("réglé")
        SANS_SUITE = "sans_suite", _("sans suite")

    lieu = models.ForeignKey(Lieu, models.CASCADE, verbose_name=_("lieu"), related_name="signalements")
    # Kept when the rule that it was about is gone.
    permanence = models.ForeignKey(
        Permanence, models.SET_NULL, verbose_name=_("permanence"), related_name="signalements", null=True, blank=True
    )
    date = models.DateField(_("date de la séance"), null=True, blank=True)
    motif = models.CharField(_("motif"), max_length=10, choices=Motif)
    precision = models.CharField(_("précisions"), max_length=LONGEST, blank=True)
    contact = models.CharField(
        _("pour répondre"),
        max_length=LONGEST_CONTACT,
        blank=True,
        help_text=_("Effacé quand le signalement est réglé, au plus tard après 90 jours."),
    )
    cree = models.DateTimeField(_("reçu le"), default=timezone.now, editable=False)
    etat = models.CharField(_("état"), max_length=10, choices=Etat, default=Etat.NOUVEAU)
    clos_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("réglé par"),
        related_name="+",
        null=True,
        blank=True,
    )
    clos_le = models.DateTimeField(_("réglé le"), null=True, blank=True)
    # Random number of the form that was sent: sent twice, it is one report.
    envoi = models.UUIDField(unique=True, editable=False)

    objects = SignalementQuerySet.as_manager()

    class Meta:
        verbose_name = _("signalement d’habitant")
        verbose_name_plural = _("signalements d’habitants")
        ordering = ["-cree", "-pk"]
        indexes = [
            # Postgres puts those without a date first: what waits, newest first, then what was closed last.
            models.Index(fields=["-clos_le", "-cree", "-id"], name="signalement_liste"),
            models.Index(fields=["cree"], name="signalement_cree"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(motif__in=["ferme", "heure", "adresse", "telephone", "autre"]),
                name="signalement_motif_connu",
            ),
            models.CheckConstraint(
                condition=Q(etat="nouveau", clos_le=None)
                | Q(etat__in=["corrige", "sans_suite"], clos_le__isnull=False),
                name="signalement_clos_date",
            ),
            models.CheckConstraint(condition=Q(etat="nouveau") | Q(contact=""), name="signalement_clos_sans_contact"),
        ]

    def __str__(self):
        """Without a word of what was typed: this is what logs and histories quote."""
        return f"{self.get_motif_display()} – {self.lieu}"

    @property
    def attend(self) -> bool:
        return self.etat == self.Etat.NOUVEAU
