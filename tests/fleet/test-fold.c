/* The state at any time is the same whichever way one got there. */
#include "fleet-fixture.h"

#define N_RECORDS 600000
#define N_SEEKS   400

/* A long history that makes sense, without cryptography: devices go on and off, talk and report. */
static TbJournal *
make_history (TbFleet *fleet)
{
  TbJournal *journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbState) state = tb_state_new (fleet);
  TbStream stream;
  gint64 time_us = 0;

  tb_stream_init (&stream, 5, "history");
  while (tb_journal_get_length (journal) < N_RECORDS)
    {
      TbRecord record = { time_us, (gint64) tb_stream_below (&stream, 1000) + 1, (guint32) tb_stream_below (&stream, tb_fleet_get_n_objects (fleet)) + 1,
                          TB_NOBODY, TB_NO_PAYLOAD, (guint16) tb_stream_below (&stream, TB_RECORD_N_KINDS), (guint16) tb_stream_below (&stream, 200) };

      /* Many records share a moment. */
      time_us += tb_stream_below (&stream, 3) == 0 ? (gint64) tb_stream_below (&stream, 100) : 0;
      record.time_us = time_us;
      if (!tb_state_apply (state, &record))
        continue;
      tb_journal_append (journal, &record);
      tb_journal_publish (journal);
    }
  return journal;
}

static void
assert_same (TbFleet *fleet, const TbState *a, const TbState *b)
{
  for (guint32 object = 0; object <= tb_fleet_get_n_objects (fleet); object++)
    g_assert_cmpmem (tb_state_get (a, object), sizeof (TbObjectState), tb_state_get (b, object), sizeof (TbObjectState));
  g_assert_cmpmem (tb_state_get_totals (a), sizeof (TbTotals), tb_state_get_totals (b), sizeof (TbTotals));
}

static void
seeking_equals_folding_from_the_beginning (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbJournal) journal = make_history (fleet);
  g_autoptr (TbFold) fold = tb_fold_new (fleet, journal);
  gint64 end_us = tb_journal_get (journal, N_RECORDS - 1)->time_us;
  TbStream stream;

  tb_stream_init (&stream, 6, "seeks");
  for (guint i = 0; i < N_SEEKS; i++)
    {
      gint64 time_us = (gint64) tb_stream_below (&stream, (guint64) end_us + 200) - 100;
      g_autoptr (TbFold) fresh = i % 20 == 0 ? tb_fold_new (fleet, journal) : NULL;

      /* Every second step is a small one, as a playhead makes. */
      if (i % 2 == 1)
        time_us = tb_fold_get_time (fold) + (gint64) tb_stream_below (&stream, 401) - 200;
      tb_fold_seek (fold, time_us);
      g_assert_cmpint (tb_fold_get_time (fold), ==, time_us);
      g_assert_cmpuint (tb_fold_get_position (fold), ==, tb_journal_find_time (journal, time_us));
      if (fresh == NULL)
        continue;
      tb_fold_seek (fresh, time_us);
      assert_same (fleet, tb_fold_get_state (fold), tb_fold_get_state (fresh));
    }
}

/* With the state of a million objects only two keyframes are kept; it has to be right all the same. */
static void
few_keyframes_do (void)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new ();
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbFold) fold = NULL;
  const gint64 times[] = { 40000, 100, 39999, 20000, 20001, -1, 0, 5000, 30000 };

  tb_fleet_add_group (fleet, "meter", TB_ROLE_DEVICE, 500000);
  for (guint i = 0; i < 40000; i++)
    {
      TbRecord record = { i, 0, 1 + i % 500000, TB_NOBODY, TB_NO_PAYLOAD, TB_RECORD_POWERED_ON, 0 };

      tb_journal_append (journal, &record);
    }
  tb_journal_publish (journal);
  fold = tb_fold_new (fleet, journal);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      tb_fold_seek (fold, times[i]);
      g_assert_cmpuint (tb_fold_get_totals (fold)->by_health[TB_HEALTH_HEALTHY], ==, (guint) CLAMP (times[i] + 1, 0, 40000));
      g_assert_cmpuint (tb_fold_get_position (fold), ==, (guint64) CLAMP (times[i] + 1, 0, 40000));
    }
}

/* Ahead of the journal it waits for what is still to come. */
static void
what_comes_later_is_folded_later (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbFold) fold = tb_fold_new (fleet, journal);
  TbRecord record = { 10, 0, 9, TB_NOBODY, TB_NO_PAYLOAD, TB_RECORD_POWERED_ON, 0 };

  g_assert_cmpint (tb_fold_get_time (fold), ==, -1);
  tb_fold_seek (fold, 100);
  g_assert_cmpuint (tb_fold_get_position (fold), ==, 0);
  tb_journal_append (journal, &record);
  tb_fold_seek (fold, 100);
  g_assert_cmpuint (tb_fold_get_position (fold), ==, 0);
  tb_journal_publish (journal);
  tb_fold_seek (fold, 100);
  g_assert_cmpuint (tb_fold_get (fold, 9)->health, ==, TB_HEALTH_HEALTHY);
  tb_fold_seek (fold, 9);
  g_assert_cmpuint (tb_fold_get (fold, 9)->health, ==, TB_HEALTH_OFF);
}

static void
the_fold_is_the_worlds_own_state (House *house, gconstpointer unused)
{
  g_autoptr (TbFold) fold = tb_fold_new (house->fleet, house->journal);

  for (guint day = 1; day < 8; day++)
    {
      house_play (house, day * TB_US_PER_DAY);
      tb_fold_seek (fold, day * TB_US_PER_DAY);
      assert_same (house->fleet, tb_fold_get_state (fold), tb_world_get_state (house->world));
    }
}

static void
a_record_without_sense_is_said_aloud (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbFold) fold = tb_fold_new (fleet, journal);
  TbRecord record = { 10, 0, 9, TB_NOBODY, TB_NO_PAYLOAD, TB_RECORD_POWERED_OFF, 0 };

  tb_journal_append (journal, &record);
  tb_journal_publish (journal);
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "Record 0 (powered-off) makes no sense");
  tb_fold_seek (fold, 10);
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fold/seek", seeking_equals_folding_from_the_beginning);
  g_test_add_func ("/fold/few-keyframes", few_keyframes_do);
  g_test_add_func ("/fold/later", what_comes_later_is_folded_later);
  g_test_add ("/fold/world", House, NULL, house_set_up, the_fold_is_the_worlds_own_state, house_tear_down);
  g_test_add_func ("/fold/no-sense", a_record_without_sense_is_said_aloud);
  return g_test_run ();
}
