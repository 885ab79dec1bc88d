/* Blocks in a list, newest first. A block that is full is left behind; the next is twice as large,
 * up to a megabyte, so that a big job makes few system calls and a small request wastes little.
 */
#include "platform/base/arena.h"

#include "platform/base/log.h"
#include "platform/base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

/* Under AddressSanitizer what is not handed out, or was given back by a rewind, is forbidden ground,
 * with a strip of it after each piece: so a pointer that outlives its memory is found by any test. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_IS_WATCHED 1
#endif
#endif
#if defined(ARENA_IS_WATCHED) || defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define FORBID(at, bytes) __asan_poison_memory_region((at), (bytes))
#define ALLOW(at, bytes) __asan_unpoison_memory_region((at), (bytes))
enum { STRIP = 16 };
#else
#define FORBID(at, bytes) ((void)(at), (void)(bytes))
#define ALLOW(at, bytes) ((void)(at), (void)(bytes))
enum { STRIP = 0 };
#endif

enum { DEFAULT_BLOCK = 16 * 1024, GREATEST_BLOCK = 1024 * 1024 };

struct block {
    struct block *older;
    size_t size;   /* bytes in `bytes` */
    size_t used;   /* of them */
    size_t before; /* handed out from older blocks when this one was begun */
    alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *newest;
    size_t block_bytes;
};

struct arena *arena_new(size_t block_bytes)
{
    struct arena *arena = memory_new(sizeof(*arena));
    arena->block_bytes = block_bytes > 0 ? block_bytes : DEFAULT_BLOCK;
    return arena;
}

/* Frees blocks until `keep` is the newest. */
static void free_down_to(struct arena *arena, const struct block *keep)
{
    while (arena->newest != keep) {
        struct block *block = arena->newest;
        arena->newest = block->older;
        ALLOW(block->bytes, block->size);
        memory_free(block);
    }
}

void arena_free(struct arena *arena)
{
    if (arena != NULL) {
        free_down_to(arena, NULL);
        memory_free(arena);
    }
}

/* Gives back what the newest block holds beyond `used`. */
static void cut(struct arena *arena, size_t used)
{
    struct block *block = arena->newest;
    FORBID(block->bytes + used, block->size - used);
    block->used = used;
}

void arena_reset(struct arena *arena)
{
    const struct block *first = arena->newest;
    while (first != NULL && first->older != NULL) {
        first = first->older;
    }
    free_down_to(arena, first);
    if (arena->newest != NULL) {
        cut(arena, 0);
    }
}

static struct block *add_block(struct arena *arena, size_t least)
{
    size_t size = arena->block_bytes;
    if (arena->newest != NULL && size < GREATEST_BLOCK) {
        size = arena->newest->size < GREATEST_BLOCK / 2 ? arena->newest->size * 2 : GREATEST_BLOCK;
    }
    if (size < least) {
        size = least;
    }
    struct block *block = memory_resize(NULL, sizeof(struct block) + size);
    block->older = arena->newest;
    block->size = size;
    block->used = 0;
    block->before = arena_used(arena);
    FORBID(block->bytes, size);
    arena->newest = block;
    return block;
}

void *arena_room(struct arena *arena, size_t bytes)
{
    const size_t alignment = alignof(max_align_t);
    if (bytes > SIZE_MAX / 4) {
        die("out of memory (%zu bytes)", bytes);
    }
    memory_count();
    size_t wanted = (bytes + alignment - 1) / alignment * alignment + STRIP;
    struct block *block = arena->newest;
    if (block == NULL || block->size - block->used < wanted) {
        block = add_block(arena, wanted);
    }
    void *at = block->bytes + block->used;
    block->used += wanted;
    ALLOW(at, bytes);
    return at;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    return memset(arena_room(arena, bytes), 0, bytes);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        die("out of memory (%zu times %zu bytes)", count, size);
    }
    return arena_alloc(arena, bytes);
}

void *arena_copy(struct arena *arena, const void *from, size_t bytes)
{
    void *copy = arena_room(arena, bytes);
    if (bytes > 0) {
        memcpy(copy, from, bytes);
    }
    return copy;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    struct block *block = arena->newest;
    return (struct arena_mark){block, block != NULL ? block->used : 0};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    if (mark.block == NULL) {
        arena_reset(arena);
        return;
    }
    free_down_to(arena, mark.block);
    cut(arena, mark.used);
}

size_t arena_used(const struct arena *arena)
{
    const struct block *block = arena->newest;
    return block != NULL ? block->before + block->used : 0;
}

void arena_release(struct arena **arena)
{
    arena_free(*arena);
    *arena = NULL;
}
