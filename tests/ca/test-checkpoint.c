/* Checkpoints say what they should, broken ones are refused, and whoever changes the log since one is found out. */
#include "ca-fixture.h"

#include <string.h>

#include "tb-ca-private.h"
#include "tb-ca-audit.h"

static TbCheckpoint *
make_checkpoint (CaFixture *fixture, const TbCheckpoint *before)
{
  g_autoptr (GError) error = NULL;
  TbCheckpoint *checkpoint = tb_ca_make_checkpoint (fixture->ca, before, &ca_boss, &error);

  g_assert_no_error (error);
  return checkpoint;
}

static TbCheckpoint *
reparse (const TbCheckpoint *checkpoint)
{
  g_autofree char *text = tb_checkpoint_to_text (checkpoint);

  return tb_checkpoint_parse (text, NULL);
}

static void
what_is_written_is_read (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (TbCheckpoint) first = make_checkpoint (fixture, NULL), second = make_checkpoint (fixture, first), read = NULL;
  g_autofree char *one = NULL, *other = NULL;

  g_assert_true (tb_checkpoint_sign (second, fixture->key, NULL));
  read = reparse (second);
  g_assert_nonnull (read);
  one = tb_checkpoint_to_text (second);
  other = tb_checkpoint_to_text (read);
  g_assert_cmpstr (one, ==, other);
  g_assert_cmpuint (second->size, ==, first->size + 1);
  g_assert_true (tb_checkpoint_is_signed (read, read->witness_signature, tb_key_get_pkey (fixture->key)));
  g_assert_false (tb_checkpoint_is_signed (read, read->authority_signature, tb_key_get_pkey (fixture->key)));
  g_assert_true (tb_checkpoint_grew (read, first));
}

static void
truncated_and_mutated_text_never_passes (CaFixture *fixture, gconstpointer data)
{
  const TbCaAuthority *authority = tb_ca_find_authority (fixture->ca, "issuing-1", NULL);
  EVP_PKEY *key = X509_get0_pubkey (tb_certificate_get_x509 (authority->certificate));
  g_autoptr (TbCheckpoint) checkpoint = make_checkpoint (fixture, NULL);
  g_autofree char *text = tb_checkpoint_to_text (checkpoint);

  for (gsize n = 0; n < strlen (checkpoint->text); n++)
    {
      g_autofree char *shorter = g_strndup (text, n), *changed = g_strdup (text);
      g_autoptr (TbCheckpoint) cut = tb_checkpoint_parse (shorter, NULL), mutated = NULL;

      changed[n] ^= 1;
      mutated = tb_checkpoint_parse (changed, NULL);
      g_assert_null (cut);
      g_assert_false (mutated != NULL && tb_checkpoint_is_signed (mutated, mutated->authority_signature, key));
    }
}

static const char *const broken[] = {
  "", "\n\n\n\n\n", "trustbed audit log x\nsize -1\ntree 00\ntime x\n\n", "trustbed audit log x\nsize 99999999999999999999\ntree 00\ntime x\n\n",
};

static void
broken_text_is_refused (void)
{
  g_autofree char *hex = g_strnfill (64, 'a'), *good = g_strdup_printf ("trustbed audit log x\nsize 3\ntree %s\ntime now\n\n", hex);
  static const char *const tails[] = { "authority x\n", "authority x !!\n", "witness\n", "proof x\n", "proof 1 zz\n", "more\n", "witness AA==\nwitness AA==\n" };
  g_autoptr (TbCheckpoint) read = tb_checkpoint_parse (good, NULL);

  g_assert_nonnull (read);
  for (guint i = 0; i < G_N_ELEMENTS (broken) + G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *text = i < G_N_ELEMENTS (broken) ? g_strdup (broken[i]) : g_strconcat (good, tails[i - G_N_ELEMENTS (broken)], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_checkpoint_parse (text, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
    }
}

/* --- the audit --- */

static const struct
{
  const char *statement;
  const char *rule;             /* the first to fail; NULL: nothing shows */
} changes[] = {
  { "UPDATE audit SET entry = entry || '!' WHERE seq = 2", "tree" },
  { "UPDATE audit SET entry = replace (entry, 'boss', 'mate') WHERE seq = 3", "tree" },
  { "DELETE FROM audit WHERE seq = 2", "entries" },
  { "DELETE FROM audit WHERE seq = 2; UPDATE audit SET seq = seq - 1 WHERE seq > 2", "tail" },
  { "DELETE FROM audit WHERE seq > 3", "tail" },
  { "UPDATE audit SET seq = 1000 WHERE seq = 1; UPDATE audit SET seq = 1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 1000", "tree" },
  { "INSERT INTO certificate (serial, authority, profile, subject, not_before_us, not_after_us, reserved_us, reserved_by, tbs)"
    " VALUES ('abcd', 'root', 'x', 'x', 0, 0, 0, 'x', x'00')", "certificates" },
  { "UPDATE person SET roles = 0", NULL },
};

static void
every_change_is_found (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (TbCheckpoint) checkpoint = make_checkpoint (fixture, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_auto (TbCaAudit) audit = { 0 };
      const TbCheck *failure;

      g_assert_cmpint (sqlite3_exec (fixture->ca->db->handle, "SAVEPOINT before", NULL, NULL, NULL), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_exec (fixture->ca->db->handle, changes[i].statement, NULL, NULL, NULL), ==, SQLITE_OK);
      g_assert_true (tb_ca_audit (fixture->ca, checkpoint, NULL, &audit, NULL));
      failure = tb_checks_first_failure (audit.checks);
      g_assert_cmpstr (failure != NULL ? failure->rule->code : NULL, ==, changes[i].rule);
      g_assert_cmpint (sqlite3_exec (fixture->ca->db->handle, "ROLLBACK TO before; RELEASE before", NULL, NULL, NULL), ==, SQLITE_OK);
    }
}

static void
checkpoints_of_others_do_not_count (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (TbCheckpoint) checkpoint = make_checkpoint (fixture, NULL), other = NULL;
  g_autofree char *text = tb_checkpoint_to_text (checkpoint), *id = g_strdup_printf ("trustbed audit log %s", tb_ca_get_id (fixture->ca));
  g_auto (TbCaAudit) audit = { 0 }, unwitnessed = { 0 };
  char *at = strstr (text, id);

  g_assert_true (tb_ca_audit (fixture->ca, checkpoint, tb_key_get_pkey (fixture->key), &unwitnessed, NULL));
  g_assert_cmpstr (tb_checks_first_failure (unwitnessed.checks)->rule->code, ==, "witness-signature");
  at[strlen ("trustbed audit log ")] ^= 1;
  other = tb_checkpoint_parse (text, NULL);
  g_assert_true (tb_ca_audit (fixture->ca, other, NULL, &audit, NULL));
  g_assert_cmpstr (tb_checks_first_failure (audit.checks)->rule->code, ==, "own-log");
}

/* A log that was rewritten and signed anew by the authority itself: the witness has seen the old one. */
static void
witness_sees_that_the_log_was_rewritten (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (TbCheckpoint) before = make_checkpoint (fixture, NULL), after = NULL;

  g_assert_cmpint (sqlite3_exec (fixture->ca->db->handle, "UPDATE audit SET entry = replace (entry, 'boss', 'mate') WHERE seq = 3", NULL, NULL, NULL), ==, SQLITE_OK);
  after = make_checkpoint (fixture, before);
  g_assert_false (tb_checkpoint_grew (after, before));
}

#define ADD(path, test) g_test_add (path, CaFixture, NULL, ca_fixture_set_up, test, ca_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/checkpoint/text", what_is_written_is_read);
  ADD ("/checkpoint/mutated", truncated_and_mutated_text_never_passes);
  g_test_add_func ("/checkpoint/broken", broken_text_is_refused);
  ADD ("/checkpoint/audit", every_change_is_found);
  ADD ("/checkpoint/others", checkpoints_of_others_do_not_count);
  ADD ("/checkpoint/witness", witness_sees_that_the_log_was_rewritten);
  return g_test_run ();
}
