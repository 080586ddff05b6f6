/* The panes beside the ladder, in a real window: secrets and what they protect, what a leak opens, what a handshake costs, which check decided. Needs a
 * display. */
#include <glib/gstdio.h>
#include <string.h>

#include "tb-check-rows.h"
#include "tb-cost-item.h"
#include "tb-cost-window.h"
#include "tb-handshake-view-private.h"
#include "tb-key-leak.h"
#include "tb-ladder-behind.h"
#include "tb-look.h"
#include "view-fixture.h"

static struct
{
  GtkWidget *window;
  TbHandshakeView *view;
  TbPlayhead *playhead;
} lab;

static void
open_lab (void)
{
  g_autoptr (TbRun) run = start_house ();

  lab.playhead = tb_playhead_new ();
  lab.view = TB_HANDSHAKE_VIEW (tb_handshake_view_new (lab.playhead));
  lab.window = view_open (GTK_WIDGET (lab.view), lab.playhead, run, TB_US_PER_MINUTE);
}

static void
close_lab (void)
{
  view_close (lab.window, GTK_WIDGET (lab.view), lab.playhead);
}

static void
await_study (void)
{
  while (lab.view->study == NULL)
    g_main_context_iteration (NULL, TRUE);
  settle ();
}

/* What is typed is selected when it is over, and looked into. */
static void
make (const char *words)
{
  g_autofree char *line = g_strdup_printf ("handshake device=lock-01 %s", words);
  guint32 before = tb_playhead_get_selection (lab.playhead)->session;
  g_autoptr (GError) error = NULL;

  tb_playhead_submit (lab.playhead, line, &error);
  g_assert_no_error (error);
  while (tb_playhead_get_selection (lab.playhead)->session == before)
    {
      tb_playhead_advance (lab.playhead, 16667);
      settle ();
      g_usleep (500);
    }
  await_study ();
  g_assert_cmpint (tb_session_item_get_entry (lab.view->session)->purpose, ==, TB_SESSION_TRIAL);
}

static guint
count_lit (TbLadderLight light)
{
  const TbLadderStory *story = tb_ladder_get_story (lab.view->ladder);
  guint n = 0;

  for (guint i = 0; i < story->n_messages; i++)
    n += tb_key_pane_get_light (lab.view->key_pane, i) == light;
  return n;
}

static void
leak (TbKeyLeakChoice choice)
{
  tb_key_pane_leak (lab.view->key_pane, choice);
  settle ();
}

static void
recorded_key_transport_opens_with_the_server_s_key (void)
{
  make ("tls=1.2 kex=rsa key=rsa2048 data=yes");
  g_assert_cmpuint (count_lit (TB_LIGHT_OPENED), ==, 0);
  leak (TB_KEY_LEAK_SERVER);
  g_assert_cmpuint (count_lit (TB_LIGHT_OPENED), >, 3);
  g_assert_cmpuint (count_lit (TB_LIGHT_CLOSED), ==, 0);
  leak (TB_KEY_LEAK_CLIENT);
  g_assert_cmpuint (count_lit (TB_LIGHT_OPENED), ==, 0);
  g_assert_cmpuint (count_lit (TB_LIGHT_CLOSED), >, 3);
  leak (TB_KEY_LEAK_NOTHING);
}

static void
ephemeral_agreement_stays_closed_and_its_secret_opens_it (void)
{
  make ("mutual=yes");
  leak (TB_KEY_LEAK_SERVER);
  g_assert_cmpuint (count_lit (TB_LIGHT_OPENED), ==, 0);
  leak (TB_KEY_LEAK_AGREED);
  g_assert_cmpuint (count_lit (TB_LIGHT_OPENED), >, 3);
  g_assert_cmpuint (count_lit (TB_LIGHT_CLOSED), ==, 0);
  leak (TB_KEY_LEAK_NOTHING);
}

static void
secret_lights_what_it_protects (void)
{
  gtk_stack_set_visible_child_name (lab.view->panes, "keys");
  g_assert_true (tb_key_pane_select (lab.view->key_pane, "server-handshake-traffic-secret"));
  g_assert_cmpuint (count_lit (TB_LIGHT_PROTECTED), >, 2);
  for (guint i = 0; i < tb_transcript_get_n_messages (lab.view->study->transcript); i++)
    if (tb_key_pane_get_light (lab.view->key_pane, i) == TB_LIGHT_PROTECTED)
      g_assert_cmpint (tb_transcript_get_message (lab.view->study->transcript, i)->from, ==, TB_SIDE_SERVER);
  leak (TB_KEY_LEAK_SELECTED);
  g_assert_cmpuint (count_lit (TB_LIGHT_CLOSED), >, 0);
  g_assert_cmpuint (count_lit (TB_LIGHT_OPENED), >, 2);
  leak (TB_KEY_LEAK_NOTHING);
  g_assert_true (tb_key_pane_select (lab.view->key_pane, "main-secret"));
  g_assert_cmpuint (count_lit (TB_LIGHT_PROTECTED), ==, 0);
  g_assert_false (tb_key_pane_select (lab.view->key_pane, "no-such-secret"));
}

static void
what_everyone_knows_is_in_words (void)
{
  g_autofree char *known = tb_key_leak_dup_known (lab.view->study);

  g_assert_nonnull (strstr (known, "Name of the server: broker"));
  g_assert_nonnull (strstr (known, "TLS 1.3"));
  g_assert_null (strstr (known, "server_name"));
}

static void
check_that_decided_leads_to_its_bytes (void)
{
  g_autoptr (GArray) rows = NULL;
  guint decides = G_MAXUINT;
  g_autofree char *bytes = NULL;
  g_autofree char *validity = NULL;

  make ("fail=expired at=server");
  rows = tb_check_rows_new (lab.view->study);
  g_assert_cmpuint (tb_check_pane_get_n (lab.view->check_pane), ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    if (g_array_index (rows, TbCheckRow, i).decides)
      decides = i;
  g_assert_cmpuint (decides, !=, G_MAXUINT);
  g_assert_cmpstr (g_array_index (rows, TbCheckRow, decides).check->rule->code, ==, "validity");
  g_assert_cmpint (g_array_index (rows, TbCheckRow, decides).certificate, ==, 0);
  gtk_stack_set_visible_child_name (lab.view->panes, "checks");
  tb_check_pane_pick (lab.view->check_pane, decides);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (lab.view->panes), ==, "message");
  g_assert_cmpint (lab.view->messages[0], ==, g_array_index (rows, TbCheckRow, decides).message);
  bytes = tb_message_view_dup_bytes (lab.view->message_view);
  tb_message_view_select (lab.view->message_view, "validity", 0);
  validity = tb_message_view_dup_bytes (lab.view->message_view);
  g_assert_cmpstr (bytes, ==, validity);
}

static void
every_check_has_a_place_that_exists (void)
{
  g_autoptr (GArray) rows = tb_check_rows_new (lab.view->study);

  for (guint i = 0; i < rows->len; i++)
    {
      const TbCheckRow *row = &g_array_index (rows, TbCheckRow, i);
      g_autofree char *values = tb_check_row_dup_values (row);

      g_assert_cmpint (row->message, >=, 0);
      g_assert_cmpint (row->message, <, (int) tb_transcript_get_n_messages (lab.view->study->transcript));
      g_assert_true (row->check->ok || *values != '\0');
    }
}

static void
costs_are_said_for_each_class_of_device (void)
{
  g_autofree char *text = tb_cost_pane_to_text (lab.view->cost_pane);
  const TbSessionStudy *study = lab.view->study;

  g_assert_cmpuint (study->costs->len, ==, study->catalog->devices->len * study->catalog->links->len);
  for (guint i = 0; i < study->catalog->devices->len; i++)
    g_assert_nonnull (strstr (text, ((const TbProfile *) g_ptr_array_index (study->catalog->devices, i))->title));
  g_assert_nonnull (strstr (text, "is asymmetric"));
}

static void
attacker_in_the_middle_has_a_lane_of_his_own (void)
{
  const TbLadderStory *story;
  guint n_behind = 0, n_ahead = 0;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  make ("attack=rogue-authority");
  story = tb_ladder_get_story (lab.view->ladder);
  g_assert_nonnull (story->attacker);
  for (guint i = 0; i < story->steps->len; i++)
    if (g_array_index (story->steps, TbLadderStep, i).lane > 0)
      n_behind++;
    else
      n_ahead++;
  g_assert_cmpuint (n_ahead, >=, story->n_messages);
  g_assert_cmpuint (n_behind, ==, tb_transcript_get_n_messages (story->behind));
  g_assert_nonnull (story->refusal);
  g_assert_cmpstr (story->refusal->expected, !=, story->refusal->found);
  text = tb_ladder_story_to_text (story);
  g_assert_nonnull (strstr (text, "from attacker to broker"));
  g_assert_nonnull (strstr (text, "from lock-01 to attacker"));
  name = g_strdup_printf ("handshake %u message %d", lab.view->study->number, TB_LADDER_BEHIND);
  g_assert_true (tb_playhead_select_name (lab.playhead, name, NULL));
  settle ();
  g_assert_cmpint (lab.view->messages[0], ==, TB_LADDER_BEHIND);
  g_assert_cmpuint (tb_message_view_get_n_bytes (lab.view->message_view), >, 100);
}

static void
three_lanes_are_drawn_and_written (void)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ladder.svg", NULL);
  g_autoptr (TbLadderLayout) layout = tb_ladder_layout_new (tb_ladder_get_story (lab.view->ladder), &(TbLadderForm) { .has_attacker = TRUE }, 560, 18, 90);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < layout->boxes->len; i++)
    {
      const TbLadderBox *box = &g_array_index (layout->boxes, TbLadderBox, i);
      guint lane = g_array_index (tb_ladder_get_story (lab.view->ladder)->steps, TbLadderStep, box->step).lane;

      g_assert_cmpfloat (box->x, >, tb_ladder_layout_get_left (layout, lane));
      g_assert_cmpfloat (box->x + box->width, <, tb_ladder_layout_get_right (layout, lane));
    }
  g_assert_true (tb_handshake_view_export (lab.view, path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
without_keys_sealed_messages_are_records (void)
{
  g_autofree char *text = NULL;
  g_autofree char *fields = NULL;

  gtk_widget_activate_action (GTK_WIDGET (lab.view), "handshake.eavesdropper", NULL);
  settle ();
  text = tb_ladder_story_to_text (tb_ladder_get_story (lab.view->ladder));
  g_assert_nonnull (strstr (text, "application_data"));
  g_assert_null (strstr (text, "CertificateVerify"));
  g_assert_null (tb_ladder_get_story (lab.view->ladder)->refusal);
  tb_handshake_view_pick (lab.view, 0, 3);
  g_assert_cmpuint (tb_message_view_get_n_bytes (lab.view->message_view), ==, 0);
  fields = tb_message_view_dup_fields (lab.view->message_view);
  g_assert_nonnull (strstr (fields, "encrypted_record"));
  tb_handshake_view_pick (lab.view, 0, 0);
  g_assert_cmpuint (tb_message_view_get_n_bytes (lab.view->message_view), >, 0);
  gtk_widget_activate_action (GTK_WIDGET (lab.view), "handshake.eavesdropper", NULL);
  settle ();
  g_assert_nonnull (tb_ladder_get_story (lab.view->ladder)->refusal);
}

static void
study_goes_with_its_handshake (void)
{
  guint32 number = lab.view->study->number;

  g_assert_true (tb_playhead_select_name (lab.playhead, "handshake 1", NULL));
  await_study ();
  g_assert_cmpuint (lab.view->study->number, ==, 1);
  g_assert_cmpuint (number, !=, 1);
  g_assert_null (lab.view->study->trial);
  g_assert_cmpuint (tb_check_pane_get_n (lab.view->check_pane), ==, 0);
  tb_playhead_seek (lab.playhead, 0);
  settle ();
  g_assert_null (lab.view->study);
}

static void
table_of_a_comparison_is_sorted_and_written (void)
{
  g_autoptr (GListStore) items = g_list_store_new (TB_TYPE_COST_ITEM);
  const TbCostCatalog *catalog = tb_cost_catalog_get ();
  const TbCostRow rows[] = {
    { 0, g_ptr_array_index (catalog->devices, 0), g_ptr_array_index (catalog->links, 0), { .n_bytes_sent = 7, .total_us = 30, .energy_uj = -1 } },
    { 0, g_ptr_array_index (catalog->devices, 1), g_ptr_array_index (catalog->links, 0), { .n_bytes_sent = 7, .total_us = 20, .energy_uj = 5 } },
  };
  g_autoptr (TbCostItem) one = tb_cost_item_new ("p256 full", &rows[0]), other = tb_cost_item_new ("rsa2048 resumed", &rows[1]);
  g_autofree char *cell = tb_cost_item_dup_cell (other, TB_COST_COLUMN_HANDSHAKE);
  g_autofree char *csv = NULL;
  g_auto (GStrv) lines = NULL;

  g_list_store_append (items, one);
  g_list_store_append (items, other);
  g_assert_cmpint (tb_cost_item_compare (one, other, TB_COST_COLUMN_FIGURES + 7), >, 0);
  g_assert_cmpint (tb_cost_item_compare (one, other, TB_COST_COLUMN_FIGURES), ==, 0);
  g_assert_cmpstr (cell, ==, "RSA-2048, resumed");
  csv = tb_cost_items_to_csv (G_LIST_MODEL (items));
  lines = g_strsplit (csv, "\n", 0);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_true (g_str_has_prefix (lines[0], "handshake,device,link,bytes_sent_measured,"));
  g_assert_true (g_str_has_prefix (lines[1], "p256 full,"));
  g_assert_nonnull (strstr (lines[1], ",30,,0,no,\""));
}

static void
window_that_compares_stops_when_it_is_closed (void)
{
  gpointer window = tb_cost_window_new ();

  g_assert_cmpuint (tb_cost_window_get_n_shown (window), ==, 0);
  g_object_add_weak_pointer (window, &window);
  gtk_window_present (window);
  settle ();
  gtk_window_destroy (window);
  while (window != NULL)
    g_main_context_iteration (NULL, TRUE);
}

#define FACT(name) g_test_add_func ("/handshake-panes/" #name, name)

/* One lab for all, in this order: what is made on purpose takes its time. */
int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  tb_look_install (gdk_display_get_default ());
  open_lab ();
  await_study ();
  FACT (recorded_key_transport_opens_with_the_server_s_key);
  FACT (ephemeral_agreement_stays_closed_and_its_secret_opens_it);
  FACT (secret_lights_what_it_protects);
  FACT (what_everyone_knows_is_in_words);
  FACT (check_that_decided_leads_to_its_bytes);
  FACT (every_check_has_a_place_that_exists);
  FACT (costs_are_said_for_each_class_of_device);
  FACT (attacker_in_the_middle_has_a_lane_of_his_own);
  FACT (three_lanes_are_drawn_and_written);
  FACT (without_keys_sealed_messages_are_records);
  FACT (study_goes_with_its_handshake);
  FACT (table_of_a_comparison_is_sorted_and_written);
  FACT (window_that_compares_stops_when_it_is_closed);
  result = g_test_run ();
  close_lab ();
  return result;
}
