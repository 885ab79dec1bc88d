/* Writing records: one place changes a thing's table, so that what is worked out and the words it is
 * found by can never differ from what they were worked out from. */
#include "platform/base/date.h"
#include "platform/base/rand.h"
#include "platform/text/fold.h"
#include "platform/text/zone.h"
#include "platform/work/platform.h"
#include "slices/records/records.h"
#include "slices/words.h"

#include <string.h>

enum { TEXTS = 16, ADD_CHUNK = 500 };

enum status record_writer_open(struct tx *tx, const struct language *language, struct err *err,
                               struct record_writer *out)
{
    struct record_writer writer = {.tx = tx,
                                   .language = language,
                                   .event = NO_INT,
                                   .default_area = NO_INT,
                                   .cause = NO_INT,
                                   .err = err};
    TRY(people_areas(tx, tx_arena(tx), &writer.areas));
    writer.sorted = ARENA_NEW(tx_arena(tx), struct map);
    *writer.sorted = map_of(tx_arena(tx));
    *out = writer;
    return OK;
}

enum status record_emit(struct record_writer *writer, const struct record *record,
                        const struct event_kind *kind, int64_t id)
{
    struct event event = {
        .kind = kind, .subject_table = record->entity->table, .subject = id, .cause = NO_INT};
    return event_emit(writer->tx, &event, &writer->event);
}

const struct area *record_area(const struct record_writer *writer, int64_t id)
{
    const struct area *areas = writer->areas.at;
    for (size_t i = 0; i < writer->areas.count; i++) {
        if (areas[i].id == id) {
            return &areas[i];
        }
    }
    return NULL;
}

static struct str date_at(struct arena *arena, const char *zone, int64_t now)
{
    return date_text(arena, zone_date(zone_or_utc(zone), now));
}

struct str record_today(const struct call *call)
{
    return date_at(call->arena, call->zone, clock_now(call->clock));
}

struct str record_today_in(const struct record_writer *writer, int64_t area)
{
    const struct area *found = record_area(writer, area);
    struct arena *arena = tx_arena(writer->tx);
    return date_at(arena, found == NULL ? NULL : str_c(arena, found->zone), tx_now(writer->tx));
}

struct str record_tidy(const struct record_writer *writer, struct str text)
{
    struct arena *arena = tx_arena(writer->tx);
    struct str rest = text_normalize(arena, str_trim(text));
    struct str word;
    struct str tidied = {NULL, 0};
    if (str_find_str(rest, STR("  ")) == rest.len) {
        return rest.len == 0 ? tidied : rest;
    }
    while (str_next(&rest, ' ', &word)) {
        if (word.len > 0) {
            tidied = str_format(arena, "%.*s%s%.*s", STR_ARG(tidied), tidied.len > 0 ? " " : "",
                                STR_ARG(word));
        }
    }
    return tidied;
}

struct str record_repeated_key(const struct record_writer *writer, struct str text)
{
    struct str *known = map_get(writer->sorted, text);
    if (known == NULL) {
        struct arena *arena = tx_arena(writer->tx);
        struct str key = text_sort_key(arena, writer->language, text);
        known = arena_copy(arena, &key, sizeof(key));
        map_put(writer->sorted, str_copy(arena, text), known);
    }
    return *known;
}

/* --- Words to be found by --- */

static struct str words_of(struct arena *arena, const struct record *record, const void *row)
{
    struct str texts[TEXTS];
    size_t count = 0;
    for (size_t i = 0; record->words[i] != NULL && count < TEXTS; i++) {
        texts[count++] = record_text(record->entity->table, record->words[i], row);
    }
    return words_join(arena, texts, count);
}

static enum status words_each(const struct record_writer *writer, const struct record *record,
                              const struct query *query, const void *row)
{
    const struct table *table = record->entity->table;
    return record->words == NULL ? OK
                                 : words_write(writer->tx, query, record_int(table, "id", row),
                                               record_text(table, "words", row));
}

enum status record_prepare(const struct record_writer *writer, const struct record *record,
                           void *row)
{
    const struct table *table = record->entity->table;
    if (record->part_of == NULL && record_area(writer, record_int(table, "area_id", row)) == NULL) {
        return err_return_field(writer->err, "area_id", N_("Choose an area."));
    }
    TRY(record->prepare(writer, row));
    if (record->words != NULL && !writer->is_dry) {
        *field_str(table_field(table, STR("words")), row) =
            words_of(tx_arena(writer->tx), record, row);
    }
    return OK;
}

/* --- Writing --- */

static enum status tell_written(const struct record_writer *writer, const struct record *record,
                                const void *before, const void *after)
{
    return record->written == NULL ? OK : record->written(writer, before, after);
}

uint64_t record_difference(const struct record *record, const void *before, const void *after)
{
    const struct table *table = record->entity->table;
    uint64_t difference = entity_difference(table, before, after);
    for (size_t i = 0; record->beside_fields != NULL && record->beside_fields[i] != NULL; i++) {
        const struct field *field = table_field(table, str_of(record->beside_fields[i]));
        if (!field_equal(field, before, after)) {
            difference |= (uint64_t)1 << (field - table->fields);
        }
    }
    return difference;
}

bool record_is_hidden(const struct record *record, const void *row)
{
    static const struct viewer NOBODY = {.person = NO_INT};
    return record->is_seen != NULL && !record->is_seen(&NOBODY, row);
}

enum status record_insert(const struct record_writer *writer, const struct record *record,
                          void *row)
{
    if (record->beside != NULL) {
        TRY(record->beside(writer, NULL, row));
    }
    TRY(entity_insert(writer->tx, record->entity, writer->event, row));
    TRY(words_each(writer, record, record->word_put, row));
    return tell_written(writer, record, NULL, row);
}

enum status record_refuse_taken(const struct record_writer *writer, const struct record *record,
                                const void *row)
{
    const struct table *table = record->entity->table;
    const struct record_unique *unique = record->unique;
    if (unique == NULL || str_is_empty(record_text(table, unique->field, row))) {
        return OK;
    }
    void *other = arena_alloc(tx_arena(writer->tx), table->size);
    enum status status = query_one(writer->tx, unique->query, bind_row(table, row), table, other);
    if (status == OK && record_int(table, "id", other) != record_int(table, "id", row)) {
        return err_return_field(writer->err, unique->field, unique->message);
    }
    return status == NOT_FOUND ? OK : status;
}

static enum status words_follow(const struct record_writer *writer, const struct record *record,
                                const void *before, const void *after)
{
    const struct table *table = record->entity->table;
    if (str_equal(record_text(table, "words", before), record_text(table, "words", after))) {
        return OK;
    }
    TRY(words_each(writer, record, record->word_forget, before));
    return words_each(writer, record, record->word_put, after);
}

enum status record_update(const struct record_writer *writer, const struct record *record,
                          const void *before, void *after)
{
    const struct table *table = record->entity->table;
    const struct record_unique *unique = record->unique;
    /* Told apart from a version that is no longer the row's, which is CONFLICT too. */
    if (unique != NULL && !str_equal(record_text(table, unique->field, before),
                                     record_text(table, unique->field, after))) {
        TRY(record_refuse_taken(writer, record, after));
    }
    if (record->beside != NULL) {
        TRY(record->beside(writer, before, after));
    }
    TRY(entity_update(writer->tx, record->entity, writer->event, before, after));
    TRY(words_follow(writer, record, before, after));
    return tell_written(writer, record, before, after);
}

enum status record_words_follow(const struct record_writer *writer, const struct record *record,
                                const void *before, void *after)
{
    *field_str(table_field(record->entity->table, STR("words")), after) =
        words_of(tx_arena(writer->tx), record, after);
    return words_follow(writer, record, before, after);
}

enum status record_remove(const struct record_writer *writer, const struct record *record,
                          const void *before)
{
    TRY(tell_written(writer, record, before, NULL));
    TRY(words_each(writer, record, record->word_forget, before));
    return entity_remove(writer->tx, record->entity, writer->event, before);
}

/* --- Verbs --- */

struct add_in {
    const struct language *language;
    const struct record *record;
    const void *row;
};

/* A row of the record's table, as another one is. */
static void *copy_of(struct tx *tx, const struct record *record, const void *row)
{
    return arena_copy(tx_arena(tx), row, record->entity->table->size);
}

static enum status add(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct add_in *wanted = in;
    const struct record *record = wanted->record;
    void *row = copy_of(tx, record, wanted->row);
    struct record_writer writer;
    TRY(record_writer_open(tx, wanted->language, err, &writer));
    int64_t id = id_new();
    *field_int(table_field(record->entity->table, STR("id")), row) = id;
    TRY(record_emit(&writer, record, record->added, id));
    TRY(record_prepare(&writer, record, row));
    TRY(record_refuse_taken(&writer, record, row));
    TRY(record_insert(&writer, record, row));
    memcpy(out, &id, sizeof(id));
    return OK;
}

enum status record_add(struct call *call, const struct record *record, const void *wanted,
                       int64_t *out_id)
{
    struct add_in in = {call->platform->language, record, wanted};
    return call_write(call, record->added->name, add, &in, out_id);
}

struct many_in {
    const struct language *language;
    const struct record *record;
    const char *rows;
    size_t count;
};

static enum status add_some(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct many_in *wanted = in;
    const struct record *record = wanted->record;
    const struct table *table = record->entity->table;
    const struct field *id_field = table_field(table, STR("id"));
    struct record_writer writer;
    TRY(record_writer_open(tx, wanted->language, err, &writer));
    TRY(record_emit(&writer, record, record->added, NO_INT));
    int64_t *ids = out;
    for (size_t i = 0; i < wanted->count; i++) {
        void *row = copy_of(tx, record, wanted->rows + i * table->size);
        ids[i] = id_new();
        *field_int(id_field, row) = ids[i];
        TRY(record_prepare(&writer, record, row));
        TRY(record_insert(&writer, record, row));
    }
    return OK;
}

enum status record_add_many(struct call *call, const struct record *record, void *rows,
                            size_t count)
{
    const struct table *table = record->entity->table;
    const struct field *id_field = table_field(table, STR("id"));
    int64_t ids[ADD_CHUNK];
    for (size_t from = 0; from < count; from += ADD_CHUNK) {
        size_t some = count - from < ADD_CHUNK ? count - from : ADD_CHUNK;
        char *first = (char *)rows + from * table->size;
        struct many_in in = {call->platform->language, record, first, some};
        ARENA_SCOPED(scratch);
        struct db_change change = {.name = record->added->name,
                                   .run = add_some,
                                   .in = &in,
                                   .out = ids,
                                   .actor = call->actor,
                                   .arena = scratch,
                                   .is_bulk = true};
        TRY(db_write(call->db, &change, call->err));
        for (size_t i = 0; i < some; i++) {
            *field_int(id_field, first + i * table->size) = ids[i];
        }
    }
    return OK;
}

struct save_in {
    const struct language *language;
    const struct record_change *change;
};

static enum status save(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct save_in *wanted = in;
    const struct record *record = wanted->change->record;
    const struct table *table = record->entity->table;
    int64_t id = record_int(table, "id", wanted->change->row);
    void *before = arena_alloc(tx_arena(tx), table->size);
    TRY(entity_get(tx, record->entity, id, before));
    if (record_int(table, "version", before) != record_int(table, "version", wanted->change->row)) {
        return err_return(err, CONFLICT, N_("Somebody else saved this meanwhile."));
    }
    void *after = copy_of(tx, record, wanted->change->row);
    for (size_t i = 0; i < table->field_count; i++) {
        if ((wanted->change->keeps >> i & 1) != 0) {
            record_take(&table->fields[i], after, &table->fields[i], before);
        }
    }
    if (record->carry != NULL) {
        record->carry(before, after);
    }
    struct record_writer writer;
    TRY(record_writer_open(tx, wanted->language, err, &writer));
    TRY(record_prepare(&writer, record, after));
    if (record_difference(record, before, after) == 0) {
        return OK;
    }
    TRY(record_emit(&writer, record, record->changed, id));
    return record_update(&writer, record, before, after);
}

enum status record_save(struct call *call, const struct record_change *wanted)
{
    struct save_in in = {call->platform->language, wanted};
    return call_write(call, wanted->record->changed->name, save, &in, NULL);
}
