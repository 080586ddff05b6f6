/* Times and sizes in words: every form, and back again. */
#include "tb-units.h"

#include <string.h>

typedef char *(*Format) (gint64 value);

typedef struct
{
  gint64 value;
  const char *text;
} Row;

static void
assert_rows (Format format, const Row *rows, guint n_rows)
{
  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *text = format (rows[i].value);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
durations_are_written (void)
{
  static const Row rows[] = {
    { 0, "0s" }, { 1, "1us" }, { -1, "-1us" }, { 999, "999us" }, { 1000, "1ms" }, { 1001, "1ms 1us" },
    { 412 * TB_US_PER_MS, "412ms" }, { TB_US_PER_SECOND, "1s" }, { 61 * TB_US_PER_SECOND, "1m 1s" }, { TB_US_PER_HOUR, "1h" },
    { 90 * TB_US_PER_DAY + 4 * TB_US_PER_HOUR + 10 * TB_US_PER_MINUTE + 5 * TB_US_PER_SECOND, "90d 4h 10m 5s" },
    { -TB_US_PER_DAY - 1, "-1d 1us" },
    { G_MAXINT64, "106751991d 4h 54s 775ms 807us" }, { G_MININT64, "-106751991d 4h 54s 775ms 808us" },
  };

  assert_rows (tb_units_format_duration, rows, G_N_ELEMENTS (rows));
}

static void
short_durations_are_written (void)
{
  static const Row rows[] = {
    { 0, "0 us" }, { 999, "999 us" }, { 1000, "1.0 ms" }, { 9999, "9.9 ms" }, { 10000, "10 ms" }, { 412345, "412 ms" },
    { 999999, "999 ms" }, { 1000000, "1.0 s" }, { 1660000, "1.6 s" }, { 59999999, "59.9 s" }, { 60000000, "1 min 0 s" },
    { 3599999999, "59 min 59 s" }, { TB_US_PER_HOUR, "1 h 0 min" }, { TB_US_PER_DAY - 1, "23 h 59 min" },
    { 3 * TB_US_PER_DAY + 19 * TB_US_PER_HOUR, "3 d 19 h" }, { -1660000, "-1.6 s" }, { G_MININT64, "-106751991 d 4 h" },
  };

  assert_rows (tb_units_format_short, rows, G_N_ELEMENTS (rows));
}

static void
clocks_are_written (void)
{
  static const Row rows[] = {
    { 0, "00:00:00.000" },
    { 4 * TB_US_PER_HOUR + 12 * TB_US_PER_MINUTE + 9 * TB_US_PER_SECOND + 250 * TB_US_PER_MS + 999, "04:12:09.250" },
    { TB_US_PER_DAY - 1, "23:59:59.999" }, { 5 * TB_US_PER_DAY + 1000, "00:00:00.001" },
  };

  assert_rows (tb_units_format_clock, rows, G_N_ELEMENTS (rows));
}

static void
moments_are_written (void)
{
  static const Row rows[] = {
    { 0, "1970-01-01T00:00:00Z" }, { G_GINT64_CONSTANT (1772431200999999), "2026-03-02T06:00:00Z" }, { -1, "1969-12-31T23:59:59Z" },
    { -TB_US_PER_SECOND, "1969-12-31T23:59:59Z" }, { G_MAXINT64, "out of range" },
  };

  assert_rows (tb_units_format_moment, rows, G_N_ELEMENTS (rows));
}

static void
sizes_are_written (void)
{
  static const struct { guint64 size; const char *text; } rows[] = {
    { 0, "0 B" }, { 2253, "2253 B" }, { 9999, "9999 B" }, { 10000, "10.0 kB" }, { 14250, "14.2 kB" }, { 999999, "999.9 kB" },
    { 1000000, "1.0 MB" }, { G_GUINT64_CONSTANT (2500000000), "2.5 GB" }, { G_GUINT64_CONSTANT (7000000000000), "7.0 TB" },
    { G_GUINT64_CONSTANT (7100000000000000), "7.1 PB" }, { G_MAXUINT64, "18.4 EB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = tb_units_format_bytes (rows[i].size);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* --- reading --- */

static void
durations_are_read (void)
{
  static const struct { const char *text; gint64 us; } rows[] = {
    { "0s", 0 }, { "5s", 5 * TB_US_PER_SECOND }, { "400ms", 400 * TB_US_PER_MS }, { "7us", 7 }, { "3d4h", 76 * TB_US_PER_HOUR },
    { " 90d  4h 10m 5s ", 90 * TB_US_PER_DAY + 4 * TB_US_PER_HOUR + 10 * TB_US_PER_MINUTE + 5 * TB_US_PER_SECOND },
    { "1m1ms", TB_US_PER_MINUTE + TB_US_PER_MS }, { "1ms1m", TB_US_PER_MINUTE + TB_US_PER_MS }, { "2H", 2 * TB_US_PER_HOUR },
    { "0.1s", 100000 }, { "1.5d", 36 * TB_US_PER_HOUR }, { "2.s", 2 * TB_US_PER_SECOND }, { "0.0000001s", 0 }, { "0.123456s", 123456 },
    { "P90D", 90 * TB_US_PER_DAY }, { "PT10M", 10 * TB_US_PER_MINUTE }, { "PT0S", 0 }, { "PT1.5S", 1500000 },
    { "P90DT4H10M5S", 90 * TB_US_PER_DAY + 4 * TB_US_PER_HOUR + 10 * TB_US_PER_MINUTE + 5 * TB_US_PER_SECOND },
    { "36525d", TB_UNITS_MAX_US }, { "00000000000000000000000000007s", 7 * TB_US_PER_SECOND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 us = -1;

      g_assert_true (tb_units_parse_duration (rows[i].text, &us, &error));
      g_assert_no_error (error);
      g_assert_cmpint (us, ==, rows[i].us);
    }
}

static void
bad_durations_are_refused (void)
{
  static const char *const texts[] = {
    "", " ", "5", "s", ".5s", ".s", "5x", "5s x", "-5s", "+5s", "5 s", "1..5s", "1.5.5s", "5s,", "1e3s", "0x5s", "5mm", "T5S", "5sT",
    "P", "PT", "P1DT", "P1Y", "P1M", "P1W", "P1H", "PT1D", "PT1DT1S", "P 1D", "P1d", "PT5ms", "5sP", "\303\274",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 us = -1;

      if (tb_units_parse_duration (texts[i], &us, &error))
        g_error ("\"%s\" is read as %" G_GINT64_FORMAT " us", texts[i], us);
      g_assert_error (error, TB_UNITS_ERROR, TB_UNITS_ERROR_SYNTAX);
      g_assert_nonnull (strstr (error->message, "is not a duration"));
      g_assert_cmpint (us, ==, -1);
    }
}

static void
long_durations_are_out_of_range (void)
{
  static const char *const texts[] = {
    "36526d", "36525d 1us", "36525.1d", "99999999999999999999s", "340282366920938463463374607431768211456us", "P36526D", "PT99999999999999H",
    "20000d 20000d",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 us = -1;

      g_assert_false (tb_units_parse_duration (texts[i], &us, &error));
      g_assert_error (error, TB_UNITS_ERROR, TB_UNITS_ERROR_RANGE);
      g_assert_cmpint (us, ==, -1);
    }
}

static void
written_durations_read_back (void)
{
  static const gint64 values[] = { 0, 1, 999, 1000, 1234567, TB_US_PER_DAY - 1, 90 * TB_US_PER_DAY + 1, TB_UNITS_MAX_US };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = tb_units_format_duration (values[i]);
      gint64 us = -1;

      g_assert_true (tb_units_parse_duration (text, &us, NULL));
      g_assert_cmpint (us, ==, values[i]);
    }
}

static void
moments_are_read (void)
{
  static const struct { const char *text; gint64 us; } rows[] = {
    { "1970-01-01T00:00:00Z", 0 }, { "2026-03-02T06:00:00Z", G_GINT64_CONSTANT (1772431200000000) },
    { "2026-03-02T07:00:00+01:00", G_GINT64_CONSTANT (1772431200000000) }, { "2026-03-02T06:00:00.25Z", G_GINT64_CONSTANT (1772431200250000) },
    { "1969-12-31T23:59:59Z", -TB_US_PER_SECOND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 us = 1;

      g_assert_true (tb_units_parse_moment (rows[i].text, &us, &error));
      g_assert_no_error (error);
      g_assert_cmpint (us, ==, rows[i].us);
    }
}

/* Without a zone a moment would depend on the machine. */
static void
bad_moments_are_refused (void)
{
  static const char *const texts[] = { "", "yesterday", "2026-03-02", "2026-03-02T06:00:00", "2026-02-30T06:00:00Z", "2026-03-02T25:00:00Z", "2026" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 us = 1;

      g_assert_false (tb_units_parse_moment (texts[i], &us, &error));
      g_assert_error (error, TB_UNITS_ERROR, TB_UNITS_ERROR_SYNTAX);
      g_assert_cmpint (us, ==, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/units/duration/write", durations_are_written);
  g_test_add_func ("/units/duration/write-short", short_durations_are_written);
  g_test_add_func ("/units/duration/read", durations_are_read);
  g_test_add_func ("/units/duration/bad", bad_durations_are_refused);
  g_test_add_func ("/units/duration/range", long_durations_are_out_of_range);
  g_test_add_func ("/units/duration/round-trip", written_durations_read_back);
  g_test_add_func ("/units/clock", clocks_are_written);
  g_test_add_func ("/units/moment/write", moments_are_written);
  g_test_add_func ("/units/moment/read", moments_are_read);
  g_test_add_func ("/units/moment/bad", bad_moments_are_refused);
  g_test_add_func ("/units/bytes", sizes_are_written);
  return g_test_run ();
}
