/* A chain is good or bad for a stated reason, at a stated time, whatever clock the machine has. */
#include "pki-fixture.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#include <glib/gstdio.h>

typedef struct
{
  TbCertificate *leaf;
  GPtrArray *intermediates;
  GPtrArray *anchors;
  TbPurpose purpose;
  const char *host;
  gint64 unix_us;
} Question;

static Question
good_question (PkiFixture *fixture, TbIdentity *identity)
{
  return (Question) { tb_identity_get_certificate (identity), tb_identity_get_intermediates (identity), fixture->anchors, TB_PURPOSE_TLS_SERVER,
                      "broker.house", START_US + DAY_US };
}

static TbVerdict
ask (PkiFixture *fixture, const Question *question)
{
  g_autoptr (GError) error = NULL;
  TbVerdict verdict;

  g_assert_true (tb_verify_chain (fixture->crypto, question->leaf, question->intermediates, question->anchors, question->purpose,
                                  question->host, question->unix_us, &verdict, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return verdict;
}

static void
assert_good (PkiFixture *fixture, const Question *question)
{
  TbVerdict verdict = ask (fixture, question);

  g_assert_cmpstr (verdict.reason, ==, "");
  g_assert_true (verdict.valid);
  g_assert_cmpint (verdict.code, ==, X509_V_OK);
  g_assert_cmpint (verdict.depth, ==, 0);
}

static void
assert_bad (PkiFixture *fixture, const Question *question, const char *reason, int depth)
{
  TbVerdict verdict = ask (fixture, question);

  g_assert_false (verdict.valid);
  g_assert_cmpstr (verdict.reason, ==, reason);
  g_assert_cmpint (verdict.code, !=, X509_V_OK);
  g_assert_cmpint (verdict.depth, ==, depth);
}

/* --- time --- */

static void
time_decides (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  Question question = good_question (fixture, identity);

  question.unix_us = START_US - G_USEC_PER_SEC;
  assert_bad (fixture, &question, "not-yet-valid", 0);
  question.unix_us = START_US - 1;              /* a second is told by its beginning */
  assert_bad (fixture, &question, "not-yet-valid", 0);
  question.unix_us = START_US;
  assert_good (fixture, &question);
  question.unix_us = START_US + 90 * DAY_US - G_USEC_PER_SEC;
  assert_good (fixture, &question);
  question.unix_us = START_US + 90 * DAY_US + G_USEC_PER_SEC;
  assert_bad (fixture, &question, "expired", 0);
}

static void
the_clock_does_not_matter (PkiFixture *fixture, gconstpointer algorithm)
{
  static const gint64 clocks_us[] = { 0, G_GINT64_CONSTANT (4000000000) * G_USEC_PER_SEC };
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  Question question = good_question (fixture, identity);

  for (guint i = 0; i < G_N_ELEMENTS (clocks_us); i++)
    {
      TbJob job;

      tb_job_enter (&job, NULL, clocks_us[i]);
      question.unix_us = START_US + DAY_US;
      assert_good (fixture, &question);
      question.unix_us = START_US + 91 * DAY_US;
      assert_bad (fixture, &question, "expired", 0);
      tb_job_leave (&job);
    }
}

static void
an_expired_intermediate_is_told_by_its_depth (PkiFixture *fixture, gconstpointer algorithm)
{
  TbStream stream = pki_stream ("short");
  g_autoptr (TbAuthority) brief = tb_authority_new_issuing (fixture->root, "Brief", TB_KEY_P256, START_US, START_US + DAY_US, &stream, NULL);
  TbIssueTerms terms = pki_terms (TB_PROFILE_SERVICE);
  const char *const names[] = { "broker.house", NULL };
  g_autoptr (TbIdentity) identity = tb_authority_issue_identity (brief, TB_KEY_P256, "broker", names, &terms, &stream, NULL);
  Question question = good_question (fixture, identity);

  question.unix_us = START_US + 2 * DAY_US;
  assert_bad (fixture, &question, "expired", 1);
}

/* --- who vouches --- */

static void
authority_must_be_known (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  Question question = good_question (fixture, identity);

  question.anchors = NULL;
  assert_bad (fixture, &question, "unknown-authority", 1);
  question = good_question (fixture, identity);
  question.intermediates = NULL;
  assert_bad (fixture, &question, "unknown-authority", 0);
}

/* Same name, other key: a name is not a proof. */
static void
namesake_authority_is_not_believed (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  TbStream stream = pki_stream ("rogue");
  g_autoptr (TbAuthority) rogue = tb_authority_new_root (fixture->crypto, "House Root", TB_KEY_P256, START_US - DAY_US, START_US + 7300 * DAY_US,
                                                         &stream, NULL);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  Question question = good_question (fixture, identity);

  g_ptr_array_add (anchors, tb_authority_get_root (rogue));
  question.anchors = anchors;
  assert_bad (fixture, &question, "unknown-authority", 1);
}

static void
self_signed_leaf_is_told (PkiFixture *fixture, gconstpointer algorithm)
{
  TbStream stream = pki_stream ("self");
  g_autoptr (TbAuthority) self = tb_authority_new_root (fixture->crypto, "broker", TB_KEY_P256, START_US, START_US + DAY_US, &stream, NULL);
  Question question = { tb_authority_get_certificate (self), NULL, fixture->anchors, TB_PURPOSE_ANY, NULL, START_US + 1 };

  assert_bad (fixture, &question, "self-signed", 0);
}

static void
untrusted_root_in_the_chain_is_told (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  g_autoptr (GPtrArray) sent = g_ptr_array_new ();
  Question question = good_question (fixture, identity);

  g_ptr_array_add (sent, tb_authority_get_certificate (fixture->issuing));
  g_ptr_array_add (sent, tb_authority_get_root (fixture->issuing));
  question.intermediates = sent;
  question.anchors = NULL;
  assert_bad (fixture, &question, "unknown-authority", 2);
}

static void
path_length_is_kept (PkiFixture *fixture, gconstpointer algorithm)
{
  TbStream stream = pki_stream ("below");
  g_autoptr (TbAuthority) below = tb_authority_new_issuing (fixture->issuing, "Below", TB_KEY_P256, START_US, START_US + DAY_US, &stream, NULL);
  TbIssueTerms terms = { TB_PROFILE_SERVICE, START_US, START_US + DAY_US };
  g_autoptr (TbIdentity) identity = tb_authority_issue_identity (below, TB_KEY_P256, "broker", NULL, &terms, &stream, NULL);
  Question question = { tb_identity_get_certificate (identity), tb_identity_get_intermediates (identity), fixture->anchors, TB_PURPOSE_ANY, NULL,
                        START_US + G_USEC_PER_SEC };

  g_assert_cmpuint (tb_identity_get_intermediates (identity)->len, ==, 2);
  /* The issuing authority's path length is 0: there may be no authority below it. */
  assert_bad (fixture, &question, "not-an-authority", 2);
}

/* A device signs a certificate for a friend with its own perfectly good key. */
static TbCertificate *
sign_as_device (PkiFixture *fixture, TbIdentity *device, TbIdentity *friend)
{
  g_autoptr (X509) x509 = X509_dup (tb_certificate_get_x509 (tb_identity_get_certificate (friend)));
  g_autoptr (EVP_MD_CTX) signing = EVP_MD_CTX_new ();
  g_autoptr (GBytes) bytes = NULL;
  TbStream stream = pki_stream ("vouch");
  unsigned char *der = NULL;
  TbJob job;
  int n;

  X509_set_issuer_name (x509, X509_get_subject_name (tb_certificate_get_x509 (tb_identity_get_certificate (device))));
  X509_EXTENSION_free (X509_delete_ext (x509, X509_get_ext_by_NID (x509, NID_authority_key_identifier, -1)));
  EVP_DigestSignInit_ex (signing, NULL, "SHA2-256", tb_crypto_get_libctx (fixture->crypto), NULL, tb_key_get_pkey (tb_identity_get_key (device)), NULL);
  tb_job_enter (&job, &stream, START_US);
  g_assert_cmpint (X509_sign_ctx (x509, signing), >, 0);
  tb_job_leave (&job);
  n = i2d_X509 (x509, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return tb_certificate_new_from_der (fixture->crypto, bytes, NULL);
}

static void
device_cannot_vouch (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) device = pki_issue (fixture, TB_PROFILE_GATEWAY, "lock-03", "lock-03.house");
  g_autoptr (TbIdentity) friend = pki_issue (fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  g_autoptr (TbCertificate) leaf = sign_as_device (fixture, device, friend);
  g_autoptr (GPtrArray) sent = g_ptr_array_new ();
  Question question = good_question (fixture, friend);

  g_assert_nonnull (leaf);
  g_ptr_array_add (sent, tb_identity_get_certificate (device));
  g_ptr_array_add (sent, tb_authority_get_certificate (fixture->issuing));
  question.leaf = leaf;
  question.intermediates = sent;
  assert_bad (fixture, &question, "not-an-authority", 1);
}

/* --- what for --- */

static void
host_must_match (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  Question question = good_question (fixture, identity);

  question.host = "other.house";
  assert_bad (fixture, &question, "wrong-host", 0);
  question.host = "broker";                     /* the common name is no host name (RFC 9525) */
  assert_bad (fixture, &question, "wrong-host", 0);
  question.host = "BROKER.house";
  assert_good (fixture, &question);
  question.host = NULL;
  assert_good (fixture, &question);
}

static void
purpose_must_match (PkiFixture *fixture, gconstpointer algorithm)
{
  static const struct { TbCertificateProfile profile; TbPurpose purpose; gboolean good; } rows[] = {
    { TB_PROFILE_DEVICE, TB_PURPOSE_TLS_CLIENT, TRUE }, { TB_PROFILE_DEVICE, TB_PURPOSE_TLS_SERVER, FALSE },
    { TB_PROFILE_GATEWAY, TB_PURPOSE_TLS_CLIENT, TRUE }, { TB_PROFILE_GATEWAY, TB_PURPOSE_TLS_SERVER, TRUE },
    { TB_PROFILE_SERVICE, TB_PURPOSE_TLS_CLIENT, FALSE }, { TB_PROFILE_SERVICE, TB_PURPOSE_TLS_SERVER, TRUE },
    { TB_PROFILE_DEVICE, TB_PURPOSE_ANY, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TbIdentity) identity = pki_issue (fixture, rows[i].profile, "broker", "broker.house");
      Question question = good_question (fixture, identity);

      question.purpose = rows[i].purpose;
      if (rows[i].good)
        assert_good (fixture, &question);
      else
        assert_bad (fixture, &question, "wrong-purpose", 0);
    }
}

/* --- what is signed --- */

static void
bad_signature_is_told (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  GBytes *der = tb_certificate_get_der (tb_identity_get_certificate (identity));
  g_autoptr (GBytes) flipped = pki_flip (der, g_bytes_get_size (der) - 1, 1);
  g_autoptr (TbCertificate) leaf = tb_certificate_new_from_der (fixture->crypto, flipped, NULL);
  Question question = good_question (fixture, identity);

  g_assert_nonnull (leaf);
  question.leaf = leaf;
  assert_bad (fixture, &question, "bad-signature", 0);
}

/* A certificate whose subject somebody edited: still well-formed, no longer what was signed. */
static void
edited_subject_is_told (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  gsize n;
  const guint8 *der = g_bytes_get_data (tb_certificate_get_der (tb_identity_get_certificate (identity)), &n);
  const guint8 *name = memmem (der, n, "broker", 6);
  g_autoptr (GBytes) edited = pki_flip (tb_certificate_get_der (tb_identity_get_certificate (identity)), (gsize) (name - der), 'b' ^ 'c');
  g_autoptr (TbCertificate) leaf = tb_certificate_new_from_der (fixture->crypto, edited, NULL);
  Question question = good_question (fixture, identity);

  g_assert_cmpstr (tb_certificate_get_common_name (leaf), ==, "croker");
  question.leaf = leaf;
  assert_bad (fixture, &question, "bad-signature", 0);
}

static void
reasons_have_names (void)
{
  g_assert_cmpstr (tb_verdict_reason_from_code (X509_V_OK), ==, "");
  g_assert_cmpstr (tb_verdict_reason_from_code (X509_V_ERR_CERT_REVOKED), ==, "revoked");
  g_assert_cmpstr (tb_verdict_reason_from_code (X509_V_ERR_EE_KEY_TOO_SMALL), ==, "weak-key");
  g_assert_cmpstr (tb_verdict_reason_from_code (X509_V_ERR_OUT_OF_MEM), ==, "other");
  g_assert_cmpstr (tb_verdict_reason_from_code (9999), ==, "other");
}

/* --- threads --- */

static gpointer
verify_often (gpointer data)
{
  PkiFixture *fixture = data;
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_SERVICE, "broker", "broker.house");
  Question question = good_question (fixture, identity);

  for (guint i = 0; i < 100; i++)
    {
      question.host = i % 2 == 0 ? "broker.house" : "other.house";
      if (i % 2 == 0)
        assert_good (fixture, &question);
      else
        assert_bad (fixture, &question, "wrong-host", 0);
    }
  return NULL;
}

static void
threads_share_anchors (PkiFixture *fixture, gconstpointer algorithm)
{
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("verify", verify_often, fixture);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

/* --- another program as the witness --- */

static void
write_pem (const char *folder, const char *file, TbCertificate *certificate)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (BIO) out = BIO_new_file (path, "w");

  g_assert_cmpint (PEM_write_bio_X509 (out, tb_certificate_get_x509 (certificate)), ==, 1);
}

static gboolean
openssl_verifies (const char *folder, gint64 unix_us, const char *purpose)
{
  g_autofree char *when = g_strdup_printf ("%" G_GINT64_FORMAT, unix_us / G_USEC_PER_SEC);
  const char *argv[] = { g_getenv ("OPENSSL_PROGRAM"), "verify", "-attime", when, "-purpose", purpose, "-x509_strict", "-auth_level", "2",
                         "-CAfile", "root.pem", "-untrusted", "issuing.pem", "leaf.pem", NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  return g_spawn_check_wait_status (status, NULL);
}

static void
remove_folder (const char *folder)
{
  static const char *const files[] = { "root.pem", "issuing.pem", "leaf.pem" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
the_openssl_program_agrees (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  g_autofree char *folder = g_dir_make_tmp ("trustbed-verify-XXXXXX", NULL);

  g_assert_nonnull (g_getenv ("OPENSSL_PROGRAM"));
  write_pem (folder, "root.pem", tb_authority_get_root (fixture->issuing));
  write_pem (folder, "issuing.pem", tb_authority_get_certificate (fixture->issuing));
  write_pem (folder, "leaf.pem", tb_identity_get_certificate (identity));
  g_assert_true (openssl_verifies (folder, START_US + DAY_US, "sslclient"));
  g_assert_false (openssl_verifies (folder, START_US + DAY_US, "sslserver"));
  g_assert_false (openssl_verifies (folder, START_US - DAY_US, "sslclient"));
  g_assert_false (openssl_verifies (folder, START_US + 91 * DAY_US, "sslclient"));
  remove_folder (folder);
}

#define ADD(path, kind, test) \
  g_test_add (path, PkiFixture, GUINT_TO_POINTER (kind), pki_fixture_set_up, test, pki_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/verify/time", TB_KEY_P256, time_decides);
  ADD ("/verify/time/clock", TB_KEY_P256, the_clock_does_not_matter);
  ADD ("/verify/time/intermediate", TB_KEY_P256, an_expired_intermediate_is_told_by_its_depth);
  ADD ("/verify/authority/known", TB_KEY_P256, authority_must_be_known);
  ADD ("/verify/authority/namesake", TB_KEY_P256, namesake_authority_is_not_believed);
  ADD ("/verify/authority/self-signed", TB_KEY_P256, self_signed_leaf_is_told);
  ADD ("/verify/authority/root-sent", TB_KEY_P256, untrusted_root_in_the_chain_is_told);
  ADD ("/verify/authority/path-length", TB_KEY_P256, path_length_is_kept);
  ADD ("/verify/authority/device", TB_KEY_P256, device_cannot_vouch);
  ADD ("/verify/host", TB_KEY_P256, host_must_match);
  ADD ("/verify/purpose", TB_KEY_P256, purpose_must_match);
  ADD ("/verify/signature", TB_KEY_P256, bad_signature_is_told);
  ADD ("/verify/signature/rsa", TB_KEY_RSA2048, bad_signature_is_told);
  ADD ("/verify/signature/subject", TB_KEY_P256, edited_subject_is_told);
  ADD ("/verify/threads", TB_KEY_P256, threads_share_anchors);
  ADD ("/verify/threads/rsa", TB_KEY_RSA2048, threads_share_anchors);
  ADD ("/verify/openssl", TB_KEY_P256, the_openssl_program_agrees);
  ADD ("/verify/openssl/rsa", TB_KEY_RSA2048, the_openssl_program_agrees);
  g_test_add_func ("/verify/reasons", reasons_have_names);
  return g_test_run ();
}
