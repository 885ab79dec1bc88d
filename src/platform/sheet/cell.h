/* Private to the room: what a stored number means, by its style. */
#ifndef SAMSYN_SHEET_CELL_H
#define SAMSYN_SHEET_CELL_H

#include "platform/base/str.h"

enum cell_style { CELL_NUMBER, CELL_DATE, CELL_TIME, CELL_DATE_TIME };

enum cell_style cell_style_of_builtin(int64_t format_id); /* ECMA-376, 18.8.30 */
enum cell_style cell_style_of_code(struct str format_code);

/* "0.1" for 0.10000000000000001, "123000" for 1.23E5, "2026-11-23" for 46349 styled as a date. Text
 * that is no number stays as it is. Returns in arena. */
struct str cell_number(struct arena *arena, struct str stored, enum cell_style style,
                       bool counts_from_1904);

/* Column "BC12" is 54 (from 0); -1 when it is no reference. */
int64_t cell_column(struct str reference);

/* _x000D_ and the like become what they stand for. Returns in arena. */
struct str cell_text(struct arena *arena, struct str stored);

#endif
