/* trial-fixture: trials from lines of text, and what is asked of their checks. */
#pragma once

#include "tb-trial.h"

#define SEED 7

TbTrial       *trial_run          (const char *line);
const TbCheck *trial_find_failure (TbTrial *trial);
char          *trial_to_ladder    (TbTrial *trial);
char          *trial_mask         (const char *text);
