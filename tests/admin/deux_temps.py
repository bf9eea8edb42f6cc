"""What the tests of pages in two steps share: read what one would see, then press the button that does it."""

import re

from django.contrib.auth.models import Group, User


def read(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " "))


def seen(response) -> dict:
    found = re.search(r'name="vu" value="(\w+)"', response.content.decode())
    return {"vu": found[1], "_enregistrer": "1"} if found else {}


def errors_of(response) -> dict:
    return {name: list(errors) for name, errors in response.context["adminform"].form.errors.items()}


def someone(role, structure=None) -> User:
    user = User.objects.create_user(f"{role.name}{structure}", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    if structure:
        structure.referents.add(user)
    return user
