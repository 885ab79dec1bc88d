/* What the pages of this slice share: days and instants, units and teams as choices. */
#include "platform/base/date.h"
#include "platform/calendar/calendar.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/staff/staff_handlers.h"
#include "staff_queries.h"

enum status staff_zone(struct request *request, int64_t area, const char **out_zone)
{
    struct record_writer reader = {.tx = NULL};
    TRY(call_reader(&request->call, &reader.tx));
    TRY(people_areas(reader.tx, request->call.arena, &reader.areas));
    const struct area *found = record_area(&reader, area);
    *out_zone =
        found == NULL ? request->call.platform->zone : str_c(request->call.arena, found->zone);
    return OK;
}

int64_t staff_instant(const struct staff_day *day)
{
    struct date date;
    if (!date_parse(day->day, &date)) {
        return day->absent;
    }
    date = date_of_days(date_to_days(date) + (day->is_after ? 1 : 0));
    return calendar_instant(day->zone, date, 0);
}

struct str staff_first_day(struct arena *arena, const char *zone, int64_t from_at)
{
    return date_text(arena, calendar_local(zone, from_at).date);
}

struct str staff_last_day(struct arena *arena, const char *zone, int64_t to_at)
{
    return to_at >= STAFF_OPEN ? (struct str){NULL, 0}
                               : date_text(arena, calendar_local(zone, to_at - 1).date);
}

static struct page_choice choice_of(struct arena *arena, int64_t id, struct str label)
{
    return (struct page_choice){.key = str_format(arena, "%lld", (long long)id), .label = label};
}

enum status staff_unit_choices(struct request *request, struct staff_choices *out)
{
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct staff_places places = {.units = {.table = &UNIT_TABLE}};
    TRY(query_rows(tx, arena, &STAFF_UNITS_SEEN, bind_none(), &places.units));
    staff_places_name(arena, &places);
    const struct unit *units = places.units.at;
    out->at = ARENA_ARRAY(arena, places.units.count + 1, struct page_choice);
    out->count = places.units.count;
    for (size_t i = 0; i < out->count; i++) {
        out->at[i] = choice_of(arena, units[i].id, places.paths[i]);
    }
    return OK;
}

struct team_choice {
    int64_t id;
    struct str name, unit;
};
static const struct field TEAM_CHOICE_FIELDS[] = {
    FIELD(ID, struct team_choice, id, NULL),
    FIELD(TEXT, struct team_choice, name, NULL),
    FIELD(TEXT, struct team_choice, unit, NULL),
};
static const struct table TEAM_CHOICE_TABLE =
    TABLE("team_choice", struct team_choice, TEAM_CHOICE_FIELDS);

static enum status team_choices(struct request *request, const struct query *query,
                                struct staff_choices *out)
{
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows rows = {.table = &TEAM_CHOICE_TABLE};
    TRY(query_rows(tx, arena, query, bind_none(), &rows));
    const struct team_choice *team = rows.at;
    out->at = ARENA_ARRAY(arena, rows.count + 1, struct page_choice);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        struct str label =
            str_is_empty(team[i].unit)
                ? team[i].name
                : str_format(arena, "%.*s (%.*s)", STR_ARG(team[i].name), STR_ARG(team[i].unit));
        out->at[i] = choice_of(arena, team[i].id, label);
    }
    return OK;
}

enum status staff_team_choices(struct request *request, struct staff_choices *out)
{
    return team_choices(request, &STAFF_TEAMS_CHOICE, out);
}

enum status staff_teams_seen_choices(struct request *request, struct staff_choices *out)
{
    return team_choices(request, &STAFF_TEAMS_SEEN, out);
}
