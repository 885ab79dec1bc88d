/* Settings that differ from their default are rows; all are read from memory, under a lock that is held
 * for a look-up only. A change is an event with history, like any other. */
#include "platform/work/setting.h"

#include "platform/base/log.h"
#include "platform/base/map.h"
#include "platform/base/rand.h"
#include "platform/db/history.h"
#include "platform/work/job_rows.h"
#include "work_queries.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct setting_row {
    int64_t id;
    int64_t version;
    struct str key;
    struct str value;
};
static const struct field SETTING_FIELDS[] = {
    FIELD(ID, struct setting_row, id, NULL),
    FIELD(INT, struct setting_row, version, NULL),
    FIELD(TEXT, struct setting_row, key, N_("Setting")),
    FIELD(TEXT, struct setting_row, value, N_("Value")),
};
static const struct table SETTING_TABLE = TABLE("setting", struct setting_row, SETTING_FIELDS);

const struct entity SETTING_ENTITY = {
    .table = &SETTING_TABLE,
    .get = &SETTING_BY_ID,
    .insert = &SETTING_INSERT,
    .update = &SETTING_UPDATE,
    .remove = &SETTING_REMOVE,
};
const struct event_kind SETTING_CHANGED = {
    .name = "setting.changed", .label = N_("Setting changed"), .thing = N_("Setting")};

/* One reading of all rows; replaced as a whole. The lock guards the pointer and the readers' use. */
struct setting_values {
    pthread_rwlock_t lock;
    struct arena *arena;
    struct map map; /* key to struct setting_row */
};

static enum status read_all(struct platform *platform, struct arena *arena, struct rows *rows,
                            struct err *err)
{
    struct tx *reader READER_SCOPED = NULL;
    TRY(db_reader(platform->db, arena, &reader, err));
    rows->table = &SETTING_TABLE;
    return query_rows(reader, arena, &SETTING_ALL, bind_none(), rows);
}

enum status settings_load(struct platform *platform, struct err *err)
{
    struct arena *arena = arena_new(0);
    struct rows rows = {0};
    enum status status = read_all(platform, arena, &rows, err);
    if (status != OK) {
        arena_free(arena);
        return status;
    }
    struct map map = map_of(arena);
    struct setting_row *row = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        map_put(&map, row[i].key, &row[i]);
    }
    if (platform->setting_values == NULL) {
        platform->setting_values = calloc(1, sizeof(struct setting_values));
        if (platform->setting_values == NULL) {
            die("out of memory");
        }
        pthread_rwlock_init(&platform->setting_values->lock, NULL);
    }
    struct setting_values *values = platform->setting_values;
    pthread_rwlock_wrlock(&values->lock);
    struct arena *old = values->arena;
    values->arena = arena;
    values->map = map;
    pthread_rwlock_unlock(&values->lock);
    arena_free(old);
    modules_read(platform);
    return OK;
}

void modules_read(struct platform *platform)
{
    uint64_t off = 0;
    const struct setting *const *module = platform->modules;
    for (unsigned i = 0; module != NULL && module[i] != NULL; i++) {
        assert(i < 64);
        off |= setting_bool(platform, module[i]) ? 0 : (uint64_t)1 << i;
    }
    atomic_store(&platform->modules_off, off);
}

bool module_is_on(const struct platform *platform, const struct setting *module)
{
    if (module == NULL) {
        return true;
    }
    uint64_t off = atomic_load_explicit(&platform->modules_off, memory_order_relaxed);
    for (unsigned i = 0; off != 0 && platform->modules[i] != NULL; i++) {
        if (platform->modules[i] == module) {
            return (off >> i & 1) == 0;
        }
    }
    return true;
}

void settings_free(struct platform *platform)
{
    struct setting_values *values = platform->setting_values;
    if (values == NULL) {
        return;
    }
    platform->setting_values = NULL;
    pthread_rwlock_destroy(&values->lock);
    arena_free(values->arena);
    free(values);
}

struct str setting_text(struct platform *platform, struct arena *arena,
                        const struct setting *setting)
{
    struct setting_values *values = platform->setting_values;
    if (values == NULL) {
        return str_of(setting->initial);
    }
    pthread_rwlock_rdlock(&values->lock);
    const struct setting_row *row = map_get(&values->map, str_of(setting->key));
    struct str text = row == NULL ? str_of(setting->initial) : str_copy(arena, row->value);
    pthread_rwlock_unlock(&values->lock);
    return text;
}

int64_t setting_int(struct platform *platform, const struct setting *setting)
{
    ARENA_SCOPED(scratch);
    int64_t value = 0;
    bool is_number = str_to_int64(setting_text(platform, scratch, setting), &value);
    assert(is_number); /* checked when it was declared and when it was changed */
    return value;
}

bool setting_bool(struct platform *platform, const struct setting *setting)
{
    ARENA_SCOPED(scratch);
    return str_equal(setting_text(platform, scratch, setting), STR("true"));
}

/* What a setting's value must be, as a field of its own kind. */
static enum status check(struct call *call, const struct setting *setting, struct str value,
                         struct str *out_text)
{
    struct {
        bool truth;
        int64_t number;
        struct str text;
    } row = {0};
    struct field field = {
        .name = setting->key,
        .label = setting->label,
        .kind = setting->kind,
        .flags = setting->initial[0] != '\0' ? FIELD_REQUIRED : 0,
        .offset = setting->kind == FIELD_KIND_BOOL  ? offsetof(__typeof__(row), truth)
                  : setting->kind == FIELD_KIND_INT ? offsetof(__typeof__(row), number)
                                                    : offsetof(__typeof__(row), text),
        .choices = setting->choices,
        .min = setting->min,
        .max = setting->max,
    };
    TRY(field_parse(call->arena, &field, value, &row, call->err));
    *out_text = field_format(call->arena, &field, &row);
    *out_text = out_text->at == NULL ? STR("") : *out_text;
    return OK;
}

static enum status change_value(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct setting_row *wanted = in;
    struct setting_row before;
    struct setting_row after = *wanted;
    enum status found =
        query_one(tx, &SETTING_BY_KEY, bind_row(&SETTING_TABLE, wanted), &SETTING_TABLE, &before);
    if (found != OK && found != NOT_FOUND) {
        return found;
    }
    if (found == OK) {
        after.id = before.id;
        after.version = before.version;
    }
    struct event event = {.kind = &SETTING_CHANGED,
                          .subject_table = &SETTING_TABLE,
                          .subject = after.id,
                          .cause = NO_INT};
    int64_t event_id = 0;
    TRY(event_emit(tx, &event, &event_id));
    return found == OK ? entity_update(tx, &SETTING_ENTITY, event_id, &before, &after)
                       : entity_insert(tx, &SETTING_ENTITY, event_id, &after);
}

enum status setting_change(struct call *call, const struct setting *setting, struct str value)
{
    struct setting_row row = {.id = id_new(), .version = 1, .key = str_of(setting->key)};
    TRY(check(call, setting, value, &row.value));
    TRY(call_write(call, "setting.change", change_value, &row, NULL));
    return settings_load(call->platform, call->err);
}
