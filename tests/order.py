"""Long modules first, so that no worker still has minutes to do when the others have ended."""

# A module that needs no database comes second: meanwhile the first worker makes what the others
# copy.
LONGEST = (
    "browser/test_network.py",
    "faults/test_slow_clients.py",
    "browser/test_drafting.py",
    "browser/test_accessibility.py",
    "browser/test_figures.py",
    "browser/test_reading.py",
    "browser/test_staff.py",
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


def place(path: str) -> int:
    """Of a module in the order of a run."""
    found = [number for number, name in enumerate(LONGEST) if path.endswith(f"tests/{name}")]
    return found[0] if found else len(LONGEST)
