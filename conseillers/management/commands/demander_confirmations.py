"""Asks référents by mail to confirm their lieux; meant to be run every week."""

from smtplib import SMTPException

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conseillers.demandes import ask, message_to, recipients


class Command(BaseCommand):
    help = _("Écrit aux référents dont des lieux sont à confirmer. Une fois par semaine suffit.")

    def add_arguments(self, parser):
        parser.add_argument("--essai", action="store_true", help=_("Montre ce qui partirait, et n’envoie rien."))

    def handle(self, *args, essai, **options):
        if essai:
            self.show()
            return
        mails, failed = 0, []
        for account in recipients():
            try:
                mails += bool(ask(account))
            except (SMTPException, OSError) as error:
                failed.append(f"{account.get_username()} ({type(error).__name__})")
        self.stdout.write(ngettext("%d message envoyé.", "%d messages envoyés.", mails) % mails)
        if failed:
            raise CommandError(_("Ces messages ne sont pas partis : %(who)s") % {"who": ", ".join(failed)})

    def show(self):
        """The mails, without working links: a terminal's history is no place for them."""
        found = filter(None, (message_to(account, link_of=_no_link) for account in recipients()))
        for message, _demandes in found:
            self.stdout.write(
                f"{_('À :')} {', '.join(message.to)}\n{_('Objet :')} {message.subject}\n\n{message.body}\n"
            )


def _no_link(demande, usage) -> str:
    return _("(lien « %(name)s »)") % {"name": usage.label}
