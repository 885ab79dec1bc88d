/* What this slice keeps of people, table by table. */
#include "slices/staff/staff_handlers.h"
#include "staff_queries.h"

static const struct privacy_rule EMPLOYMENT_RULE = {
    .table = "staff_employment",
    .what = N_("In which unit the person works or has worked, and when"),
    .purpose = N_("To know who works where"),
    .seen_by = N_("Colleagues"),
    .keep = N_("As long as the person; without a name afterwards"),
    .rows = &STAFF_DATA_EMPLOYMENTS,
    .entity = &EMPLOYMENT_ENTITY,
    .holds = &STAFF_HOLDS_EMPLOYMENTS,
};
static const struct privacy_rule MEMBERSHIP_RULE = {
    .table = "staff_membership",
    .what = N_("In which teams the person is or has been, and when"),
    .purpose = N_("To know who works with whom"),
    .seen_by = N_("Colleagues"),
    .keep = N_("As long as the person; without a name or a reason afterwards"),
    .rows = &STAFF_DATA_MEMBERSHIPS,
    .entity = &MEMBERSHIP_ENTITY,
    .erase = &STAFF_ERASE_MEMBERSHIPS,
    .holds = &STAFF_HOLDS_MEMBERSHIPS,
};
static const struct privacy_rule LEAVE_RULE = {
    .table = "staff_leave",
    .what = N_("On which days the person is away; never why"),
    .purpose = N_("To plan without those who are away"),
    .seen_by = N_("Colleagues, as long as it lasts"),
    .keep = N_("Until the person is erased"),
    .rows = &STAFF_DATA_LEAVES,
    .entity = &LEAVE_ENTITY,
    .erase = &STAFF_ERASE_LEAVES,
};

const struct privacy_rule *const STAFF_PRIVACY[] = {&EMPLOYMENT_RULE, &MEMBERSHIP_RULE, &LEAVE_RULE,
                                                    NULL};
