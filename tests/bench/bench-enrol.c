/* Enrolment by EST without the handshake: what the authority's side adds to the plain calls that read a request and sign a certificate, and what both sides
 * together add to making key, request and certificate. */
#include "bare.h"
#include "bench.h"
#include "tb-enrol-client.h"
#include "tb-enrol-server.h"

#define START_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)
#define DAY_US   (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define NAME     "lock-17.lab"
#define SECRET   "rote-laterne-17"

typedef struct
{
  TbCrypto *crypto;
  TbAuthority *authority;
  GPtrArray *authorities, *anchors;
  TbStream stream;
  GBytes *request;              /* a whole request of HTTP */
  EVP_PKEY *bare_key;
  X509 *bare_authority;
  guint8 *bare_request;
  gsize n_bare_request;
} Work;

/* --- ours --- */

static TbCertificate *
issue (const TbEnrolAsk *ask, gpointer data, GError **error)
{
  static const TbIssueTerms terms = { TB_PROFILE_DEVICE, START_US, START_US + 90 * DAY_US };
  Work *work = data;

  return tb_enrol_issue_from (work->authority, ask, &terms, &work->stream, error);
}

static TbEnrolServer *
make_server (Work *work)
{
  static const TbEnrolCalls calls = { .issue = issue };
  TbEnrolServerTerms terms = { .crypto = work->crypto, .protocols = 1 << TB_ENROL_EST, .authorities = work->authorities, .key_algorithm = TB_KEY_P256 };
  TbEnrolServer *server = tb_enrol_server_new (&terms, &calls, work, &work->stream, NULL);

  tb_enrol_server_add_secret (server, NAME, SECRET, G_MAXINT64);
  return server;
}

/* Bytes in, bytes out; a server for each request. */
static GBytes *
serve (Work *work, GBytes *bytes)
{
  g_autoptr (TbEnrolServer) server = make_server (work);
  g_autoptr (TbHttpRequest) request = tb_http_request_read (bytes, TB_EST_MAX_BODY_BYTES, NULL);
  g_autoptr (TbHttpResponse) response = tb_enrol_server_handle (server, request, NULL, START_US + DAY_US);

  g_assert_cmpuint (response->status, ==, 200);
  return tb_http_response_write (response, "POST");
}

static void
serve_ours (gpointer data, guint n_items)
{
  for (guint i = 0; i < n_items; i++)
    g_bytes_unref (serve (data, ((Work *) data)->request));
}

static TbEnrolClient *
make_client (Work *work, TbStream *stream)
{
  g_autoptr (TbKey) key = tb_key_generate (work->crypto, TB_KEY_P256, stream, NULL);
  TbEnrolClientTerms terms = { .crypto = work->crypto, .protocol = TB_ENROL_EST, .host = "ca.lab", .name = NAME, .key = key, .secret = SECRET,
                               .anchors = work->anchors, .intermediates = tb_authority_get_intermediates (work->authority) };

  return tb_enrol_client_new (&terms, stream);
}

static GBytes *
ask (TbEnrolClient *client)
{
  TbEnrolStep step = tb_enrol_client_next (client, NULL, START_US + DAY_US);

  g_assert_cmpint (step, ==, TB_ENROL_STEP_SEND);
  return tb_http_request_write (tb_enrol_client_get_request (client), "ca.lab");
}

static void
enrol_ours (gpointer data, guint n_items)
{
  for (guint i = 0; i < n_items; i++)
    {
      TbStream stream;
      g_autoptr (TbEnrolClient) client = NULL;
      g_autoptr (GBytes) asked = NULL, answered = NULL;
      g_autoptr (TbHttpResponse) response = NULL;

      tb_stream_initf (&stream, 42, "device/%u", i);
      client = make_client (data, &stream);
      asked = ask (client);
      answered = serve (data, asked);
      response = tb_http_response_read (answered, TB_EST_MAX_BODY_BYTES, "POST", NULL);
      g_assert_cmpint (tb_enrol_client_next (client, response, START_US + DAY_US), ==, TB_ENROL_STEP_DONE);
    }
}

/* --- the plain calls --- */

static void
answer_bare (Work *work, const guint8 *request, gsize n_request)
{
  X509 *certificate = bare_answer_request (work->bare_authority, work->bare_key, request, n_request, START_US, START_US + 90 * DAY_US);
  guint8 *der = NULL;

  g_assert_cmpint (i2d_X509 (certificate, &der), >, 0);
  OPENSSL_free (der);
  X509_free (certificate);
}

static void
serve_bare (gpointer data, guint n_items)
{
  Work *work = data;

  for (guint i = 0; i < n_items; i++)
    answer_bare (work, work->bare_request, work->n_bare_request);
}

static void
enrol_bare (gpointer data, guint n_items)
{
  for (guint i = 0; i < n_items; i++)
    {
      EVP_PKEY *key = EVP_EC_gen ("P-256");
      guint8 *request = NULL;
      gsize n = bare_make_request (key, NAME, "DNS:" NAME, &request);

      answer_bare (data, request, n);
      OPENSSL_free (request);
      EVP_PKEY_free (key);
    }
}

/* --- both --- */

static void
set_up_ours (Work *work)
{
  g_autoptr (TbAuthority) root = NULL;
  g_autoptr (TbEnrolClient) client = NULL;
  TbStream stream;

  tb_stream_init (&work->stream, 42, "authorities");
  stream = work->stream;
  work->crypto = tb_crypto_get_seeded (NULL);
  root = tb_authority_new_root (work->crypto, "Root", TB_KEY_P256, START_US, START_US + 7300 * DAY_US, &work->stream, NULL);
  work->authority = tb_authority_new_issuing (root, "Devices", TB_KEY_P256, START_US, START_US + 3650 * DAY_US, &work->stream, NULL);
  g_assert_nonnull (work->authority);
  work->anchors = g_ptr_array_new ();
  g_ptr_array_add (work->anchors, tb_authority_get_root (work->authority));
  work->authorities = g_ptr_array_new ();
  g_ptr_array_add (work->authorities, tb_authority_get_certificate (work->authority));
  g_ptr_array_add (work->authorities, tb_authority_get_root (work->authority));
  client = make_client (work, &stream);
  work->request = ask (client);
}

static void
set_up_bare (Work *work)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");

  work->bare_authority = bare_certificate (tb_authority_get_certificate (work->authority));
  work->bare_key = EVP_EC_gen ("P-256");
  work->n_bare_request = bare_make_request (key, NAME, "DNS:" NAME, &work->bare_request);
  EVP_PKEY_free (key);
}

static void
tear_down (Work *work)
{
  g_bytes_unref (work->request);
  g_ptr_array_unref (work->anchors);
  g_ptr_array_unref (work->authorities);
  tb_authority_unref (work->authority);
  X509_free (work->bare_authority);
  EVP_PKEY_free (work->bare_key);
  OPENSSL_free (work->bare_request);
}

static void
compare (Work *work, const char *name, BenchRun ours, BenchRun theirs, double goal)
{
  BenchResult result = bench_compare (BENCH_PROCESSOR, ours, theirs, work, 200, 9);

  bench_print_row (name, 1 / result.ratio, BENCH_AT_MOST, goal, "%.0f us, plain calls %.0f us", result.ours_ns / 1e3, result.theirs_ns / 1e3);
}

int
main (void)
{
  Work work = { 0 };

  set_up_ours (&work);
  set_up_bare (&work);
  compare (&work, "est-server", serve_ours, serve_bare, 1.5);
  compare (&work, "est-both-sides", enrol_ours, enrol_bare, 2.0);
  tear_down (&work);
  return 0;
}
