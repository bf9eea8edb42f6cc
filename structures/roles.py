"""Who works here: four roles, each a group. What each may do is `config/roles.py`; on which objects, `portee.py`."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The value is the group's name, which staff read."""

    ADMINISTRATEUR = "Administrateur", _("administrateur : tout, et les comptes")
    AGENT = "Agent de la Métropole", _("agent de la Métropole : tout, sauf les comptes")
    REFERENT = "Référent de structure", _("référent de structure : ce qui est à sa structure")
    LECTEUR = "Lecteur", _("lecteur : lit et exporte, ne change rien")


WHOLE_TERRITORY = {Role.ADMINISTRATEUR, Role.AGENT, Role.LECTEUR}


def roles_of(user) -> frozenset[str]:
    """Names of the roles of this account, read once a request."""
    if not user.is_authenticated:
        return frozenset()
    if not hasattr(user, "_roles"):
        remember_roles(user, user.groups.values_list("name", flat=True))
    return user._roles


def remember_roles(user, groups: Iterable[str]) -> None:
    """Of an account in these groups, for the time of a request."""
    user._roles = frozenset(Role.values) & frozenset(groups)


def is_bounded(user) -> bool:
    """Does this account see its own structures alone? So does whoever has no role: too little, never too much."""
    return not user.is_superuser and not roles_of(user) & WHOLE_TERRITORY
