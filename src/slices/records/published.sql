-- What the queries of records share (tools/sql_expand.py): the words that were typed besides the longest one,
-- each the beginning of one of the row's words. records.h says how they are bound.

-- fragment: HAS_TYPED_WORDS(words)
-- In the field of a list.
(CAST(:text_second AS TEXT) IS NULL OR words LIKE '%' || CAST(:text_second AS TEXT) || '%')
AND (CAST(:text_third AS TEXT) IS NULL OR words LIKE '%' || CAST(:text_third AS TEXT) || '%')

-- fragment: HAS_SEARCHED_WORDS(words)
-- In the search over everything.
(CAST(:second AS TEXT) IS NULL OR words LIKE '%' || CAST(:second AS TEXT) || '%')
AND (CAST(:third AS TEXT) IS NULL OR words LIKE '%' || CAST(:third AS TEXT) || '%')
