/*
 * Pages of a list by keyset: a page begins after the last row that was shown (or before the first),
 * not at a number of rows; so the hundredth page costs as much as the first, and rows that come and
 * go in between neither repeat nor hide others.
 *
 * Paging back is the same statement in the other direction, its rows turned round. Which statement
 * runs is decided by counting: sort, direction, cursor or not, scope, and the set of filters that are
 * on; tools/sql.py writes them in this order.
 */
#include "platform/db/cursor.h"
#include "platform/db/query.h"

#include "platform/base/log.h"

#include <string.h>

enum { DEFAULT_LIMIT = 50, MOST_LIMIT = 500 };

/* What a request comes to. */
struct chosen {
    const struct list_query *list;
    const struct list_sort *sort;
    size_t sort_index;
    bool is_descending;
    size_t scope;
    size_t filters; /* one bit each */
    size_t filter_count, scope_count;
    struct str sort_text; /* as in links */
    bool has_cursor;
    bool is_back;
    struct list_place place;
};

static enum status choose_sort(struct tx *tx, const struct list_query *list,
                               const struct list_request *request, struct chosen *out)
{
    struct str asked = request->sort;
    bool has_sign = asked.len > 0 && asked.at[0] == '-';
    struct str key = str_slice(asked, has_sign ? 1 : 0, asked.len);
    for (size_t i = 0; list->sorts[i].key != NULL; i++) {
        if (key.len == 0 || str_equal(key, str_of(list->sorts[i].key))) {
            out->sort = &list->sorts[i];
            out->sort_index = i;
            out->is_descending = has_sign != list->sorts[i].is_down;
            out->sort_text = key.len > 0 ? asked
                             : has_sign  ? str_format(tx_arena(tx), "-%s", list->sorts[i].key)
                                         : str_of(list->sorts[i].key);
            return OK;
        }
    }
    return err_return_field(request->err, "sort", "The list cannot be sorted by that");
}

static enum status choose_scope(const struct list_query *list, struct str asked, struct chosen *out)
{
    bool is_found = list->scopes[0] == NULL && asked.len == 0;
    size_t count = 0;
    for (; list->scopes[count] != NULL; count++) {
        if (str_equal(asked, str_of(list->scopes[count]))) {
            out->scope = count;
            is_found = true;
        }
    }
    out->scope_count = count == 0 ? 1 : count;
    if (!is_found) {
        log_error("list.scope", "list=%s", list->name);
        return INTERNAL;
    }
    return OK;
}

static void choose_filters(const struct list_query *list, struct bind bind, struct chosen *out)
{
    for (size_t i = 0; list->filters[i] != NULL; i++) {
        out->filter_count++;
        const struct field *field =
            bind.table == NULL ? NULL : table_field(bind.table, str_of(list->filters[i]));
        if (field == NULL) {
            continue;
        }
        bool is_on = field->kind == FIELD_KIND_BOOL
                         ? *(const bool *)((const char *)bind.row + field->offset)
                         : !field_is_absent(field, bind.row);
        out->filters |= is_on ? (size_t)1 << i : 0;
    }
}

static bool is_text_kind(enum field_kind kind)
{
    return kind == FIELD_KIND_TEXT || kind == FIELD_KIND_ENUM || kind == FIELD_KIND_DATE ||
           kind == FIELD_KIND_BYTES;
}

/* Whether the cursor was made for this sort of a list of these rows. */
static bool cursor_fits(const struct cursor *cursor, const struct chosen *chosen,
                        const struct table *table)
{
    size_t count = 0;
    for (; chosen->sort->columns[count] != NULL; count++) {
        const struct field *field = table_field(table, str_of(chosen->sort->columns[count]));
        if (count >= cursor->count || field == NULL) {
            return false;
        }
        enum field_kind kind = cursor->values[count].kind;
        bool is_right = is_text_kind(field->kind)        ? kind == FIELD_KIND_TEXT
                        : field->kind == FIELD_KIND_REAL ? kind == FIELD_KIND_REAL
                                                         : kind == FIELD_KIND_INT;
        if (!is_right) {
            return false;
        }
    }
    return count == cursor->count && str_equal(cursor->sort, chosen->sort_text);
}

static enum status choose_place(struct tx *tx, const struct list_request *request,
                                const struct table *table, struct chosen *out)
{
    out->place.limit = request->limit == NO_INT ? DEFAULT_LIMIT : request->limit;
    if (out->place.limit < 1 || out->place.limit > MOST_LIMIT) {
        struct err_item *item =
            err_add_field(request->err, "limit", "Choose between 1 and {max} rows");
        err_int(item, "max", MOST_LIMIT);
        return INVALID;
    }
    if (request->cursor.len == 0) {
        return OK;
    }
    struct cursor cursor;
    if (cursor_parse(tx_arena(tx), request->cursor, &cursor) != OK ||
        !cursor_fits(&cursor, out, table)) {
        return err_return_field(request->err, "cursor",
                                "This place in the list is not there any more");
    }
    out->has_cursor = true;
    out->is_back = cursor.is_back;
    out->place.count = cursor.count;
    memcpy(out->place.after, cursor.values, sizeof out->place.after);
    return OK;
}

static const struct query *list_pick(const struct chosen *chosen)
{
    bool is_descending = chosen->is_descending != chosen->is_back;
    size_t index = chosen->sort_index * 2 + (is_descending ? 1 : 0);
    index = index * 2 + (chosen->has_cursor ? 1 : 0);
    index = index * chosen->scope_count + chosen->scope;
    index = (index << chosen->filter_count) + chosen->filters;
    return &chosen->list->statements[index];
}

static void turn_round(struct arena *arena, struct rows *rows)
{
    size_t size = rows->table->size;
    void *between = arena_alloc(arena, size);
    for (size_t i = 0; i < rows->count / 2; i++) {
        char *first = (char *)rows->at + i * size;
        char *last = (char *)rows->at + (rows->count - 1 - i) * size;
        memcpy(between, first, size);
        memcpy(first, last, size);
        memcpy(last, between, size);
    }
}

static struct list_value row_value(const struct field *field, const char *row)
{
    struct list_value value = {.kind = field->kind};
    const void *place = row + field->offset;
    if (is_text_kind(field->kind)) {
        value.text = *(const struct str *)place;
    } else if (field->kind == FIELD_KIND_REAL) {
        value.real = *(const double *)place;
    } else if (field->kind == FIELD_KIND_BOOL) {
        value.number = *(const bool *)place;
    } else {
        value.number = *(const int64_t *)place;
    }
    return value;
}

static struct str place_of(struct arena *arena, const struct chosen *chosen,
                           const struct rows *rows, size_t index, bool is_back)
{
    struct cursor cursor = {.is_back = is_back, .sort = chosen->sort_text};
    const char *row = (const char *)rows->at + index * rows->table->size;
    for (; chosen->sort->columns[cursor.count] != NULL; cursor.count++) {
        const char *name = chosen->sort->columns[cursor.count];
        cursor.values[cursor.count] = row_value(table_field(rows->table, str_of(name)), row);
    }
    return cursor_text(arena, &cursor);
}

static enum status choose(struct tx *tx, const struct list_query *list,
                          const struct list_request *request, struct chosen *out)
{
    TRY(choose_sort(tx, list, request, out));
    TRY(choose_scope(list, request->scope, out));
    choose_filters(list, request->filters, out);
    return OK;
}

static enum status read_page(struct tx *tx, struct arena *arena, const struct list_request *request,
                             const struct chosen *chosen, struct list_page *page)
{
    struct list_place place = chosen->place;
    place.limit++; /* one more tells whether there is a next page */
    struct binding binding = {request->filters, &place};
    TRY(query_read(tx, arena, list_pick(chosen), &binding, &page->rows));
    bool has_more = page->rows.count == (size_t)place.limit;
    page->rows.count -= has_more ? 1 : 0;
    if (chosen->is_back) {
        turn_round(arena, &page->rows);
    }
    page->next = page->previous = (struct str){NULL, 0};
    if (page->rows.count > 0) {
        if (chosen->is_back || has_more) {
            page->next = place_of(arena, chosen, &page->rows, page->rows.count - 1, false);
        }
        if (chosen->is_back ? has_more : chosen->has_cursor) {
            page->previous = place_of(arena, chosen, &page->rows, 0, true);
        }
    }
    page->sort = chosen->sort_text;
    return OK;
}

enum status list_read(struct tx *tx, struct arena *arena, const struct list_query *list,
                      const struct list_request *request, struct list_page *page)
{
    struct chosen chosen = {.list = list};
    TRY(choose(tx, list, request, &chosen));
    TRY(choose_place(tx, request, page->rows.table, &chosen));
    TRY(read_page(tx, arena, request, &chosen, page));
    if (page->rows.count == 0 && chosen.has_cursor) {
        chosen.has_cursor = chosen.is_back = false;
        return read_page(tx, arena, request, &chosen, page);
    }
    return OK;
}

enum status list_each(struct tx *tx, const struct list_query *list,
                      const struct list_request *request, const struct query_each *each)
{
    struct chosen chosen = {.list = list};
    TRY(choose(tx, list, request, &chosen));
    struct list_place place = {.limit = INT64_MAX};
    struct binding binding = {request->filters, &place};
    return query_stream(tx, list_pick(&chosen), &binding, each);
}
