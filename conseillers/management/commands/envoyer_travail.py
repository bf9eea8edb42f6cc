"""The work list, by mail: once a week to whoever has something to do."""

from smtplib import SMTPException

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from conseillers.admin.travail import work_list
from conseillers.models import EnvoiTravail
from structures.courriels import address, mail
from structures.roles import Role


class Command(BaseCommand):
    help = _("Envoie à chacun sa liste de travail par courriel ; rien à qui n’a rien à faire. À lancer chaque semaine.")

    def add_arguments(self, parser):
        parser.add_argument("--essai", action="store_true", help=_("montre les courriels sans les envoyer"))

    def handle(self, *, essai: bool, **options):
        sent, failed = 0, []
        for user in whom_to_write():
            taches = [tache for tache in work_list(user) if tache.nombre]
            if not taches:
                continue
            letter = mail("courriels/travail.txt", [user.email], {"taches": taches, "accueil": address("admin:index")})
            if essai:
                self.stdout.write(f"{user.email}\n{letter.subject}\n\n{letter.body}\n")
                continue
            if not EnvoiTravail.objects.first_of_the_day(user, timezone.localdate()):
                continue
            try:
                letter.send()
                sent += 1
            except (SMTPException, OSError) as error:  # the others get theirs
                EnvoiTravail.objects.filter(compte=user).delete()
                failed.append(f"{user.email} ({type(error).__name__})")
        self.stdout.write(_("%(nombre)d courriels envoyés") % {"nombre": sent})
        if failed:
            raise CommandError(_("Non envoyés : %(adresses)s") % {"adresses": ", ".join(failed)})


def whom_to_write():
    """Agents, administrators and référents with an address; a reader changes nothing."""
    roles = [Role.ADMINISTRATEUR, Role.AGENT, Role.REFERENT]
    active = get_user_model().objects.filter(is_active=True, is_staff=True, groups__name__in=roles)
    return active.exclude(email="").distinct().order_by("email")
