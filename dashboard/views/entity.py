"""One name: when it was in the news, its roles, who is named beside it, what it said and what was said about it."""

from typing import Any, Final

import streamlit as st

from dashboard import plots, queries
from dashboard.asking import ask, rows
from dashboard.graph import AROUND, lines, placed
from dashboard.markup import counted, cut, inline, outer_link
from dashboard.parts import EXPORTED, chosen, download, heading, nothing, section, some_of, table, typed
from dashboard.views.said import NO_FILTER, cards

LABELS: Final = ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW")
SHOWN: Final = 10


def show() -> None:
    """The page."""
    left, middle, right = st.columns([1, 1, 2])
    with left:
        words = typed("Look for", key="words", placeholder="a name or a part of it")
    with middle:
        labels = some_of("Label", LABELS, key="label")
    names = {row["entity_id"]: row for row in rows(queries.ENTITIES, words=words, labels=labels, limit=500)}
    with right:
        entity_id = chosen("Name", list(names), parameter="entity", called=lambda key: _called(key, names))
    if entity_id is None:
        heading("Names")
        nothing("No name matches.", "Look for a shorter part of it, or take the label away.")
        return
    found = rows(queries.ENTITY, entity=entity_id)
    if not found:
        heading("Unknown name")
        nothing("The newest file does not hold this name.", "It may have been settled as another's; look for it above.")
        return
    _entity(found[0])


def _entity(entity: dict[str, Any]) -> None:
    entity_id, name = entity["entity_id"], entity["name"]
    about = [inline(entity["label"]), *([inline(entity["country_code"])] if entity["country_code"] else [])]
    if entity["wikidata_id"]:
        about.append(outer_link(f"https://www.wikidata.org/wiki/{entity['wikidata_id']}", entity["wikidata_id"]))
    others = [inline(alias, 60) for alias in entity["aliases"] or [] if alias != name]
    heading(name, " · ".join(about + ([f"also printed as {', '.join(others)}"] if others else [])))
    _timeline(entity_id)
    _roles(entity_id)
    _beside(entity_id, name)
    _quotes("Quotes by", "quotes_by", {"entity": entity_id})
    _quotes("Quotes about", "quotes_about", {"about": entity_id})


def _timeline(entity_id: str) -> None:
    section("In the news", "Stories that name it, by day; copies of one article are one story.")
    days = ask(queries.ENTITY_DAILY, entity=entity_id)
    if days.num_rows:
        st.altair_chart(plots.daily(days, value="stories", title="stories"), width="stretch", alt="Stories by day")
    with st.expander("As a table"):
        table(days, "days")


def _roles(entity_id: str) -> None:
    roles = ask(queries.ENTITY_ROLES, entity=entity_id, limit=200)
    if roles.num_rows:
        section("Roles", "Titles and roles printed beside the name.")
        table(roles, "roles")


def _beside(entity_id: str, name: str) -> None:
    section("Named together with", "In the same stories; a thicker line is more of them.")
    others = ask(queries.TOGETHER, entity=entity_id, limit=200)
    if not others.num_rows:
        st.caption("Nobody else is named where this name is.")
        return
    around = others.slice(0, AROUND).to_pylist()
    links = rows(queries.TOGETHER_LINKS, entities=tuple(o["entity_id"] for o in around))
    nodes = placed(around)
    drawn = plots.network(name, nodes, lines(nodes, links), is_dark=st.context.theme.type == "dark")
    st.altair_chart(drawn, width="stretch", alt=f"{len(nodes)} names around this one")
    with st.expander("As a table"):
        table(others, "together", hidden=["entity_id"])


def _quotes(title: str, name: str, chosen: dict[str, str]) -> None:
    filters = NO_FILTER | chosen
    (found,) = rows(queries.SAID_COUNT, **filters)
    more = f", the newest {SHOWN} of them here" if found["quotes"] > SHOWN else ""
    section(title, f"{counted(found['quotes'], 'quote', 'quotes')}{more}." if found["quotes"] else "None.")
    if found["quotes"]:
        cards(filters, offset=0, limit=SHOWN)
        download(lambda: ask(queries.SAID_EXPORT, limit=EXPORTED, **filters), name)


def _called(entity_id: str, names: dict[str, dict[str, Any]]) -> str:
    if entity_id not in names:
        found = rows(queries.ENTITY, entity=entity_id)
        return cut(found[0]["name"], 80) if found else "unknown"
    entity = names[entity_id]
    return f"{cut(entity['name'], 80)} · {entity['label']} · {counted(int(entity['stories']), 'story', 'stories')}"
