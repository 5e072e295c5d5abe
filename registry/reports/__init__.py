"""What the Secretariat should know about the records as a whole: what ages, what lacks a language,
which links are dead, and what readers get.

models          what is kept between two looks
"""
