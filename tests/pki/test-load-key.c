/* Private keys and PKCS #12 files go to other programs and come from them; a file that asks for endless work is refused before any is done. */
#include "load-fixture.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "tb-load.h"
#include "tb-pbe.h"
#include "tb-pem.h"
#include "tb-pkcs12.h"

static TbKey *
load_key (LoadFixture *fixture, const char *name, const char *passphrase)
{
  g_autofree char *path = load_path (fixture, name);
  g_autoptr (GError) error = NULL;
  TbKey *key = tb_key_load (fixture->pki.crypto, path, passphrase, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return key;
}

static void
refuse_key (LoadFixture *fixture, const char *name, const char *passphrase, int code, const char *says)
{
  g_autofree char *path = load_path (fixture, name);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_key_load (fixture->pki.crypto, path, passphrase, &error));
  load_assert_error (&error, code, says);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

/* --- keys that openssl wrote --- */

static const struct
{
  const char *options;
  TbKeyAlgorithm algorithm;
} kinds[] = {
  { "RSA -pkeyopt rsa_keygen_bits:2048", TB_KEY_RSA2048 },
  { "EC -pkeyopt ec_paramgen_curve:P-256", TB_KEY_P256 },
  { "EC -pkeyopt ec_paramgen_curve:P-384 -pkeyopt ec_param_enc:explicit", TB_KEY_P384 },
  { "ED25519", TB_KEY_ED25519 },
};

static void
keys_of_openssl_are_read (LoadFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *plain G_GNUC_UNUSED = load_run (fixture, "openssl genpkey -out plain.pem -algorithm %s", kinds[i].options);
      g_autofree char *sealed G_GNUC_UNUSED = load_run (fixture, "openssl pkcs8 -topk8 -in plain.pem -out sealed.pem -passout pass:secret -v2 aes-128-cbc");
      g_autofree char *der G_GNUC_UNUSED = load_run (fixture, "openssl pkcs8 -topk8 -in plain.pem -out sealed.der -outform DER -passout pass:secret -scrypt");
      g_autofree char *plain_der G_GNUC_UNUSED = load_run (fixture, "openssl pkcs8 -topk8 -in plain.pem -out plain.der -outform DER -nocrypt");
      g_autoptr (TbKey) a = load_key (fixture, "plain.pem", NULL), b = load_key (fixture, "sealed.pem", "secret");
      g_autoptr (TbKey) c = load_key (fixture, "sealed.der", "secret"), d = load_key (fixture, "plain.der", "not looked at");

      g_assert_cmpint (tb_key_get_algorithm (a), ==, kinds[i].algorithm);
      pki_assert_same_bytes (tb_key_get_spki (a), tb_key_get_spki (b));
      pki_assert_same_bytes (tb_key_get_spki (a), tb_key_get_spki (c));
      pki_assert_same_bytes (tb_key_get_spki (a), tb_key_get_spki (d));
    }
}

static void
traditional_keys_are_read (LoadFixture *fixture, gconstpointer data)
{
  static const char *const options[] = { "-out old.pem", "-out old.der -outform DER", "-out old-sealed.pem -aes256 -passout pass:secret" };
  static const char *const files[] = { "old.pem", "old.der", "old-sealed.pem" };
  static const char *const commands[] = { "ec", "rsa" };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char *traditional = i == 0 ? "" : " -traditional";
      g_autofree char *made G_GNUC_UNUSED = load_run (fixture, "openssl genpkey -out plain.pem -algorithm %s", kinds[1 - i].options);
      g_autoptr (TbKey) plain = load_key (fixture, "plain.pem", NULL);

      for (guint k = 0; k < G_N_ELEMENTS (options); k++)
        {
          g_autofree char *written G_GNUC_UNUSED = load_run (fixture, "openssl %s -in plain.pem %s%s", commands[i], options[k], traditional);
          g_autoptr (TbKey) key = load_key (fixture, files[k], "secret");

          pki_assert_same_bytes (tb_key_get_spki (key), tb_key_get_spki (plain));
        }
      refuse_key (fixture, "old-sealed.pem", NULL, TB_CRYPTO_ERROR_REFUSED, "old-sealed.pem: is encrypted and needs its passphrase");
      refuse_key (fixture, "old-sealed.pem", "wrong", TB_CRYPTO_ERROR_REFUSED, "old-sealed.pem: cannot be decrypted: the passphrase does not fit");
    }
}

static void
openssl_reads_our_keys (LoadFixture *fixture, gconstpointer data)
{
  TbStream stream = pki_stream ("k1");
  g_autoptr (TbKey) key = tb_key_generate (fixture->pki.crypto, TB_KEY_P521, &stream, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = tb_key_to_pem (key, NULL, &error), sealed = tb_key_to_pem (key, "secret", &error), der = tb_key_to_der (key, &error);
  g_autofree char *a G_GNUC_UNUSED = load_write (fixture, "a.pem", plain);
  g_autofree char *b G_GNUC_UNUSED = load_write (fixture, "b.pem", sealed);
  g_autofree char *c G_GNUC_UNUSED = load_write (fixture, "c.der", der);
  g_autofree char *from_plain = load_run (fixture, "openssl pkey -in a.pem -pubout");
  g_autofree char *from_sealed = load_run (fixture, "openssl pkey -in b.pem -passin pass:secret -pubout");
  g_autofree char *from_der = load_run (fixture, "openssl pkey -in c.der -inform DER -pubout");
  g_autofree char *certtool = load_run (fixture, "certtool --key-info --infile b.pem --password secret");
  g_autoptr (GBytes) expected = tb_pem_write ("PUBLIC KEY", tb_key_get_spki (key));
  g_autoptr (TbKey) again = load_key (fixture, "b.pem", "secret");

  g_assert_no_error (error);
  g_assert_cmpmem (from_plain, strlen (from_plain), g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
  g_assert_cmpstr (from_sealed, ==, from_plain);
  g_assert_cmpstr (from_der, ==, from_plain);
  g_assert_nonnull (strstr (certtool, "SECP521R1"));
  pki_assert_same_bytes (tb_key_get_spki (again), tb_key_get_spki (key));
}

/* --- keys that are refused --- */

static void
weak_and_other_keys_are_refused (LoadFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *options;
    const char *says;
  } rows[] = {
    { "RSA -pkeyopt rsa_keygen_bits:1024", "key.pem: The key is RSA-1024 (80-bit strength); RSA with 2048 to 4096 bits" },
    { "EC -pkeyopt ec_paramgen_curve:secp256k1", "key.pem: The key is secp256k1" },
    { "ED448", "key.pem: the key is of the kind ED448; RSA with 2048" },
    { "X25519", "key.pem: the key is of the kind X25519" },
    { "RSA-PSS -pkeyopt rsa_keygen_bits:1024", "key.pem: the key is of the kind rsassaPss" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *made G_GNUC_UNUSED = load_run (fixture, "openssl genpkey -out key.pem -algorithm %s", rows[i].options);

      refuse_key (fixture, "key.pem", NULL, TB_CRYPTO_ERROR_REFUSED, rows[i].says);
    }
}

static void
what_is_no_key_is_named (LoadFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    int code;
    const char *says;
  } rows[] = {
    { "", TB_CRYPTO_ERROR_MALFORMED, "key.pem: holds no private key: expected PEM or DER" },
    { "rubbish", TB_CRYPTO_ERROR_MALFORMED, "key.pem: holds no private key: expected PEM or DER" },
    { "0\x03\x02\x01\x07", TB_CRYPTO_ERROR_MALFORMED, "key.pem: holds no private key that can be read" },
    { "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", TB_CRYPTO_ERROR_MALFORMED, "key.pem: holds no private key: expected PEM or DER" },
    { "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n", TB_CRYPTO_ERROR_MALFORMED, "key.pem: holds no private key that can be read" },
    { "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n", TB_CRYPTO_ERROR_MALFORMED, "key.pem: holds no private key that can be read" },
    { "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n", TB_CRYPTO_ERROR_MALFORMED, "key.pem: holds no encrypted private key" },
    { "-----BEGIN DSA PRIVATE KEY-----\nMAA=\n-----END DSA PRIVATE KEY-----\n", TB_CRYPTO_ERROR_REFUSED, "key.pem: the key is of the kind DSA" },
    { "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: NONE-AT-ALL,00\n\nMAA=\n-----END RSA PRIVATE KEY-----\n",
      TB_CRYPTO_ERROR_MALFORMED, "key.pem: says in no known way how it is encrypted" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path G_GNUC_UNUSED = load_write_text (fixture, "key.pem", rows[i].text);

      refuse_key (fixture, "key.pem", NULL, rows[i].code, rows[i].says);
    }
}

static void
passphrases_have_to_fit (LoadFixture *fixture, gconstpointer data)
{
  g_autofree char *made G_GNUC_UNUSED = load_run (fixture, "openssl genpkey -algorithm ED25519 -out sealed.pem -aes-256-cbc -pass pass:secret");

  refuse_key (fixture, "sealed.pem", NULL, TB_CRYPTO_ERROR_REFUSED, "sealed.pem: is encrypted and needs its passphrase");
  refuse_key (fixture, "sealed.pem", "wrong", TB_CRYPTO_ERROR_REFUSED, "sealed.pem: cannot be decrypted: the passphrase does not fit");
}

/* The public half of another key in the place of a key's own. */
static void
halves_that_do_not_match_are_refused (LoadFixture *fixture, gconstpointer data)
{
  TbStream stream = pki_stream ("k1");
  g_autoptr (TbKey) a = tb_key_generate (fixture->pki.crypto, TB_KEY_P256, &stream, NULL), b = tb_key_generate (fixture->pki.crypto, TB_KEY_P256, &stream, NULL);
  g_autoptr (GBytes) der = tb_key_to_der (a, NULL);
  gsize n = g_bytes_get_size (der), n_spki = g_bytes_get_size (tb_key_get_spki (b));
  g_autofree guint8 *mixed = g_memdup2 (g_bytes_get_data (der, NULL), n);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (mixed + n - 65, (const guint8 *) g_bytes_get_data (tb_key_get_spki (b), NULL) + n_spki - 65, 65);
  bytes = g_bytes_new (mixed, n);
  g_assert_null (tb_key_read (fixture->pki.crypto, bytes, "mixed.der", NULL, &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_MALFORMED, "mixed.der: the private and the public half of the key do not belong together");
}

/* --- PKCS #12 --- */

static TbPkcs12 *
load_pkcs12 (LoadFixture *fixture, const char *name, const char *passphrase)
{
  g_autofree char *path = load_path (fixture, name);
  g_autoptr (GError) error = NULL;
  TbPkcs12 *pkcs12 = tb_pkcs12_load (fixture->pki.crypto, path, passphrase, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return pkcs12;
}

static void
refuse_pkcs12 (LoadFixture *fixture, const char *name, const char *passphrase, int code, const char *says)
{
  g_autofree char *path = load_path (fixture, name);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_pkcs12_load (fixture->pki.crypto, path, passphrase, &error));
  load_assert_error (&error, code, says);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

/* The broker's key, certificate and chain. */
static TbIdentity *
write_identity (LoadFixture *fixture)
{
  TbIdentity *identity = pki_issue (&fixture->pki, TB_PROFILE_SERVICE, "broker", "broker.house");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) ours = tb_pkcs12_write (identity, "The broker", "secret", &error);
  g_autofree char *path = NULL;

  g_assert_no_error (error);
  path = load_write (fixture, "ours.p12", ours);
  return identity;
}

static void
assert_identity (const TbPkcs12 *read, TbIdentity *identity)
{
  GPtrArray *chain = tb_identity_get_intermediates (identity);

  g_assert_nonnull (read->key);
  pki_assert_same_bytes (tb_key_get_spki (read->key), tb_key_get_spki (tb_identity_get_key (identity)));
  pki_assert_same_bytes (tb_certificate_get_der (read->certificate), tb_certificate_get_der (tb_identity_get_certificate (identity)));
  g_assert_cmpuint (read->others->len, ==, chain->len);
  pki_assert_same_bytes (tb_certificate_get_der (g_ptr_array_index (read->others, 0)), tb_certificate_get_der (g_ptr_array_index (chain, 0)));
  g_assert_cmpstr (read->friendly_name, ==, "The broker");
}

static void
pkcs12_is_read_back (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (TbIdentity) identity = write_identity (fixture);
  g_autoptr (TbPkcs12) read = load_pkcs12 (fixture, "ours.p12", "secret");

  assert_identity (read, identity);
}

static void
others_read_our_pkcs12 (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (TbIdentity) identity G_GNUC_UNUSED = write_identity (fixture);
  g_autofree char *openssl = load_run (fixture, "sh -c 'openssl pkcs12 -in ours.p12 -passin pass:secret -nodes -info 2>&1'");
  g_autofree char *certtool = load_run (fixture, "certtool --p12-info --inder --infile ours.p12 --password secret");

  g_assert_nonnull (strstr (openssl, "PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256"));
  g_assert_nonnull (strstr (openssl, "MAC: sha256, Iteration 100000"));
  g_assert_nonnull (strstr (openssl, "friendlyName: The broker"));
  g_assert_nonnull (strstr (openssl, "House Devices"));
  g_assert_nonnull (strstr (certtool, "Friendly name: The broker"));
}

static void
pkcs12_of_others_is_read (LoadFixture *fixture, gconstpointer data)
{
  static const char *const commands[] = {
    "openssl pkcs12 -export -out p.p12 -in chain.pem -inkey key.pem -passout pass:secret -name 'The broker'",
    "openssl pkcs12 -export -out p.p12 -in chain.pem -inkey key.pem -passout pass:secret -name 'The broker'"
    " -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
    "openssl pkcs12 -export -out p.p12 -in chain.pem -inkey key.pem -passout pass:secret -name 'The broker' -keypbe NONE -certpbe NONE",
    "openssl pkcs12 -export -out p.p12 -in chain.pem -inkey key.pem -passout pass:secret -name 'The broker' -nomac",
    "certtool --to-p12 --load-certificate chain.pem --load-privkey key.pem --p12-name 'The broker' --password secret --outder --outfile p.p12",
  };
  g_autoptr (TbIdentity) identity = write_identity (fixture);
  g_autofree char *split G_GNUC_UNUSED = load_run (fixture, "sh -c 'openssl pkcs12 -in ours.p12 -passin pass:secret -nocerts -nodes > key.pem && "
                                              "openssl pkcs12 -in ours.p12 -passin pass:secret -nokeys > chain.pem'");

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *made G_GNUC_UNUSED = load_run (fixture, commands[i], NULL);
      g_autoptr (TbPkcs12) read = load_pkcs12 (fixture, "p.p12", "secret");

      assert_identity (read, identity);
    }
}

static void
certificates_alone_are_read (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) pem = tb_pem_write ("CERTIFICATE", tb_certificate_get_der (tb_authority_get_root (fixture->pki.root)));
  g_autofree char *path G_GNUC_UNUSED = load_write (fixture, "root.pem", pem);
  g_autofree char *made G_GNUC_UNUSED = load_run (fixture, "openssl pkcs12 -export -nokeys -in root.pem -out roots.p12 -passout pass:");
  g_autoptr (TbPkcs12) without = load_pkcs12 (fixture, "roots.p12", NULL), empty = load_pkcs12 (fixture, "roots.p12", "");

  g_assert_null (without->key);
  g_assert_null (without->certificate);
  g_assert_cmpuint (without->others->len, ==, 1);
  g_assert_cmpuint (empty->others->len, ==, 1);
}

static void
bad_pkcs12_is_refused (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (TbIdentity) identity G_GNUC_UNUSED = write_identity (fixture);
  g_autofree char *path = load_path (fixture, "ours.p12");
  g_autofree char *rubbish G_GNUC_UNUSED = load_write_text (fixture, "rubbish.p12", "rubbish");
  g_autofree char *nothing G_GNUC_UNUSED = load_write_text (fixture, "nothing.p12", "");
  g_autoptr (GBytes) ours = tb_load_bytes (path, TB_LOAD_MAX_BYTES, NULL), shorter = pki_truncate (ours, g_bytes_get_size (ours) - 1);
  g_autofree char *short_path G_GNUC_UNUSED = load_write (fixture, "short.p12", shorter);
  g_autoptr (GError) error = NULL;

  refuse_pkcs12 (fixture, "rubbish.p12", "secret", TB_CRYPTO_ERROR_MALFORMED, "rubbish.p12: is not a PKCS #12 file");
  refuse_pkcs12 (fixture, "nothing.p12", "secret", TB_CRYPTO_ERROR_MALFORMED, "nothing.p12: is not a PKCS #12 file");
  refuse_pkcs12 (fixture, "short.p12", "secret", TB_CRYPTO_ERROR_MALFORMED, "short.p12: is not a PKCS #12 file");
  refuse_pkcs12 (fixture, "ours.p12", "wrong", TB_CRYPTO_ERROR_REFUSED, "ours.p12: the passphrase does not fit");
  refuse_pkcs12 (fixture, "ours.p12", NULL, TB_CRYPTO_ERROR_REFUSED, "ours.p12: is encrypted and needs its passphrase");
  g_assert_null (tb_certificates_load (fixture->pki.crypto, path, &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_MALFORMED, "ours.p12: is a PKCS #12 file; expected certificates in PEM, DER or PKCS #7");
}

/* --- work without end --- */

/* A key under a MAC of so many iterations. */
static GBytes *
make_bomb (int mac_iterations)
{
  g_autoptr (EVP_PKEY) pkey = EVP_EC_gen ("P-256");
  PKCS12 *pkcs12 = PKCS12_create ("secret", NULL, pkey, NULL, NULL, NID_aes_256_cbc, -1, 1, mac_iterations, 0);
  unsigned char *der = NULL;
  int n = i2d_PKCS12 (pkcs12, &der);
  GBytes *bytes = g_bytes_new (der, (gsize) n);

  OPENSSL_free (der);
  PKCS12_free (pkcs12);
  return bytes;
}

/* The count of the MAC is the last thing in the file. */
static void
endless_mac_is_refused (LoadFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bomb = make_bomb (65536);
  gsize n;
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bomb, &n), g_bytes_get_size (bomb));
  g_autoptr (GBytes) changed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpmem (copy + n - 5, 5, "\x02\x03\x01\x00\x00", 5);
  copy[n - 3] = 0x7f;
  changed = g_bytes_new (copy, n);
  g_assert_null (tb_pkcs12_read (fixture->pki.crypto, changed, "bomb.p12", "secret", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_REFUSED, "bomb.p12: asks for as much work as 8323072 iterations");
}

/* Writes the count @n, which is 01 00 01 there, anew as 7f ff ff. */
static GBytes *
raise_count (GBytes *bytes)
{
  gsize n;
  guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, &n), g_bytes_get_size (bytes));
  gboolean is_raised = FALSE;

  for (gsize at = 0; at + 5 <= n && !is_raised; at++)
    if (memcmp (copy + at, "\x02\x03\x01\x00\x01", 5) == 0)
      {
        memcpy (copy + at, "\x02\x03\x7f\xff\xff", 5);
        is_raised = TRUE;
      }
  g_assert_true (is_raised);
  return g_bytes_new_take (copy, n);
}

static void
endless_keys_are_refused (LoadFixture *fixture, gconstpointer data)
{
  static const char *const options[] = { "-v2 aes-256-cbc", "-v2 aes-256-cbc -v2prf hmacWithSHA512", "-v1 PBE-SHA1-3DES" };
  g_autofree char *made G_GNUC_UNUSED = load_run (fixture, "openssl genpkey -algorithm ED25519 -out plain.pem");

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *sealed G_GNUC_UNUSED = load_run (fixture, "openssl pkcs8 -topk8 -in plain.pem -out sealed.der -outform DER -passout pass:x -iter 65537 %s",
                                                        options[i]);
      g_autofree char *path = load_path (fixture, "sealed.der");
      g_autoptr (TbKey) good G_GNUC_UNUSED = load_key (fixture, "sealed.der", "x");
      g_autoptr (GBytes) bytes = tb_load_bytes (path, TB_LOAD_MAX_BYTES, NULL), bomb = raise_count (bytes);
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_key_read (fixture->pki.crypto, bomb, "bomb.der", "x", &error));
      load_assert_error (&error, TB_CRYPTO_ERROR_REFUSED, "bomb.der: asks for as much work as ");
    }
}

/* RSA computes with parts of the length that the file gives them. */
static void
long_parts_are_refused (LoadFixture *fixture, gconstpointer data)
{
  g_autofree char *zeros = g_strnfill (2000, '0'), *n = g_strndup (zeros, 510);
  g_autofree char *text = g_strdup_printf ("asn1=SEQUENCE:rsa\n[rsa]\nv=INTEGER:0\nn=INTEGER:0x8%s1\ne=INTEGER:65537\nd=INTEGER:0x1%s1\n"
                                           "p=INTEGER:3\nq=INTEGER:5\ndp=INTEGER:1\ndq=INTEGER:1\nqi=INTEGER:1\n", n, zeros);
  g_autofree char *path G_GNUC_UNUSED = load_write_text (fixture, "rsa.cnf", text);
  g_autofree char *made G_GNUC_UNUSED = load_run (fixture, "openssl asn1parse -genconf rsa.cnf -noout -out rsa.der");

  refuse_key (fixture, "rsa.der", NULL, TB_CRYPTO_ERROR_MALFORMED, "rsa.der: the private and the public half of the key do not belong together");
}

static void
endless_scrypt_is_refused (LoadFixture *fixture, gconstpointer data)
{
  g_autofree char *made G_GNUC_UNUSED = load_run (fixture, "openssl genpkey -algorithm ED25519 -out plain.pem");
  g_autofree char *sealed G_GNUC_UNUSED = load_run (fixture, "openssl pkcs8 -topk8 -in plain.pem -out a.der -outform DER -passout pass:x"
                                                              " -scrypt -scrypt_N 2 -scrypt_r 1 -scrypt_p 65537");
  g_autofree char *path = load_path (fixture, "a.der");
  g_autoptr (TbKey) good G_GNUC_UNUSED = load_key (fixture, "a.der", "x");
  g_autoptr (GBytes) bytes = tb_load_bytes (path, TB_LOAD_MAX_BYTES, NULL), bomb = raise_count (bytes);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_key_read (fixture->pki.crypto, bomb, "bomb.der", "x", &error));
  load_assert_error (&error, TB_CRYPTO_ERROR_REFUSED, "bomb.der: asks for as much work as 16777214 iterations");
}

#define ADD(path, test) g_test_add ("/load-key/" path, LoadFixture, GUINT_TO_POINTER (TB_KEY_P256), load_fixture_set_up, test, load_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("openssl", keys_of_openssl_are_read);
  ADD ("traditional", traditional_keys_are_read);
  ADD ("written", openssl_reads_our_keys);
  ADD ("refused", weak_and_other_keys_are_refused);
  ADD ("none", what_is_no_key_is_named);
  ADD ("passphrase", passphrases_have_to_fit);
  ADD ("halves", halves_that_do_not_match_are_refused);
  ADD ("pkcs12", pkcs12_is_read_back);
  ADD ("pkcs12/others-read", others_read_our_pkcs12);
  ADD ("pkcs12/others-write", pkcs12_of_others_is_read);
  ADD ("pkcs12/certificates", certificates_alone_are_read);
  ADD ("pkcs12/bad", bad_pkcs12_is_refused);
  ADD ("endless/mac", endless_mac_is_refused);
  ADD ("endless/key", endless_keys_are_refused);
  ADD ("endless/rsa", long_parts_are_refused);
  ADD ("endless/scrypt", endless_scrypt_is_refused);
  return g_test_run ();
}
