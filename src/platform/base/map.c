/* Open addressing with linear probing; a slot holds an entry's index plus one. At most half full. */
#include "platform/base/map.h"

#include <string.h>

enum { FIRST_SLOTS = 16 };

struct map map_of(struct arena *arena)
{
    return (struct map){.arena = arena};
}

/* The slot that holds `key`, or the free one where it belongs. */
static uint32_t *slot_of(const struct map *map, struct str key)
{
    size_t at = (size_t)str_hash(key) & (map->slot_count - 1);
    while (map->slots[at] != 0 && !str_equal(map->entries[map->slots[at] - 1].key, key)) {
        at = (at + 1) & (map->slot_count - 1);
    }
    return &map->slots[at];
}

static void grow(struct map *map)
{
    size_t slot_count = map->slot_count > 0 ? map->slot_count * 2 : FIRST_SLOTS;
    struct map_entry *entries = ARENA_ARRAY(map->arena, slot_count / 2, struct map_entry);
    if (map->count > 0) {
        memcpy(entries, map->entries, map->count * sizeof(*entries));
    }
    map->entries = entries;
    map->capacity = slot_count / 2;
    map->slots = ARENA_ARRAY(map->arena, slot_count, uint32_t);
    map->slot_count = slot_count;
    for (size_t i = 0; i < map->count; i++) {
        *slot_of(map, entries[i].key) = (uint32_t)(i + 1);
    }
}

void map_put(struct map *map, struct str key, void *value)
{
    if (map->count == map->capacity) {
        grow(map);
    }
    uint32_t *slot = slot_of(map, key);
    if (*slot == 0) {
        map->entries[map->count++] = (struct map_entry){key, value};
        *slot = (uint32_t)map->count;
    } else {
        map->entries[*slot - 1].value = value;
    }
}

void *map_get(const struct map *map, struct str key)
{
    if (map->count == 0) {
        return NULL;
    }
    uint32_t slot = *slot_of(map, key);
    return slot != 0 ? map->entries[slot - 1].value : NULL;
}
