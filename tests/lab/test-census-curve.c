/* The curve of an outbreak: exact where it has a sample, small however long the run, and the same whichever way the fold went. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "tb-census-curve.h"
#include "tb-units.h"

enum { N_CAMERAS = 400, N_RECORDS = 60000 };

/* Cameras with the factory's password, an attacker and a service that can be overloaded. */
static TbFleet *
make_fleet (guint32 n_cameras)
{
  TbFleet *fleet = tb_fleet_new ();
  TbGroup *cameras = tb_fleet_add_group (fleet, "camera", TB_ROLE_DEVICE, n_cameras);

  cameras->surface = (TbSurface) { .telnet_open = TRUE, .credential = TB_CREDENTIAL_FACTORY, .management = TB_MANAGEMENT_OFF, .is_patched = TRUE };
  tb_fleet_add_group (fleet, "attacker", TB_ROLE_ATTACKER, 1);
  tb_fleet_add_group (fleet, "shop", TB_ROLE_SERVICE, 1)->capacity.bits_per_s = 1000000000;
  return fleet;
}

static void
append (TbJournal *journal, gint64 time_us, TbRecordKind kind, guint32 subject, guint32 object, gint64 value, guint16 detail)
{
  TbRecord record = { time_us, value, subject, object, TB_NO_PAYLOAD, (guint16) kind, detail };

  tb_journal_append (journal, &record);
  tb_journal_publish (journal);
}

static void
switch_on (TbJournal *journal, guint32 n_cameras)
{
  for (guint32 i = 1; i <= n_cameras; i++)
    append (journal, 0, TB_RECORD_POWERED_ON, i, TB_NOBODY, 0, 0);
}

/* Devices are taken, cleared and defended at random, attempts are counted, and a service suffers. */
static TbJournal *
make_history (TbFleet *fleet, guint64 seed)
{
  static const TbRecordKind kinds[] = { TB_RECORD_INFECTED, TB_RECORD_BOT_READY, TB_RECORD_CLEARED, TB_RECORD_SURFACE_CHANGED, TB_RECORD_ATTEMPTS,
                                        TB_RECORD_ATTEMPT_REFUSED, TB_RECORD_FLOOD_CHANGED, TB_RECORD_QUARANTINED };
  TbJournal *journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbState) state = tb_state_new (fleet);
  TbStream stream;
  gint64 time_us = 0;

  switch_on (journal, N_CAMERAS);
  for (guint i = 0; i < N_CAMERAS; i++)
    tb_state_apply (state, tb_journal_get (journal, i));
  tb_stream_init (&stream, seed, "history");
  while (tb_journal_get_length (journal) < N_RECORDS)
    {
      TbRecordKind kind = kinds[tb_stream_below (&stream, G_N_ELEMENTS (kinds))];
      guint32 device = (guint32) tb_stream_below (&stream, N_CAMERAS) + 1;
      gboolean is_flood = kind == TB_RECORD_FLOOD_CHANGED;
      TbSurface surface = { .telnet_open = tb_stream_below (&stream, 3) > 0, .management = TB_MANAGEMENT_OFF, .is_patched = TRUE };
      TbRecord record = { time_us, kind == TB_RECORD_SURFACE_CHANGED ? tb_surface_pack (&surface) : (gint64) tb_stream_below (&stream, 1000),
                          is_flood ? N_CAMERAS + 2 : device, N_CAMERAS + 1, TB_NO_PAYLOAD, (guint16) kind,
                          (guint16) (is_flood ? tb_stream_below (&stream, TB_SIEGE_ALL) : tb_stream_below (&stream, 2)) };

      time_us += tb_stream_below (&stream, 3) == 0 ? (gint64) tb_stream_below (&stream, 5000000) : 0;
      record.time_us = time_us;
      if (tb_state_apply (state, &record))
        append (journal, record.time_us, record.kind, record.subject, record.object, record.value, record.detail);
    }
  return journal;
}

static void
assert_exact (TbCensusCurve *curve, TbFleet *fleet, TbJournal *journal, guint sample)
{
  g_autoptr (TbFold) fold = tb_fold_new (fleet, journal);
  TbCensusSample wanted;

  tb_fold_seek (fold, tb_census_curve_get (curve, sample)->time_us);
  tb_census_curve_look (curve, tb_fold_get_state (fold), tb_fold_get_time (fold), &wanted);
  g_assert_cmpmem (tb_census_curve_get (curve, sample), sizeof wanted, &wanted, sizeof wanted);
}

/* The property, over several histories; of each, some samples are folded afresh. */
static void
every_sample_is_what_the_fold_says (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (N_CAMERAS);

  for (guint64 seed = 1; seed <= 3; seed++)
    {
      g_autoptr (TbJournal) journal = make_history (fleet, seed);
      g_autoptr (TbFold) fold = tb_fold_new (fleet, journal);
      g_autoptr (TbCensusCurve) curve = tb_census_curve_new_watching (fold);
      guint n;

      tb_fold_seek (fold, G_MAXINT64);
      n = tb_census_curve_get_n (curve);
      g_assert_cmpuint (n, >=, TB_CENSUS_CURVE_MAX / 8);
      g_assert_cmpuint (n, <, TB_CENSUS_CURVE_MAX);
      g_assert_cmpint (tb_census_curve_get (curve, 0)->time_us, ==, 0);
      for (guint i = 1; i < n; i++)
        g_assert_cmpint (tb_census_curve_get (curve, i)->time_us, >, tb_census_curve_get (curve, i - 1)->time_us);
      for (guint i = 0; i < n; i += n / 25)
        assert_exact (curve, fleet, journal, i);
      assert_exact (curve, fleet, journal, n - 1);
    }
}

static void
assert_same (TbCensusCurve *one, TbCensusCurve *other)
{
  g_assert_cmpuint (tb_census_curve_get_n (one), ==, tb_census_curve_get_n (other));
  g_assert_cmpmem (tb_census_curve_get (one, 0), tb_census_curve_get_n (one) * sizeof (TbCensusSample), tb_census_curve_get (other, 0),
                   tb_census_curve_get_n (other) * sizeof (TbCensusSample));
}

static void
looking_back_on_the_way_changes_nothing (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (N_CAMERAS);
  g_autoptr (TbJournal) journal = make_history (fleet, 9);
  g_autoptr (TbFold) straight_fold = tb_fold_new (fleet, journal), restless_fold = tb_fold_new (fleet, journal), late_fold = tb_fold_new (fleet, journal);
  g_autoptr (TbCensusCurve) straight = tb_census_curve_new_watching (straight_fold), restless = tb_census_curve_new_watching (restless_fold), late = NULL;
  gint64 end_us = tb_journal_get (journal, N_RECORDS - 1)->time_us;
  TbStream stream;

  tb_fold_seek (straight_fold, end_us);
  tb_stream_init (&stream, 1, "restless");
  for (guint i = 0; i < 200; i++)
    tb_fold_seek (restless_fold, (gint64) tb_stream_below (&stream, (guint64) end_us * (i + 1) / 200));
  tb_fold_seek (restless_fold, end_us);
  assert_same (straight, restless);
  tb_fold_seek (late_fold, end_us / 2);
  late = tb_census_curve_new_watching (late_fold);
  tb_fold_seek (late_fold, end_us);
  assert_same (straight, late);
}

/* One device more a second, for long: what is kept is coarser, and as coarse everywhere. */
static void
long_runs_are_thinned_evenly (void)
{
  enum { N = 20000 };
  g_autoptr (TbFleet) fleet = make_fleet (N);
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbFold) fold = tb_fold_new (fleet, journal);
  g_autoptr (TbCensusCurve) curve = tb_census_curve_new_watching (fold);
  gint64 widest_us = 0;

  switch_on (journal, N);
  for (guint32 i = 1; i <= N; i++)
    append (journal, i * TB_US_PER_SECOND, TB_RECORD_INFECTED, i, N + 1, 0, 1);
  tb_fold_seek (fold, G_MAXINT64);
  for (guint i = 1; i < tb_census_curve_get_n (curve); i++)
    widest_us = MAX (widest_us, tb_census_curve_get (curve, i)->time_us - tb_census_curve_get (curve, i - 1)->time_us);
  g_assert_cmpuint (tb_census_curve_get_n (curve), >, TB_CENSUS_CURVE_MAX / 8);
  g_assert_cmpint (widest_us, <=, N / 500 * TB_US_PER_SECOND);
  g_assert_cmpuint (tb_census_curve_count_until (curve, -1), ==, 0);
  g_assert_cmpuint (tb_census_curve_count_until (curve, 0), ==, 1);
  g_assert_cmpuint (tb_census_curve_count_until (curve, G_MAXINT64), ==, tb_census_curve_get_n (curve));
}

/* A logistic curve that begins by doubling every ten minutes. */
static void
doubling_time_is_found (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (1000);
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbFold) fold = tb_fold_new (fleet, journal);
  g_autoptr (TbCensusCurve) curve = tb_census_curve_new_watching (fold);
  gint64 found_us;

  switch_on (journal, 1000);
  for (guint32 i = 1; i <= 1000; i++)
    append (journal, (gint64) (log2 (i * 999.5 / (1000.5 - i)) * 600 * TB_US_PER_SECOND) + 1, TB_RECORD_INFECTED, i, 1001, 0, 1);
  tb_fold_seek (fold, G_MAXINT64);
  found_us = tb_census_curve_get_doubling_us (curve, G_MAXINT64);
  g_assert_cmpint (found_us, >, 598 * TB_US_PER_SECOND);
  g_assert_cmpint (found_us, <, 602 * TB_US_PER_SECOND);
  g_assert_cmpint (tb_census_curve_get_doubling_us (curve, 1200 * TB_US_PER_SECOND), ==, -1);
  g_assert_cmpuint (tb_census_curve_get_n_open (curve, G_MAXINT64), ==, 1000);
  g_assert_cmpint (tb_census_curve_get_begun_us (curve), ==, 1);
}

static void
no_outbreak_has_no_doubling_time (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (10);
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbFold) fold = tb_fold_new (fleet, journal);
  g_autoptr (TbCensusCurve) curve = tb_census_curve_new_watching (fold);

  g_assert_cmpint (tb_census_curve_get_doubling_us (curve, G_MAXINT64), ==, -1);
  g_assert_cmpint (tb_census_curve_get_begun_us (curve), ==, -1);
  switch_on (journal, 10);
  append (journal, 5, TB_RECORD_INFECTED, 1, 11, 0, 1);
  append (journal, 9, TB_RECORD_CLEARED, 1, TB_NOBODY, 0, 1);
  tb_fold_seek (fold, G_MAXINT64);
  g_assert_cmpint (tb_census_curve_get_doubling_us (curve, G_MAXINT64), ==, -1);
}

static void
table_says_what_was (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (3);
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbFold) fold = tb_fold_new (fleet, journal);
  g_autoptr (TbCensusCurve) curve = tb_census_curve_new_watching (fold);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "trustbed-census-XXXXXX.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  int file = g_mkstemp (path);

  g_assert_cmpint (file, >=, 0);
  g_assert_true (g_close (file, NULL));
  switch_on (journal, 3);
  append (journal, 1500000, TB_RECORD_INFECTED, 2, 4, 0, 1);
  append (journal, 2000001, TB_RECORD_FLOOD_CHANGED, 5, TB_NOBODY, 4300000, 9950);
  append (journal, 3000000, TB_RECORD_CLEARED, 2, TB_NOBODY, 0, 1);
  tb_fold_seek (fold, 4000000);
  tb_census_curve_keep_up (curve, fold);
  g_assert_true (tb_census_curve_write (curve, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==,
                   "time_s,vulnerable,infected,cleaned,protected,bots,answered_shop\n"
                   "0.000000,3,0,0,0,0,1.0000\n"
                   "1.500000,2,1,0,0,1,1.0000\n"
                   "2.000001,2,1,0,0,1,0.9950\n"
                   "3.000000,2,0,1,0,0,0.9950\n");
  g_remove (path);
  g_assert_false (tb_census_curve_write (curve, "/nowhere/at/all.csv", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/census-curve/every-sample-is-what-the-fold-says", every_sample_is_what_the_fold_says);
  g_test_add_func ("/census-curve/looking-back-on-the-way-changes-nothing", looking_back_on_the_way_changes_nothing);
  g_test_add_func ("/census-curve/long-runs-are-thinned-evenly", long_runs_are_thinned_evenly);
  g_test_add_func ("/census-curve/doubling-time-is-found", doubling_time_is_found);
  g_test_add_func ("/census-curve/no-outbreak-has-no-doubling-time", no_outbreak_has_no_doubling_time);
  g_test_add_func ("/census-curve/table-says-what-was", table_says_what_was);
  return g_test_run ();
}
