"""Home, news, other pages, and the frame around every page.

models.py   Page, NewsItem
context.py  what the frame needs: menu, language switch, date of the data
one_state.py what stands on a state’s page
previews.py a record's page before readers see it, by a link
errors.py   400, 403, 404, 500 and 503 in both languages
health.py   /healthz, /healthz/live, /healthz/ready
"""
