"""Word of what is new: feeds, and mail to who follows something without an account.

`topics.py` says what can be followed (news, editions, documents, meetings, a state, an indicator, a
search), `entries.py` what is new there and `found.py` what is new among the hits of a search, the
same for a feed and for a mail. `atom.py` writes a feed, `feeds.py` answers with a page of it.
`by_mail.py` has the acts of following by mail, `sealing.py` how the address is kept, `telling.py`
the message. Only what everybody may read is asked for, so nothing else can be in it.
"""
