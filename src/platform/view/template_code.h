/* What a template is compiled to: a flat array of instructions over frames of rows. Private to the
 * template's own files (set, scan, compile, render).
 *
 * Frame 0 is the shell's struct, frame 1 the page's, the next ones are rows that sections went into.
 * Every name has been resolved to a frame and an offset, every text to its languages, so that rendering
 * looks nothing up.
 */
#ifndef SAMSYN_VIEW_TEMPLATE_CODE_H
#define SAMSYN_VIEW_TEMPLATE_CODE_H

#include "platform/base/map.h"
#include "platform/base/vec.h"
#include "platform/view/template.h"

enum {
    TEMPLATE_FRAMES = 16,
    TEMPLATE_NESTING = 16,     /* partials, layouts and blocks within each other */
    TEMPLATE_PERMISSIONS = 63, /* different ones in one template */
    FRAME_PAGE = 0,
    FRAME_VIEW = 1
};

enum op {
    OP_TEXT,    /* at.text, size bytes, copied */
    OP_MESSAGE, /* at.message, by language, and by the count at frame/offset when `is_plural` */
    OP_SHOW,    /* value as people read it */
    OP_RAW,     /* the machine's form */
    OP_URL,     /* the machine's form, percent-encoded */
    OP_ESCAPED, /* from here, of the former three: a text, escaped */
    OP_DIGITS,  /* an id or number, nothing when it is absent */
    OP_CHOICE,  /* an ENUM's label */
    OP_TIME,    /* a time as people read it */
    OP_EACH,    /* list at frame/offset/count_offset into frame `inner`; empty: to target */
    OP_NEXT,    /* the next row of frame `inner` and to target, or on */
    OP_WITH,    /* struct at frame/offset into frame `inner` */
    OP_UNLESS,  /* to target when the value is absent or false */
    OP_IF,      /* to target when it is present and true */
    OP_UNEQUAL, /* to target when the value is not at.equal */
    OP_EQUAL,   /* to target when it is */
    OP_SLOT,    /* what help->slot gives for at.text */
    OP_END
};

struct instruction {
    unsigned char op;
    unsigned char kind; /* enum field_kind */
    unsigned char frame;
    unsigned char inner;
    unsigned char permission; /* 0: everybody; else 1 + place in the template's permissions */
    bool is_html;             /* not escaped */
    bool is_address;          /* begins an address: only a safe one is put */
    bool is_plural;
    uint32_t target;
    uint32_t offset;
    uint32_t count_offset;
    uint32_t size; /* of the text, or of a list's row */
    union {
        const char *text;
        const struct message *message;
        const struct shown_choices *choices; /* ENUM */
        const struct equal *equal;
        const void *none;
    } at;
};

/* The value that `{{#name=key}}` compares with. */
struct equal {
    struct str key;
    int64_t number;
};

/* Labels of an ENUM's choices, translated and escaped. */
struct shown_choice {
    struct str key;
    struct str html[LANGUAGE_COUNT];
};
struct shown_choices {
    const struct choice *from;
    struct shown_choice *at;
    size_t count;
};

/* A translated text: literals (OP_TEXT) and values (OP_SHOW). One form, or two for one and many. */
struct phrase {
    struct instruction *parts;
    size_t count;
};
struct message {
    struct phrase form[2][LANGUAGE_COUNT];
};

/* A source as it is compiled: leading blanks of each line are gone, `indents` says how many. */
struct template_file {
    struct str name;
    struct str text;
    const uint16_t *indents; /* by line */
};

struct template_set {
    struct arena *arena;
    struct template_file *files;
    size_t count;
    const struct table *page;
    struct template_help help;
    struct vec choices; /* struct shown_choices * */
    struct map texts;   /* of all codes: struct str */
};

struct template
{
    const char *name;
    const struct template_set *set;
    const struct instruction *code[LANGUAGE_COUNT];
    const char *permissions[TEMPLATE_PERMISSIONS];
    size_t permission_count;
};

const struct template_file *template_file_find(const struct template_set *set, struct str name);

#endif
