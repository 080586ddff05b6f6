/* The process dies at each step of issuing. Whoever opens the folder next finds everything that was handed out, and is told what was not
 * finished. The steps are the library's own three calls: nothing in it is made for this test. */
#include "ca-fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tb-audit-log.h"
#include "tb-ca-private.h"

typedef enum { AFTER_RESERVING, AFTER_SIGNING, AFTER_RECORDING } Step;

/* In the child: issues up to a step and dies of it. */
static void
die_after (CaFixture *fixture, Step step)
{
  TbCaPending *pending;

  fixture->ca = tb_ca_open (fixture->directory, NULL, NULL);
  pending = ca_reserve (fixture, TB_PROFILE_DEVICE, "CN=doomed", &ca_boss, NULL);
  if (pending == NULL)
    _exit (3);
  if (step >= AFTER_SIGNING && !tb_ca_pending_sign (pending, NULL))
    _exit (4);
  if (step >= AFTER_RECORDING && tb_ca_pending_record (pending, NULL) == NULL)
    _exit (5);
  kill (getpid (), SIGKILL);
}

static void
kill_child (CaFixture *fixture, Step step)
{
  int status;
  pid_t child;

  g_clear_pointer (&fixture->ca, tb_ca_close);
  child = fork ();
  if (child == 0)
    die_after (fixture, step);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  ca_reopen (fixture);
}

static void
killed (CaFixture *fixture, gconstpointer data)
{
  Step step = (Step) GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (TbCertificate) next = NULL;
  g_autofree char *log = NULL, *entry = NULL;
  const TbCaRow *doomed;
  gint64 n_reserved;

  kill_child (fixture, step);
  rows = tb_ca_list (fixture->ca, "issuing-1", NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  doomed = g_ptr_array_index (rows, 0);
  g_assert_cmpint (doomed->state, ==, step == AFTER_RECORDING ? TB_CA_ISSUED : TB_CA_RESERVED);
  g_assert_true (tb_ca_count_reserved (fixture->ca, &n_reserved, NULL));
  g_assert_cmpint (n_reserved, ==, step == AFTER_RECORDING ? 0 : 1);
  g_assert_cmpint (doomed->certificate != NULL, ==, step == AFTER_RECORDING);
  /* Its use of the key is in the log, its number stays used, and the authority goes on. */
  log = tb_audit_log_export (fixture->ca->db, NULL);
  entry = g_strdup_printf ("issuing-1\tserial=%s profile=device subject=CN=doomed", doomed->serial);
  g_assert_nonnull (strstr (log, entry));
  next = ca_issue (fixture, TB_PROFILE_DEVICE, "CN=next", &ca_boss, NULL);
  g_assert_nonnull (next);
  g_assert_cmpstr (tb_certificate_get_serial (next), !=, doomed->serial);
  g_assert_true (tb_ca_revoke (fixture->ca, doomed->serial, TB_REVOCATION_UNSPECIFIED, &ca_boss, NULL));
}

#define ADD(path, step) g_test_add (path, CaFixture, GUINT_TO_POINTER (step), ca_fixture_set_up, killed, ca_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/killed/after-reserving", AFTER_RESERVING);
  ADD ("/killed/after-signing", AFTER_SIGNING);
  ADD ("/killed/after-recording", AFTER_RECORDING);
  return g_test_run ();
}
