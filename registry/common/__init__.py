"""What knows no topic: rules about dates, languages and records, and the machinery that every topic's interface shares.

dates, languages, numbers, richtext    values and how they read
records, references, guards            what every record has, how it is named in files, periods that may not overlap
lists, exports, api, admin, filters    lists, downloads, the API and the admin in their common form
scope, store, middleware               one request's memory, the store of finished pages
seeding                                fixtures into the database, leaving the users' own edits alone
"""
