/* What each status is called, and what it becomes at the two edges. */
#include "platform/base/status.h"

static const struct {
    const char *name;
    int http;
} statuses[] = {
    [OK] = {"OK", 200},
    [INVALID] = {"INVALID", 422},
    [UNAUTHENTICATED] = {"UNAUTHENTICATED", 401},
    [FORBIDDEN] = {"FORBIDDEN", 403},
    [NOT_FOUND] = {"NOT_FOUND", 404},
    [GONE] = {"GONE", 410},
    [CONFLICT] = {"CONFLICT", 409},
    [TOO_LARGE] = {"TOO_LARGE", 413},
    [LIMITED] = {"LIMITED", 429},
    [RETRY] = {"RETRY", 503},
    [UNAVAILABLE] = {"UNAVAILABLE", 503},
    [INTERNAL] = {"INTERNAL", 500},
};

const char *status_name(enum status status)
{
    return statuses[status].name;
}

int status_http(enum status status)
{
    return statuses[status].http;
}

int status_exit(enum status status)
{
    return status == OK ? 0 : 1;
}
