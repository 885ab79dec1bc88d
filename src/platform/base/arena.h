/* Memory that is released together.
 *
 * Samsyn has three lifetimes: the process, one request or job, and scratch. Each has an arena; what
 * is allocated in it lives exactly as long. So nothing is freed one by one, and slices hold no
 * `free`. When memory runs out the program prints one line and exits with 1: the supervisor starts
 * it again and the database is transactional. A ceiling, in contrast, never aborts: see buf.h.
 */
#ifndef SAMSYN_BASE_ARENA_H
#define SAMSYN_BASE_ARENA_H

#include <stddef.h>

struct arena;

/* A place to go back to; see arena_mark(). */
struct arena_mark {
    void *block;
    size_t used;
};

/* Makes an empty arena. Returns owned: release with arena_free(). `block_bytes` is the size of the
 * blocks it takes from the system, 0 for the default (16 KiB). */
struct arena *arena_new(size_t block_bytes);

/* Releases everything. Accepts NULL. */
void arena_free(struct arena *arena);

/* Forgets everything but keeps the first block, so that a busy thread allocates nothing. */
void arena_reset(struct arena *arena);

/* Returns `bytes` zeroed bytes, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t bytes);

/* The same without zeroing, for what is filled at once. */
void *arena_room(struct arena *arena, size_t bytes);

/* Returns a zeroed array; aborts when `count * size` overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Returns a copy of `bytes` bytes at `from`. */
void *arena_copy(struct arena *arena, const void *from, size_t bytes);

/* Remembers the present state; arena_rewind() releases what came after it. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* Bytes handed out since the start or the last reset. */
size_t arena_used(const struct arena *arena);

/* For an arena held by a scope: `ARENA_SCOPED(scratch);` is released when the scope is left. */
void arena_release(struct arena **arena);
#define ARENA_SCOPED(name) struct arena *name __attribute__((cleanup(arena_release))) = arena_new(0)

/* The k-th allocation fails, for tests: one line and exit 1. 0 turns it off. */
void arena_fail_at(size_t allocation);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_array((arena), (count), sizeof(type)))

#endif
