"""The registry: one Django app, one folder per topic.

From the ground up (a topic's models and acts import only from topics above their own line; views,
admin, API, forms and filters may ask any topic's models and acts, never another topic's interface;
tests/test_architecture.py holds this):

common          knows no topic: dates and periods, two languages, rich text and differences,
                records, lists, exports, page store
serving         the server: finished pages at once, everything else in threads; slow clients
pictures        charts, lines, maps and diagrams as SVG, from values that are given; one palette
accounts        who signs in
media           pictures that staff upload, in the sizes in which pages show them
states          who takes part, what each state is called and in which regional group it is, each on
                a date
library         documents and their language versions
process         co-operation areas, action plans, meetings, mandates
projects        projects and pilot projects, partners, outputs
figures         sources, indicators, observations or data gaps; series, panels, tables, downloads
figure_imports  how files of figures come in, and how an import is taken back
contacts        authorities and contact points, and who may see which detail
profiles        templates, profiles, editions; notices, citations, the endorsement clock
drafting        writing an edition: parts, first texts, collection rounds, review, consultations
publication     the workflow: endorsing, freezing, publishing, corrections, changes
proposals       what a state's own system proposes, and its tokens
sheets          the figures of a draft as a workbook, and read back from it
imap            the shapes of the map and what a layer colours
compare         two to four states side by side, by section or by indicator
pages           home, news, other pages, the frame around every page
paper           editions and pages as files that are printed; whether what is printed still stands
word            the draft as a Word file, and what comes back in one
search          one search over all of these, in two languages and on two databases
following       feeds, calendars, and mail to who follows something without an account
opendata        what the registry publishes, in the formats that catalogues and harvesters read
takeaway        the public registry as files that need no server, and its packed copy
desk            a contact point's own pages: what is asked, details, network, own data
reports         what ages, lacks a language or leads nowhere, and what readers get
packs           packs for a meeting, and letters on paper
operating       how the registry runs: ids and counts of requests, recent faults, the doctor
secretariat     the admin as a workplace: its site, navigation, front page, search, log of
                changes; the daily work
"""
