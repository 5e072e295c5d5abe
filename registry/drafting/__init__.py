"""Drafting: how an edition is written.

sections.py       the parts of an edition with their figures; exchange.py: decisions, comments,
                  suggestions, consultations
starting.py       an edition or a correction is started and filled; prefill.py: a first text from
                  open sources
part_saving.py    a part is saved as its form sends it: its text (writing.py) and its figures
                  (figure_writing.py); what could not be saved is kept (rescue.py), until it was
                  typed on (typed_on.py); arrivals.py: what a page need not keep on its device any
                  more
figures_beside.py the figures to compare with; figure_forms.py: the form of a figure;
                  figure_rows.py: its row in words; figure_checks.py: what is impossible or doubtful
parity.py         which language reflects what; part_history.py: earlier versions of a part
                  (version_views.py); presence.py: who else has a part open
contradictions.py sentences that give another figure than the draft; numbers_in_text.py: the
                  numbers of a text, as people write them
settling.py       what is settled for many parts at once; before_submitting.py: what to know before
                  the edition is handed over; text_checksum.py: for which text a receipt is
rounds.py         a collection round; collecting.py: many states are asked at once
review.py         accepted or returned, part by part; consulting.py: ministries are asked by a link
views.py          the desk's pages for writing; step_views.py: for the steps of an edition;
                  exchange_views.py: for comments, suggestions, consultations
"""
