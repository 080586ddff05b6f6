/* tb-what-if-words: the numbers of a what-if in words, on sliders, and as a command to the run. */
#pragma once

#include "tb-chart-series.h"
#include "tb-what-if.h"

G_BEGIN_DECLS

char       *tb_term_format        (TbTerm term, double value);
const char *tb_term_get_title     (TbTerm term, TbVector vector);
double      tb_term_to_position   (TbTerm term, double value);
double      tb_term_from_position (TbTerm term, double position);
double      tb_term_get_step      (TbTerm term);

char        *tb_what_if_dup_result    (const TbArmCurve *curve);
char        *tb_what_if_dup_growth    (TbWhatIf *self);
char        *tb_what_if_dup_form_note (TbWhatIf *self);
TbChartColor tb_what_if_get_color     (TbArm arm);

G_END_DECLS
