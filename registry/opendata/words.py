"""What catalogues say of the registry as a whole."""

from django.utils.translation import gettext as _


def registry_name() -> str:
    return _("Prague Process Registry")


def about_the_registry() -> str:
    return _(
        "Migration profiles of the states of the Prague Process, the figures behind them,"
        " projects, meetings and documents."
    )


def about_the_service() -> str:
    return _("The public records of the registry in English and Russian, to be read by machines.")
