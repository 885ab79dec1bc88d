/* The tags of a template's text, and where in the HTML they stand. Private to the compiler. */
#ifndef SAMSYN_VIEW_TEMPLATE_SCAN_H
#define SAMSYN_VIEW_TEMPLATE_SCAN_H

#include "platform/base/str.h"

enum tag_kind {
    TAG_NONE,   /* no more tags: the literal is the rest */
    TAG_BROKEN, /* "{{" without "}}" */
    TAG_VALUE,
    TAG_SECTION,
    TAG_INVERTED,
    TAG_WHEN, /* {{?name}}: once when there is something, without going into it */
    TAG_CLOSE,
    TAG_PARTIAL,
    TAG_LAYOUT,
    TAG_BLOCK,
    TAG_TRANSLATE,
    TAG_PLURAL,
    TAG_LABEL,
    TAG_HELP,
    TAG_ASSET,
    TAG_SLOT,
    TAG_COMMENT
};

struct tag {
    enum tag_kind kind;
    struct str literal; /* before the tag */
    struct str name;    /* what follows the tag's sign, trimmed */
    size_t at;          /* of "{{" */
    size_t end;         /* where to go on */
};

/* The next tag of text[from, to). A line of nothing but sections, layouts, blocks, partials, comments and
 * their ends leaves no line behind. */
struct tag tag_next(struct str text, size_t from, size_t to);

enum html_place {
    HTML_TEXT,
    HTML_TAG_NAME,
    HTML_TAG,          /* between attributes */
    HTML_ATTRIBUTE,    /* in its name */
    HTML_BEFORE_VALUE, /* after = */
    HTML_DOUBLE,       /* in "…" */
    HTML_SINGLE,
    HTML_UNQUOTED,
    HTML_COMMENT,
    HTML_RAW /* inside script or style */
};

struct html_state {
    enum html_place place;
    char name[24]; /* of the attribute, or of the tag, lower case, cut */
    size_t name_len;
    bool is_start; /* nothing of the attribute's value yet */
    bool is_raw;   /* the tag that is open is script or style */
};

/* Are two states so alike that what follows may come after either? Between attributes, after a name
 * or after a value is the same place. */
bool html_is_same_place(const struct html_state *a, const struct html_state *b);
void html_advance(struct html_state *html, struct str literal);
/* NULL, or why no value may stand here. */
const char *html_refuses_value(const struct html_state *html);
/* Would a value here begin an address (href, src, action …)? */
bool html_is_address(const struct html_state *html);

#endif
