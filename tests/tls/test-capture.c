/* Captures, as tshark reads them: sessions open from the file alone, nothing is malformed, TCP raises no eyebrow; and what cannot be written leaves no trace. */
#include "tls-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>

#include "tb-capture.h"
#include "tb-seal.h"

#define CLIENT_IP 0x0a000007u
#define SERVER_IP 0x0a000001u

static const char connect_packet[] = "\x10\x12\x00\x04MQTT\x04\x02\x00\x3c\x00\x06lock03";
static const char publish_packet[] = "\x30\x0f\x00\x09home/lockopen";

typedef struct
{
  char *folder;
  char *path;
} Place;

static void
place_init (Place *place)
{
  place->folder = g_dir_make_tmp ("trustbed-capture-XXXXXX", NULL);
  g_assert_nonnull (place->folder);
  place->path = g_build_filename (place->folder, "house.pcapng", NULL);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
place_clear (Place *place)
{
  g_unlink (place->path);
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);     /* nothing was left behind */
  g_free (place->path);
  g_free (place->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

/* What tshark prints for the rows that pass @filter; its home is empty, so that nobody's preferences count. */
static char *
tshark (const Place *place, const char *filter, const char *field)
{
  const char *argv[] = { "tshark", "-n", "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-r", place->path, "-Y", filter,
                         "-T", "fields", "-E", "occurrence=a", "-e", field, NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "HOME", place->folder, TRUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *messages = NULL;
  char *output = NULL;
  int status;

  environment = g_environ_setenv (environment, "XDG_CONFIG_HOME", place->folder, TRUE);
  g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &messages, &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("tshark: %s", messages);
  return output;
}

static void
assert_tshark (const Place *place, const char *filter, const char *field, const char *expected)
{
  g_autofree char *output = tshark (place, filter, field);

  g_assert_cmpstr (g_strstrip (output), ==, expected);
}

static void
assert_clean (const Place *place)
{
  assert_tshark (place, "_ws.malformed || tcp.analysis.flags || _ws.expert.severity >= 0x600000 || ip.checksum.status != 1 || tcp.checksum.status != 1", "frame.number", "");
}

static void
send_record (TlsFixture *fixture, TbCapture *capture, guint connection, TbTranscript *transcript, guint64 sequence, const char *packet, gsize n_bytes)
{
  g_autoptr (GBytes) plain = g_bytes_new_static (packet, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) record = tb_seal_record (fixture->pki.crypto, transcript, TB_SIDE_CLIENT, sequence, TB_SEAL_CONTENT_APPLICATION, plain, &error);

  g_assert_no_error (error);
  tb_capture_send (capture, connection, NOON_US + 50000 + (gint64) sequence * 1000, TB_SIDE_CLIENT,
                   g_bytes_get_data (record, NULL), g_bytes_get_size (record));
}

static guint
add_handshake_to (TbCapture *capture, TbTranscript *transcript, guint16 port, guint16 server_port)
{
  guint connection = tb_capture_open_tcp (capture, NOON_US, CLIENT_IP, port, SERVER_IP, server_port);

  tb_capture_add_secrets (capture, transcript);
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_flight_wire (transcript, i, &n_bytes);

      tb_capture_send (capture, connection, NOON_US + (i + 1) * 1000, tb_transcript_get_flight (transcript, i)->from, bytes, n_bytes);
    }
  return connection;
}

static guint
add_handshake (TbCapture *capture, TbTranscript *transcript, guint16 port)
{
  return add_handshake_to (capture, transcript, port, 8883);
}

static TbCapture *
begin (const char *path)
{
  g_autoptr (GError) error = NULL;
  TbCapture *capture = tb_capture_new (path, "a test of captures", &error);

  g_assert_no_error (error);
  return capture;
}

static void
end (TbCapture *capture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_capture_close (capture, &error));
  g_assert_no_error (error);
}

static void
protected_session_opens_from_the_file_alone (TlsFixture *fixture, gconstpointer algorithm)
{
  g_auto (Place) place = { 0 };
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  TbCapture *capture;
  guint connection;

  place_init (&place);
  capture = begin (place.path);
  connection = add_handshake (capture, transcript, 40001);
  send_record (fixture, capture, connection, transcript, 0, connect_packet, sizeof connect_packet - 1);
  send_record (fixture, capture, connection, transcript, 1, publish_packet, sizeof publish_packet - 1);
  tb_capture_close_tcp (capture, connection, NOON_US + 60 * G_USEC_PER_SEC, TB_SIDE_CLIENT);
  end (capture);
  assert_clean (&place);
  assert_tshark (&place, "mqtt.msgtype == 1", "mqtt.clientid", "lock03");
  assert_tshark (&place, "mqtt.msgtype == 3", "mqtt.topic", "home/lock");
  assert_tshark (&place, "mqtt.msgtype == 3", "mqtt.msg", "6f70656e");
  assert_tshark (&place, "tls.handshake.type == 13", "tls.handshake.type", "2,8,13,11,15,20");
  assert_tshark (&place, "tls.handshake.type == 1", "tls.handshake.extensions_server_name", BROKER);
  assert_tshark (&place, "tcp.flags.syn == 1 && tcp.flags.ack == 0", "ip.src", "10.0.0.7");
}

static void
refusal_is_readable (TlsFixture *fixture, gconstpointer algorithm)
{
  g_auto (Place) place = { 0 };
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, NULL, "a");
  TbCapture *capture;
  guint connection;

  place_init (&place);
  capture = begin (place.path);
  connection = add_handshake (capture, transcript, 40002);
  tb_capture_close_tcp (capture, connection, NOON_US + 90000, TB_SIDE_SERVER);
  end (capture);
  assert_clean (&place);
  assert_tshark (&place, "tls.alert_message", "tls.alert_message.desc", "116");
}

static void
plain_telemetry_is_readable (TlsFixture *fixture, gconstpointer algorithm)
{
  g_auto (Place) place = { 0 };
  TbCapture *capture;
  guint connection;

  place_init (&place);
  capture = begin (place.path);
  connection = tb_capture_open_tcp (capture, NOON_US, CLIENT_IP, 40003, SERVER_IP, 1883);
  tb_capture_send (capture, connection, NOON_US + 1, TB_SIDE_CLIENT, (const guint8 *) connect_packet, sizeof connect_packet - 1);
  for (guint i = 0; i < 200; i++)
    tb_capture_send (capture, connection, NOON_US + 2 + i, TB_SIDE_CLIENT, (const guint8 *) publish_packet, sizeof publish_packet - 1);
  end (capture);
  assert_clean (&place);
  assert_tshark (&place, "mqtt.msgtype == 1", "mqtt.clientid", "lock03");
  assert_tshark (&place, "frame.number == 404", "tcp.len", "17");
  assert_tshark (&place, "frame.number == 5", "frame.time_epoch", "1772517600.000001000");
}

/* Several sessions at once, one of them sending more than fits into a segment, do not disturb one another. */
static void
long_sends_are_cut (TlsFixture *fixture, gconstpointer algorithm)
{
  g_auto (Place) place = { 0 };
  g_autoptr (TbTranscript) first = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (TbTranscript) second = tls_run (fixture, fixture->broker, fixture->lock_identity, "b");
  g_autofree char *large = g_malloc0 (16000);
  TbCapture *capture;
  guint one, two;

  memcpy (large, "\x30\xfd\x7c\x00\x04long", 9);          /* PUBLISH with 15997 bytes to come */
  place_init (&place);
  capture = begin (place.path);
  one = add_handshake (capture, first, 40004);
  two = add_handshake (capture, second, 40005);
  send_record (fixture, capture, two, second, 0, connect_packet, sizeof connect_packet - 1);
  send_record (fixture, capture, one, first, 0, large, 16000);
  send_record (fixture, capture, two, second, 1, publish_packet, sizeof publish_packet - 1);
  end (capture);
  assert_clean (&place);
  assert_tshark (&place, "mqtt.topic == \"long\"", "mqtt.len", "15997");
  assert_tshark (&place, "mqtt.topic == \"home/lock\"", "tcp.srcport", "40005");
  assert_tshark (&place, "tcp.len > 1448", "frame.number", "");
}

/* A message with a body of so many bytes. */
static GBytes *
make_http (const char *start, gsize n_body)
{
  g_autofree char *body = g_strnfill (n_body, 'A');
  char *text = g_strdup_printf ("%s\r\nContent-Type: application/octet-stream\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", start, n_body, body);

  return g_bytes_new_take (text, strlen (text));
}

static void
send_http (TlsFixture *fixture, TbCapture *capture, guint connection, TbTranscript *transcript, TbSide from, GBytes *message, gint64 unix_us)
{
  g_autoptr (GBytes) wire = tb_seal_records (fixture->pki.crypto, transcript, from, tb_transcript_get_n_sealed (transcript, from),
                                             TB_SEAL_CONTENT_APPLICATION, message, NULL);

  tb_capture_send (capture, connection, unix_us, from, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire));
}

/* A request and an answer, each longer than a record, are one request and one answer to whoever has the secrets; on port 80 without any. */
static void
long_http_is_read_whole (TlsFixture *fixture, gconstpointer algorithm)
{
  g_auto (Place) place = { 0 };
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (GBytes) request = make_http ("POST /.well-known/est/simpleenroll HTTP/1.1\r\nHost: ca.lab", 20000);
  g_autoptr (GBytes) response = make_http ("HTTP/1.1 200 OK", 40000);
  TbCapture *capture;
  guint sealed, plain;

  place_init (&place);
  capture = begin (place.path);
  sealed = add_handshake_to (capture, transcript, 40004, 443);
  send_http (fixture, capture, sealed, transcript, TB_SIDE_CLIENT, request, NOON_US + 60000);
  send_http (fixture, capture, sealed, transcript, TB_SIDE_SERVER, response, NOON_US + 70000);
  plain = tb_capture_open_tcp (capture, NOON_US + 80000, CLIENT_IP, 40005, SERVER_IP, 80);
  tb_capture_send (capture, plain, NOON_US + 90000, TB_SIDE_CLIENT, g_bytes_get_data (request, NULL), g_bytes_get_size (request));
  tb_capture_send (capture, plain, NOON_US + 95000, TB_SIDE_SERVER, g_bytes_get_data (response, NULL), g_bytes_get_size (response));
  end (capture);
  assert_clean (&place);
  assert_tshark (&place, "http.request && tls", "http.content_length", "20000");
  assert_tshark (&place, "http.response && tls", "http.content_length", "40000");
  assert_tshark (&place, "http.request && !tls", "http.request.uri", "/.well-known/est/simpleenroll");
  assert_tshark (&place, "http.response && !tls", "http.response.code", "200");
}

/* --- files --- */

static void
assert_cannot_begin (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_capture_new (path, NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_null (strchr (error->message, '\n'));
}

static void
unwritable_place_is_refused (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *below_nothing = NULL;

  place_init (&place);
  below_nothing = g_build_filename (place.folder, "not", "there.pcapng", NULL);
  assert_cannot_begin (below_nothing);
  assert_cannot_begin (place.folder);
  assert_cannot_begin ("/dev/null");
  g_assert_cmpuint (count_files (place.folder), ==, 0);
}

static void
nothing_is_seen_before_the_end (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *content = NULL;
  TbCapture *capture;

  place_init (&place);
  g_assert_true (g_file_set_contents (place.path, "precious", -1, NULL));
  capture = begin (place.path);
  tb_capture_open_tcp (capture, NOON_US, CLIENT_IP, 1, SERVER_IP, 2);
  g_assert_true (g_file_get_contents (place.path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "precious");
  tb_capture_abandon (capture);
  g_clear_pointer (&content, g_free);
  g_assert_true (g_file_get_contents (place.path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "precious");
  g_assert_cmpuint (count_files (place.folder), ==, 1);
  end (begin (place.path));
  g_clear_pointer (&content, g_free);
  g_assert_true (g_file_get_contents (place.path, &content, NULL, NULL));
  g_assert_cmpmem (content, 4, "\x0a\x0d\x0d\x0a", 4);
}

/* A limit on the size of files stands in for a disk that is full. */
static void
full_disk_is_reported (void)
{
  g_auto (Place) place = { 0 };
  struct rlimit before, small;
  g_autofree guint8 *bytes = g_malloc0 (100000);
  g_autoptr (GError) error = NULL;
  TbCapture *capture;
  guint connection;

  place_init (&place);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 20000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  capture = begin (place.path);
  connection = tb_capture_open_tcp (capture, NOON_US, CLIENT_IP, 1, SERVER_IP, 2);
  tb_capture_send (capture, connection, NOON_US, TB_SIDE_CLIENT, bytes, 100000);
  g_assert_false (tb_capture_close (capture, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, place.path));
  g_assert_cmpuint (count_files (place.folder), ==, 0);
}

#define ADD(name, function) \
  g_test_add ("/tls/capture/" name, TlsFixture, GUINT_TO_POINTER (TB_KEY_P256), tls_fixture_set_up, function, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("protected", protected_session_opens_from_the_file_alone);
  ADD ("refused", refusal_is_readable);
  ADD ("plain", plain_telemetry_is_readable);
  ADD ("long", long_sends_are_cut);
  ADD ("http", long_http_is_read_whole);
  g_test_add_func ("/tls/capture/unwritable", unwritable_place_is_refused);
  g_test_add_func ("/tls/capture/whole-or-nothing", nothing_is_seen_before_the_end);
  g_test_add_func ("/tls/capture/full-disk", full_disk_is_reported);
  return g_test_run ();
}
