#include "tb-playhead.h"

#include <math.h>

#include "ui-fixture.h"

#define FRAME_US 16667

typedef struct
{
  TbPlayhead *playhead;
  guint moved;
  guint run_changed;
  guint selection_changed;
  guint time_notified;
  guint playing_notified;
  GPtrArray *said;
} Fixture;

static void
count (guint *counter)
{
  (*counter)++;
}

static void
remember (Fixture *fixture, const char *line)
{
  g_ptr_array_add (fixture->said, g_strdup (line));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();

  fixture->playhead = tb_playhead_new ();
  fixture->said = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect_swapped (fixture->playhead, "moved", G_CALLBACK (count), &fixture->moved);
  g_signal_connect_swapped (fixture->playhead, "run-changed", G_CALLBACK (count), &fixture->run_changed);
  g_signal_connect_swapped (fixture->playhead, "selection-changed", G_CALLBACK (count), &fixture->selection_changed);
  g_signal_connect_swapped (fixture->playhead, "notify::time", G_CALLBACK (count), &fixture->time_notified);
  g_signal_connect_swapped (fixture->playhead, "notify::playing", G_CALLBACK (count), &fixture->playing_notified);
  g_signal_connect_swapped (fixture->playhead, "said", G_CALLBACK (remember), fixture);
  tb_playhead_set_run (fixture->playhead, run);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->playhead);
  g_ptr_array_unref (fixture->said);
}

static const char *
last_said (Fixture *fixture)
{
  return fixture->said->len ? g_ptr_array_index (fixture->said, fixture->said->len - 1) : "";
}

/* Goes there and waits for the run, which views never do. */
static void
go_to (Fixture *fixture, gint64 time_us)
{
  tb_playhead_seek (fixture->playhead, time_us);
  tb_run_wait (tb_playhead_get_run (fixture->playhead), time_us);
  tb_playhead_advance (fixture->playhead, 0);
  g_assert_cmpint (tb_playhead_get_time (fixture->playhead), ==, time_us);
}

static void
submit_badly (Fixture *fixture, const char *line, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tb_playhead_submit (fixture->playhead, line, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == TB_COMMAND_ERROR);
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" does not hold \"%s\"", error->message, part);
}

static void
submit_well (Fixture *fixture, const char *line)
{
  g_autoptr (GError) error = NULL;

  tb_playhead_submit (fixture->playhead, line, &error);
  g_assert_no_error (error);
}

static void
a_new_run_starts_at_its_beginning (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (fixture->run_changed, ==, 1);
  g_assert_cmpuint (fixture->moved, ==, 1);
  g_assert_cmpint (tb_playhead_get_time (fixture->playhead), ==, 0);
  g_assert_cmpint (tb_playhead_get_end (fixture->playhead), ==, HOUSE_MINUTES * TB_US_PER_MINUTE);
  g_assert_false (tb_playhead_is_playing (fixture->playhead));
  g_assert_nonnull (tb_playhead_get_fold (fixture->playhead));
}

static void
set_stop (Fixture *fixture, gint64 stop_us)
{
  g_autoptr (GArray) stops = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (stops, stop_us);
  tb_playhead_set_stops (fixture->playhead, stops, -1);
}

/* Neither the playhead nor the run, however fast, and not by way of a seek or a step either. */
static void
nothing_passes_a_stop_unnoticed (Fixture *fixture, gconstpointer data)
{
  TbRun *run = tb_playhead_get_run (fixture->playhead);
  gint64 stop_us = 70 * TB_US_PER_SECOND + 1;

  set_stop (fixture, stop_us);
  tb_playhead_set_speed (fixture->playhead, 1000);
  tb_playhead_set_playing (fixture->playhead, TRUE);
  for (guint i = 0; i < 100 && tb_playhead_is_playing (fixture->playhead); i++)
    {
      tb_playhead_advance (fixture->playhead, FRAME_US);
      tb_run_wait (run, MIN (tb_playhead_get_time (fixture->playhead) + FRAME_US * 1000, stop_us));
    }
  g_assert_false (tb_playhead_is_playing (fixture->playhead));
  g_assert_cmpint (tb_playhead_get_time (fixture->playhead), ==, stop_us);
  g_assert_cmpint (tb_playhead_get_edge (fixture->playhead), ==, stop_us);
  go_to (fixture, 100 * TB_US_PER_SECOND);
}

static void
a_seek_ends_at_a_stop_and_so_does_playing (Fixture *fixture, gconstpointer data)
{
  gint64 stop_us = 30 * TB_US_PER_SECOND;

  set_stop (fixture, stop_us);
  tb_playhead_set_playing (fixture->playhead, TRUE);
  tb_playhead_seek (fixture->playhead, 90 * TB_US_PER_SECOND);
  g_assert_false (tb_playhead_is_playing (fixture->playhead));
  go_to (fixture, stop_us);
  tb_playhead_seek (fixture->playhead, 10 * TB_US_PER_SECOND);
  go_to (fixture, 40 * TB_US_PER_SECOND);
  g_assert_cmpint (tb_playhead_get_passed (fixture->playhead), ==, 40 * TB_US_PER_SECOND);
}

static void
playing_follows_the_run_and_never_passes_it (Fixture *fixture, gconstpointer data)
{
  TbRun *run = tb_playhead_get_run (fixture->playhead);
  gint64 last_us = 0;

  tb_playhead_set_playing (fixture->playhead, TRUE);
  g_assert_cmpuint (fixture->playing_notified, ==, 1);
  g_assert_cmpstr (last_said (fixture), ==, "play");
  for (guint i = 0; i < 50; i++)
    {
      tb_playhead_advance (fixture->playhead, FRAME_US);
      g_assert_cmpint (tb_playhead_get_time (fixture->playhead), <=, tb_playhead_get_edge (fixture->playhead));
      g_assert_cmpint (tb_playhead_get_time (fixture->playhead), >=, last_us);
      last_us = tb_playhead_get_time (fixture->playhead);
      tb_run_wait (run, last_us + 10 * FRAME_US);
    }
  g_assert_cmpint (last_us, >, 0);
  g_assert_cmpint (last_us, <=, 50 * 10 * FRAME_US);
  g_assert_cmpuint (fixture->time_notified, >, 10);
}

static void
playing_stops_at_the_end_and_begins_anew (Fixture *fixture, gconstpointer data)
{
  gint64 end_us = tb_playhead_get_end (fixture->playhead);

  go_to (fixture, end_us);
  tb_run_wait (tb_playhead_get_run (fixture->playhead), end_us);
  tb_playhead_seek (fixture->playhead, end_us - 1000);
  tb_playhead_set_playing (fixture->playhead, TRUE);
  tb_playhead_advance (fixture->playhead, TB_US_PER_SECOND);
  g_assert_cmpint (tb_playhead_get_time (fixture->playhead), ==, end_us);
  g_assert_false (tb_playhead_is_playing (fixture->playhead));
  tb_playhead_set_playing (fixture->playhead, TRUE);
  g_assert_cmpint (tb_playhead_get_time (fixture->playhead), ==, 0);
}

static void
own_speed_overrides_the_pace_until_given_back (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpfloat (tb_playhead_get_speed (fixture->playhead), ==, 10);
  g_assert_cmpstr (tb_playhead_get_pace (fixture->playhead)->caption, ==, "First");
  tb_playhead_set_speed (fixture->playhead, 3600);
  g_assert_cmpfloat (tb_playhead_get_speed (fixture->playhead), ==, 3600);
  g_assert_null (tb_playhead_get_pace (fixture->playhead));
  g_assert_cmpstr (last_said (fixture), ==, "speed 3600");
  tb_playhead_set_speed (fixture->playhead, 0);
  g_assert_cmpfloat (tb_playhead_get_speed (fixture->playhead), ==, 10);
  tb_playhead_set_speed (fixture->playhead, (double) NAN);
  g_assert_cmpfloat (tb_playhead_get_speed (fixture->playhead), ==, 10);
}

static void
captions_come_and_go_with_pace_and_run (Fixture *fixture, gconstpointer data)
{
  guint notified = 0;
  g_autofree char *first = NULL;
  g_autofree char *none = NULL;

  g_object_get (fixture->playhead, "caption", &first, NULL);
  g_assert_cmpstr (first, ==, "First");
  g_signal_connect_swapped (fixture->playhead, "notify::caption", G_CALLBACK (count), &notified);
  go_to (fixture, TB_US_PER_MINUTE);
  g_assert_cmpuint (notified, ==, 1);
  tb_playhead_seek (fixture->playhead, 0);
  g_assert_cmpuint (notified, ==, 2);
  tb_playhead_set_run (fixture->playhead, NULL);
  g_assert_cmpuint (notified, ==, 3);
  g_object_get (fixture->playhead, "caption", &none, NULL);
  g_assert_cmpstr (none, ==, "");
}

static void
looking_back_leaves_the_run_alone (Fixture *fixture, gconstpointer data)
{
  TbJournal *journal = tb_run_get_journal (tb_playhead_get_run (fixture->playhead));
  guint32 lock;
  guint64 length;

  go_to (fixture, 2 * TB_US_PER_MINUTE);
  lock = tb_fleet_find (tb_run_get_fleet (tb_playhead_get_run (fixture->playhead)), "lock-01");
  length = tb_journal_get_length (journal);
  g_assert_cmpuint (tb_fold_get (tb_playhead_get_fold (fixture->playhead), lock)->identity, ==, TB_IDENTITY_VALID);
  tb_playhead_seek (fixture->playhead, TB_US_PER_SECOND);
  g_assert_cmpuint (tb_fold_get (tb_playhead_get_fold (fixture->playhead), lock)->identity, ==, TB_IDENTITY_NONE);
  g_assert_cmpuint (tb_journal_get_length (journal), ==, length);
  g_assert_cmpint (tb_playhead_get_edge (fixture->playhead), ==, 2 * TB_US_PER_MINUTE);
}

static void
seeking_outside_stays_inside (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, TB_US_PER_MINUTE);
  tb_playhead_seek (fixture->playhead, -5);
  g_assert_cmpint (tb_playhead_get_time (fixture->playhead), ==, 0);
  tb_playhead_seek (fixture->playhead, G_MAXINT64);
  g_assert_cmpint (tb_playhead_get_time (fixture->playhead), <=, tb_playhead_get_end (fixture->playhead));
}

static void
steps_go_from_event_to_event_and_back (Fixture *fixture, gconstpointer data)
{
  gint64 times_us[6] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (times_us); i++)
    {
      tb_playhead_step_forward (fixture->playhead);
      for (guint k = 0; k < 100000 && tb_playhead_is_waiting (fixture->playhead); k++)
        {
          tb_playhead_advance (fixture->playhead, FRAME_US);
          g_thread_yield ();
        }
      times_us[i] = tb_playhead_get_time (fixture->playhead);
      g_assert_cmpint (times_us[i], >, i ? times_us[i - 1] : 0);
    }
  g_assert_cmpint (times_us[0], ==, 2 * TB_US_PER_SECOND);
  tb_playhead_step_back (fixture->playhead);
  g_assert_cmpint (tb_playhead_get_time (fixture->playhead), ==, times_us[4]);
  g_assert_cmpstr (last_said (fixture), ==, "step back");
  tb_playhead_seek (fixture->playhead, TB_US_PER_SECOND);
  tb_playhead_step_back (fixture->playhead);
  g_assert_cmpint (tb_playhead_get_time (fixture->playhead), ==, 0);
}

static void
selecting_tells_once (Fixture *fixture, gconstpointer data)
{
  guint before = fixture->selection_changed;
  g_autofree char *name = NULL;

  submit_well (fixture, "select lock-02");
  g_assert_cmpuint (fixture->selection_changed, ==, before + 1);
  g_assert_cmpstr (last_said (fixture), ==, "select lock-02");
  submit_well (fixture, "select lock-02");
  g_assert_cmpuint (fixture->selection_changed, ==, before + 1);
  name = tb_playhead_dup_selection_name (fixture->playhead);
  g_assert_cmpstr (name, ==, "lock-02");
  submit_well (fixture, "select");
  g_assert_cmpint (tb_playhead_get_selection (fixture->playhead)->kind, ==, TB_SELECTION_NONE);
  submit_badly (fixture, "select nobody-99", "nobody-99");
}

static void
a_handshake_is_selected_by_its_number (Fixture *fixture, gconstpointer data)
{
  const TbSelection *selection = tb_playhead_get_selection (fixture->playhead);
  g_autofree char *name = NULL;

  submit_badly (fixture, "show handshake 1", "handshake 1");
  go_to (fixture, TB_US_PER_MINUTE);
  submit_well (fixture, "show handshake 1 message 2");
  g_assert_cmpint (selection->kind, ==, TB_SELECTION_HANDSHAKE);
  g_assert_cmpuint (selection->session, ==, 1);
  g_assert_cmpuint (selection->object, !=, TB_NOBODY);
  g_assert_cmpint (selection->message, ==, 2);
  name = tb_playhead_dup_selection_name (fixture->playhead);
  g_assert_cmpstr (name, ==, "handshake 1 message 2");
  submit_badly (fixture, "show handshake 4000000", "4000000");
  submit_badly (fixture, "show handshake x", "show handshake 12");
  submit_badly (fixture, "show handshake 1 message", "show handshake 12");
}

static void
a_signature_is_selected_by_its_number (Fixture *fixture, gconstpointer data)
{
  const TbSelection *selection = tb_playhead_get_selection (fixture->playhead);
  g_autofree char *name = NULL;

  go_to (fixture, TB_US_PER_MINUTE);
  submit_badly (fixture, "show signature 1", "signature 1");
  submit_well (fixture, "sign device=lock-01 message=open");
  submit_well (fixture, "sign device=lock-02 message=open");
  go_to (fixture, 2 * TB_US_PER_MINUTE);
  submit_well (fixture, "show signature 2");
  g_assert_cmpint (selection->kind, ==, TB_SELECTION_SIGNATURE);
  g_assert_cmpuint (selection->session, ==, 2);
  g_assert_cmpuint (selection->object, ==, tb_fleet_find (tb_run_get_fleet (tb_playhead_get_run (fixture->playhead)), "lock-02"));
  name = tb_playhead_dup_selection_name (fixture->playhead);
  g_assert_cmpstr (name, ==, "signature 2");
  submit_badly (fixture, "show signature 0", "signature 0");
  submit_badly (fixture, "show signature 3", "signature 3");
  submit_badly (fixture, "show signature", "show signature 2");
  submit_badly (fixture, "show signature two", "show signature 2");
}

static void
lines_move_the_playhead (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, 2 * TB_US_PER_MINUTE);
  submit_well (fixture, "  seek 1m 30s ");
  g_assert_cmpint (tb_playhead_get_time (fixture->playhead), ==, 90 * TB_US_PER_SECOND);
  submit_well (fixture, "play");
  g_assert_true (tb_playhead_is_playing (fixture->playhead));
  submit_well (fixture, "pause");
  g_assert_false (tb_playhead_is_playing (fixture->playhead));
  submit_well (fixture, "speed 60");
  g_assert_cmpfloat (tb_playhead_get_speed (fixture->playhead), ==, 60);
  submit_well (fixture, "speed pace");
  g_assert_false (tb_playhead_has_own_speed (fixture->playhead));
  submit_badly (fixture, "seek nowhere", "nowhere");
  submit_badly (fixture, "speed -1", "-1");
  submit_badly (fixture, "speed 1e300", "1e300");
  submit_badly (fixture, "step sideways", "sideways");
}

static void
unknown_verbs_are_answered_with_those_there_are (Fixture *fixture, gconstpointer data)
{
  submit_badly (fixture, "frobnicate the lock", "frobnicate");
  submit_badly (fixture, "frobnicate the lock", "renew");
  submit_badly (fixture, "frobnicate the lock", "seek");
  submit_badly (fixture, "", "select");
}

static void
what_acts_is_handed_to_the_run (Fixture *fixture, gconstpointer data)
{
  TbRun *run = tb_playhead_get_run (fixture->playhead);
  guint32 lock = tb_fleet_find (tb_run_get_fleet (run), "lock-01");

  go_to (fixture, TB_US_PER_MINUTE);
  g_assert_true (tb_playhead_line_acts ("power device=lock-01 state=off"));
  g_assert_false (tb_playhead_line_acts ("select lock-01"));
  submit_well (fixture, "power device=lock-01 state=off");
  g_assert_cmpstr (last_said (fixture), ==, "power device=lock-01 state=off");
  go_to (fixture, TB_US_PER_MINUTE + 1);
  g_assert_cmpuint (tb_fold_get (tb_playhead_get_fold (fixture->playhead), lock)->health, ==, TB_HEALTH_OFF);
  submit_badly (fixture, "power device=nobody state=off", "nobody");
}

static gboolean
has_line (char **lines, const char *line)
{
  return g_strv_contains ((const char *const *) lines, line);
}

static void
lines_are_completed (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) verbs = tb_playhead_complete (fixture->playhead, "se");
  g_auto (GStrv) names = tb_playhead_complete (fixture->playhead, "select lock");
  g_auto (GStrv) nothing = tb_playhead_complete (fixture->playhead, "zzz");

  g_assert_true (has_line (verbs, "select "));
  g_assert_true (has_line (verbs, "seek 1m"));
  g_assert_true (has_line (names, "select lock-01"));
  g_assert_true (has_line (names, "select lock-02"));
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpuint (g_strv_length (nothing), ==, 0);
}

static void
without_a_run_nothing_moves (void)
{
  g_autoptr (TbPlayhead) playhead = tb_playhead_new ();
  g_autoptr (GError) error = NULL;

  tb_playhead_advance (playhead, FRAME_US);
  tb_playhead_seek (playhead, 5);
  tb_playhead_step_forward (playhead);
  tb_playhead_step_back (playhead);
  g_assert_cmpint (tb_playhead_get_time (playhead), ==, 0);
  g_assert_null (tb_playhead_get_fold (playhead));
  g_assert_false (tb_playhead_submit (playhead, "renew device=lock-01", &error));
  g_assert_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_REFUSED);
}

#define ADD(path, func) g_test_add ("/ui/playhead/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("start", a_new_run_starts_at_its_beginning);
  ADD ("play", playing_follows_the_run_and_never_passes_it);
  ADD ("stop", nothing_passes_a_stop_unnoticed);
  ADD ("stop-seek", a_seek_ends_at_a_stop_and_so_does_playing);
  ADD ("end", playing_stops_at_the_end_and_begins_anew);
  ADD ("speed", own_speed_overrides_the_pace_until_given_back);
  ADD ("caption", captions_come_and_go_with_pace_and_run);
  ADD ("back", looking_back_leaves_the_run_alone);
  ADD ("outside", seeking_outside_stays_inside);
  ADD ("steps", steps_go_from_event_to_event_and_back);
  ADD ("select", selecting_tells_once);
  ADD ("handshake", a_handshake_is_selected_by_its_number);
  ADD ("signature", a_signature_is_selected_by_its_number);
  ADD ("lines", lines_move_the_playhead);
  ADD ("unknown", unknown_verbs_are_answered_with_those_there_are);
  ADD ("acts", what_acts_is_handed_to_the_run);
  ADD ("complete", lines_are_completed);
  g_test_add_func ("/ui/playhead/empty", without_a_run_nothing_moves);
  return g_test_run ();
}
