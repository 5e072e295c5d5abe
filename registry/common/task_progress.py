"""How far a piece of work is, and why it failed; beside the engine's own row of it (tasks.py)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskProgressQuerySet(models.QuerySet["TaskProgress"]):
    def of(self, pk: object) -> Self:
        return self.filter(task_id=pk)


class TaskProgress(models.Model):
    """Of one task, from its first try on. It goes with the engine's row after a bounded time."""

    class Problem(models.TextChoices):
        BENEATH = "beneath", _("The database, the cache or the disk did not answer.")
        INTERRUPTED = "interrupted", _("The program was ended while it was at work.")
        MEMORY = "memory", _("It needs more memory than there is.")
        PROGRAM = "program", _("An error of the program. Its log has the details.")
        PAUSED = "paused", _("It makes room for what is more urgent, and goes on by itself.")

    task = models.OneToOneField(
        "django_tasks_database.DBTaskResult",
        models.CASCADE,
        primary_key=True,
        related_name="progress",
    )
    beat_at = models.DateTimeField(help_text="When its worker was last known to be alive.")
    done = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField(default=0, help_text="0 where nobody knows.")
    problem = models.CharField(max_length=11, choices=Problem, blank=True)
    error = models.CharField(max_length=100, blank=True, help_text="Name of the program's error.")

    objects = TaskProgressQuerySet.as_manager()

    class Meta:
        verbose_name = "work behind the requests"
        verbose_name_plural = "work behind the requests"

    def __str__(self) -> str:
        return f"task {self.task_id}"

    @property
    def problem_in_words(self) -> str:
        """ "" where nothing is wrong."""
        is_wrong = self.problem not in ("", self.Problem.PAUSED)
        return str(self.Problem(self.problem).label) if is_wrong else ""

    @property
    def percent(self) -> int | None:
        return min(100, self.done * 100 // self.most) if self.most else None
