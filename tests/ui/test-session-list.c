/* The list of handshakes follows the playhead both ways and tells of no more than what changed. */
#include <string.h>

#include "tb-session-list.h"
#include "tb-state.h"

#define CLIENTS 10

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbSessionList *list;
  GString *changes;
} Fixture;

static void
on_changed (GListModel *model, guint position, guint removed, guint added, GString *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, removed, added);
}

static void
append (Fixture *f, TbRecordKind kind, guint32 client, guint32 session, guint detail)
{
  const TbRecord record = { .time_us = (gint64) tb_journal_get_length (f->journal), .kind = (guint16) kind, .subject = client, .object = CLIENTS + 1,
                            .value = session, .detail = (guint16) detail, .payload = TB_NO_PAYLOAD };

  tb_journal_append (f->journal, &record);
  tb_journal_publish (f->journal);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->fleet = tb_fleet_new ();
  tb_fleet_add_group (f->fleet, "lock", TB_ROLE_DEVICE, CLIENTS);
  tb_fleet_add_group (f->fleet, "broker", TB_ROLE_BROKER, 1);
  f->journal = tb_journal_new (0);
  f->list = tb_session_list_new ();
  f->changes = g_string_new (NULL);
  tb_session_list_set_source (f->list, f->fleet, f->journal);
  g_signal_connect (f->list, "items-changed", G_CALLBACK (on_changed), f->changes);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->list);
  g_string_free (f->changes, TRUE);
  tb_journal_unref (f->journal);
  tb_fleet_unref (f->fleet);
}

static void
check_changes (Fixture *f, const char *wanted)
{
  g_assert_cmpstr (f->changes->str, ==, wanted);
  g_string_truncate (f->changes, 0);
}

/* Numbers of the sessions from the first row down. */
static void
check_rows (Fixture *f, const char *wanted)
{
  g_autoptr (GString) rows = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->list)); i++)
    {
      g_autoptr (TbSessionItem) item = g_list_model_get_item (G_LIST_MODEL (f->list), i);

      g_string_append_printf (rows, "%u ", tb_session_item_get_entry (item)->number);
    }
  g_assert_cmpstr (rows->str, ==, wanted);
}

/* Records 0-7: two sessions that overlap, the second refused, then a third that stays open. */
static void
make_three (Fixture *f)
{
  append (f, TB_RECORD_HANDSHAKE_STARTED, 1, 1, TB_SESSION_ENROL);
  append (f, TB_RECORD_POWERED_ON, 5, 0, 0);
  append (f, TB_RECORD_HANDSHAKE_STARTED, 2, 2, TB_SESSION_CONNECT);
  append (f, TB_RECORD_HANDSHAKE_COMPLETED, 1, 1, TB_SESSION_ENROL);
  append (f, TB_RECORD_HANDSHAKE_REFUSED, 2, 2, 48);
  append (f, TB_RECORD_POWERED_ON, 6, 0, 0);
  append (f, TB_RECORD_HANDSHAKE_STARTED, 3, 3, TB_SESSION_RENEW);
  append (f, TB_RECORD_POWERED_ON, 7, 0, 0);
}

static void
new_ones_come_first (Fixture *f, gconstpointer data)
{
  make_three (f);
  tb_session_list_move (f->list, 1);
  check_changes (f, "0-0+1 ");
  check_rows (f, "1 ");
  tb_session_list_move (f->list, 2);
  check_changes (f, "");
  tb_session_list_move (f->list, 8);
  check_changes (f, "0-0+2 ");
  check_rows (f, "3 2 1 ");
  g_assert_cmpuint (tb_session_list_find (f->list, 2), ==, 1);
}

static void
going_back_takes_away_what_has_not_begun (Fixture *f, gconstpointer data)
{
  make_three (f);
  tb_session_list_move (f->list, 8);
  check_changes (f, "0-0+3 ");
  tb_session_list_move (f->list, 3);
  check_changes (f, "0-1+0 ");
  check_rows (f, "2 1 ");
  g_assert_cmpuint (tb_session_list_find (f->list, 3), ==, G_MAXUINT);
  g_assert_null (tb_session_list_dup_session (f->list, 3));
  tb_session_list_move (f->list, 0);
  check_changes (f, "0-2+0 ");
  tb_session_list_move (f->list, 8);
  check_changes (f, "0-0+3 ");
}

static void
count_notify (GObject *object, GParamSpec *pspec, guint *count)
{
  (*count)++;
}

static void
outcome_follows_the_playhead (Fixture *f, gconstpointer data)
{
  g_autoptr (TbSessionItem) item = NULL;
  guint n_notified = 0;

  make_three (f);
  tb_session_list_move (f->list, 4);
  item = tb_session_list_dup_session (f->list, 2);
  g_signal_connect (item, "notify::summary", G_CALLBACK (count_notify), &n_notified);
  g_assert_cmpint (tb_session_item_get_outcome (item), ==, TB_SESSION_UNDER_WAY);
  tb_session_list_move (f->list, 5);
  g_assert_cmpint (tb_session_item_get_outcome (item), ==, TB_SESSION_REFUSED);
  g_assert_cmpuint (n_notified, ==, 1);
  tb_session_list_move (f->list, 6);
  g_assert_cmpuint (n_notified, ==, 1);
  tb_session_list_move (f->list, 4);
  g_assert_cmpint (tb_session_item_get_outcome (item), ==, TB_SESSION_UNDER_WAY);
  g_assert_cmpuint (n_notified, ==, 2);
}

static void
refused_enters_the_filter_when_it_ends (Fixture *f, gconstpointer data)
{
  make_three (f);
  tb_session_list_set_filter (f->list, TB_SESSION_FILTER_REFUSED);
  tb_session_list_move (f->list, 4);
  check_changes (f, "");
  tb_session_list_move (f->list, 5);
  check_changes (f, "0-0+1 ");
  check_rows (f, "2 ");
  tb_session_list_move (f->list, 4);
  check_changes (f, "0-1+0 ");
}

static void
filters_tell_only_of_the_difference (Fixture *f, gconstpointer data)
{
  make_three (f);
  tb_session_list_move (f->list, 8);
  check_changes (f, "0-0+3 ");
  tb_session_list_set_filter (f->list, TB_SESSION_FILTER_RENEWAL);
  check_changes (f, "1-2+0 ");
  check_rows (f, "3 ");
  tb_session_list_set_filter (f->list, TB_SESSION_FILTER_ALL);
  check_changes (f, "1-0+2 ");
  tb_session_list_set_filter (f->list, TB_SESSION_FILTER_ALL);
  check_changes (f, "");
  g_assert_cmpuint (tb_session_list_get_n_known (f->list), ==, 3);
}

static void
text_and_device_find_their_sessions (Fixture *f, gconstpointer data)
{
  make_three (f);
  tb_session_list_move (f->list, 8);
  tb_session_list_set_text (f->list, "LOCK-02");
  check_rows (f, "2 ");
  tb_session_list_set_text (f->list, "broker unknown_ca");
  check_rows (f, "2 ");
  tb_session_list_set_text (f->list, "broker enrolment");
  check_rows (f, "1 ");
  tb_session_list_set_text (f->list, "nobody");
  check_rows (f, "");
  tb_session_list_set_text (f->list, "");
  tb_session_list_set_object (f->list, 3);
  check_rows (f, "3 ");
  tb_session_list_set_object (f->list, CLIENTS + 1);
  check_rows (f, "3 2 1 ");
}

static void
another_run_starts_over (Fixture *f, gconstpointer data)
{
  make_three (f);
  tb_session_list_move (f->list, 8);
  check_changes (f, "0-0+3 ");
  tb_session_list_set_source (f->list, NULL, NULL);
  check_changes (f, "0-3+0 ");
  tb_session_list_move (f->list, 8);
  check_changes (f, "");
}

static void
same_row_is_the_same_object (Fixture *f, gconstpointer data)
{
  g_autoptr (TbSessionItem) first = NULL;
  g_autoptr (TbSessionItem) again = NULL;

  make_three (f);
  tb_session_list_move (f->list, 8);
  first = g_list_model_get_item (G_LIST_MODEL (f->list), 0);
  again = g_list_model_get_item (G_LIST_MODEL (f->list), 0);
  g_assert_true (first == again);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (f->list), 3));
}

static void
many_sessions_are_one_change (Fixture *f, gconstpointer data)
{
  const guint n = 300000;

  for (guint i = 1; i <= n; i++)
    {
      append (f, TB_RECORD_HANDSHAKE_STARTED, 1 + i % CLIENTS, i, TB_SESSION_CONNECT);
      append (f, TB_RECORD_HANDSHAKE_COMPLETED, 1 + i % CLIENTS, i, TB_SESSION_CONNECT);
    }
  tb_session_list_move (f->list, 2 * n);
  check_changes (f, "0-0+300000 ");
  tb_session_list_move (f->list, n);
  check_changes (f, "0-150000+0 ");
  g_assert_cmpuint (tb_session_list_find (f->list, 1), ==, n / 2 - 1);
  tb_session_list_set_text (f->list, "lock-03");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->list)), ==, n / 2 / CLIENTS);
}

#define ADD(path, func) g_test_add ("/session-list/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("forward", new_ones_come_first);
  ADD ("back", going_back_takes_away_what_has_not_begun);
  ADD ("outcome", outcome_follows_the_playhead);
  ADD ("refused", refused_enters_the_filter_when_it_ends);
  ADD ("filters", filters_tell_only_of_the_difference);
  ADD ("search", text_and_device_find_their_sessions);
  ADD ("source", another_run_starts_over);
  ADD ("identity", same_row_is_the_same_object);
  ADD ("many", many_sessions_are_one_change);
  return g_test_run ();
}
