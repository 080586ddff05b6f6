/* Fuzzes both ends of EST and the HTTP below: the first byte says whether the rest is what a server hears, the body of a
 * request, or what a client hears. */
#include "fuzz.h"

#include <openssl/err.h>

#include "est-fixture.h"

#define LIMIT (128 * 1024)

static EstFixture *
get_fixture (void)
{
  static EstFixture *fixture;

  if (fixture == NULL)
    {
      fixture = g_new0 (EstFixture, 1);
      est_fixture_set_up (fixture, NULL);
    }
  return fixture;
}

/* Whatever was asked, the answer can be read. */
static void
assert_answers (EstFixture *fixture, const TbHttpRequest *request)
{
  const TbHttpPeer peer = { tb_identity_get_certificate (fixture->factory) };
  g_autoptr (TbHttpResponse) response = tb_est_server_handle (fixture->server, request, &peer, EST_NOW_US);
  g_autoptr (GBytes) bytes = tb_http_response_write (response, request->method);
  g_autoptr (TbHttpResponse) again = tb_http_response_read (bytes, LIMIT, request->method, NULL);

  if (again == NULL || again->status != response->status)
    g_error ("the answer cannot be read");
}

static void
hear_request (EstFixture *fixture, GBytes *bytes)
{
  g_autoptr (TbHttpRequest) request = tb_http_request_read (bytes, LIMIT, NULL);

  if (request != NULL)
    assert_answers (fixture, request);
}

static void
hear_body (EstFixture *fixture, GBytes *bytes)
{
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SIMPLE_ENROLL, NULL, bytes);

  assert_answers (fixture, request);
}

static void
hear_response (EstFixture *fixture, GBytes *bytes)
{
  g_autoptr (TbHttpResponse) response = tb_http_response_read (bytes, LIMIT, "POST", NULL);
  g_auto (TbEstOutcome) enrolled = { 0 }, made = { 0 };
  g_autoptr (GPtrArray) certificates = NULL;
  TbKeyAlgorithm algorithm;
  gboolean is_told;

  if (response == NULL)
    return;
  certificates = tb_est_read_cacerts (fixture->pki.crypto, response, NULL);
  tb_est_read_csrattrs (response, &algorithm, &is_told, NULL);
  if (tb_est_read_enrolled (response, fixture->key, &enrolled, NULL) && enrolled.verdict == TB_EST_ISSUED && enrolled.certificate == NULL)
    g_error ("enrolled without a certificate");
  if (tb_est_read_keygen (fixture->pki.crypto, response, &made, NULL) && made.verdict == TB_EST_ISSUED
      && (made.certificate == NULL || made.key == NULL))
    g_error ("enrolled without a certificate or a key");
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  static void (*const ends[]) (EstFixture *, GBytes *) = { hear_request, hear_body, hear_response };
  g_autoptr (GBytes) bytes = n_bytes > 0 ? g_bytes_new (data + 1, n_bytes - 1) : NULL;

  if (bytes != NULL)
    ends[data[0] % G_N_ELEMENTS (ends)] (get_fixture (), bytes);
  ERR_clear_error ();
  return 0;
}

/* --- seeds --- */

static void
add (GPtrArray *seeds, guint8 kind, GBytes *bytes)
{
  GByteArray *seed = g_byte_array_new ();

  g_byte_array_append (seed, &kind, 1);
  g_byte_array_append (seed, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (seed));
}

/* What is asked, and what is answered to it. */
static void
add_conversation (GPtrArray *seeds, TbEstOperation operation, GBytes *csr)
{
  EstFixture *fixture = get_fixture ();
  g_autoptr (TbHttpRequest) request = tb_est_ask (operation, NULL, csr);
  g_autoptr (GBytes) asked = tb_http_request_write (request, "ca.example");
  g_autoptr (TbHttpResponse) response = est_talk (fixture, request, tb_identity_get_certificate (fixture->factory));
  g_autoptr (GBytes) answered = tb_http_response_write (response, request->method);

  add (seeds, 0, asked);
  add (seeds, 2, answered);
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) csr = est_csr (get_fixture (), "lock-17");

  add (seeds, 1, csr);
  add_conversation (seeds, TB_EST_CACERTS, NULL);
  add_conversation (seeds, TB_EST_CSRATTRS, NULL);
  add_conversation (seeds, TB_EST_SIMPLE_ENROLL, csr);
  add_conversation (seeds, TB_EST_SERVER_KEYGEN, csr);
  return seeds;
}
