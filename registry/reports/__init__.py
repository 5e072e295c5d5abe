"""What the Secretariat should know about the records as a whole: what ages, what lacks a language,
which links are dead, and what readers get.

models          what is kept between two looks
reporting       what a report is; the list of them
counting        how many lines each report has, once a day
ageing, languages, headings
                what nobody has confirmed for long, what lacks a language, headings out of order
links, asking   addresses in the records; whether they answer, asked politely and never of a private
                network
reading         how often a page was read, without knowing by whom
pages_ahead     the pages most read are made anew before anybody asks for them
"""
