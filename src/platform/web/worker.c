#include "platform/web/worker.h"

#include "platform/base/clock.h"
#include "platform/base/date.h"
#include "platform/web/viewers.h"

#include <string.h>

enum { WORKER_ARENA_BYTES = 256 * 1024 };

void worker_init(struct worker *worker, struct server *server)
{
    *worker = (struct worker){.server = server, .date_s = -1};
    worker->arena = arena_new(WORKER_ARENA_BYTES);
}

void worker_end(struct worker *worker)
{
    db_reader_release(&worker->reader);
    arena_free(worker->reader_arena);
    viewers_free(worker->viewers);
    worker->viewers = NULL;
    arena_free(worker->arena);
    worker->arena = NULL;
    worker->reader_arena = NULL;
}

static void put_two(char *at, int number)
{
    at[0] = (char)('0' + number / 10);
    at[1] = (char)('0' + number % 10);
}

struct str worker_date(struct worker *worker)
{
    int64_t now_s = real_now_ms() / 1000;
    if (now_s != worker->date_s) {
        static const char days[] = "SunMonTueWedThuFriSat";
        static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
        int64_t days_passed = now_s / 86400;
        int second = (int)(now_s % 86400);
        struct date today = date_of_days(days_passed);
        char *at = worker->date;
        memcpy(at, "Sun, 00 Jan 0000 00:00:00 GMT", sizeof(worker->date));
        memcpy(at, days + 3 * ((days_passed + 4) % 7), 3); /* 1970-01-01 was a Thursday */
        put_two(at + 5, today.day);
        memcpy(at + 8, months + 3 * (today.month - 1), 3);
        put_two(at + 12, today.year / 100);
        put_two(at + 14, today.year % 100);
        put_two(at + 17, second / 3600);
        put_two(at + 20, second / 60 % 60);
        put_two(at + 23, second % 60);
        worker->date_s = now_s;
    }
    return (struct str){worker->date, HTTP_DATE_LENGTH};
}
