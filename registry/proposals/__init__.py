"""What a state's own computer system proposes, and the tokens with which it does.

models.py      tokens, each of one contact point and so of one state; proposals
tokens.py      making, revoking, and whose a token is: it works as long as the office is held
checking.py    what a proposal may hold: figures, or the contact point's own details
proposing.py   a proposal comes in, once for its key
deciding.py    a contact point takes it into the draft or the details, or refuses it

A token proposes and reads what became of it. It never writes a figure, never endorses and never
publishes: a person takes what it brought, through the acts that the desk's own forms call.
"""
