#include "slices/columns.h"

#include "platform/text/fold.h"

#include <string.h>

struct str column_fold(struct arena *arena, struct str name)
{
    struct str folded = text_fold(arena, name);
    char *kept = arena_alloc(arena, folded.len + 1);
    size_t length = 0;
    for (size_t i = 0; i < folded.len; i++) {
        if (strchr(" -_.,:;/()\n\r\t'\"", folded.at[i]) == NULL) {
            kept[length++] = folded.at[i];
        }
    }
    return (struct str){kept, length};
}

static bool is_asked_for(const struct field *field)
{
    bool is_scalar = field->kind != FIELD_KIND_LIST && field->kind != FIELD_KIND_STRUCT;
    return is_scalar && field->label != NULL &&
           (field->flags & (FIELD_INTERNAL | FIELD_HIDDEN | FIELD_READ_ONLY)) == 0;
}

static bool is_called(struct arena *arena, const struct field *field, struct str folded)
{
    if (str_equal(folded, column_fold(arena, str_of(field->name))) ||
        str_equal(folded, column_fold(arena, str_of(field->label)))) {
        return true;
    }
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        struct str label = translate(language_at(i), field->label);
        if (str_equal(folded, column_fold(arena, label))) {
            return true;
        }
    }
    return false;
}

static const struct field *field_called(struct arena *arena, const struct columns *columns,
                                        struct str folded)
{
    const struct table *table = columns->table;
    const struct column_alias *aliases = columns->aliases;
    for (; aliases != NULL && aliases->name != NULL; aliases++) {
        if (str_equal(folded, column_fold(arena, str_of(aliases->name)))) {
            return table_field(table, str_of(aliases->field));
        }
    }
    for (size_t i = 0; i < table->field_count; i++) {
        if (is_asked_for(&table->fields[i]) && is_called(arena, &table->fields[i], folded)) {
            return &table->fields[i];
        }
    }
    return NULL;
}

/* Keys and labels in every language. */
static struct column_choice *known_choices(struct arena *arena, const struct field *field)
{
    size_t count = 0;
    while (field->choices[count].key != NULL) {
        count++;
    }
    size_t names = 2 + LANGUAGE_COUNT;
    struct column_choice *known = ARENA_ARRAY(arena, count * names + 1, struct column_choice);
    for (size_t i = 0; i < count; i++) {
        const struct choice *choice = &field->choices[i];
        struct column_choice *own = &known[i * names];
        own[0] = (struct column_choice){column_fold(arena, str_of(choice->key)), choice->key};
        own[1] = (struct column_choice){column_fold(arena, str_of(choice->label)), choice->key};
        for (int l = 0; l < LANGUAGE_COUNT; l++) {
            struct str label = translate(language_at(l), choice->label);
            own[2 + l] = (struct column_choice){column_fold(arena, label), choice->key};
        }
    }
    return known;
}

static enum status take_column(struct arena *arena, struct columns *columns, size_t at,
                               struct str name, struct err *err)
{
    const struct field *field = columns->fields[at];
    if (field == NULL) {
        columns->unread = str_format(arena, "%.*s%s%.*s", STR_ARG(columns->unread),
                                     str_is_empty(columns->unread) ? "" : ", ", STR_ARG(name));
        return OK;
    }
    uint64_t bit = (uint64_t)1 << (field - columns->table->fields);
    if ((columns->present & bit) != 0) {
        struct err_item *item =
            err_add_field(err, field->name, N_("Two columns are the same fact: {label}."));
        err_text(err, item, "label", str_of(field->label));
        item->line = 1;
        item->column = (int64_t)at + 1;
        return INVALID;
    }
    columns->present |= bit;
    return OK;
}

enum status columns_find(struct arena *arena, const struct csv_record *header,
                         struct columns *columns, struct err *err)
{
    columns->count = header->cell_count;
    columns->fields = ARENA_ARRAY(arena, header->cell_count + 1, const struct field *);
    columns->choices = ARENA_ARRAY(arena, header->cell_count + 1, struct column_choice *);
    enum status status = OK;
    for (size_t i = 0; i < header->cell_count; i++) {
        struct str folded = column_fold(arena, header->cells[i]);
        columns->fields[i] = field_called(arena, columns, folded);
        if (columns->fields[i] != NULL && columns->fields[i]->kind == FIELD_KIND_ENUM) {
            columns->choices[i] = known_choices(arena, columns->fields[i]);
        }
        if (take_column(arena, columns, i, header->cells[i], err) != OK) {
            status = INVALID;
        }
    }
    TRY(status);
    if (columns->present == 0) {
        struct err_item *item =
            err_add(err, N_("No column has a name that is known here. Found: {columns}."));
        err_text(err, item, "columns", columns->unread);
        item->line = 1;
        return INVALID;
    }
    return OK;
}

/* The key of a choice that people call so. */
static struct str choice_key(struct arena *arena, const struct columns *columns, size_t column,
                             struct str text)
{
    const struct field *field = columns->fields[column];
    for (const struct choice *choice = field->choices; choice->key != NULL; choice++) {
        if (str_equal(text, str_of(choice->key))) {
            return text;
        }
    }
    struct str folded = column_fold(arena, text);
    const struct column_choice *known = columns->choices == NULL ? NULL : columns->choices[column];
    for (; known != NULL && known->key != NULL; known++) {
        if (str_equal(folded, known->folded)) {
            return str_of(known->key);
        }
    }
    return text;
}

/* "1 248" and "6767693.0" are whole numbers too. */
static struct str whole_number(struct arena *arena, struct str text)
{
    char *kept = arena_alloc(arena, text.len + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool is_nbsp = i + 1 < text.len && (unsigned char)text.at[i] == 0xC2 &&
                       (unsigned char)text.at[i + 1] == 0xA0;
        if (is_nbsp) {
            i++;
        } else if (text.at[i] != ' ') {
            kept[length++] = text.at[i];
        }
    }
    struct str number = {kept, length};
    size_t point = str_find(number, '.', 0);
    bool is_zero = point + 1 < number.len;
    for (size_t i = point + 1; i < number.len; i++) {
        is_zero = is_zero && number.at[i] == '0';
    }
    return is_zero ? str_slice(number, 0, point) : number;
}

/* Yes and no as people write them in the three languages. */
static struct str yes_or_no(struct arena *arena, struct str text)
{
    static const char *const YES[] = {"ja", "kylla", "x", "j", "k", "y", "sant", "tosi"};
    static const char *const NO[] = {"nej", "ei", "no", "n", "e", "falskt", "epatosi"};
    struct str folded = column_fold(arena, text);
    for (size_t i = 0; i < sizeof(YES) / sizeof(YES[0]); i++) {
        if (str_equal(folded, str_of(YES[i]))) {
            return STR("true");
        }
    }
    for (size_t i = 0; i < sizeof(NO) / sizeof(NO[0]); i++) {
        if (str_equal(folded, str_of(NO[i]))) {
            return STR("false");
        }
    }
    return text;
}

enum status column_parse(struct arena *arena, const struct columns *columns,
                         const struct column_cell *cell, void *row, struct err *err)
{
    const struct field *field = columns->fields[cell->column];
    struct str text = str_trim(cell->text);
    if (field->kind == FIELD_KIND_ENUM && !str_is_empty(text)) {
        text = choice_key(arena, columns, cell->column, text);
    } else if (field->kind == FIELD_KIND_INT) {
        text = whole_number(arena, text);
    } else if (field->kind == FIELD_KIND_BOOL) {
        text = yes_or_no(arena, text);
    }
    size_t before = err == NULL ? 0 : err->kept;
    enum status status = field_parse(arena, field, text, row, err);
    for (size_t i = before; err != NULL && i < err->kept; i++) {
        err->items[i].column = (int64_t)cell->column + 1;
        err->items[i].value = (field->flags & FIELD_SECRET) != 0 ? STR("") : cell->text;
    }
    return status;
}
