/* A slice is one folder and one `const struct slice`: what it adds to the program. Adding a folder adds
 * one line in src/slices/order. Lists end with a NULL entry (or a NULL key, path, name); absent ones are NULL.
 * A slice with several things has a part for each, in the thing's own file: a `const struct slice` again,
 * with the thing's routes, entities, events, imports and whatever else it adds. */
#ifndef SAMSYN_SLICES_SLICE_H
#define SAMSYN_SLICES_SLICE_H

#include "platform/base/rand.h"
#include "platform/cli/command.h"
#include "platform/db/history.h"
#include "platform/db/migrate.h"
#include "platform/view/template.h"
#include "platform/web/request.h"
#include "platform/work/job.h"
#include "platform/work/platform.h"
#include "platform/work/setting.h"

/* A role and what it may do; grants give it to a person in a scope with dates. */
struct role {
    const char *key;   /* "manager" */
    const char *label; /* msgid */
    const struct permission *const *permissions;
};

/* A kind of thing that roles can be held for by themselves, beside everywhere and an area. The slice's queries
 * ask for it: MAY_AT and SEEN_PLACES of people/published.sql. */
struct scope_kind {
    const char *key;           /* "building", as in people_grant */
    const char *label;         /* msgid: "Building" */
    const struct query *named; /* :ids[] → id, name, detail */
    const struct query *find;  /* :text_from, :text_to (folded) → id, name, detail; at most 50 */
};

/* A place on a page of this slice that later slices may add to. */
struct slot {
    const char *name; /* "register.building" */
    const struct table *view;
};
/* What a slice adds to another's slot: a template with a view of its own. */
struct slot_provider {
    const char *slot;
    const char *page;
    const struct table *view;
    const struct permission *permission;
    int most_statements;
    enum status (*fill)(struct tx *tx, struct arena *arena, const void *slot_view, void *view);
};

struct search_hit {
    struct str title, detail, path;
    struct str kind; /* msgid: "Building"; translated by the search page */
};
struct search_source {
    const char *name;
    const struct permission *permission;
    /* At most `limit` hits that the viewer may see, best first. */
    enum status (*find)(struct tx *tx, struct arena *arena, const struct viewer *viewer,
                        struct str words, struct rows *out_hits);
};
extern const struct table SEARCH_HIT_TABLE;

/* The start page: one sentence, at most five numbers, at most seven items, one button. The first source
 * whose permission the viewer has fills it; slices are asked in their order, the last one first. */
struct start_number {
    struct str label, value; /* as people read them */
};
struct start_item {
    struct str path, title, detail;
    int64_t at; /* TIME */
};
struct start_view {
    struct str today, sentence, button, button_path;
    struct start_item *waiting; /* of the inbox; filled by the frame */
    size_t waiting_count;
    struct start_number *numbers;
    size_t numbers_count;
    struct start_item *items;
    size_t items_count;
};
extern const struct table START_TABLE;
struct start_source {
    const struct permission *permission;
    int most_statements;
    enum status (*fill)(struct request *request, struct start_view *view);
};

/* What is kept of people in a table: why, who sees it, for how long, what of it is handed out, and what
 * becomes of it when somebody is erased. Each table that names a person or describes one has its rule
 * (tools/check-privacy). Queries take :person but where it is said; those of rows that are handed out give the fields of
 * `entity->table`, or of `handed_out`. */
struct privacy_rule {
    const char *table;
    const char *what;    /* msgid: "Name, and how to reach them" */
    const char *purpose; /* msgid */
    const char *seen_by; /* msgid */
    const char *keep;    /* msgid: "As long as employed, then 12 months" */

    const struct query *rows;       /* NULL: nothing that means anything outside */
    const struct table *handed_out; /* of `rows`; each has an `id` */
    const struct entity *entity;    /* whose history goes with the rows; NULL: none is written */
    const struct query
        *erase; /* takes out or makes nameless; NULL: nothing there tells who it is */
    /* :people[], :before, :real_before, :now → id, each once: who of them is still needed; NULL: no
     * reason. One query asks for many people: every night looks at all. */
    const struct query *holds;
    const struct query
        *duty; /* :person, :now → id, until_at: what the law has us keep; NULL: nothing */
    const char *duty_reason;      /* msgid */
    const struct setting *module; /* told of only while it is on; acts always */
    /* Copies elsewhere of an erased row: files it came from, findings about it. */
    enum status (*forget)(struct tx *tx, const struct table *table, int64_t row);
};

/* The view of a page that shows nothing but its form. */
struct empty_view {
    bool is_empty;
};
extern const struct table EMPTY_VIEW_TABLE;

/* A call for a command's work; end it with call_end(). */
struct call command_work(struct command_call *command);

struct demo_step {
    int order;
    enum status (*run)(struct call *call, struct random_source *random);
};

/* Recomputes what pages show; INVALID with what differs. */
struct verification {
    const char *name;
    enum status (*run)(struct call *call);
};

struct metric {
    const char *name, *help;
    const struct query *query; /* one column `value` */
};

/* A step of the first hour, from an empty installation to one that is used: done when the query's `value`
 * is at least `least`. The frame shows those of all slices in their order. */
struct setup_step {
    const char *key;          /* "buildings" */
    const char *label, *help; /* msgids */
    const char *path;         /* where it is done */
    const struct permission *permission;
    const struct query *count;
    int64_t least;
    int order;
};

/* What can stand in somebody's inbox (people_notify() of slices/people). */
struct notice_kind {
    const char *name;   /* "desk.unanswered" */
    const char *label;  /* msgid: "A case waits for your answer" */
    const char *button; /* msgid, by N_(): "Answer" */
    const char *path;   /* its page without the id: "/cases/"; NULL: it is done in the inbox */
    bool is_crisis;     /* told at night too */
};

/* What is asked by SMS and answered with one digit (post_ask() of slices/post). */
struct question_choice {
    const char *key;   /* "1" */
    const char *label; /* msgid: "It fits" */
};
struct question_answered {
    int64_t question, person, subject;
    struct str answer; /* the key of a choice */
    struct call *call; /* of whoever brings the answer: settings, languages; not for writing */
};
struct question_kind {
    const char *name;                      /* "visits.time" */
    const struct question_choice *choices; /* ends with a NULL key */
    /* Inside the transaction that keeps the answer; may ask again. */
    enum status (*answered)(struct tx *tx, const struct question_answered *answered,
                            struct err *err);
};

struct import_kind; /* of slices/records: what files hold */

struct slice {
    const char *name;
    const struct setting
        *module; /* its own, not its parts': while it is off none of this is there */
    const struct slice *const *parts; /* have no parts of their own, nor migrations and pages */
    const struct migration *const *migrations;
    const struct permission *const *permissions;
    const struct role *const *roles;
    const struct scope_kind *const *scopes;
    const struct route *routes;
    const struct menu_item *menu;
    const struct event_kind *const *events;
    const struct entity *const *entities;
    const struct list_query *const *lists;
    const struct reaction *const *reactions;
    const struct import_kind *const *imports;
    const struct job_kind *const *jobs;
    const struct schedule *const *schedules;
    const struct setting *const *settings;
    const struct notice_kind *const *notices;
    const struct question_kind *const *questions;
    const struct slot *const *slots;
    const struct slot_provider *const *providers;
    const struct search_source *const *searches;
    const struct setup_step *const *setup;
    const struct start_source *front; /* its start page; NULL: none */
    const struct privacy_rule *const *privacy;
    const struct demo_step *const *demo;
    const struct verification *const *verifications;
    const struct metric *const *metrics;
    const struct command *const *commands;
    const struct template_source *const *pages; /* generated from pages/ */
    const struct viewer_source *viewers;        /* of the one slice that knows who signs in */
    /* Runs at each start, after the migrations, with all slices: roles into their table, and such. */
    enum status (*start)(struct call *call, const struct slice *const *slices);
};

/* Every slice, each followed by its parts: whoever asks all slices for something walks this. Ends with
 * NULL. Returns in arena. */
const struct slice *const *slices_with_parts(struct arena *arena,
                                             const struct slice *const *slices);

#endif
