/* What looks up proofs finds them, says why not when it does not, ends at its deadline, reads no more than it must, and asks nobody but this machine. */
#include "loopback.h"

#include <string.h>

#include "pki-fixture.h"
#include "tb-live-acme.h"
#include "tb-live-place.h"

#define LONG_US (20 * G_USEC_PER_SEC)
#define SHORT_US (60 * 1000)

/* --- looking --- */

static void
on_looked (GObject *nobody, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GPtrArray *
look_at (GSocketAddress *place, TbAcmeChallengeKind kind, const char *where, gint64 timeout_us, GError **error)
{
  TbLiveLookTerms terms = { .timeout_us = timeout_us };
  TbAcmeValidation validation = { (char *) "id", kind, (char *) "a.lab", (char *) where, (char *) "token" };
  g_autoptr (GAsyncResult) result = NULL;

  terms.places[kind] = place;
  tb_live_look_async (&terms, &validation, NULL, on_looked, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return tb_live_look_finish (result, error);
}

static void
assert_found (Loopback *server, TbAcmeChallengeKind kind, const char *where, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = look_at (loopback_get_place (server), kind, where, LONG_US, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpmem (g_bytes_get_data (found->pdata[0], NULL), g_bytes_get_size (found->pdata[0]), expected, strlen (expected));
}

static void
assert_fails (GSocketAddress *place, TbAcmeChallengeKind kind, const char *where, gint64 timeout_us, TbAcmeProblem problem)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look_at (place, kind, where, timeout_us, &error));
  g_assert_error (error, TB_ACME_PROBLEM, (int) problem);
  g_test_message ("%s", error->message);
}

static void
answer_text (Loopback *server, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  loopback_set_answer (server, bytes);
}

/* --- http-01 --- */

#define FILE_URL "http://a.lab/.well-known/acme-challenge/token"
#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

static void
a_file_is_found_by_the_name_in_host (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_TCP);

  answer_text (server, OK_HEAD "Content-Length: 5\r\n\r\nproof");
  assert_found (server, TB_ACME_HTTP_01, FILE_URL, "proof");
  g_assert_true (g_str_has_prefix (loopback_get_asked (server), "GET /.well-known/acme-challenge/token HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (loopback_get_asked (server), "\r\nHost: a.lab\r\n"));
}

static void
a_file_may_come_in_any_framing (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_TCP);

  answer_text (server, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\npro\r\n2\r\nof\r\n0\r\n\r\n");
  assert_found (server, TB_ACME_HTTP_01, FILE_URL, "proof");
  answer_text (server, OK_HEAD "Connection: close\r\n\r\nproof");
  assert_found (server, TB_ACME_HTTP_01, FILE_URL, "proof");
  answer_text (server, "HTTP/1.0 200 OK\r\n\r\nproof");
  assert_found (server, TB_ACME_HTTP_01, FILE_URL, "proof");
}

static void
what_is_no_file_is_told (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_TCP);
  static const char *const answers[] = {
    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n\r\n\r\n",
    OK_HEAD "Content-Length: 50\r\n\r\nproof", OK_HEAD "Content-Length: 5\r\nContent-Length: 6\r\n\r\nproof", OK_HEAD "Transfer-Encoding: gzip\r\n\r\nproof" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answer_text (server, answers[i]);
      assert_fails (loopback_get_place (server), TB_ACME_HTTP_01, FILE_URL, LONG_US, TB_ACME_PROBLEM_INCORRECT_RESPONSE);
    }
}

static void
a_file_that_is_too_long_is_not_read (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_TCP);
  g_autofree char *body = g_strnfill (1024 * 1024, 'x'), *whole = g_strconcat (OK_HEAD "Connection: close\r\n\r\n", body, NULL);
  g_autofree char *head = g_strconcat ("HTTP/1.1 200 OK\r\nX: ", body, NULL);

  answer_text (server, OK_HEAD "Content-Length: 4097\r\n\r\n");
  assert_fails (loopback_get_place (server), TB_ACME_HTTP_01, FILE_URL, LONG_US, TB_ACME_PROBLEM_INCORRECT_RESPONSE);
  answer_text (server, whole);
  assert_fails (loopback_get_place (server), TB_ACME_HTTP_01, FILE_URL, LONG_US, TB_ACME_PROBLEM_INCORRECT_RESPONSE);
  answer_text (server, head);
  assert_fails (loopback_get_place (server), TB_ACME_HTTP_01, FILE_URL, LONG_US, TB_ACME_PROBLEM_INCORRECT_RESPONSE);
}

static void
a_redirection_changes_what_is_asked_not_whom (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_TCP);

  answer_text (server, "HTTP/1.1 302 Found\r\nLocation: http://b.example/elsewhere?x=1\r\nContent-Length: 0\r\n\r\n");
  assert_fails (loopback_get_place (server), TB_ACME_HTTP_01, FILE_URL, LONG_US, TB_ACME_PROBLEM_CONNECTION);
  g_assert_nonnull (strstr (loopback_get_asked (server), "GET /elsewhere?x=1 HTTP/1.1\r\nHost: b.example\r\n"));
}

static void
a_redirection_elsewhere_is_refused (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_TCP);
  static const char *const locations[] = { "https://a.lab/", "http://a.lab:8080/", "http://u@a.lab/", "ftp://a.lab/", "http:///x", "//", "http://a b/", "http://a.lab/a b", "http://a_b!/",
                                           "" };

  for (guint i = 0; i < G_N_ELEMENTS (locations); i++)
    {
      g_autofree char *answer = g_strdup_printf ("HTTP/1.1 301 Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", locations[i]);

      answer_text (server, answer);
      assert_fails (loopback_get_place (server), TB_ACME_HTTP_01, FILE_URL, LONG_US, TB_ACME_PROBLEM_CONNECTION);
    }
  answer_text (server, "HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n");
  assert_fails (loopback_get_place (server), TB_ACME_HTTP_01, FILE_URL, LONG_US, TB_ACME_PROBLEM_CONNECTION);
}

/* --- tls-alpn-01 --- */

static void
assert_certificate (Loopback *server, int version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) expected = loopback_get_certificate (server);
  g_autoptr (GPtrArray) found = NULL;

  loopback_set_tls (server, "acme-tls/1", version);
  found = look_at (loopback_get_place (server), TB_ACME_TLS_ALPN_01, "a.lab", LONG_US, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_true (g_bytes_equal (found->pdata[0], expected));
}

static void
a_certificate_is_found_by_name_and_protocol (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_TLS);

  assert_certificate (server, TLS1_3_VERSION);
  assert_certificate (server, TLS1_2_VERSION);
  g_assert_cmpstr (loopback_get_asked (server), ==, "a.laba.lab");
}

static void
another_protocol_is_no_proof (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_TLS);
  g_autoptr (Loopback) chatter = loopback_new (LOOPBACK_TCP);

  loopback_set_tls (server, NULL, TLS1_3_VERSION);
  assert_fails (loopback_get_place (server), TB_ACME_TLS_ALPN_01, "a.lab", LONG_US, TB_ACME_PROBLEM_TLS);
  loopback_set_tls (server, "acme-tls/1", TLS1_1_VERSION);
  assert_fails (loopback_get_place (server), TB_ACME_TLS_ALPN_01, "a.lab", LONG_US, TB_ACME_PROBLEM_TLS);
  answer_text (chatter, OK_HEAD "\r\n");
  assert_fails (loopback_get_place (chatter), TB_ACME_TLS_ALPN_01, "a.lab", LONG_US, TB_ACME_PROBLEM_TLS);
  answer_text (chatter, "");
  assert_fails (loopback_get_place (chatter), TB_ACME_TLS_ALPN_01, "a.lab", LONG_US, TB_ACME_PROBLEM_TLS);
}

/* --- dns-01 --- */

#define RECORD "_acme-challenge.a.lab"
#define POINTER_TO_NAME "\xc0\x0c"
#define TXT_IN "\x00\x10\x00\x01"
#define TTL "\x00\x00\x00\x3c"

#define ANSWER_DNS(server, literal) answer_bytes (server, literal, sizeof literal - 1)

static void
answer_bytes (Loopback *server, const char *bytes, gsize n)
{
  g_autoptr (GBytes) answer = g_bytes_new (bytes, n);

  loopback_set_answer (server, answer);
}

static void
a_record_is_found (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_DNS);

  ANSWER_DNS (server, POINTER_TO_NAME TXT_IN TTL "\x00\x06\x05proof");
  assert_found (server, TB_ACME_DNS_01, RECORD, "proof");
  g_assert_cmpstr (loopback_get_asked (server), ==, "_acme-challenge.a.lab.");
  ANSWER_DNS (server, POINTER_TO_NAME TXT_IN TTL "\x00\x07\x03pro\x02of");
  assert_found (server, TB_ACME_DNS_01, RECORD, "proof");
}

static void
no_record_is_told (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_DNS);

  ANSWER_DNS (server, "");
  assert_fails (loopback_get_place (server), TB_ACME_DNS_01, RECORD, LONG_US, TB_ACME_PROBLEM_DNS);
}

/* Whether c-ares drops an answer or reads it, it ends. */
static void
garbage_from_a_name_server_is_an_end (void)
{
  g_autoptr (Loopback) server = loopback_new (LOOPBACK_DNS);

  ANSWER_DNS (server, POINTER_TO_NAME TXT_IN TTL "\xff\xff\x05proof");
  assert_fails (loopback_get_place (server), TB_ACME_DNS_01, RECORD, SHORT_US, TB_ACME_PROBLEM_DNS);
  ANSWER_DNS (server, POINTER_TO_NAME TXT_IN TTL "\x00\x06\xffproof");
  assert_fails (loopback_get_place (server), TB_ACME_DNS_01, RECORD, SHORT_US, TB_ACME_PROBLEM_DNS);
  ANSWER_DNS (server, "\xc0\xff" TXT_IN TTL "\x00\x06\x05proof");
  assert_fails (loopback_get_place (server), TB_ACME_DNS_01, RECORD, SHORT_US, TB_ACME_PROBLEM_DNS);
  ANSWER_DNS (server, POINTER_TO_NAME);
  assert_fails (loopback_get_place (server), TB_ACME_DNS_01, RECORD, SHORT_US, TB_ACME_PROBLEM_DNS);
}

/* --- all kinds --- */

static void
whoever_is_silent_has_a_deadline (void)
{
  g_autoptr (Loopback) tcp = loopback_new (LOOPBACK_TCP);
  g_autoptr (Loopback) dns = loopback_new (LOOPBACK_DNS);

  assert_fails (loopback_get_place (tcp), TB_ACME_HTTP_01, FILE_URL, SHORT_US, TB_ACME_PROBLEM_CONNECTION);
  assert_fails (loopback_get_place (tcp), TB_ACME_TLS_ALPN_01, "a.lab", SHORT_US, TB_ACME_PROBLEM_CONNECTION);
  assert_fails (loopback_get_place (dns), TB_ACME_DNS_01, RECORD, SHORT_US, TB_ACME_PROBLEM_DNS);
}

static void
nobody_there_is_told_at_once (void)
{
  g_autoptr (GSocketAddress) nobody = loopback_nobody ();

  assert_fails (nobody, TB_ACME_HTTP_01, FILE_URL, LONG_US, TB_ACME_PROBLEM_CONNECTION);
  assert_fails (nobody, TB_ACME_TLS_ALPN_01, "a.lab", LONG_US, TB_ACME_PROBLEM_CONNECTION);
  assert_fails (nobody, TB_ACME_DNS_01, RECORD, SHORT_US, TB_ACME_PROBLEM_DNS);
  assert_fails (NULL, TB_ACME_DNS_01, RECORD, LONG_US, TB_ACME_PROBLEM_CONNECTION);
}

static void
only_this_machine_is_asked (void)
{
  g_autoptr (GSocketAddress) outside = g_inet_socket_address_new_from_string ("192.0.2.1", 80);

  for (guint kind = 0; kind < TB_ACME_N_CHALLENGES; kind++)
    assert_fails (outside, (TbAcmeChallengeKind) kind, kind == TB_ACME_HTTP_01 ? FILE_URL : RECORD, LONG_US, TB_ACME_PROBLEM_CONNECTION);
}

static void
whoever_has_lost_interest_waits_no_longer (void)
{
  g_autoptr (Loopback) tcp = loopback_new (LOOPBACK_TCP);
  g_autoptr (Loopback) dns = loopback_new (LOOPBACK_DNS);
  TbLiveLookTerms terms = { { loopback_get_place (tcp), loopback_get_place (dns), loopback_get_place (tcp) }, LONG_US };

  for (guint kind = 0; kind < TB_ACME_N_CHALLENGES; kind++)
    {
      TbAcmeValidation validation = { (char *) "id", (TbAcmeChallengeKind) kind, (char *) "a.lab", (char *) (kind == TB_ACME_HTTP_01 ? FILE_URL : RECORD), (char *) "t" };
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;

      tb_live_look_async (&terms, &validation, cancellable, on_looked, &result);
      g_cancellable_cancel (cancellable);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_null (tb_live_look_finish (result, NULL));
    }
}

int
main (int argc, char **argv)
{
  static const struct { const char *name; void (*fact) (void); } facts[] = {
    { "a file is found by the name in Host", a_file_is_found_by_the_name_in_host },
    { "a file may come in any framing", a_file_may_come_in_any_framing },
    { "what is no file is told", what_is_no_file_is_told },
    { "a file that is too long is not read", a_file_that_is_too_long_is_not_read },
    { "a redirection changes what is asked, not whom", a_redirection_changes_what_is_asked_not_whom },
    { "a redirection elsewhere is refused", a_redirection_elsewhere_is_refused },
    { "a certificate is found by name and protocol", a_certificate_is_found_by_name_and_protocol },
    { "another protocol is no proof", another_protocol_is_no_proof },
    { "a record is found", a_record_is_found },
    { "no record is told", no_record_is_told },
    { "garbage from a name server is an end", garbage_from_a_name_server_is_an_end },
    { "whoever is silent has a deadline", whoever_is_silent_has_a_deadline },
    { "nobody there is told at once", nobody_there_is_told_at_once },
    { "only this machine is asked", only_this_machine_is_asked },
    { "whoever has lost interest waits no longer", whoever_has_lost_interest_waits_no_longer },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      g_autofree char *path = g_strconcat ("/live/validator/", facts[i].name, NULL);

      g_test_add_func (path, facts[i].fact);
    }
  return g_test_run ();
}
