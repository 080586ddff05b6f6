/* Golden ladders: who said what in which flight of every handshake that can be asked for, how it ended for each side, and which check decided.
 *
 * `test-trial-ladders --write FILE` writes them anew. */
#include "trial-fixture.h"

#include <string.h>

static const char *const plain[] = { "", "mutual=yes", "resume=yes", "staple=good" };

static void
add_ladder (GString *text, const char *words)
{
  g_autofree char *line = g_strconcat ("handshake ", words, NULL);
  g_autoptr (TbTrial) trial = trial_run (line);
  g_autofree char *ladder = trial_to_ladder (trial);

  g_string_append_printf (text, "%s\n%s", g_strchomp (line), ladder);
}

static void
add_failures (GString *text, const char *more)
{
  static const char *const sides[] = { "client", "server" };
  guint n;
  const TbTrialChoice *choices = tb_trial_get_choices (TB_TRIAL_FAILURE, &n);

  for (guint i = 0; i < n; i++)
    for (guint side = 0; side < 2; side++)
      if (tb_trial_can_be_at (choices[i].code, (TbSide) side))
        {
          g_autofree char *words = g_strdup_printf ("%sfail=%s at=%s", more, choices[i].code, sides[side]);

          add_ladder (text, words);
        }
}

static void
add_attacks (GString *text, const char *more)
{
  guint n;
  const TbTrialChoice *choices = tb_trial_get_choices (TB_TRIAL_ATTACK, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *words = g_strdup_printf ("attack=%s%s", choices[i].code, more);
      TbTrialTerms terms;

      if (tb_trial_terms_from_line (&terms, words, NULL))
        add_ladder (text, words);
    }
}

static char *
write_all (void)
{
  GString *text = g_string_new ("# Every handshake that can be asked for. Written by `meson compile -C build update-golden-ladders`.\n");

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    add_ladder (text, plain[i]);
  add_failures (text, "");
  add_attacks (text, "");
  add_attacks (text, " constrain=yes");
  add_attacks (text, " pin=yes");
  add_attacks (text, " careless=yes");
  add_attacks (text, " scsv=yes");
  return g_string_free (text, FALSE);
}

/* Line by line, so that the first that differs is told. */
static void
ladders_are_those_that_were_looked_at (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "ladders.txt", NULL);
  g_autofree char *text = write_all ();
  g_autofree char *golden = NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) wanted = NULL;

  g_assert_true (g_file_get_contents (path, &golden, NULL, NULL));
  wanted = g_strsplit (golden, "\n", -1);
  for (guint i = 0; lines[i] != NULL && wanted[i] != NULL; i++)
    g_assert_cmpstr (lines[i], ==, wanted[i]);
  g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length (wanted));
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    {
      g_autofree char *text = write_all ();

      return g_file_set_contents (argv[2], text, -1, NULL) ? 0 : 1;
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ladders/golden", ladders_are_those_that_were_looked_at);
  return g_test_run ();
}
