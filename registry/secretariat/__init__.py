"""The Secretariat's view of the whole: the admin's front page.

site.py   our admin site: front page, grouping by topic, English throughout
reminders.py   what a day asks for (manage.py remind)
trying_out.py  accounts for trying out
board.py  what the front page shows: coverage, recent changes, counts
"""
