"""Writes publications in the formats people cite, read and follow: each is a pure function from records to bytes.

Records come out in the order they came in (a feed aside), the same records give the same bytes, a link that is no web
address is left out, and what is absent has no field. `select` chooses the records beforehand.
"""
