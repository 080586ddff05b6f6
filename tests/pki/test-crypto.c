/* The seeded context draws from the job and nothing else, tells the job's time, and says what it misses. */
#include "pki-fixture.h"

#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "tb-crypto-private.h"

static void
draw (TbStream stream, guint8 out[48])
{
  TbJob job;

  tb_job_enter (&job, &stream, START_US);
  g_assert_cmpint (RAND_bytes_ex (tb_crypto_get_libctx (pki_get_seeded ()), out, 16, 0), ==, 1);
  g_assert_cmpint (RAND_priv_bytes_ex (tb_crypto_get_libctx (pki_get_seeded ()), out + 16, 32, 0), ==, 1);
  tb_job_leave (&job);
}

static void
same_stream_draws_the_same (void)
{
  guint8 a[48], b[48], c[48], plain[48];
  TbStream stream = pki_stream ("draw");

  draw (pki_stream ("draw"), a);
  draw (pki_stream ("draw"), b);
  draw (pki_stream ("other"), c);
  tb_stream_fill (&stream, plain, sizeof plain);
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_cmpmem (a, sizeof a, plain, sizeof plain);
  g_assert_cmpint (memcmp (a, c, sizeof a), !=, 0);
}

static void
nothing_is_drawn_without_a_stream (void)
{
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (pki_get_seeded ());
  g_autoptr (GError) error = NULL;
  guint8 out[8];
  TbJob job;

  g_assert_null (tb_job_get_current ());
  g_assert_cmpint (RAND_bytes_ex (libctx, out, sizeof out, 0), !=, 1);
  g_assert_cmpint (RAND_priv_bytes_ex (libctx, out, sizeof out, 0), !=, 1);
  tb_job_enter (&job, NULL, START_US);
  g_assert_cmpint (RAND_bytes_ex (libctx, out, sizeof out, 0), !=, 1);
  tb_job_leave (&job);
  ERR_clear_error ();
  g_assert_null (tb_key_generate (pki_get_seeded (), TB_KEY_P256, NULL, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED);
}

static void
large_draws_are_served (void)
{
  g_autofree guint8 *out = g_malloc0 (300000), *expected = g_malloc (300000);
  TbStream stream = pki_stream ("large"), copy = stream;
  TbJob job;

  tb_job_enter (&job, &stream, START_US);
  g_assert_cmpint (RAND_bytes_ex (tb_crypto_get_libctx (pki_get_seeded ()), out, 300000, 0), ==, 1);
  tb_job_leave (&job);
  tb_stream_fill (&copy, expected, 300000);
  g_assert_cmpmem (out, 300000, expected, 300000);
}

static void
live_context_needs_no_job (void)
{
  g_autoptr (GError) error = NULL;
  TbCrypto *live = tb_crypto_get_live (&error);
  guint8 a[32], b[32];

  g_assert_no_error (error);
  g_assert_true (live != pki_get_seeded ());
  g_assert_cmpint (RAND_bytes_ex (tb_crypto_get_libctx (live), a, sizeof a, 0), ==, 1);
  g_assert_cmpint (RAND_bytes_ex (tb_crypto_get_libctx (live), b, sizeof b, 0), ==, 1);
  g_assert_cmpint (memcmp (a, b, sizeof a), !=, 0);
}

static void
live_keys_ignore_the_stream (void)
{
  TbCrypto *live = tb_crypto_get_live (NULL);
  TbStream stream = pki_stream ("live"), copy = stream;
  g_autoptr (TbKey) a = tb_key_generate (live, TB_KEY_P256, &stream, NULL);
  g_autoptr (TbKey) b = tb_key_generate (live, TB_KEY_P256, &copy, NULL);

  pki_assert_other_bytes (tb_key_get_spki (a), tb_key_get_spki (b));
  g_assert_cmpmem (&stream, sizeof stream, &copy, sizeof copy);
}

static void
one_context_per_process (void)
{
  g_assert_true (tb_crypto_get_seeded (NULL) == tb_crypto_get_seeded (NULL));
  g_assert_true (tb_crypto_get_live (NULL) == tb_crypto_get_live (NULL));
}

static void
missing_algorithm_is_named (void)
{
  OSSL_LIB_CTX *libctx = OSSL_LIB_CTX_new ();
  OSSL_PROVIDER *nothing = OSSL_PROVIDER_load (libctx, "null");
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (nothing);
  g_assert_null (tb_crypto_new_for_libctx (libctx, FALSE, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "has no EC"));
  g_assert_nonnull (strstr (error->message, "install OpenSSL 3.0"));
  OSSL_PROVIDER_unload (nothing);
  OSSL_LIB_CTX_free (libctx);
}

/* --- the user's openssl.cnf --- */

static const char configuration[] =
  "openssl_conf = all\n[all]\nssl_conf = tls\n[tls]\nsystem_default = strict\n[strict]\nMinProtocol = TLSv1.3\n";

static void
assert_least_version (OSSL_LIB_CTX *libctx, int version)
{
  TbStream stream = pki_stream ("tickets");      /* a new SSL_CTX draws keys for them */
  g_autoptr (SSL_CTX) context = NULL;
  TbJob job;

  tb_job_enter (&job, &stream, START_US);
  context = SSL_CTX_new_ex (libctx, NULL, TLS_method ());
  tb_job_leave (&job);
  g_assert_nonnull (context);
  g_assert_cmpint (SSL_CTX_get_min_proto_version (context), ==, version);
}

static void
configuration_is_not_read (void)
{
  assert_least_version (tb_crypto_get_libctx (pki_get_seeded ()), 0);
  assert_least_version (tb_crypto_get_libctx (tb_crypto_get_live (NULL)), 0);
}

/* Shows that the file of these tests has an effect where nothing keeps it away. */
static void
configuration_would_matter (void)
{
  assert_least_version (NULL, TLS1_3_VERSION);
}

/* Each in a process of its own that has not touched OpenSSL yet. */
static void
run_with_configuration (const char *test)
{
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("trustbed-openssl-XXXXXX", &path, NULL);

  g_assert_cmpint (file, >=, 0);
  g_assert_true (g_close (file, NULL));
  g_assert_true (g_file_set_contents (path, configuration, -1, NULL));
  g_setenv ("OPENSSL_CONF", path, TRUE);
  g_test_trap_subprocess (test, 0, 0);
  g_unsetenv ("OPENSSL_CONF");
  g_unlink (path);
  g_test_trap_assert_passed ();
}

static void
users_configuration_is_ignored (void)
{
  run_with_configuration ("/crypto/configuration/subprocess/would-matter");
  run_with_configuration ("/crypto/configuration/subprocess/not-read");
}

static void
jobs_nest (void)
{
  TbStream outer_stream = pki_stream ("outer"), inner_stream = pki_stream ("inner");
  TbJob outer, inner;

  tb_job_enter (&outer, &outer_stream, START_US);
  g_assert_cmpint (time (NULL), ==, START_US / G_USEC_PER_SEC);
  tb_job_enter (&inner, &inner_stream, START_US + DAY_US);
  g_assert_true (tb_job_get_current () == &inner);
  g_assert_cmpint (time (NULL), ==, START_US / G_USEC_PER_SEC + 86400);
  tb_job_leave (&inner);
  g_assert_true (tb_job_get_current () == &outer);
  g_assert_cmpint (time (NULL), ==, START_US / G_USEC_PER_SEC);
  tb_job_leave (&outer);
  g_assert_null (tb_job_get_current ());
}

static void
drawing_job_keeps_the_time (void)
{
  TbStream stream = pki_stream ("time");
  TbJob outer, inner;

  tb_job_enter (&outer, NULL, START_US);
  tb_job_enter_stream (&inner, &stream);
  g_assert_cmpint (inner.unix_us, ==, START_US);
  tb_job_leave (&inner);
  tb_job_leave (&outer);
}

static void
clock_tells_the_job_time_to_the_microsecond (void)
{
  struct timeval now;
  time_t seconds;
  TbJob job;

  tb_job_enter (&job, NULL, START_US + 250001);
  g_assert_cmpint (gettimeofday (&now, NULL), ==, 0);
  g_assert_cmpint (now.tv_sec, ==, START_US / G_USEC_PER_SEC);
  g_assert_cmpint (now.tv_usec, ==, 250001);
  g_assert_cmpint (time (&seconds), ==, seconds);
  tb_job_leave (&job);
  tb_job_enter (&job, NULL, -1);
  g_assert_cmpint (gettimeofday (&now, NULL), ==, 0);
  g_assert_cmpint (now.tv_sec, ==, -1);
  g_assert_cmpint (now.tv_usec, ==, 999999);
  tb_job_leave (&job);
}

/* A moment long past and one far off: no real clock is at either. */
static void
openssl_believes_the_job (gconstpointer unix_seconds)
{
  gint64 seconds = *(const gint64 *) unix_seconds;
  ASN1_TIME *moment;
  TbJob job;

  tb_job_enter (&job, NULL, seconds * G_USEC_PER_SEC);
  moment = X509_gmtime_adj (NULL, 0);
  g_assert_nonnull (moment);
  g_assert_cmpint (ASN1_TIME_cmp_time_t (moment, (time_t) seconds), ==, 0);
  g_assert_cmpint (X509_cmp_current_time (moment), <, 0);       /* "before or now" */
  X509_gmtime_adj (moment, 60);
  g_assert_cmpint (X509_cmp_current_time (moment), >, 0);
  tb_job_leave (&job);
  ASN1_TIME_free (moment);
}

static gpointer
ask_time_on_a_thread (gpointer expected)
{
  TbJob job;

  g_assert_null (tb_job_get_current ());
  tb_job_enter (&job, NULL, *(gint64 *) expected * G_USEC_PER_SEC);
  for (guint i = 0; i < 10000; i++)
    g_assert_cmpint (time (NULL), ==, *(gint64 *) expected);
  tb_job_leave (&job);
  return NULL;
}

static void
threads_have_their_own_time (void)
{
  gint64 times[4] = { 1000000000, 1500000000, 2000000000, 2500000000 };
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("clock", ask_time_on_a_thread, &times[i]);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

static void
error_carries_what_openssl_said (void)
{
  g_autoptr (GError) with = NULL, without = NULL;
  const guint8 bad[] = { 0x30, 0x01 }, *at = bad;

  g_assert_null (d2i_X509 (NULL, &at, sizeof bad));
  tb_crypto_set_error (&with, TB_CRYPTO_ERROR_MALFORMED, "Not %s", "this");
  g_assert_error (with, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
  g_assert_true (g_str_has_prefix (with->message, "Not this (OpenSSL: "));
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  tb_crypto_set_error (&without, TB_CRYPTO_ERROR_FAILED, "No");
  g_assert_cmpstr (without->message, ==, "No");
}

static void
refusal_is_our_own_sentence (void)
{
  g_autoptr (GError) error = NULL;
  const guint8 bad[] = { 0x30, 0x01 }, *at = bad;

  g_assert_null (d2i_X509 (NULL, &at, sizeof bad));
  tb_crypto_set_error (&error, TB_CRYPTO_ERROR_REFUSED, "No");
  g_assert_cmpstr (error->message, ==, "No");
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

/* What somebody else left in OpenSSL's queue is not blamed for the next failure. */
static void
older_errors_are_not_told (void)
{
  g_autoptr (GError) error = NULL, clean = NULL;
  const guint8 bad[] = { 0x30, 0x01 }, *at = bad;

  g_assert_null (tb_key_generate (pki_get_seeded (), TB_KEY_P256, NULL, &clean));
  g_assert_null (d2i_X509 (NULL, &at, sizeof bad));
  g_assert_null (tb_key_generate (pki_get_seeded (), TB_KEY_P256, NULL, &error));
  g_assert_cmpstr (error->message, ==, clean->message);
}

int
main (int argc, char **argv)
{
  static const gint64 past = 1000000000, future = 4000000000;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/random/same-stream", same_stream_draws_the_same);
  g_test_add_func ("/crypto/random/no-stream", nothing_is_drawn_without_a_stream);
  g_test_add_func ("/crypto/random/large", large_draws_are_served);
  g_test_add_func ("/crypto/live/random", live_context_needs_no_job);
  g_test_add_func ("/crypto/live/keys", live_keys_ignore_the_stream);
  g_test_add_func ("/crypto/context/one", one_context_per_process);
  g_test_add_func ("/crypto/context/missing", missing_algorithm_is_named);
  g_test_add_func ("/crypto/configuration", users_configuration_is_ignored);
  g_test_add_func ("/crypto/configuration/subprocess/would-matter", configuration_would_matter);
  g_test_add_func ("/crypto/configuration/subprocess/not-read", configuration_is_not_read);
  g_test_add_func ("/crypto/job/nest", jobs_nest);
  g_test_add_func ("/crypto/job/stream", drawing_job_keeps_the_time);
  g_test_add_func ("/crypto/clock/microseconds", clock_tells_the_job_time_to_the_microsecond);
  g_test_add_data_func ("/crypto/clock/openssl-past", &past, openssl_believes_the_job);
  g_test_add_data_func ("/crypto/clock/openssl-future", &future, openssl_believes_the_job);
  g_test_add_func ("/crypto/clock/threads", threads_have_their_own_time);
  g_test_add_func ("/crypto/error/detail", error_carries_what_openssl_said);
  g_test_add_func ("/crypto/error/refusal", refusal_is_our_own_sentence);
  g_test_add_func ("/crypto/error/older", older_errors_are_not_told);
  return g_test_run ();
}
