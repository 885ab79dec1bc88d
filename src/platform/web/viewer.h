/* Who is looking: made once a request from the session cookie by the slice `people`. */
#ifndef SAMSYN_WEB_VIEWER_H
#define SAMSYN_WEB_VIEWER_H

#include "platform/base/field.h"

struct grant {
    struct str permission; /* key */
    struct str scope_type; /* "all", "area", "building", "team", "site" */
    int64_t scope_id;      /* NO_INT with "all" */
};

struct viewer {
    int64_t person; /* NO_INT: not signed in */
    int64_t session;
    struct str name;
    struct str role;     /* the role key that matters for this request: the first held */
    struct str language; /* key, empty: not chosen */
    struct str scheme;   /* "light", "dark", "" */
    int64_t inbox;       /* how much waits for this person */
    struct grant *grants;
    size_t grant_count;
    /* How long this stays true unless something is changed: by the domain's clock from `since` on and
     * before `until`, by real time before `expires_at`. All 0: for this request only. */
    int64_t since, until, expires_at;
    struct known_viewer *known; /* viewers.h; NULL: nobody remembers them */
};

bool viewer_is_signed_in(const struct viewer *viewer);
bool viewer_may(const struct viewer *viewer, const char *permission); /* in any scope */
/* True when a grant of the permission has scope "all": lists then need no rights check. */
bool viewer_may_all(const struct viewer *viewer, const char *permission);

/* What was read for this viewer and is as true for the next request as the viewer is: it depends on
 * their grants and on tables of the same slice (viewer_source.tables) alone. `what` names it by its
 * address. Few rows of few such things are remembered; the rows are borrowed for the request. */
struct rows;
bool viewer_recall(const struct viewer *viewer, const void *what, struct rows *rows);
void viewer_remember(const struct viewer *viewer, const void *what, const struct rows *rows);

/* Given to the server by the composition root; finds who holds the token whose BLAKE2b-256 (hex) is
 * `token_hash`. UNAUTHENTICATED when nobody (ended, revoked, expired). One statement. */
struct tx;
struct db;
struct viewer_source {
    enum status (*find)(struct tx *tx, struct arena *arena, struct str token_hash,
                        struct viewer *out) MUST_CHECK;
    /* These sessions are in use now, to some minutes; one change. NULL: nobody wants to know. */
    enum status (*seen)(struct db *db, struct arena *arena, const int64_t *sessions, size_t count,
                        struct err *err) MUST_CHECK;
    const char
        *tables; /* how the tables begin that it reads, for db_watch(); NULL: find each time */
};

#endif
