"""What a page pays for the look at the content version: `python -m tests.scale.measuring`, with
CONTENT_VERSION_URL and without."""

import os
import statistics
import time

import django

TURNS, LOOKS = 30, 5000


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
    django.setup()
    from registry.common import shared_version, store

    store.content_version()
    taken = []
    for _turn in range(TURNS):
        began = time.process_time()
        for _look in range(LOOKS):
            store.content_version()
        taken.append((time.process_time() - began) / LOOKS * 1e6)
    where = "Redis" if shared_version.is_shared() else "a file"
    print(f"version in {where}: {statistics.median(taken):.1f} µs a look, processor time")


if __name__ == "__main__":
    main()
