"""Paper: editions, and pages of the registry, as files that are printed and handed round.

edition_paper.py  what stands on that of an edition, in the active language, as plain data
sheets.py         what every other kind has in common; state_paper.py, project_paper.py,
                  indicator_paper.py, changes_paper.py, comparison_paper.py say what stands on it
passages.py       formatted text as data; letters.py: what fonts have no letter for
codes.py          the square code that leads to the live page, or to whether an edition still stands
typesetting.py    PDF: edition.typ and sheet.typ lay the data out, in a process of its own
keeping.py        files are made once, by one maker, and kept by what stands on them
making.py         after a publication they are made behind it, so that no reader waits
checking.py       whether a version that was printed is still the current edition
"""
