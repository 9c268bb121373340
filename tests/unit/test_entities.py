"""Mentions and their grouping within an article: tables of (text, expected)."""

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from transforms.entities import EntityRows, entities
from transforms.entities.grouping import Named, group
from transforms.entities.names import clean_name, name_key
from transforms.lexicon import Lexicon
from transforms.sentences import SentenceIndex, sentences


def read(doc: Doc, words: Lexicon) -> EntityRows:
    index = SentenceIndex(list(sentences(doc, revision_id="r")))
    return entities(doc, index, revision_id="r", words=words.names)


def named(*names: str) -> list[Named]:
    """ "PERSON Ana Ruiz" is a mention; each stands in a paragraph of its own, after the headline."""
    return [Named(name.partition(" ")[2], name.partition(" ")[0], paragraph=i) for i, name in enumerate(names, start=1)]


PEOPLE = [
    # names as mentioned, in order; whom each means
    ("Ana Ruiz, Ruiz", "Ana Ruiz, Ana Ruiz"),
    ("Ruiz, Ana Ruiz", "Ana Ruiz, Ana Ruiz"),
    ("Ana Ruiz, Ben Ruiz, Ruiz", "Ana Ruiz, Ben Ruiz, Ruiz"),
    ("Ana Ruiz, Ruiz, Ben Ruiz, Ruiz", "Ana Ruiz, Ana Ruiz, Ben Ruiz, Ana Ruiz"),
    ("Ana Ruiz, Ruiz, Ben Ruiz", "Ana Ruiz, Ana Ruiz, Ben Ruiz"),
    ("Ana Ruiz, Ana M. Ruiz", "Ana M. Ruiz, Ana M. Ruiz"),
    ("John Q. Cole, John R. Cole, John Cole", "John Q. Cole, John R. Cole, John Cole"),
    ("Carl Cole Jr., Cole", "Carl Cole Jr., Carl Cole Jr."),
    ("J.K. Moreau, Moreau", "J.K. Moreau, J.K. Moreau"),
    ("J. Moreau, Jeanne Moreau", "Jeanne Moreau, Jeanne Moreau"),
    ("Ursula van den Berg, van den Berg, Berg", "Ursula van den Berg, Ursula van den Berg, Ursula van den Berg"),
    ("Abu Bakr al-Hassani, al-Hassani", "Abu Bakr al-Hassani, Abu Bakr al-Hassani"),
    ("Park Ji-won, Park", "Park Ji-won, Park Ji-won"),
    ("Andrés Manuel Peña Ruiz, Peña, Peña Ruiz", "Andrés Manuel Peña Ruiz, Andrés Manuel Peña Ruiz, Andrés Manuel Peña Ruiz"),
    ("Andres Pena, Andrés Peña", "Andrés Peña, Andrés Peña"),
    ("ANA RUIZ, Ana Ruiz", "Ana Ruiz, Ana Ruiz"),
    ("LeBron Cole, Cole Harden, Cole", "LeBron Cole, Cole Harden, LeBron Cole"),
    ("Benjamin Okonjo, Ben", "Benjamin Okonjo, Benjamin Okonjo"),
    ("Siobhan O’Rourke, O'Rourke", "Siobhan O’Rourke, Siobhan O’Rourke"),
    ("Madonna", "Madonna"),
    ("Donald Trump, Donald Trump Jr., Trump Jr., Trump", "Donald Trump, Donald Trump Jr., Donald Trump Jr., Trump"),
    ("George W. Bush, George H.W. Bush", "George W. Bush, George H.W. Bush"),
    ("J.D. Vance, JD Vance", "JD Vance, JD Vance"),
    ("Grant Shapps, Mr. Grant", "Grant Shapps, Grant"),
    ("Paula White, Paul", "Paula White, Paul"),
    ("Francis X. Rocca, Mr. Francis, Francis", "Francis X. Rocca, Francis, Francis"),
]


@pytest.mark.parametrize(("names", "means"), PEOPLE)
def test_people(words: Lexicon, names: str, means: str) -> None:
    mentions = [
        Named(name.removeprefix("Mr. "), "PERSON", paragraph=i, has_title=name.startswith("Mr. "))
        for i, name in enumerate(names.split(", "), start=1)
    ]
    found, expected = [one.key for one in group(mentions, words.names)], means.split(", ")
    assert [found.index(key) for key in found] == [expected.index(name) for name in expected], "who is whom"
    printed = dict(zip(found, expected, strict=True))
    assert all(name_key(printed[key], "PERSON", words.names.plain_titles) in {key, name_key(key, "PERSON")} for key in found)


def test_a_title_tells_two_people_of_one_surname_apart(words: Lexicon) -> None:
    mentions = [
        *named("PERSON Theresa Bianchi", "PERSON Anthony Bianchi"),
        Named("Bianchi", "PERSON", paragraph=3, sex="f"),
        Named("Bianchi", "PERSON", paragraph=4, sex="m"),
    ]
    assert [one.name for one in group(mentions, words.names)][2:] == ["Theresa Bianchi", "Anthony Bianchi"]


THINGS = [
    (["PERSON Ana Ruiz", "ORG Ruiz"], ["Ana Ruiz", "Ana Ruiz"]),
    (["ORG Port Labour Union", "ORG PLU"], ["Port Labour Union", "Port Labour Union"]),
    (["ORG Port Labour Union", "ORG Park Lane United", "ORG PLU"], ["Port Labour Union", "Park Lane United", "PLU"]),
    (["ORG Bank of the North", "ORG BN"], ["Bank of the North", "Bank of the North"]),
    (["ORG Karnataka High Court", "ORG HC"], ["Karnataka High Court", "Karnataka High Court"]),
    (["ORG Varga Logistics", "ORG Varga"], ["Varga Logistics", "Varga Logistics"]),
    (["ORG Varga Logistics Inc.", "ORG Varga Logistics"], ["Varga Logistics Inc.", "Varga Logistics Inc."]),
    (["ORG Varga", "ORG Varga Records"], ["Varga", "Varga Records"]),
    (["ORG Varga Logistics", "ORG Varga Records", "ORG Varga"], ["Varga Logistics", "Varga Records", "Varga"]),
    (["ORG Melbourne Victory", "ORG Victory"], ["Melbourne Victory", "Melbourne Victory"]),
    (["ORG Ministry of Health", "ORG Ministry"], ["Ministry of Health", "Ministry of Health"]),
    (
        ["ORG Ministry of Health", "ORG Interior Ministry", "ORG Ministry"],
        ["Ministry of Health", "Interior Ministry", "Ministry"],
    ),
    (["ORG Iranian Foreign Ministry", "ORG Foreign Ministry"], ["Iranian Foreign Ministry", "Iranian Foreign Ministry"]),
    (["ORG UN Human Rights Council", "ORG UN"], ["UN Human Rights Council", "UN"]),
    (["ORG Senate Judiciary Committee", "ORG Senate"], ["Senate Judiciary Committee", "Senate"]),
    (["ORG Federal Reserve Bank of New York", "ORG Federal Reserve"], ["Federal Reserve Bank of New York", "Federal Reserve"]),
    (["ORG Supreme Court of Ohio", "ORG Supreme Court"], ["Supreme Court of Ohio", "Supreme Court"]),
    (["ORG Huawei Technologies Co., Ltd.", "ORG Huawei Technologies"], ["Huawei Technologies Co., Ltd."] * 2),
    (["ORG Dell Technologies", "PERSON Michael Dell", "ORG Dell"], ["Dell Technologies", "Michael Dell", "Dell Technologies"]),
    (["ORG Ford", "PERSON Ford"], ["Ford", "Ford"]),
    (["ORG Hamas", "ORG Hamas", "NORP Hamas"], ["Hamas", "Hamas", "Hamas"]),
    (["ORG Varga Logistics", "PERSON Varga"], ["Varga Logistics", "Varga Logistics"]),
    (["ORG Chicago Tribune", "GPE Chicago"], ["Chicago Tribune", "Chicago"]),
    (["PERSON Thandeka Mokoena", "GPE Mokoena"], ["Thandeka Mokoena", "Thandeka Mokoena"]),
    (["PERSON Michael Jordan", "GPE Jordan"], ["Michael Jordan", "Jordan"]),
    (["GPE U.S.", "GPE United States", "GPE US", "GPE America"], ["United States"] * 4),
    (["GPE NAIROBI", "GPE Nairobi"], ["Nairobi", "Nairobi"]),
    (["GPE Calif.", "GPE California"], ["California", "California"]),
    (["GPE Ekwara State", "GPE Ekwara"], ["Ekwara State", "Ekwara State"]),
    (["GPE New York State", "GPE New York"], ["New York State", "New York"]),
    (["GPE Mexico", "GPE Mexico State"], ["Mexico", "Mexico State"]),
    (["GPE Scotland", "GPE England", "GPE Britain"], ["Scotland", "England", "United Kingdom"]),
    (["NORP Iraqis", "NORP Iraqi"], ["Iraqi", "Iraqi"]),
    (["NORP Democrats", "NORP Democrat"], ["Democrats", "Democrats"]),
]


@pytest.mark.parametrize(("names", "means"), THINGS)
def test_things(words: Lexicon, names: list[str], means: list[str]) -> None:
    assert [one.name for one in group(named(*names), words.names)] == means


@pytest.mark.parametrize("acronym", ["SUDC", "Sudchem"])
def test_what_parentheses_introduce_stands_for_what_is_before_it(words: Lexicon, acronym: str) -> None:
    mentions = [Named("Syndicat des Cheminots", "ORG", introduces=acronym), Named(acronym, "PERSON")]
    assert {one.name for one in group(mentions, words.names)} == {"Syndicat des Cheminots"}


PLACES = [
    # mentions with the place they are said to be in; the last one's name and codes
    (["Paris"], "Paris", "FR", None),
    (["Paris>Texas", "Texas", "Paris"], "Paris, Texas", "US", "US-TX"),
    (["Portland>Ore.", "Ore.", "Portland"], "Portland", "US", "US-OR"),
    (["Lyon>France", "France", "Lyon"], "Lyon", "FR", None),
    (["Tbilisi", "Georgia"], "Georgia", "GE", None),
    (["Atlanta>Georgia", "Texas", "Georgia"], "Georgia, United States", "US", "US-GA"),
    (["U.S.", "Tbilisi>Georgia", "Georgia"], "Georgia", "GE", None),
    (["Islamic Republic of Iran"], "Iran", "IR", None),
    (["Kabul"], "Kabul", "AF", None),
    (["Scotland"], "Scotland", "GB", None),
    (["Victoria", "Australia", "Victoria"], "Victoria", None, None),
    (["Ulverton"], "Ulverton", None, None),
]


@pytest.mark.parametrize(("mentions", "name", "country", "region"), PLACES)
def test_places_have_codes(words: Lexicon, mentions: list[str], name: str, country: str | None, region: str | None) -> None:
    last = group([Named(m.partition(">")[0], "GPE", within=m.partition(">")[2] or None) for m in mentions], words.names)[-1]
    assert (last.name, last.country_code, last.region_code) == (name, country, region)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Pentagon's", "Pentagon"),
        ("United\nNations", "United Nations"),
        ("The", "The"),
        ("James’", "James"),
        ("Okafor’s", "Okafor"),
    ],
)
def test_clean_names(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    ("name", "label", "key"),
    [
        ("Donald J. Trump", "PERSON", "donald trump"),
        ("President Łukasz Wałęsa Jr.", "PERSON", "lukasz walesa jr"),
        ("J.K. Moreau", "PERSON", "jk moreau"),
        ("U.N.", "ORG", "un"),
        ("AT&T Inc.", "ORG", "at&t"),
        ("Huawei Technologies Co., Ltd.", "ORG", "huawei technologies"),
        ("George H.W. Bush", "PERSON", "george h w bush"),
        ("The Bank", "ORG", "bank"),
        ("São Tomé", "GPE", "sao tome"),
        ("Iraqis", "NORP", "iraqi"),
        ("…", "ORG", "…"),
    ],
)
def test_name_keys(words: Lexicon, name: str, label: str, key: str) -> None:
    assert name_key(name, label, words.names.plain_titles) == key


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Defense Secretary Mark Hollis arrived in Paris.", "Defense Secretary"),
        ("He met President Laura Jensen on Monday.", "President"),
        ("On Tuesday Mayor Peter Grant resigned.", "Mayor"),
        ("Peter Grant resigned on Tuesday.", None),
    ],
)
def test_roles_beside_names(nlp: Language, words: Lexicon, text: str, role: str | None) -> None:
    people = [m for m in read(nlp(text), words).mentions if m.label == "PERSON"]
    assert [m.role_text for m in people] == [role]


def test_rows_hang_together(nlp: Language, words: Lexicon) -> None:
    text = "Laura Jensen won in Brazil. Jensen thanked Brazilian voters and the U.S. team."
    found = read(nlp(text), words)
    assert all(text[m.char_start : m.char_end] == m.mention_text for m in found.mentions)
    assert {m.cluster_id for m in found.mentions} == {c.cluster_id for c in found.clusters} == {n.cluster_id for n in found.names}
    assert sum(n.mentions for n in found.names) == len(found.mentions)
    codes = {c.canonical_name: c.country_code for c in found.clusters}
    assert codes["Brazil"] == codes["Brazilian"] == "BR"
    assert codes["United States"] == "US"
    assert codes["Laura Jensen"] is None
    assert len({m.entity_id for m in found.mentions if "Jensen" in m.mention_text}) == 1
