"""What the registry publishes, for whoever harvests: one model of it, and a module for each format.

published    the datasets, series of editions, their files, licences, dates and notes: one model
gathering    the datasets as the registry holds them today; lists: those of the API; words
dcat         the catalogue as DCAT-AP 3; turtle: one of its forms; catalogue_program writes it, in a
             process of its own
sdmx_...     the figures in SDMX: structure, SDMX-CSV, SDMX-ML
oai_...      harvesting by OAI-PMH: Dublin Core and MODS
packages     data packages (Frictionless) of whole sets and of an indicator's table
schema_org   what a page is, for search engines
signposting  what a page is, in its headers
sitemap      every page, in both languages, with its date
oembed       charts and maps for pages of others
api_description  the API in OpenAPI 3; machine_answers: what all such answers have
urls         addresses of this topic; each format's view stands in a module `..._views`
"""
