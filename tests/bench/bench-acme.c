/* Orders by ACME: what a whole one costs both sides together, without connections, against the plain cryptography in it: a signature made and one verified for
 * each signed request, and a certificate for a request. */
#include "bare.h"
#include "bench.h"
#include "tb-acme-client.h"

#define START_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)
#define DAY_US   (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define BASE     "https://acme.lab/acme"
#define NAME     "lock-17.lab"

typedef struct
{
  TbCrypto *crypto;
  TbAuthority *authority;
  TbAcmeServer *server;
  TbKey *account_key;
  GBytes *csr;
  TbStream stream;
  guint n_signed;               /* requests of the last order that were signed */
  EVP_PKEY *bare_key;
  X509 *bare_authority;
} Work;

/* --- ours --- */

static TbCertificate *
issue (const TbAcmeAsked *asked, GPtrArray *chain, gpointer data, GError **error)
{
  Work *work = data;

  return tb_acme_issue_from (work->authority, asked, TB_PROFILE_SERVICE, &work->stream, chain, error);
}

static void
validate (Work *work, const TbAcmeProof *proof)
{
  g_autoptr (TbAcmeValidation) validation = tb_acme_server_take_validation (work->server);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (found, g_bytes_new (proof->text, strlen (proof->text)));
  g_assert_true (tb_acme_server_report_found (work->server, validation->id, found, START_US));
}

static TbHttpResponse *
send_request (Work *work, const TbHttpRequest *request)
{
  work->n_signed += g_str_equal (request->method, "POST");
  return tb_acme_server_handle (work->server, request, NULL, START_US);
}

static void
order_one (Work *work)
{
  const char *const names[] = { NAME, NULL };
  TbAcmeClientTerms terms = { .directory_url = BASE "/directory", .account_key = work->account_key, .names = names, .csr = work->csr, .challenge = TB_ACME_HTTP_01 };
  g_autoptr (TbAcmeClient) client = tb_acme_client_new (&terms, &work->stream);
  g_autoptr (TbHttpResponse) last = NULL;
  gint64 now_us = START_US;

  work->n_signed = 0;
  for (TbAcmeStep step; (step = tb_acme_client_next (client, last, now_us, NULL)) != TB_ACME_STEP_DONE;)
    {
      g_assert_cmpint (step, !=, TB_ACME_STEP_FAILED);
      g_clear_pointer (&last, tb_http_response_free);
      if (step == TB_ACME_STEP_SEND)
        last = send_request (work, tb_acme_client_get_request (client));
      else if (step == TB_ACME_STEP_WAIT)
        {
          now_us = tb_acme_client_get_wait_until_us (client);
          validate (work, tb_acme_client_get_proof (client));
        }
    }
}

static void
order_ours (gpointer data, guint n_items)
{
  for (guint i = 0; i < n_items; i++)
    order_one (data);
}

/* --- the plain calls --- */

static void
sign_and_verify (EVP_PKEY *key)
{
  static const guint8 text[600] = { 0 };
  guint8 signature[128];
  gsize n = sizeof signature;
  g_autoptr (EVP_MD_CTX) signs = EVP_MD_CTX_new (), verifies = EVP_MD_CTX_new ();

  g_assert_cmpint (EVP_DigestSignInit (signs, NULL, EVP_sha256 (), NULL, key), ==, 1);
  g_assert_cmpint (EVP_DigestSign (signs, signature, &n, text, sizeof text), ==, 1);
  g_assert_cmpint (EVP_DigestVerifyInit (verifies, NULL, EVP_sha256 (), NULL, key), ==, 1);
  g_assert_cmpint (EVP_DigestVerify (verifies, signature, n, text, sizeof text), ==, 1);
}

static void
order_bare (gpointer data, guint n_items)
{
  Work *work = data;

  for (guint i = 0; i < n_items; i++)
    {
      for (guint at = 0; at < work->n_signed; at++)
        sign_and_verify (work->bare_key);
      X509_free (bare_answer_request (work->bare_authority, work->bare_key, g_bytes_get_data (work->csr, NULL), g_bytes_get_size (work->csr), START_US,
                                      START_US + 90 * DAY_US));
    }
}

/* --- both --- */

static void
set_up (Work *work)
{
  static const TbAcmeCalls calls = { .issue = issue };
  const char *const names[] = { NAME, NULL };
  g_autoptr (TbAuthority) root = NULL;
  g_autoptr (TbKey) key = NULL;
  TbAcmePolicy policy;

  tb_stream_init (&work->stream, 42, "acme");
  work->crypto = tb_crypto_get_seeded (NULL);
  root = tb_authority_new_root (work->crypto, "Root", TB_KEY_P256, START_US, START_US + 7300 * DAY_US, &work->stream, NULL);
  work->authority = tb_authority_new_issuing (root, "Services", TB_KEY_P256, START_US, START_US + 3650 * DAY_US, &work->stream, NULL);
  work->account_key = tb_key_generate (work->crypto, TB_KEY_P256, &work->stream, NULL);
  key = tb_key_generate (work->crypto, TB_KEY_P256, &work->stream, NULL);
  work->csr = tb_key_make_request (key, NAME, names, &work->stream, NULL);
  tb_acme_policy_init (&policy, BASE);
  work->server = tb_acme_server_new (work->crypto, &policy, &calls, work, &work->stream);
  work->bare_authority = bare_certificate (tb_authority_get_certificate (work->authority));
  work->bare_key = EVP_EC_gen ("P-256");
  order_one (work);
}

static void
tear_down (Work *work)
{
  tb_acme_server_free (work->server);
  tb_authority_unref (work->authority);
  tb_key_unref (work->account_key);
  g_bytes_unref (work->csr);
  X509_free (work->bare_authority);
  EVP_PKEY_free (work->bare_key);
}

int
main (void)
{
  Work work = { 0 };
  BenchResult result;

  set_up (&work);
  result = bench_compare (BENCH_PROCESSOR, order_ours, order_bare, &work, 60, 9);
  bench_print_row ("acme-order", 1 / result.ratio, BENCH_AT_MOST, 2.5, "%.0f us and %.0f a second, both sides, %u signed requests; plain calls %.0f us",
                   result.ours_ns / 1e3, 1e9 / result.ours_ns, work.n_signed, result.theirs_ns / 1e3);
  tear_down (&work);
  return 0;
}
