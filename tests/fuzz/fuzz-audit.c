/* Fuzzes the reader of exported audit logs: nothing crashes, and what differs from a good log in a byte is not good. */
#include "fuzz.h"

#include <string.h>

#include "audit-fixture.h"
#include "tb-audit-verify.h"

static GString *
get_log (void)
{
  static GString *log;

  if (log == NULL)
    {
      g_autoptr (TbAuditTrail) trail = audit_play ("revocation", TB_US_PER_MINUTE, 1);
      g_autoptr (TbKey) key = audit_make_key ("auditor");

      log = audit_export (trail, TB_US_PER_MINUTE, key);
    }
  return log;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  static TbAuditFile *older;
  GString *good = get_log ();
  g_autoptr (TbAuditFile) file = audit_read ((const char *) data, n_bytes);
  gboolean is_same = n_bytes == good->len && memcmp (data, good->str, n_bytes) == 0;

  if (older == NULL)
    older = audit_read (good->str, good->len);
  tb_audit_verify_signature (file, tb_crypto_get_seeded (NULL), NULL, NULL);
  if (!is_same && tb_audit_file_is_good (file) && file->leaves->len >= older->leaves->len)
    g_error ("a changed log passes for whole");
  tb_audit_verify_older (file, older);
  if (file->checkpoint != NULL)
    {
      g_autoptr (TbAuditFile) fresh = audit_read (good->str, good->len);        /* it is told there what it was held against */

      tb_audit_verify_checkpoint (fresh, file->checkpoint, NULL);
    }
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const more[] = { "{\"format\":\"trustbed-audit-log-1\",\"scenario\":\"x\",\"seed\":\"1\"}\n{\"number\":1,\"time_us\":0}\n", "\n\n\n", "{}" };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, g_bytes_new (get_log ()->str, get_log ()->len));
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (more[i], strlen (more[i])));
  return seeds;
}
