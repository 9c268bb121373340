import pytest

from tests.unit.test_numbers_facts import facts, read

MEASURED = [
    # text, [(fact_text, measured_text)]
    # counts: the things counted, with what names them more closely
    ("The union counted 1,200 empty houses of miners.", [("1,200 empty houses", "empty houses of miners")]),
    ("Dozens of people were hurt.", [("Dozens of people", "people")]),
    ("The firm has 200 employees.", [("200 employees", "employees")]),
    ("The ministry recalled 40 U.S. troops.", [("40 U.S. troops", "U.S. troops")]),
    ("The museum owns 300 paintings of ships.", [("300 paintings", "paintings of ships")]),
    ("The port reported sales of 5,000 units.", [("5,000 units", "sales")]),
    ("She visited Peru four times.", [("four times", "visited Peru")]),
    ("The death toll rose to 40 people.", [("40 people", "death toll")]),
    ("The council cut its staff by 30 posts.", [("30 posts", "staff")]),
    ("12 of the 15 judges agreed.", [("12", "judges"), ("15 judges", "judges")]),
    # shares: the whole
    ("About 20 percent of farmers left.", [("About 20 percent", "farmers")]),
    ("Two-thirds of the nurses left.", [("Two-thirds", "nurses")]),
    ("He lost 5% of his land.", [("5%", "land")]),
    ("One in five voters left.", [("One in five", "voters")]),
    # beside the unit
    ("The court handed him an 18-month sentence.", [("18-month", "sentence")]),
    ("The state set a 25% duty on steel.", [("25%", "duty on steel")]),
    ("They signed a $3 billion deal.", [("$3 billion", "deal")]),
    ("The town raised a $5 million bond.", [("$5 million", "bond")]),
    ("A 45-year-old man was found.", [("45-year-old", "man")]),
    ("They own a 30-acre farm.", [("30-acre", "farm")]),
    ("The truck has a 90-litre tank.", [("90-litre", "tank")]),
    # before "of" and other prepositions
    ("The town has a population of 100,000.", [("100,000", "population")]),
    ("The bank posted losses of $5 million.", [("$5 million", "losses")]),
    ("The ship has a length of 90 metres.", [("90 metres", "length")]),
    ("The storm brought winds of 80 mph.", [("80 mph", "winds")]),
    ("The firm set a target of 5%.", [("5%", "target")]),
    ("The poll has a margin of error of 3 percentage points.", [("3 percentage points", "margin of error")]),
    ("She bought a house worth $2 million.", [("$2 million", "house")]),
    ("They won a contract valued at $40 million.", [("$40 million", "contract")]),
    ("He paid fines exceeding $900.", [("exceeding $900", "fines")]),
    ("They sell boots priced at $80.", [("$80", "boots")]),
    # levels and copulas
    ("Turnout was 61 percent.", [("61 percent", "Turnout")]),
    ("The minimum wage is $7.25.", [("$7.25", "minimum wage")]),
    ("The bridge is 90 metres long.", [("90 metres", "bridge")]),
    ("The median price of family homes was $300,000.", [("$300,000", "median price of family homes")]),
    ("The cost to build the base was $40 million.", [("$40 million", "cost to build the base")]),
    ("The crate weighs 40 kilograms.", [("40 kilograms", "crate")]),
    ("The strike lasted three weeks.", [("three weeks", "strike")]),
    ("The talks took three years.", [("three years", "talks")]),
    ("Tickets cost $15.", [("$15", "Tickets")]),
    ("Oil sells for $76 a barrel.", [("$76 a barrel", "Oil")]),
    ("Crude oil traded at $76 a barrel.", [("$76 a barrel", "Crude oil")]),
    # changes: what moved
    ("Rents rose 5% last year.", [("5%", "Rents")]),
    ("Shares of the airline fell 5%.", [("5%", "Shares of the airline")]),
    ("Inflation rose to 3.2%.", [("3.2%", "Inflation")]),
    ("Inflation fell from 9% to 4%.", [("9%", "Inflation"), ("4%", "Inflation")]),
    ("Profit rose to $4 million from $3 million.", [("$4 million", "Profit"), ("$3 million", "Profit")]),
    ("The index was down 2%.", [("2%", "index")]),
    ("The lender lowered its rate by 2 percentage points.", [("2 percentage points", "rate")]),
    ("The mayor raised the fee to $40.", [("$40", "fee")]),
    ("Fares were raised by 8%.", [("8%", "Fares")]),
    ("Rents rose 5% and wages grew 2%.", [("5%", "Rents"), ("2%", "wages")]),
    ("Rents fell in March and rose 5% in April.", [("5%", "Rents")]),
    ("Prices are expected to rise by 6%.", [("6%", "Prices")]),
    ("The tax, which rose by 4%, hurt farmers.", [("4%", "tax")]),
    ("Prices doubled.", [("doubled", "Prices")]),
    ("The firm doubled its output.", [("doubled", "output")]),
    ("Sales fell by 200 tonnes, or 2%.", [("200 tonnes", "Sales"), ("2%", "Sales")]),
    # money: what it went for, else what was done with it
    ("They paid $5 million for the house.", [("$5 million", "house")]),
    ("The county spent $2 million on roads.", [("$2 million", "roads")]),
    ("He sold the boat for $9,000.", [("$9,000", "boat")]),
    ("The boat was sold for $9,000.", [("$9,000", "boat")]),
    ("He paid $900.", [("$900", "paid")]),
    ("The senator raised $12 million.", [("$12 million", "raised")]),
    ("He paid 300 million yen ($3 million).", [("300 million yen", "paid"), ("$3 million", "paid")]),
    ("The fund made $1 billion in gains.", [("$1 billion", "gains")]),
    ("They paid a total of $5 million for the flights.", [("$5 million", "flights")]),
    (
        "The plan sets aside $4 million for schools and $2 million for clinics.",
        [("$4 million", "schools"), ("$2 million", "clinics")],
    ),
    ("Zurich wiped $5 million off the loan.", [("$5 million", "loan")]),
    ("The $3 million he raised is gone.", [("$3 million", "raised")]),
    # a level compared with the one before it, lists, verbs left out
    ("Turnout was 58%, up from 41% in May.", [("58%", "Turnout"), ("41%", "Turnout")]),
    ("Wages rose by 3% to $40 an hour.", [("3%", "Wages"), ("$40 an hour", "Wages")]),
    (
        "The quake killed at least 14 people and injured more than 300.",
        [("at least 14 people", "people"), ("more than 300", "people")],
    ),
    ("Its funding, about $400,000 a year, ends in June.", [("about $400,000 a year", "funding")]),
    ("They raised the one-way fare by $3.", [("$3", "one-way fare")]),
    ("Unemployment in Spain, which peaked at 26 percent, fell.", [("26 percent", "Unemployment in Spain")]),
    ("The council backs a $3 million Ellerby bypass.", [("$3 million", "Ellerby bypass")]),
    ("The plan adds $4 billion in costs for clinics.", [("$4 billion", "costs for clinics")]),
    ("Families with incomes over $50,000 left.", [("over $50,000", "incomes")]),
    ("Unity beat Harbour by 10 percentage points.", [("10 percentage points", "Unity")]),
    # ages, tables and headlines
    ("Maria Lopez, 34, was walking home.", [("34", "Maria Lopez")]),
    ("The gainers were Unity, up 4%, and Harbour Foods, up 2%.", [("4%", "Unity"), ("2%", "Harbour Foods")]),
    ("Total cost: $72,000.", [("$72,000", "Total cost")]),
    ("The pipe is 5 miles (8 km) long.", [("5 miles", "pipe"), ("8 km", "pipe")]),
]


@pytest.mark.parametrize(("text", "expected"), MEASURED)
def test_what_is_counted_or_measured(text, expected, nlp, words):
    found = facts(text, nlp, words)
    assert [(fact.fact_text, fact.measured_text) for fact in found] == expected
    for fact in found:
        assert text[fact.measured_char_start : fact.measured_char_end] == fact.measured_text


UNMEASURED = [
    "It rose by 5%.",
    "They waited for three hours.",
    "It was 5%, above the forecast.",
    "More people left in the past two years.",
    "She learned of the fact that 5% was lost.",
    "They put it at $5 million.",
    "The firm raised it to $5 million.",
    "The firm asked for $5 million.",
    "The mayor spoke of 1,200.",
    "The mast stood 40 miles south of the capital.",
    "The siren was set off by hand 50 minutes later.",
    "They carried the trophy, all 2.4 kilometres of it.",
    "About 60 percent were already in the system.",
]


@pytest.mark.parametrize("text", UNMEASURED)
def test_a_pronoun_a_time_or_a_stray_noun_is_nothing_measured(text, nlp, words):
    assert [fact.measured_text for fact in facts(text, nlp, words)] == [None]


ROLES = [
    # text, {(mention, role)}
    ("Apple's sales rose 5%.", {("Apple", "owner")}),
    ("Shares of Apple fell 5%.", {("Apple", "owner")}),
    ("Apple hired 300 guards in Ohio.", {("Apple", "subject"), ("Ohio", "place")}),
    ("Floods killed 40 people in Kenya.", {("Kenya", "place")}),
    ("Exports to China rose 5%.", {("China", "other")}),
    ("Germany sent 40 tanks.", {("Germany", "subject")}),
    ("The firm employs 300 people in Texas.", {("Texas", "place")}),
    ("Maria Lopez, 34, was walking home.", {("Maria Lopez", "subject")}),
]


@pytest.mark.parametrize(("text", "expected"), ROLES)
def test_what_an_entity_is_in_a_claim(text, expected, nlp, words):
    rows, mentions = read(text, nlp, words)
    names = {mention.entity_id: mention.mention_text for mention in mentions}
    assert {(names[row.entity_id], row.role) for row in rows.entities} == expected
