/* Certificates, requests and public keys are read from whatever form they come in, by name; what holds none is said to. */
#include "load-fixture.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>

#include "tb-load.h"
#include "tb-pem.h"

static GBytes *
root_der (LoadFixture *fixture)
{
  return tb_certificate_get_der (tb_authority_get_root (fixture->pki.root));
}

/* Root and issuing authority. */
static GBytes *
write_pem (LoadFixture *fixture)
{
  g_autoptr (GPtrArray) both = g_ptr_array_new ();

  g_ptr_array_add (both, tb_authority_get_root (fixture->pki.root));
  g_ptr_array_add (both, tb_authority_get_certificate (fixture->pki.issuing));
  return tb_certificates_to_pem (both);
}

static void
assert_both (LoadFixture *fixture, GPtrArray *certificates)
{
  g_assert_nonnull (certificates);
  g_assert_cmpuint (certificates->len, ==, 2);
  pki_assert_same_bytes (tb_certificate_get_der (g_ptr_array_index (certificates, 0)), root_der (fixture));
  pki_assert_same_bytes (tb_certificate_get_der (g_ptr_array_index (certificates, 1)),
                         tb_certificate_get_der (tb_authority_get_certificate (fixture->pki.issuing)));
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

static GPtrArray *
read_both (LoadFixture *fixture, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  GPtrArray *certificates = tb_certificates_read (fixture->pki.crypto, bytes, "lab.pem", &error);

  g_assert_no_error (error);
  return certificates;
}

static char *
to_string (GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
pem_and_der_are_read (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) pem = write_pem (fixture);
  g_autofree char *pem_path = load_write (fixture, "both.der", pem), *der_path = load_write (fixture, "root.pem", root_der (fixture));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) both = tb_certificates_load (fixture->pki.crypto, pem_path, &error);
  g_autoptr (GPtrArray) one = tb_certificates_load (fixture->pki.crypto, der_path, &error);

  g_assert_no_error (error);
  assert_both (fixture, both);
  g_assert_cmpuint (one->len, ==, 1);
  pki_assert_same_bytes (tb_certificate_get_der (g_ptr_array_index (one, 0)), root_der (fixture));
}

static void
text_around_is_passed_over (LoadFixture *fixture, gconstpointer data)
{
  static const char *const around[] = { "%s", "\xef\xbb\xbf%s", "subject=CN = x\n\n-----\n%s\nthe end",
                                        "-----BEGIN DH PARAMETERS-----\nMAYCAQUCAQI=\n-----END DH PARAMETERS-----\n%s" };
  g_autoptr (GBytes) pem = write_pem (fixture);
  g_autofree char *plain = to_string (pem);
  g_auto (GStrv) lines = g_strsplit (plain, "\n", -1);
  g_autofree char *dos = g_strjoinv ("\r\n", lines);
  g_autoptr (GPtrArray) from_dos = read_both (fixture, dos);

  assert_both (fixture, from_dos);
  for (guint i = 0; i < G_N_ELEMENTS (around); i++)
    {
      g_auto (GStrv) parts = g_strsplit (around[i], "%s", 2);
      g_autofree char *text = g_strconcat (parts[0], plain, parts[1], NULL);
      g_autoptr (GPtrArray) read = read_both (fixture, text);

      assert_both (fixture, read);
    }
}

static void
pkcs7_of_openssl_is_read (LoadFixture *fixture, gconstpointer data)
{
  static const char *const forms[] = { "PEM", "DER" };
  g_autoptr (GBytes) pem = write_pem (fixture);
  g_autofree char *path G_GNUC_UNUSED = load_write (fixture, "both.pem", pem);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *said G_GNUC_UNUSED = load_run (fixture, "openssl crl2pkcs7 -nocrl -certfile both.pem -outform %s -out both.p7b", forms[i]);
      g_autofree char *p7b = load_path (fixture, "both.p7b");
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) both = tb_certificates_load (fixture->pki.crypto, p7b, &error);

      g_assert_no_error (error);
      assert_both (fixture, both);
    }
}

static void
trusted_certificate_of_openssl_is_read (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) pem = tb_pem_write ("CERTIFICATE", root_der (fixture));
  g_autofree char *path G_GNUC_UNUSED = load_write (fixture, "root.pem", pem), *trusted = load_path (fixture, "trusted.pem");
  g_autofree char *said G_GNUC_UNUSED = load_run (fixture, "openssl x509 -in root.pem -addtrust serverAuth -setalias mine -trustout -out trusted.pem");
  g_autoptr (GPtrArray) one = tb_certificates_load (fixture->pki.crypto, trusted, NULL);

  g_assert_nonnull (one);
  pki_assert_same_bytes (tb_certificate_get_der (g_ptr_array_index (one, 0)), root_der (fixture));
}

static void
others_read_what_we_write (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) pem = write_pem (fixture);
  g_autofree char *path G_GNUC_UNUSED = load_write (fixture, "both.pem", pem);
  g_autofree char *subject = load_run (fixture, "openssl x509 -in both.pem -noout -subject");
  g_autofree char *certtool = load_run (fixture, "certtool --certificate-info --infile both.pem");

  g_assert_nonnull (strstr (subject, "House Root"));
  g_assert_nonnull (strstr (certtool, "House Root"));
}

/* --- what holds none --- */

typedef struct
{
  const char *text;
  gssize n_bytes;
  int code;
  const char *says;
} Broken;

static const Broken broken[] = {
  { "", 0, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: holds no certificate: expected PEM or DER" },
  { "hello\n", -1, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: holds no certificate: expected PEM or DER" },
  { "\0\0\0\xff\xfe", 5, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: holds no certificate" },
  { "0", -1, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: holds no certificate" },
  { "0\x82\xff\xff", -1, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: These 4 bytes are not one X.509 certificate" },
  { "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n", -1, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: holds no certificate" },
  { "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", -1, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: These 2 bytes are not one" },
  { "-----BEGIN CERTIFICATE-----\nMAA=\n", -1, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: block 1 of PEM is broken" },
  { "-----BEGIN CERTIFICATE-----\nM*A=\n-----END CERTIFICATE-----\n", -1, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: block 1 of PEM is broken" },
  { "-----BEGIN CERTIFICATE-----\nMAA=\n-----END X-----\n", -1, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: block 1 of PEM is broken" },
};

static void
broken_files_are_named (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (broken[i].text, broken[i].n_bytes >= 0 ? (gsize) broken[i].n_bytes : strlen (broken[i].text));

      g_assert_null (tb_certificates_read (fixture->pki.crypto, bytes, "lab.pem", &error));
      load_assert_error (&error, broken[i].code, broken[i].says);
      g_assert_cmpuint (ERR_peek_error (), ==, 0);
    }
}

/* Nothing is returned of a file of which the second part is broken. */
static void
second_certificate_is_told_by_its_number (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) pem = write_pem (fixture), bytes = NULL;
  g_autofree char *text = to_string (pem);
  g_autofree char *longer = g_strconcat (text, "-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n", NULL);
  g_autoptr (GError) error = NULL;

  bytes = g_bytes_new (longer, strlen (longer));
  g_assert_null (tb_certificates_read (fixture->pki.crypto, bytes, "lab.pem", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_MALFORMED, "lab.pem: certificate 3: These 3 bytes are not one X.509 certificate");
}

static GBytes *
append (GBytes *bytes, gsize n_more)
{
  gsize n = g_bytes_get_size (bytes);
  guint8 *longer = g_malloc0 (n + n_more);

  memcpy (longer, g_bytes_get_data (bytes, NULL), n);
  return g_bytes_new_take (longer, n + n_more);
}

static void
truncated_and_trailing_der_is_refused (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) longer = append (root_der (fixture), 1);

  g_assert_null (tb_certificates_read (fixture->pki.crypto, longer, "lab.pem", NULL));
  for (gsize n = 0; n < g_bytes_get_size (root_der (fixture)); n++)
    {
      g_autoptr (GBytes) shorter = pki_truncate (root_der (fixture), n);

      g_assert_null (tb_certificates_read (fixture->pki.crypto, shorter, "lab.pem", NULL));
    }
}

static void
sizes_are_limited (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) largest = append (root_der (fixture), TB_LOAD_MAX_BYTES - g_bytes_get_size (root_der (fixture))), larger = append (largest, 1);
  g_autofree char *path = load_write (fixture, "large.der", larger);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_certificates_read (fixture->pki.crypto, largest, "lab.pem", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_REFUSED, "lab.pem: A certificate of 4194304 bytes is too large; 1048576 are the most that is read");
  g_assert_null (tb_certificates_read (fixture->pki.crypto, larger, "lab.pem", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_REFUSED, "lab.pem: larger than 4194304 bytes");
  g_assert_null (tb_certificates_load (fixture->pki.crypto, path, &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_REFUSED, "large.der: larger than 4194304 bytes");
  g_assert_null (tb_certificates_load (fixture->pki.crypto, "/dev/zero", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_REFUSED, "/dev/zero: larger than 4194304 bytes");
}

static void
missing_files_and_folders_are_told (LoadFixture *fixture, gconstpointer data)
{
  g_autofree char *missing = load_path (fixture, "none.pem");
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_certificates_load (fixture->pki.crypto, missing, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "none.pem: "));
  g_clear_error (&error);
  g_assert_null (tb_key_load (fixture->pki.crypto, fixture->folder, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
}

static void
large_pkcs7_is_refused (LoadFixture *fixture, gconstpointer data)
{
  guint8 *bytes = g_malloc0 (TB_LOAD_MAX_PKCS7_BYTES + 1);
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (bytes, "\x30\x83\x0f\xff\xfc\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 16);
  large = g_bytes_new_take (bytes, TB_LOAD_MAX_PKCS7_BYTES + 1);
  g_assert_null (tb_certificates_read (fixture->pki.crypto, large, "lab.p7b", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_REFUSED, "lab.p7b: ");
}

static void
many_blocks_are_refused (LoadFixture *fixture, gconstpointer data)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= TB_PEM_MAX_BLOCKS; i++)
    g_string_append (text, "-----BEGIN X-----\nMAA=\n-----END X-----\n");
  bytes = g_string_free_to_bytes (text);
  g_assert_null (tb_certificates_read (fixture->pki.crypto, bytes, "lab.pem", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_REFUSED, "more than 5000 blocks");
}

/* --- requests and public keys --- */

static void
requests_and_public_keys_are_read (LoadFixture *fixture, gconstpointer data)
{
  TbStream stream = pki_stream ("k1");
  g_autoptr (TbKey) key = tb_key_generate (fixture->pki.crypto, TB_KEY_ED25519, &stream, NULL);
  g_autoptr (GBytes) request = tb_key_make_request (key, "lock", NULL, &stream, NULL), pem = tb_pem_write ("CERTIFICATE REQUEST", request);
  g_autoptr (GBytes) public_pem = tb_pem_write ("PUBLIC KEY", tb_key_get_spki (key)), from_pem = NULL, from_der = NULL;
  g_autoptr (EVP_PKEY) read = tb_public_key_read (fixture->pki.crypto, public_pem, "key.pem", NULL);
  g_autoptr (EVP_PKEY) read_der = tb_public_key_read (fixture->pki.crypto, tb_key_get_spki (key), "key.der", NULL);
  g_autofree char *path = load_write (fixture, "request.pem", pem);
  g_autofree char *said = load_run (fixture, "openssl req -in request.pem -verify -noout -subject");
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (said, "lock"));
  from_pem = tb_request_load (path, &error);
  from_der = tb_request_read_bytes (request, "request.der", &error);
  g_assert_no_error (error);
  pki_assert_same_bytes (from_pem, request);
  pki_assert_same_bytes (from_der, request);
  g_assert_cmpint (EVP_PKEY_eq (read, tb_key_get_pkey (key)), ==, 1);
  g_assert_cmpint (EVP_PKEY_eq (read_der, tb_key_get_pkey (key)), ==, 1);
  g_assert_null (tb_request_read_bytes (public_pem, "key.pem", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_MALFORMED, "key.pem: holds no certification request: expected PEM or DER");
  g_assert_null (tb_public_key_read (fixture->pki.crypto, pem, "request.pem", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_MALFORMED, "request.pem: holds no public key: expected PEM or DER");
  g_assert_null (tb_public_key_read (fixture->pki.crypto, request, "request.der", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_MALFORMED, "request.der: holds no public key that can be read");
}

/* --- odd certificates --- */

static guint8 *
find (guint8 *bytes, gsize n_bytes, const char *what)
{
  for (gsize at = 0; at + strlen (what) <= n_bytes; at++)
    if (memcmp (bytes + at, what, strlen (what)) == 0)
      return bytes + at;
  g_assert_not_reached ();
}

/* The number of its key's curve changed to one that nobody has. */
static void
odd_certificates_are_read (LoadFixture *fixture, gconstpointer data)
{
  g_autofree char *said G_GNUC_UNUSED = load_run (fixture, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem"
                                                            " -subj /CN=odd -outform DER -out odd.der");
  g_autofree char *path = load_path (fixture, "odd.der");
  g_autoptr (GBytes) der = tb_load_bytes (path, TB_LOAD_MAX_BYTES, NULL);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  guint8 *curve = find (copy, g_bytes_get_size (der), "\x2a\x86\x48\xce\x3d\x03\x01\x07");
  g_autoptr (GBytes) odd = NULL;
  g_autoptr (TbCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  curve[7] = 0x7f;
  odd = g_bytes_new (copy, g_bytes_get_size (der));
  certificate = tb_certificate_new_from_der (fixture->pki.crypto, odd, &error);
  g_assert_no_error (error);
  name = tb_key_describe_pkey (X509_get0_pubkey (tb_certificate_get_x509 (certificate)), NULL);
  g_assert_cmpstr (name, ==, "unknown");
  g_assert_cmpint (X509_verify (tb_certificate_get_x509 (certificate), NULL), !=, 1);
  ERR_clear_error ();
}

#define ADD(path, test) g_test_add ("/load/" path, LoadFixture, GUINT_TO_POINTER (TB_KEY_P256), load_fixture_set_up, test, load_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("forms", pem_and_der_are_read);
  ADD ("around", text_around_is_passed_over);
  ADD ("pkcs7", pkcs7_of_openssl_is_read);
  ADD ("trusted", trusted_certificate_of_openssl_is_read);
  ADD ("others", others_read_what_we_write);
  ADD ("broken", broken_files_are_named);
  ADD ("broken/second", second_certificate_is_told_by_its_number);
  ADD ("broken/der", truncated_and_trailing_der_is_refused);
  ADD ("limits/size", sizes_are_limited);
  ADD ("limits/pkcs7", large_pkcs7_is_refused);
  ADD ("limits/blocks", many_blocks_are_refused);
  ADD ("missing", missing_files_and_folders_are_told);
  ADD ("requests", requests_and_public_keys_are_read);
  ADD ("odd", odd_certificates_are_read);
  return g_test_run ();
}
