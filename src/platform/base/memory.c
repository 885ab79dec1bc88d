/* The one place where the program asks the system for memory and decides what to do when it gets
 * none: it stops. Tests make the k-th request fail, to see that stopping anywhere is harmless.
 */
#include "platform/base/memory.h"

#include "platform/base/arena.h"
#include "platform/base/log.h"
#include "platform/base/str.h"

#include <stdatomic.h>
#include <stdlib.h>

static _Atomic size_t fail_at;
static _Atomic size_t allocations;

void arena_fail_at(size_t allocation)
{
    atomic_store(&allocations, 0);
    atomic_store(&fail_at, allocation);
}

void memory_count(void)
{
    size_t wanted = atomic_load_explicit(&fail_at, memory_order_relaxed);
    if (wanted != 0 && atomic_fetch_add(&allocations, 1) + 1 == wanted) {
        die("out of memory (allocation %zu, as asked for)", wanted);
    }
}

void *memory_resize(void *at, size_t bytes)
{
    memory_count();
    void *resized = realloc(at, bytes > 0 ? bytes : 1);
    if (resized == NULL) {
        die("out of memory (%zu bytes)", bytes);
    }
    return resized;
}

void *memory_new(size_t bytes)
{
    memory_count();
    void *made = calloc(1, bytes > 0 ? bytes : 1);
    if (made == NULL) {
        die("out of memory (%zu bytes)", bytes);
    }
    return made;
}

void memory_free(void *at)
{
    free(at);
}

#ifdef SAMSYN_DEVELOPER
/* Developer builds: SAMSYN_FAIL_ALLOCATION=k makes the k-th allocation of the process fail. */
__attribute__((constructor)) static void fail_as_environment_says(void)
{
    int64_t allocation = 0;
    const char *text = getenv("SAMSYN_FAIL_ALLOCATION");
    if (text != NULL && str_to_int64(str_of(text), &allocation) && allocation > 0) {
        arena_fail_at((size_t)allocation);
    }
}
#endif
