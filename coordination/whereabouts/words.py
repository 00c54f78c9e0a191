"""What the pages of protected places call things."""

KINDS = {
    "home": "Where the child lives",
    "placement": "A placement",
    "school": "A school, nursery or college",
    "work": "Where somebody works",
    "contact": "Where contact takes place",
    "phone": "A telephone number",
    "vehicle": "A vehicle",
    "identity": "A name or an identity",
    "other": "Something else",
}
FIELDS = {
    "name": "Name",
    "lines": "Address",
    "postcode": "Postcode",
    "phone": "Telephone number",
    "vehicle": "Registration of a vehicle",
    "position": "Position on a map",
    "words": "Other words that would give it away",
    "reason": "Why it is protected",
}
# What a held text named, by the kind of value.
NAMED = {
    "address": "an address",
    "postcode": "a postcode",
    "phone": "a telephone number",
    "vehicle": "a vehicle",
    "name": "a name",
    "person": "somebody’s name",
    "position": "a position on a map",
    "words": "other words that give it away",
}
STATES = {
    "waiting": "Waits for a decision",
    "released": "Shown to everybody who may read where it stands",
    "replaced": "Other words are shown",
    "kept": "Stays held",
}
# What became of a file or paper that was held.
STATES_OF_A_FILE = {
    "waiting": "Waits for the lead",
    "released": "Given out after a look",
    "replaced": "Changed",
    "kept": "Stays held",
}
