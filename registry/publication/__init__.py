"""Publication: from the formal submission to the frozen text.

workflow.py     the table of all steps (profiles/steps.py): from, to, who, what must hold
                (conditions.py), what happens (effects.py)
endorsement.py  reminders of the three months
publishing.py   freezes an edition; contents.py: what is kept; frozen.py: the database refuses to
                change it
preview.py      an edition as it would be published, before it is; preview_page.py: its page
changes.py      what differs from the edition before; own_figures.py: endorsed figures pass into the
                open series
compiling.py    Light editions from open figures; diagram.py: the workflow as a picture
"""
