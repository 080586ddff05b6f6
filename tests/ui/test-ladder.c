/* The ladder of a real handshake: what it says at each moment, where it stands, and the files it is written to. */
#include <glib/gstdio.h>

#include "ui-fixture.h"

#include "tb-ladder-draw.h"
#include "tb-openssl-line.h"
#include "tb-session-capture.h"
#include "tb-session-list.h"

#define LINE 16.0

typedef struct
{
  TbRun *run;
  TbFold *fold;
  TbSessionList *list;
} Fixture;

/* The house, with a camera that has no certificate and tries the broker that demands one. */
static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->run = start_house ();
  tb_run_submit (f->run, "@3m connect device=camera to=broker", &error);
  g_assert_no_error (error);
  tb_run_set_target (f->run, tb_run_get_end (f->run));
  tb_run_wait (f->run, tb_run_get_end (f->run));
  f->fold = tb_run_new_fold (f->run);
  f->list = tb_session_list_new ();
  tb_session_list_set_source (f->list, tb_run_get_fleet (f->run), tb_run_get_journal (f->run));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->list);
  tb_fold_free (f->fold);
  tb_run_unref (f->run);
}

static void
seek (Fixture *f, gint64 time_us)
{
  tb_fold_seek (f->fold, time_us);
  tb_session_list_move (f->list, tb_fold_get_position (f->fold));
}

static gint64
start_of (Fixture *f)
{
  return tb_scenario_get_start_us (tb_run_get_scenario (f->run));
}

/* The oldest session that the filter and the text let through. */
static TbSessionItem *
find_session (Fixture *f, TbSessionFilter filter, const char *text)
{
  guint n;

  tb_session_list_set_filter (f->list, filter);
  tb_session_list_set_text (f->list, text);
  n = g_list_model_get_n_items (G_LIST_MODEL (f->list));
  g_assert_cmpuint (n, >, 0);
  return g_list_model_get_item (G_LIST_MODEL (f->list), n - 1);
}

static TbLadderStory *
tell (Fixture *f, TbSessionItem *session)
{
  return tb_ladder_story_new (session, f->fold, start_of (f));
}

static const TbLadderStep *
step_at (const TbLadderStory *story, guint step)
{
  return &g_array_index (story->steps, TbLadderStep, step);
}

static void
session_shows_handshake_and_what_it_carried (Fixture *f, gconstpointer data)
{
  g_autoptr (TbSessionItem) session = NULL;
  g_autoptr (TbLadderStory) story = NULL;
  g_autofree char *text = NULL;

  seek (f, tb_run_get_end (f->run));
  session = find_session (f, TB_SESSION_FILTER_SESSION, "lock-01");
  story = tell (f, session);
  g_assert_cmpint (story->outcome, ==, TB_SESSION_COMPLETED);
  g_assert_cmpstr (story->names[TB_SIDE_CLIENT], ==, "lock-01");
  g_assert_cmpstr (step_at (story, 0)->name, ==, "ClientHello");
  g_assert_cmpint (step_at (story, 0)->from, ==, TB_SIDE_CLIENT);
  g_assert_cmpuint (story->n_flights, ==, 3);
  g_assert_cmpuint (story->steps->len, ==, story->n_messages + TB_LADDER_MAX_MESSAGES_AFTER);
  g_assert_cmpstr (step_at (story, story->n_messages)->name, ==, "MQTT CONNECT");
  g_assert_cmpstr (step_at (story, story->n_messages)->detail, ==, "lock-01");
  g_assert_cmpstr (step_at (story, story->n_messages + 1)->name, ==, "MQTT CONNACK");
  g_assert_null (story->refusal);
  text = tb_ladder_story_to_text (story);
  g_assert_nonnull (strstr (text, "ClientHello"));
  g_assert_nonnull (strstr (text, "application keys"));
}

static void
enrolment_shows_request_and_certificate (Fixture *f, gconstpointer data)
{
  g_autoptr (TbSessionItem) session = NULL;
  g_autoptr (TbLadderStory) story = NULL;

  seek (f, tb_run_get_end (f->run));
  session = find_session (f, TB_SESSION_FILTER_ENROLMENT, "lock-01");
  story = tell (f, session);
  g_assert_cmpuint (story->steps->len, ==, story->n_messages + 2);
  g_assert_cmpstr (step_at (story, story->n_messages)->name, ==, "POST simpleenroll");
  g_assert_cmpstr (step_at (story, story->n_messages)->detail, ==, "CN=lock-01");
  g_assert_cmpint (step_at (story, story->n_messages)->from, ==, TB_SIDE_CLIENT);
  g_assert_cmpstr (step_at (story, story->n_messages + 1)->name, ==, "200 OK");
  g_assert_cmpstr (step_at (story, story->n_messages + 1)->detail, ==, "CN=lock-01");
  g_assert_cmpint (step_at (story, story->n_messages + 1)->from, ==, TB_SIDE_SERVER);
}

static void
times_and_keys_only_rise (Fixture *f, gconstpointer data)
{
  g_autoptr (TbSessionItem) session = NULL;
  g_autoptr (TbLadderStory) story = NULL;

  seek (f, tb_run_get_end (f->run));
  session = find_session (f, TB_SESSION_FILTER_SESSION, "lock-01");
  story = tell (f, session);
  for (guint i = 1; i < story->steps->len; i++)
    {
      g_assert_cmpint (step_at (story, i)->since_us, >=, step_at (story, i - 1)->since_us);
      g_assert_cmpint (step_at (story, i)->number, ==, (int) i);
    }
}

static void
earlier_moment_shows_fewer_messages (Fixture *f, gconstpointer data)
{
  g_autoptr (TbSessionItem) session = NULL;
  g_autoptr (TbLadderStory) whole = NULL;
  g_autoptr (TbLadderStory) part = NULL;
  gint64 second_flight_us;

  seek (f, tb_run_get_end (f->run));
  session = find_session (f, TB_SESSION_FILTER_SESSION, "lock-01");
  whole = tell (f, session);
  second_flight_us = tb_session_item_get_entry (session)->time_us + step_at (whole, 1)->since_us;
  seek (f, second_flight_us - 1);
  part = tell (f, session);
  g_assert_cmpuint (part->steps->len, ==, 1);
  g_assert_cmpint (part->outcome, ==, TB_SESSION_UNDER_WAY);
  g_assert_cmpuint (part->n_flights, ==, 3);
  g_assert_false (tb_ladder_story_equal (part, whole));
  g_assert_false (tb_ladder_story_is_settled (part, session, second_flight_us - 1));
  g_assert_true (tb_ladder_story_is_settled (whole, session, tb_run_get_end (f->run)));
  g_assert_null (tb_ladder_story_find (part, 1));
}

static void
refusal_names_the_check_that_failed (Fixture *f, gconstpointer data)
{
  g_autoptr (TbSessionItem) session = NULL;
  g_autoptr (TbLadderStory) story = NULL;
  const TbLadderStep *last, *culprit;

  seek (f, tb_run_get_end (f->run));
  session = find_session (f, TB_SESSION_FILTER_REFUSED, "camera");
  story = tell (f, session);
  g_assert_nonnull (story->refusal);
  g_assert_cmpint (story->refusal->refuser, ==, TB_SIDE_SERVER);
  g_assert_cmpstr (story->refusal->what, ==, "broker refused camera: camera showed no certificate");
  g_assert_cmpstr (story->refusal->field, ==, "certificate_list");
  g_assert_cmpstr (story->refusal->expected, ==, "a certificate with its chain");
  g_assert_cmpstr (story->refusal->found, ==, "an empty list");
  culprit = tb_ladder_story_find (story, story->refusal->culprit);
  g_assert_true (culprit->is_culprit);
  g_assert_cmpstr (culprit->name, ==, "Certificate");
  g_assert_cmpint (culprit->from, ==, TB_SIDE_CLIENT);
  last = step_at (story, story->steps->len - 1);
  g_assert_true (last->is_alert);
  g_assert_cmpuint (story->steps->len, ==, story->n_messages);
}

static void
check_layout (const TbLadderStory *story, double width, double card)
{
  g_autoptr (TbLadderLayout) layout = tb_ladder_layout_new (story, &(TbLadderForm) { 0 }, width, LINE, card);
  double below = layout->life_y;

  g_assert_cmpuint (layout->boxes->len, ==, story->steps->len);
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      const TbLadderBox *box = &g_array_index (layout->boxes, TbLadderBox, i);

      g_assert_cmpfloat (box->y, >, below);
      g_assert_cmpfloat (box->x, >, layout->life[TB_SIDE_CLIENT]);
      g_assert_cmpfloat (box->x + box->width, <, layout->life[TB_SIDE_SERVER]);
      below = box->y + box->height;
    }
  g_assert_cmpfloat (layout->life_y + layout->life_height, >, below + card);
  g_assert_cmpfloat (layout->height, >, layout->life_y + layout->life_height);
  g_assert_cmpfloat (layout->life[TB_SIDE_SERVER], <, layout->width);
  g_assert_cmpfloat (layout->width, >=, tb_ladder_layout_min_width (&(TbLadderForm) { 0 }, LINE));
  if (card > 0)
    g_assert_cmpfloat (layout->verdict_y, >, below);
}

static void
nothing_overlaps_at_any_width (Fixture *f, gconstpointer data)
{
  g_autoptr (TbSessionItem) session = NULL;
  g_autoptr (TbLadderStory) story = NULL;

  seek (f, tb_run_get_end (f->run));
  session = find_session (f, TB_SESSION_FILTER_SESSION, "lock-01");
  story = tell (f, session);
  for (double width = 0; width < 2000; width += 90)
    {
      check_layout (story, width, 0);
      check_layout (story, width, 120);
    }
}

static void
bands_begin_where_keys_change (Fixture *f, gconstpointer data)
{
  g_autoptr (TbSessionItem) session = NULL;
  g_autoptr (TbLadderStory) story = NULL;
  g_autoptr (TbLadderLayout) layout = NULL;
  const TbLadderBand *first, *second;

  seek (f, tb_run_get_end (f->run));
  session = find_session (f, TB_SESSION_FILTER_SESSION, "lock-01");
  story = tell (f, session);
  layout = tb_ladder_layout_new (story, &(TbLadderForm) { 0 }, 600, LINE, 0);
  g_assert_cmpuint (layout->bands->len, ==, 2);
  first = &g_array_index (layout->bands, TbLadderBand, 0);
  second = &g_array_index (layout->bands, TbLadderBand, 1);
  g_assert_cmpuint (first->protection, ==, TB_PROTECTION_HANDSHAKE);
  g_assert_cmpuint (second->protection, ==, TB_PROTECTION_APPLICATION);
  g_assert_cmpfloat_with_epsilon (first->y + first->height, second->y, 0.001);
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      const TbLadderBox *box = &g_array_index (layout->boxes, TbLadderBox, i);

      if (step_at (story, box->step)->protection == TB_PROTECTION_HANDSHAKE)
        g_assert_cmpfloat (box->y, >, first->y);
      if (step_at (story, box->step)->protection == TB_PROTECTION_APPLICATION)
        g_assert_cmpfloat (box->y, >, second->y);
    }
}

static void
check_picture (const TbLadderStory *story, const char *path, const char *begins)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;

  g_assert_true (tb_ladder_export (story, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpuint (n, >, 1000);
  g_assert_cmpint (memcmp (bytes, begins, strlen (begins)), ==, 0);
  g_unlink (path);
}

static void
pictures_are_written_whole_or_not_at_all (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL);
  g_autofree char *svg = g_build_filename (folder, "a.svg", NULL);
  g_autofree char *png = g_build_filename (folder, "a.png", NULL);
  g_autofree char *pdf = g_build_filename (folder, "a.pdf", NULL);
  g_autofree char *odd = g_build_filename (folder, "a.gif", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "a.svg", NULL);
  g_autoptr (TbSessionItem) session = NULL;
  g_autoptr (TbLadderStory) story = NULL;
  g_autoptr (GError) error = NULL;

  seek (f, tb_run_get_end (f->run));
  session = find_session (f, TB_SESSION_FILTER_REFUSED, "camera");
  story = tell (f, session);
  check_picture (story, svg, "<?xml");
  check_picture (story, png, "\x89PNG");
  check_picture (story, pdf, "%PDF");
  g_assert_false (tb_ladder_export (story, odd, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (tb_ladder_export (story, nowhere, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
on_captured (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static gboolean
capture (Fixture *f, const char *path, GError **error)
{
  g_autoptr (TbSessionItem) session = find_session (f, TB_SESSION_FILTER_SESSION, "lock-01");
  g_autoptr (TbLadderStory) story = tell (f, session);
  g_autoptr (GAsyncResult) result = NULL;

  tb_session_capture_async (session, story, tb_run_get_fleet (f->run), tb_run_get_journal (f->run), start_of (f), path, on_captured, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return tb_session_capture_finish (result, error);
}

static void
capture_holds_flights_and_messages (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.pcapng", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "a.pcapng", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;

  seek (f, tb_run_get_end (f->run));
  g_assert_true (capture (f, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpuint (n, >, 3000);
  g_assert_cmpint (memcmp (bytes, "\x0a\x0d\x0d\x0a", 4), ==, 0);
  g_assert_false (capture (f, nowhere, &error));
  g_assert_nonnull (error);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
openssl_lines_match_the_sides (Fixture *f, gconstpointer data)
{
  g_autoptr (TbSessionItem) session = NULL;
  g_autoptr (TbSessionItem) enrolment = NULL;
  g_autofree char *client = NULL;
  g_autofree char *server = NULL;
  g_autofree char *asked = NULL;

  seek (f, tb_run_get_end (f->run));
  session = find_session (f, TB_SESSION_FILTER_SESSION, "lock-01");
  client = tb_openssl_line_new (tb_session_item_get_transcript (session), TB_SIDE_CLIENT, "lock-01", "broker", TRUE);
  server = tb_openssl_line_new (tb_session_item_get_transcript (session), TB_SIDE_SERVER, "lock-01", "broker", TRUE);
  g_assert_true (g_str_has_prefix (client, "openssl s_client -connect broker:8883 "));
  g_assert_nonnull (strstr (client, "-cert lock-01.pem -key lock-01.key -cert_chain lock-01-chain.pem"));
  g_assert_nonnull (strstr (client, "-verify_hostname broker"));
  g_assert_null (strstr (client, "-sess_in"));
  g_assert_null (strstr (client, "-status"));
  g_assert_true (g_str_has_prefix (server, "openssl s_server -accept 8883 "));
  g_assert_nonnull (strstr (server, "-Verify"));
  enrolment = find_session (f, TB_SESSION_FILTER_ENROLMENT, "lock-01");
  asked = tb_openssl_line_new (tb_session_item_get_transcript (enrolment), TB_SIDE_CLIENT, "lock-01", "authority", FALSE);
  g_assert_true (g_str_has_prefix (asked, "openssl s_client -connect authority:443 "));
}

#define ADD(path, func) g_test_add ("/ladder/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("session", session_shows_handshake_and_what_it_carried);
  ADD ("enrolment", enrolment_shows_request_and_certificate);
  ADD ("order", times_and_keys_only_rise);
  ADD ("earlier", earlier_moment_shows_fewer_messages);
  ADD ("refusal", refusal_names_the_check_that_failed);
  ADD ("layout", nothing_overlaps_at_any_width);
  ADD ("bands", bands_begin_where_keys_change);
  ADD ("pictures", pictures_are_written_whole_or_not_at_all);
  ADD ("capture", capture_holds_flights_and_messages);
  ADD ("openssl", openssl_lines_match_the_sides);
  return g_test_run ();
}
