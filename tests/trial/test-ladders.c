/* Golden ladders: every failure, on every side, and every attack on every kind of client, in every version: who said what, which alert at which moment, and which
 * check decided. Read against RFC 9846 section 6.2 and RFC 5246 section 7.2.2; where OpenSSL's alert is another, a note says so.
 *
 * `test-trial-ladders --write FILE` writes them anew. */
#include <string.h>

#include "trial-fixture.h"

static const char *const versions[] = { "", "tls=1.2 ", "tls=dtls-1.2 " };

static const char *const plain[] = { "", "mutual=yes", "resume=yes", "staple=good", "retry=yes", "data=yes key-update=yes close=yes" };

/* Who passes for the server has a certificate that can be looked at; who changes what is said has none. */
static const char *const impostors[] = { "own-root", "rogue-authority", "mis-issued", NULL };
static const char *const clients[] = { "", " mutual=yes", " pin=yes", " careless=yes", " constrain=yes", NULL }, *const talkers[] = { "", " mutual=yes", " scsv=yes", NULL };

/* What does not go together is nothing to show. */
static void
add_ladder (GString *text, const char *version, const char *words)
{
  g_autofree char *line = g_strconcat ("handshake ", version, words, NULL);
  TbTrialTerms terms;
  g_autoptr (TbTrial) trial = tb_trial_terms_from_line (&terms, line, NULL) ? trial_run (line) : NULL;
  g_autofree char *ladder = trial != NULL ? trial_to_ladder (trial) : NULL;

  if (ladder != NULL)
    g_string_append_printf (text, "%s\n%s", g_strchomp (line), ladder);
}

static void
add_failures (GString *text, const char *version)
{
  static const char *const sides[] = { "client", "server" };
  guint n;
  const TbTrialChoice *choices = tb_trial_get_choices (TB_TRIAL_FAILURE, &n);

  for (guint i = 0; i < 2 * n; i++)
    {
      g_autofree char *words = g_strdup_printf ("fail=%s at=%s", choices[i / 2].code, sides[i % 2]);

      add_ladder (text, version, words);
    }
}

static void
add_attacks (GString *text, const char *version)
{
  guint n;
  const TbTrialChoice *choices = tb_trial_get_choices (TB_TRIAL_ATTACK, &n);

  for (guint i = 0; i < n; i++)
    {
      const char *const *more = g_strv_contains (impostors, choices[i].code) ? clients : talkers;

      for (; *more != NULL; more++)
        {
          g_autofree char *words = g_strdup_printf ("attack=%s%s", choices[i].code, *more);

          add_ladder (text, version, words);
        }
    }
}

static char *
write_all (void)
{
  GString *text = g_string_new ("# Every handshake that can be asked for. Written by `meson compile -C build update-golden-ladders`.\n");

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (plain); j++)
        add_ladder (text, versions[i], plain[j]);
      add_failures (text, versions[i]);
      add_attacks (text, versions[i]);
    }
  return g_string_free (text, FALSE);
}

/* --- what differs --- */

/* Returns: (transfer full) (element-type utf8 utf8): ladders by their first line */
static GHashTable *
cut (const char *text)
{
  GHashTable *ladders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) parts = g_strsplit (text, "\nhandshake", -1);

  for (guint i = 1; parts[i] != NULL; i++)
    {
      const char *end = strchr (parts[i], '\n');

      g_hash_table_insert (ladders, g_strdup_printf ("handshake%.*s", (int) (end != NULL ? end - parts[i] : 0), parts[i]), g_strdup (end != NULL ? end + 1 : ""));
    }
  return ladders;
}

static void
print_lines (char mark, const char *ladder, const char *other)
{
  g_auto (GStrv) lines = g_strsplit (ladder != NULL ? ladder : "", "\n", -1), others = g_strsplit (other != NULL ? other : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && !g_strv_contains ((const char *const *) others, lines[i]))
      g_test_message ("%c%s", mark, lines[i]);
}

static guint
tell (GHashTable *golden, GHashTable *made, GHashTable *these)
{
  GHashTableIter iter;
  gpointer title;
  guint n = 0;

  g_hash_table_iter_init (&iter, these);
  while (g_hash_table_iter_next (&iter, &title, NULL))
    {
      const char *wanted = g_hash_table_lookup (golden, title), *got = g_hash_table_lookup (made, title);

      if (g_strcmp0 (wanted, got) == 0 || (these == made && wanted != NULL))
        continue;
      g_test_message ("%s", (const char *) title);
      print_lines ('-', wanted, got);
      print_lines ('+', got, wanted);
      n++;
    }
  return n;
}

static void
ladders_are_those_that_were_looked_at (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "ladders.txt", NULL), *text = write_all (), *golden = NULL;
  g_autoptr (GHashTable) wanted = NULL, made = cut (text);

  g_assert_true (g_file_get_contents (path, &golden, NULL, NULL));
  wanted = cut (golden);
  g_assert_cmpuint (g_hash_table_size (wanted), >, 40);
  g_assert_cmpuint (tell (wanted, made, wanted) + tell (wanted, made, made), ==, 0);
  g_assert_cmpstr (text, ==, golden);   /* the order, and what comes before the first */
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
