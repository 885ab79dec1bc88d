/* The shell's struct: what every page knows beside its own view.
 *
 * The server fills it; templates see its fields under the prefix `page_` ({{page_title}},
 * {{#page_menu}}{{label}}{{/page_menu}}), so that they never hide a view's own names. The rows of its
 * lists have plain names. All texts are already in the person's language.
 *
 * Forms. `page_fields` describes the form of this address from its field table: of the POST route with
 * the same path, else of the GET route (a list's filters). Values come from the view's field of the
 * same name, or are the person's own raw texts when the form is shown again. A page puts the partial
 * that draws them into `<form id="form" method="post" novalidate>` with two hidden inputs:
 *
 *     <input type="hidden" name="_key" value="{{page_key}}">         idempotency: sent twice, done once
 *     {{#page_fields}}<input type="hidden" name="_was.{{name}}" value="{{was}}">{{/page_fields}}
 *
 * `_was.NAME` carries what was shown (only `is_compared` fields, in forms with a `version`). When
 * somebody else saved meanwhile, a field that this person left alone takes the newer value, and one
 * that both changed has `theirs`: mine and theirs, field by field, without code in a slice.
 * Choices of an ENUM field are the field's own. Those of another field (the id of another thing) come
 * from the view's LIST of PAGE_CHOICE_TABLE called NAME_choices; then it is drawn as a select.
 * The language buttons of a page with `page_has_form` belong to that form:
 * `<button form="form" name="_language" value="fi" formnovalidate>`: nothing typed is lost.
 */
#ifndef SAMSYN_WEB_PAGE_H
#define SAMSYN_WEB_PAGE_H

#include "platform/base/field.h"

struct page_language {
    struct str key, name; /* "fi", "Suomi" */
    struct str href;      /* this page in that language */
    struct str alternate; /* the same with scheme and host, for who searches the web */
    bool is_current;
};

struct page_menu {
    struct str label, path, icon;
    int64_t count; /* beside it: what waits there; NO_INT: nothing */
    bool is_current;
    bool is_rest; /* on a phone behind "More" */
};

/* One line of the error summary. */
struct page_error {
    struct str field; /* name: the input has id="field-NAME"; empty: about the whole form */
    struct str text;
};

struct page_choice {
    struct str key, label;
    bool is_selected;
};

extern const struct table PAGE_CHOICE_TABLE;

struct page_field {
    struct str name, label, help;
    struct str type;   /* text number date checkbox select textarea hidden password file */
    struct str value;  /* machine's form, or what the person typed */
    struct str was;    /* what was shown the first time */
    struct str error;  /* what is wrong with it; empty: nothing */
    struct str theirs; /* in a conflict: what somebody else saved, as people read it */
    bool is_required, is_checked, is_hidden, is_wrong, is_conflict, is_compared;
    struct str upload, upload_name; /* a file that came in pieces: its id, what it is called */
    int64_t most;                   /* maxlength of texts; NO_INT: none */
    struct page_choice *choices;
    size_t choices_count;
};

struct page_sort {
    struct str key;  /* of the list's declaration */
    struct str href; /* sorts by it; the other way when it is in force */
    bool is_current, is_descending;
};

struct page {
    struct str title;        /* the route's, translated */
    struct str organisation; /* name shown to people */
    struct str language;     /* "sv": lang attribute */
    struct page_language *languages;
    size_t languages_count;
    bool is_signed_in, is_demo, is_partial, has_form;
    struct str viewer, role; /* name and role label key of who is signed in */
    struct str scheme;       /* "light", "dark", empty: as the system */
    struct page_menu *menu;
    size_t menu_count;
    struct page_menu
        *more; /* the rest of the menu, for a phone; none while it fits under a thumb */
    size_t more_count;
    bool is_in_more;    /* where we are is there */
    struct str path;    /* "/buildings/17" */
    struct str address; /* with the query: where sign-in comes back to */
    struct str
        alternate;    /* a visitor's page with scheme and host, in no language; empty: not theirs */
    struct str flash; /* "Saved" */
    struct page_error *errors;
    size_t errors_count;
    bool is_conflict;
    struct str key;     /* idempotency key for the page's form */
    struct str live;    /* address of the live stream, from the moment of this page; empty: none */
    struct str request; /* id of this request, for support */
    struct page_field *fields;
    size_t fields_count;
    struct page_sort *sorts;
    size_t sorts_count;
    struct str next, previous, csv, xlsx; /* addresses of a list's neighbours and exports */
};
extern const struct table PAGE_TABLE;

/* The view of the template `error`, shown for every status that has no page of its own. */
struct error_page {
    int64_t code;    /* HTTP status */
    struct str kind; /* "invalid", "sign-in", "forbidden", "missing", "gone", "conflict", "large",
                          "limited", "unavailable", "internal" */
    struct str heading; /* one sentence */
    struct str text;    /* what happened, what was kept, what to do */
};
extern const struct table ERROR_PAGE_TABLE;

#endif
