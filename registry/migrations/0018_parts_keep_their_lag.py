"""Each part keeps how far its languages are behind, so that lists compare no texts."""

from django.db import migrations, models

from registry.common.difference import count_changes

TEXTS = ("text_en", "text_ru", "en_reflects", "ru_reflects")


def behind(own: str, theirs: str, reflected: str) -> int | None:
    """0 in step, None not translated yet; as drafting/parity.py counts."""
    if not theirs or (own and reflected == theirs):
        return 0
    return (count_changes(reflected, theirs) or 1) if own else None


def count(apps, schema_editor) -> None:
    """Row by row: the texts of all parts do not fit into memory at once. The triggers of published
    editions are away while migrations run (publication/frozen.py)."""
    sections = apps.get_model("registry", "Section").objects
    for section in sections.only(*TEXTS).order_by("pk").iterator(chunk_size=50):
        en_behind = behind(section.text_en, section.text_ru, section.en_reflects)
        ru_behind = behind(section.text_ru, section.text_en, section.ru_reflects)
        if (en_behind, ru_behind) != (0, 0):
            sections.filter(pk=section.pk).update(en_behind=en_behind, ru_behind=ru_behind)


class Migration(migrations.Migration):
    dependencies = [("registry", "0017_groups_carry_their_colour")]

    operations = [
        migrations.AddField(
            "section",
            "en_behind",
            models.PositiveIntegerField(
                default=0,
                editable=False,
                null=True,
                help_text=(
                    "Passages of the Russian text that changed since the English was made from it."
                    " Null: there is no English text yet."
                ),
            ),
        ),
        migrations.AddField(
            "section",
            "ru_behind",
            models.PositiveIntegerField(
                default=0,
                editable=False,
                null=True,
                help_text=(
                    "Passages of the English text that changed since the Russian was made from it."
                    " Null: there is no Russian text yet."
                ),
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
