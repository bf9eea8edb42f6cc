"""Who may look after accounts."""

from structures.roles import Role, roles_of


def is_administrator(user) -> bool:
    return user.is_active and (user.is_superuser or Role.ADMINISTRATEUR in roles_of(user))


def may_change(user, compte) -> bool:
    """A superuser may only be changed by another."""
    return is_administrator(user) and (user.is_superuser or not compte.is_superuser)


def may_give_role(user, compte) -> bool:
    """Nobody changes their own rights: so nobody raises them, and the last administrator stays one."""
    return compte is None or (compte.pk != user.pk and not compte.is_superuser)
