/* tb-record: see the header. */
#include "tb-record.h"

static const TbRecordInfo infos[] = {
#define X(id, code, value, detail, payload) { code, value, detail, payload },
  TB_RECORD_TABLE (X)
#undef X
};

/**
 * tb_record_info:
 * @kind: a #TbRecordKind
 *
 * Returns: (transfer none) (nullable): the row of the table, %NULL for a number that is no kind
 */
const TbRecordInfo *
tb_record_info (guint kind)
{
  return kind < G_N_ELEMENTS (infos) ? &infos[kind] : NULL;
}
