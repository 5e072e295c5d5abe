"""Who signs in: one account a person, known by the e-mail address, made by accepting an invitation and in no other way.

models.py         User, Invitation, ConsoleLink, PrivacyNotice, Acceptance
inviting.py       invitations: sent, accepted, withdrawn
signing_in.py     our manner of django-allauth: who may, the same answer for known and unknown addresses, its mails
second_factor.py  staff show a passkey or an authenticator code before the admin opens
roles.py          the rights of a role, and what ends when rights end

A contact point's rights are not here: they are asked from the terms of office at each request (contacts/terms.py).
"""
