/* Who infected whom is a tree that can be asked for any time: small ones known by heart, and random ones against a plain walk over the records. */
#include "tb-infection-index.h"

#define ATTACKER 1

static void
append (TbJournal *journal, gint64 time_us, TbRecordKind kind, guint32 subject, guint32 object)
{
  TbRecord record = { .time_us = time_us, .subject = subject, .object = object, .payload = TB_NO_PAYLOAD, .kind = (guint16) kind };

  tb_journal_append (journal, &record);
}

static TbInfectionIndex *
new_index (TbJournal *journal)
{
  TbInfectionIndex *index = tb_infection_index_new (journal, ATTACKER);

  tb_journal_publish (journal);
  g_assert_true (tb_infection_index_read (index, G_MAXUINT64));
  g_assert_false (tb_infection_index_read (index, G_MAXUINT64));
  return index;
}

/* 2 and 3 by the attacker, 4 and 5 by 2, 6 by 4. */
static TbJournal *
new_family (void)
{
  TbJournal *journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);

  append (journal, 10, TB_RECORD_INFECTED, 2, ATTACKER);
  append (journal, 20, TB_RECORD_INFECTED, 3, ATTACKER);
  append (journal, 25, TB_RECORD_BOT_READY, 3, TB_NOBODY);
  append (journal, 30, TB_RECORD_INFECTED, 4, 2);
  append (journal, 30, TB_RECORD_INFECTED, 5, 2);
  append (journal, 40, TB_RECORD_INFECTED, 6, 4);
  return journal;
}

static void
children_stand_below_who_took_them (void)
{
  g_autoptr (TbJournal) journal = new_family ();
  g_autoptr (TbInfectionIndex) index = new_index (journal);
  guint limit = tb_infection_index_get_limit (index, 100), entry;

  g_assert_cmpuint (limit, ==, 6);
  g_assert_true (tb_infection_index_find (index, 6, limit, &entry));
  g_assert_cmpuint (tb_infection_index_get (index, entry)->generation, ==, 3);
  entry = tb_infection_index_get (index, entry)->parent;
  g_assert_cmpuint (tb_infection_index_get (index, entry)->device, ==, 4);
  entry = tb_infection_index_get (index, entry)->parent;
  g_assert_cmpuint (tb_infection_index_get (index, entry)->device, ==, 2);
  g_assert_cmpuint (tb_infection_index_count_children (index, entry, limit), ==, 2);
  g_assert_cmpuint (tb_infection_index_get (index, tb_infection_index_get_child (index, entry, 1))->device, ==, 5);
  g_assert_cmpuint (tb_infection_index_get_child (index, entry, 2), ==, 0);
  g_assert_cmpuint (tb_infection_index_get (index, entry)->parent, ==, TB_INFECTION_ROOT);
  g_assert_cmpuint (tb_infection_index_count_children (index, TB_INFECTION_ROOT, limit), ==, 2);
}

static void
generations_are_counted (void)
{
  static const struct { gint64 time_us; guint counts[4]; guint depth; } rows[] = {
    { 9, { 1, 0, 0, 0 }, 0 }, { 10, { 1, 1, 0, 0 }, 1 }, { 29, { 1, 2, 0, 0 }, 1 }, { 30, { 1, 2, 2, 0 }, 2 }, { 40, { 1, 2, 2, 1 }, 3 },
  };
  g_autoptr (TbJournal) journal = new_family ();
  g_autoptr (TbInfectionIndex) index = new_index (journal);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint limit = tb_infection_index_get_limit (index, rows[i].time_us);

      for (guint k = 0; k < 4; k++)
        g_assert_cmpuint (tb_infection_index_count_generation (index, k, limit), ==, rows[i].counts[k]);
      g_assert_cmpuint (tb_infection_index_get_depth (index, limit), ==, rows[i].depth);
    }
  g_assert_cmpuint (tb_infection_index_count_generation (index, 99, 6), ==, 0);
}

static void
past_shows_only_what_had_happened (void)
{
  g_autoptr (TbJournal) journal = new_family ();
  g_autoptr (TbInfectionIndex) index = new_index (journal);
  guint limit = tb_infection_index_get_limit (index, 29), entry;

  g_assert_cmpuint (limit, ==, 3);
  g_assert_true (tb_infection_index_find (index, 2, limit, &entry));
  g_assert_cmpuint (tb_infection_index_count_children (index, entry, limit), ==, 0);
  g_assert_false (tb_infection_index_find (index, 4, limit, &entry));
  g_assert_cmpuint (tb_infection_index_get_limit (index, -5), ==, 1);
  g_assert_cmpuint (tb_infection_index_get_limit (index, G_MAXINT64), ==, 6);
}

static void
device_that_is_taken_again_is_found_as_it_was_then (void)
{
  g_autoptr (TbJournal) journal = new_family ();
  g_autoptr (TbInfectionIndex) index = NULL;
  guint entry, again;

  append (journal, 50, TB_RECORD_CLEARED, 2, TB_NOBODY);
  append (journal, 60, TB_RECORD_INFECTED, 2, 6);
  append (journal, 70, TB_RECORD_INFECTED, 7, 2);
  index = new_index (journal);
  g_assert_true (tb_infection_index_find (index, 2, tb_infection_index_get_limit (index, 55), &entry));
  g_assert_cmpint (tb_infection_index_get (index, entry)->cleared_us, ==, 50);
  g_assert_cmpuint (tb_infection_index_get (index, entry)->generation, ==, 1);
  g_assert_true (tb_infection_index_find (index, 2, tb_infection_index_get_limit (index, 60), &again));
  g_assert_cmpuint (tb_infection_index_get (index, again)->generation, ==, 4);
  g_assert_cmpuint (tb_infection_index_get (index, again)->earlier, ==, entry);
  g_assert_true (tb_infection_index_find (index, 7, G_MAXUINT, &entry));
  g_assert_cmpuint (tb_infection_index_get (index, entry)->parent, ==, again);
}

static void
records_that_contradict_are_left_out (void)
{
  g_autoptr (TbJournal) journal = new_family ();
  g_autoptr (TbInfectionIndex) index = NULL;
  guint entry;

  append (journal, 50, TB_RECORD_INFECTED, 2, 3);
  append (journal, 51, TB_RECORD_CLEARED, 9, TB_NOBODY);
  append (journal, 52, TB_RECORD_INFECTED, TB_NOBODY, 3);
  append (journal, 53, TB_RECORD_INFECTED, ATTACKER, 3);
  append (journal, 54, TB_RECORD_CLEARED, ATTACKER, 3);
  append (journal, 55, TB_RECORD_INFECTED, 8, 8);
  append (journal, 56, TB_RECORD_INFECTED, 9, 4000000000u);
  index = new_index (journal);
  g_assert_cmpuint (tb_infection_index_get_limit (index, G_MAXINT64), ==, 8);
  g_assert_true (tb_infection_index_find (index, 8, G_MAXUINT, &entry));
  g_assert_cmpuint (tb_infection_index_get (index, entry)->parent, ==, TB_INFECTION_ROOT);
  g_assert_true (tb_infection_index_find (index, 9, G_MAXUINT, &entry));
  g_assert_cmpuint (tb_infection_index_get (index, entry)->parent, ==, TB_INFECTION_ROOT);
  g_assert_true (tb_infection_index_find (index, ATTACKER, 1, &entry));
  g_assert_cmpuint (entry, ==, TB_INFECTION_ROOT);
  g_assert_false (tb_infection_index_find (index, TB_NOBODY, G_MAXUINT, &entry));
}

static void
journal_is_read_as_it_grows (void)
{
  g_autoptr (TbJournal) journal = new_family ();
  g_autoptr (TbInfectionIndex) index = new_index (journal);

  append (journal, 80, TB_RECORD_INFECTED, 10, 3);
  g_assert_false (tb_infection_index_read (index, G_MAXUINT64));
  tb_journal_publish (journal);
  g_assert_true (tb_infection_index_read (index, G_MAXUINT64));
  g_assert_cmpuint (tb_infection_index_get_limit (index, 80), ==, 7);
}

/* --- against a plain walk --- */

#define N_DEVICES 300
#define N_STEPS 4000

typedef struct
{
  guint parents[N_STEPS];     /* of the nth infection, counted from 1 */
  guint devices[N_STEPS];
  gint64 times_us[N_STEPS];
  guint last[N_DEVICES + 2];  /* infection of the device, 0 for none */
  gboolean taken[N_DEVICES + 2];
  guint n;
} Naive;

static void
play (GRand *dice, TbJournal *journal, Naive *naive)
{
  naive->n = 1;
  for (gint64 step = 0; step < N_STEPS - 2; step++)
    {
      guint32 device = (guint32) g_rand_int_range (dice, 2, N_DEVICES + 2), by = (guint32) g_rand_int_range (dice, 1, 40);

      if (naive->taken[device])
        {
          naive->taken[device] = FALSE;
          append (journal, step / 3, TB_RECORD_CLEARED, device, TB_NOBODY);
          continue;
        }
      append (journal, step / 3, TB_RECORD_INFECTED, device, by);
      naive->parents[naive->n] = by == device || by == ATTACKER ? 0 : naive->last[by];
      naive->devices[naive->n] = device;
      naive->times_us[naive->n] = step / 3;
      naive->last[device] = naive->n++;
      naive->taken[device] = TRUE;
    }
}

static guint
naive_children (const Naive *naive, guint parent, guint limit, guint nth, guint *found)
{
  guint n = 0;

  for (guint i = 1; i < limit; i++)
    if (naive->parents[i] == parent)
      {
        if (n == nth)
          *found = i;
        n++;
      }
  return n;
}

static guint
naive_generation (const Naive *naive, guint entry)
{
  guint n = 0;

  for (; entry != 0; entry = naive->parents[entry])
    n++;
  return n;
}

static void
compare (TbInfectionIndex *index, GRand *dice, const Naive *naive)
{
  gint64 time_us = g_rand_int_range (dice, 0, N_STEPS / 3);
  guint limit = tb_infection_index_get_limit (index, time_us), expected = 1, parent, n;

  while (expected < naive->n && naive->times_us[expected] <= time_us)
    expected++;
  g_assert_cmpuint (limit, ==, expected);
  parent = naive->parents[g_rand_int_range (dice, 1, (gint32) limit + 1) % limit];
  n = naive_children (naive, parent, limit, G_MAXUINT, NULL);
  g_assert_cmpuint (tb_infection_index_count_children (index, parent, limit), ==, n);
  if (n > 0)
    {
      guint nth = (guint) g_rand_int_range (dice, 0, (gint32) n), found = 0;

      naive_children (naive, parent, limit, nth, &found);
      g_assert_cmpuint (tb_infection_index_get_child (index, parent, nth), ==, found);
      g_assert_cmpuint (tb_infection_index_get (index, found)->ordinal, ==, nth);
      g_assert_cmpuint (tb_infection_index_get (index, found)->generation, ==, naive_generation (naive, found));
    }
}

static void
any_tree_is_that_of_a_plain_walk (void)
{
  g_autofree Naive *naive = g_new (Naive, 1);

  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
      g_autoptr (TbInfectionIndex) index = NULL;
      GRand *dice = g_rand_new_with_seed (seed);

      memset (naive, 0, sizeof *naive);
      play (dice, journal, naive);
      index = new_index (journal);
      for (guint i = 0; i < 200; i++)
        compare (index, dice, naive);
      g_rand_free (dice);
    }
}

/* The attacker takes all himself: the nth of a long list is found at once. */
static void
hundred_thousand_siblings_are_found_quickly (void)
{
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbInfectionIndex) index = NULL;

  for (guint32 i = 0; i < 100000; i++)
    append (journal, i, TB_RECORD_INFECTED, i + 2, ATTACKER);
  index = new_index (journal);
  for (guint i = 0; i < 100000; i++)
    {
      g_assert_cmpuint (tb_infection_index_get_child (index, TB_INFECTION_ROOT, i), ==, i + 1);
      g_assert_cmpuint (tb_infection_index_count_children (index, TB_INFECTION_ROOT, i + 1), ==, i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/infection-index/family", children_stand_below_who_took_them);
  g_test_add_func ("/infection-index/generations", generations_are_counted);
  g_test_add_func ("/infection-index/past", past_shows_only_what_had_happened);
  g_test_add_func ("/infection-index/again", device_that_is_taken_again_is_found_as_it_was_then);
  g_test_add_func ("/infection-index/contradictions", records_that_contradict_are_left_out);
  g_test_add_func ("/infection-index/grows", journal_is_read_as_it_grows);
  g_test_add_func ("/infection-index/any", any_tree_is_that_of_a_plain_walk);
  g_test_add_func ("/infection-index/siblings", hundred_thousand_siblings_are_found_quickly);
  return g_test_run ();
}
