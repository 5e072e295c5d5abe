"""Long modules first, so that no worker has minutes to do when the others have ended; and what runs
on one database alone."""

# A module that needs no database comes second: meanwhile the first worker makes what the others
# copy.
LONGEST = (
    "scale/test_many_machines.py",
    "faults/test_slow_clients.py",
    "faults/test_upgrades.py",
    "browser/test_network.py",
    "browser/test_drafting.py",
    "browser/test_accessibility.py",
    "browser/test_figures.py",
    "browser/test_reading.py",
    "browser/test_staff.py",
    "takeaway/test_whole.py",
    "faults/test_publishing_killed.py",
    "faults/test_memory.py",
    "faults/test_file_modes.py",
    "faults/test_disk_full.py",
    "faults/test_backup.py",
    "faults/test_races.py",
    "faults/test_database_gone.py",
    "test_rights.py",
    "test_forms.py",
)

# Rooms whose work is files and pictures, and that ask nothing of a database that differs
OF_FILES = ("media", "packs", "paper", "pictures", "sheets", "word")


def is_of_files(path: str) -> bool:
    """Whether a module is in one of these rooms."""
    return any(f"/tests/{room}/" in path for room in OF_FILES)


def place(path: str) -> int:
    """Of a module in the order of a run."""
    found = [number for number, name in enumerate(LONGEST) if path.endswith(f"tests/{name}")]
    return found[0] if found else len(LONGEST)
