"""Pictures that staff upload: what they show, whose they are, and the sizes in which pages show
them.

models.py   Picture
making.py   what was uploaded, checked by content and made anew in each size
keeping.py  its files on the disk
views.py    /pictures/<key>/<size>.webp
admin.py    upload, description, where it is used
"""
