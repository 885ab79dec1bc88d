/* Text to pointer, in an arena: open addressing, keys are borrowed, insertion order is kept. */
#ifndef SAMSYN_BASE_MAP_H
#define SAMSYN_BASE_MAP_H

#include "platform/base/str.h"

struct map_entry {
    struct str key;
    void *value;
};

struct map {
    struct arena *arena;
    struct map_entry *entries; /* `count` of them, in insertion order */
    size_t count;
    size_t capacity;
    uint32_t *slots;
    size_t slot_count;
};

struct map map_of(struct arena *arena);
void map_put(struct map *map, struct str key, void *value); /* replaces */
void *map_get(const struct map *map, struct str key);       /* NULL when absent */

#endif
