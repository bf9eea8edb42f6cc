"""What the tests of pages in two steps share: read what one would see, then press the button that does it."""

import re


def read(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " "))


def seen(response) -> dict:
    found = re.search(r'name="vu" value="(\w+)"', response.content.decode())
    return {"vu": found[1], "_enregistrer": "1"} if found else {}


def errors_of(response) -> dict:
    return {name: list(errors) for name, errors in response.context["adminform"].form.errors.items()}
