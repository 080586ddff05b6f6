#include "tb-timeline-marks.h"

#include "tb-pace.h"
#include "ui-fixture.h"

static void
append (TbJournal *journal, gint64 time_us, TbRecordKind kind)
{
  TbRecord record = { time_us, 0, 1, TB_NOBODY, TB_NO_PAYLOAD, (guint16) kind, 0 };

  tb_journal_append (journal, &record);
}

static guint64
count (TbTimelineMarks *marks, TbEventClass event_class)
{
  guint64 sum = 0;

  for (guint i = 0; i < tb_timeline_marks_get_n (marks); i++)
    sum += tb_timeline_marks_get (marks, i)->count[event_class];
  return sum;
}

static void
every_marked_record_is_counted_once (void)
{
  g_autoptr (TbScenario) scenario = load_house ();
  g_autoptr (TbJournal) journal = tb_journal_new (0);
  g_autoptr (TbTimelineMarks) marks = tb_timeline_marks_new (scenario, journal);

  g_assert_false (tb_timeline_marks_update (marks));
  for (guint i = 0; i < 10000; i++)
    append (journal, i * 1000, i % 10 == 0 ? TB_RECORD_CERTIFICATE_ISSUED : TB_RECORD_FLIGHT);
  g_assert_false (tb_timeline_marks_update (marks));
  tb_journal_publish (journal);
  g_assert_true (tb_timeline_marks_update (marks));
  g_assert_false (tb_timeline_marks_update (marks));
  append (journal, TB_US_PER_HOUR * 1000, TB_RECORD_HANDSHAKE_REFUSED);
  tb_journal_publish (journal);
  g_assert_true (tb_timeline_marks_update (marks));
  g_assert_cmpuint (count (marks, TB_EVENT_ISSUE), ==, 1000);
  g_assert_cmpuint (count (marks, TB_EVENT_REFUSAL), ==, 1);
  g_assert_cmpuint (tb_timeline_marks_get_n (marks), <=, 4096);
}

static void
a_place_finds_what_is_near_and_the_rarer_first (void)
{
  g_autoptr (TbScenario) scenario = load_house ();
  g_autoptr (TbJournal) journal = tb_journal_new (0);
  g_autoptr (TbTimelineMarks) marks = tb_timeline_marks_new (scenario, journal);
  double there = tb_pace_watch_us (scenario, 5 * TB_US_PER_SECOND);
  guint64 index = 99;

  append (journal, TB_US_PER_SECOND, TB_RECORD_CERTIFICATE_ISSUED);
  append (journal, 5 * TB_US_PER_SECOND, TB_RECORD_CERTIFICATE_ISSUED);
  append (journal, 5 * TB_US_PER_SECOND, TB_RECORD_COMMAND);
  tb_journal_publish (journal);
  tb_timeline_marks_update (marks);
  g_assert_true (tb_timeline_marks_find (marks, there, 1000, &index));
  g_assert_cmpuint (index, ==, 2);
  g_assert_false (tb_timeline_marks_find (marks, there - 2e5, 1e5, &index));
  g_assert_true (tb_timeline_marks_find (marks, tb_pace_watch_us (scenario, TB_US_PER_SECOND), 1000, &index));
  g_assert_cmpuint (index, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/timeline-marks/count", every_marked_record_is_counted_once);
  g_test_add_func ("/ui/timeline-marks/find", a_place_finds_what_is_near_and_the_rarer_first);
  return g_test_run ();
}
