/* Runs a compiled template: a loop over instructions, memcpy into the page.
 *
 * Values are read at their offsets and written by kind. Texts of up to a few dozen bytes are the rule,
 * so they are copied while looking for what needs escaping.
 */
#include "platform/text/zone.h"
#include "platform/view/escape.h"
#include "platform/view/template_code.h"

#include <assert.h>
#include <math.h>
#include <string.h>

struct frame {
    const char *row;
    size_t left; /* rows after this one */
};

static const int64_t FROM_1973 = INT64_C(94694400000);

/* How a minute was shown. */
struct shown_minute {
    int64_t number; /* since 1970; 0: none yet */
    size_t length;
    char text[64];
};

struct run {
    const struct render *render;
    const struct language *language;
    int language_index;
    uint64_t allowed;        /* bit i + 1: permission i; bit 0 is always set */
    const struct zone *zone; /* found at the first time that is shown */
    struct shown_minute
        last; /* lists often show one minute many times: after an import, by change */
    struct buf *out;
    struct frame frames[TEMPLATE_FRAMES];
};

static inline void put(struct buf *out, const char *at, size_t len)
{
    buf_put(out, (struct str){at, len});
}

static inline int64_t int_at(const char *at)
{
    int64_t value;
    memcpy(&value, at, sizeof(value));
    return value;
}

static inline struct str str_at(const char *at)
{
    struct str value;
    memcpy(&value, at, sizeof(value));
    return value;
}

static inline double real_at(const char *at)
{
    double value;
    memcpy(&value, at, sizeof(value));
    return value;
}

static inline bool bool_at(const char *at)
{
    bool value;
    memcpy(&value, at, sizeof(value));
    return value;
}

static inline bool is_allowed(const struct run *run, const struct instruction *instruction)
{
    return (run->allowed >> instruction->permission & 1) != 0;
}

static inline const char *value_at(const struct run *run, const struct instruction *instruction)
{
    return run->frames[instruction->frame].row + instruction->offset;
}

/* Present and true. A count of 0 is false; an id, a time or a measure is true when it is known. */
static bool is_true(const struct run *run, const struct instruction *instruction)
{
    if (!is_allowed(run, instruction)) {
        return false;
    }
    const char *at = value_at(run, instruction);
    switch ((enum field_kind)instruction->kind) {
    case FIELD_KIND_BOOL:
        return bool_at(at);
    case FIELD_KIND_INT:
        return int_at(at) != NO_INT && int_at(at) != 0;
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        return int_at(at) != NO_INT;
    case FIELD_KIND_REAL:
        return !isnan(real_at(at));
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
    case FIELD_KIND_BYTES:
        return str_at(at).len > 0;
    case FIELD_KIND_STRUCT:
        return true;
    case FIELD_KIND_LIST:
        break;
    }
    size_t count;
    assert(run->frames[instruction->frame].row != NULL);
    memcpy(&count, run->frames[instruction->frame].row + instruction->count_offset, sizeof(count));
    return count > 0;
}

/* Keys are short and mostly of different lengths. */
static inline bool is_same(struct str a, struct str b)
{
    return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static bool is_equal(const struct run *run, const struct instruction *instruction)
{
    if (!is_allowed(run, instruction)) {
        return false;
    }
    const char *at = value_at(run, instruction);
    const struct equal *equal = instruction->at.equal;
    return instruction->kind == FIELD_KIND_INT ? int_at(at) == equal->number
                                               : is_same(str_at(at), equal->key);
}

static void put_text(struct run *run, const struct instruction *instruction, struct str text)
{
    if (instruction->is_html) {
        put(run->out, text.at, text.len);
    } else if (instruction->is_address && !address_is_safe(text)) {
        put(run->out, "#", 1);
    } else {
        escape_html(run->out, text);
    }
}

static void put_choice(struct run *run, const struct instruction *instruction, struct str key)
{
    const struct shown_choices *choices = instruction->at.choices;
    for (size_t i = 0; i < choices->count; i++) {
        if (is_same(choices->at[i].key, key)) {
            struct str html = choices->at[i].html[run->language_index];
            put(run->out, html.at, html.len);
            return;
        }
    }
    escape_html(run->out, key);
}

static void put_date(struct run *run, struct str date)
{
    char scratch_bytes[64];
    struct buf scratch = {scratch_bytes, 0, sizeof(scratch_bytes), sizeof(scratch_bytes), false};
    put_shown_date(&scratch, run->language, date);
    if (scratch.failed) {
        escape_html(run->out, date);
    } else {
        escape_html(run->out, buf_str(&scratch));
    }
}

static void put_digits(struct buf *out, int64_t number)
{
    if (number != NO_INT) {
        buf_put_int(out, number);
    }
}

static void put_time(struct run *run, int64_t time_ms)
{
    if (time_ms == NO_INT) {
        return;
    }
    if (run->zone == NULL) {
        run->zone = zone_or_utc(run->render->zone);
    }
    /* Since 1972 no zone is off by parts of a minute. */
    struct shown_minute *last = &run->last;
    int64_t number = time_ms >= FROM_1973 ? time_ms / 60000 : 0;
    if (number > 0 && number == last->number) {
        put(run->out, last->text, last->length);
        return;
    }
    size_t from = run->out->len;
    put_shown_time(run->out, run->language, run->zone, time_ms);
    size_t length = run->out->len - from;
    if (length > 0 && length <= sizeof(last->text)) {
        memcpy(last->text, run->out->at + from, length);
        last->length = length;
        last->number = number;
    }
}

static void put_shown(struct run *run, const struct instruction *instruction)
{
    const char *at = value_at(run, instruction);
    switch ((enum field_kind)instruction->kind) {
    case FIELD_KIND_BOOL:
        put_shown_bool(run->out, run->language, bool_at(at));
        break;
    case FIELD_KIND_INT:
        if (int_at(at) != NO_INT) {
            put_shown_int(run->out, run->language, int_at(at));
        }
        break;
    case FIELD_KIND_ID:
        put_digits(run->out, int_at(at));
        break;
    case FIELD_KIND_REAL:
        if (!isnan(real_at(at))) {
            put_shown_real(run->out, run->language, real_at(at));
        }
        break;
    case FIELD_KIND_TEXT:
        put_text(run, instruction, str_at(at));
        break;
    case FIELD_KIND_ENUM:
        put_choice(run, instruction, str_at(at));
        break;
    case FIELD_KIND_DATE:
        if (str_at(at).len > 0) {
            put_date(run, str_at(at));
        }
        break;
    case FIELD_KIND_TIME:
        put_time(run, int_at(at));
        break;
    case FIELD_KIND_BYTES:
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break; /* refused by the compiler */
    }
}

/* The machine's form of texts and numbers without allocating; the rest through field_format(). */
static void put_machine(struct run *run, const struct instruction *instruction)
{
    const char *at = value_at(run, instruction);
    struct str text = {0};
    switch ((enum field_kind)instruction->kind) {
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
        text = str_at(at);
        break;
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
        put_digits(run->out, int_at(at));
        return;
    case FIELD_KIND_BOOL:
    case FIELD_KIND_TIME:
    case FIELD_KIND_REAL:
    case FIELD_KIND_BYTES:
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST: {
        struct field field = {.kind = (enum field_kind)instruction->kind,
                              .offset = instruction->offset};
        text = field_format(run->render->arena, &field, run->frames[instruction->frame].row);
        break;
    }
    }
    if (instruction->op == OP_URL) {
        escape_url(run->out, text);
    } else {
        put_text(run, instruction, text);
    }
}

static void put_value(struct run *run, const struct instruction *instruction)
{
    if (!is_allowed(run, instruction)) {
        return;
    }
    if (instruction->op == OP_SHOW) {
        put_shown(run, instruction);
    } else {
        put_machine(run, instruction);
    }
}

static void put_message(struct run *run, const struct instruction *instruction)
{
    int form = 0;
    if (instruction->is_plural) {
        form = is_allowed(run, instruction) && int_at(value_at(run, instruction)) == 1 ? 0 : 1;
    }
    const struct phrase *phrase = &instruction->at.message->form[form][run->language_index];
    for (size_t i = 0; i < phrase->count; i++) {
        const struct instruction *part = &phrase->parts[i];
        if (part->op == OP_TEXT) {
            put(run->out, part->at.text, part->size);
        } else {
            put_value(run, part);
        }
    }
}

static void put_slot(struct run *run, const struct instruction *instruction)
{
    const struct render *render = run->render;
    if (render->slot != NULL) {
        struct str html = render->slot(render->slot_self, render->arena, instruction->at.text,
                                       run->frames[instruction->frame].row);
        put(run->out, html.at, html.len);
    }
}

/* Goes into a list's first row; false when there is none. */
static bool enter_list(struct run *run, const struct instruction *instruction)
{
    if (!is_true(run, instruction)) {
        return false;
    }
    const char *row = run->frames[instruction->frame].row;
    struct frame *inner = &run->frames[instruction->inner];
    assert(row != NULL);
    memcpy(&inner->row, row + instruction->offset, sizeof(inner->row));
    memcpy(&inner->left, row + instruction->count_offset, sizeof(inner->left));
    inner->left--;
    return inner->row != NULL;
}

static bool next_row(struct run *run, const struct instruction *instruction)
{
    struct frame *inner = &run->frames[instruction->inner];
    if (inner->left == 0) {
        return false;
    }
    inner->left--;
    inner->row += instruction->size;
    return true;
}

/* Carries out an instruction that leads elsewhere; says whether it does. */
static bool is_jumping(struct run *run, const struct instruction *instruction)
{
    switch ((enum op)instruction->op) {
    case OP_EACH:
        return !enter_list(run, instruction);
    case OP_NEXT:
        return next_row(run, instruction);
    case OP_WITH:
        run->frames[instruction->inner].row = value_at(run, instruction);
        return !is_allowed(run, instruction);
    case OP_UNLESS:
        return !is_true(run, instruction);
    case OP_IF:
        return is_true(run, instruction);
    case OP_UNEQUAL:
        return !is_equal(run, instruction);
    case OP_EQUAL:
        return is_equal(run, instruction);
    case OP_TEXT:
    case OP_MESSAGE:
    case OP_SHOW:
    case OP_RAW:
    case OP_URL:
    case OP_ESCAPED:
    case OP_DIGITS:
    case OP_CHOICE:
    case OP_TIME:
    case OP_SLOT:
    case OP_END:
        break;
    }
    return false;
}

/* Carries out the code up to the first instruction that may lead elsewhere, and returns that. */
static const struct instruction *put_straight(struct run *run, const struct instruction *at)
{
    for (;; at++) {
        switch ((enum op)at->op) {
        case OP_TEXT:
            put(run->out, at->at.text, at->size);
            break;
        case OP_ESCAPED:
            if (is_allowed(run, at)) {
                escape_html(run->out, str_at(value_at(run, at)));
            }
            break;
        case OP_DIGITS:
            if (is_allowed(run, at)) {
                put_digits(run->out, int_at(value_at(run, at)));
            }
            break;
        case OP_CHOICE:
            if (is_allowed(run, at)) {
                put_choice(run, at, str_at(value_at(run, at)));
            }
            break;
        case OP_TIME:
            if (is_allowed(run, at)) {
                put_time(run, int_at(value_at(run, at)));
            }
            break;
        case OP_MESSAGE:
            put_message(run, at);
            break;
        case OP_SHOW:
        case OP_RAW:
        case OP_URL:
            put_value(run, at);
            break;
        case OP_SLOT:
            put_slot(run, at);
            break;
        case OP_EACH:
        case OP_NEXT:
        case OP_WITH:
        case OP_UNLESS:
        case OP_IF:
        case OP_UNEQUAL:
        case OP_EQUAL:
        case OP_END:
            return at;
        }
    }
}

void template_render(const struct template *template, const struct render *render, struct buf *out)
{
    struct run run = {
        .render = render,
        .language = render->language,
        .language_index = language_index(render->language),
        .allowed = 1,
        .out = out,
        .frames = {{render->page, 0}, {render->view, 0}},
    };
    for (size_t i = 0; i < template->permission_count; i++) {
        bool may = render->may == NULL || render->may(render->viewer, template->permissions[i]);
        run.allowed |= may ? UINT64_C(2) << i : 0;
    }
    const struct instruction *code = template->code[run.language_index];
    const struct instruction *at = put_straight(&run, code);
    while (at->op != OP_END && !out->failed) {
        at = put_straight(&run, is_jumping(&run, at) ? code + at->target : at + 1);
    }
}
