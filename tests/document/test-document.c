/* What is saved is what comes back; what was done comes back with it; a run that is played again is compared with what it was. */
#include "document-fixture.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "scratch.h"
#include "tb-autosave.h"
#include "tb-keeper.h"
#include "tb-replay-proof.h"
#include "tb-results.h"
#include "tb-units.h"

#define LINES(...) ((const char *const[]) { __VA_ARGS__, NULL })

static void
everything_comes_back (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (TbDocument) document = NULL, loaded = NULL;
  TbDocumentBranch *branch = tb_document_branch_new (7);

  document_do (fixture->run, "power device=lock-01 state=off");
  g_assert_true (tb_run_submit (fixture->run, "@30m power device=lock-01 state=on", NULL));
  document = tb_document_new (fixture->run, "two-locks.xml");
  document->view = (TbDocumentView) { 9000000, 4000000, 2.5 };
  document->proof = tb_replay_proof_new (fixture->run);
  document->lesson = tb_document_lesson_new ("first-look", "abc", "Zoë");
  tb_document_lesson_add_answer (document->lesson, "who", "the lock's owner", 5);
  tb_document_lesson_add_hint (document->lesson, "step-1", 2);
  g_ptr_array_add (branch->lines, g_strdup ("@1s renew device=lock-02"));
  g_ptr_array_add (document->earlier, branch);
  g_assert_true (tb_document_save (document, fixture->path, NULL));

  loaded = tb_document_load (fixture->path, NULL);
  g_assert_nonnull (loaded);
  g_assert_true (g_bytes_equal (loaded->scenario, document->scenario));
  g_assert_cmpstr (loaded->name, ==, "two-locks.xml");
  g_assert_cmpuint (loaded->seed, ==, 5);
  g_assert_cmpint (loaded->until_us, ==, 0);
  document_assert_lines (loaded->commands, LINES ("@10s power device=lock-01 state=off"));
  document_assert_lines (loaded->pending, LINES ("@30m power device=lock-01 state=on"));
  g_assert_cmpint (loaded->view.edge_us, ==, 9000000);
  g_assert_cmpint (loaded->view.playhead_us, ==, 4000000);
  g_assert_cmpfloat (loaded->view.speed, ==, 2.5);
  g_assert_cmpstr (loaded->proof->journal_sha256, ==, document->proof->journal_sha256);
  g_assert_cmpuint (loaded->proof->n_records, ==, document->proof->n_records);
  g_assert_cmpstr (loaded->lesson->learner, ==, "Zoë");
  g_assert_cmpstr (((TbDocumentAnswer *) loaded->lesson->answers->pdata[0])->text, ==, "the lock's owner");
  g_assert_cmpint (((TbDocumentHint *) loaded->lesson->hints->pdata[0])->taken, ==, 2);
  document_assert_lines (((TbDocumentBranch *) loaded->earlier->pdata[0])->lines, LINES ("@1s renew device=lock-02"));
}

static TbRun *
play_again (const TbDocument *document, gint64 time_us)
{
  g_autoptr (GError) error = NULL;
  TbRun *run = tb_document_start (document, NULL, &error);

  g_assert_no_error (error);
  tb_run_set_target (run, time_us);
  tb_run_wait (run, time_us);
  return run;
}

static void
the_same_run_is_played (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (TbDocumentProof) proof = NULL;
  g_autoptr (TbRun) again = NULL;

  document_do (fixture->run, "power device=lock-01 state=off");
  document_do (fixture->run, "revoke device=lock-02");
  proof = tb_replay_proof_new (fixture->run);
  document = document_save_and_load (fixture);
  again = play_again (document, 10 * TB_US_PER_SECOND);
  g_assert_cmpint (tb_replay_proof_check (again, proof), ==, TB_REPLAY_SAME);
  g_assert_null (tb_replay_proof_explain (TB_REPLAY_SAME, proof));
}

/* What came after the last record that the proof is about is no matter of its. */
static void
going_on_leaves_the_proof_good (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (TbDocumentProof) proof = tb_replay_proof_new (fixture->run);

  document_do (fixture->run, "power device=lock-01 state=off");
  tb_run_set_target (fixture->run, 20 * TB_US_PER_SECOND);
  tb_run_wait (fixture->run, 20 * TB_US_PER_SECOND);
  g_assert_cmpint (tb_replay_proof_check (fixture->run, proof), ==, TB_REPLAY_SAME);
}

static void
differences_are_told (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (TbDocumentProof) proof = tb_replay_proof_new (fixture->run);
  g_autoptr (TbDocument) document = document_save_and_load (fixture);
  g_autoptr (TbRun) early = play_again (document, TB_US_PER_SECOND);
  g_autofree char *bytes = NULL, *outcome = NULL;

  g_assert_cmpint (tb_replay_proof_check (early, proof), ==, TB_REPLAY_UNKNOWN);
  proof->journal_sha256[0] ^= 1;
  g_assert_cmpint (tb_replay_proof_check (fixture->run, proof), ==, TB_REPLAY_BYTES_DIFFER);
  g_free (proof->openssl);
  proof->openssl = g_strdup ("OpenSSL 3.0.1");
  bytes = tb_replay_proof_explain (TB_REPLAY_BYTES_DIFFER, proof);
  g_assert_nonnull (strstr (bytes, "made with Trustbed " ));
  g_assert_nonnull (strstr (bytes, "OpenSSL 3.0.1, played with"));
  g_assert_nonnull (strstr (bytes, "outcomes agree, bytes differ"));
  proof->outcome_sha256[0] ^= 1;
  g_assert_cmpint (tb_replay_proof_check (fixture->run, proof), ==, TB_REPLAY_DIFFERS);
  outcome = tb_replay_proof_explain (TB_REPLAY_DIFFERS, proof);
  g_assert_nonnull (strstr (outcome, "something else happened"));
}

/* --- working in one --- */

static void
write_change (DocumentFixture *fixture, TbDocumentFile *file, guint from, gboolean leaves_branch)
{
  const TbDocumentView view = { 10000000, 10000000, 0 };
  g_autoptr (TbDocumentChange) change = tb_document_change_new (fixture->run, from, &view, NULL);
  g_autoptr (GError) error = NULL;

  change->leaves_branch = leaves_branch;
  tb_document_file_write (file, change, &error);
  g_assert_no_error (error);
}

static void
changes_add_up (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (TbDocumentFile) file = NULL;
  g_autoptr (TbDocument) one = NULL, two = NULL;

  document_save (fixture);
  file = tb_document_file_open (fixture->path, NULL, NULL);
  document_do (fixture->run, "power device=lock-01 state=off");
  write_change (fixture, file, 0, FALSE);
  one = tb_document_load (fixture->path, NULL);
  document_assert_lines (one->commands, LINES ("@10s power device=lock-01 state=off"));
  document_do (fixture->run, "power device=lock-01 state=on");
  write_change (fixture, file, 1, FALSE);
  two = tb_document_load (fixture->path, NULL);
  document_assert_lines (two->commands, LINES ("@10s power device=lock-01 state=off", "@10s power device=lock-01 state=on"));
}

static void
undoing_keeps_the_earlier_branch (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (TbDocumentFile) file = NULL;
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (TbRun) branch = NULL;

  document_do (fixture->run, "power device=lock-01 state=off");
  g_assert_true (tb_run_submit (fixture->run, "@30m power device=lock-01 state=on", NULL));
  document_save (fixture);
  file = tb_document_file_open (fixture->path, NULL, NULL);
  branch = tb_run_branch (fixture->run, 5 * TB_US_PER_SECOND, NULL);
  tb_run_unref (fixture->run);
  fixture->run = tb_run_ref (branch);
  write_change (fixture, file, 0, TRUE);
  document = tb_document_load (fixture->path, NULL);
  g_assert_cmpuint (document->commands->len + document->pending->len, ==, 0);
  g_assert_cmpuint (document->earlier->len, ==, 1);
  document_assert_lines (((TbDocumentBranch *) document->earlier->pdata[0])->lines,
                         LINES ("@10s power device=lock-01 state=off", "@30m power device=lock-01 state=on"));
}

static void
earlier_branches_have_an_end (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (TbDocumentFile) file = NULL;
  g_autoptr (TbDocument) document = NULL;

  document_do (fixture->run, "power device=lock-01 state=off");
  document_save (fixture);
  file = tb_document_file_open (fixture->path, NULL, NULL);
  for (guint i = 0; i < 30; i++)
    write_change (fixture, file, 0, TRUE);
  document = tb_document_load (fixture->path, NULL);
  g_assert_cmpuint (document->earlier->len, ==, 20);
}

static void
the_one_who_opens_it_last_keeps_it (DocumentFixture *fixture, gconstpointer data)
{
  const TbDocumentView view = { 10000000, 10000000, 0 };
  g_autoptr (TbDocumentFile) first = NULL, second = NULL;
  g_autoptr (TbDocumentChange) change = tb_document_change_new (fixture->run, 0, &view, NULL);
  g_autoptr (GError) error = NULL;

  document_save (fixture);
  first = tb_document_file_open (fixture->path, NULL, NULL);
  second = tb_document_file_open (fixture->path, NULL, NULL);
  g_assert_false (tb_document_file_write (first, change, &error));
  g_assert_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_TAKEN);
  write_change (fixture, second, 0, FALSE);
}

static void
what_was_moved_away_is_noticed (DocumentFixture *fixture, gconstpointer data)
{
  const TbDocumentView view = { 10000000, 10000000, 0 };
  g_autofree char *elsewhere = g_build_filename (fixture->folder, "moved.trustbed", NULL);
  g_autoptr (TbDocumentFile) file = NULL;
  g_autoptr (TbDocumentChange) change = tb_document_change_new (fixture->run, 0, &view, NULL);
  g_autoptr (GError) error = NULL, replaced = NULL;

  document_save (fixture);
  file = tb_document_file_open (fixture->path, NULL, NULL);
  g_assert_cmpint (g_rename (fixture->path, elsewhere), ==, 0);
  g_assert_false (tb_document_file_write (file, change, &error));
  g_assert_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_TAKEN);
  document_save (fixture);
  g_assert_false (tb_document_file_write (file, change, &replaced));
  g_assert_error (replaced, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_TAKEN);
}

static void
a_keeper_keeps_in_order (DocumentFixture *fixture, gconstpointer data)
{
  const TbDocumentView view = { 10000000, 10000000, 0 };
  g_autoptr (TbDocument) document = NULL;
  TbKeeper *keeper;
  guint n = 0;

  document_save (fixture);
  keeper = tb_keeper_new (tb_document_file_open (fixture->path, NULL, NULL));
  for (guint i = 0; i < 20; i++)
    {
      document_do (fixture->run, i % 2 ? "power device=lock-01 state=on" : "power device=lock-01 state=off");
      g_assert_cmpuint (tb_keeper_keep (keeper, tb_document_change_new (fixture->run, n, &view, &n)), ==, i + 1);
    }
  while (tb_keeper_get_n_kept (keeper) < 20)
    g_thread_yield ();
  document = tb_document_load (fixture->path, NULL);
  g_assert_cmpuint (document->commands->len, ==, 20);
  g_assert_null (tb_keeper_take_failure (keeper));
  tb_keeper_free (keeper);
}

/* --- what is remembered, and what is left behind --- */

static void
results_are_found_again (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) scenario = g_bytes_ref (tb_scenario_get_text (tb_run_get_scenario (fixture->run)));
  g_autoptr (TbMemo) memo = tb_memo_new (0), found = NULL, other = NULL, damaged = NULL, pruned = NULL;
  g_autofree char *path = tb_results_dup_path (scenario, 5), *text = NULL;
  const TbRunOptions options = { .memo = memo };
  g_autoptr (TbDocument) document = document_save_and_load (fixture);
  g_autoptr (TbRun) run = tb_document_start (document, &options, NULL);
  gsize n;

  tb_run_set_target (run, 10 * TB_US_PER_SECOND);
  tb_run_wait (run, 10 * TB_US_PER_SECOND);
  g_assert_cmpuint (tb_memo_get_n_results (memo), >, 0);
  g_assert_true (tb_results_save (memo, scenario, 5, NULL));
  found = tb_results_load (scenario, 5);
  other = tb_results_load (scenario, 6);
  g_assert_cmpuint (tb_memo_get_n_results (found), ==, tb_memo_get_n_results (memo));
  g_assert_cmpuint (tb_memo_get_n_results (other), ==, 0);
  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  text[n / 2] ^= 4;
  g_assert_true (g_file_set_contents (path, text, (gssize) n, NULL));
  damaged = tb_results_load (scenario, 5);
  g_assert_cmpuint (tb_memo_get_n_results (damaged), ==, 0);
  g_assert_true (tb_results_save (memo, scenario, 5, NULL));
  tb_results_prune (n);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  tb_results_prune (n - 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
only_what_was_left_is_offered (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (TbDocument) document = tb_document_new (fixture->run, "two-locks.xml");
  TbAutosave *autosave = tb_autosave_new (NULL);
  g_autofree char *path = g_strdup (tb_autosave_get_path (autosave));
  g_autoptr (GPtrArray) held = NULL, left = NULL, gone = NULL;

  g_assert_true (tb_document_save (document, path, NULL));
  held = tb_autosave_list_left ();
  g_assert_cmpuint (held->len, ==, 0);
  g_assert_null (tb_autosave_claim (path));
  tb_autosave_release (autosave);
  left = tb_autosave_list_left ();
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpstr (left->pdata[0], ==, path);
  autosave = tb_autosave_claim (path);
  g_assert_nonnull (autosave);
  tb_autosave_discard (autosave);
  gone = tb_autosave_list_left ();
  g_assert_cmpuint (gone->len, ==, 0);
}

#define ADD(name, function) g_test_add ("/document/" name, DocumentFixture, NULL, document_fixture_set_up, function, document_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("trustbed-home-XXXXXX", NULL);
  int status;

  /* The user's own folders are not for tests. */
  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("everything-comes-back", everything_comes_back);
  ADD ("the-same-run-is-played", the_same_run_is_played);
  ADD ("going-on-leaves-the-proof-good", going_on_leaves_the_proof_good);
  ADD ("differences-are-told", differences_are_told);
  ADD ("changes-add-up", changes_add_up);
  ADD ("undoing-keeps-the-earlier-branch", undoing_keeps_the_earlier_branch);
  ADD ("earlier-branches-have-an-end", earlier_branches_have_an_end);
  ADD ("the-one-who-opens-it-last-keeps-it", the_one_who_opens_it_last_keeps_it);
  ADD ("what-was-moved-away-is-noticed", what_was_moved_away_is_noticed);
  ADD ("a-keeper-keeps-in-order", a_keeper_keeps_in_order);
  ADD ("results-are-found-again", results_are_found_again);
  ADD ("only-what-was-left-is-offered", only_what_was_left_is_offered);
  status = g_test_run ();
  scratch_remove (home);
  return status;
}
