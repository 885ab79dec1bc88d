/* Templates: a small Mustache with inheritance, escaped by default, bound to field tables.
 *
 * Compiled when the program starts against the view's struct table: an unknown name, an unclosed
 * section or a missing partial stops the program with file, line and column.
 *
 *   {{name}}            value as people read it (language, dates, choices' labels), escaped for HTML
 *   {{name|raw}}        machine's form (ISO date, key), escaped: for value="…" and href="…"
 *   {{name|url}}        machine's form, percent-encoded: for a part of an address
 *   {{#name}}…{{/name}} LIST: for each row; STRUCT: inside it; others: when present and true
 *   {{^name}}…{{/name}} when the list is empty, the value absent or false
 *   {{?name}}…{{/name}} once when the list has rows or the value is present, without going into it
 *   {{#name=key}}…{{/name}}  when the ENUM, TEXT or INT equals key
 *   {{> partial}}       compiled in place, in the present context
 *   {{<shell}}{{$title}}…{{/title}}{{/shell}}   a page fills blocks of a layout; {{$title}}default{{/title}}
 *   {{_ Save}}          translated; {{_ Seen by {count}}} puts fields of the context in
 *   {{n count|{count} building|{count} buildings}}  plural by the field named first; {count} is its value
 *   {{label name}} {{help name}}   the field's words, translated
 *   {{asset app.css}}   address of a bundled file
 *   {{slot name}}       what other slices add here
 *   {{! comment}}
 *
 * Names are looked up in the innermost row, then outwards, at last in `struct page` (the shell's own:
 * language, viewer, menu, messages, form key). FIELD_HTML fields are put in unescaped. A field with a
 * permission that the viewer lacks counts as absent. A count (INT) of 0 is false in a section; an id, a
 * time or a measure is true when it is known. {{label rows.name}} and {{help rows.name}} go into lists.
 *
 * Blanks that begin a line are dropped, and a line with nothing but the tags of sections, blocks and
 * partials is dropped whole. A value is refused where no escaping makes it safe: outside quotes in a tag, in
 * scripts, styles, comments and attributes that hold code. One that begins an address (href, action …)
 * is put only when the address runs nothing, else "#".
 */
#ifndef SAMSYN_VIEW_TEMPLATE_H
#define SAMSYN_VIEW_TEMPLATE_H

#include "platform/base/buf.h"
#include "platform/text/language.h"

struct template_source {
    const char *name; /* "register/list", "shell" */
    struct str text;
};

struct template_set; /* process-wide, immutable after start */
struct template;

/* What templates need from outside; functions may be NULL in tests. */
struct template_help {
    void *self;
    struct str (*asset)(void *self, struct str name);
};

/* Keeps borrowed sources; `page` describes the shell's struct. */
enum status template_set_new(const struct template_source *sources, size_t count,
                             const struct table *page, const struct template_help *help,
                             struct template_set **out_set) MUST_CHECK;
void template_set_free(struct template_set *set);
/* Compiles `name` against `view`; INVALID with file, line, column in err. Owned by the set. */
enum status template_compile(struct template_set *set, const char *name, const struct table *view,
                             const struct template **out, struct err *err) MUST_CHECK;

struct render {
    struct arena *arena;
    const struct language *language;
    const char *zone; /* "Europe/Stockholm" */
    const void *page; /* the shell's struct */
    const void *view;
    bool (*may)(const void *viewer, const char *permission); /* NULL: all */
    const void *viewer;
    /* Gives the HTML that other slices add at a slot, for the row it stands in; returns in arena.
     * NULL: nothing is added. */
    struct str (*slot)(void *self, struct arena *arena, const char *slot, const void *row);
    void *slot_self;
};
/* Appends the page; out->failed when it passes the buffer's limit. */
void template_render(const struct template *template, const struct render *render, struct buf *out);

#endif
