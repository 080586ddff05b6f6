/* tb-check-rows: the checks that one side of a handshake made, each with the message and the field it is about. Plain data for a list. */
#pragma once

#include "tb-session-study.h"

G_BEGIN_DECLS

/**
 * TbCheckRow:
 * @check: (borrowed): what was looked at and what was found
 * @decides: whether it is the one for which the other side was refused
 * @message: the message it is about, -1 for none
 * @certificate: which certificate of that message, -1 where it is not about one
 * @field: name of the field, "" for none; static
 */
typedef struct
{
  const TbCheck *check;
  gboolean decides;
  int message;
  int certificate;
  const char *field;
} TbCheckRow;

GArray *tb_check_rows_new        (const TbSessionStudy *study);
char   *tb_check_row_dup_values  (const TbCheckRow *row);
char   *tb_check_rows_dup_answer (const TbSessionStudy *study, const char *const names[2]);

G_END_DECLS
