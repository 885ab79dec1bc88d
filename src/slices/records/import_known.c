/* The lines that a feed has brought before, by their digests: what says the same as last time costs no
 * statement. A digest is made of the fields and not of the columns, so that another order of these is no
 * change. */
#include "platform/base/vec.h"
#include "platform/secret/secret.h"
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/import.h"

#include <inttypes.h>

enum { DIGEST_CHARACTERS = 32 };

static const struct field ROW_FIELDS[] = {
    FIELD(ID, struct known_row, feed_id, NULL),
    FIELD(ID, struct known_row, row_id, NULL),
    FIELD(TEXT, struct known_row, digest, NULL),
};
const struct table KNOWN_ROW_TABLE = TABLE("known_row", struct known_row, ROW_FIELDS);

struct str import_digest(struct arena *arena, const struct import_table *table,
                         const struct import_line *line)
{
    const struct table *fields = table->columns.table;
    struct digest_stream stream;
    digest_begin(&stream, NULL);
    for (size_t f = 0; f < fields->field_count; f++) {
        if ((table->columns.present >> f & 1) == 0) {
            continue;
        }
        for (size_t i = 0; i < table->columns.count; i++) {
            struct str cell = str_trim(line->cells[i]);
            if (table->columns.fields[i] == &fields->fields[f] && !str_is_empty(cell)) {
                digest_add_part(&stream, str_of(fields->fields[f].name));
                digest_add_part(&stream, cell);
            }
        }
    }
    struct digest digest = digest_end(&stream);
    return str_slice(digest_hex(arena, &digest), 0, DIGEST_CHARACTERS);
}

static struct str row_key(struct arena *arena, int64_t row)
{
    return str_format(arena, "%" PRId64, row);
}

struct reading {
    struct arena *arena;
    struct vec rows;
};

static enum status read_row(void *self, const void *row)
{
    struct reading *reading = self;
    struct known_row known = *(const struct known_row *)row;
    known.digest = str_copy(reading->arena, known.digest);
    known.is_hit = false;
    *(struct known_row *)vec_add(&reading->rows) = known;
    return OK;
}

enum status import_known_read(struct tx *tx, struct arena *arena, int64_t feed,
                              struct import_known *out)
{
    struct known_row wanted = {.feed_id = feed};
    struct reading reading = {arena, vec_of(arena, sizeof(struct known_row))};
    struct query_each each = {&KNOWN_ROW_TABLE, read_row, &reading};
    TRY(query_each(tx, &RECORDS_FEED_ROWS, bind_row(&KNOWN_ROW_TABLE, &wanted), &each));
    struct import_known known = {reading.rows.at, reading.rows.count, map_of(arena), map_of(arena)};
    for (size_t i = 0; i < known.count; i++) {
        struct known_row *row = &known.rows[i];
        if (!str_is_empty(row->digest)) {
            map_put(&known.by_digest, row->digest, row);
        }
        map_put(&known.by_row, row_key(arena, row->row_id), row);
    }
    *out = known;
    return OK;
}

struct known_row *import_known_line(struct arena *arena, const struct import_known *known,
                                    const struct import_table *table,
                                    const struct import_line *line)
{
    return known == NULL ? NULL : map_get(&known->by_digest, import_digest(arena, table, line));
}

void import_known_hit(struct arena *arena, const struct import_known *known, int64_t row)
{
    struct known_row *found = known == NULL ? NULL : map_get(&known->by_row, row_key(arena, row));
    if (found != NULL) {
        found->is_hit = true;
    }
}

enum status import_known_put(struct tx *tx, const struct known_row *row)
{
    int64_t changed = 0;
    return query_run(tx, &RECORDS_FEED_ROW_PUT, bind_row(&KNOWN_ROW_TABLE, row), &changed);
}

enum status import_known_forget(struct tx *tx, const struct known_row *row)
{
    int64_t changed = 0;
    return query_run(tx, &RECORDS_FEED_ROW_GONE, bind_row(&KNOWN_ROW_TABLE, row), &changed);
}
