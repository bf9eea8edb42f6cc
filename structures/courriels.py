"""Mails to staff and référents: plain text, from a template whose first line is the subject."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse


def address(view: str, *args) -> str:
    """The whole address of a page, for a mail: there is no request to read the site's name from."""
    return f"{settings.SITE_URL}{reverse(view, args=args)}"


def mail(template: str, to: list[str], context: dict) -> EmailMessage:
    """Not sent yet. Nothing is escaped: in a plain text, what was typed is text, as it was typed."""
    said = get_template(template).template.render(Context({"site": settings.SITE_URL, **context}, autoescape=False))
    subject, _newline, body = said.partition("\n")
    # A name with line breaks must neither break the subject nor add a header.
    return EmailMessage(" ".join(subject.split()), body.lstrip("\n"), to=to)
