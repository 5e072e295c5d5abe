"""The take-away copy: the public registry as files that need no server, in both languages.

addresses   which addresses of the site belong to a copy, and where each is in it
asking      an address asked as a stranger asks, within the process
gathering   every address that belongs, by following links; goes on where it was interrupted
pages       a page of the site as a page of the copy: links, forms, script, the notice at its head
sets        the lists of the API, whole, as JSON and CSV; their catalogue
finding     the index of the copy's own search
folder      the directory: whose files are in it, writing what differs, checksums
making      the whole act: gather, write, check, pack
offering    the packed copy that the site offers for download
"""
