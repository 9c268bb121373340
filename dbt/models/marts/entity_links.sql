-- Why each name is whose: a merge shows as several names of one entity, a split as one name of several entities.
with named as (
    select
        clusters.entity_id,
        clusters.name_key,
        clusters.link_rule,
        clusters.label as name_label,
        mode(clusters.canonical_name order by clusters.canonical_name) as name,
        count(distinct clusters.revision_id) as revisions
    from {{ ref('stg_entity_clusters') }} as clusters
    group by all
)

select
    named.entity_id,
    entities.canonical_name,
    entities.label,
    named.name,
    named.name_label,
    named.link_rule,
    named.revisions,
    count(distinct named.name_key) over (partition by named.entity_id) as names_of_entity,
    count(distinct named.entity_id) over (partition by named.name_key, named.name_label) as entities_of_name
from named
join {{ ref('stg_entities') }} as entities on named.entity_id = entities.entity_id
order by named.entity_id, named.name, named.name_label, named.link_rule
