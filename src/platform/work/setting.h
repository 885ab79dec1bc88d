/* Settings: declared once, with key, type, default, label and who may change it; kept in the database,
 * read from memory, changes are events. */
#ifndef SAMSYN_WORK_SETTING_H
#define SAMSYN_WORK_SETTING_H

#include "platform/db/history.h"
#include "platform/work/call.h"

struct setting {
    const char *key; /* "people.lockout_minutes" */
    const char *label;
    const char *help;
    enum field_kind kind; /* BOOL INT TEXT ENUM */
    const char *initial;  /* machine's form */
    const struct choice *choices;
    int64_t min, max;
    const char *permission; /* who may change it */
};

extern const struct entity SETTING_ENTITY;
extern const struct event_kind SETTING_CHANGED;

/* A module is a part of the program that an organisation may do without: a BOOL setting, which slices and
 * their parts name. Off: its addresses, menu, roles, searches, schedules and files are not there; its data
 * stay. NULL is always on. */
bool module_is_on(const struct platform *platform, const struct setting *module);
/* Reads all settings anew. */
enum status settings_load(struct platform *platform, struct err *err) MUST_CHECK;
/* Again from what the settings say; settings_load() does it. */
void modules_read(struct platform *platform);

int64_t setting_int(struct platform *platform, const struct setting *setting);
bool setting_bool(struct platform *platform, const struct setting *setting);
struct str setting_text(struct platform *platform, struct arena *arena,
                        const struct setting *setting);
enum status setting_change(struct call *call, const struct setting *setting,
                           struct str value) MUST_CHECK;

#endif
