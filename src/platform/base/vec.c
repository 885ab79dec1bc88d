#include "platform/base/vec.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum { FIRST_CAPACITY = 8 };

struct vec vec_of(struct arena *arena, size_t size)
{
    return (struct vec){.arena = arena, .size = size};
}

static char *element(const struct vec *vec, size_t index)
{
    return (char *)vec->at + index * vec->size;
}

void *vec_add(struct vec *vec)
{
    if (vec->count == vec->capacity) {
        size_t capacity = vec->capacity > 0 ? vec->capacity * 2 : FIRST_CAPACITY;
        void *grown = arena_array(vec->arena, capacity, vec->size);
        if (vec->count > 0) {
            memcpy(grown, vec->at, vec->count * vec->size);
        }
        vec->at = grown;
        vec->capacity = capacity;
    }
    return element(vec, vec->count++);
}

void *vec_get(const struct vec *vec, size_t index)
{
    assert(index < vec->count);
    return element(vec, index);
}

/* Merges the sorted runs [from, middle) and [middle, to) of `vec` into `out` at the same place. */
static void merge(const struct vec *vec, char *out, const size_t run[3],
                  int (*compare)(const void *, const void *))
{
    size_t left = run[0];
    size_t right = run[1];
    for (size_t i = run[0]; i < run[2]; i++) {
        bool takes_left = left < run[1] && (right == run[2] ||
                                            compare(element(vec, left), element(vec, right)) <= 0);
        size_t taken = takes_left ? left++ : right++;
        memcpy(out + i * vec->size, element(vec, taken), vec->size);
    }
}

void vec_sort(struct vec *vec, int (*compare)(const void *, const void *))
{
    if (vec->count < 2) {
        return;
    }
    char *other = arena_array(vec->arena, vec->count, vec->size);
    for (size_t width = 1; width < vec->count; width *= 2) {
        for (size_t from = 0; from < vec->count; from += 2 * width) {
            size_t middle = from + width < vec->count ? from + width : vec->count;
            size_t to = from + 2 * width < vec->count ? from + 2 * width : vec->count;
            merge(vec, other, (const size_t[]){from, middle, to}, compare);
        }
        memcpy(vec->at, other, vec->count * vec->size);
    }
}
