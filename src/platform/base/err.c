/* Collects what a person needs to know. Only the first ERR_ITEMS are kept; the rest is counted. */
#include "platform/base/buf.h"
#include "platform/base/status.h"

#include <string.h>

/* Where an item goes that nobody keeps. */
static _Thread_local struct err_item unkept;

void err_init(struct err *err, struct arena *arena)
{
    *err = (struct err){.arena = arena};
}

void err_clear(struct err *err)
{
    *err = (struct err){.arena = err->arena};
}

/* Items live in the arena in doubling arrays of 4, 8, 16 …: full when kept is such a number. */
static void make_room(struct err *err)
{
    bool is_full = err->kept == 0 || (err->kept >= 4 && (err->kept & (err->kept - 1)) == 0);
    if (is_full) {
        size_t capacity = err->kept == 0 ? 4 : err->kept * 2;
        struct err_item *items = ARENA_ARRAY(err->arena, capacity, struct err_item);
        if (err->kept > 0) {
            memcpy(items, err->items, err->kept * sizeof(*items));
        }
        err->items = items;
    }
}

struct err_item *err_add(struct err *err, const char *message)
{
    struct err_item *item = &unkept;
    if (err != NULL) {
        err->count++;
        if (err->kept < ERR_ITEMS && err->arena != NULL) {
            make_room(err);
            item = &err->items[err->kept++];
        }
    }
    *item = (struct err_item){.message = message};
    return item;
}

struct err_item *err_add_field(struct err *err, const char *field, const char *message)
{
    struct err_item *item = err_add(err, message);
    item->field = field;
    return item;
}

static struct err_argument *free_argument(struct err_item *item)
{
    for (size_t i = 0; i < ERR_ARGUMENTS; i++) {
        if (item->arguments[i].kind == ERR_NONE) {
            return &item->arguments[i];
        }
    }
    return &item->arguments[ERR_ARGUMENTS - 1];
}

void err_text(struct err *err, struct err_item *item, const char *name, struct str value)
{
    struct str kept = err != NULL && err->arena != NULL ? str_copy(err->arena, value) : value;
    *free_argument(item) = (struct err_argument){.name = name, .kind = ERR_TEXT, .text = kept};
}

void err_int(struct err_item *item, const char *name, int64_t value)
{
    *free_argument(item) = (struct err_argument){.name = name, .kind = ERR_INT, .number = value};
}

enum status err_return(struct err *err, enum status status, const char *message)
{
    err_add(err, message);
    return status;
}

enum status err_return_field(struct err *err, const char *field, const char *message)
{
    err_add_field(err, field, message);
    return INVALID;
}

static const struct err_argument *argument_named(const struct err_item *item, struct str name)
{
    for (size_t i = 0; i < ERR_ARGUMENTS; i++) {
        if (item->arguments[i].kind != ERR_NONE &&
            str_equal(str_of(item->arguments[i].name), name)) {
            return &item->arguments[i];
        }
    }
    return NULL;
}

static void write_message(const struct err_item *item, struct buf *out)
{
    struct str text = str_of(item->message);
    size_t at = 0;
    while (at < text.len) {
        size_t open = str_find(text, '{', at);
        size_t close = str_find(text, '}', open);
        buf_put(out, str_slice(text, at, open));
        if (close == text.len) {
            buf_put(out, str_slice(text, open, text.len));
            return;
        }
        const struct err_argument *argument =
            argument_named(item, str_slice(text, open + 1, close));
        if (argument == NULL) {
            buf_put(out, str_slice(text, open, close + 1));
        } else if (argument->kind == ERR_INT) {
            buf_put_int(out, argument->number);
        } else {
            buf_put(out, argument->text);
        }
        at = close + 1;
    }
}

void err_write(const struct err *err, struct buf *out)
{
    for (size_t i = 0; i < err->kept; i++) {
        const struct err_item *item = &err->items[i];
        if (i > 0) {
            buf_put_char(out, '\n');
        }
        if (item->line > 0) {
            buf_put_int(out, item->line);
            buf_put_char(out, ':');
        }
        if (item->column > 0) {
            buf_put_int(out, item->column);
            buf_put_char(out, ':');
        }
        if (item->line > 0 || item->column > 0) {
            buf_put_char(out, ' ');
        }
        write_message(item, out);
    }
    if (err->count > err->kept) {
        buf_put_format(out, "\n… and %zu more", err->count - err->kept);
    }
}
