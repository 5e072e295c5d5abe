from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models

from registry.common.languages import LANGUAGE_NAMES


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    username = None
    email = models.EmailField("e-mail", unique=True, error_messages={"unique": "An account with this address exists."})
    language = models.CharField(
        max_length=2, choices=LANGUAGE_NAMES, default="en", help_text="Language of mails to this person."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.get_full_name() or f"account {self.pk}"
