"""When a record is there for readers, as staff set it: on the record's page and in lists."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from registry.common.admin import RecordAdmin, SeenVersionForm
from registry.common.admin_acts import Act, WithActs
from registry.common.appearing import (
    FIELDS,
    MUST_STAY,
    Appearing,
    Stage,
    clock_worded,
    put_online,
    take_offline,
    this_minute,
)
from registry.common.before_appearing import checks_of
from registry.common.clock_times import ClockTimeField, town
from registry.common.link_picker import WithLinkPicker
from registry.common.preview_admin import WithPreview
from registry.common.refused_forms import stored_row

GROUP = "When readers see it"


class AppearingForm(SeenVersionForm):
    appears_at = ClockTimeField(label="When it appears")
    goes_at = ClockTimeField(label="When it goes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "stage" in self.fields:
            self.fields["stage"].required = False  # where it is not sent, it stays
        if "appears_at" in self.fields:
            self.fields["appears_at"].help_text = f"{town()} time. Empty: at once."
        if "goes_at" in self.fields:
            self.fields["goes_at"].help_text = f"{town()} time. Empty: it stays."

    def clean_stage(self) -> str:
        return self.cleaned_data["stage"] or self.instance.stage

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.check_not_past("appears_at", "For at once, leave the field empty.")
        self.check_not_past("goes_at", "To hide it now, choose “taken offline” above.")
        is_hidden = data.get("stage") != Stage.READY or data.get("appears_at")
        if self.instance.pk and (is_hidden or data.get("goes_at")) and self.instance.must_stay:
            self.add_error("stage" if "stage" in self.fields else None, MUST_STAY)
        return data

    def check_not_past(self, name: str, instead: str) -> None:
        """A time that was set earlier may have passed since; a new one may not."""
        moment = self.cleaned_data.get(name)
        if moment and name in self.changed_data and moment <= this_minute():
            self.add_error(name, f"{clock_worded(moment)} has passed. {instead}")


def is_online(row: Appearing) -> bool:
    return row.stage == Stage.READY and not row.must_stay


def is_offline(row: Appearing) -> bool:
    return row.stage == Stage.OFFLINE


APPEARING_ACTS = {
    "take-offline": Act(
        label="Take offline",
        deed=take_offline,
        told="Readers no longer find it from now on. Nothing is deleted, and it can be put online"
        " again.",
        is_open=is_online,
    ),
    "put-online": Act(
        label="Put online",
        deed=put_online,
        told="Readers find it again, within the times that it has.",
        is_open=is_offline,
    ),
}


class AppearingAdmin(WithPreview, WithLinkPicker, WithActs, RecordAdmin):
    change_form_template = "admin/appearing_form.html"
    form: type[AppearingForm] = AppearingForm
    acts = APPEARING_ACTS

    def usual_columns(self, request: HttpRequest) -> list:
        return [*super().usual_columns(request), "readers_see"]

    def get_list_filter(self, request: HttpRequest) -> list:
        return [*super().get_list_filter(request), "stage"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What is begun is a draft, until somebody says otherwise."""
        return {"stage": Stage.DRAFT} | super().get_changeform_initial_data(request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        """The fields of this rule as a group of their own, before all others."""
        kept = []
        for title, options in super().get_fieldsets(request, obj):
            fields = [name for name in options["fields"] if name not in FIELDS]
            if fields:
                kept.append((title, options | {"fields": fields}))
        if not set(FIELDS) & set(self.get_fields(request, obj)):
            return kept
        group = (GROUP, {"fields": [FIELDS], "classes": ["appearing"]})
        return [group, *kept]

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        kwargs["obj"] = row = stored_row(self, request, context, kwargs.get("obj"))
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        context["links_address"] = reverse(f"admin:{name}_links")
        if row and row.pk:
            context |= {"standing": row.standing, "checks": checks_of(row)}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="readers see it", ordering="appears_at")
    def readers_see(self, row: Appearing) -> str:
        return row.standing
