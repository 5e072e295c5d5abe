"""Word: the draft of an edition as a file that people edit, and what comes back.

draft_parts.py     what stands in each part, now or when a copy was made; models.py: copies that
                   were made, and what came back in one (a Word proposal)
draft_document.py  the draft as a file: guidance, last edition, figures, text; word_cells.py: the
                   answers that its cells take
bringing.py        a file is brought, and read behind the request
judging.py         whether a file may be opened; opening.py: its parts, read within limits
passages_in.py     paragraphs and tables of any Word file (blocks_in.py, styles_in.py);
                   lists_in.py: as formatted text
recognising.py     whose draft a file is; reading.py: all of it, read
places_in.py       which passage belongs to which part, figure or reason
comparing.py       what differs from the copy; proposing.py: it becomes a Word proposal;
                   comment_marks.py: comments that come back a second time
deciding.py        its parts are taken into the draft by the acts of the desk, or left out
showing.py         the proposal as its page shows it; sending.py: the draft as an answer
"""
