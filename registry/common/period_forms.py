"""Periods of one parent in one form: a name, a status or a membership ends, and the next begins, in
one save."""

from django.core.exceptions import ValidationError
from django.forms import ModelForm

from registry.common.admin_choices import RowsOfParent


class PeriodFormSet(RowsOfParent):
    """Compares the periods as they will be, not each with those that are saved."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.instance.is_compared_with_its_siblings = True

    def clean(self) -> None:
        super().clean()
        kept: list[ModelForm] = []
        for form in self.forms:
            if not self.stays(form):
                continue
            try:
                form.instance.refuse_overlap(other.instance for other in kept)
            except ValidationError as error:
                form.add_error(None, error)
            kept.append(form)

    def stays(self, form: ModelForm) -> bool:
        is_empty = form.instance.pk is None and not form.has_changed()
        return not is_empty and form.is_valid() and form not in self.deleted_forms

    def save_existing_objects(self, commit: bool = True) -> list:
        """What gets shorter first: at no moment do two periods overlap in the database."""
        order, count = self.forms, self.initial_form_count()
        self.forget_deleted()
        self.forms = sorted(order[:count], key=gets_longer) + order[count:]
        try:
            return super().save_existing_objects(commit=commit)
        finally:
            self.forms = order
            self.forget_deleted()

    def forget_deleted(self) -> None:
        """Django remembers them by their place."""
        if hasattr(self, "_deleted_form_indexes"):
            del self._deleted_form_indexes


def gets_longer(form: ModelForm) -> bool:
    """Whether its period takes in a day that it does not have yet."""
    before = {name: form.initial.get(name) for name in ("since", "until")}
    since, until = form.instance.since, form.instance.until
    begins_earlier = before["since"] is not None and (since is None or since < before["since"])
    ends_later = before["until"] is not None and (until is None or until > before["until"])
    return begins_earlier or ends_later
