"""What the Secretariat takes to a meeting or sends on paper.

models.py     packs for a meeting, their parts and frozen contents; letters that were made
parts.py      what each part of a pack says, in the active language, as plain blocks
since.py      what changed since the pack that a pack follows
packing.py    a pack is started, frozen with its checksum, and read back as it was frozen
frozen.py     the database refuses to change a frozen pack
letters.py    the formal submission of an edition, and the reminder
nominations.py  a contact point named on paper; nomination_files.py the form, nomination_reading.py
              how it is read back
paper.py      PDF (pack.typ), word_files.py: DOCX; both from the same blocks as the page
"""
