/* Who is looking: from the token of a cookie to a person with rights, in one statement. */
#include "people_queries.h"
#include "slices/people/people.h"

struct viewer_row {
    int64_t session, person, position;
    struct str name, language, scheme, role, permission, scope_type;
    int64_t scope_id, from_at, to_at, expires_at, inbox;
};
static const struct field VIEWER_ROW_FIELDS[] = {
    FIELD(ID, struct viewer_row, session, NULL),
    FIELD(ID, struct viewer_row, person, NULL),
    FIELD(INT, struct viewer_row, position, NULL),
    FIELD(TEXT, struct viewer_row, name, NULL),
    FIELD(TEXT, struct viewer_row, language, NULL),
    FIELD(TEXT, struct viewer_row, scheme, NULL),
    FIELD(TEXT, struct viewer_row, role, NULL),
    FIELD(TEXT, struct viewer_row, permission, NULL),
    FIELD(TEXT, struct viewer_row, scope_type, NULL),
    FIELD(ID, struct viewer_row, scope_id, NULL),
    FIELD(TIME, struct viewer_row, from_at, NULL),
    FIELD(TIME, struct viewer_row, to_at, NULL),
    FIELD(TIME, struct viewer_row, expires_at, NULL),
    FIELD(INT, struct viewer_row, inbox, NULL),
};
static const struct table VIEWER_ROW_TABLE =
    TABLE("viewer_row", struct viewer_row, VIEWER_ROW_FIELDS);

struct token_bind {
    struct str token_hash;
    int64_t real_now;
};
static const struct field TOKEN_FIELDS[] = {
    FIELD(TEXT, struct token_bind, token_hash, NULL, .flags = FIELD_SECRET),
    FIELD(TIME, struct token_bind, real_now, NULL),
};
static const struct table TOKEN_TABLE = TABLE("token", struct token_bind, TOKEN_FIELDS);

/* Whether the grant holds now. Until when the viewer stays the same: until the next time at which a
 * grant of theirs begins or ends, or something waits in their inbox. */
static bool holds(const struct viewer_row *row, int64_t now, struct viewer *viewer)
{
    int64_t turns[] = {row->from_at, row->to_at};
    for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]); i++) {
        if (turns[i] == NO_TIME) {
            continue;
        }
        if (turns[i] <= now) {
            viewer->since = turns[i] > viewer->since ? turns[i] : viewer->since;
        } else {
            viewer->until = turns[i] < viewer->until ? turns[i] : viewer->until;
        }
    }
    return row->from_at != NO_TIME && row->from_at <= now &&
           (row->to_at == NO_TIME || row->to_at > now);
}

static enum status viewer_find(struct tx *tx, struct arena *arena, struct str token_hash,
                               struct viewer *out)
{
    struct token_bind bind = {token_hash, real_now_ms()};
    struct rows rows = {.table = &VIEWER_ROW_TABLE};
    TRY(query_rows(tx, arena, &PEOPLE_VIEWER, bind_row(&TOKEN_TABLE, &bind), &rows));
    if (rows.count == 0) {
        return UNAUTHENTICATED;
    }
    const struct viewer_row *row = rows.at;
    struct viewer viewer = {
        .person = row->person,
        .session = row->session,
        .name = row->name,
        .role = row->role,
        .language = row->language,
        .scheme = row->scheme,
        .grants = ARENA_ARRAY(arena, rows.count, struct grant),
        .since = INT64_MIN,
        .until = INT64_MAX,
        .expires_at = row->expires_at,
    };
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < rows.count; i++) {
        bool is_now = holds(&row[i], tx_now(tx), &viewer);
        if (row[i].inbox != NO_INT) {
            viewer.inbox = row[i].inbox;
            continue;
        }
        if (!is_now) {
            continue;
        }
        if (row[i].position != NO_INT && row[i].position < first) {
            first = row[i].position;
            viewer.role = row[i].role;
        }
        if (!str_is_empty(row[i].permission)) {
            viewer.grants[viewer.grant_count++] =
                (struct grant){row[i].permission, row[i].scope_type, row[i].scope_id};
        }
    }
    *out = viewer;
    return OK;
}

struct session_id {
    int64_t id;
};
static const struct field SESSION_ID_FIELDS[] = {FIELD(ID, struct session_id, id, NULL)};
static const struct table SESSION_ID_TABLE =
    TABLE("session_id", struct session_id, SESSION_ID_FIELDS);
struct seen_bind {
    struct session_id *ids;
    size_t ids_count;
    int64_t real_now;
};
static const struct field SEEN_FIELDS[] = {
    FIELD_LIST_OF(struct seen_bind, ids, &SESSION_ID_TABLE, NULL),
    FIELD(TIME, struct seen_bind, real_now, NULL),
};
static const struct table SEEN_TABLE = TABLE("seen", struct seen_bind, SEEN_FIELDS);

static enum status write_seen(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t changed = 0;
    return query_run(tx, &PEOPLE_SESSIONS_SEEN, bind_row(&SEEN_TABLE, in), &changed);
}

/* No event: that somebody is there is nobody's business but the person's own. */
static enum status sessions_seen(struct db *db, struct arena *arena, const int64_t *sessions,
                                 size_t count, struct err *err)
{
    struct seen_bind bind = {ARENA_ARRAY(arena, count + 1, struct session_id), count,
                             real_now_ms()};
    for (size_t i = 0; i < count; i++) {
        bind.ids[i].id = sessions[i];
    }
    struct db_change change = {
        .name = "session.seen",
        .run = write_seen,
        .in = &bind,
        .actor = {.person = NO_INT, .role = STR("system"), .source = STR("job")},
        .is_bulk = true,
    };
    return db_write(db, &change, err);
}

const struct viewer_source PEOPLE_VIEWERS = {
    .find = viewer_find, .seen = sessions_seen, .tables = "people_"};
