"""Which articles are copies of one story: found anew over the whole warehouse at every publish, whatever the order of arrival.

The signatures were computed when the revisions were read; here they are only compared, in numpy (`transforms.stories`).
"""

from typing import Final

import duckdb
import pyarrow as pa

from flows.warehouse_entities import ID
from flows.warehouse_revisions import CURRENT, see_times
from transforms.stories.clusters import Text, stories

TEXTS: Final = f"""
    select r.article_id, text_hash, shingle_count, signature, c.revision_id is not null as is_current
    from core.article_revisions r join core.story_signatures s using (revision_id)
    left join ({CURRENT}) c on c.revision_id = r.revision_id"""

# An article that an older release read has no signature yet, and is its own story until it is read anew.
STORY_OF: Final = f"""
    create or replace temp table story_of as
    with published as (
        select article_id, min(published_at) filter (published_at_origin != 'fetched') as published_at
        from core.article_revisions group by article_id)
    select article_id, {ID.format("'stories', first_value(article_id) over (partition by coalesce(member_of, article_id) order by published_at nulls last, article_id)")} as story_id
    from published left join story_members using (article_id)"""
"""A story is called after the article that was published first, so that a copy found later does not rename it."""


def find_stories(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave the temporary table `story_of`: article_id, story_id, a row for every article."""
    see_times(connection)
    texts = map(Text._make, connection.execute(TEXTS).fetchall())
    members = [(article, story) for story, articles in stories(texts).items() for article in articles]
    articles, named = zip(*members, strict=True) if members else ((), ())
    frame = pa.table({"article_id": pa.array(articles, pa.string()), "member_of": pa.array(named, pa.string())})
    connection.register("story_members", frame)
    connection.execute(STORY_OF)
    connection.unregister("story_members")
