/* Areas and roles: adding, giving, withdrawing. People stand in people_person.c, signing in in
 * people_door.c. */
#include "slices/people/people.h"

#include "people_queries.h"
#include "platform/base/rand.h"
#include "platform/base/vec.h"
#include "platform/text/fold.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/people/people_events.h"

#include <string.h>

const struct permission PEOPLE_MANAGE = {"people.manage", N_("Give and withdraw roles")};
const struct permission PEOPLE_PROTECTED_READ = {"people.protected.read",
                                                 N_("See people with a protected identity")};
const struct permission PEOPLE_PROTECTED_SET = {"people.protected.set",
                                                N_("Say who has a protected identity")};
const struct permission AUDIT_READ = {"audit.read", N_("See what happened and who did it")};
const struct permission SETTING_MANAGE = {"setting.manage", N_("Change settings")};
const struct permission PEOPLE_REACH = {"people.reach", N_("See who cannot be reached")};

const struct event_kind AREA_ADDED = {
    .name = "area.added",
    .label = N_("Area added"),
    .thing = N_("Area"),
};
const struct event_kind ROLE_GIVEN = {
    .name = "role.given",
    .label = N_("Role given"),
    .thing = N_("Person"),
    .path = "/people/",
};
const struct event_kind ROLE_WITHDRAWN = {
    .name = "role.withdrawn",
    .label = N_("Role withdrawn"),
    .thing = N_("Person"),
    .path = "/people/",
};

static enum status emit(struct tx *tx, const struct event_kind *kind, const struct table *table,
                        int64_t subject, int64_t *out_event)
{
    struct event event = {
        .kind = kind, .subject_table = table, .subject = subject, .cause = NO_INT};
    return event_emit(tx, &event, out_event);
}

/* --- Areas --- */

enum status people_area_insert(struct tx *tx, struct area *area, struct err *err)
{
    area->id = id_new();
    area->name_key = text_sort_key(tx_arena(tx), language_find(area->language), area->name);
    int64_t event = NO_INT;
    TRY(emit(tx, &AREA_ADDED, &AREA_TABLE, area->id, &event));
    enum status status = entity_insert(tx, &AREA_ENTITY, event, area);
    if (status == CONFLICT) {
        err_add_field(err, "name", N_("There is already an area with this name."));
    }
    return status;
}

static enum status area_add(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct area *wanted = in;
    struct area area = *wanted;
    TRY(people_area_insert(tx, &area, err));
    memcpy(out, &area.id, sizeof(area.id));
    return OK;
}

enum status people_area_add(struct call *call, struct area *area)
{
    return call_write(call, "area.add", area_add, area, &area->id);
}

enum status people_areas(struct tx *tx, struct arena *arena, struct rows *out_areas)
{
    out_areas->table = &AREA_TABLE;
    return query_rows(tx, arena, &PEOPLE_AREAS, bind_none(), out_areas);
}

struct seen_bind {
    struct str permission;
};
static const struct field SEEN_FIELDS[] = {FIELD(TEXT, struct seen_bind, permission, NULL)};
static const struct table SEEN_TABLE = TABLE("seen", struct seen_bind, SEEN_FIELDS);

enum status people_areas_seen(struct tx *tx, struct arena *arena,
                              const struct permission *permission, struct rows *out_areas)
{
    struct seen_bind bind = {str_of(permission->key)};
    out_areas->table = &AREA_TABLE;
    return query_rows(tx, arena, &PEOPLE_AREAS_OF, bind_row(&SEEN_TABLE, &bind), out_areas);
}

enum status people_areas_of_viewer(struct request *request, const struct permission *permission,
                                   struct rows *out_areas)
{
    if (viewer_recall(&request->viewer, permission, out_areas)) {
        return OK;
    }
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(people_areas_seen(tx, request->call.arena, permission, out_areas));
    viewer_remember(&request->viewer, permission, out_areas);
    return OK;
}

void people_area_choices(struct arena *arena, const struct rows *areas,
                         struct page_choice **out_choices, size_t *out_count)
{
    struct page_choice *choices = ARENA_ARRAY(arena, areas->count + 1, struct page_choice);
    const struct area *area = areas->at;
    for (size_t i = 0; i < areas->count; i++) {
        choices[i].key = str_format(arena, "%lld", (long long)area[i].id);
        choices[i].label = area[i].name;
    }
    *out_choices = choices;
    *out_count = areas->count;
}

/* --- Roles --- */

static bool is_chosen(const struct page_choice *choices, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(choices[i].key, str_of(key))) {
            return true;
        }
    }
    return false;
}

void people_role_choices(const struct call *call, struct page_choice **out_choices,
                         size_t *out_count)
{
    struct vec choices = vec_of(call->arena, sizeof(struct page_choice));
    const struct slice *const *slices = slices_with_parts(call->arena, call->platform->slices);
    for (size_t s = 0; slices[s] != NULL; s++) {
        const struct role *const *roles =
            module_is_on(call->platform, slices[s]->module) ? slices[s]->roles : NULL;
        for (; roles != NULL && *roles != NULL; roles++) {
            if (!is_chosen(choices.at, choices.count, (*roles)->key)) {
                *(struct page_choice *)vec_add(&choices) = (struct page_choice){
                    str_of((*roles)->key), translate(call->language, (*roles)->label), false};
            }
        }
    }
    *out_choices = choices.at;
    *out_count = choices.count;
}

struct role_row {
    struct str role;
    int64_t position;
    struct str label;
    struct str permission;
};
static const struct field ROLE_FIELDS[] = {
    FIELD(TEXT, struct role_row, role, NULL),
    FIELD(INT, struct role_row, position, NULL),
    FIELD(TEXT, struct role_row, label, NULL),
    FIELD(TEXT, struct role_row, permission, NULL),
};
static const struct table ROLE_TABLE = TABLE("people_role", struct role_row, ROLE_FIELDS);

static enum status role_put(struct tx *tx, const struct role *role, int64_t position)
{
    struct role_row row = {
        .role = str_of(role->key), .position = position, .label = str_of(role->label)};
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_ROLE_PUT, bind_row(&ROLE_TABLE, &row), &changed));
    for (size_t i = 0; role->permissions != NULL && role->permissions[i] != NULL; i++) {
        row.permission = str_of(role->permissions[i]->key);
        TRY(query_run(tx, &PEOPLE_ROLE_PERMISSION_PUT, bind_row(&ROLE_TABLE, &row), &changed));
    }
    return OK;
}

struct sync_in {
    const struct platform *platform;
    const struct slice *const *slices;
};

/* A role may be declared by several slices; the first to do so has the last word on its label. */
static enum status roles_sync(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct sync_in *sync = in;
    const struct slice *const *slices = sync->slices;
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_ROLE_PERMISSIONS_CLEAR, bind_none(), &changed));
    int64_t last = 0;
    while (slices[last] != NULL) {
        last++;
    }
    for (int64_t s = last - 1; s >= 0; s--) {
        const struct role *const *roles =
            module_is_on(sync->platform, slices[s]->module) ? slices[s]->roles : NULL;
        for (int64_t r = 0; roles != NULL && roles[r] != NULL; r++) {
            TRY(role_put(tx, roles[r], s * 100 + r));
        }
    }
    return OK;
}

enum status people_roles_sync(struct call *call, const struct slice *const *slices)
{
    struct sync_in in = {call->platform, slices};
    TRY(call_write(call, "roles.sync", roles_sync, &in, NULL));
    return people_words_sync(call);
}

static enum status role_give(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    struct role_grant grant = *(const struct role_grant *)in;
    grant.id = id_new();
    int64_t event = NO_INT;
    TRY(emit(tx, &ROLE_GIVEN, &PERSON_TABLE, grant.person_id, &event));
    TRY(entity_insert(tx, &ROLE_GRANT_ENTITY, event, &grant));
    memcpy(out, &grant.id, sizeof(grant.id));
    return OK;
}

enum status people_role_give(struct call *call, struct role_grant *grant)
{
    if (str_is_empty(grant->scope_type) || str_equal(grant->scope_type, STR("all"))) {
        grant->scope_type = STR("all");
        grant->scope_id = NO_INT;
    } else if (grant->scope_id == NO_INT) {
        return err_return_field(call->err, "place", N_("Write where."));
    }
    if (grant->to_at != NO_TIME && grant->to_at <= grant->from_at) {
        return err_return_field(call->err, "to_day", N_("The last day is before the first."));
    }
    return call_write(call, "role.give", role_give, grant, &grant->id);
}

struct grants_bind {
    struct str role;
    int64_t id;
    int64_t others;
};
static const struct field GRANTS_FIELDS[] = {
    FIELD(TEXT, struct grants_bind, role, NULL),
    FIELD(ID, struct grants_bind, id, NULL),
    FIELD(INT, struct grants_bind, others, NULL),
};
static const struct table GRANTS_TABLE = TABLE("grants", struct grants_bind, GRANTS_FIELDS);

/* Whoever takes the last administrator away locks everybody out. */
static enum status refuse_last_administrator(struct tx *tx, const struct role_grant *grant,
                                             struct err *err)
{
    if (!str_equal(grant->role, STR("admin"))) {
        return OK;
    }
    struct grants_bind count = {grant->role, grant->id, 0};
    struct grants_bind found;
    TRY(query_one(tx, &PEOPLE_GRANTS_ELSEWHERE, bind_row(&GRANTS_TABLE, &count), &GRANTS_TABLE,
                  &found));
    return found.others > 0
               ? OK
               : err_return(
                     err, CONFLICT,
                     N_("This is the last administrator. Give somebody else the role first."));
}

static enum status grant_event(const struct person_writer *writer, const struct event_kind *kind,
                               int64_t person, int64_t *out_event)
{
    *out_event = writer->event;
    return writer->event != NO_INT ? OK : emit(writer->tx, kind, &PERSON_TABLE, person, out_event);
}

enum status people_role_insert(const struct person_writer *writer, struct role_grant *grant)
{
    int64_t event = NO_INT;
    TRY(grant_event(writer, &ROLE_GIVEN, grant->person_id, &event));
    grant->id = id_new();
    return entity_insert(writer->tx, &ROLE_GRANT_ENTITY, event, grant);
}

enum status people_roles_end(const struct person_writer *writer, const struct roles_end *wanted)
{
    struct role_grant bind = {.person_id = wanted->person_id, .from_at = wanted->at};
    struct rows rows = {.table = &ROLE_GRANT_TABLE};
    TRY(query_rows(writer->tx, tx_arena(writer->tx), &PEOPLE_GRANTS_OPEN,
                   bind_row(&ROLE_GRANT_TABLE, &bind), &rows));
    const struct role_grant *grants = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        TRY(refuse_last_administrator(writer->tx, &grants[i], writer->err));
        struct role_grant after = grants[i];
        after.to_at = wanted->at > after.from_at ? wanted->at : after.from_at;
        int64_t event = NO_INT;
        TRY(grant_event(writer, &ROLE_WITHDRAWN, wanted->person_id, &event));
        TRY(entity_update(writer->tx, &ROLE_GRANT_ENTITY, event, &grants[i], &after));
    }
    return OK;
}

static enum status role_withdraw(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct role_end *wanted = in;
    struct role_grant before;
    TRY(entity_get(tx, &ROLE_GRANT_ENTITY, wanted->grant, &before));
    TRY(refuse_last_administrator(tx, &before, err));
    int64_t event = NO_INT;
    TRY(emit(tx, &ROLE_WITHDRAWN, &PERSON_TABLE, before.person_id, &event));
    struct role_grant after = before;
    after.to_at = wanted->at == NO_TIME || wanted->at < tx_now(tx) ? tx_now(tx) : wanted->at;
    if (before.to_at != NO_TIME && before.to_at < after.to_at) {
        return err_return_field(err, "last_day", N_("The role ends before that day."));
    }
    after.to_at = after.to_at > before.from_at ? after.to_at : before.from_at;
    return entity_update(tx, &ROLE_GRANT_ENTITY, event, &before, &after);
}

enum status people_role_withdraw(struct call *call, const struct role_end *wanted)
{
    return call_write(call, "role.withdraw", role_withdraw, wanted, NULL);
}
