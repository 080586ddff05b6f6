/* The lives of certificates as a journal tells them: a lock's by heart, and a fleet of 10,000 over two years within the memory and time that is promised. */
#include "tb-life-span.h"

#define LOCK 2
#define CAMERA 3
#define ALERT_REVOKED 44

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbLifeIndex *index;
} Story;

static void
begin (Story *story, gconstpointer n_devices)
{
  story->fleet = tb_fleet_new ();
  story->journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  tb_fleet_add_group (story->fleet, "broker", TB_ROLE_BROKER, 1);
  tb_fleet_add_group (story->fleet, "device", TB_ROLE_DEVICE, MAX (GPOINTER_TO_UINT (n_devices), 2));
  story->index = tb_life_index_new (story->journal, story->fleet);
}

static void
end (Story *story, gconstpointer n_devices)
{
  tb_life_index_free (story->index);
  tb_journal_unref (story->journal);
  tb_fleet_unref (story->fleet);
}

static void
tell (Story *story, gint64 time_us, TbRecordKind kind, guint32 subject, gint64 value, guint16 detail)
{
  TbRecord record = { .time_us = time_us, .value = value, .subject = subject, .object = 1, .payload = TB_NO_PAYLOAD, .kind = (guint16) kind, .detail = detail };

  tb_journal_append (story->journal, &record);
}

static void
enrol (Story *story, guint32 object, gint64 time_us, gint64 not_after_us)
{
  tell (story, time_us, TB_RECORD_CERTIFICATE_ISSUED, object, not_after_us, 1);
  tell (story, time_us + 1, TB_RECORD_CERTIFICATE_INSTALLED, object, not_after_us, 0);
}

static void
read_all (Story *story)
{
  tb_journal_publish (story->journal);
  g_assert_true (tb_life_index_read (story->index, G_MAXUINT64));
  g_assert_false (tb_life_index_read (story->index, G_MAXUINT64));
}

/* Spans from the first to the last as text, such as `good 11-76 due 76-110`. */
static char *
spell (Story *story, guint32 object, gint64 now_us, gint64 from_us)
{
  static const char *const words[] = { "good", "due", "gap", "stale", "refused" };
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (TbLifeSpan));
  GString *text = g_string_new (NULL);

  tb_life_index_add_spans (story->index, object, now_us, from_us, spans);
  for (guint i = spans->len; i-- > 0;)
    {
      const TbLifeSpan *span = &g_array_index (spans, TbLifeSpan, i);

      g_string_append_printf (text, "%s%s %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, text->len > 0 ? " " : "", words[span->state], span->from_us, span->to_us);
    }
  return g_string_free (text, FALSE);
}

#define assert_spans(story, object, now_us, from_us, expected) \
  G_STMT_START { g_autofree char *found = spell (story, object, now_us, from_us); g_assert_cmpstr (found, ==, expected); } G_STMT_END

static void
certificate_is_good_then_due_then_replaced (Story *story, gconstpointer data)
{
  const TbLife *life;

  enrol (story, LOCK, 10, 100);
  enrol (story, LOCK, 70, 160);
  read_all (story);
  assert_spans (story, LOCK, 5, 0, "");
  assert_spans (story, LOCK, 50, 0, "good 11-70 due 70-100");
  assert_spans (story, LOCK, 80, 0, "good 11-70 due 70-71 good 71-130 due 130-160");
  assert_spans (story, LOCK, 80, 90, "good 71-130 due 130-160");
  life = tb_life_index_get (story->index, tb_life_index_find (story->index, LOCK, 70));
  g_assert_cmpint (life->issued_us, ==, 10);
  g_assert_cmpint (life->replaced_us, ==, 71);
  g_assert_cmpuint (tb_life_index_find (story->index, LOCK, 10), ==, TB_NO_LIFE);
  g_assert_cmpuint (tb_life_index_get_n (story->index), ==, 2);
}

static void
who_renews_too_late_has_an_outage (Story *story, gconstpointer data)
{
  enrol (story, LOCK, 10, 100);
  tell (story, 100, TB_RECORD_CERTIFICATE_EXPIRED, LOCK, 0, 0);
  enrol (story, LOCK, 140, 230);
  read_all (story);
  assert_spans (story, LOCK, 99, 0, "good 11-70 due 70-100");
  assert_spans (story, LOCK, 120, 0, "good 11-70 due 70-100 gap 100-120");
  assert_spans (story, LOCK, 150, 0, "good 11-70 due 70-100 gap 100-141 good 141-200 due 200-230");
}

/* One that was lost on its way leaves no trace but that it was issued. */
static void
certificate_that_never_arrived_is_not_in_use (Story *story, gconstpointer data)
{
  enrol (story, LOCK, 10, 100);
  tell (story, 60, TB_RECORD_CERTIFICATE_ISSUED, LOCK, 150, 2);
  enrol (story, LOCK, 70, 160);
  read_all (story);
  assert_spans (story, LOCK, 80, 0, "good 11-70 due 70-71 good 71-130 due 130-160");
  g_assert_cmpuint (tb_life_index_count (story->index, &(TbLifeScope) { LOCK, 1, 65 }), ==, 2);
}

static void
revoked_certificate_is_stale_until_somebody_refuses_it (Story *story, gconstpointer data)
{
  enrol (story, LOCK, 10, 100);
  tell (story, 30, TB_RECORD_CERTIFICATE_REVOKED, LOCK, 30, 1);
  tell (story, 40, TB_RECORD_HANDSHAKE_REFUSED, LOCK, 5, 45);
  tell (story, 50, TB_RECORD_HANDSHAKE_REFUSED, LOCK, 6, ALERT_REVOKED);
  tell (story, 55, TB_RECORD_HANDSHAKE_REFUSED, LOCK, 7, ALERT_REVOKED);
  enrol (story, LOCK, 80, 170);
  read_all (story);
  assert_spans (story, LOCK, 25, 0, "good 11-70 due 70-100");
  assert_spans (story, LOCK, 45, 0, "good 11-30 stale 30-45");
  assert_spans (story, LOCK, 60, 0, "good 11-30 stale 30-50 refused 50-60");
  assert_spans (story, LOCK, 90, 0, "good 11-30 stale 30-50 refused 50-81 good 81-140 due 140-170");
  g_assert_cmpuint (tb_life_index_find_takeback (story->index, 1, 60)->end, ==, TB_TAKEBACK_REFUSED);
  g_assert_null (tb_life_index_find_takeback (story->index, 1, 29));
  g_assert_null (tb_life_index_find_takeback (story->index, 2, 90));
}

/* A hold has a beginning, somebody who acts on it, and an end; then it begins again. */
static void
hold_ends_and_may_come_again (Story *story, gconstpointer data)
{
  enrol (story, LOCK, 10, 100);
  tell (story, 20, TB_RECORD_CERTIFICATE_REVOKED, LOCK, 20, 6);
  tell (story, 25, TB_RECORD_SESSION_CLOSED, LOCK, 1, 0);
  tell (story, 30, TB_RECORD_SESSION_CLOSED, LOCK, 1, 1);
  tell (story, 40, TB_RECORD_CERTIFICATE_RELEASED, LOCK, 0, 0);
  tell (story, 60, TB_RECORD_CERTIFICATE_REVOKED, LOCK, 60, 6);
  tell (story, 65, TB_RECORD_CERTIFICATE_REVOKED, LOCK, 60, 1);
  tell (story, 100, TB_RECORD_CERTIFICATE_EXPIRED, LOCK, 0, 0);
  read_all (story);
  assert_spans (story, LOCK, 35, 0, "good 11-20 stale 20-30 refused 30-35");
  assert_spans (story, LOCK, 50, 0, "good 11-20 stale 20-30 refused 30-40 good 40-70 due 70-100");
  assert_spans (story, LOCK, 120, 0, "good 11-20 stale 20-30 refused 30-40 good 40-60 stale 60-100 gap 100-120");
  g_assert_cmpuint (tb_life_index_find_takeback (story->index, 1, 30)->end, ==, TB_TAKEBACK_CLOSED);
  g_assert_cmpuint (tb_life_index_find_takeback (story->index, 1, 99)->reason, ==, 1);
}

static void
service_may_be_the_one_that_is_refused (Story *story, gconstpointer data)
{
  enrol (story, 1, 10, 100);
  tell (story, 30, TB_RECORD_CERTIFICATE_REVOKED, 1, 30, 1);
  tell (story, 44, TB_RECORD_HANDSHAKE_REFUSED, CAMERA, 5, ALERT_REVOKED);
  read_all (story);
  assert_spans (story, 1, 60, 0, "good 11-30 stale 30-44 refused 44-60");
  assert_spans (story, CAMERA, 60, 0, "");
}

static void
span_is_found_by_its_time (Story *story, gconstpointer data)
{
  TbLifeSpan span;

  enrol (story, LOCK, 10, 100);
  read_all (story);
  g_assert_false (tb_life_index_find_span (story->index, LOCK, 50, 10, &span));
  g_assert_true (tb_life_index_find_span (story->index, LOCK, 50, 11, &span));
  g_assert_cmpuint (span.state, ==, TB_LIFE_GOOD);
  g_assert_true (tb_life_index_find_span (story->index, LOCK, 50, 99, &span));
  g_assert_cmpuint (span.state, ==, TB_LIFE_DUE);
  g_assert_false (tb_life_index_find_span (story->index, LOCK, 50, 100, &span));
  g_assert_true (tb_life_index_find_span (story->index, LOCK, 120, 120, &span));
  g_assert_cmpuint (span.state, ==, TB_LIFE_GAP);
}

/* Services are not counted, and who never had one is not without. */
static void
counts_say_who_has_one_and_who_lost_it (Story *story, gconstpointer data)
{
  static const TbLifeCount expected[] = { { 11, 1, 0 }, { 21, 2, 0 }, { 100, 1, 1 }, { 105, 0, 2 }, { 141, 1, 1 } };
  const TbLifeScope all = { 1, 3, 200 }, lock = { LOCK, 1, 120 };
  g_autoptr (GArray) counts = NULL, own = NULL, ends = NULL;
  guint bins[4];

  enrol (story, 1, 5, 1000);
  enrol (story, LOCK, 10, 100);
  enrol (story, CAMERA, 20, 300);
  tell (story, 100, TB_RECORD_CERTIFICATE_EXPIRED, LOCK, 0, 0);
  tell (story, 105, TB_RECORD_CERTIFICATE_REVOKED, CAMERA, 105, 1);
  enrol (story, LOCK, 140, 230);
  read_all (story);
  counts = tb_life_index_dup_counts (story->index, &all);
  g_assert_cmpmem (counts->data, counts->len * sizeof (TbLifeCount), expected, sizeof expected);
  own = tb_life_index_dup_counts (story->index, &lock);
  g_assert_cmpuint (own->len, ==, 2);
  g_assert_cmpuint (tb_life_index_fill_renewals (story->index, &all, 0, 50, 4, bins), ==, 1);
  g_assert_cmpuint (bins[2], ==, 1);
  ends = tb_life_index_dup_ends (story->index, &all);
  g_assert_cmpuint (ends->len, ==, 1);
  g_assert_cmpint (g_array_index (ends, gint64, 0), ==, 230);
  g_assert_cmpint (tb_life_index_get_last (story->index, &all), ==, 1000);
}

static void
ends_are_as_of_then (Story *story, gconstpointer data)
{
  const TbLifeScope then = { 1, 3, 50 };
  g_autoptr (GArray) ends = NULL;

  enrol (story, LOCK, 10, 100);
  enrol (story, CAMERA, 20, 60);
  enrol (story, CAMERA, 55, 155);
  read_all (story);
  ends = tb_life_index_dup_ends (story->index, &then);
  g_assert_cmpuint (ends->len, ==, 2);
  g_assert_cmpint (g_array_index (ends, gint64, 0), ==, 60);
  g_assert_cmpint (g_array_index (ends, gint64, 1), ==, 100);
}

/* What makes no sense changes nothing: nobody, somebody who is not there, what was never issued. */
static void
records_that_make_no_sense_are_left_out (Story *story, gconstpointer data)
{
  static const TbRecordKind kinds[] = { TB_RECORD_CERTIFICATE_INSTALLED, TB_RECORD_CERTIFICATE_EXPIRED, TB_RECORD_CERTIFICATE_REVOKED,
                                        TB_RECORD_CERTIFICATE_RELEASED, TB_RECORD_HANDSHAKE_REFUSED, TB_RECORD_SESSION_CLOSED };
  g_autoptr (GArray) counts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      tell (story, 10 + i, kinds[i], LOCK, 5, i % 2 ? 1 : ALERT_REVOKED);
      tell (story, 10 + i, kinds[i], TB_NOBODY, 5, 1);
      tell (story, 10 + i, kinds[i], 4000000, 5, 1);
    }
  read_all (story);
  counts = tb_life_index_dup_counts (story->index, &(TbLifeScope) { 1, 3, 100 });
  g_assert_cmpuint (tb_life_index_get_n (story->index), ==, 0);
  g_assert_cmpuint (counts->len, ==, 0);
  assert_spans (story, LOCK, 60, 0, "");
}

/* 10,000 devices that renew twelve times each. */
static void
large_fleet_fits (Story *story, gconstpointer n_devices)
{
  guint n = GPOINTER_TO_UINT (n_devices);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (TbLifeSpan)), ends = NULL;
  guint bins[13];

  for (guint round = 0; round < 13; round++)
    for (guint32 i = 0; i < n; i++)
      enrol (story, LOCK + i, (gint64) round * 60000000 + i * 10, (gint64) round * 60000000 + i * 10 + 90000000);
  read_all (story);
  g_assert_cmpuint (tb_life_index_get_n (story->index), ==, 13 * n);
  g_assert_cmpuint (tb_life_index_get_size (story->index), <, 10000000);
  for (guint32 i = 0; i < n; i++)
    tb_life_index_add_spans (story->index, LOCK + i, G_MAXINT64, 0, spans);
  g_assert_cmpuint (spans->len, ==, 27 * n);
  g_assert_cmpuint (tb_life_index_fill_renewals (story->index, &(TbLifeScope) { LOCK, n, G_MAXINT64 }, 0, 60000000, 13, bins), ==, n);
  ends = tb_life_index_dup_ends (story->index, &(TbLifeScope) { LOCK, n, 12 * 60000000LL + 200000 });
  g_assert_cmpuint (ends->len, ==, n);
}

int
main (int argc, char **argv)
{
#define FACT(name, n) g_test_add ("/life-index/" #name, Story, GUINT_TO_POINTER (n), begin, name, end)
  g_test_init (&argc, &argv, NULL);
  FACT (certificate_is_good_then_due_then_replaced, 2);
  FACT (who_renews_too_late_has_an_outage, 2);
  FACT (certificate_that_never_arrived_is_not_in_use, 2);
  FACT (revoked_certificate_is_stale_until_somebody_refuses_it, 2);
  FACT (hold_ends_and_may_come_again, 2);
  FACT (service_may_be_the_one_that_is_refused, 2);
  FACT (span_is_found_by_its_time, 2);
  FACT (counts_say_who_has_one_and_who_lost_it, 2);
  FACT (ends_are_as_of_then, 2);
  FACT (records_that_make_no_sense_are_left_out, 2);
  FACT (large_fleet_fits, 10000);
#undef FACT
  return g_test_run ();
}
