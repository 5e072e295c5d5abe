"""What belongs to no topic: rules about dates, languages and records, and the machinery that every
topic's interface shares.

dates, languages, numbers, richtext    values and how they read
budget, markup, clipboard, pasted_lists, pasting, plain_marks, plain_field
                                       limits on work; HTML read in linear time; what is pasted;
                                       texts written without a script
records, references, guards            what every record has, how it is named in files, periods that
                                       may not overlap
lists, exports, api, admin, filters    lists, downloads, the API and the admin in their common form
required                               a value that every row here has, though its field may be
                                       empty
as_of, forms, refusals                 the day in the address, what forms share, where a refusal is
                                       shown
scope, store, content, middleware      one request's memory, the store of finished pages, and what
                                       renews them
shared_version, shared_files, replicas several machines: the version of the content in Redis,
                                       uploaded files in a bucket, pages read from replicas
page_makers, pages_before              a page is made by one request, for all that ask meanwhile;
                                       while many read, they get the page before
indentation                            pages leave without the indentation of their templates
mail, outbox, sender, smtp             a message once for each occasion, and how it leaves
daily_mail                             what happens during a day in a single message a person
tasks, task_worker, task_progress, task_overview
                                       work behind the requests, who does it, how far it is
limits, links                          how often something may be done, and by which link
elsewhere                              what an address outside of the registry leads to
sizes, archives, workbooks             how long a request may be, and what an archive may hold
file_kinds                             how files of a kind begin
brought_json                           JSON that came from outside
faults                                 what fails beneath the registry
private_files, file_modes, backup      uploaded files, who may read files, and a copy of everything
start_lock                             one start at a time sets the database up
library_internals                      what is used of libraries beyond their documented interface
seeding                                fixtures into the database, leaving the users' own edits
                                       alone
"""
