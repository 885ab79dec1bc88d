#include "platform/base/arena.h"

#include "platform/base/buf.h"
#include "platform/base/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void memory_is_zeroed_and_aligned_also_when_used_again(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    for (int round = 0; round < 2; round++) {
        for (size_t bytes = 0; bytes < 3000; bytes += 7) {
            unsigned char *at = arena_alloc(arena, bytes);
            assert_int_equal((uintptr_t)at % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < bytes; i++) {
                assert_int_equal(at[i], 0);
            }
            memset(at, 0xAB, bytes);
        }
        arena_reset(arena);
    }
}

static void what_is_larger_than_a_block_fits(void **state)
{
    (void)state;
    struct arena *arena = arena_new(64);
    char *large = arena_alloc(arena, 5 * 1024 * 1024);
    memset(large, 1, 5 * 1024 * 1024);
    char *small = arena_alloc(arena, 10);
    memset(small, 2, 10);
    assert_int_equal(large[5 * 1024 * 1024 - 1], 1);
    assert_true(arena_used(arena) >= 5 * 1024 * 1024 + 10);
    arena_free(arena);
}

static void rewinding_releases_what_came_after_the_mark(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    char *kept = arena_copy(arena, "kept", 5);
    struct arena_mark mark = arena_mark(arena);
    size_t used = arena_used(arena);
    for (int i = 0; i < 1000; i++) {
        arena_alloc(arena, 1000);
    }
    arena_rewind(arena, mark);
    assert_int_equal(arena_used(arena), used);
    assert_string_equal(kept, "kept");
    assert_in_range((char *)arena_alloc(arena, 1) - kept, 16, 32); /* right behind it */
}

static void rewinding_to_an_empty_arena_empties_it(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct arena_mark mark = arena_mark(arena);
    arena_alloc(arena, 100000);
    arena_rewind(arena, mark);
    assert_int_equal(arena_used(arena), 0);
}

/* Runs `work` in a child; returns its exit status and what it wrote to standard error. */
static int run_in_child(void (*work)(void), char *written, size_t bytes)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        work();
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t got = 0;
    while ((got = read(ends[0], written + length, bytes - 1 - length)) > 0) {
        length += (size_t)got;
    }
    written[length] = '\0';
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void allocate_ten(void)
{
    struct arena *arena = arena_new(0); /* 1 */
    arena_alloc(arena, 10);             /* 2, and 3 for its block */
    BUF_SCOPED(buf, 1000);
    buf_put(&buf, STR("text")); /* 4 */
    for (int i = 0; i < 6; i++) {
        arena_alloc(arena, 10); /* 5 to 10 */
    }
    arena_free(arena);
}

static size_t failing;

static void allocate_ten_with_a_failure(void)
{
    arena_fail_at(failing);
    allocate_ten();
}

static void the_kth_allocation_that_fails_is_one_line_and_exit_1(void **state)
{
    (void)state;
    for (failing = 1; failing <= 10; failing++) {
        char written[500];
        char expected[100];
        snprintf(expected, sizeof(expected),
                 "samsyn: out of memory (allocation %zu, as asked for)\n", failing);
        assert_int_equal(run_in_child(allocate_ten_with_a_failure, written, sizeof(written)), 1);
        assert_string_equal(written, expected);
    }
    failing = 11;
    char written[500];
    assert_int_equal(run_in_child(allocate_ten_with_a_failure, written, sizeof(written)), 0);
}

static void allocate_too_much(void)
{
    ARENA_SCOPED(arena);
    arena_array(arena, SIZE_MAX / 2, 16);
}

static void a_product_that_overflows_is_out_of_memory(void **state)
{
    (void)state;
    char written[500];
    assert_int_equal(run_in_child(allocate_too_much, written, sizeof(written)), 1);
    assert_non_null(strstr(written, "out of memory"));
    assert_ptr_equal(strchr(written, '\n'), written + strlen(written) - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned_also_when_used_again),
        cmocka_unit_test(what_is_larger_than_a_block_fits),
        cmocka_unit_test(rewinding_releases_what_came_after_the_mark),
        cmocka_unit_test(rewinding_to_an_empty_arena_empties_it),
        cmocka_unit_test(the_kth_allocation_that_fails_is_one_line_and_exit_1),
        cmocka_unit_test(a_product_that_overflows_is_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
