"""A protected place is found in its disguises; other places are left alone. The disguises are made here, without the
matching's own tables."""

import random
import re

import pytest

from coordination.protected.matching import Matcher, Value

SEED = 20_270_312
STREETS = ["Orchard", "Mill", "Saint Mary’s", "Kestrel", "Old Forge", "Willow Bank", "Queen Anne", "Larkspur"]
TYPES = {
    "Road": ["Rd", "Rd.", "ROAD"],
    "Street": ["St", "St.", "Str"],
    "Lane": ["Ln", "lane"],
    "Avenue": ["Ave", "Av.", "avenue"],
    "Close": ["Cl", "close"],
    "Drive": ["Dr", "Dr."],
    "Crescent": ["Cres", "cres."],
    "Gardens": ["Gdns", "gardens"],
}
SCHOOLS = ["Zebra Hill School", "The Kestrels Primary School", "St Brannock’s Academy", "Northmoor Grange College"]
PEOPLE = ["Maria Kowalska", "Imran Siddiqui", "Ellen Lloyd", "Oliver O’Neill"]
IN_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
UNDER_TWENTY = IN_WORDS.split()
SCORES = {2: "twenty", 3: "thirty", 4: "forty", 5: "fifty", 6: "sixty", 7: "seventy", 8: "eighty", 9: "ninety"}
AROUND = [
    "We spoke on Tuesday. {} She was calm.",
    "Please send it to {}",
    "{}",
    "He said: “{}” and left.\nNothing else.",
    "- milk\n- bread\n- {}\n",
    "Mum asked whether {} is right; I did not answer.",
]


class Disguises:
    """Ways to write a value so that a plain search misses it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def case(self, said: str) -> str:
        return "".join(self.chance.choice((one.upper(), one.lower())) for one in said)

    def spaced(self, said: str) -> str:
        between = self.chance.choice((" ", "-", ".", "  ", "_", " . "))
        return between.join(one for one in said if one.isalnum())

    def unseen(self, said: str) -> str:
        return "".join(one + self.chance.choice(("", "", "\u200b", "\u200d", "\u00ad", "\ufeff")) for one in said)

    def alike(self, said: str) -> str:
        pairs = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х", "A": "А", "B": "В", "E": "Е", "K": "К",
                 "M": "М", "H": "Н", "O": "Ο", "P": "Ρ", "C": "С", "T": "Τ", "X": "Χ", "y": "у"}  # fmt: skip
        return "".join(pairs.get(one, one) if self.chance.random() < 0.7 else one for one in said)

    def accents(self, said: str) -> str:
        marks = {"a": "á", "e": "ë", "i": "î", "o": "ö", "u": "ü", "n": "ñ", "c": "ç", "y": "ý", "O": "Ô", "A": "À"}
        return "".join(marks.get(one, one) if self.chance.random() < 0.6 else one for one in said)

    def full_width(self, said: str) -> str:
        return "".join(chr(ord(one) + 0xFEE0) if one.isascii() and one.isalnum() else one for one in said)

    def swapped(self, said: str) -> str:
        swaps = {"0": "O", "1": self.chance.choice("lI"), "O": "0", "I": "1", "l": "1", "o": "0"}
        return "".join(swaps.get(one, one) if self.chance.random() < 0.6 else one for one in said)

    def lines(self, said: str) -> str:
        return re.sub(r"[ ,]+", lambda _: self.chance.choice(("\n", " \n  ", ",\n", " ")), said)

    def entities(self, said: str) -> str:
        shapes = (lambda one: f"&#{ord(one)};", lambda one: f"&#x{ord(one):x};", lambda one: one, lambda one: one)
        return "".join(self.chance.choice(shapes)(one) for one in said)

    def encoded(self, said: str) -> str:
        return said.replace(" ", "%20").replace(",", "%2C")

    def tagged(self, said: str) -> str:
        return said.replace(" ", " <b> ", 1).replace(" <b> ", self.chance.choice((" <b>", "<br> ", " </i> ")))

    def plain(self, said: str) -> str:
        return said


ANY = ("case", "spaced", "unseen", "alike", "accents", "full_width", "swapped", "lines", "entities", "tagged", "plain")


def number_said(number: int) -> str:
    if number < 20:
        return UNDER_TWENTY[number]
    if number < 100:
        return SCORES[number // 10] + ("" if number % 10 == 0 else "-" + UNDER_TWENTY[number % 10])
    return f"one hundred and {number_said(number - 100)}" if number > 100 else "one hundred"


def an_address(chance: random.Random) -> tuple[Value, str]:
    number, street, kind = chance.randint(1, 140), chance.choice(STREETS), chance.choice(list(TYPES))
    value = Value("address", f"{number} {street} {kind}, Testham")
    short = chance.choice(TYPES[kind])
    said = chance.choice(
        (
            f"{number} {street} {kind}",
            f"{number} {street} {short}",
            f"{number}, {street} {short}",
            f"no. {number} {street} {kind}",
            f"{street} {kind} {number}",
            f"{street} {short}, number {number}",
            f"{number_said(number)} {street} {kind}",
            f"{street} {kind}, {number_said(number)}",
            f"Flat 2, {number} {street} {kind}",
            f"{number} {street.replace('Saint', 'St').replace('’', '')} {short}",
        )
    )
    return value, said


def a_postcode(chance: random.Random) -> tuple[Value, str]:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    out = chance.choice(("M", "LS", "SW", "IL", "OL", "B")) + str(chance.randint(1, 20))
    inner = f"{chance.randint(0, 9)}{chance.choice(letters)}{chance.choice(letters)}"
    said = chance.choice((f"{out} {inner}", f"{out}{inner}", f"{out}-{inner}", f"{inner} {out}", f"{out}\n{inner}"))
    return Value("postcode", f"{out} {inner}"), said


def a_phone(chance: random.Random) -> tuple[Value, str]:
    rest = "".join(str(chance.randint(0, 9)) for _ in range(6))
    value = Value("phone", f"07700 {rest}")
    words = " ".join(UNDER_TWENTY[int(one)] for one in f"07700{rest}")
    said = chance.choice(
        (f"07700 {rest}", f"+44 7700 {rest}", f"0044 (0) 7700 {rest}", f"7700{rest}", f"07700-{rest[:3]}-{rest[3:]}",
         words, words.replace("zero", "oh"), words.replace("seven seven", "double seven"))
    )  # fmt: skip
    return value, said


def a_school(chance: random.Random) -> tuple[Value, str]:
    name = chance.choice(SCHOOLS)
    said = chance.choice((name, name.replace("The ", ""), name.replace("’", ""), name.upper()))
    return Value("name", name), said


def a_person(chance: random.Random) -> tuple[Value, str]:
    name = chance.choice(PEOPLE)
    first, last = name.split(" ")
    return Value("person", name), chance.choice((name, f"{last}, {first}", f"{first[0]}. {last}", f"{last} {first}"))


def a_vehicle(chance: random.Random) -> tuple[Value, str]:
    letters = "ABCDEFGHJKLMNOPRSTUVWXYZ"
    some = "".join(chance.choice(letters) for _ in range(5))
    year = f"{chance.randint(2, 73):02}"
    return Value("vehicle", f"{some[:2]}{year} {some[2:]}"), chance.choice(
        (f"{some[:2]}{year} {some[2:]}", f"{some[:2]}{year}{some[2:]}", f"{some[:2]} {year} {some[2:]}")
    )


def a_position(chance: random.Random) -> tuple[Value, str]:
    what = chance.choice(("coordinates", "words", "plus"))
    if what == "words":
        three = chance.sample(["filled", "count", "soap", "marble", "kettle", "ladder", "violin"], 3)
        said = chance.choice((f"///{'.'.join(three)}", ".".join(three), " ".join(three), f"w3w.co/{'.'.join(three)}"))
        return Value("position", f"///{'.'.join(three)}"), said
    if what == "plus":
        code = "".join(chance.choice("23456789CFGHJMPQRVWX") for _ in range(4))
        more = "".join(chance.choice("23456789CFGHJMPQRVWX") for _ in range(2))
        return Value("position", f"9C5W{code}+{more}"), chance.choice((f"9C5W{code}+{more}", f"{code}+{more} Testham"))
    lat, lon = 50 + chance.random() * 6, -3 + chance.random() * 2.5
    said = chance.choice(
        (
            f"{lat:.5f}, {lon:.5f}",
            f"{lat:.4f} {lon:.4f}",
            f"https://maps.example/?q={lat:.6f},{lon:.6f}",
            f"https://maps.example/@{lat:.5f},{lon:.5f},17z",
            degrees(lat, "N") + " " + degrees(abs(lon), "W" if lon < 0 else "E"),
            f"{lat:.5f}° N, {abs(lon):.5f}° {'W' if lon < 0 else 'E'}",
        )
    )
    return Value("position", f"{lat:.6f}, {lon:.6f}"), said


def degrees(value: float, letter: str) -> str:
    whole, minutes = int(value), (value - int(value)) * 60
    return f"{whole}°{int(minutes)}'{(minutes - int(minutes)) * 60:.1f}\"{letter}"


MAKERS = {
    an_address: ANY, a_postcode: ANY,
    a_phone: ("spaced", "unseen", "full_width", "swapped", "lines", "entities", "plain"),
    a_school: ANY, a_person: ANY, a_vehicle: ANY, a_position: ("case", "unseen", "full_width", "entities", "plain"),
}  # fmt: skip


class TestADisguisedPlace:
    def test_is_found_in_99_of_100(self):
        chance = random.Random(SEED)
        ways = Disguises(chance)
        missed = []
        for number in range(1_000):
            maker = list(MAKERS)[number % len(MAKERS)]
            value, said = maker(chance)
            way = chance.choice(MAKERS[maker])
            hidden = getattr(ways, way)(said)
            text = chance.choice(AROUND).format(hidden)
            if not Matcher([value]).names(text):
                missed.append((value.text, way, hidden))
        assert len(missed) <= 10, f"{len(missed)} of 1,000 missed: {missed}"


ORDINARY_NUMBER = ("14", "3", "208", "71")


def ordinary(chance: random.Random) -> str:
    """Something a worker writes on any day, with places, numbers and names that are not the protected ones."""
    number, street = chance.randint(141, 300), chance.choice(STREETS)
    kind = chance.choice(list(TYPES))
    sentences = [
        f"We met at {number} {street} {kind} with her aunt.",
        f"They drove along {street} {kind} to the park.",
        "Testham has a new library and a swimming pool.",
        f"Ring the clinic on 01632 {chance.randint(100000, 999999)} before noon.",
        f"Ring 07700 {chance.randint(100000, 999999)} after four.",
        f"The surgery is at LS{chance.randint(21, 29)} {chance.randint(0, 9)}{chance.choice('ABDEF')}Z.",
        f"On {chance.randint(1, 28)} March he had {chance.randint(2, 40)} spellings right of {chance.randint(41, 60)}.",
        "The hill behind the school has zebra crossings on both sides.",
        "The new primary school has a college next to it. Kestrels nest in the tower.",
        "Maria came with her brother. Oliver was not there. Ellen rang later.",
        "She counted the soap and filled the kettle. The ladder was marble.",
        f"His mother’s car is {chance.choice('QV')}X{chance.randint(74, 99)} {chance.choice('QV')}ZZ.",
        f"The walk began at {56.5 + chance.random():.4f}, {-5 + chance.random():.4f} and was long.",
        "One of us goes every second week; two of them came by bus 12.",
        "He likes oil on his roll, and will call if the ball is lost.",
        "Outcome 3.1: reads for twenty minutes a day with an adult.",
    ]
    return " ".join(chance.sample(sentences, 3))


class TestAnOrdinaryText:
    def test_is_stopped_in_at_most_2_of_100(self):
        chance = random.Random(SEED)
        everything = [maker(chance)[0] for maker in MAKERS for _ in range(3)]
        matcher = Matcher(everything)
        stopped = [text for text in (ordinary(chance) for _ in range(1_000)) if matcher.names(text)]
        assert len(stopped) <= 20, f"{len(stopped)} of 1,000 stopped: {stopped[:5]}"


class TestWhatIsNotThePlace:
    @pytest.mark.parametrize(
        "text",
        [
            "14 Orchard Way",
            "Orchard Way is closed on Monday",
            "Testham",
            "112 Orchard Way",
            "12 Orchard Lane",
            "12a Orchard Way",
        ],
    )
    def test_is_left_alone(self, text):
        assert not Matcher([Value("address", "12 Orchard Way, Testham")]).names(text)

    def test_a_house_with_a_name_is_its_name_with_its_street(self):
        matcher = Matcher([Value("address", "Rose Cottage\nMill Lane\nTestham")])
        assert matcher.names("rose cottage on Mill Ln.")
        assert matcher.names("Mill Lane, Rose Cottage")
        assert not matcher.names("the rose by the cottage")
        assert not matcher.names("Mill Lane")


class TestLeavingItOut:
    def test_keeps_every_other_word(self):
        matcher = Matcher([Value("name", "Zebra Hill School"), Value("phone", "01632 960777")])
        said = "At ZEBRA-HILL school since May; ring +44 1632 960 777 first."
        assert matcher.without(said) == "At [withheld] since May; ring [withheld] first."

    def test_a_text_without_it_stays_as_it_is(self):
        said = "Nothing to see: 3 < 4 & so on.\n"
        assert Matcher([Value("name", "Zebra Hill School")]).without(said) == said
