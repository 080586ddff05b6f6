/* tb-explain: from the first row that is not good to a reason's code and a sentence that says what would have to be different. */
#pragma once

#include "tb-judging.h"

G_BEGIN_DECLS

const char *tb_explain_reason   (const TbCheck *row, TbEnd end, int openssl_code);
char       *tb_explain_sentence (const TbCheck *row, TbEnd end, GPtrArray *path);
char       *tb_explain_good     (GPtrArray *path);

G_END_DECLS
