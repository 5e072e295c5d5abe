"""A day within a sentence has its «года» in Russian: pages and mails give it by the filter that
adds it."""

import re

from django.conf import settings

BLOCK = re.compile(
    r"\{% blocktranslate([^%]*)%\}(.*?)\{% endblocktranslate %\}",
    re.DOTALL,
)
BARE = re.compile(r"(\w+)=[\w.]+\|worded(?!_)")
ENDS = re.compile(r"\.(\s|$)")
WITHIN = r"(since|Printed) \{\{ %s \}\}"  # where no full stop shows a sentence


def bare_days(text: str) -> list[str]:
    """The sentences of a template with a day that lacks its word."""
    return [
        " ".join(body.split())
        for given, body in BLOCK.findall(text)
        for name in BARE.findall(given)
        if (ENDS.search(body.strip()) and f"{{{{ {name} }}}}" in body)
        or re.search(WITHIN % name, body)
    ]


def test_days_within_sentences_have_their_word():
    folder = settings.BASE_DIR / "templates"
    pages = [
        path
        for path in [*folder.rglob("*.html"), *folder.rglob("*.txt")]
        if folder / "admin" not in path.parents
    ]
    assert {path: bare for path in pages if (bare := bare_days(path.read_text()))} == {}


def test_a_bare_day_is_found():
    one = "{% blocktranslate with day=row.on|worded %}Until {{ day }}.{% endblocktranslate %}"
    assert bare_days(one) == ["Until {{ day }}."]
    assert bare_days(one.replace("worded", "worded_in_text")) == []
    assert bare_days(one.replace(".{%", "{%")) == []
    assert bare_days(one.replace("Until", "Valid since").replace(".{%", "{%")) != []
