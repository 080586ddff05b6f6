/* tb-provision: see the header. */
#include "tb-provision.h"

#include <string.h>

const char *const tb_provision_codes[TB_N_PROVISIONS + 1] = {
#define X(id, code) code,
  TB_PROVISION_TABLE (X)
#undef X
};

/**
 * tb_provision_from_code:
 * @code: a word
 * @provision: (out): which one it is
 *
 * Returns: whether there is one
 */
gboolean
tb_provision_from_code (const char *code, TbProvision *provision)
{
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (strcmp (tb_provision_codes[i], code) == 0)
      {
        *provision = (TbProvision) i;
        return TRUE;
      }
  return FALSE;
}
