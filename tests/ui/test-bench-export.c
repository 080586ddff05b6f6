/* What the bench saves is what the lines of openssl beside it need: pasted into a shell in that folder they come to the verdict of the bench. */
#include <glib/gstdio.h>
#include <string.h>

#include "tb-bench-export.h"

static TbBenchRing *ring;      /* keys of RSA are made once */

static TbBenchQuestion *
make_question (TbBenchKind kind, guint scheme)
{
  TbBenchQuestion *question;

  if (ring == NULL)
    ring = tb_bench_ring_new ();
  question = tb_bench_question_new (kind, scheme, NULL, 0, ring);

  question->message = g_bytes_new_static ("open\n\0door", 10);
  return question;
}

static gboolean
run_in (const char *folder, const char *line)
{
  const char *arguments[] = { "sh", "-c", line, NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (folder, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  return g_spawn_check_wait_status (status, NULL);
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);

  for (const char *name = g_dir_read_name (files); name != NULL; name = g_dir_read_name (files))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static char *
save (TbBenchQuestion *question)
{
  char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_bench_export (question, folder, &error));
  g_assert_no_error (error);
  return folder;
}

/* Those that check come to the verdict of the bench with what was saved, before any line has signed anew. */
static void
verify_with_openssl (TbSignScheme scheme, const char *target, gboolean accepted)
{
  TbBenchQuestion *question = make_question (TB_BENCH_SIGN, scheme);
  const TbSignFlip flip = { target, 13 };
  g_autofree char *folder = NULL;

  if (target != NULL)
    g_array_append_val (question->flips, flip);
  folder = save (question);
  for (const char *const *line = tb_sign_get_openssl_lines (scheme); *line != NULL; line++)
    if (strstr (*line, " -verify ") != NULL)
      g_assert_cmpint (run_in (folder, *line), ==, accepted);
  for (const char *const *line = tb_sign_get_openssl_lines (scheme); accepted && *line != NULL; line++)
    g_assert_true (run_in (folder, *line));
  remove_all (folder);
  tb_bench_question_free (question);
}

static void
lines_of_openssl_work_with_what_is_saved (void)
{
  for (guint scheme = 0; scheme < TB_SIGN_N_SCHEMES; scheme++)
    {
      verify_with_openssl (scheme, NULL, TRUE);
      verify_with_openssl (scheme, "message", FALSE);
    }
  verify_with_openssl (TB_SIGN_RSA_PKCS1, "block", FALSE);
}

static void
envelope_that_is_saved_is_opened_by_openssl (void)
{
  for (guint scheme = 0; scheme < TB_ENVELOPE_N_SCHEMES; scheme++)
    {
      TbBenchQuestion *question = make_question (TB_BENCH_SEAL, scheme);
      g_autofree char *folder = save (question);

      for (const char *const *line = tb_envelope_get_openssl_lines (scheme); *line != NULL; line++)
        g_assert_true (run_in (folder, *line));
      remove_all (folder);
      tb_bench_question_free (question);
    }
}

static void
touched_key_is_not_saved (void)
{
  TbBenchQuestion *question = make_question (TB_BENCH_SIGN, TB_SIGN_ECDSA);
  const TbSignFlip flip = { "key", 13 };
  g_autoptr (GError) error = NULL;

  g_array_append_val (question->flips, flip);
  g_assert_false (tb_bench_export (question, "/nowhere/at/all", &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  tb_bench_question_free (question);
}

static void
folder_that_cannot_be_made_is_an_error (void)
{
  TbBenchQuestion *question = make_question (TB_BENCH_SIGN, TB_SIGN_ECDSA);
  g_autoptr (GError) error = NULL;

  g_assert_false (tb_bench_export (question, "/dev/null/folder", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
  tb_bench_question_free (question);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bench-export/openssl", lines_of_openssl_work_with_what_is_saved);
  g_test_add_func ("/bench-export/envelope", envelope_that_is_saved_is_opened_by_openssl);
  g_test_add_func ("/bench-export/touched", touched_key_is_not_saved);
  g_test_add_func ("/bench-export/no-folder", folder_that_cannot_be_made_is_an_error);
  status = g_test_run ();
  g_clear_pointer (&ring, tb_bench_ring_unref);
  return status;
}
