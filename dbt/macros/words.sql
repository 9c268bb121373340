{# Words to compare: no case, accents, marks or possessive s, parted by one blank each. #}
{% macro folded(text) -%}
trim(regexp_replace(lower(strip_accents(regexp_replace({{ text }}, '[’'']s\b', '', 'g'))), '[^\pL\pN]+', ' ', 'g'))
{%- endmacro %}

{# The different words of a text that say what it is about, without plural s: no numbers, no words that hold a sentence together. #}
{% macro content_words(text) -%}
list_sort(list_distinct(list_transform(list_filter(string_split({{ folded(text) }}, ' '),
    lambda word: len(word) > 1 and not regexp_full_match(word, '[0-9]+(st|nd|rd|th)?') and not list_contains({{ function_words() }}, word)),
    lambda word: case
        when len(word) > 4 and word like '%ies' then word[:-4] || 'y'
        when len(word) > 3 and word like '%s' and word not like '%ss' and word not like '%us' then word[:-2]
        else word
    end)))
{%- endmacro %}

{% macro function_words() -%}
['a', 'about', 'after', 'all', 'almost', 'also', 'an', 'and', 'are', 'around', 'as', 'at', 'be', 'been', 'being', 'but', 'by', 'cent', 'could',
    'for', 'from', 'had', 'has', 'have', 'he', 'her', 'his', 'in', 'into', 'is', 'it', 'its', 'least', 'less', 'may', 'might', 'more', 'most',
    'nearly', 'not', 'of', 'on', 'or', 'out', 'over', 'per', 'percent', 'roughly', 'said', 'say', 'says', 'she', 'some', 'than', 'that', 'the', 'their', 'they',
    'this', 'those', 'to', 'up', 'was', 'were', 'which', 'who', 'will', 'with', 'would',
    'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'dozen', 'hundred', 'thousand',
    'million', 'billion', 'trillion']
{%- endmacro %}
