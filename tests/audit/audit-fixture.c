/* audit-fixture: see the header. */
#include "audit-fixture.h"

#include <string.h>

TbAuditTrail *
audit_play (const char *scenario, gint64 until_us, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) loaded = tb_scenario_load (scenario, &error);
  TbRunOptions options = { .until_us = until_us, .n_threads = n_threads };
  g_autoptr (TbRun) run = NULL;
  TbAuditTrail *trail;

  g_assert_no_error (error);
  run = tb_run_new (loaded, &options, NULL, &error);
  g_assert_no_error (error);
  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  trail = tb_audit_trail_new (run);
  g_assert_true (tb_audit_trail_read (trail, G_MAXUINT64, NULL, NULL));
  return trail;
}

GString *
audit_export (TbAuditTrail *trail, gint64 until_us, TbKey *key)
{
  TbJournal *journal = tb_run_get_journal (tb_audit_trail_get_run (trail));
  g_autoptr (GError) error = NULL;
  GString *text = tb_audit_export (trail, tb_audit_trail_count (trail, tb_journal_find_time (journal, until_us)), until_us, key, NULL, &error);

  g_assert_no_error (error);
  return text;
}

TbAuditFile *
audit_read (const char *text, gsize n_bytes)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, n_bytes);

  return tb_audit_file_new (bytes);
}

gboolean
audit_is_good (const char *text, gsize n_bytes)
{
  g_autoptr (TbAuditFile) file = audit_read (text, n_bytes);

  return tb_audit_file_is_good (file);
}

guint
audit_find (TbAuditTrail *trail, const char *what, const char *who)
{
  for (guint number = 1; number <= tb_audit_trail_get_n (trail); number++)
    {
      g_auto (TbAuditFacts) facts = { 0 };

      tb_audit_trail_describe (trail, number, &facts);
      if (g_str_equal (facts.what, what) && (who == NULL || g_strcmp0 (facts.who, who) == 0))
        return number;
    }
  g_error ("there is no %s of %s", what, who != NULL ? who : "anybody");
}

TbKey *
audit_make_key (const char *name)
{
  g_autoptr (GError) error = NULL;
  TbKey *key;
  TbStream stream;

  tb_stream_init (&stream, 7, name);
  key = tb_key_generate (tb_crypto_get_seeded (NULL), TB_KEY_ED25519, &stream, &error);
  g_assert_no_error (error);
  return key;
}

/* Of every line but the last. */
static GArray *
hash_lines (char **lines, guint n)
{
  GArray *leaves = g_array_new (FALSE, FALSE, sizeof (TbHash));

  for (guint i = 0; i < n; i++)
    {
      TbHash hash;

      tb_merkle_hash_leaf (lines[i], strlen (lines[i]), &hash);
      g_array_append_val (leaves, hash);
    }
  return leaves;
}

char *
audit_rewrite (const char *text, TbKey *key)
{
  g_autoptr (TbAuditFile) file = audit_read (text, strlen (text));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines) - 2;
  g_autoptr (GArray) leaves = hash_lines (lines, n);
  g_autoptr (TbCheckpoint) checkpoint = tb_checkpoint_new (file->origin, leaves, G_USEC_PER_SEC);

  if (key != NULL)
    g_assert_true (tb_audit_line_sign (checkpoint, key, NULL));
  g_free (lines[n]);
  lines[n] = tb_audit_line_for_checkpoint (checkpoint, key != NULL ? tb_key_get_spki (key) : NULL);
  return g_strjoinv ("\n", lines);
}
