"""Home, news, plain pages, and the frame around every page.

models.py   Page, NewsItem
context.py  what the frame needs: menu, language switch, date of the data
errors.py   400, 403, 404 and 500 in both languages
health.py   /healthz
"""
