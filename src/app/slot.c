#include "app/slot.h"

#include "platform/base/log.h"
#include "platform/web/page.h"

#include <string.h>

enum { SLOT_BYTES = 256 * 1024 };

struct slot_entry {
    const struct slot_provider *provider;
    const struct template *page;
    const struct setting *module;
};

struct slots {
    struct slot_entry *entries;
    size_t count;
};

static bool is_place(const struct slot *const *places, const char *name)
{
    for (const struct slot *const *at = places; *at != NULL; at++) {
        if (strcmp((*at)->name, name) == 0) {
            return true;
        }
    }
    return false;
}

enum status slots_made(struct arena *arena, const struct slot_parts *parts,
                       const struct slots **out, struct err *err)
{
    size_t most = 0;
    while (parts->providers[most] != NULL) {
        most++;
    }
    struct slots *slots = ARENA_NEW(arena, struct slots);
    slots->entries = ARENA_ARRAY(arena, most, struct slot_entry);
    for (size_t i = 0; i < most; i++) {
        const struct slot_provider *provider = parts->providers[i];
        if (!is_place(parts->places, provider->slot)) {
            err_text(err, err_add(err, N_("There is no slot {name}.")), "name",
                     str_of(provider->slot));
            return INVALID;
        }
        struct slot_entry *entry = &slots->entries[slots->count++];
        entry->provider = provider;
        entry->module = parts->modules != NULL ? parts->modules[i] : NULL;
        TRY(template_compile(parts->set, provider->page, provider->view, &entry->page, err));
    }
    *out = slots;
    return OK;
}

static bool viewer_may_see(const void *viewer, const char *permission)
{
    return viewer_may(viewer, permission);
}

static enum status fill_one(struct request *request, const struct slot_entry *entry,
                            const void *row, struct buf *out)
{
    struct call *call = &request->call;
    void *view = arena_alloc(call->arena, entry->provider->view->size);
    row_clear(entry->provider->view, view);
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    int64_t before = db_thread_statements();
    TRY(entry->provider->fill(tx, call->arena, row, view));
    int64_t spent = db_thread_statements() - before;
    if (spent > entry->provider->most_statements) {
        log_warning("slot.over_budget", "slot=%s page=%s statements=%lld most=%d",
                    entry->provider->slot, entry->provider->page, (long long)spent,
                    entry->provider->most_statements);
    }
    struct render render = {
        .arena = call->arena,
        .language = call->language,
        .zone = call->zone,
        .page = arena_alloc(call->arena, PAGE_TABLE.size), /* guests know nothing of the shell */
        .view = view,
        .may = viewer_may_see,
        .viewer = &request->viewer,
    };
    template_render(entry->page, &render, out);
    return out->failed ? TOO_LARGE : OK;
}

struct str slots_fill(const struct slots *slots, struct request *request, const char *slot,
                      const void *row)
{
    BUF_SCOPED(html, SLOT_BYTES);
    for (size_t i = 0; i < slots->count; i++) {
        const struct slot_entry *entry = &slots->entries[i];
        if (strcmp(entry->provider->slot, slot) != 0 ||
            !module_is_on(request->call.platform, entry->module) ||
            !viewer_may(&request->viewer, entry->provider->permission->key)) {
            continue;
        }
        size_t before = html.len;
        enum status status = fill_one(request, entry, row, &html);
        if (status != OK) {
            log_error("slot.failed", "slot=%s page=%s status=%s", slot, entry->provider->page,
                      status_name(status));
            html.len = before;
            html.failed = false;
        }
    }
    /* The reader is not given back here: it may be the loop's own. */
    return str_copy(request->call.arena, buf_str(&html));
}
