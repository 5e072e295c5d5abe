#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.umask(0o077)  # what the registry writes is its own account's to read (file_modes.py)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
    execute_from_command_line(sys.argv)
