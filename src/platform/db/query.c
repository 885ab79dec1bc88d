/*
 * Binding and reading through field tables.
 *
 * What has to be worked out (which field a parameter or a column belongs to) is worked out once a
 * connection and statement, and kept as a plan with the statement; after that a row costs one switch
 * a column. A plan remembers for which tables it was made: the same query used with another struct
 * only makes a new one.
 */
#include "platform/db/query.h"

#include "platform/base/buf.h"
#include "platform/base/log.h"
#include "platform/base/vec.h"
#include "platform/db/engine.h"
#include "platform/db/query_bind.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 10000, FIRST_ROWS = 64, MOST_SET_BYTES = 16 << 20 };

enum parameter_from { FROM_ROW, FROM_VIEWER, FROM_NOW, FROM_LIMIT, FROM_AFTER };

struct plan_parameter {
    const struct field *field; /* FROM_ROW */
    enum parameter_from from;
    int after; /* FROM_AFTER: 0.. */
    bool is_text_set;
};

struct plan {
    const struct table *in;
    const struct table *out;
    int parameter_count;
    int column_count;
    struct plan_parameter *parameters; /* both in this block, behind the struct */
    struct row_column *columns;
};

struct bind bind_row(const struct table *table, const void *row)
{
    return (struct bind){table, row};
}

struct id_row {
    int64_t id;
};
static const struct field ID_FIELDS[] = {FIELD(ID, struct id_row, id, "")};
static const struct table ID_TABLE = TABLE("", struct id_row, ID_FIELDS);

struct bind bind_id(const int64_t *id)
{
    return (struct bind){&ID_TABLE, id};
}

struct bind bind_none(void)
{
    return (struct bind){NULL, NULL};
}

static enum status broken(const struct query *query, const char *what, const char *name)
{
    log_error("query.broken", "query=%s %s=%s", query->name, what, name);
    return INTERNAL;
}

/* --- plans --- */

static struct plan *plan_make(int parameter_count, int column_count)
{
    size_t parameters = (size_t)parameter_count * sizeof(struct plan_parameter);
    size_t columns = (size_t)column_count * sizeof(struct row_column);
    struct plan *plan = malloc(sizeof *plan + parameters + columns);
    if (plan == NULL) {
        die("out of memory");
    }
    plan->parameter_count = parameter_count;
    plan->column_count = column_count;
    plan->parameters = (void *)(plan + 1);
    plan->columns = (void *)((char *)(plan + 1) + parameters);
    return plan;
}

static struct str parameter_name(const char *parameter)
{
    struct str name = str_of(parameter);
    return str_slice(name, 0, str_find(name, '[', 0));
}

static enum status plan_parameter(const struct query *query, const struct binding *binding,
                                  const char *parameter, struct plan_parameter *out)
{
    struct str name = parameter_name(parameter);
    bool is_set = parameter[strlen(parameter) - 1] == ']';
    const struct field *field =
        binding->bind.table == NULL ? NULL : table_field(binding->bind.table, name);
    *out = (struct plan_parameter){0};
    if (binding->place != NULL && str_equal(name, STR("limit"))) {
        out->from = FROM_LIMIT;
    } else if (binding->place != NULL && str_starts(name, STR("after_"))) {
        out->from = FROM_AFTER;
        out->after = parameter[sizeof "after_" - 1] - '1';
    } else if (field != NULL) {
        if (is_set != (field->kind == FIELD_KIND_LIST) ||
            (is_set && field->child->field_count != 1)) {
            return broken(query, "set", parameter);
        }
        out->field = field;
        out->is_text_set = str_ends(str_of(parameter), STR("[text]"));
    } else if (str_equal(name, STR("viewer"))) {
        out->from = FROM_VIEWER;
    } else if (str_equal(name, STR("now"))) {
        out->from = FROM_NOW;
    } else {
        return broken(query, "parameter", parameter);
    }
    return OK;
}

/* The statement's plan with its parameters; columns are added when the first row is there. */
static enum status plan_parameters(struct statement *statement, const struct query *query,
                                   const struct binding *binding, struct plan **out_plan)
{
    void **place = statement_plan(statement);
    struct plan *plan = *place;
    if (plan != NULL && plan->in == binding->bind.table) {
        *out_plan = plan;
        return OK;
    }
    int count = 0;
    while (query->parameters[count] != NULL) {
        count++;
    }
    struct plan *made = plan_make(count, 0);
    made->in = binding->bind.table;
    made->out = NULL;
    for (int i = 0; i < count; i++) {
        enum status status =
            plan_parameter(query, binding, query->parameters[i], &made->parameters[i]);
        if (status != OK) {
            free(made);
            return status;
        }
    }
    free(plan);
    *place = made;
    *out_plan = made;
    return OK;
}

/* Finds the fields of the columns, once the statement has run. */
static enum status plan_columns(struct statement *statement, const struct query *query,
                                const struct table *table, struct plan **out_plan)
{
    struct plan *plan = *statement_plan(statement);
    if (plan->out == table) {
        *out_plan = plan;
        return OK;
    }
    int count = statement_column_count(statement);
    struct plan *made = plan_make(plan->parameter_count, count);
    made->in = plan->in;
    made->out = table;
    memcpy(made->parameters, plan->parameters,
           (size_t)plan->parameter_count * sizeof *plan->parameters);
    for (int i = 0; i < count; i++) {
        const char *name = statement_column_name(statement, i);
        const struct field *field = table_field(table, str_of(name));
        if (field == NULL || field->kind == FIELD_KIND_LIST || field->kind == FIELD_KIND_STRUCT) {
            free(made);
            return broken(query, "column", name);
        }
        made->columns[i] = (struct row_column){field->kind, (unsigned)field->offset};
    }
    free(plan);
    *statement_plan(statement) = made;
    *out_plan = made;
    return OK;
}

/* --- binding --- */

/* As a JSON array, or as PostgreSQL writes an array; both are texts. */
static enum status bind_texts(struct tx *tx, struct statement *statement, int at,
                              const struct field *field, const void *row)
{
    size_t *count;
    union {
        const void *given;
        void *free;
    } list = {.given = row};
    const char *item = *field_list(field, list.free, &count);
    bool is_json = db_engine(tx_db(tx)) == DB_ENGINE_SQLITE;
    struct buf buf;
    buf_init(&buf, MOST_SET_BYTES);
    buf_put_char(&buf, is_json ? '[' : '{');
    for (size_t i = 0; i < *count; i++, item += field->child->size) {
        struct str text;
        memcpy(&text, item + field->child->fields[0].offset, sizeof text);
        buf_put_c(&buf, i == 0 ? "\"" : ",\"");
        for (size_t k = 0; k < text.len; k++) {
            unsigned char c = (unsigned char)text.at[k];
            if (c < 0x20 && is_json) {
                buf_put_format(&buf, "\\u%04x", c);
                continue;
            }
            if (c == '"' || c == '\\') {
                buf_put_char(&buf, '\\');
            }
            buf_put_char(&buf, (char)c);
        }
        buf_put_char(&buf, '"');
    }
    buf_put_char(&buf, is_json ? ']' : '}');
    struct str whole = buf.failed ? (struct str){NULL, 0} : str_copy(tx_arena(tx), buf_str(&buf));
    buf_free(&buf);
    return whole.at == NULL ? TOO_LARGE : statement_bind_text(statement, at, whole);
}

static enum status bind_set(struct tx *tx, struct statement *statement, int at,
                            const struct plan_parameter *parameter, const void *row)
{
    const struct field *field = parameter->field;
    if (parameter->is_text_set) {
        return bind_texts(tx, statement, at, field, row);
    }
    size_t *count;
    union {
        const void *given;
        void *free;
    } list = {.given = row};
    const char *items = *field_list(field, list.free, &count);
    if (field->child->size == sizeof(int64_t)) {
        return statement_bind_ids(statement, at, (const void *)items, *count);
    }
    int64_t *ids = ARENA_ARRAY(tx_arena(tx), *count, int64_t);
    for (size_t i = 0; i < *count; i++) {
        memcpy(&ids[i], items + i * field->child->size + field->child->fields[0].offset,
               sizeof ids[i]);
    }
    return statement_bind_ids(statement, at, ids, *count);
}

static enum status bind_int(struct statement *statement, int at, int64_t value)
{
    return value == NO_INT ? statement_bind_null(statement, at)
                           : statement_bind_int(statement, at, value);
}

static enum status bind_field(struct tx *tx, struct statement *statement, int at,
                              const struct plan_parameter *parameter, const void *row)
{
    const struct field *field = parameter->field;
    const void *place = (const char *)row + field->offset;
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        return statement_bind_int(statement, at, *(const bool *)place);
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        return bind_int(statement, at, *(const int64_t *)place);
    case FIELD_KIND_REAL: {
        double value = *(const double *)place;
        return isnan(value) ? statement_bind_null(statement, at)
                            : statement_bind_real(statement, at, value);
    }
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
    case FIELD_KIND_BYTES: {
        const struct str *text = place;
        if (text->at == NULL) {
            return statement_bind_null(statement, at);
        }
        return field->kind == FIELD_KIND_BYTES ? statement_bind_bytes(statement, at, *text)
                                               : statement_bind_text(statement, at, *text);
    }
    case FIELD_KIND_LIST:
        return bind_set(tx, statement, at, parameter, row);
    case FIELD_KIND_STRUCT:
        break;
    }
    return INTERNAL;
}

static enum status bind_value(struct statement *statement, int at, const struct list_value *value)
{
    switch (value->kind) {
    case FIELD_KIND_BOOL:
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        return statement_bind_int(statement, at, value->number);
    case FIELD_KIND_REAL:
        return statement_bind_real(statement, at, value->real);
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
        return statement_bind_text(statement, at, value->text);
    case FIELD_KIND_BYTES:
        return statement_bind_bytes(statement, at, value->text);
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
    return INTERNAL;
}

static enum status bind_all(struct tx *tx, struct statement *statement, const struct query *query,
                            const struct binding *binding)
{
    struct plan *plan;
    TRY(plan_parameters(statement, query, binding, &plan));
    for (int i = 0; i < plan->parameter_count; i++) {
        const struct plan_parameter *parameter = &plan->parameters[i];
        switch (parameter->from) {
        case FROM_ROW:
            TRY(bind_field(tx, statement, i, parameter, binding->bind.row));
            break;
        case FROM_LIMIT:
            assert(binding->place != NULL);
            TRY(statement_bind_int(statement, i, binding->place->limit));
            break;
        case FROM_AFTER:
            assert(binding->place != NULL && binding->place->after != NULL);
            TRY(bind_value(statement, i, &binding->place->after[parameter->after]));
            break;
        case FROM_VIEWER:
            if (tx_actor(tx) == NULL) {
                return broken(query, "viewer", "nobody");
            }
            TRY(bind_int(statement, i, tx_actor(tx)->person));
            break;
        case FROM_NOW:
            TRY(bind_int(statement, i, tx_now(tx)));
            break;
        }
    }
    return OK;
}

/* --- reading --- */

/* A growing array whose elements begin as `absent`. */
struct row_array {
    struct arena *arena;
    size_t size, count, capacity;
    char *at;
};

static void *row_array_add(struct row_array *array, const void *absent)
{
    if (array->count == array->capacity) {
        size_t capacity = array->capacity == 0 ? FIRST_ROWS : array->capacity * 2;
        char *larger = arena_room(array->arena, capacity * array->size); /* at most MOST_ROWS */
        if (array->count > 0) {
            memcpy(larger, array->at, array->count * array->size);
        }
        array->at = larger;
        array->capacity = capacity;
    }
    char *row = array->at + array->count++ * array->size;
    memcpy(row, absent, array->size);
    return row;
}

enum status query_read(struct tx *tx, struct arena *arena, const struct query *query,
                       const struct binding *binding, struct rows *rows)
{
    struct statement *statement STATEMENT_SCOPED = NULL;
    TRY(statement_take(tx, query, &statement));
    TRY(bind_all(tx, statement, query, binding));
    void *absent = arena_alloc(arena, rows->table->size);
    row_clear(rows->table, absent);
    struct row_array array = {arena, rows->table->size, 0, 0, NULL};
    struct plan *plan = NULL;
    for (;;) {
        bool has_row = false;
        TRY(statement_step(statement, &has_row));
        if (!has_row) {
            break;
        }
        if (array.count == MOST_ROWS) {
            return TOO_LARGE;
        }
        if (plan == NULL) {
            TRY(plan_columns(statement, query, rows->table, &plan));
        }
        statement_read(statement, plan->columns, plan->column_count, arena,
                       row_array_add(&array, absent));
    }
    rows->at = array.at;
    rows->count = array.count;
    return OK;
}

enum status query_stream(struct tx *tx, const struct query *query, const struct binding *binding,
                         const struct query_each *each)
{
    struct statement *statement STATEMENT_SCOPED = NULL;
    TRY(statement_take(tx, query, &statement));
    TRY(bind_all(tx, statement, query, binding));
    statement_stream(statement);
    ARENA_SCOPED(scratch);
    void *row = arena_alloc(scratch, each->table->size);
    struct arena_mark mark = arena_mark(scratch);
    struct plan *plan = NULL;
    for (;;) {
        bool has_row = false;
        TRY(statement_step(statement, &has_row));
        if (!has_row) {
            return OK;
        }
        if (plan == NULL) {
            TRY(plan_columns(statement, query, each->table, &plan));
        }
        arena_rewind(scratch, mark);
        row_clear(each->table, row);
        statement_read(statement, plan->columns, plan->column_count, scratch, row);
        TRY(each->each(each->self, row));
    }
}

enum status query_rows(struct tx *tx, struct arena *arena, const struct query *query,
                       struct bind bind, struct rows *rows)
{
    struct binding binding = {bind, NULL};
    return query_read(tx, arena, query, &binding, rows);
}

enum status query_each(struct tx *tx, const struct query *query, struct bind bind,
                       const struct query_each *each)
{
    struct binding binding = {bind, NULL};
    return query_stream(tx, query, &binding, each);
}

enum status query_one(struct tx *tx, const struct query *query, struct bind bind,
                      const struct table *table, void *row)
{
    struct statement *statement STATEMENT_SCOPED = NULL;
    struct binding binding = {bind, NULL};
    TRY(statement_take(tx, query, &statement));
    TRY(bind_all(tx, statement, query, &binding));
    bool has_row = false;
    TRY(statement_step(statement, &has_row));
    if (!has_row) {
        return NOT_FOUND;
    }
    struct plan *plan;
    TRY(plan_columns(statement, query, table, &plan));
    row_clear(table, row);
    statement_read(statement, plan->columns, plan->column_count, tx_arena(tx), row);
    return OK;
}

enum status query_run(struct tx *tx, const struct query *query, struct bind bind,
                      int64_t *out_changed)
{
    assert((query->flags & QUERY_WRITES) != 0 && tx_is_write(tx));
    struct statement *statement STATEMENT_SCOPED = NULL;
    struct binding binding = {bind, NULL};
    TRY(statement_take(tx, query, &statement));
    TRY(bind_all(tx, statement, query, &binding));
    bool has_row = true;
    while (has_row) {
        TRY(statement_step(statement, &has_row));
    }
    *out_changed = statement_changed(statement);
    return OK;
}

enum status query_send(struct tx *tx, const struct query *query, struct bind bind)
{
    assert((query->flags & QUERY_WRITES) != 0 && tx_is_write(tx));
    struct statement *statement STATEMENT_SCOPED = NULL;
    struct binding binding = {bind, NULL};
    TRY(statement_take(tx, query, &statement));
    TRY(bind_all(tx, statement, query, &binding));
    return statement_send(statement);
}
