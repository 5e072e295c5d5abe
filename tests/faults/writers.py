"""Several people who write the same thing at once, and what becomes of each one's words: acts of
`tests.faults.racer`."""

from collections.abc import Callable

from tests.databases import TODAY
from tests.faults.at_once import all_at_once, cookies_of, person, posting

WRITERS = 4


def desks(state) -> list:
    """Browsers of as many contact points of a state as there are writers."""
    from tests import make
    from tests.conftest import signed_in, with_account

    posts = [
        make.contact_point(
            state,
            role="deputy",
            name_latin=f"Writer {number}",
            email=f"{state.slug}{number}@example.org",
        )
        for number in range(WRITERS)
    ]
    return [signed_in(with_account(post).account) for post in posts]


def draft(state, year: int):
    from registry.common.dates import today
    from registry.drafting.starting import start_edition
    from tests import make

    return start_edition(make.profile(state, "light"), year, by=person("s@example.org"), on=today())


def part(rounds: int) -> list:
    """Several people save other words in one part, of which all have seen the same version: what
    became of each one's."""
    from registry.drafting.sections import KeptText
    from registry.states.models import State

    state = State.objects.get(iso_alpha3="ARM")
    clients, found = desks(state), []
    for number in range(rounds):
        section = draft(state, 2050 + number).sections.get(template_section__slug="challenges")
        path = f"/en/desk/editions/{section.edition_id}/parts/challenges/"
        words = [f"<p>Words of writer {number}.</p>" for number in range(WRITERS)]
        data = [
            {"seen": section.version, "text_en": text, "text_ru": "", "gap": "", "do": "save"}
            for text in words
        ]
        deeds = [
            posting(path, one, cookies_of(client))
            for one, client in zip(data, clients, strict=True)
        ]
        seen = section.version
        statuses = all_at_once(deeds)
        section.refresh_from_db()
        kept = list(KeptText.objects.filter(section=section).values_list("text_en", flat=True))
        found.append(
            {
                "saved": words.count(section.text_en),
                "lost": sorted(set(words) - {section.text_en, *kept}),
                "kept": len(kept),
                "versions": section.version - seen,
                "errors": [one for one in statuses if one not in (200, 302, 409)],
            }
        )
    return found


def parts(rounds: int) -> list:
    """Several people write in one edition, each in a part of their own: how many were saved."""
    from registry.states.models import State

    state = State.objects.get(iso_alpha3="MDA")
    clients, found = desks(state), []
    for number in range(rounds):
        sections = list(draft(state, 2050 + number).sections.in_order()[:WRITERS])
        deeds = []
        for client, section in zip(clients, sections, strict=True):
            path = f"/en/desk/editions/{section.edition_id}/parts/{section.template_section.slug}/"
            data = {"seen": section.version, "text_en": "<p>Mine.</p>", "text_ru": "", "do": "save"}
            deeds.append(posting(path, data | {"gap": ""}, cookies_of(client)))
        all_at_once(deeds)
        for section in sections:
            section.refresh_from_db()
        found.append(sum(section.text_en == "<p>Mine.</p>" for section in sections))
    return found


def staff_forms(address: str, field: str, values: list) -> list:
    """Several of the staff save one record, each with a value of their own, having seen the same
    version: the statuses."""
    from registry.accounts.models import User
    from tests.conftest import form_data, signed_in

    deeds = []
    for number, value in enumerate(values):
        email = f"staff{number}@example.org"
        user = User.objects.filter(email=email).first() or User.objects.create_superuser(email)
        client = signed_in(user, second_factor=True)
        data = form_data(client, address) | {field: value}
        deeds.append(posting(address, data, cookies_of(client)))
    return all_at_once(deeds)


def record(rounds: int) -> list:
    from registry.figures.models import Source

    found = []
    for number in range(rounds):
        row = Source.objects.create(slug=f"race-{number}", title_en="Before", title_ru="Раньше")
        titles = [f"Title {one}" for one in range(WRITERS)]
        statuses = staff_forms(f"/admin/registry/source/{row.pk}/change/", "title_en", titles)
        row.refresh_from_db()
        found.append(
            {
                "statuses": sorted(statuses),
                "is_the_winners": row.title_en == titles[statuses.index(302)],
                "history": row.history.filter(title_en__startswith="Title").count(),
                "version": row.version,
            }
        )
    return found


def figure(rounds: int) -> list:
    from registry.figures.models import Observation

    rows = Observation.objects.filter(indicator__slug="population", state__iso_alpha3="GEO")
    found = []
    for row in rows.order_by("year")[:rounds]:
        before, seen = row.value, row.version
        values = [1_000 + one for one in range(WRITERS)]
        statuses = staff_forms(f"/admin/registry/observation/{row.pk}/change/", "value", values)
        row.refresh_from_db()
        found.append(
            {
                "statuses": sorted(statuses),
                "is_the_winners": row.value == values[statuses.index(302)],
                "said_before": [one.value == before for one in row.earlier()],
                "versions": row.version - seen,
            }
        )
    return found


def own_figure(rounds: int) -> list:
    """Several people save the state's own figure of one part at once: (how many are told that
    theirs is kept, rows, whether one person's row is there whole, whether each other is kept)."""
    from registry.drafting.figure_writing import FigureEntry, save_figures
    from registry.drafting.sections import KeptText
    from registry.drafting.writing import StaleError
    from registry.states.models import State

    state = State.objects.get(iso_alpha3="AZE")
    writers, found = [person(f"s{one}@example.org") for one in range(WRITERS)], []
    for writer in writers:
        writer.is_staff = True
    for number in range(rounds):
        edition = draft(state, 2050 + number)
        section = edition.sections.get(template_section__slug="background-size-borders")
        indicator = section.template_section.section_indicators.first().indicator
        entries = [figure_entry(indicator.pk, one) for one in range(WRITERS)]

        def saving(entry: FigureEntry, writer, section=section) -> Callable:
            def save() -> bool:
                try:
                    save_figures(section, [entry], by=writer, on=TODAY)
                except StaleError:
                    return True
                return False

            return save

        pairs = zip(entries, writers, strict=True)
        answers = all_at_once([saving(entry, writer) for entry, writer in pairs])
        left = [(one.year, one.value, one.source) for one in section.figures.all()]
        whole = [
            tuple(entry.figure[name] for name in ("year", "value", "source")) for entry in entries
        ]
        kept = KeptText.objects.filter(section=section).count()
        found.append([answers.count(True), len(left), left[0] in whole, kept])
    return found


def figure_entry(indicator: int, number: int):
    from registry.drafting.figure_writing import EMPTY, FigureEntry

    figure = {
        "value": 3_700_000 + number,
        "year": 2024,
        "gap": "",
        "source": f"S {number}",
        "note_en": "Counted anew.",
        "note_ru": "",
        "is_confirmed": False,
    }
    typed = EMPTY | {"value": str(figure["value"]), "year": "2024", "source": figure["source"]}
    return FigureEntry(indicator=indicator, before=EMPTY, typed=typed, figure=figure)
