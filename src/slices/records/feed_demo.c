/* The demo's feeds: files in the folder as the other systems left them, each taken in its night. */
#include "platform/work/platform.h"
#include "slices/records/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HISTORY_DAYS = 730 }; /* how long ago the demo's first people came */
static const int64_t DAY_MS = 24LL * 60 * 60 * 1000;

static enum status cannot(struct call *call, struct str path)
{
    struct err_item *item = err_add(call->err, N_("{path} cannot be written."));
    err_text(call->err, item, "path", path);
    return UNAVAILABLE;
}

static enum status make_folder(struct call *call, struct str path)
{
    bool is_there = mkdir(str_c(call->arena, path), 0700) == 0 || errno == EEXIST;
    return is_there ? OK : cannot(call, path);
}

static enum status write_file(struct call *call, struct str path, struct str bytes, int64_t at_ms)
{
    FILE *file = fopen(str_c(call->arena, path), "wb");
    bool is_whole = file != NULL && fwrite(bytes.at, 1, bytes.len, file) == bytes.len;
    is_whole = file != NULL && fclose(file) == 0 && is_whole;
    struct timespec at[2] = {{.tv_sec = at_ms / 1000}, {.tv_sec = at_ms / 1000}};
    is_whole = is_whole && utimensat(AT_FDCWD, str_c(call->arena, path), at, 0) == 0;
    return is_whole ? OK : cannot(call, path);
}

static enum status take(struct call *call, const struct feed_demo *demo, struct str folder,
                        struct str bytes)
{
    struct str day = record_today(call);
    struct str path =
        str_format(call->arena, "%.*s/%s-%.*s.csv", STR_ARG(folder), demo->prefix, STR_ARG(day));
    TRY(write_file(call, path, bytes, clock_now(call->clock)));
    int64_t run = NO_INT;
    TRY(feed_start(call, demo->feed.id, false, &run));
    struct call own = *call;
    own.reader = NULL;
    enum status status = feed_work(&own, run, NULL);
    call_end(&own);
    return status;
}

/* From tonight on by itself. */
static enum status turn_on(struct call *call, const struct feed_demo *demo)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct feed feed;
    TRY(entity_get(tx, &FEED_ENTITY, demo->feed.id, &feed));
    feed.is_on = true;
    struct record_change change = {&FEED_RECORD, &feed, 0};
    return record_save(call, &change);
}

enum status feed_demo_make(struct call *call, struct feed_demo *demo)
{
    struct clock *clock = &call->platform->clock;
    int64_t before = clock_now(clock);
    struct str root =
        str_format(call->arena, "%.*s/feeds", STR_ARG(call->platform->data_directory));
    struct str folder =
        str_format(call->arena, "%.*s/%.*s", STR_ARG(root), STR_ARG(demo->feed.folder));
    TRY(make_folder(call, root));
    TRY(make_folder(call, folder));
    struct tx *tx = NULL;
    struct person owner;
    TRY(call_reader(call, &tx));
    TRY(people_person_find(tx, STR("admin@bjorkvik.example"), &owner));
    demo->feed.owner_id = owner.id;
    int64_t present = owner.known_since + HISTORY_DAYS * DAY_MS;
    int64_t night = present / DAY_MS * DAY_MS + DAY_MS / 24; /* one o'clock in UTC */
    clock_set(clock, night - (int64_t)(demo->count + 1) * DAY_MS);
    enum status status = record_add(call, &FEED_RECORD, &demo->feed, &demo->feed.id);
    for (size_t i = 0; status == OK && i < demo->count; i++) {
        clock_set(clock, night - (int64_t)(demo->count - i - 1) * DAY_MS);
        status = take(call, demo, folder, demo->files[i]);
    }
    clock_set(clock, present);
    status = status == OK ? turn_on(call, demo) : status;
    clock_set(clock, before);
    return status;
}
