/* A growing array in an arena: `struct vec rows = vec_of(arena, sizeof(struct row));`. Old copies stay
 * in the arena until it is released, so growth doubles. */
#ifndef SAMSYN_BASE_VEC_H
#define SAMSYN_BASE_VEC_H

#include "platform/base/arena.h"

struct vec {
    struct arena *arena;
    void *at;
    size_t count;
    size_t capacity;
    size_t size; /* bytes an element */
};

struct vec vec_of(struct arena *arena, size_t size);
void *vec_add(struct vec *vec);                     /* zeroed element; valid until the next add */
void *vec_get(const struct vec *vec, size_t index); /* index < count, asserted */
void vec_sort(struct vec *vec, int (*compare)(const void *, const void *)); /* stable */

#endif
