"""What a browser sends of a page that it was given."""


def typed(page) -> dict:
    """The fields of « Corriger », untouched; a browser ends lines in its own way."""
    sent = {}
    for form in page.context["formulaires"].all:
        for field in form:
            value = field.value()
            if value in (None, False, ""):
                continue
            if field.widget_type == "checkboxselectmultiple":
                sent[field.html_name] = value
            else:
                sent[field.html_name] = "\r\n".join(str(field.field.widget.format_value(value)).splitlines())
    sent["lieu-acces_fauteuil"] = "unknown"
    return sent
