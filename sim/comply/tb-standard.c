/* tb-standard: see the header. */
#include "tb-standard.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const TbStandard standards[TB_N_STANDARDS] = {
  [TB_STANDARD_ETSI] = { "etsi", "ETSI EN 303 645 V2.1.1", "2020-06", N_("Security of consumer devices: the baseline"),
                         N_("How a maker handles reports of vulnerabilities, what he publishes, personal data, and how somebody deletes them: none of that is in a simulated fleet.") },
  [TB_STANDARD_NIST] = { "nist", "NIST SP 800-57 Part 1 Rev. 5", "2020-05", N_("Keys: how strong, and for how long"),
                         N_("How keys are generated, backed up and destroyed, and who may handle them, is not seen here.") },
  [TB_STANDARD_RFC] = { "rfc", "RFC 5280 / RFC 7925", "2008-05 / 2016-07", N_("Certificates and lists, on the Internet and for small devices"),
                        N_("Lists and answers are looked at by their dates alone. Cipher suites and sizes of records are not judged.") },
  [TB_STANDARD_IEEE] = { "ieee", "IEEE 802.1AR-2018", "2018", N_("Identities of devices: from the factory, and from their owner"),
                         N_("Whether the module that holds a key resists an attack on the hardware is not seen here.") },
};

/**
 * tb_standard_get:
 * @standard: which
 *
 * Returns: (transfer none): its row
 */
const TbStandard *
tb_standard_get (TbStandardId standard)
{
  return &standards[standard];
}

/**
 * tb_standard_find:
 * @code: a short word
 * @standard: (out): which one that is
 *
 * Returns: whether there is one
 */
gboolean
tb_standard_find (const char *code, TbStandardId *standard)
{
  for (guint i = 0; i < TB_N_STANDARDS; i++)
    if (strcmp (standards[i].code, code) == 0)
      {
        *standard = (TbStandardId) i;
        return TRUE;
      }
  return FALSE;
}
