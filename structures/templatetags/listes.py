"""Lists of the staff: their rows, and the menu beside every page of the desk."""

from functools import lru_cache
from types import SimpleNamespace

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from structures.admin.rangees import rows_of

register = template.Library()
MENU_OF_APP = ("app_label", "app_url", "name")
MENU_OF_MODEL = ("object_name", "name", "admin_url", "add_url", "view_only")


@register.inclusion_tag("admin/rangees.html")
def rangees(changelist):
    headers = list(result_headers(changelist))
    return {
        "rangees": list(rows_of(changelist)),
        "entetes": headers,
        "tris": sum(1 for header in headers if header["sortable"] and header["sorted"]),
    }


@register.simple_tag
def choix_du_filtre(choices: list[dict]) -> str:
    """Links, as Django's template writes them; it takes a millisecond for thirty."""
    selected = mark_safe(' class="selected"')
    links = (
        (selected if each["selected"] else "", iri_to_uri(each["query_string"]), each["display"]) for each in choices
    )
    return format_html_join("", '<li{}><a href="{}">{}</a></li>', links)


@register.simple_tag
def menu(apps: list[dict], path: str, show_changelinks: bool = False) -> str:
    """Django's list of what can be edited, written once for each set of rights and each of its lines."""
    known = tuple((_values(app, MENU_OF_APP), tuple(_values(m, MENU_OF_MODEL) for m in app["models"])) for app in apps)
    lines = [url for app in apps for url in [*(m["admin_url"] for m in app["models"]), app["app_url"]]]
    here = next((url for url in lines if url and url in path), "")
    return _written(known, here, show_changelinks)


def _values(line: dict, names: tuple[str, ...]) -> tuple:
    values = (line.get(name) for name in names)
    return tuple(value if value is None or isinstance(value, bool) else str(value) for value in values)


@lru_cache(maxsize=256)
def _written(known: tuple, here: str, show_changelinks: bool) -> str:
    apps = [
        dict(zip(MENU_OF_APP, app, strict=True))
        | {"models": [dict(zip(MENU_OF_MODEL, m, strict=True)) for m in models]}
        for app, models in known
    ]
    context = {"app_list": apps, "show_changelinks": show_changelinks, "request": SimpleNamespace(path=here)}
    return render_to_string("admin/app_list.html", context)
