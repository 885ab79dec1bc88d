/* A table with one place for each remainder of a token's digest: who comes to a place that is taken
 * sends away who was there. */
#include "platform/web/viewers.h"

#include "platform/base/memory.h"

#include <string.h>

enum { PLACES = 2048, BLOCK_BYTES = 1024, MOST_NOTES = 4, MOST_NOTE_ROWS = 64 };

struct note {
    const void *what;
    struct rows rows;
};

struct known_viewer {
    struct digest token;
    uint64_t watched;
    struct viewer viewer;
    struct arena *arena; /* what it points to */
    struct note notes[MOST_NOTES];
    size_t note_count;
};

struct viewers {
    struct known_viewer *places[PLACES];
};

struct viewers *viewers_new(void)
{
    return memory_new(sizeof(struct viewers));
}

static void forget(struct known_viewer *known)
{
    if (known != NULL) {
        arena_free(known->arena); /* it lives in there */
    }
}

void viewers_free(struct viewers *viewers)
{
    for (size_t i = 0; viewers != NULL && i < PLACES; i++) {
        forget(viewers->places[i]);
    }
    memory_free(viewers);
}

static struct known_viewer **place_of(struct viewers *viewers, const struct digest *token)
{
    uint64_t number;
    memcpy(&number, token->bytes, sizeof(number));
    return &viewers->places[number % PLACES];
}

const struct viewer *viewers_find(struct viewers *viewers, const struct digest *token,
                                  const struct viewers_moment *moment)
{
    const struct known_viewer *known = *place_of(viewers, token);
    bool is_true = known != NULL && known->watched == moment->watched &&
                   memcmp(&known->token, token, sizeof(*token)) == 0 &&
                   known->viewer.since <= moment->now && known->viewer.until > moment->now &&
                   known->viewer.expires_at > moment->real_now;
    return is_true ? &known->viewer : NULL;
}

static struct viewer copy_of(struct arena *arena, const struct viewer *viewer)
{
    struct viewer copy = *viewer;
    copy.name = str_copy(arena, viewer->name);
    copy.role = str_copy(arena, viewer->role);
    copy.language = str_copy(arena, viewer->language);
    copy.scheme = str_copy(arena, viewer->scheme);
    copy.grants = ARENA_ARRAY(arena, viewer->grant_count, struct grant);
    for (size_t i = 0; i < viewer->grant_count; i++) {
        copy.grants[i] = (struct grant){str_copy(arena, viewer->grants[i].permission),
                                        str_copy(arena, viewer->grants[i].scope_type),
                                        viewer->grants[i].scope_id};
    }
    return copy;
}

void viewers_keep(struct viewers *viewers, const struct digest *token, uint64_t watched,
                  struct viewer *viewer)
{
    if (watched == 0 || viewer->expires_at == 0) {
        return;
    }
    struct arena *arena = arena_new(BLOCK_BYTES);
    struct known_viewer *known = ARENA_NEW(arena, struct known_viewer);
    known->token = *token;
    known->watched = watched;
    known->arena = arena;
    known->viewer = copy_of(arena, viewer);
    known->viewer.known = known;
    viewer->known = known;
    struct known_viewer **place = place_of(viewers, token);
    forget(*place);
    *place = known;
}

bool viewer_recall(const struct viewer *viewer, const void *what, struct rows *rows)
{
    const struct known_viewer *known = viewer->known;
    for (size_t i = 0; known != NULL && i < known->note_count; i++) {
        if (known->notes[i].what == what) {
            *rows = known->notes[i].rows;
            return true;
        }
    }
    return false;
}

void viewer_remember(const struct viewer *viewer, const void *what, const struct rows *rows)
{
    struct known_viewer *known = viewer->known;
    if (known == NULL || known->note_count == MOST_NOTES || rows->count > MOST_NOTE_ROWS) {
        return;
    }
    size_t size = rows->table->size;
    char *copies = arena_array(known->arena, rows->count, size);
    for (size_t i = 0; i < rows->count; i++) {
        row_copy(known->arena, rows->table, copies + i * size, (const char *)rows->at + i * size);
    }
    known->notes[known->note_count++] =
        (struct note){what, {.table = rows->table, .at = copies, .count = rows->count}};
}
