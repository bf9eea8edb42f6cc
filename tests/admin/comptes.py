"""Accounts of the desk, and what their tests share."""

import re
import time

from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from structures.roles import Role

PASSWORD = "quatre mots sans rapport"
LOGIN = "/admin/login/"


def account(mail_: str, role: Role | None = None, *structures, **more) -> User:
    """Somebody of the desk, who looks after these structures; without a role, may do nothing."""
    user = User.objects.create_user(mail_, **{"email": mail_, "password": PASSWORD, "is_staff": True, **more})
    if role:
        user.groups.add(Group.objects.get(name=role))
    user.structures.set(structures)
    return user


def superuser(name: str, **more) -> User:
    return User.objects.create_superuser(name, password=PASSWORD, **more)


def someone(role: Role, *structures, **more) -> User:
    """An account of which the role and the structures alone matter: one of each in a test."""
    name = "-".join([role.name.lower(), *(str(structure.pk) for structure in structures)])
    return account(f"{name}@exemple.fr", role, *structures, **more)


def referent(*structures, name: str = "nadia", **more) -> User:
    """Whom mails go to about these structures, and who never comes to the desk."""
    more = {"email": f"{name}@exemple.fr", "first_name": name.capitalize(), **more}
    user = User.objects.create_user(name, **more)
    user.structures.set(structures)
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def app_for(user) -> TOTPDevice:
    """An authenticator app that is set up."""
    return TOTPDevice.objects.create(user=user, name="application", confirmed=True)


def code_of(device, steps: int = 0) -> str:
    """What the app shows now, or some steps of thirty seconds later."""
    totp = TOTP(device.bin_key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def give_password(client: Client, user, password: str = PASSWORD, **more):
    return client.post(LOGIN, {"username": user.username, "password": password}, **more)


def entered(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def mailed_link(number: int = -1) -> str:
    """The address in a mail, without the site's name."""
    return re.search(r"http://localhost:8000(/admin/mot-de-passe/\S+)", mail.outbox[number].body)[1]
