/* A full explanation of a good path against plain X509_verify_cert () in a loop: the same certificates, parameters and context on both sides. */
#include "bare.h"
#include "bench.h"
#include "tb-validate.h"

#include <openssl/x509_vfy.h>

#define START_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)
#define DAY_US   (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  TbCrypto *crypto;
  TbAuthority *root;
  TbAuthority *issuing;
  TbIdentity *identity;
  GPtrArray *anchors;
} Work;

static void
validate_ours (gpointer data, guint n_items)
{
  Work *work = data;
  TbValidateTerms terms = TB_VALIDATE_TERMS_INIT;

  terms.anchors = work->anchors;
  terms.untrusted = tb_identity_get_intermediates (work->identity);
  terms.unix_us = START_US + DAY_US;
  terms.purpose = TB_PURPOSE_TLS_SERVER;
  terms.host = "broker.house";
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (TbValidation) validation = tb_validate (work->crypto, tb_identity_get_certificate (work->identity), &terms, NULL);

      g_assert_true (tb_validation_is_valid (validation));
      g_assert_cmpuint (tb_checks_get_n (tb_validation_get_checks (validation)), >, 60);
    }
}

/* --- the plain calls --- */

static STACK_OF (X509) *
borrow (GPtrArray *certificates)
{
  STACK_OF (X509) *stack = sk_X509_new_null ();

  for (guint i = 0; i < certificates->len; i++)
    sk_X509_push (stack, tb_certificate_get_x509 (g_ptr_array_index (certificates, i)));
  return stack;
}

static void
verify_bare (Work *work, X509_STORE *store, STACK_OF (X509) *untrusted)
{
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new_ex (tb_crypto_get_libctx (work->crypto), NULL);
  X509_VERIFY_PARAM *terms;

  g_assert_cmpint (X509_STORE_CTX_init (context, store, tb_certificate_get_x509 (tb_identity_get_certificate (work->identity)), untrusted), ==, 1);
  terms = X509_STORE_CTX_get0_param (context);
  X509_VERIFY_PARAM_set_time (terms, (START_US + DAY_US) / G_USEC_PER_SEC);
  X509_VERIFY_PARAM_set_auth_level (terms, 2);
  X509_VERIFY_PARAM_set_purpose (terms, X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set1_host (terms, "broker.house", 0);
  g_assert_cmpint (X509_verify_cert (context), ==, 1);
}

static void
validate_bare (gpointer data, guint n_items)
{
  Work *work = data;
  STACK_OF (X509) *untrusted = borrow (tb_identity_get_intermediates (work->identity));
  g_autoptr (X509_STORE) store = X509_STORE_new ();

  X509_STORE_add_cert (store, tb_certificate_get_x509 (tb_authority_get_root (work->issuing)));
  for (guint i = 0; i < n_items; i++)
    verify_bare (work, store, untrusted);
  sk_X509_free (untrusted);
}

/* --- both --- */

static void
set_up (Work *work, TbKeyAlgorithm algorithm)
{
  static const TbIssueTerms terms = { TB_PROFILE_SERVICE, START_US, START_US + 90 * DAY_US };
  const char *names[] = { "broker.house", NULL };
  TbStream stream;

  tb_stream_init (&stream, 42, "validate");
  work->crypto = tb_crypto_get_seeded (NULL);
  work->root = tb_authority_new_root (work->crypto, "Root", algorithm, START_US, START_US + 7300 * DAY_US, &stream, NULL);
  work->issuing = tb_authority_new_issuing (work->root, "Devices", algorithm, START_US, START_US + 3650 * DAY_US, &stream, NULL);
  work->identity = tb_authority_issue_identity (work->issuing, algorithm, "broker", names, &terms, &stream, NULL);
  g_assert_nonnull (work->identity);
  work->anchors = g_ptr_array_new ();
  g_ptr_array_add (work->anchors, tb_authority_get_root (work->issuing));
}

static void
tear_down (Work *work)
{
  g_ptr_array_unref (work->anchors);
  tb_identity_unref (work->identity);
  tb_authority_unref (work->issuing);
  tb_authority_unref (work->root);
}

static void
compare (const char *name, TbKeyAlgorithm algorithm)
{
  Work work = { 0 };
  BenchResult result;

  set_up (&work, algorithm);
  result = bench_compare (BENCH_PROCESSOR, validate_ours, validate_bare, &work, 400, 15);
  bench_print_row (name, result.ratio, BENCH_AT_LEAST, 0.9, "%.0f explained validations/s, plain X509_verify_cert %.0f", 1e9 / result.ours_ns,
                   1e9 / result.theirs_ns);
  tear_down (&work);
}

int
main (void)
{
  compare ("validate-p256", TB_KEY_P256);
  compare ("validate-rsa2048", TB_KEY_RSA2048);
  return 0;
}
