/* The audit page: every event, newest first, by person and by thing. Values stand on the things' own
 * pages, where rights are asked for them. */
#include "people_queries.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/people/people_handlers.h"

struct audit_form {
    int64_t person;
    int64_t subject;
};
static const struct field AUDIT_FORM_FIELDS[] = {
    FIELD(ID, struct audit_form, person, N_("Person's number")),
    FIELD(ID, struct audit_form, subject, N_("Thing's number")),
};
const struct table AUDIT_FORM_TABLE = TABLE("audit_form", struct audit_form, AUDIT_FORM_FIELDS);

struct audit_entry {
    int64_t id, at, person, subject_id;
    struct str what, subject, who, role, path, source;
};
static const struct field AUDIT_ENTRY_FIELDS[] = {
    FIELD(ID, struct audit_entry, id, N_("Id")),
    FIELD(TEXT, struct audit_entry, what, N_("What happened")),
    FIELD(TEXT, struct audit_entry, subject, N_("To what")),
    FIELD(ID, struct audit_entry, subject_id, N_("Its number")),
    FIELD(TEXT, struct audit_entry, who, N_("Who")),
    FIELD(ID, struct audit_entry, person, N_("Person's number")),
    FIELD(TEXT, struct audit_entry, role, N_("In the role")),
    FIELD(TEXT, struct audit_entry, source, N_("Through")),
    FIELD(TIME, struct audit_entry, at, N_("When")),
    FIELD(TEXT, struct audit_entry, path, N_("Address of the page")),
};
static const struct table AUDIT_ENTRY_TABLE =
    TABLE("audit_entry", struct audit_entry, AUDIT_ENTRY_FIELDS);

struct audit_view {
    int64_t person, subject;
    struct audit_entry *entries;
    size_t entries_count;
};
static const struct field AUDIT_VIEW_FIELDS[] = {
    FIELD(ID, struct audit_view, person, N_("Person's number")),
    FIELD(ID, struct audit_view, subject, N_("Thing's number")),
    FIELD_LIST_OF(struct audit_view, entries, &AUDIT_ENTRY_TABLE, N_("Events")),
};
const struct table AUDIT_VIEW_TABLE = TABLE("audit", struct audit_view, AUDIT_VIEW_FIELDS);

static const struct event_kind *kind_of(const struct request *request, struct str name)
{
    const struct event_kind *const *kinds = request->call.platform->event_kinds;
    for (; kinds != NULL && *kinds != NULL; kinds++) {
        if (str_equal(str_of((*kinds)->name), name)) {
            return *kinds;
        }
    }
    return NULL;
}

/* The role that it was done in, as it is called now; the program's own have no other name. */
static struct str role_called(const struct request *request, struct str role)
{
    struct page_choice *roles = NULL;
    size_t count = 0;
    people_role_choices(&request->call, &roles, &count);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(roles[i].key, role)) {
            return roles[i].label;
        }
    }
    return role;
}

static struct audit_entry entry_of(const struct request *request, const struct people_names *names,
                                   const struct event_record *record)
{
    const struct language *language = request->call.language;
    struct audit_entry entry = {
        .id = record->id,
        .at = record->at,
        .person = record->person,
        .subject_id = record->subject,
        .what = record->kind,
        .who = people_name(names, record->person),
        .role = role_called(request, record->role),
        .source = people_source(language, record->source),
    };
    const struct event_kind *kind = kind_of(request, record->kind);
    if (kind == NULL) {
        return entry; /* of a slice that is no longer there */
    }
    entry.what = translate(language, kind->label);
    entry.subject = translate(language, kind->thing);
    if (kind->path != NULL && record->subject != NO_INT) {
        entry.path =
            str_format(request->call.arena, "%s%lld", kind->path, (long long)record->subject);
    }
    return entry;
}

enum status audit_show(struct request *request, const void *form, void *view)
{
    const struct audit_form *wanted = form;
    struct audit_view *page = view;
    struct arena *arena = request->call.arena;
    page->person = wanted->person;
    page->subject = wanted->subject;
    struct list_page list = {.rows.table = &EVENT_RECORD_TABLE};
    TRY(request_list(request, &EVENT_LIST, "", bind_row(&AUDIT_FORM_TABLE, wanted), &list));
    const struct event_record *records = list.rows.at;
    size_t count = list.rows.count;
    int64_t *people = ARENA_ARRAY(arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++) {
        people[i] = records[i].person;
    }
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct people_names names;
    TRY(people_names_read(tx, request->call.language, people, count, &names));
    page->entries = ARENA_ARRAY(arena, count + 1, struct audit_entry);
    for (size_t i = 0; i < count; i++) {
        page->entries[page->entries_count++] = entry_of(request, &names, &records[i]);
    }
    return OK;
}
