/* What the room `work` does for itself every night. */
#ifndef SAMSYN_WORK_UPKEEP_H
#define SAMSYN_WORK_UPKEEP_H

#include "platform/work/job.h"

extern const struct job_kind UPKEEP_JOB;
extern const struct schedule UPKEEP_SCHEDULE;

#endif
