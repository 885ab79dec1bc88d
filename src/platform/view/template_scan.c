/* Finding tags, and following the HTML around them just closely enough to know whether a value stands
 * in text, in a quoted attribute or where no value is safe. It is no HTML parser: templates are ours.
 */
#include "platform/view/template_scan.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* End of the tag that opens at `at`: the position of its "}}". A run of braces closes with its last
 * two, so that {{_ Seen by {count}}} works. `to` when there is none. */
static size_t find_close(struct str text, size_t at, size_t to)
{
    for (size_t i = at; i + 1 < to; i++) {
        if (text.at[i] == '}' && text.at[i + 1] == '}') {
            while (i + 2 < to && text.at[i + 2] == '}') {
                i++;
            }
            return i;
        }
    }
    return to;
}

static bool word_starts(struct str inside, struct str word)
{
    return str_starts(inside, word) && inside.len > word.len && is_blank(inside.at[word.len]);
}

/* What kind of tag, and what follows its sign. */
static enum tag_kind classify(struct str inside, struct str *out_name)
{
    static const struct {
        char sign;
        enum tag_kind kind;
    } signs[] = {{'#', TAG_SECTION}, {'^', TAG_INVERTED}, {'?', TAG_WHEN},  {'/', TAG_CLOSE},
                 {'>', TAG_PARTIAL}, {'<', TAG_LAYOUT},   {'$', TAG_BLOCK}, {'!', TAG_COMMENT}};
    static const struct {
        struct str word;
        enum tag_kind kind;
    } words[] = {{{"_", 1}, TAG_TRANSLATE}, {{"n", 1}, TAG_PLURAL},    {{"label", 5}, TAG_LABEL},
                 {{"help", 4}, TAG_HELP},   {{"asset", 5}, TAG_ASSET}, {{"slot", 4}, TAG_SLOT}};
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (inside.len > 0 && inside.at[0] == signs[i].sign) {
            *out_name = str_trim(str_slice(inside, 1, inside.len));
            return signs[i].kind;
        }
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (word_starts(inside, words[i].word)) {
            *out_name = str_trim(str_slice(inside, words[i].word.len, inside.len));
            return words[i].kind;
        }
    }
    *out_name = str_trim(inside);
    return TAG_VALUE;
}

static bool takes_its_line(enum tag_kind kind)
{
    return kind == TAG_SECTION || kind == TAG_INVERTED || kind == TAG_WHEN || kind == TAG_CLOSE ||
           kind == TAG_PARTIAL || kind == TAG_LAYOUT || kind == TAG_BLOCK || kind == TAG_COMMENT;
}

/* Does the line before `at` hold nothing but tags that take their line? */
static bool is_line_of_tags(struct str text, size_t at)
{
    size_t start = at;
    while (start > 0 && text.at[start - 1] != '\n') {
        start--;
    }
    while (start < at) {
        struct str name;
        bool is_tag = start + 1 < at && text.at[start] == '{' && text.at[start + 1] == '{';
        size_t close = is_tag ? find_close(text, start + 2, at) : at;
        if (close == at || !takes_its_line(classify(str_slice(text, start + 2, close), &name))) {
            return false;
        }
        start = close + 2;
    }
    return true;
}

struct tag tag_next(struct str text, size_t from, size_t to)
{
    struct tag tag = {.kind = TAG_NONE, .literal = str_slice(text, from, to), .at = to, .end = to};
    size_t at = from;
    while (at + 1 < to && !(text.at[at] == '{' && text.at[at + 1] == '{')) {
        at++;
    }
    if (at + 1 >= to) {
        return tag;
    }
    tag.literal = str_slice(text, from, at);
    tag.at = at;
    size_t close = find_close(text, at + 2, to);
    if (close == to) {
        tag.kind = TAG_BROKEN;
        return tag;
    }
    tag.kind = classify(str_slice(text, at + 2, close), &tag.name);
    tag.end = close + 2;
    bool is_line_end = tag.end < to && text.at[tag.end] == '\n';
    if (is_line_end && takes_its_line(tag.kind) && is_line_of_tags(text, at)) {
        tag.end++;
    }
    return tag;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static void name_start(struct html_state *html, enum html_place place, char c)
{
    html->place = place;
    html->name[0] = lower(c);
    html->name_len = 1;
}

static void name_add(struct html_state *html, char c)
{
    if (html->name_len < sizeof(html->name)) {
        html->name[html->name_len++] = lower(c);
    }
}

static bool name_is(const struct html_state *html, struct str name)
{
    return str_equal((struct str){html->name, html->name_len}, name);
}

static void tag_end(struct html_state *html)
{
    html->place = html->is_raw ? HTML_RAW : HTML_TEXT;
    html->is_raw = false;
}

static void advance_in_tag(struct html_state *html, char c)
{
    bool is_naming = html->place == HTML_TAG_NAME || html->place == HTML_ATTRIBUTE;
    if (c == '>') {
        if (html->place == HTML_TAG_NAME) {
            html->is_raw = name_is(html, STR("script")) || name_is(html, STR("style"));
        }
        tag_end(html);
    } else if (is_blank(c) || c == '/') {
        if (html->place == HTML_TAG_NAME && html->name_len > 0) {
            html->is_raw = name_is(html, STR("script")) || name_is(html, STR("style"));
        }
        html->place = HTML_TAG;
    } else if (c == '=') {
        html->place = HTML_BEFORE_VALUE;
    } else if (is_naming) {
        name_add(html, c);
    } else {
        name_start(html, HTML_ATTRIBUTE, c);
    }
}

static void advance_in_value(struct html_state *html, char c)
{
    if (html->place == HTML_BEFORE_VALUE) {
        html->is_start = true;
        if (c == '"' || c == '\'') {
            html->place = c == '"' ? HTML_DOUBLE : HTML_SINGLE;
        } else if (!is_blank(c)) {
            html->place = HTML_UNQUOTED;
        }
        return;
    }
    bool is_quoted = html->place != HTML_UNQUOTED;
    html->is_start = false;
    if ((html->place == HTML_DOUBLE && c == '"') || (html->place == HTML_SINGLE && c == '\'') ||
        (!is_quoted && is_blank(c))) {
        html->place = HTML_TAG;
    } else if (!is_quoted && c == '>') {
        tag_end(html);
    }
}

/* Moves over text, a comment or a script; returns the position of the last byte it used. */
static size_t advance_outside(struct html_state *html, struct str text, size_t at)
{
    if (html->place == HTML_COMMENT) {
        if (str_starts(str_slice(text, at, text.len), STR("-->"))) {
            html->place = HTML_TEXT;
            return at + 2;
        }
        return at;
    }
    if (text.at[at] != '<' || at + 1 == text.len) {
        return at;
    }
    struct str rest = str_slice(text, at, text.len);
    if (html->place == HTML_RAW) {
        if (rest.at[1] == '/') {
            name_start(html, HTML_TAG_NAME, '/');
            return at + 1;
        }
        return at;
    }
    if (str_starts(rest, STR("<!--"))) {
        html->place = HTML_COMMENT;
        return at + 3;
    }
    if (!is_blank(rest.at[1])) {
        name_start(html, HTML_TAG_NAME, rest.at[1]);
        return at + 1;
    }
    return at;
}

void html_advance(struct html_state *html, struct str literal)
{
    for (size_t at = 0; at < literal.len; at++) {
        switch (html->place) {
        case HTML_TEXT:
        case HTML_COMMENT:
        case HTML_RAW:
            at = advance_outside(html, literal, at);
            break;
        case HTML_TAG_NAME:
        case HTML_TAG:
        case HTML_ATTRIBUTE:
            advance_in_tag(html, literal.at[at]);
            break;
        case HTML_BEFORE_VALUE:
        case HTML_DOUBLE:
        case HTML_SINGLE:
        case HTML_UNQUOTED:
            advance_in_value(html, literal.at[at]);
            break;
        }
    }
}

static bool is_between_attributes(const struct html_state *html)
{
    return html->place == HTML_TAG_NAME || html->place == HTML_TAG || html->place == HTML_ATTRIBUTE;
}

bool html_is_same_place(const struct html_state *a, const struct html_state *b)
{
    return a->place == b->place || (is_between_attributes(a) && is_between_attributes(b));
}

static bool attribute_takes_code(const struct html_state *html)
{
    struct str name = {html->name, html->name_len};
    return str_starts(name, STR("on")) || str_starts(name, STR("hx-on")) ||
           str_equal(name, STR("style")) || str_equal(name, STR("srcdoc"));
}

const char *html_refuses_value(const struct html_state *html)
{
    switch (html->place) {
    case HTML_TEXT:
        return NULL;
    case HTML_DOUBLE:
    case HTML_SINGLE:
        return attribute_takes_code(html) ? "a value may not stand in an attribute that holds code"
                                          : NULL;
    case HTML_COMMENT:
        return "a value may not stand in a comment";
    case HTML_RAW:
        return "a value may not stand in a script or style";
    case HTML_TAG_NAME:
    case HTML_TAG:
    case HTML_ATTRIBUTE:
    case HTML_BEFORE_VALUE:
    case HTML_UNQUOTED:
        break;
    }
    return "a value inside a tag must stand between quotes";
}

bool html_is_address(const struct html_state *html)
{
    static const struct str names[] = {
        {"href", 4},        {"src", 3},          {"action", 6},       {"data", 4},
        {"formaction", 10}, {"poster", 6},       {"hx-get", 6},       {"hx-post", 7},
        {"xlink:href", 10}, {"sse-connect", 11}, {"data-hx-get", 11}, {"data-hx-post", 12}};
    bool is_value = html->place == HTML_DOUBLE || html->place == HTML_SINGLE;
    for (size_t i = 0; is_value && html->is_start && i < sizeof(names) / sizeof(names[0]); i++) {
        if (name_is(html, names[i])) {
            return true;
        }
    }
    return false;
}
