/* What clients may do to a live server, and that it answers the others all the same: too much, too slow, too many, nonsense, again. */
#include "server-fixture.h"

#include <string.h>
#include <sys/resource.h>

#include "tb-ca-list.h"
#include "tb-ca-audit.h"
#include "tb-live-mqtt.h"
#include "tb-live-place.h"

#define GET_LIST "GET /crl HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

static void
assert_serves (ServerFixture *fixture)
{
  g_autofree char *answer = server_ask (fixture, TB_LIVE_CRL, GET_LIST, strlen (GET_LIST));

  g_assert_cmpuint (server_get_status (answer), ==, 200);
}

/* --- who is served --- */

static void
secret_is_good_once (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) enrolment = server_make_enrolment (fixture, SERVER_SECRET);
  g_autofree char *first = server_ask_tls (fixture, TB_LIVE_EST, enrolment), *again = server_ask_tls (fixture, TB_LIVE_EST, enrolment);

  g_assert_cmpuint (server_get_status (first), ==, 200);
  g_assert_cmpuint (server_get_status (again), ==, 401);
  g_assert_true (server_was_reported (fixture, "POST /.well-known/est/simpleenroll est 200"));
  g_assert_true (server_was_reported (fixture, "POST /.well-known/est/simpleenroll est 401"));
}

static void
secret_can_be_given_out_meanwhile (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) enrolment = server_make_enrolment (fixture, "blaue-laterne-4");
  g_autofree char *before = server_ask_tls (fixture, TB_LIVE_EST, enrolment), *after = NULL, *again = NULL;

  tb_live_server_offer (fixture->server, SERVER_USER, "blaue-laterne-4");
  after = server_ask_tls (fixture, TB_LIVE_EST, enrolment);
  again = server_ask_tls (fixture, TB_LIVE_EST, enrolment);
  g_assert_cmpuint (server_get_status (before), ==, 401);
  g_assert_cmpuint (server_get_status (after), ==, 200);
  g_assert_cmpuint (server_get_status (again), ==, 401);
}

static void
reports_say_why_somebody_was_refused (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) enrolment = server_make_enrolment (fixture, "wrong");

  g_free (server_ask_tls (fixture, TB_LIVE_EST, enrolment));
  g_assert_true (server_was_reported (fixture, "POST /.well-known/est/simpleenroll est 401"));
  g_mutex_lock (&fixture->lock);
  g_assert_true (g_str_has_prefix (fixture->said, "A client certificate or a one-time secret is needed"));
  g_mutex_unlock (&fixture->lock);
}

static void
reusable_secret_is_good_again (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) enrolment = server_make_enrolment (fixture, SERVER_SECRET);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *answer = server_ask_tls (fixture, TB_LIVE_EST, enrolment);

      g_assert_cmpuint (server_get_status (answer), ==, 200);
    }
}

static void
what_was_issued_is_in_the_index (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) enrolment = server_make_enrolment (fixture, SERVER_SECRET);
  g_autofree char *answer = server_ask_tls (fixture, TB_LIVE_EST, enrolment);
  g_autoptr (GPtrArray) rows = NULL;
  const TbCaRow *row;

  g_assert_cmpuint (server_get_status (answer), ==, 200);
  g_clear_pointer (&fixture->server, tb_live_server_stop);
  rows = tb_ca_list (fixture->ca, "issuing-1", NULL);
  row = g_ptr_array_index (rows, rows->len - 1);
  g_assert_cmpint (row->state, ==, TB_CA_ISSUED);
  g_assert_cmpstr (row->subject, ==, "CN=" SERVER_USER);
}

/* --- what is asked wrongly --- */

static const struct
{
  const char *said;
  TbLiveEndpoint endpoint;
  guint status;
} wrong[] = {
  { "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", TB_LIVE_CRL, 404 },
  { "GET /.well-known/est/cacerts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", TB_LIVE_CRL, 404 },         /* not in clear */
  { "POST /crl HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", TB_LIVE_CRL, 405 },
  { "DELETE /ocsp HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", TB_LIVE_OCSP, 405 },
  { "GET /ocsp/AAAA HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", TB_LIVE_OCSP, 200 },                     /* malformedRequest, which OCSP says itself */
  { "GET /ocsp HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", TB_LIVE_OCSP, 400 },
  { "POST /ocsp HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx", TB_LIVE_OCSP, 415 },
  { "POST /ocsp HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/ocsp-request\r\nContent-Length: 0\r\n\r\n", TB_LIVE_OCSP, 400 },
  { "GET /scep?operation=Nonsense HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", TB_LIVE_SCEP, 501 },
  { "nonsense\r\n\r\n", TB_LIVE_CRL, 400 },
  { "GET /crl HTTP/1.1\r\n\r\n", TB_LIVE_CRL, 400 },                                                             /* without Host */
};

static void
wrong_requests_are_told_so (ServerFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *answer = server_ask (fixture, wrong[i].endpoint, wrong[i].said, strlen (wrong[i].said));

      g_test_message ("%s", wrong[i].said);
      g_assert_cmpuint (server_get_status (answer), ==, wrong[i].status);
    }
  assert_serves (fixture);
}

/* Nobody fills the disk by asking. */
static void
ocsp_is_noted_once_an_hour (ServerFixture *fixture, gconstpointer data)
{
  static const char said[] = "GET /ocsp/AAAA HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  g_autoptr (TbCa) ca = NULL;
  g_autofree char *log = NULL;
  g_auto (GStrv) entries = NULL;

  for (guint i = 0; i < 5; i++)
    g_free (server_ask (fixture, TB_LIVE_OCSP, said, strlen (said)));
  ca = tb_ca_open (fixture->folder, NULL, NULL);
  log = tb_ca_export_audit (ca, NULL);
  entries = g_strsplit (log, "\tocsp\t", -1);
  g_assert_cmpuint (g_strv_length (entries), ==, 2);
}

static void
wrong_types_of_est_are_told_so (ServerFixture *fixture, gconstpointer data)
{
  g_autofree char *plain = g_strconcat (SERVER_USER, ":", SERVER_SECRET, NULL), *secret = g_base64_encode ((const guint8 *) plain, strlen (plain));
  g_autoptr (GBytes) type = server_make_post ("/.well-known/est/simpleenroll", "text/plain", secret, fixture->request);
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("AAAA", 4), body = server_make_post ("/.well-known/est/simpleenroll", "application/pkcs10", secret, rubbish);
  g_autoptr (GBytes) cmc = server_make_post ("/.well-known/est/fullcmc", "application/pkcs7-mime", secret, fixture->request);
  g_autofree char *of_type = server_ask_tls (fixture, TB_LIVE_EST, type), *of_body = server_ask_tls (fixture, TB_LIVE_EST, body);
  g_autofree char *of_cmc = server_ask_tls (fixture, TB_LIVE_EST, cmc);

  g_assert_cmpuint (server_get_status (of_type), ==, 415);
  g_assert_cmpuint (server_get_status (of_body), ==, 400);
  g_assert_cmpuint (server_get_status (of_cmc), ==, 501);
}

/* Every beginning of a request, and the request with each byte changed: an answer of HTTP or none, and the next one is served. Only its length stays what it
 * is: libsoup 3.2 forgets to free the path of a request whose length or coding it does not understand. */
static void
mangled_requests_do_no_harm (ServerFixture *fixture, gconstpointer data)
{
  static const char said[] = "POST /scep?operation=PKIOperation HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-pki-message\r\nContent-Length: 4\r\n\r\n0000";
  gsize n = strlen (said), length_at = (gsize) (strstr (said, "Content-Length:") - said) + strlen ("Content-Length");

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *changed = g_memdup2 (said, n);
      g_autofree char *of_part = server_ask (fixture, TB_LIVE_SCEP, said, i), *of_changed = NULL;

      if (i < length_at || i >= n - strlen ("\r\n\r\n0000"))
        changed[i] = (char) (changed[i] ^ (1 << i % 8));
      of_changed = server_ask (fixture, TB_LIVE_SCEP, changed, n);
      g_assert_true (*of_part == '\0' || server_get_status (of_part) >= 400);
      g_assert_true (*of_changed == '\0' || server_get_status (of_changed) > 0);
    }
  assert_serves (fixture);
}

static void
rubbish_instead_of_tls_does_no_harm (ServerFixture *fixture, gconstpointer data)
{
  guint8 bytes[512];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (i * 37);
  for (guint endpoint = TB_LIVE_EST; endpoint < TB_LIVE_N_ENDPOINTS; endpoint += TB_LIVE_BROKER)
    {
      g_autofree char *answer = server_ask (fixture, (TbLiveEndpoint) endpoint, bytes, sizeof bytes);

      g_assert_cmpuint (server_get_status (answer), ==, 0);
    }
  assert_serves (fixture);
}

/* Two requests on one connection, and the client hangs up: so does the server, long before the deadline would come twice. */
static void
connection_ends_with_the_client (ServerFixture *fixture, gconstpointer data)
{
  static const char said[] = "GET /crl HTTP/1.1\r\nHost: x\r\n\r\nGET /crl HTTP/1.1\r\nHost: x\r\n\r\n";

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *answer = server_ask (fixture, TB_LIVE_CRL, said, strlen (said));

      g_assert_cmpuint (server_get_status (answer), ==, 200);
    }
}

/* --- too much --- */

static void
long_body_is_refused_at_once (ServerFixture *fixture, gconstpointer data)
{
  static const char said[] = "POST /ocsp HTTP/1.1\r\nHost: x\r\nContent-Type: application/ocsp-request\r\nContent-Length: 1000000000\r\n\r\n";
  g_autofree char *answer = server_ask (fixture, TB_LIVE_OCSP, said, strlen (said));

  g_assert_cmpuint (server_get_status (answer), ==, 413);
  g_assert_true (server_was_reported (fixture, "POST /ocsp  413"));
}

/* In pieces whose sum nobody has announced: more than a hundred times what is allowed is offered. */
static void
endless_body_is_cut_off (ServerFixture *fixture, gconstpointer data)
{
  static const char head[] = "POST /ocsp HTTP/1.1\r\nHost: x\r\nContent-Type: application/ocsp-request\r\nTransfer-Encoding: chunked\r\n\r\n";
  g_autoptr (GSocket) socket = server_connect (fixture, TB_LIVE_OCSP);
  g_autofree char *piece = g_strnfill (4096, 'x'), *chunk = g_strdup_printf ("1000\r\n%s\r\n", piece);
  g_autofree char *heard = NULL;

  server_send (socket, head, strlen (head));
  for (guint i = 0; i < 2048; i++)
    server_send (socket, chunk, strlen (chunk));
  heard = server_hear (socket);
  g_assert_true (*heard == '\0' || server_get_status (heard) == 413);         /* whoever goes on and on may not hear it */
  assert_serves (fixture);
  g_assert_true (server_was_reported (fixture, "POST /ocsp  413"));
}

static void
long_head_is_refused (ServerFixture *fixture, gconstpointer data)
{
  g_autofree char *value = g_strnfill (60000, 'x'), *said = g_strdup_printf ("GET /crl HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", value);
  g_autofree char *answer = server_ask (fixture, TB_LIVE_CRL, said, strlen (said));

  g_assert_cmpuint (server_get_status (answer), ==, 431);
  assert_serves (fixture);
}

/* --- too slow, too many --- */

static void
slow_client_is_let_go (ServerFixture *fixture, gconstpointer data)
{
  static const char said[] = "GET /crl HTTP/1.1\r\nHost: localhost\r\nX: ";
  g_autoptr (GSocket) socket = server_connect (fixture, TB_LIVE_CRL);
  g_autofree char *answer = NULL;
  guint n = 0;

  server_send (socket, said, strlen (said));
  while (!g_socket_condition_timed_wait (socket, G_IO_IN, 20 * G_TIME_SPAN_MILLISECOND, NULL, NULL) && ++n < 1000)
    server_send (socket, "x", 1);
  g_assert_cmpuint (n, <, 1000);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  answer = server_hear (socket);
  g_assert_cmpuint (server_get_status (answer), ==, 408);
}

static void
silent_clients_are_let_go (ServerFixture *fixture, gconstpointer data)
{
  const TbLiveEndpoint where[] = { TB_LIVE_EST, TB_LIVE_CRL, TB_LIVE_BROKER };

  for (guint i = 0; i < G_N_ELEMENTS (where); i++)
    {
      g_autoptr (GSocket) socket = server_connect (fixture, where[i]);
      g_autofree char *heard = server_hear (socket);

      g_assert_cmpstr (heard, ==, "");
    }
}

static void
thousand_idle_connections_keep_nobody_out (ServerFixture *fixture, gconstpointer data)
{
  struct rlimit limit;
  g_autoptr (GPtrArray) idle = g_ptr_array_new_with_free_func (g_object_unref);

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  for (guint i = 0; i < 1000; i++)
    {
      g_ptr_array_add (idle, server_connect (fixture, TB_LIVE_CRL));
      if (i % 100 == 99)
        assert_serves (fixture);
    }
  assert_serves (fixture);
}

static void
stopping_ends_all_connections (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) silent = server_connect (fixture, TB_LIVE_EST), half = server_connect (fixture, TB_LIVE_CRL), broker = server_connect (fixture, TB_LIVE_BROKER);

  server_send (half, GET_LIST, 10);
  assert_serves (fixture);
  g_clear_pointer (&fixture->server, tb_live_server_stop);
  g_free (server_hear (silent));
  g_free (server_hear (half));
  g_free (server_hear (broker));
}

/* --- where --- */

static void
only_this_machine_is_served (void)
{
  const char *others[] = { "0.0.0.0", "192.0.2.1", "::", "2001:db8::1" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GSocketAddress) place = g_inet_socket_address_new_from_string (others[i], 0);
      const TbLiveListenerTerms terms = { .place = place };
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_live_listener_new (&terms, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
      g_assert_nonnull (strstr (error->message, "loopback"));
    }
}

/* --- packets of MQTT --- */

static void
packets_are_read_in_any_division (void)
{
  static const guint8 bytes[] = { 0x32, 0x0b, 0, 3, 'a', '/', 'b', 0, 7, 'o', 'p', 'e', 'n' };
  TbLiveMqttPublish publish;
  TbLiveMqttPacket packet;
  gsize used;

  for (gsize n = 0; n < sizeof bytes; n++)
    g_assert_cmpint (tb_live_mqtt_read (bytes, n, &packet, &used), ==, TB_LIVE_MQTT_MORE);
  g_assert_cmpint (tb_live_mqtt_read (bytes, sizeof bytes, &packet, &used), ==, TB_LIVE_MQTT_WHOLE);
  g_assert_cmpuint (used, ==, sizeof bytes);
  g_assert_true (tb_live_mqtt_read_publish (&packet, &publish));
  g_assert_cmpstr (publish.topic, ==, "a/b");
  g_assert_cmpuint (publish.id, ==, 7);
  g_assert_cmpmem (publish.message, publish.n_message, "open", 4);
  g_free (publish.topic);
}

static void
broken_packets_are_noticed (void)
{
  static const guint8 endless[] = { 0x30, 0xff, 0xff, 0xff, 0xff, 0x01 }, large[] = { 0x30, 0xff, 0xff, 0xff, 0x7f };
  static const guint8 long_topic[] = { 0x30, 3, 0, 9, 'a' }, wildcard[] = { 0x30, 3, 0, 1, '#' }, twice[] = { 0x34, 5, 0, 1, 'a', 0, 1 };
  static const guint8 no_filter[] = { 0x82, 2, 0, 1 }, bad_filter[] = { 0x82, 7, 0, 1, 0, 2, 'a', '#', 0 }, no_quality[] = { 0x82, 5, 0, 1, 0, 1, 'a' };
  static const struct { const guint8 *bytes; gsize n; } publishes[] = { { long_topic, 5 }, { wildcard, 5 }, { twice, 7 } },
                                                        filters[] = { { no_filter, 4 }, { bad_filter, 9 }, { no_quality, 7 } };
  TbLiveMqttPublish publish;
  TbLiveMqttPacket packet;
  guint16 id;
  gsize used;

  g_assert_cmpint (tb_live_mqtt_read (endless, sizeof endless, &packet, &used), ==, TB_LIVE_MQTT_BROKEN);
  g_assert_cmpint (tb_live_mqtt_read (large, sizeof large, &packet, &used), ==, TB_LIVE_MQTT_BROKEN);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (tb_live_mqtt_read (publishes[i].bytes, publishes[i].n, &packet, &used), ==, TB_LIVE_MQTT_WHOLE);
      g_assert_false (tb_live_mqtt_read_publish (&packet, &publish));
      g_assert_cmpint (tb_live_mqtt_read (filters[i].bytes, filters[i].n, &packet, &used), ==, TB_LIVE_MQTT_WHOLE);
      g_assert_null (tb_live_mqtt_read_filters (&packet, &id));
    }
}

/* The examples are those of the standard, where it speaks of topic wildcards. */
static void
filters_match_as_the_standard_says (void)
{
  static const struct { const char *filter, *topic; gboolean matches; } cases[] = {
    { "sport/tennis/player1/#", "sport/tennis/player1", TRUE }, { "sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", TRUE },
    { "sport/#", "sport", TRUE }, { "#", "a/b", TRUE }, { "#", "$SYS/x", FALSE }, { "+/x", "$SYS/x", FALSE }, { "$SYS/#", "$SYS/x", TRUE },
    { "sport/tennis/+", "sport/tennis/player1", TRUE }, { "sport/tennis/+", "sport/tennis/player1/ranking", FALSE }, { "sport/+", "sport", FALSE },
    { "sport/+", "sport/", TRUE }, { "+/+", "/finance", TRUE }, { "/+", "/finance", TRUE }, { "+", "/finance", FALSE }, { "a", "a", TRUE }, { "a", "ab", FALSE },
    { "ab", "a", FALSE }, { "+/b", "a/c", FALSE }, { "a/+/c", "a/b/c", TRUE }, { "a/+/#", "a/b", TRUE }, { "+", "", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %s", cases[i].filter, cases[i].topic);
      g_assert_cmpint (tb_live_mqtt_matches (cases[i].filter, cases[i].topic), ==, cases[i].matches);
    }
  for (const char *const *bad = (const char *const[]) { "", "a#", "#/a", "a+", "+a/b", "a/#/b", NULL }; *bad != NULL; bad++)
    g_assert_false (tb_live_mqtt_filter_is_good (*bad));
}

#define ADD_WITH(path, data, function) g_test_add (path, ServerFixture, data, server_fixture_set_up, function, server_fixture_tear_down)
#define ADD(path, function) ADD_WITH (path, NULL, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/server/secret-is-good-once", secret_is_good_once);
  ADD ("/server/secret-can-be-given-out-meanwhile", secret_can_be_given_out_meanwhile);
  ADD ("/server/reports-say-why-somebody-was-refused", reports_say_why_somebody_was_refused);
  ADD_WITH ("/server/reusable-secret-is-good-again", SERVER_REUSABLE, reusable_secret_is_good_again);
  ADD ("/server/what-was-issued-is-in-the-index", what_was_issued_is_in_the_index);
  ADD_WITH ("/server/wrong-requests-are-told-so", SERVER_SCEP, wrong_requests_are_told_so);
  ADD ("/server/ocsp-is-noted-once-an-hour", ocsp_is_noted_once_an_hour);
  ADD ("/server/wrong-types-of-est-are-told-so", wrong_types_of_est_are_told_so);
  ADD_WITH ("/server/mangled-requests-do-no-harm", SERVER_SCEP, mangled_requests_do_no_harm);
  ADD ("/server/rubbish-instead-of-tls-does-no-harm", rubbish_instead_of_tls_does_no_harm);
  ADD ("/server/connection-ends-with-the-client", connection_ends_with_the_client);
  ADD ("/server/long-body-is-refused-at-once", long_body_is_refused_at_once);
  ADD ("/server/endless-body-is-cut-off", endless_body_is_cut_off);
  ADD ("/server/long-head-is-refused", long_head_is_refused);
  ADD ("/server/slow-client-is-let-go", slow_client_is_let_go);
  ADD ("/server/silent-clients-are-let-go", silent_clients_are_let_go);
  ADD ("/server/thousand-idle-connections-keep-nobody-out", thousand_idle_connections_keep_nobody_out);
  ADD ("/server/stopping-ends-all-connections", stopping_ends_all_connections);
  g_test_add_func ("/server/only-this-machine-is-served", only_this_machine_is_served);
  g_test_add_func ("/mqtt/packets-are-read-in-any-division", packets_are_read_in_any_division);
  g_test_add_func ("/mqtt/broken-packets-are-noticed", broken_packets_are_noticed);
  g_test_add_func ("/mqtt/filters-match-as-the-standard-says", filters_match_as_the_standard_says);
  return g_test_run ();
}
