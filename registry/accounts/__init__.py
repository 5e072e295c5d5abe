"""Who signs in: one account a person, known by the e-mail address.

Secretariat staff edit in the admin; administrators also manage accounts. Rights come from groups ("Secretariat editor").
"""
