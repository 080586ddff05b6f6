/* A pkiMessage says what was put in, OpenSSL's own program reads it likewise, old algorithms are refused, and no damage goes unseen. */
#include "scep-fixture.h"

#include <string.h>

#include <glib/gstdio.h>
#include <openssl/cms.h>

typedef struct
{
  ScepFixture scep;
  TbScepClient *client;
  GBytes *message;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  scep_set_up (&f->scep, NULL);
  f->client = scep_client (&f->scep, "lock-1", SECRET);
  f->message = scep_ask (&f->scep, f->client, TB_SCEP_PKCS_REQ, NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_bytes_unref (f->message);
  tb_scep_client_free (f->client);
  scep_tear_down (&f->scep, NULL);
}

static TbScepMessage *
read_message (Fixture *f, GBytes *der)
{
  g_autoptr (GError) error = NULL;
  TbScepMessage *message = tb_scep_message_read (f->scep.pki->crypto, der, &error);

  g_assert_no_error (error);
  return message;
}

static void
a_message_reads_as_it_was_written (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbScepMessage) read = read_message (f, f->message);
  TbScepCipher cipher = TB_SCEP_AES_256_CBC;
  TbScepFailInfo problem;
  g_autoptr (GBytes) content = tb_scep_decrypt (read->envelope, f->scep.terms.key, f->scep.terms.certificate, &f->scep.stream, &cipher, &problem);

  g_assert_cmpint (read->problem, ==, TB_SCEP_NO_FAILURE);
  g_assert_cmpint (read->type, ==, TB_SCEP_PKCS_REQ);
  g_assert_cmpstr (read->transaction_id, ==, tb_scep_client_get_transaction_id (f->client));
  g_assert_cmpuint (g_bytes_get_size (read->sender_nonce), ==, TB_SCEP_NONCE_BYTES);
  g_assert_cmpint (read->signed_us, ==, NOW_US);
  g_assert_cmpstr (tb_certificate_get_subject (read->signer), ==, "CN=lock-1");
  g_assert_cmpint (problem, ==, TB_SCEP_NO_FAILURE);
  g_assert_cmpint (cipher, ==, TB_SCEP_AES_128_CBC);
  g_assert_nonnull (content);
}

static void
an_answer_without_content_reads_as_it_was_written (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbScepMessage) reply = tb_scep_message_new (TB_SCEP_CERT_REP, "T 1"), read = NULL;
  g_autoptr (GBytes) der = NULL;

  reply->status = TB_SCEP_FAILURE;
  reply->fail_info = TB_SCEP_BAD_TIME;
  reply->fail_text = g_strdup ("zu spät");
  reply->sender_nonce = g_bytes_new_static ("0123456789abcdef", 16);
  reply->recipient_nonce = g_bytes_new_static ("fedcba9876543210", 16);
  der = tb_scep_message_write (reply, f->scep.terms.key, f->scep.terms.certificate, &f->scep.stream, NOW_US, NULL);
  read = read_message (f, der);
  g_assert_cmpint (read->problem, ==, TB_SCEP_NO_FAILURE);
  g_assert_cmpint (read->status, ==, TB_SCEP_FAILURE);
  g_assert_cmpint (read->fail_info, ==, TB_SCEP_BAD_TIME);
  g_assert_cmpstr (read->fail_text, ==, "zu spät");
  g_assert_true (g_bytes_equal (read->recipient_nonce, reply->recipient_nonce));
  g_assert_null (read->envelope);
}

static void
aes_256_is_answered_with_aes_256 (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbScepMessage) asked = read_message (f, f->message), answered = NULL, again = tb_scep_message_new (TB_SCEP_PKCS_REQ, asked->transaction_id);
  TbScepFailInfo problem;
  TbScepCipher cipher = TB_SCEP_AES_128_CBC;
  TbStream *stream = &f->scep.stream;
  g_autoptr (GBytes) content = tb_scep_decrypt (asked->envelope, f->scep.terms.key, f->scep.terms.certificate, stream, NULL, &problem);
  g_autoptr (GBytes) der = NULL, reply = NULL, bundle = NULL;

  again->sender_nonce = g_bytes_new_static ("0123456789abcdef", 16);
  again->envelope = tb_scep_encrypt (content, f->scep.terms.certificate, TB_SCEP_AES_256_CBC, f->scep.pki->crypto, stream, NULL);
  der = tb_scep_message_write (again, f->scep.key, asked->signer, stream, NOW_US, NULL);
  reply = scep_answer (&f->scep, der);
  answered = read_message (f, reply);
  g_assert_cmpint (answered->status, ==, TB_SCEP_SUCCESS);
  bundle = tb_scep_decrypt (answered->envelope, f->scep.key, asked->signer, stream, &cipher, &problem);
  g_assert_nonnull (bundle);
  g_assert_cmpint (cipher, ==, TB_SCEP_AES_256_CBC);
}

/* --- what is refused, and how --- */

/* A message around an envelope that somebody made, as @f's device signs it. */
static void
assert_envelope_fails (Fixture *f, GBytes *envelope, TbScepFailInfo info)
{
  g_autoptr (TbScepMessage) good = read_message (f, f->message), bad = tb_scep_message_new (TB_SCEP_PKCS_REQ, "T1"), answered = NULL;
  g_autoptr (GBytes) der = NULL, reply = NULL;

  bad->sender_nonce = g_bytes_new_static ("0123456789abcdef", 16);
  bad->envelope = envelope != NULL ? g_bytes_ref (envelope) : NULL;
  der = tb_scep_message_write (bad, f->scep.key, good->signer, &f->scep.stream, NOW_US, NULL);
  reply = scep_answer (&f->scep, der);
  answered = read_message (f, reply);
  g_assert_cmpint (answered->status, ==, TB_SCEP_FAILURE);
  g_assert_cmpstr (tb_scep_fail_info_to_code (answered->fail_info), ==, tb_scep_fail_info_to_code (info));
  scep_serve_anew (&f->scep);
}

static GBytes *
seal_with (Fixture *f, const EVP_CIPHER *cipher)
{
  g_autoptr (BIO) in = BIO_new_mem_buf ("0\0", 2);
  STACK_OF (X509) *recipients = sk_X509_new_null ();
  CMS_ContentInfo *cms;
  guchar *der = NULL;
  GBytes *bytes;
  int n;

  sk_X509_push (recipients, tb_certificate_get_x509 (f->scep.terms.certificate));
  cms = CMS_encrypt (recipients, in, cipher, CMS_BINARY);
  n = i2d_CMS_ContentInfo (cms, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  CMS_ContentInfo_free (cms);
  sk_X509_free (recipients);
  return bytes;
}

static void
other_ciphers_than_aes_are_a_bad_algorithm (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) triple = seal_with (f, EVP_des_ede3_cbc ());
  g_autoptr (GBytes) aes_192 = seal_with (f, EVP_aes_192_cbc ());

  assert_envelope_fails (f, triple, TB_SCEP_BAD_ALG);
  assert_envelope_fails (f, aes_192, TB_SCEP_BAD_ALG);
}

static void
an_envelope_for_another_reader_fails_the_check (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbScepMessage) good = read_message (f, f->message);
  g_autoptr (GBytes) content = g_bytes_new_static ("0\0", 2);
  g_autoptr (GBytes) envelope = tb_scep_encrypt (content, good->signer, TB_SCEP_AES_128_CBC, f->scep.pki->crypto, &f->scep.stream, NULL);

  assert_envelope_fails (f, envelope, TB_SCEP_BAD_MESSAGE_CHECK);
}

static void
a_damaged_envelope_fails_one_way_only (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbScepMessage) good = read_message (f, f->message);
  gsize n = g_bytes_get_size (good->envelope);

  for (guint i = 0; i <= 16; i++)
    {
      g_autoptr (GBytes) bad = pki_flip (good->envelope, n - 1 - i, 0x10);      /* the last block, and what decides its padding */

      assert_envelope_fails (f, bad, TB_SCEP_BAD_MESSAGE_CHECK);
    }
}

static void
what_is_no_request_is_a_bad_request (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("0\0", 2);
  g_autoptr (GBytes) envelope = tb_scep_encrypt (content, f->scep.terms.certificate, TB_SCEP_AES_128_CBC, f->scep.pki->crypto, &f->scep.stream, NULL);

  assert_envelope_fails (f, envelope, TB_SCEP_BAD_REQUEST);
  assert_envelope_fails (f, NULL, TB_SCEP_BAD_REQUEST);
}

/* The same message, signed with @digest by OpenSSL alone. */
static GBytes *
sign_with (Fixture *f, const EVP_MD *digest, TbKey *key)
{
  g_autoptr (TbScepMessage) good = read_message (f, f->message);
  guint flags = CMS_BINARY | CMS_PARTIAL;
  g_autoptr (EVP_PKEY) pkey = tb_key_dup_for_job (key);
  g_autoptr (BIO) in = BIO_new_mem_buf (g_bytes_get_data (good->envelope, NULL), (int) g_bytes_get_size (good->envelope));
  CMS_ContentInfo *cms;
  CMS_SignerInfo *info;
  guchar *der = NULL;
  GBytes *bytes;
  TbJob job;
  int n;

  tb_job_enter (&job, &f->scep.stream, NOW_US);
  cms = CMS_sign_ex (NULL, NULL, NULL, NULL, flags, tb_crypto_get_libctx (f->scep.pki->crypto), NULL);
  info = CMS_add1_signer (cms, tb_certificate_get_x509 (good->signer), pkey, digest, flags);
  g_assert_nonnull (info);
  CMS_signed_add1_attr_by_txt (info, "2.16.840.1.113733.1.9.7", V_ASN1_PRINTABLESTRING, "T1", 2);
  CMS_signed_add1_attr_by_txt (info, "2.16.840.1.113733.1.9.2", V_ASN1_PRINTABLESTRING, "19", 2);
  CMS_signed_add1_attr_by_txt (info, "2.16.840.1.113733.1.9.5", V_ASN1_OCTET_STRING, "0123456789abcdef", 16);
  g_assert_cmpint (CMS_final (cms, in, NULL, flags), ==, 1);
  tb_job_leave (&job);
  n = i2d_CMS_ContentInfo (cms, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  CMS_ContentInfo_free (cms);
  return bytes;
}

static void
old_digests_are_a_bad_algorithm (Fixture *f, gconstpointer unused)
{
  const EVP_MD *digests[] = { EVP_sha1 (), EVP_md5 (), EVP_sha256 () };

  for (guint i = 0; i < G_N_ELEMENTS (digests); i++)
    {
      g_autoptr (GBytes) der = sign_with (f, digests[i], f->scep.key);
      g_autoptr (TbScepMessage) read = read_message (f, der);

      g_assert_cmpint (read->problem, ==, i < 2 ? TB_SCEP_BAD_ALG : TB_SCEP_NO_FAILURE);
      g_assert_cmpstr (read->transaction_id, ==, "T1");
    }
}

static void
numbers_and_nonces_that_cannot_be_are_told_apart (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbScepMessage) good = read_message (f, f->message), bad = tb_scep_message_new (TB_SCEP_PKCS_REQ, "T1");
  g_autoptr (GBytes) without = NULL, unnumbered = NULL;
  g_autoptr (TbScepMessage) read = NULL;
  g_autoptr (GError) error = NULL;

  bad->envelope = g_bytes_ref (good->envelope);
  without = tb_scep_message_write (bad, f->scep.key, good->signer, &f->scep.stream, NOW_US, NULL);
  read = read_message (f, without);
  g_assert_cmpint (read->problem, ==, TB_SCEP_BAD_REQUEST);
  g_free (bad->transaction_id);
  bad->transaction_id = g_strdup ("T@1");       /* not in a PrintableString's alphabet */
  unnumbered = tb_scep_message_write (bad, f->scep.key, good->signer, &f->scep.stream, NOW_US, NULL);
  g_assert_null (tb_scep_message_read (f->scep.pki->crypto, unnumbered, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

/* --- damage --- */

static void
no_truncated_message_is_read (Fixture *f, gconstpointer unused)
{
  for (gsize n = 0; n < g_bytes_get_size (f->message); n += 3)
    {
      g_autoptr (GBytes) bad = pki_truncate (f->message, n);
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_scep_message_read (f->scep.pki->crypto, bad, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
    }
}

/* With a bit changed it is no message, or has a problem, or the same content by the same key: the certificate is not under the signature. */
static void
no_bit_of_what_is_signed_can_be_changed (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbScepMessage) good = read_message (f, f->message);

  for (gsize at = 0; at < g_bytes_get_size (f->message); at += 2)
    {
      g_autoptr (GBytes) bad = pki_flip (f->message, at, (guint8) (1 << (at / 2 % 8)));
      g_autoptr (TbScepMessage) read = tb_scep_message_read (f->scep.pki->crypto, bad, NULL);

      if (read == NULL || read->problem != TB_SCEP_NO_FAILURE)
        continue;
      g_assert_true (g_bytes_equal (read->envelope, good->envelope));
      g_assert_cmpstr (read->transaction_id, ==, good->transaction_id);
      g_assert_true (g_bytes_equal (read->sender_nonce, good->sender_nonce));
    }
}

static void
mutated_messages_issue_nothing_wrong (Fixture *f, gconstpointer unused)
{
  TbStream stream = pki_stream ("mutations");

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GBytes) bad = pki_mutate (f->message, &stream);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) reply = tb_scep_server_answer (f->scep.server, bad, NOW_US, &error);

      g_assert_true ((reply == NULL) == (error != NULL));
    }
  for (guint i = 0; i < f->scep.issued->len; i++)
    g_assert_cmpstr (tb_certificate_get_common_name (g_ptr_array_index (f->scep.issued, i)), ==, "lock-1");
}

static void
broken_bundles_and_names_are_answers (Fixture *f, gconstpointer unused)
{
  TbCrypto *crypto = f->scep.pki->crypto;
  g_autoptr (GBytes) bundle = tb_scep_bundle_write (crypto, f->scep.authorities, NULL, NULL);
  g_autoptr (GBytes) serial = tb_scep_issuer_serial_write (f->scep.terms.issuer, "0a0b", NULL);
  const X509_NAME *name = X509_get_subject_name (tb_certificate_get_x509 (f->scep.terms.issuer));
  g_autoptr (GBytes) names = tb_scep_issuer_subject_write (name, name);
  GPtrArray *certificates, *crls;
  X509_NAME *issuer, *subject;
  char *text;

  for (gsize n = 0; n < g_bytes_get_size (bundle); n++)
    {
      g_autoptr (GBytes) bad = pki_truncate (bundle, n);

      g_assert_false (tb_scep_bundle_read (crypto, bad, &certificates, &crls));
    }
  for (gsize n = 0; n < g_bytes_get_size (serial); n++)
    {
      g_autoptr (GBytes) bad = pki_truncate (serial, n);

      g_assert_false (tb_scep_issuer_serial_read (bad, &issuer, &text));
    }
  for (gsize n = 0; n < g_bytes_get_size (names); n++)
    {
      g_autoptr (GBytes) bad = pki_truncate (names, n);

      g_assert_false (tb_scep_issuer_subject_read (bad, &issuer, &subject));
    }
}

/* --- OpenSSL's own program --- */

static char *
run_openssl (GBytes *der, const char *const *options)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1, handle = g_file_open_tmp ("scep-XXXXXX", &path, &error);
  char *out = NULL;

  g_assert_no_error (error);
  g_close (handle, NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (der, NULL), (gssize) g_bytes_get_size (der), NULL));
  g_ptr_array_add (argv, (gpointer) g_getenv ("OPENSSL_PROGRAM"));
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) options[i]);
  g_ptr_array_add (argv, (gpointer) "-in");
  g_ptr_array_add (argv, path);
  g_ptr_array_add (argv, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, &error));
  g_remove (path);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return out;
}

static void
openssl_reads_what_was_written (Fixture *f, gconstpointer unused)
{
  static const char *const print[] = { "cms", "-cmsout", "-print", "-inform", "DER", NULL };
  static const char *const parse[] = { "asn1parse", "-inform", "DER", NULL };
  g_autofree char *printed = run_openssl (f->message, print), *parsed = run_openssl (f->message, parse);
  const char *id = tb_scep_client_get_transaction_id (f->client);

  g_assert_nonnull (strstr (printed, "pkcs7-signedData"));
  g_assert_nonnull (strstr (printed, "sha256"));
  g_assert_nonnull (strstr (printed, id));
  g_assert_nonnull (strstr (parsed, "2.16.840.1.113733.1.9.7"));
  g_assert_nonnull (strstr (parsed, "2.16.840.1.113733.1.9.5"));
  g_assert_nonnull (strstr (parsed, "PRINTABLESTRING   :19"));
  g_assert_nonnull (strstr (parsed, id));
}

static void
openssl_verifies_what_was_signed (Fixture *f, gconstpointer unused)
{
  static const char *const verify[] = { "cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-out", "/dev/null", NULL };
  static const char *const inside[] = { "cms", "-cmsout", "-print", "-inform", "DER", NULL };
  g_autoptr (TbScepMessage) read = read_message (f, f->message);
  g_autofree char *nothing = run_openssl (f->message, verify), *envelope = run_openssl (read->envelope, inside);

  g_assert_cmpstr (nothing, ==, "");
  g_assert_nonnull (strstr (envelope, "pkcs7-envelopedData"));
  g_assert_nonnull (strstr (envelope, "aes-128-cbc"));
  g_assert_nonnull (strstr (envelope, "rsaEncryption"));
}

static void
words_and_numbers_agree (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) words = g_bytes_new_static ("aes\r\nrenewal\nWhatever\nscepstandard", 34);

  g_assert_cmpstr (tb_scep_type_to_code (TB_SCEP_RENEWAL_REQ), ==, "RenewalReq");
  g_assert_cmpstr (tb_scep_status_to_code (TB_SCEP_PENDING), ==, "PENDING");
  g_assert_cmpstr (tb_scep_fail_info_to_code (TB_SCEP_BAD_CERT_ID), ==, "badCertId");
  g_assert_null (tb_scep_type_to_code ((TbScepType) 18));
  g_assert_cmpuint (tb_scep_capabilities_read (words), ==,
                    TB_SCEP_CAN_AES | TB_SCEP_CAN_RENEW | TB_SCEP_CAN_POST | TB_SCEP_CAN_SHA256 | TB_SCEP_CAN_STANDARD);
}

#define ADD(name) g_test_add ("/scep-message/" #name, Fixture, NULL, set_up, name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (a_message_reads_as_it_was_written);
  ADD (an_answer_without_content_reads_as_it_was_written);
  ADD (aes_256_is_answered_with_aes_256);
  ADD (other_ciphers_than_aes_are_a_bad_algorithm);
  ADD (an_envelope_for_another_reader_fails_the_check);
  ADD (a_damaged_envelope_fails_one_way_only);
  ADD (what_is_no_request_is_a_bad_request);
  ADD (old_digests_are_a_bad_algorithm);
  ADD (numbers_and_nonces_that_cannot_be_are_told_apart);
  ADD (no_truncated_message_is_read);
  ADD (no_bit_of_what_is_signed_can_be_changed);
  ADD (mutated_messages_issue_nothing_wrong);
  ADD (broken_bundles_and_names_are_answers);
  ADD (openssl_reads_what_was_written);
  ADD (openssl_verifies_what_was_signed);
  ADD (words_and_numbers_agree);
  return g_test_run ();
}
