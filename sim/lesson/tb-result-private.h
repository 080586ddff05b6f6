/* tb-result-private: what the files of a result share. */
#pragma once

#include "tb-result.h"

G_BEGIN_DECLS

TbResult *tb_result_new_empty (void);
void      tb_result_add_answer (TbResult *result, char *question, char *answer, gint64 time_us);
void      tb_result_add_hints (TbResult *result, char *step, guint taken);
void      tb_result_add_claim (TbResult *result, char *id, guint credit);

G_END_DECLS
