/* tb-cli-query: how `trustbed-cli query` prints answers, and which tables there are. */
#pragma once

#include "tb-ask.h"
#include "tb-cli.h"

G_BEGIN_DECLS

void tb_cli_query_print_text   (TbAnswer *answer);
void tb_cli_query_print_csv    (TbAnswer *answer);
void tb_cli_query_print_json   (TbRun *run, TbAnswer *answer, gint64 time_us);
int  tb_cli_query_print_tables (gboolean json, gboolean markdown);

G_END_DECLS
