/* One statement on SQLite. */
#include "platform/db/sqlite.h"

#include "platform/base/buf.h"
#include "platform/base/memory.h"

#include <math.h>
#include <string.h>

/* The statement's own struct; `base` stands first in it. */
static struct sqlite_statement *sqlite_of(struct statement *statement)
{
    return (struct sqlite_statement *)(void *)statement;
}

static sqlite3_stmt *handle_of(const struct statement *statement)
{
    return ((const struct sqlite_statement *)(const void *)statement)->handle;
}

enum status sqlite_prepare(struct connection *connection, const struct query *query,
                           struct statement **out)
{
    sqlite3_stmt *handle = NULL;
    int code = sqlite3_prepare_v3(sqlite_handle(connection), query->sqlite, -1,
                                  SQLITE_PREPARE_PERSISTENT, &handle, NULL);
    if (code != SQLITE_OK) {
        return sqlite_status(connection, query->name, code);
    }
    struct sqlite_statement *statement = memory_new(sizeof(*statement));
    statement->handle = handle;
    *out = &statement->base;
    return OK;
}

void sqlite_finish(struct statement *statement)
{
    (void)sqlite3_finalize(handle_of(statement)); /* repeats what step said */
    memory_free(statement);
}

void sqlite_reset(struct statement *statement)
{
    (void)sqlite3_reset(handle_of(statement)); /* repeats what step said */
    (void)sqlite3_clear_bindings(handle_of(statement));
    sqlite_of(statement)->is_done = false;
}

static enum status bound(struct statement *statement, int code)
{
    return code == SQLITE_OK ? OK
                             : sqlite_status(statement->connection, statement->query->name, code);
}

enum status sqlite_bind_null(struct statement *statement, int at)
{
    return bound(statement, sqlite3_bind_null(handle_of(statement), at + 1));
}

enum status sqlite_bind_int(struct statement *statement, int at, int64_t value)
{
    return bound(statement, sqlite3_bind_int64(handle_of(statement), at + 1, value));
}

enum status sqlite_bind_real(struct statement *statement, int at, double value)
{
    return bound(statement, sqlite3_bind_double(handle_of(statement), at + 1, value));
}

enum status sqlite_bind_text(struct statement *statement, int at, struct str value)
{
    return bound(statement, sqlite3_bind_text64(handle_of(statement), at + 1, value.at, value.len,
                                                SQLITE_STATIC, SQLITE_UTF8));
}

enum status sqlite_bind_bytes(struct statement *statement, int at, struct str value)
{
    return bound(statement, sqlite3_bind_blob64(handle_of(statement), at + 1, value.at, value.len,
                                                SQLITE_STATIC));
}

enum status sqlite_bind_ids(struct statement *statement, int at, const int64_t *ids, size_t count)
{
    BUF_SCOPED(json, 32 + count * 21);
    buf_put_char(&json, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_put_char(&json, ',');
        }
        buf_put_int(&json, ids[i]);
    }
    buf_put_char(&json, ']');
    struct str text = buf_str(&json);
    return bound(statement, sqlite3_bind_text64(handle_of(statement), at + 1, text.at, text.len,
                                                SQLITE_TRANSIENT, SQLITE_UTF8));
}

void sqlite_stream(struct statement *statement)
{
    (void)statement; /* SQLite never does anything else */
}

enum status sqlite_step(struct statement *statement, bool *out_has_row)
{
    struct sqlite_statement *our = sqlite_of(statement);
    if (our->is_done) {
        *out_has_row = false;
        return OK;
    }
    int code = sqlite3_step(our->handle);
    if (code == SQLITE_ROW) {
        *out_has_row = true;
        return OK;
    }
    our->is_done = true;
    if (code == SQLITE_DONE) {
        *out_has_row = false;
        return OK;
    }
    return sqlite_status(statement->connection, statement->query->name, code);
}

int64_t sqlite_changed(const struct statement *statement)
{
    return sqlite3_stmt_readonly(handle_of(statement)) != 0
               ? 0
               : sqlite3_changes64(sqlite_handle(statement->connection));
}

int sqlite_column_count(const struct statement *statement)
{
    return sqlite3_column_count(handle_of(statement));
}

const char *sqlite_column_name(const struct statement *statement, int column)
{
    return sqlite3_column_name(handle_of(statement), column);
}

bool sqlite_is_null(const struct statement *statement, int column)
{
    return sqlite3_column_type(handle_of(statement), column) == SQLITE_NULL;
}

int64_t sqlite_int(const struct statement *statement, int column)
{
    return sqlite3_column_int64(handle_of(statement), column);
}

double sqlite_real(const struct statement *statement, int column)
{
    return sqlite3_column_double(handle_of(statement), column);
}

struct str sqlite_text(const struct statement *statement, int column)
{
    /* Looked up once for both. A value of a column is "unprotected" only against other threads, and a
     * connection has one. */
    sqlite3_value *value = sqlite3_column_value(handle_of(statement), column);
    const char *at = (const char *)sqlite3_value_text(value);
    return (struct str){at, at == NULL ? 0 : (size_t)sqlite3_value_bytes(value)};
}

struct str sqlite_bytes(const struct statement *statement, int column)
{
    if (sqlite3_column_type(handle_of(statement), column) == SQLITE_NULL) {
        return (struct str){NULL, 0};
    }
    size_t len = (size_t)sqlite3_column_bytes(handle_of(statement), column);
    const char *at = sqlite3_column_blob(handle_of(statement), column);
    return (struct str){at != NULL ? at : "", len};
}

/* Puts a text where SQLite has it into the row, to be copied with the others; returns the bytes that
 * its copy takes. */
static size_t lend_text(sqlite3_value *value, bool is_bytes, struct str *out)
{
    const char *at = is_bytes ? sqlite3_value_blob(value) : (const char *)sqlite3_value_text(value);
    if (at == NULL) {
        bool is_null = !is_bytes || sqlite3_value_type(value) == SQLITE_NULL;
        *out = (struct str){is_null ? NULL : "", 0};
        return 0;
    }
    *out = (struct str){at, (size_t)sqlite3_value_bytes(value)};
    return out->len + 1;
}

static bool is_lent(enum field_kind kind)
{
    return kind == FIELD_KIND_TEXT || kind == FIELD_KIND_ENUM || kind == FIELD_KIND_DATE ||
           kind == FIELD_KIND_BYTES;
}

/* The texts of a row, lent by SQLite, into one piece of the arena. */
static void keep_texts(const struct row_column *columns, int count, char *to, void *row)
{
    for (int i = 0; i < count; i++) {
        if (is_lent(columns[i].kind)) {
            struct str *text = (struct str *)(void *)((char *)row + columns[i].offset);
            if (text->len == 0) {
                text->at = text->at == NULL ? NULL : "";
                continue;
            }
            memcpy(to, text->at, text->len);
            to[text->len] = '\0';
            text->at = to;
            to += text->len + 1;
        }
    }
}

void sqlite_read(const struct statement *statement, const struct row_column *columns, int count,
                 struct arena *arena, void *row)
{
    sqlite3_stmt *handle = handle_of(statement);
    size_t bytes = 0;
    for (int i = 0; i < count; i++) {
        void *place = (char *)row + columns[i].offset;
        sqlite3_value *value = sqlite3_column_value(handle, i);
        switch (columns[i].kind) {
        case FIELD_KIND_BOOL:
            *(bool *)place = sqlite3_value_int64(value) != 0;
            break;
        case FIELD_KIND_INT:
        case FIELD_KIND_ID:
        case FIELD_KIND_TIME: {
            int64_t number = sqlite3_value_int64(value);
            bool is_null = number == 0 && sqlite3_value_type(value) == SQLITE_NULL;
            *(int64_t *)place = is_null ? NO_INT : number;
            break;
        }
        case FIELD_KIND_REAL:
            *(double *)place = sqlite3_value_type(value) == SQLITE_NULL
                                   ? (double)NAN
                                   : sqlite3_value_double(value);
            break;
        case FIELD_KIND_TEXT:
        case FIELD_KIND_ENUM:
        case FIELD_KIND_DATE:
        case FIELD_KIND_BYTES:
            bytes += lend_text(value, columns[i].kind == FIELD_KIND_BYTES, place);
            break;
        case FIELD_KIND_STRUCT:
        case FIELD_KIND_LIST:
            break; /* refused before */
        }
    }
    if (bytes > 0) {
        keep_texts(columns, count, arena_room(arena, bytes), row);
    }
}
