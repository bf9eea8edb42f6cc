"""Links by mail to choose a password: for whoever is invited, and for whoever forgot theirs."""

import logging
from datetime import timedelta
from threading import Thread

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.auth.views import PasswordResetConfirmView
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from structures.comptes.journal import Genre, noter
from structures.comptes.models import Evenement
from structures.courriels import address, mail

logger = logging.getLogger(__name__)
AGAIN = timedelta(minutes=2)  # between two mails to one account, so that nobody floods a mailbox


class Tokens(PasswordResetTokenGenerator):
    """Django's own: good once, for they hold the password that they replace. A forgotten password cannot wait."""

    key_salt = "structures.comptes.liens.Tokens"

    def check_token(self, user, token):
        if not super().check_token(user, token):  # after PASSWORD_RESET_TIMEOUT, the longest of the two
            return False
        if not user.has_usable_password():
            return True
        made = base36_to_int(token.partition("-")[0])
        return self._num_seconds(self._now()) - made <= settings.FORGOTTEN_TIMEOUT


tokens = Tokens()


def link(user) -> str:
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return address("compte_mot_de_passe", key, tokens.make_token(user))


def invite(user, request) -> None:
    """Sends the invitation; again, when the first one was lost."""
    context = {"compte": user, "lien": link(user), "jours": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)}
    mail("courriels/invitation.txt", [user.email], context).send()
    noter(Genre.INVITATION, request, user)


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=_("Adresse mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


@never_cache
def forgotten_view(request):
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        send_link(form.cleaned_data["email"], request)
        return redirect("compte_oubli_envoye")
    return _page(request, "registration/password_reset_form.html", _("Mot de passe oublié"), form=form)


@never_cache
def sent_view(request):
    return _page(request, "registration/password_reset_done.html", _("Regardez vos mails"))


def send_link(email: str, request) -> None:
    """To the account of this address, if there is one. The mail leaves on its own: the answer, and the time it takes,
    are the same for an address that nobody has."""
    user = get_user_model().objects.filter(email__iexact=email, is_active=True, is_staff=True).first()
    recent = Evenement.objects.filter(genre=Genre.OUBLI, compte=user, instant__gt=timezone.now() - AGAIN)
    if user is None or recent.exists():
        return
    noter(Genre.OUBLI, request, user)
    template = "mot_de_passe" if user.has_usable_password() else "invitation"
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
    context = {"compte": user, "lien": link(user), "jours": days, "heures": settings.FORGOTTEN_TIMEOUT // 3600}
    Thread(target=_send, args=[mail(f"courriels/{template}.txt", [user.email], context)]).start()


def _send(message) -> None:
    try:
        message.send()
    except OSError:
        logger.exception("A link to choose a password could not be sent.")


class Choose(PasswordResetConfirmView):
    """GET only puts the link's secret aside: a scanner of mails that follows it spends nothing."""

    form_class = SetPasswordForm
    token_generator = tokens
    template_name = "registration/password_reset_confirm.html"
    title = _("Choisissez votre mot de passe")
    success_url = reverse_lazy("admin:login")

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form):
        response = super().form_valid(form)
        noter(Genre.MOT_DE_PASSE, self.request, self.user)
        messages.success(self.request, _("Votre mot de passe est enregistré. Connectez-vous avec lui."))
        return response

    def get_context_data(self, **kwargs):
        context = {**admin.site.each_context(self.request), **super().get_context_data(**kwargs)}
        return context if self.validlink else {**context, "title": _("Ce lien ne fonctionne plus")}


def _page(request, template: str, title, **context):
    return render(request, template, {**admin.site.each_context(request), "title": title, **context})
