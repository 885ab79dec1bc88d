/* `samsyn add-person`: how the first administrator comes in. The password is made here and printed
 * once. */
#include "slices/people/people_commands.h"

#include "people_queries.h"
#include "platform/secret/secret.h"
#include "platform/work/platform.h"

enum { FIRST_PASSWORD_CHARACTERS = 16 };

struct add_options {
    struct str name, email, role;
};
static const struct field ADD_FIELDS[] = {
    FIELD(TEXT, struct add_options, name, N_("The person's name"), .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct add_options, email, N_("The address to sign in with"),
          .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct add_options, role, N_("A role, everywhere: admin, employee …")),
};
static const struct table ADD_TABLE = TABLE("add_person", struct add_options, ADD_FIELDS);
static const char *const ADD_PLACES[] = {"name", "email", NULL};

struct known_role {
    struct str role, label;
};
static const struct field KNOWN_ROLE_FIELDS[] = {
    FIELD(TEXT, struct known_role, role, NULL),
    FIELD(TEXT, struct known_role, label, NULL),
};
static const struct table KNOWN_ROLE_TABLE =
    TABLE("known_role", struct known_role, KNOWN_ROLE_FIELDS);

static enum status refuse_unknown_role(struct call *call, struct str role)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct rows rows = {.table = &KNOWN_ROLE_TABLE};
    TRY(query_rows(tx, call->arena, &PEOPLE_ROLES, bind_none(), &rows));
    const struct known_role *known = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        if (str_equal(known[i].role, role)) {
            return OK;
        }
    }
    struct err_item *item = err_add(call->err, N_("There is no role {role}."));
    err_text(call->err, item, "role", role);
    return INVALID;
}

static enum status add(struct call *call, const struct add_options *options,
                       struct str *out_password)
{
    if (!str_is_empty(options->role)) {
        TRY(refuse_unknown_role(call, options->role));
    }
    struct str password = str_slice(token_new(call->arena), 0, FIRST_PASSWORD_CHARACTERS);
    struct person_new wanted = {.person = {.name = options->name, .email = options->email},
                                .password = password};
    int64_t id = NO_INT;
    TRY(people_person_add(call, &wanted, &id));
    if (!str_is_empty(options->role)) {
        struct role_grant grant = {.person_id = id,
                                   .role = options->role,
                                   .scope_type = STR("all"),
                                   .scope_id = NO_INT,
                                   .from_at = clock_now(call->clock),
                                   .to_at = NO_TIME};
        TRY(people_role_give(call, &grant));
    }
    *out_password = password;
    return OK;
}

static enum status run(struct command_call *command, const void *options)
{
    struct call call = command_work(command);
    struct str password;
    enum status status = add(&call, options, &password);
    call_end(&call);
    TRY(status);
    fprintf(command->out, "%.*s\n", STR_ARG(password));
    return OK;
}

const struct command ADD_PERSON_COMMAND = {
    .words = "add-person",
    .summary = N_("Adds somebody who can sign in, and prints their first password"),
    .options = &ADD_TABLE,
    .positionals = ADD_PLACES,
    .needs_data = true,
    .run = run,
};
