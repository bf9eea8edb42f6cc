"""What each role may do, in one table; written into the groups whenever migrations have run."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db.models import Q

from structures.roles import Role

EDIT = ("view", "add", "change", "delete")
VIEW = ("view",)

# Models by application, with what an agent, a référent and a reader may do to them. An administrator may do all.
TABLE: dict[str, dict[Role, tuple[str, ...]]] = {
    "structures.commune": {Role.AGENT: VIEW, Role.REFERENT: VIEW, Role.LECTEUR: VIEW},
    "structures.structure": {Role.AGENT: EDIT, Role.REFERENT: ("view", "change"), Role.LECTEUR: VIEW},
    "structures.lieu": {Role.AGENT: EDIT, Role.REFERENT: EDIT, Role.LECTEUR: VIEW},
    "structures.import": {Role.AGENT: ("view", "add", "change")},
    "structures.confirmation": {Role.AGENT: VIEW, Role.REFERENT: VIEW, Role.LECTEUR: VIEW},
    "conseillers.conseiller": {Role.AGENT: EDIT, Role.REFERENT: EDIT, Role.LECTEUR: VIEW},
    "conseillers.absence": {Role.AGENT: EDIT, Role.REFERENT: EDIT, Role.LECTEUR: VIEW},
    "conseillers.permanence": {Role.AGENT: EDIT, Role.REFERENT: EDIT, Role.LECTEUR: VIEW},
    "conseillers.changement": {Role.AGENT: EDIT, Role.REFERENT: EDIT, Role.LECTEUR: VIEW},
    "conseillers.seance": {Role.AGENT: VIEW, Role.REFERENT: VIEW, Role.LECTEUR: VIEW},
    "conseillers.signalement": {Role.AGENT: ("view", "change"), Role.REFERENT: ("view", "change"), Role.LECTEUR: VIEW},
    "conseillers.proposition": {Role.AGENT: ("view", "change"), Role.LECTEUR: VIEW},
    "conseillers.vacancesscolaires": {Role.AGENT: EDIT, Role.REFERENT: VIEW, Role.LECTEUR: VIEW},
}


def write_groups(using: str = "default", **kwargs) -> None:
    """After `migrate`: the four groups have exactly the permissions of the table."""
    from django.contrib.auth.models import Group, Permission

    for config in apps.get_app_configs():  # those of applications that come later in the list
        create_permissions(config, verbosity=0, using=using)
    for role in Role:
        group, _created = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.set(_permissions(role, Permission.objects.using(using)))


def _permissions(role: Role, permissions):
    if role == Role.ADMINISTRATEUR:
        return permissions.all()
    wanted = Q(pk=None)
    for label, rights in TABLE.items():
        app, model = label.split(".")
        names = [f"{action}_{model}" for action in rights.get(role, ())]
        wanted |= Q(content_type__app_label=app, codename__in=names)
    return permissions.filter(wanted)
