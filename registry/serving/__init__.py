"""The server in front of Django, on uvicorn: finished pages from its event loop, everything else by
Django in threads of a pool. Slow clients hold neither.

protocol       one connection: sizes and times of what comes in; finished pages at once
connections    all of them: who is too slow, and who makes room for a newcomer
requests       a request as WSGI has it, and which of its headers are believed
application    reads a body whole, then calls Django in a thread, and gives the answer on
outlet         what a thread has written and the reader has not fetched yet
refusals       the server's own refusals, as sentences
server         the settings of uvicorn, and several processes of it
"""
