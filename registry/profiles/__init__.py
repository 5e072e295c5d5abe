"""Migration profiles: what they are made of, and what happens to them.

workflow.py     the life of an edition as a table: from, to, who, what must hold (conditions.py), what happens (effects.py)
templates.py    the numbered templates; models.py: profile, edition, its frozen content, its moves; sections.py: the parts in work
drafting.py     writing a part; what was typed and not saved is kept; parity.py: which language reflects what
review.py       accept or return by part, comments, suggestions; consulting.py: ministries that are asked by a link
endorsement.py  the clock of three months; rounds.py and collecting.py: many states are asked at once
publishing.py   freezes an edition; frozen.py: the database refuses to change it; changes.py, citations.py: what readers do with it
difference.py   word by word, block by block, three texts; prefill.py: a first text from open figures
"""
