/* The log of a run: the same on any number of threads, the beginning of itself at any earlier time, every record of its kinds there, and each entry says who, by
 * whom, which certificate and at whose command. */
#include <string.h>

#include "audit-fixture.h"
#include "tb-audit-proof.h"
#include "tb-audit-search.h"

#define UNTIL_US (3 * TB_US_PER_HOUR)

static TbAuditTrail *trail;

static void
threads_change_nothing (void)
{
  g_autoptr (TbAuditTrail) other = audit_play ("revocation", UNTIL_US, 4);
  g_autoptr (GString) one = audit_export (trail, UNTIL_US, NULL), two = audit_export (other, UNTIL_US, NULL);

  g_assert_cmpuint (one->len, ==, two->len);
  g_assert_cmpstr (one->str, ==, two->str);
}

/* Without the last line, which is the checkpoint. */
static gsize
length_of_lines (GString *text)
{
  g_autofree char *copy = g_strndup (text->str, text->len - 1);

  return (gsize) (strrchr (copy, '\n') - copy) + 1;
}

static void
a_log_begins_with_what_it_was (void)
{
  g_autoptr (GString) late = audit_export (trail, UNTIL_US, NULL);

  for (gint64 at_us = 0; at_us < UNTIL_US; at_us += 7 * TB_US_PER_MINUTE)
    {
      g_autoptr (GString) early = audit_export (trail, at_us, NULL);

      g_assert_true (audit_is_good (early->str, early->len));
      g_assert_cmpint (memcmp (early->str, late->str, length_of_lines (early)), ==, 0);
    }
}

/* A run that goes on does not change what was written: read in pieces, the log is the same. */
static void
reading_in_pieces_changes_nothing (void)
{
  g_autoptr (TbAuditTrail) other = tb_audit_trail_new (tb_audit_trail_get_run (trail));
  guint64 n = tb_journal_get_length (tb_run_get_journal (tb_audit_trail_get_run (trail)));

  for (guint64 position = 0; position <= n; position += 3)
    g_assert_true (tb_audit_trail_read (other, position, NULL, NULL));
  g_assert_true (tb_audit_trail_read (other, n, NULL, NULL));
  g_assert_cmpuint (tb_audit_trail_get_n (other), ==, tb_audit_trail_get_n (trail));
  for (guint number = 0; number <= tb_audit_trail_get_n (trail); number++)
    {
      g_autofree char *one = tb_audit_line_for_entry (trail, number), *two = tb_audit_line_for_entry (other, number);

      g_assert_cmpstr (one, ==, two);
    }
}

static void
every_record_of_its_kinds_is_there (void)
{
  TbJournal *journal = tb_run_get_journal (tb_audit_trail_get_run (trail));
  guint number = 0;

  for (guint64 place = 0; place < tb_journal_get_length (journal); place++)
    if (tb_audit_kind_find (tb_journal_get (journal, place)->kind) != NULL)
      g_assert_cmpuint (tb_audit_trail_get (trail, ++number)->place, ==, place);
  g_assert_cmpuint (number, ==, tb_audit_trail_get_n (trail));
  g_assert_cmpuint (number, >, 70);
}

static void
a_revocation_says_all (void)
{
  guint number = audit_find (trail, "certificate-revoked", "lock-02"), issued = audit_find (trail, "certificate-issued", "lock-02");
  g_auto (TbAuditFacts) facts = { 0 }, birth = { 0 };

  tb_audit_trail_describe (trail, number, &facts);
  tb_audit_trail_describe (trail, issued, &birth);
  g_assert_cmpint (facts.time_us, ==, 20 * TB_US_PER_MINUTE);
  g_assert_cmpstr (facts.group, ==, "revocation");
  g_assert_cmpstr (facts.by, ==, "authority");
  g_assert_cmpstr (facts.reason, ==, "keyCompromise");
  g_assert_cmpstr (facts.command, ==, "revoke device=lock-02 reason=keyCompromise");
  g_assert_cmpstr (facts.serial, ==, birth.serial);
  g_assert_cmpstr (facts.certificate, ==, birth.certificate);
  g_assert_cmpuint (strlen (facts.certificate), ==, 64);
  g_assert_null (birth.command);
}

static void
a_certificate_follows_from_its_request (void)
{
  guint issued = audit_find (trail, "certificate-issued", "lock-02"), requested = audit_find (trail, "certificate-requested", "lock-02");
  guint installed = audit_find (trail, "certificate-installed", "lock-02"), made = audit_find (trail, "key-made", "lock-02");
  g_auto (TbAuditFacts) key = { 0 }, certificate = { 0 };

  g_assert_cmpuint (tb_audit_trail_get (trail, issued)->cause, ==, requested);
  g_assert_cmpuint (tb_audit_trail_get (trail, installed)->cause, ==, issued);
  tb_audit_trail_describe (trail, made, &key);
  tb_audit_trail_describe (trail, issued, &certificate);
  g_assert_cmpstr (key.key, ==, certificate.key);
}

static TbAuditTrail *
play_with (const char *const *lines)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  g_autoptr (TbScenario) scenario = tb_scenario_load ("smart-home", NULL);
  TbRunOptions options = { .until_us = 5 * TB_US_PER_MINUTE };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbRun) run = NULL;
  TbAuditTrail *made;

  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (commands, tb_command_parse (lines[i], &error));
  g_assert_no_error (error);
  run = tb_run_new (scenario, &options, commands, &error);
  g_assert_no_error (error);
  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  made = tb_audit_trail_new (run);
  g_assert_true (tb_audit_trail_read (made, G_MAXUINT64, NULL, NULL));
  return made;
}

/* What the authority does seconds later, it does because somebody ordered it: the command goes with it from the request on. */
static void
a_command_is_named_in_all_that_came_of_it (void)
{
  const char *const lines[] = { "@2m renew device=lock-03", "@3m release device=lock-03", "@3m power device=lock-04 state=on", NULL };
  g_autoptr (TbAuditTrail) renewed = play_with (lines);
  guint n_ordered = 0, n_refused = 0;

  for (guint number = 1; number <= tb_audit_trail_get_n (renewed); number++)
    {
      g_auto (TbAuditFacts) facts = { 0 };

      tb_audit_trail_describe (renewed, number, &facts);
      if (g_strcmp0 (facts.command, "renew device=lock-03") == 0)
        {
          g_assert_cmpstr (facts.who, ==, "lock-03");
          g_assert_cmpint (facts.time_us, >=, 2 * TB_US_PER_MINUTE);
          n_ordered++;
        }
      n_refused += g_str_equal (facts.what, "command-refused") ? 1u : 0u;
      if (g_str_equal (facts.what, "command-refused"))
        {
          g_assert_cmpstr (facts.command, ==, "release device=lock-03");
          g_assert_cmpstr (facts.group, ==, "revocation");
          g_assert_nonnull (facts.reason);
        }
    }
  g_assert_cmpuint (n_ordered, >=, 3);    /* requested, issued, installed */
  g_assert_cmpuint (n_refused, ==, 1);    /* the other refusal has nothing to do with certificates */
}

static void
groups_have_codes (void)
{
  for (guint i = 0; i < TB_AUDIT_N_GROUPS; i++)
    {
      TbAuditGroup group;

      g_assert_true (tb_audit_group_from_code (tb_audit_group_to_code ((TbAuditGroup) i), &group) && group == (TbAuditGroup) i);
    }
  g_assert_null (tb_audit_kind_find (TB_RECORD_MESSAGE));
  g_assert_null (tb_audit_kind_find (TB_RECORD_N_KINDS));
  g_assert_null (tb_audit_kind_find_refused ("power device=lock-01 state=on"));
  g_assert_cmpint (tb_audit_kind_find_refused ("steal-key device=lock-01 thief=camera-01")->group, ==, TB_AUDIT_KEYS);
}

/* A record that brings a certificate, a key, a list or an answer belongs into the log, whatever is invented later. */
static void
nothing_about_certificates_is_left_out (void)
{
  static const char *const things[] = { "certificate, DER", "SubjectPublicKeyInfo", "PKCS #10", "CRL", "OCSP" };

  for (guint kind = 0; kind < TB_RECORD_N_KINDS; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (things); i++)
      if (strstr (tb_record_info (kind)->payload, things[i]) != NULL && tb_audit_kind_find (kind) == NULL)
        g_error ("%s is not in the log", tb_record_info (kind)->code);
}

static void
proofs_lead_to_the_root (void)
{
  g_autoptr (TbAuditTree) tree = tb_audit_tree_new (trail);
  guint n = tb_audit_trail_get_n (trail);
  g_autoptr (GArray) some = tb_audit_tree_dup_leaves (tree, 9, NULL, NULL), leaves = tb_audit_tree_dup_leaves (tree, n, NULL, NULL);
  const TbHash *hashes = (const TbHash *) (void *) leaves->data;
  TbHash root;

  g_assert_cmpuint (leaves->len, ==, n + 1);
  g_assert_cmpint (memcmp (some->data, leaves->data, 10 * sizeof (TbHash)), ==, 0);
  tb_merkle_hash_tree (hashes, n + 1, &root);
  for (guint leaf = 0; leaf <= n; leaf++)
    {
      g_autoptr (GArray) steps = tb_audit_proof_new (hashes, n + 1, leaf), proof = g_array_new (FALSE, FALSE, sizeof (TbHash));

      for (guint i = 0; i < steps->len; i++)
        g_array_append_val (proof, g_array_index (steps, TbAuditStep, i).sibling);
      g_assert_true (tb_merkle_check_inclusion (&hashes[leaf], leaf, n + 1, (const TbHash *) (void *) proof->data, proof->len, &root));
      g_assert_cmpint (memcmp (&g_array_index (steps, TbAuditStep, steps->len - 1).result, &root, sizeof root), ==, 0);
    }
}

static guint
count (guint group, const char *text, guint n_entries)
{
  g_autoptr (TbAuditSearch) search = tb_audit_search_new (trail, group, text);
  g_autoptr (GArray) early = tb_audit_search_run (search, n_entries / 2, NULL, NULL), found = tb_audit_search_run (search, n_entries, NULL, NULL),
                     again = tb_audit_search_run (search, n_entries / 2, NULL, NULL);

  g_assert_cmpuint (early->len, ==, again->len);
  for (guint i = 0; i < found->len; i++)
    g_assert_true (i < early->len ? g_array_index (found, guint, i) <= n_entries / 2 : g_array_index (found, guint, i) > n_entries / 2);
  return found->len;
}

static void
entries_are_found (void)
{
  guint n = tb_audit_trail_get_n (trail), n_grouped = 0;
  g_auto (TbAuditFacts) facts = { 0 };
  g_autofree char *part = NULL, *upper = NULL;

  tb_audit_trail_describe (trail, audit_find (trail, "certificate-revoked", "lock-02"), &facts);
  part = g_strndup (facts.certificate + 10, 12);
  upper = g_ascii_strup (facts.serial, -1);
  for (guint group = 0; group < TB_AUDIT_N_GROUPS; group++)
    n_grouped += count (group, "", n);
  g_assert_cmpuint (n_grouped, ==, n);
  g_assert_cmpuint (count (TB_AUDIT_ALL_GROUPS, "", n), ==, n);
  g_assert_cmpuint (count (TB_AUDIT_ALL_GROUPS, "LOCK-02 keycompromise", n), ==, 1);
  g_assert_cmpuint (count (TB_AUDIT_KEYS, "lock-02 keycompromise", n), ==, 0);
  g_assert_cmpuint (count (TB_AUDIT_REVOCATION, "revoke device=lock-02", n), ==, 1);
  g_assert_cmpuint (count (TB_AUDIT_ALL_GROUPS, part, n), ==, 3);      /* issued, installed, revoked */
  g_assert_cmpuint (count (TB_AUDIT_ALL_GROUPS, upper, n), ==, 3);
  g_assert_cmpuint (count (TB_AUDIT_ALL_GROUPS, "nobody", n), ==, 0);
  g_assert_cmpuint (count (TB_AUDIT_ALL_GROUPS, "", 0), ==, 0);
}

static void
what_is_stopped_says_so (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TbAuditTrail) other = tb_audit_trail_new (tb_audit_trail_get_run (trail));
  g_autoptr (TbAuditTree) tree = tb_audit_tree_new (trail);
  g_autoptr (GError) one = NULL, two = NULL, three = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (tb_audit_trail_read (other, G_MAXUINT64, cancellable, &one));
  g_assert_error (one, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (tb_audit_tree_dup_leaves (tree, 5, cancellable, &two));
  g_assert_error (two, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (tb_audit_export (trail, 5, 0, NULL, cancellable, &three));
  g_assert_error (three, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  trail = audit_play ("revocation", UNTIL_US, 1);
  g_test_add_func ("/audit/trail/threads", threads_change_nothing);
  g_test_add_func ("/audit/trail/prefix", a_log_begins_with_what_it_was);
  g_test_add_func ("/audit/trail/pieces", reading_in_pieces_changes_nothing);
  g_test_add_func ("/audit/trail/whole", every_record_of_its_kinds_is_there);
  g_test_add_func ("/audit/trail/revocation", a_revocation_says_all);
  g_test_add_func ("/audit/trail/cause", a_certificate_follows_from_its_request);
  g_test_add_func ("/audit/trail/command", a_command_is_named_in_all_that_came_of_it);
  g_test_add_func ("/audit/trail/groups", groups_have_codes);
  g_test_add_func ("/audit/trail/kinds", nothing_about_certificates_is_left_out);
  g_test_add_func ("/audit/trail/proofs", proofs_lead_to_the_root);
  g_test_add_func ("/audit/trail/search", entries_are_found);
  g_test_add_func ("/audit/trail/stopped", what_is_stopped_says_so);
  status = g_test_run ();
  tb_audit_trail_unref (trail);
  return status;
}
