"""What two people did to the same page: which fields each touched, and one sending made of both."""

from dataclasses import dataclass

from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model
from django.forms import ModelForm
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from structures.admin.historique import author, moment
from structures.histoire.mots import Noms, differences, in_words
from structures.histoire.suivi import as_it_was, at, followed, history_of
from structures.histoire.version import Version

MOST_LINES = 1000


@dataclass
class Line:
    """A part of what was sent: the page's object, or one of its lines."""

    form_class: type[ModelForm]
    model: type[Model]
    prefix: str | None
    key: int | None  # none: a new line
    leaves: bool = False

    def form(self, data, instance, links) -> ModelForm:
        """As if it had been opened on this object, with these M2M; whatever the page says it was opened on."""
        form = self.form_class(data, prefix=self.prefix, instance=instance, initial=links)
        for field in form.fields.values():
            field.show_hidden_initial = False
        return form

    @property
    def place(self) -> tuple[str, int]:
        return self.model._meta.label_lower, self.key


class Rencontre:
    """`opened`: number of the version that the form was opened with; `now`: that of today."""

    def __init__(self, page, request, obj, opened: int, now: int):
        self.request, self.data, self.obj, self.now = request, request.POST, obj, now
        self.versions = history_of(obj)
        self.opened = opened
        fields = flatten_fieldsets(page.get_fieldsets(request, obj))
        self.main = Line(page.get_form(request, obj, change=True, fields=fields), type(obj), None, obj.pk)
        self.formsets = [each for each, _inline in page.get_formsets_with_inlines(request, obj)]
        self.lines = [self.main, *(line for formset in self.formsets for line in self._lines(formset))]

    def _lines(self, formset) -> list[Line]:
        prefix, model = formset.get_default_prefix(), formset.model
        found = []
        for index in range(self._count(f"{prefix}-TOTAL_FORMS")):
            here = f"{prefix}-{index}"
            key = self.data.get(f"{here}-{model._meta.pk.name}", "")
            leaves = bool(self.data.get(f"{here}-DELETE"))
            found.append(Line(formset.form, model, here, int(key) if key.isdecimal() else None, leaves))
        return found

    def _count(self, name: str) -> int:
        sent = self.data.get(name, "")
        return min(int(sent), MOST_LINES) if sent.isdecimal() and len(sent) < 6 else 0

    @cached_property
    def before(self) -> dict[tuple[str, int], Version]:
        return at(self.versions, self.opened)

    @cached_property
    def after(self) -> dict[tuple[str, int], Version]:
        return at(self.versions, self.now)

    def touched(self, line: Line) -> list[str]:
        """Fields that whoever sent this changed, from what was shown."""
        shown = self.before.get(line.place)
        if shown is None:
            return []
        return line.form(self.data, as_it_was(line.model, shown.valeurs), links(line.model, shown)).changed_data

    def already_saved(self) -> bool:
        """Is all that was sent as it is today? Then it was sent twice."""
        made = [place for place in self.after if place not in self.before and place != self.main.place]
        return all(self._is_saved(line, made) for line in self.lines)

    def _is_saved(self, line: Line, made: list) -> bool:
        if line.key is None:
            if line.leaves or not line.form_class(self.data, prefix=line.prefix).has_changed():
                return True
            same = [place for place in made if place[0] == line.model._meta.label_lower]
            return any(not self._differs(line, self.after[place]) for place in same)
        today = self.after.get(line.place)
        return line.leaves if today is None else not line.leaves and not self._differs(line, today)

    def _differs(self, line: Line, version: Version) -> bool:
        return line.form(self.data, as_it_was(line.model, version.valeurs), links(line.model, version)).has_changed()

    def still_there(self):
        """What was sent, without the lines that somebody has archived meanwhile."""
        data = self.data.copy()
        for formset in self.formsets:
            self._renumber(data, formset)
        return data

    def _renumber(self, data, formset) -> None:
        prefix = formset.get_default_prefix()
        lines = [line for line in self.lines if line.prefix and line.prefix.rpartition("-")[0] == prefix]
        kept = [line for line in lines if line.key is None or line.place in self.after]
        if len(kept) == len(lines):
            return
        sent = [
            {name.removeprefix(f"{line.prefix}-"): data.getlist(name) for name in data if _is_in(name, line.prefix)}
            for line in kept
        ]
        for name in [name for name in data for line in lines if _is_in(name, line.prefix)]:
            del data[name]
        for index, values in enumerate(sent):
            for name, value in values.items():
                data.setlist(f"{prefix}-{index}-{name}", value)
        data[f"{prefix}-TOTAL_FORMS"] = str(len(kept))
        data[f"{prefix}-INITIAL_FORMS"] = str(sum(line.key is not None for line in kept))

    def merged(self, version_field: str):
        """What was sent, where the fields that were not touched are as the other left them."""
        data = self.data.copy()
        for line in self.lines:
            today = self.after.get(line.place)
            if today is None:
                continue
            mine = set(self.touched(line))
            now = line.form(None, as_it_was(line.model, today.valeurs), links(line.model, today))
            for field in now:
                if field.name not in mine:
                    _set(data, field)
        data[version_field] = str(self.now)
        self.data = data
        return self.still_there()

    def told(self) -> dict:
        """Who changed what meanwhile, and what was typed here, for the page."""
        later = list(self.versions.filter(pk__gt=self.opened).order_by("pk"))
        models = followed()
        rows = [(models[v.modele], v.valeurs) for v in [*self.before.values(), *self.after.values(), *later]]
        noms = Noms(rows)
        lines = {line.place: line for line in self.lines if line.key}
        changed = dict.fromkeys((version.modele, version.cle) for version in later)
        return {
            "auteurs": list(dict.fromkeys(_("%(who)s, %(when)s") % _signature(version) for version in later)),
            "objets": [self._told_of(place, lines.get(place), noms) for place in changed],
            "version": self.now,
        }

    def _told_of(self, place, line, noms) -> dict:
        model, old, new = followed()[place[0]], self.before.get(place), self.after.get(place)
        mine = self.touched(line) if line else []
        typed = {name: self._typed(line, name, noms) for name in mine}
        theirs = differences(model, old.valeurs, new.valeurs, noms) if old and new else []
        known = new or old or self.versions.filter(modele=place[0], cle=place[1]).first()
        return {
            "nom": f"{capfirst(model._meta.verbose_name)} : {noms.instance(model, known.valeurs)}",
            "sorte": _("archivé") if new is None else _("ajouté") if old is None else "",
            "lignes": [(each, typed.get(each.champ)) for each in theirs],
            "perdus": [(_label(line, name), typed[name]) for name in mine] if new is None else [],
        }

    def _typed(self, line: Line, name: str, noms: Noms) -> str:
        """In words where it is understood, as it was typed where it is not."""
        shown = self.before[line.place]
        field = line.form(self.data, as_it_was(line.model, shown.valeurs), links(line.model, shown))[name]
        try:
            value = field.field.clean(field.data)
            known = line.model._meta.get_field(name)
        except (ValidationError, FieldDoesNotExist):
            return str(field.data or "")
        if known.remote_field:
            related = [] if value is None else list(value) if known.many_to_many else [value]
            return ", ".join(str(each) for each in related) or _("rien")
        return in_words(known, value, noms)


def links(model: type[Model], version: Version) -> dict[str, list[int]]:
    """Its M2M, as a form takes them."""
    return {field.name: version.valeurs.get(field.name, []) for field in model._meta.many_to_many}


def _signature(version: Version) -> dict[str, str]:
    return {"who": author(version), "when": moment(version.instant)}


def _label(line: Line, name: str) -> str:
    return str(line.form_class(None, prefix=line.prefix)[name].label)


def _is_in(name: str, prefix: str) -> bool:
    return name.startswith(f"{prefix}-")


def _set(data, field) -> None:
    """Writes a field as a browser would send it back, untouched."""
    value, widget = field.value(), getattr(field.field.widget, "widget", field.field.widget)
    if hasattr(widget, "serialize"):
        written = widget.serialize(value) if value else ""
    elif getattr(widget, "input_type", "") == "checkbox" and not getattr(widget, "allow_multiple_selected", False):
        written = "on" if value else None
    else:
        written = widget.format_value(value)
    if written is None or written == []:
        data.pop(field.html_name, None)
    else:
        data.setlist(field.html_name, [str(each) for each in written] if isinstance(written, list) else [str(written)])
