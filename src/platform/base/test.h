/* What every C test begins with: cmocka with the headers that it forgets, and comparisons of str. */
#ifndef SAMSYN_BASE_TEST_H
#define SAMSYN_BASE_TEST_H

#include "platform/base/buf.h"
#include "platform/base/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* `assert_str(name, "Ada")` */
#define assert_str(actual, c_expected) test_assert_str((actual), (c_expected), __FILE__, __LINE__)
#define assert_status(actual, expected)                                                            \
    _assert_string_equal(status_name(actual), status_name(expected), __FILE__, __LINE__)
/* What a person would read, all items. */
#define assert_err(err, c_expected) test_assert_err((err), (c_expected), __FILE__, __LINE__)

static inline void test_assert_str(struct str actual, const char *expected, const char *file,
                                   int line)
{
    ARENA_SCOPED(scratch);
    _assert_string_equal(str_c(scratch, actual), expected, file, line);
    _assert_int_equal(actual.len, str_of(expected).len, file, line);
}

static inline void test_assert_err(const struct err *err, const char *expected, const char *file,
                                   int line)
{
    BUF_SCOPED(text, 100000);
    err_write(err, &text);
    test_assert_str(buf_str(&text), expected, file, line);
}

#endif
