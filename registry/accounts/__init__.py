"""Who signs in: one account a person, known by the e-mail address, made by accepting an invitation
and in no other way.

models.py         User, Invitation, ConsoleLink, PrivacyNotice, Acceptance
inviting.py       invitations: sent, accepted, withdrawn
signing_in.py     our manner of django-allauth: who may, its mails
codes.py          signing in by a code: the same work for known and unknown addresses
limits.py         how many codes, tries and messages; browsers.py: whose browser is known, so that
                  strangers lock nobody out
second_factor.py  staff show a passkey or an authenticator code before the admin opens
factor_secrets.py secrets of second factors, encrypted with a key of their own
signed_in.py      the person of a request, for pages that nobody else opens
again.py          a code for who has no second factor, before a grave act (the rule:
                  common/freshness.py)
grave_pages.py    pages of the admin that are grave acts
events.py         security events; watching.py writes those of the sign-in library
roles.py          the rights of a role, and what ends when rights end

A contact point's rights are not here: they are asked from the terms of office at each request
(contacts/terms.py).
"""
