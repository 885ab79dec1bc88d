/* Heap memory for what has its own lifetime (a buffer, a connection), beside the arenas.
 *
 * Like the arenas it never returns NULL: out of memory is one line and exit 1.
 */
#ifndef SAMSYN_BASE_MEMORY_H
#define SAMSYN_BASE_MEMORY_H

#include <stddef.h>

/* Returns owned: `bytes` zeroed bytes. Release with memory_free(). */
void *memory_new(size_t bytes);

/* Like realloc(): new bytes are not zeroed. `at` may be NULL. Returns owned. */
void *memory_resize(void *at, size_t bytes);

void memory_free(void *at); /* accepts NULL */

/* Counts one allocation, and dies when it is the one that arena_fail_at() named. */
void memory_count(void);

#endif
