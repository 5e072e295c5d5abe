"""A row of a file written through the admin's own form of the record: what the form does not offer,
no file writes.

The form is asked for the person and the record at hand, so that rights, fields that only acts
change, records that are kept as they are, the guard against overwriting, and what else happens on
saving are those of the record's page.
"""

from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from registry.common.kept_relations import keep_relations
from registry.common.known_dates import WithKnownDates, kept_precisions
from registry.common.records import Record
from registry.common.refusals import refusal_as_form_error

NOT_OFFERED = (
    "This column is not changed by an import: the form of the record does not offer it either."
)
Errors = dict[str, list[str]]


class RowForm:
    """`request`: None where nobody brings the file; nothing is written then."""

    def __init__(self, model_admin: Any, request: HttpRequest | None) -> None:
        self.admin = model_admin
        self.request = copy(request) if request else None
        if self.request:
            self.request.POST = (
                QueryDict()
            )  # the buttons of the page of the import are none of the record's

    def names_for_new(self) -> list[str]:
        names = self.admin.get_form(self.request, None, change=False).base_fields
        return [name for name in names if name not in self.admin.never_imported]

    def offered(self, record: Record) -> set[str]:
        """The columns of the record that this person may write."""
        return self.written_by(self.admin.get_form(self.request, record, change=True))

    def written_by(self, form_class: type[forms.ModelForm]) -> set[str]:
        return set(form_class.base_fields) - set(self.admin.never_imported)

    def write(
        self,
        record: Record | None,
        values: dict[str, Any],
        *,
        errors: dict[str, str],
        reason: str,
        deleted: Any = None,
    ) -> Record | None:
        """The saved record; None where nothing changes. `errors`: of cells that could not be read.
        `deleted`: the last version of a record that comes back, for its number.

        Raises ValidationError with everything that is wrong, by column.
        """
        found: Errors = {name: [text] for name, text in errors.items()}
        refusal = self.refusal(record)
        if refusal:
            refusals = [refusal, *self.rules_broken(record, values)]
            raise ValidationError(found | {NON_FIELD_ERRORS: refusals})
        form_class = self.admin.get_form(self.request, record, change=record is not None)
        offered = self.written_by(form_class)
        refused = set(values) - offered
        found |= {name: [self.admin.never_imported.get(name, NOT_OFFERED)] for name in refused}
        form = self.filled(form_class, record, {name: values[name] for name in offered & {*values}})
        for name, texts in form.errors.items():
            if name not in errors:
                found.setdefault(name, []).extend(str(text) for text in texts)
        if refused and record:
            found[NON_FIELD_ERRORS] = [
                *found.get(NON_FIELD_ERRORS, []),
                *self.rules_broken(record, values),
            ]
        if any(found.values()):
            raise ValidationError({name: texts for name, texts in found.items() if texts})
        if record and not form.has_changed():
            return None
        return self.save(form, record, reason, deleted)

    def refusal(self, record: Record | None) -> str:
        """Why this person may not write this record at all; "" where they may."""
        if self.request is None:
            return (
                "Nobody brings this file: an import is made by somebody who may change the records."
            )
        if record is None:
            return "" if self.admin.has_add_permission(self.request) else "You may not add records."
        if not self.admin.has_change_permission(self.request):
            return "You may not change records."
        is_free = self.admin.has_change_permission(self.request, record)
        return "" if is_free else str(self.admin.kept_because)

    def rules_broken(self, record: Record | None, values: dict[str, Any]) -> list[str]:
        """What the record itself says against the values: the reason behind a refusal."""
        if record is None:
            return []
        tried = copy(record)
        for name, value in values.items():
            field: Any = record._meta.get_field(name)
            if not field.is_relation:
                try:
                    setattr(tried, name, field.to_python(value))
                except ValidationError:
                    continue
        try:
            tried.clean()
        except ValidationError as error:
            return error.messages
        except (TypeError, ValueError, ObjectDoesNotExist):
            return []
        return []

    def filled(
        self, form_class: type[forms.ModelForm], record: Record | None, values: dict
    ) -> forms.ModelForm:
        """The form as a browser would post it: what it shows, with the row's cells in their fields.

        An empty cell of a new record leaves what is so by default.
        """
        instance = record or self.admin.model()
        shown = form_class(instance=instance)
        data = {name: shown[name].value() for name in shown.fields}
        if isinstance(shown, WithKnownDates):
            data |= kept_precisions(shown, values)
        written = {
            name: value for name, value in values.items() if record or value not in ("", None)
        }
        return form_class(data | written, instance=instance)

    def save(
        self, form: forms.ModelForm, record: Record | None, reason: str, deleted: Any = None
    ) -> Record:
        is_change = record is not None
        saved = self.admin.save_form(self.request, form, change=is_change)
        if deleted:
            saved.pk, saved.version = deleted.id, deleted.version + 1
        saved._change_reason = reason
        try:
            with refusal_as_form_error():
                self.admin.save_model(self.request, saved, form, change=is_change)
                form.save_m2m()
                keep_relations(saved)
        except IntegrityError:
            raise ValidationError(
                _("The database refuses this row: it breaks a rule over several records.")
            ) from None
        return type(saved)._base_manager.get(pk=saved.pk)
