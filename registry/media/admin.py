from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from registry.common.admin import SeenVersionForm, change_address
from registry.common.judged_uploads import JudgedOnce, JudgesUploads
from registry.common.record_links import linking_to
from registry.common.refusals import refusal_as_form_error
from registry.common.sizes import MEGABYTE
from registry.media.keeping import cut_again, forget_later, keep
from registry.media.making import LARGEST, Made, check_length, make
from registry.media.models import Picture

KNOWN: JudgedOnce[Made] = JudgedOnce()


class PictureForm(SeenVersionForm):
    upload = forms.FileField(
        label="File",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=f"JPEG, PNG or WebP, at most {LARGEST // MEGABYTE} MB.",
    )
    made: Made | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "upload" not in self.fields:
            return
        if self.instance.pk:
            self.fields["upload"].label = "Replace by"
            self.fields["upload"].help_text += " Its addresses stay."
        else:
            self.fields["upload"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        file = data.get("upload")
        if not file:
            return data
        focus = (data.get("focus_x", 50), data.get("focus_y", 50))
        try:
            with refusal_as_form_error():
                self.made = made_of(file, focus)
        except forms.ValidationError as error:
            self.add_error("upload", error)
        return data


def made_of(file: Any, focus: tuple[int, int]) -> Made:
    """Raises RuleError where the file is no picture that is taken."""

    def making() -> Made:
        check_length(file.size)
        return make(file.read(), focus=focus)

    return KNOWN.of(file, making)


def percent(text: str | None) -> int:
    """What the form will read; where it refuses the number, nothing is made of the picture."""
    return min(int(text), 100) if text and text.isdecimal() and len(text) < 4 else 50


@admin.register(Picture)
class PictureAdmin(JudgesUploads):
    form = PictureForm
    list_display = ["small", "shows_en", "credit", "licence", "in_pixels"]
    list_display_links = ["small", "shows_en"]
    search_fields = ["shows_en", "shows_ru", "credit", "key"]
    list_filter = ["is_decorative"]
    readonly_fields = ["small", "in_pixels", "used_on"]
    fields = [
        "small",
        "upload",
        ("shows_en", "shows_ru"),
        "is_decorative",
        ("credit", "licence"),
        ("focus_x", "focus_y"),
        "in_pixels",
        "used_on",
    ]

    def judge_upload(self, request: HttpRequest, file: Any) -> None:
        made_of(file, (percent(request.POST.get("focus_x")), percent(request.POST.get("focus_y"))))

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        made = getattr(form, "made", None)
        if made:
            keep(obj, made)
        elif change and {"focus_x", "focus_y"} & set(form.changed_data):
            cut_again(obj)
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        forget_later(obj.folder)
        super().delete_model(request, obj)

    @admin.display(description="picture")
    def small(self, row: Picture) -> str:
        if not row.pk:
            return "–"
        return format_html(
            '<img src="{}" alt="{}" width="150" height="100">', row.card.src, row.alternative
        )

    @admin.display(description="pixels")
    def in_pixels(self, row: Picture) -> str:
        return f"{row.width:,} × {row.height:,}" if row.pk else "–"

    @admin.display(description="used on")
    def used_on(self, row: Picture) -> str:
        rows = list(dict.fromkeys([*row.news.all(), *linking_to(row)])) if row.pk else []
        if not rows:
            return "no page"
        links = [(change_address(one), str(one)) for one in rows]
        return format_html_join("; ", '<a href="{}">{}</a>', links)
