"""The Secretariat's view of the whole: the admin's front page.

site.py   our admin site; navigation.py its entries (a new one is a line there)
board.py  the front page; agenda.py reads what waits and comes next, waits.py words it
waiting.py  how much waits, beside entries of the navigation
changes.py  the full log; finding.py the search over all records; kinds.py what they are called
daily_work.py  what each day asks for (manage.py remind): messages, clocks, retention
trying_out.py  accounts for trying out
"""
