/* A path is checked away from the main thread, and the answer has every check in words, what failed first. */
#include <string.h>

#include "tb-authority.h"
#include "tb-path-check.h"
#include "tb-stream.h"
#include "tb-units.h"

#define START_US (G_GINT64_CONSTANT (1772000000) * TB_US_PER_SECOND)

typedef struct
{
  TbStream stream;
  TbAuthority *authority;
  TbIdentity *device;
  TbPathAnswer *answer;
  GError *error;
  gboolean is_done;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "lock", NULL };
  const TbIssueTerms terms = { TB_PROFILE_DEVICE, START_US, START_US + TB_US_PER_DAY };
  TbCrypto *crypto = tb_crypto_get_seeded (&f->error);
  g_autoptr (TbAuthority) root = NULL;

  tb_stream_initf (&f->stream, 7, "path");
  root = tb_authority_new_root (crypto, "Root", TB_KEY_P256, START_US, START_US + 9 * TB_US_PER_DAY, &f->stream, &f->error);
  g_assert_no_error (f->error);
  f->authority = tb_authority_new_issuing (root, "Issuing", TB_KEY_P256, START_US, START_US + 9 * TB_US_PER_DAY, &f->stream, &f->error);
  g_assert_no_error (f->error);
  f->device = tb_authority_issue_identity (f->authority, TB_KEY_P256, "lock", names, &terms, &f->stream, &f->error);
  g_assert_no_error (f->error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->answer, tb_path_answer_free);
  g_clear_error (&f->error);
  tb_identity_unref (f->device);
  tb_authority_unref (f->authority);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  g_clear_pointer (&f->answer, tb_path_answer_free);
  f->answer = tb_path_check_finish (result, &f->error);
  f->is_done = TRUE;
}

static void
check (Fixture *f, TbPathQuestion *question, GCancellable *cancellable)
{
  f->is_done = FALSE;
  tb_path_check_async (question, cancellable, on_done, f);
  while (!f->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static TbPathQuestion *
ask_at (Fixture *f, gint64 unix_us)
{
  TbPathQuestion *question = tb_path_question_new (tb_certificate_get_der (tb_identity_get_certificate (f->device)), TB_PURPOSE_TLS_CLIENT, NULL, unix_us);

  g_ptr_array_add (question->anchors, g_bytes_ref (tb_certificate_get_der (tb_authority_get_root (f->authority))));
  g_ptr_array_add (question->untrusted, g_bytes_ref (tb_certificate_get_der (tb_authority_get_certificate (f->authority))));
  return question;
}

static const TbPathRow *
row_at (Fixture *f, GArray *order, guint i)
{
  return &g_array_index (f->answer->rows, TbPathRow, g_array_index (order, guint, i));
}

static void
good_path_names_everybody_on_it (Fixture *f, gconstpointer data)
{
  check (f, ask_at (f, START_US + TB_US_PER_HOUR), NULL);
  g_assert_no_error (f->error);
  g_assert_true (f->answer->is_valid);
  g_assert_cmpuint (f->answer->names->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (f->answer->names, 0), ==, "lock");
  g_assert_cmpstr (g_ptr_array_index (f->answer->names, 2), ==, "Root");
  g_assert_cmpuint (f->answer->rows->len, >, 10);
}

static void
expired_comes_first_with_both_values (Fixture *f, gconstpointer data)
{
  g_autoptr (GArray) order = NULL;
  g_autofree char *text = NULL;

  check (f, ask_at (f, START_US + 2 * TB_US_PER_DAY), NULL);
  g_assert_no_error (f->error);
  g_assert_false (f->answer->is_valid);
  order = tb_path_answer_order (f->answer);
  g_assert_cmpuint (order->len, ==, f->answer->rows->len);
  g_assert_false (row_at (f, order, 0)->ok);
  text = tb_path_answer_to_text (f->answer);
  g_assert_nonnull (strstr (text, "NOT OK 0"));
}

static void
rows_of_one_certificate_stay_together (Fixture *f, gconstpointer data)
{
  g_autoptr (GArray) order = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  check (f, ask_at (f, START_US + 2 * TB_US_PER_DAY), NULL);
  order = tb_path_answer_order (f->answer);
  for (guint i = 0; i < order->len; i++)
    if (i == 0 || row_at (f, order, i)->depth != row_at (f, order, i - 1)->depth)
      g_assert_true (g_hash_table_add (seen, GINT_TO_POINTER (row_at (f, order, i)->depth)));
}

static void
same_answer_is_equal_until_it_changes (Fixture *f, gconstpointer data)
{
  g_autoptr (TbPathAnswer) first = NULL;

  check (f, ask_at (f, START_US + TB_US_PER_HOUR), NULL);
  first = g_steal_pointer (&f->answer);
  check (f, ask_at (f, START_US + TB_US_PER_HOUR), NULL);
  g_assert_true (tb_path_answer_equal (first, f->answer));
  check (f, ask_at (f, START_US + 2 * TB_US_PER_DAY), NULL);
  g_assert_false (tb_path_answer_equal (first, f->answer));
  g_assert_false (tb_path_answer_equal (first, NULL));
}

static void
cancelled_question_gets_no_answer (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  check (f, ask_at (f, START_US), cancellable);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (f->answer);
}

static void
rubbish_is_an_error_and_no_verdict (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) der = g_bytes_new_from_bytes (tb_certificate_get_der (tb_identity_get_certificate (f->device)), 0, 40);
  TbPathQuestion *question = ask_at (f, START_US);

  check (f, tb_path_question_new (der, TB_PURPOSE_ANY, NULL, START_US), NULL);
  g_assert_nonnull (f->error);
  g_assert_null (f->answer);
  g_clear_error (&f->error);
  g_ptr_array_add (question->crls, g_bytes_new_static ("no list", 7));
  check (f, question, NULL);
  g_assert_nonnull (f->error);
}

#define ADD(path, func) g_test_add ("/path-check/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("good", good_path_names_everybody_on_it);
  ADD ("expired", expired_comes_first_with_both_values);
  ADD ("together", rows_of_one_certificate_stay_together);
  ADD ("equal", same_answer_is_equal_until_it_changes);
  ADD ("cancelled", cancelled_question_gets_no_answer);
  ADD ("rubbish", rubbish_is_an_error_and_no_verdict);
  return g_test_run ();
}
