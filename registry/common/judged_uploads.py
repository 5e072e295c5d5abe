"""A file that a form of the admin brings is judged once, before the transaction of its page begins:
reading one takes seconds, and meanwhile others write."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.http import HttpRequest, HttpResponse

from registry.common.admin import RecordAdmin
from registry.common.errors import RuleError

Found = TypeVar("Found")


class JudgedOnce(Generic[Found]):
    def __init__(self) -> None:
        self.known: WeakKeyDictionary[Any, Found | RuleError] = WeakKeyDictionary()

    def of(self, file: Any, judge: Callable[[], Found]) -> Found:
        """Raises RuleError where the file is not taken."""
        if file not in self.known:
            try:
                self.known[file] = judge()
            except RuleError as error:
                self.known[file] = error
        found = self.known[file]
        if isinstance(found, RuleError):
            raise found
        return found


class JudgesUploads(RecordAdmin):
    def judge_upload(self, request: HttpRequest, file: Any) -> None:
        """Raises RuleError where the file is not taken; the form asks again and says so."""
        raise NotImplementedError

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        self.judge(request)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def judge(self, request: HttpRequest) -> None:
        may_write = self.has_change_permission(request) or self.has_add_permission(request)
        if request.method != "POST" or not may_write:
            return
        for file in request.FILES.values():
            try:
                self.judge_upload(request, file)
            except RuleError:
                continue
