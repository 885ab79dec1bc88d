/* The compiler's state, shared by its files. Private.
 *
 * Compiling is one pass over the tags: layouts and partials are compiled in place, sections become
 * jumps. It recurses over partials and blocks, which are ours, at most TEMPLATE_NESTING deep.
 */
#ifndef SAMSYN_VIEW_TEMPLATE_COMPILE_H
#define SAMSYN_VIEW_TEMPLATE_COMPILE_H

#include "platform/view/template_code.h"
#include "platform/view/template_scan.h"

/* A block that a page fills in its layout; the most derived page's comes first. */
struct override {
    struct str name;
    const struct template_file *file;
    size_t at;       /* of its tag */
    size_t from, to; /* its body */
    bool is_used;
    struct override *next;
};

struct compiler {
    struct template_set *set;
    struct template *template;
    struct vec code;
    struct err *err;
    const struct table *frames[TEMPLATE_FRAMES];
    size_t depth; /* frames in use */
    struct override *overrides;
    size_t nesting;
    size_t ranges; /* compiled so far; limited */
    size_t label;  /* a jump leads here: texts before and after are not merged */
    struct html_state html;
    struct str counted; /* in a plural: the field that {count} stands for */
};

/* A tag being compiled, for error messages. */
struct place {
    const struct template_file *file;
    size_t at;
};

/* INVALID with "file:line:column: message", {name} put in. */
enum status template_fail(struct compiler *compiler, struct place place, const char *message,
                          struct str name) MUST_CHECK;

struct instruction *template_emit(struct compiler *compiler, struct instruction instruction);
void template_emit_text(struct compiler *compiler, struct str text);

/* Fills frame, kind, offset, permission of `out` for a name of the present context. */
enum status template_resolve(struct compiler *compiler, struct place place, struct str name,
                             struct instruction *out, const struct field **out_field) MUST_CHECK;

/* {{name}}, {{name|raw}}, {{name|url}} */
enum status template_value(struct compiler *compiler, struct place place,
                           struct str name) MUST_CHECK;
/* {{_ text}}, {{n count|one|many}} */
enum status template_translate(struct compiler *compiler, struct place place,
                               struct str text) MUST_CHECK;
enum status template_plural(struct compiler *compiler, struct place place,
                            struct str text) MUST_CHECK;
/* The code as it is carried out in a language; in the set's arena. */
const struct instruction *template_finish(struct template_set *set, const struct vec *code,
                                          int language);

/* {{label name}}, {{help name}}; a dotted name goes into lists and structs. */
enum status template_words(struct compiler *compiler, struct place place, enum tag_kind kind,
                           struct str name) MUST_CHECK;

#endif
