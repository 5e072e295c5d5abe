"""Migration profiles: what they are made of, and what happens to them.

models.py      ProfileTemplate, TemplateSection, MigrationProfile, Edition, Section, EditionContent, Transition
prefill.py     a first text and the figures for each section, from open figures
publishing.py  freezes an edition: text, figures, charts and notice as they stand, with a checksum
notices.py     what a reader must be told about an edition's standing
coverage.py    the matrix state by kind: what exists, how old it is
"""
