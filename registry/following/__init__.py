"""Word of what is new: feeds, calendars, and mail to who follows something without an account.

`topics.py` says what can be followed (news, editions, documents, meetings, a state, an indicator, a
search), `entries.py` what is new there, the same for a feed and for a mail. `atom.py` writes a
feed. Only what everybody may read is asked for, so nothing else can be in it.
"""
