/* Private to the validation: ensembles and rows. Each group of rows is a function that gives up when its ensemble was cancelled. */
#pragma once

#include "tb-outbreak-brute.h"
#include "tb-outbreak-forms.h"
#include "tb-outbreak-preset.h"
#include "tb-outbreak-validation.h"

G_BEGIN_DECLS

typedef double (*TbMeasure) (const TbOutbreakResult *result);
typedef void   (*TbCheckGroup) (TbOutbreakValidation *validation);

GPtrArray *tb_validation_run      (TbOutbreakValidation *validation, const TbOutbreakTerms *terms, guint n_runs);
double    *tb_validation_measure  (const GPtrArray *results, TbMeasure measure);
TbOutbreakStatistic tb_validation_statistic (const GPtrArray *results, TbMeasure measure);
void       tb_validation_add      (TbOutbreakValidation *validation, const TbOutbreakCheck *check);

void       tb_validation_closed_forms (TbOutbreakValidation *validation);
void       tb_validation_ways         (TbOutbreakValidation *validation);
void       tb_validation_endings      (TbOutbreakValidation *validation);
void       tb_validation_brute_force  (TbOutbreakValidation *validation);
void       tb_validation_mirai        (TbOutbreakValidation *validation);

G_END_DECLS
