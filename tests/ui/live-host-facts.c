/* live-host-facts: see the header. */
#include "live-host-facts.h"

#include <string.h>

#include "tb-live-host.h"
#include "ui-fixture.h"
#include "scratch.h"

static void
wait_for (TbLiveService *service, TbLivePart part, TbLiveState state)
{
  while (tb_live_service_get_state (service, part) != state)
    g_main_context_iteration (NULL, TRUE);
}

static char *
play_house (void)
{
  g_autoptr (TbRun) run = start_house ();

  tb_run_set_target (run, 2 * TB_US_PER_MINUTE);
  tb_run_wait (run, 2 * TB_US_PER_MINUTE);
  return tb_journal_hash (tb_run_get_journal (run));
}

static void
ask (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, g_uri_get_host (uri), (guint16) g_uri_get_port (uri), NULL, &error);
  static const char request[] = "GET /crl HTTP/1.0\r\n\r\n";
  char answer[64];

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, NULL));
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer, sizeof answer, NULL, NULL), >, 12);
  g_assert_cmpmem (answer + 8, 4, " 200", 4);
}

static gboolean
is_listened_to (const char *url)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_uri (client, url, 80, NULL, NULL);

  return connection != NULL;
}

/* A run that is computed while the live authority answers has the journal that it has without one, and nothing is left when that goes. */
static void
run_is_the_same_beside_a_live_authority (void)
{
  g_autofree char *folder = g_dir_make_tmp ("live-host-XXXXXX", NULL), *place = g_build_filename (folder, "authority", NULL);
  g_autofree char *alone = play_house (), *beside = NULL, *url = NULL;
  TbLiveService *host = TB_LIVE_SERVICE (tb_live_host_new ());

  tb_live_service_set_folder (host, place);
  tb_live_service_set_on (host, TB_LIVE_PART_AUTHORITY, TRUE);
  wait_for (host, TB_LIVE_PART_AUTHORITY, TB_LIVE_ON);
  url = g_strdup (tb_live_service_get_url (host, TB_LIVE_ADDRESS_CRL));
  ask (url);
  beside = play_house ();
  ask (url);
  g_assert_cmpstr (alone, ==, beside);
  while (tb_live_service_get_n_requests (host) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (tb_live_service_get_certificates (host)), ==, 0);
  g_assert_true (is_listened_to (url));
  g_assert_finalize_object (host);
  g_assert_false (is_listened_to (url));
  scratch_remove (folder);
}

static void
folder_that_holds_something_else_is_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp ("live-host-XXXXXX", NULL), *letter = g_build_filename (folder, "letter.txt", NULL);
  TbLiveService *host = TB_LIVE_SERVICE (tb_live_host_new ());

  g_assert_true (g_file_set_contents (letter, "Dear authority", -1, NULL));
  tb_live_service_set_folder (host, folder);
  tb_live_service_set_on (host, TB_LIVE_PART_BROKER, TRUE);
  wait_for (host, TB_LIVE_PART_BROKER, TB_LIVE_OFF);
  g_assert_nonnull (strstr (tb_live_service_get_problem (host), "holds something else than an authority. Choose an empty folder"));
  g_assert_finalize_object (host);
  scratch_remove (folder);
}

void
live_host_add_facts (void)
{
  g_test_add_func ("/live-host/run_is_the_same_beside_a_live_authority", run_is_the_same_beside_a_live_authority);
  g_test_add_func ("/live-host/folder_that_holds_something_else_is_refused", folder_that_holds_something_else_is_refused);
}
