#include "tb-event.h"

static void
append (TbJournal *journal, gint64 time_us, TbRecordKind kind)
{
  TbRecord record = { time_us, 0, 1, TB_NOBODY, TB_NO_PAYLOAD, (guint16) kind, 0 };

  tb_journal_append (journal, &record);
}

static TbJournal *
make_journal (void)
{
  TbJournal *journal = tb_journal_new (0);

  append (journal, 10, TB_RECORD_POWERED_ON);
  append (journal, 15, TB_RECORD_KEY_MADE);
  append (journal, 20, TB_RECORD_CERTIFICATE_ISSUED);
  append (journal, 20, TB_RECORD_CERTIFICATE_INSTALLED);
  append (journal, 21, TB_RECORD_HANDSHAKE_REFUSED);
  tb_journal_publish (journal);
  return journal;
}

static void
forward_goes_to_the_first_later_event (void)
{
  g_autoptr (TbJournal) journal = make_journal ();

  g_assert_cmpint (tb_event_find_after (journal, 0, 100), ==, 10);
  g_assert_cmpint (tb_event_find_after (journal, 10, 100), ==, 20);
  g_assert_cmpint (tb_event_find_after (journal, 20, 100), ==, 21);
  g_assert_cmpint (tb_event_find_after (journal, 21, 100), ==, -1);
}

static void
forward_stays_within_what_is_known (void)
{
  g_autoptr (TbJournal) journal = make_journal ();

  g_assert_cmpint (tb_event_find_after (journal, 10, 19), ==, -1);
  g_assert_cmpint (tb_event_find_after (journal, 10, 20), ==, 20);
}

static void
back_goes_to_the_last_earlier_event (void)
{
  g_autoptr (TbJournal) journal = make_journal ();

  g_assert_cmpint (tb_event_find_before (journal, 100), ==, 21);
  g_assert_cmpint (tb_event_find_before (journal, 21), ==, 20);
  g_assert_cmpint (tb_event_find_before (journal, 20), ==, 10);
  g_assert_cmpint (tb_event_find_before (journal, 10), ==, -1);
}

static void
what_is_marked_is_stepped_to (void)
{
  for (guint kind = 0; kind < TB_RECORD_N_KINDS; kind++)
    g_assert_true (!tb_event_is_marked (kind) || tb_event_is_step (kind));
  g_assert_true (tb_event_is_marked (TB_RECORD_CREDENTIAL_SEEN));
  g_assert_false (tb_event_is_marked (TB_RECORD_FLIGHT));
  g_assert_false (tb_event_is_step (TB_RECORD_KEY_MADE));
  g_assert_false (tb_event_is_step (TB_RECORD_N_KINDS));
  g_assert_cmpuint (tb_event_get_class (TB_RECORD_HANDSHAKE_REFUSED), ==, TB_EVENT_REFUSAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/event/forward", forward_goes_to_the_first_later_event);
  g_test_add_func ("/ui/event/known", forward_stays_within_what_is_known);
  g_test_add_func ("/ui/event/back", back_goes_to_the_last_earlier_event);
  g_test_add_func ("/ui/event/marks", what_is_marked_is_stepped_to);
  return g_test_run ();
}
