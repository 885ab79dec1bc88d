/* Who is looking: from the token of a cookie to a person with rights, in one statement. */
#include "people_queries.h"
#include "slices/people/people.h"

struct viewer_row {
    int64_t session, person, position;
    struct str name, language, scheme, role, permission, scope_type;
    int64_t scope_id, inbox;
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
    };
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < rows.count; i++) {
        if (row[i].inbox != NO_INT) {
            viewer.inbox = row[i].inbox;
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

const struct viewer_source PEOPLE_VIEWERS = {viewer_find};
