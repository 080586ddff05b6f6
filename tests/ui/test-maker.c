/* The window for handshakes made on purpose: the command it shows is one that a run takes, and it says what does not go together. Needs a display. */
#include <adwaita.h>
#include <string.h>

#include "tb-maker-line.h"
#include "tb-maker.h"
#include "tb-trial.h"
#include "ui-fixture.h"

typedef struct
{
  TbRun *run;
  TbMaker *maker;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->run = start_house ();
  f->maker = TB_MAKER (tb_maker_new (tb_run_get_fleet (f->run), "lock-01"));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->maker));
  tb_run_unref (f->run);
}

static void
assert_line (Fixture *f, const char *expected)
{
  g_autofree char *line = tb_maker_dup_line (f->maker);

  g_assert_cmpstr (line, ==, expected);
}

static void
what_is_usual_is_not_said (Fixture *f, gconstpointer data)
{
  assert_line (f, "handshake device=lock-01");
  g_assert_true (tb_maker_choose (f->maker, "key", "rsa2048"));
  assert_line (f, "handshake device=lock-01 key=rsa2048");
  g_assert_true (tb_maker_choose (f->maker, "key", ""));
  assert_line (f, "handshake device=lock-01");
  g_assert_false (tb_maker_choose (f->maker, "tls", "0.9"));
}

static void
whose_fault_is_asked_where_it_may_be_eithers (Fixture *f, gconstpointer data)
{
  tb_maker_choose (f->maker, "fail", "expired");
  assert_line (f, "handshake device=lock-01 fail=expired at=server");
  tb_maker_choose (f->maker, "at", "client");
  assert_line (f, "handshake device=lock-01 fail=expired at=client");
  tb_maker_choose (f->maker, "fail", "wrong-host");
  assert_line (f, "handshake device=lock-01 fail=wrong-host");
}

static void
every_failure_and_attack_is_taken_by_a_run (Fixture *f, gconstpointer data)
{
  const TbTrialKind kinds[] = { TB_TRIAL_FAILURE, TB_TRIAL_ATTACK };
  const char *const names[] = { "fail", "attack" };

  for (guint k = 0; k < 2; k++)
    {
      guint n;
      const TbTrialChoice *rows = tb_trial_get_choices (kinds[k], &n);

      for (guint i = 0; i < n; i++)
        {
          const TbMakerWord words[] = { { names[k], rows[i].code } };
          g_autofree char *fault = tb_maker_line_find_fault (words, 1);

          g_assert_true (tb_maker_choose (f->maker, names[k], rows[i].code));
          if (fault == NULL)
            {
              g_autofree char *line = tb_maker_dup_line (f->maker);
              g_autoptr (GError) error = NULL;

              g_assert_true (tb_run_submit (f->run, line, &error));
              g_assert_no_error (error);
            }
        }
      tb_maker_choose (f->maker, names[k], "");
    }
}

/* What the tables of trials learn, the window has to offer. */
static void
every_word_of_a_trial_has_a_row (Fixture *f, gconstpointer data)
{
  g_auto (GStrv) names = tb_trial_terms_list_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto (GStrv) values = tb_trial_terms_list_values (names[i]);

      for (guint k = 0; values[k] != NULL; k++)
        if (!g_str_equal (names[i], "kex") || tb_trial_has_exchange (values[k]))
          {
            gboolean is_usual = g_str_equal (values[k], "none") && g_str_equal (names[i], "staple");

            if (!tb_maker_choose (f->maker, names[i], is_usual ? "" : values[k]))
              g_error ("%s=%s", names[i], values[k]);
          }
    }
}

static void
what_does_not_go_together_is_said (void)
{
  const TbMakerWord words[] = { { "fail", "expired" }, { "attack", "own-root" }, { "mutual", "" } };
  const TbMakerWord unknown[] = { { "tls", "9.9" } };
  g_autofree char *fault = tb_maker_line_find_fault (words, G_N_ELEMENTS (words));
  g_autofree char *stranger = tb_maker_line_find_fault (unknown, 1);
  g_autofree char *none = tb_maker_line_find_fault (&words[2], 1);

  g_assert_nonnull (fault);
  g_assert_nonnull (stranger);
  g_assert_null (none);
}

#define FACT(name) g_test_add ("/maker/" #name, Fixture, NULL, set_up, name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  FACT (what_is_usual_is_not_said);
  FACT (whose_fault_is_asked_where_it_may_be_eithers);
  FACT (every_failure_and_attack_is_taken_by_a_run);
  FACT (every_word_of_a_trial_has_a_row);
  g_test_add_func ("/maker/what_does_not_go_together_is_said", what_does_not_go_together_is_said);
  return g_test_run ();
}
