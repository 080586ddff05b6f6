/* The live authority in the window, with a service that serves nobody: switches, requests in words, certificates in the page and in the tree, lines to copy,
 * clients over the fleet. Needs a display. */
#include <string.h>

#include "live-host-facts.h"
#include "tb-authority.h"
#include "tb-certificate-view-private.h"
#include "tb-fleet-view.h"
#include "tb-live-lines.h"
#include "tb-live-page-private.h"
#include "tb-look.h"
#include "view-fixture.h"

/* --- a service that only notes what it is asked --- */

#define TEST_TYPE_SERVICE (test_service_get_type ())
G_DECLARE_FINAL_TYPE (TestService, test_service, TEST, SERVICE, TbLiveService)

struct _TestService
{
  TbLiveService parent_instance;

  GString *asked;
};

G_DEFINE_FINAL_TYPE (TestService, test_service, TB_TYPE_LIVE_SERVICE)

static void
note_start (TbLiveService *service, TbLivePart part)
{
  g_string_append_printf (TEST_SERVICE (service)->asked, "start %d\n", part);
}

static void
note_stop (TbLiveService *service, TbLivePart part)
{
  g_string_append_printf (TEST_SERVICE (service)->asked, "stop %d\n", part);
}

static void
note_revoke (TbLiveService *service, const char *serial, const char *reason)
{
  g_string_append_printf (TEST_SERVICE (service)->asked, "revoke %s\n", reason);
}

static char *
note_secret (TbLiveService *service, const char *name)
{
  g_string_append_printf (TEST_SERVICE (service)->asked, "secret %s\n", name);
  return g_strdup ("rote-laterne-17");
}

static void
test_service_finalize (GObject *object)
{
  g_string_free (TEST_SERVICE (object)->asked, TRUE);
  G_OBJECT_CLASS (test_service_parent_class)->finalize (object);
}

static void
test_service_class_init (TestServiceClass *klass)
{
  TbLiveServiceClass *service_class = TB_LIVE_SERVICE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_service_finalize;
  service_class->start = note_start;
  service_class->stop = note_stop;
  service_class->revoke = note_revoke;
  service_class->make_secret = note_secret;
}

static void
test_service_init (TestService *self)
{
  self->asked = g_string_new (NULL);
}

/* --- the window --- */

typedef struct
{
  GtkWidget *window;
  TbCertificateView *view;
  TbLivePage *page;
  TbPlayhead *playhead;
  TbLiveService *service;
} Window;

/* Any certificate will do. */
static TbCertificate *
make_certificate (const char *name)
{
  gint64 now_us = g_get_real_time () / TB_US_PER_SECOND * TB_US_PER_SECOND;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAuthority) authority = tb_authority_new_root (tb_crypto_get_live (NULL), name, TB_KEY_P256, now_us - TB_US_PER_DAY, now_us + TB_US_PER_DAY,
                                                            NULL, &error);

  g_assert_no_error (error);
  return tb_certificate_ref (tb_authority_get_certificate (authority));
}

static void
open_window (Window *window, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();

  window->service = g_object_new (TEST_TYPE_SERVICE, NULL);
  window->playhead = tb_playhead_new ();
  window->view = TB_CERTIFICATE_VIEW (tb_certificate_view_new (window->playhead));
  tb_certificate_view_set_live (window->view, window->service);
  window->page = window->view->live;
  window->window = view_open (GTK_WIDGET (window->view), window->playhead, run, TB_US_PER_MINUTE);
}

static void
close_window (Window *window, gconstpointer data)
{
  view_close (window->window, GTK_WIDGET (window->view), window->playhead);
  g_assert_finalize_object (window->service);
}

static void
show_page (Window *window)
{
  tb_certificate_view_show_page (window->view, "live");
  settle ();
}

static const char *
get_asked (Window *window)
{
  return TEST_SERVICE (window->service)->asked->str;
}

static void
serve (Window *window, TbLivePart part)
{
  tb_live_service_set_on (window->service, part, TRUE);
  tb_live_service_take_state (window->service, part, TB_LIVE_ON);
  if (part == TB_LIVE_PART_BROKER)
    tb_live_service_take_url (window->service, TB_LIVE_ADDRESS_BROKER, "mqtts://127.0.0.1:8883");
  else
    tb_live_service_take_url (window->service, TB_LIVE_ADDRESS_EST, "https://127.0.0.1:8443/.well-known/est");
  tb_live_service_take_state (window->service, part, TB_LIVE_ON);
}

static TbCertificate *
give (Window *window, const char *name)
{
  TbCertificate *certificate = make_certificate (name);

  tb_live_service_take_certificate (window->service, certificate, TB_LIVE_FATE_GOOD);
  settle ();
  return certificate;
}

static char *
dup_property (gpointer object, const char *name)
{
  char *text = NULL;

  g_object_get (object, name, &text, NULL);
  return text;
}

/* --- switches --- */

static void
switch_follows_the_service (Window *window, gconstpointer data)
{
  show_page (window);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->requests_stack), ==, "empty");
  g_assert_cmpstr (adw_status_page_get_title (window->page->no_requests), ==, "The Live Authority Is Off");
  gtk_switch_set_active (window->page->authority, TRUE);
  g_assert_cmpstr (get_asked (window), ==, "start 0\n");
  g_assert_cmpint (tb_live_service_get_state (window->service, TB_LIVE_PART_AUTHORITY), ==, TB_LIVE_STARTING);
  g_assert_false (gtk_switch_get_state (window->page->authority));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (window->page->port)));
  tb_live_service_take_state (window->service, TB_LIVE_PART_AUTHORITY, TB_LIVE_ON);
  g_assert_true (gtk_switch_get_state (window->page->authority));
  g_assert_cmpstr (adw_status_page_get_title (window->page->no_requests), ==, "Nobody Has Asked Yet");
  gtk_switch_set_active (window->page->authority, FALSE);
  g_assert_cmpstr (get_asked (window), ==, "start 0\nstop 0\n");
  tb_live_service_take_state (window->service, TB_LIVE_PART_AUTHORITY, TB_LIVE_OFF);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (window->page->port)));
}

static void
failure_is_told_and_the_switch_goes_back (Window *window, gconstpointer data)
{
  show_page (window);
  gtk_switch_set_active (window->page->broker, TRUE);
  tb_live_service_take_problem (window->service, "Another program has port 1.");
  tb_live_service_take_state (window->service, TB_LIVE_PART_BROKER, TB_LIVE_OFF);
  g_assert_false (gtk_switch_get_active (window->page->broker));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->page->problem)));
  g_assert_cmpstr (gtk_label_get_text (window->page->problem), ==, "Another program has port 1.");
  g_assert_cmpstr (get_asked (window), ==, "start 1\n");
  gtk_spin_button_set_value (window->page->port, 9000);
  g_assert_cmpuint (tb_live_service_get_port (window->service), ==, 9000);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->page->problem)));
}

/* --- requests --- */

static void
requests_are_told_in_words (Window *window, gconstpointer data)
{
  static const struct { TbLiveSaid said; const char *request, *answer, *icon; } cases[] = {
    { { 62345678, 900, "est", "POST", "/.well-known/est/simpleenroll", "lock-1", 200, NULL, "0123456789abcdef", NULL },
      "Asks for a certificate", "Certificate issued, number 01234567…", "emblem-ok-symbolic" },
    { { 0, 1, "est", "POST", "/.well-known/est/simplereenroll", "", 401, "Somebody has to say who it is.", "", NULL },
      "Renews its certificate", "Refused: who asks has not proven who it is (Somebody has to say who it is.)", "dialog-error-symbolic" },
    { { 0, 1, "acme", "POST", "/acme/new-order", "", 201, NULL, "", NULL }, "Orders a certificate", "Answered", "tb-live-asked-symbolic" },
    { { 0, 1, "acme", "POST", "/acme/order/7", "", 200, NULL, "", NULL }, "Asks how its order stands", "Answered", "tb-live-asked-symbolic" },
    { { 0, 1, "scep", "POST", "/scep?operation=PKIOperation", "", 200, "badRequest", "", NULL }, "Sends a sealed request", "Refused: badRequest", "dialog-error-symbolic" },
    { { 0, 1, "", "GET", "/robots.txt", "", 404, NULL, "", NULL }, "Asks for something that is not served", "Refused: there is nothing at this address",
      "dialog-error-symbolic" },
    { { 0, 1, "ocsp", "POST", "/ocsp", "", 0, NULL, "", NULL }, "Asks whether a certificate is revoked", "No answer: the client was gone", "dialog-error-symbolic" },
    { { 0, 0, "broker", "CONNECT", "me", "CN=lock-1", 200, NULL, "", NULL }, "Connects as me", "Let in: its certificate is good", "emblem-ok-symbolic" },
    { { 0, 0, "broker", "LEAVE", "me", "CN=lock-1", 403, NULL, "", NULL }, "Leaves", "Sent away: its certificate is not good any more", "dialog-error-symbolic" },
    { { 0, 0, "broker", "TLS", "certificate revoked", "", 403, NULL, "", NULL }, "Tries to connect", "Refused by TLS: certificate revoked", "dialog-error-symbolic" },
  };

  show_page (window);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TbLiveRequest) row = NULL;
      g_autofree char *request = NULL, *answer = NULL, *icon = NULL;

      tb_live_service_take_request (window->service, &cases[i].said);
      row = g_list_model_get_item (tb_live_service_get_requests (window->service), 0);
      request = dup_property (row, "request");
      answer = dup_property (row, "answer");
      icon = dup_property (row, "icon-name");
      g_assert_cmpstr (request, ==, cases[i].request);
      g_assert_cmpstr (answer, ==, cases[i].answer);
      g_assert_cmpstr (icon, ==, cases[i].icon);
    }
  settle ();
  g_assert_cmpstr (gtk_label_get_text (window->page->n_requests), ==, "10");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->page->requests_stack), ==, "list");
}

static void
memory_for_requests_is_bounded (Window *window, gconstpointer data)
{
  TbLiveSaid said = { 0, 1, "crl", "GET", "/crl", "", 200, NULL, "", NULL };
  g_autoptr (TbLiveRequest) newest = NULL;
  g_autofree char *time = NULL;

  for (guint i = 0; i < TB_LIVE_MAX_REQUESTS + 50; i++)
    {
      said.since_us = i * TB_US_PER_SECOND;
      tb_live_service_take_request (window->service, &said);
    }
  g_assert_cmpuint (g_list_model_get_n_items (tb_live_service_get_requests (window->service)), ==, TB_LIVE_MAX_REQUESTS);
  newest = g_list_model_get_item (tb_live_service_get_requests (window->service), 0);
  time = dup_property (newest, "time");
  g_assert_cmpstr (time, ==, "17:29.0");
  g_assert_cmpstr (gtk_label_get_text (window->page->n_requests), ==, "1050, the last 1000 are kept");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window->page), "live.clear", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (tb_live_service_get_requests (window->service)), ==, 0);
}

/* --- lines to try --- */

static char *
make_line (Window *window, const char *title, const char *name, const char *secret)
{
  for (guint i = 0; i < tb_live_lines_get_n (); i++)
    if (strcmp (tb_live_lines_get (i)->title, title) == 0)
      return tb_live_lines_make (i, window->service, name, secret);
  g_assert_not_reached ();
}

static void
lines_have_what_is_so_in_them (Window *window, gconstpointer data)
{
  g_autofree char *nothing = make_line (window, "Enrol by EST", "lock-1", NULL), *est = NULL, *publish = NULL;

  g_assert_null (nothing);
  tb_live_service_set_folder (window->service, "/srv/my lab");
  serve (window, TB_LIVE_PART_AUTHORITY);
  serve (window, TB_LIVE_PART_BROKER);
  est = make_line (window, "Enrol by EST", "door-7", "abc");
  publish = make_line (window, "Send a Message to the Broker", "door-7", NULL);
  g_assert_nonnull (strstr (est, "--cacert '/srv/my lab/root.pem' --user door-7:abc "));
  g_assert_nonnull (strstr (est, "https://127.0.0.1:8443/.well-known/est/simpleenroll"));
  g_assert_nonnull (strstr (publish, "-h localhost -p 8883 "));
  for (guint i = 0; i < tb_live_lines_get_n (); i++)
    {
      g_autofree char *line = tb_live_lines_make (i, window->service, "x", "y");

      g_assert_true (line == NULL || strpbrk (line, "{}") == NULL);
    }
}

static void
secret_is_for_one_name_and_one_certificate (Window *window, gconstpointer data)
{
  static const TbLiveSaid used = { 0, 1, "est", "POST", "/.well-known/est/simpleenroll", "lock-1", 200, NULL, "77", NULL };

  show_page (window);
  g_assert_false (gtk_widget_activate_action (GTK_WIDGET (window->page), "live.make-secret", NULL) && strstr (get_asked (window), "secret") != NULL);
  serve (window, TB_LIVE_PART_AUTHORITY);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window->page), "live.make-secret", NULL));
  g_assert_nonnull (strstr (get_asked (window), "secret lock-1\n"));
  g_assert_cmpstr (adw_action_row_get_subtitle (window->page->secret_row), ==, "rote-laterne-17");
  gtk_editable_set_text (GTK_EDITABLE (window->page->name), "lock-2");
  g_assert_cmpstr (adw_action_row_get_subtitle (window->page->secret_row), !=, "rote-laterne-17");
  gtk_editable_set_text (GTK_EDITABLE (window->page->name), "lock-1; rm");
  g_assert_true (g_str_has_prefix (adw_action_row_get_subtitle (window->page->secret_row), "A name is of"));
  gtk_editable_set_text (GTK_EDITABLE (window->page->name), "lock-1");
  g_assert_cmpstr (adw_action_row_get_subtitle (window->page->secret_row), ==, "rote-laterne-17");
  tb_live_service_take_request (window->service, &used);
  g_assert_null (window->page->secret);
  g_assert_cmpstr (adw_action_row_get_subtitle (window->page->secret_row), !=, "rote-laterne-17");
}

static void
names_that_a_shell_would_misread_are_refused (void)
{
  static const char *const good[] = { "lock-1", "a", "x.example", "7_x" }, *const bad[] = { "", "-x", "a b", "a;b", "$x", "ä", "a/b", "\"" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (tb_live_lines_name_is_good (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tb_live_lines_name_is_good (bad[i]));
}

/* --- certificates --- */

static TbCertificateNode *
dup_live_node (Window *window, guint place)
{
  g_autoptr (TbCertificateNode) root = g_list_model_get_item (tb_live_branch_get_roots (window->view->branch), 0);

  return root != NULL ? g_list_model_get_item (tb_certificate_node_get_children (root), place) : NULL;
}

static void
real_clients_are_a_branch_of_the_tree (Window *window, gconstpointer data)
{
  static const char *const names[] = { "three", "two", "one" };
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (window->view->rows));
  g_autoptr (TbCertificate) one = give (window, "one"), two = give (window, "two"), three = give (window, "three");
  guint n = g_list_model_get_n_items (G_LIST_MODEL (window->view->rows));

  g_assert_cmpuint (n, ==, n_before + 4);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TbCertificateNode) node = dup_live_node (window, i);
      GtkTreeListRow *row = g_list_model_get_item (G_LIST_MODEL (window->view->rows), n - 3 + i);
      g_autoptr (TbCertificateNode) shown = gtk_tree_list_row_get_item (row);

      g_assert_cmpstr (tb_certificate_node_get_title (node), ==, names[i]);
      g_assert_true (shown == node);
      g_object_unref (row);
    }
  gtk_editable_set_text (GTK_EDITABLE (window->view->search), "real two");
  while (tb_live_branch_get_n (window->view->branch) != 1)
    g_main_context_iteration (NULL, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (window->view->search), "");
  while (tb_live_branch_get_n (window->view->branch) != 3)
    g_main_context_iteration (NULL, TRUE);
  gtk_drop_down_set_selected (window->view->filter, TB_CERTIFICATE_FILTER_REVOKED);
  g_assert_cmpuint (tb_live_branch_get_n (window->view->branch), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (tb_live_branch_get_roots (window->view->branch)), ==, 0);
}

static void
real_client_is_looked_at_and_revoked (Window *window, gconstpointer data)
{
  g_autoptr (TbCertificate) certificate = give (window, "lock-1");
  g_autoptr (TbCertificateNode) node = NULL;

  serve (window, TB_LIVE_PART_AUTHORITY);
  show_page (window);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window->page), "live.look", NULL));
  settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->view->sections), ==, "certificates");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->view->detail_stack), ==, "live");
  view_seek (window->playhead, 2 * TB_US_PER_MINUTE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->view->detail_stack), ==, "live");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window->view->live_detail), "live-detail.revoke", "s", "superseded"));
  g_assert_nonnull (strstr (get_asked (window), "revoke superseded\n"));
  node = dup_live_node (window, 0);
  g_assert_true (tb_certificate_node_get_look (node) == tb_look_identity (TB_IDENTITY_VALID));
  tb_live_service_take_certificate (window->service, certificate, TB_LIVE_FATE_REVOKED);
  g_assert_true (tb_certificate_node_get_look (node) == tb_look_identity (TB_IDENTITY_REVOKED));
  g_assert_cmpuint (tb_live_branch_get_n (window->view->branch), ==, 1);
}

static void
selecting_a_device_leaves_the_real_client (Window *window, gconstpointer data)
{
  g_autoptr (TbCertificate) certificate = give (window, "lock-1");
  g_autoptr (GError) error = NULL;

  show_page (window);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window->page), "live.look", NULL));
  settle ();
  g_assert_true (tb_playhead_select_name (window->playhead, "lock-02", &error));
  settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->view->detail_stack), ==, "detail");
  g_assert_null (window->view->live_shown);
}

/* --- the fleet --- */

static GtkWidget *
find_chip (GtkWidget *widget)
{
  GtkWidget *found = strcmp (G_OBJECT_TYPE_NAME (widget), "TbLiveChip") == 0 ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_chip (child);
  return found;
}

static void
clients_of_the_broker_are_shown_over_the_fleet (Window *window, gconstpointer data)
{
  GtkWidget *fleet = g_object_ref_sink (g_object_new (TB_TYPE_FLEET_VIEW, "playhead", window->playhead, NULL)), *chip = find_chip (fleet);

  tb_fleet_view_set_live (TB_FLEET_VIEW (fleet), window->service);
  g_assert_false (gtk_widget_get_visible (chip));
  serve (window, TB_LIVE_PART_BROKER);
  g_assert_true (gtk_widget_get_visible (chip));
  g_assert_false (gtk_widget_has_css_class (chip, "connected"));
  tb_live_service_take_client (window->service, 7, "me", "CN=lock-1");
  tb_live_service_take_client (window->service, 8, "", "CN=lock-2");
  g_assert_true (gtk_widget_has_css_class (chip, "connected"));
  tb_live_service_drop_client (window->service, 7);
  g_assert_cmpuint (g_list_model_get_n_items (tb_live_service_get_clients (window->service)), ==, 1);
  tb_live_service_set_on (window->service, TB_LIVE_PART_BROKER, FALSE);
  g_assert_false (gtk_widget_get_visible (chip));
  g_assert_cmpuint (g_list_model_get_n_items (tb_live_service_get_clients (window->service)), ==, 0);
  g_object_unref (fleet);
}

int
main (int argc, char **argv)
{
#define FACT(name) g_test_add ("/live-page/" #name, Window, NULL, open_window, name, close_window)
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  tb_look_install (gdk_display_get_default ());
  FACT (switch_follows_the_service);
  FACT (failure_is_told_and_the_switch_goes_back);
  FACT (requests_are_told_in_words);
  FACT (memory_for_requests_is_bounded);
  FACT (lines_have_what_is_so_in_them);
  FACT (secret_is_for_one_name_and_one_certificate);
  FACT (real_clients_are_a_branch_of_the_tree);
  FACT (real_client_is_looked_at_and_revoked);
  FACT (selecting_a_device_leaves_the_real_client);
  FACT (clients_of_the_broker_are_shown_over_the_fleet);
#undef FACT
  g_test_add_func ("/live-page/names_that_a_shell_would_misread_are_refused", names_that_a_shell_would_misread_are_refused);
  live_host_add_facts ();
  return g_test_run ();
}
