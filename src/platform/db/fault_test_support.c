/* A disk that fails on order. */
#include "platform/db/fault_test_support.h"

#include "platform/base/log.h"

#include <poll.h>
#include <string.h>

static bool counts(const struct fault *fault, const struct shim_question *question)
{
    int wanted = fault->operation;
    bool is_change = question->operation == SHIM_WRITE || question->operation == SHIM_SYNC ||
                     question->operation == SHIM_TRUNCATE;
    return wanted == FAULT_ANY ? is_change : wanted == (int)question->operation;
}

static bool is_its_turn(struct fault *fault)
{
    if (fault->at <= 0) {
        return false;
    }
    int64_t left = atomic_fetch_sub(&fault->at, 1) - 1;
    if (fault->is_lasting) {
        fault->at = 1;
        return true;
    }
    return left == 0;
}

static int ask(void *self, struct shim_question *question)
{
    struct fault *fault = self;
    if (question->operation == SHIM_SYNC && fault->sync_us > 0) {
        (void)poll(NULL, 0, fault->sync_us / 1000);
    }
    if (!counts(fault, question) || !is_its_turn(fault)) {
        return SQLITE_OK;
    }
    fault->failed++;
    question->bytes = fault->is_torn ? question->bytes / 2 : 0;
    return fault->code;
}

void fault_install(struct fault *fault, const char *name)
{
    memset(fault, 0, sizeof(*fault));
    fault->shim.self = fault;
    fault->shim.ask = ask;
    if (shim_register(&fault->shim, name, NULL) != SQLITE_OK) {
        die("tests: the faulty disk cannot be registered");
    }
}

void fault_remove(struct fault *fault)
{
    shim_unregister(&fault->shim);
}

void fault_plan(struct fault *fault, int operation, int64_t at, int code)
{
    fault->operation = operation;
    fault->code = code;
    fault->is_lasting = false;
    fault->at = at;
}

void fault_last(struct fault *fault, int operation, int code)
{
    fault_plan(fault, operation, 0, code);
    fault->is_lasting = true;
    fault->at = 1;
}

void fault_lift(struct fault *fault)
{
    fault->at = 0;
    fault->is_lasting = false;
    fault->is_torn = false;
}
