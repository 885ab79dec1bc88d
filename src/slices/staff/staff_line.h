/* Private to the slice: one line of a staff list, which is somebody's work here with all that the list says
 * of the person, the unit and the team. */
#ifndef SAMSYN_STAFF_LINE_H
#define SAMSYN_STAFF_LINE_H

#include "slices/staff/staff_write.h"

struct staff_line {
    /* staff_employment */
    int64_t id, version, person_id, unit_id, area_id, from_at, to_at;
    /* beside it */
    struct str external_id, name, email, phone, language, title;
    struct str unit_external_id, unit;
    struct str team_external_id, team;
    int64_t team_id;
    struct str from_day, to_day; /* the first and the last */
    bool is_protected;
};
extern const struct table STAFF_LINE_TABLE;
extern const struct record STAFF_LINE_RECORD;

/* Units and teams as the line says them. Meeting finds the one that is there (NO_INT: one to be made) and
 * writes nothing; INVALID when there is no telling. Writing makes it, or gives it its new name. */
enum status staff_line_meet_unit(const struct record_writer *writer,
                                 struct staff_line *line) MUST_CHECK;
enum status staff_line_meet_team(const struct record_writer *writer,
                                 struct staff_line *line) MUST_CHECK;
enum status staff_line_write_unit(const struct record_writer *writer,
                                  struct staff_line *line) MUST_CHECK;
enum status staff_line_write_team(const struct record_writer *writer,
                                  struct staff_line *line) MUST_CHECK;

/* The work that a prepared line means, with what is known beside it. */
enum status staff_line_find(const struct record_writer *writer, const void *prepared,
                            void *out) MUST_CHECK;

#endif
