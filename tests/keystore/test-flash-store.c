/* Flash gives its keys away and the simulated secure element does not; both keep them in files that only their owner reads. */
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "keystore-fixture.h"

static TbKeyStore *
open_in (TbKeyStoreKind kind, const char *name)
{
  g_autofree char *path = keystore_path (name), *address = tb_key_store_make_address (kind, path);

  return keystore_open (address, NULL);
}

static void
keys_are_there_after_closing (gconstpointer kind)
{
  TbKeyStoreKind which = (TbKeyStoreKind) GPOINTER_TO_UINT (kind);
  TbKeyStore *store = open_in (which, "again");
  g_autoptr (TbKeyStore) reopened = NULL;
  g_autofree char *label = g_strdup_printf ("key-%u", which);
  g_autoptr (TbKey) made = keystore_generate (store, label, TB_KEY_P256), loaded = NULL;

  g_assert_cmpint (tb_key_store_get_kind (store), ==, which);
  tb_key_store_close (store);
  reopened = open_in (which, "again");
  loaded = keystore_load (reopened, label);
  keystore_assert_same (made, loaded);
  keystore_assert_signs (loaded);
}

static void
rsa_keys_sign_too (void)
{
  g_autoptr (TbKeyStore) store = open_in (TB_KEY_STORE_FLASH, "rsa");
  g_autoptr (TbKey) made = keystore_generate (store, "rsa", TB_KEY_RSA2048), loaded = keystore_load (store, "rsa");

  keystore_assert_same (made, loaded);
  keystore_assert_signs (loaded);
}

static void
only_the_owner_reads_the_file (gconstpointer kind)
{
  TbKeyStoreKind which = (TbKeyStoreKind) GPOINTER_TO_UINT (kind);
  g_autoptr (TbKeyStore) store = open_in (which, tb_key_store_get_info (which)->code);
  G_GNUC_UNUSED g_autoptr (TbKey) key = keystore_generate (store, "mine", TB_KEY_P256);
  g_autofree char *path = g_build_filename (keystore_folder (), tb_key_store_get_info (which)->code, "mine.pem", NULL);
  g_autofree char *text = NULL;
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "-----BEGIN PRIVATE KEY-----\n"));
}

/* What the thief gets is the key: it makes the same public half. */
static void
flash_gives_the_key_away (void)
{
  g_autoptr (TbKeyStore) store = open_in (TB_KEY_STORE_FLASH, "thief");
  g_autoptr (TbKey) key = keystore_generate (store, "camera-07", TB_KEY_P256);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) stolen = tb_key_store_export (store, "camera-07", &error);
  const unsigned char *der;
  g_autoptr (EVP_PKEY) pkey = NULL;

  g_assert_no_error (error);
  der = g_bytes_get_data (stolen, NULL);
  pkey = d2i_AutoPrivateKey (NULL, &der, (long) g_bytes_get_size (stolen));
  g_assert_cmpint (EVP_PKEY_eq (pkey, tb_key_get_pkey (key)), ==, 1);
}

static void
secure_element_keeps_the_key (void)
{
  g_autoptr (TbKeyStore) store = open_in (TB_KEY_STORE_SECURE_ELEMENT, "element");
  G_GNUC_UNUSED g_autoptr (TbKey) key = keystore_generate (store, "lock-03", TB_KEY_P256);

  keystore_assert_stays (store, "lock-03", "no command to read");
}

/* --- the key of a secure element, in the hands of any part of the program --- */

static TbKey *
make_sealed (const char *label, TbKeyAlgorithm algorithm)
{
  g_autoptr (TbKeyStore) store = open_in (TB_KEY_STORE_SECURE_ELEMENT, "sealed");

  return keystore_generate (store, label, algorithm);
}

static void
assert_not_written (EVP_PKEY *pkey)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8 (pkey);
  unsigned char *der = NULL;
  OSSL_PARAM *params = NULL;

  g_assert_null (info);
  g_assert_cmpint (PEM_write_bio_PKCS8PrivateKey (bio, pkey, NULL, NULL, 0, NULL, NULL), !=, 1);
  g_assert_cmpint (PEM_write_bio_PrivateKey_traditional (bio, pkey, NULL, NULL, 0, NULL, NULL), !=, 1);
  g_assert_cmpint (i2d_PrivateKey (pkey, &der), <=, 0);
  g_assert_cmpint (EVP_PKEY_todata (pkey, EVP_PKEY_KEYPAIR, &params), !=, 1);
  ERR_clear_error ();
}

static void
sealed_keys_sign_and_are_not_written (gconstpointer algorithm)
{
  TbKeyAlgorithm which = (TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm);
  g_autoptr (TbKey) key = make_sealed (tb_key_algorithm_to_code (which), which);

  keystore_assert_signs (key);
  assert_not_written (tb_key_get_pkey (key));
}

static void
numbers_of_sealed_keys_are_not_read (void)
{
  g_autoptr (TbKey) ec = make_sealed ("ec", TB_KEY_P256), rsa = make_sealed ("rsa", TB_KEY_RSA2048), ed = make_sealed ("ed", TB_KEY_ED25519);
  const char *secrets[] = { "d", "rsa-factor1", "rsa-exponent1", "rsa-coefficient1" };
  unsigned char raw[32];
  gsize n = sizeof raw;
  BIGNUM *number = NULL;

  g_assert_cmpint (EVP_PKEY_get_bn_param (tb_key_get_pkey (ec), "priv", &number), !=, 1);
  g_assert_cmpint (EVP_PKEY_get_raw_private_key (tb_key_get_pkey (ed), raw, &n), !=, 1);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_cmpint (EVP_PKEY_get_bn_param (tb_key_get_pkey (rsa), secrets[i], &number), !=, 1);
  g_assert_cmpint (EVP_PKEY_get_bn_param (tb_key_get_pkey (rsa), "n", &number), ==, 1);
  BN_free (number);
  ERR_clear_error ();
}

static void
copies_of_sealed_keys_are_sealed (void)
{
  g_autoptr (TbKey) key = make_sealed ("copied", TB_KEY_P256);
  g_autoptr (EVP_PKEY) copy = EVP_PKEY_dup (tb_key_get_pkey (key));

  g_assert_cmpint (EVP_PKEY_eq (copy, tb_key_get_pkey (key)), ==, 1);
  assert_not_written (copy);
}

/* --- what goes wrong --- */

static void
assert_no_key (TbKeyStore *store, const char *label, TbCryptoError code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_key_store_load (store, label, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, part));
}

static void
keys_are_never_written_over (void)
{
  g_autoptr (TbKeyStore) store = open_in (TB_KEY_STORE_FLASH, "twice");
  g_autoptr (TbKey) key = keystore_generate (store, "one", TB_KEY_P256), after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_key_store_generate (store, "one", TB_KEY_P256, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  after = keystore_load (store, "one");
  keystore_assert_same (key, after);
}

static void
names_that_leave_the_folder_are_refused (void)
{
  const char *labels[] = { "", ".", "..", "../x", "a/b", "-rf", ".hidden", "a b", "schl\xc3\xbcssel",
                           "a123456789a123456789a123456789a123456789a123456789a123456789abcde" };
  g_autoptr (TbKeyStore) store = open_in (TB_KEY_STORE_FLASH, "names");

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_key_store_generate (store, labels[i], TB_KEY_P256, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
      assert_no_key (store, labels[i], TB_CRYPTO_ERROR_MALFORMED, "no name for a key");
    }
}

static void
a_key_that_is_not_there_is_said_so (void)
{
  g_autoptr (TbKeyStore) store = open_in (TB_KEY_STORE_FLASH, "empty");

  assert_no_key (store, "nobody", TB_CRYPTO_ERROR_UNAVAILABLE, "nobody.pem does not exist");
}

static void
truncated_and_other_files_are_no_keys (void)
{
  g_autoptr (TbKeyStore) store = open_in (TB_KEY_STORE_FLASH, "broken");
  G_GNUC_UNUSED g_autoptr (TbKey) key = keystore_generate (store, "good", TB_KEY_P256);
  g_autofree char *path = keystore_path ("broken/good.pem"), *text = NULL;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (path, &text, &n_bytes, NULL));
  for (gsize n = 0; n + 2 < n_bytes; n += 7)
    {
      g_assert_true (g_file_set_contents (path, text, (gssize) n, NULL));
      assert_no_key (store, "good", TB_CRYPTO_ERROR_MALFORMED, "Cannot read the key");
    }
}

static void
what_is_no_file_is_not_read (void)
{
  g_autoptr (TbKeyStore) store = open_in (TB_KEY_STORE_FLASH, "odd");
  g_autofree char *path = keystore_path ("odd/folder.pem"), *huge = g_strnfill (65537, 'x'), *file = NULL;

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  file = keystore_write ("odd/huge.pem", huge);
  assert_no_key (store, "folder", TB_CRYPTO_ERROR_MALFORMED, "no key file");
  assert_no_key (store, "huge", TB_CRYPTO_ERROR_MALFORMED, "no key file");
}

static void
a_locked_file_asks_for_no_pin (void)
{
  g_autoptr (TbKeyStore) store = open_in (TB_KEY_STORE_FLASH, "locked");
  g_autoptr (TbKey) key = keystore_generate (store, "open", TB_KEY_P256);
  g_autofree char *path = keystore_path ("locked/shut.pem");
  g_autoptr (BIO) bio = BIO_new_file (path, "w");

  g_assert_cmpint (PEM_write_bio_PKCS8PrivateKey (bio, tb_key_get_pkey (key), EVP_aes_256_cbc (), "secret", 6, NULL, NULL), ==, 1);
  BIO_flush (bio);
  assert_no_key (store, "shut", TB_CRYPTO_ERROR_REFUSED, "locked by a PIN");
}

static void
folders_take_no_pin (void)
{
  keystore_assert_refused ("flash:keys", "1234", TB_CRYPTO_ERROR_REFUSED, "takes no PIN");
  keystore_assert_refused ("secure-element:keys", "1234", TB_CRYPTO_ERROR_REFUSED, "takes no PIN");
}

#define BOTH_KINDS(name, test) \
  g_test_add_data_func ("/keystore/flash-store/flash/" name, GUINT_TO_POINTER (TB_KEY_STORE_FLASH), test); \
  g_test_add_data_func ("/keystore/flash-store/secure-element/" name, GUINT_TO_POINTER (TB_KEY_STORE_SECURE_ELEMENT), test)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  BOTH_KINDS ("reopened", keys_are_there_after_closing);
  BOTH_KINDS ("mode", only_the_owner_reads_the_file);
  g_test_add_func ("/keystore/flash-store/rsa", rsa_keys_sign_too);
  g_test_add_func ("/keystore/flash-store/flash/thief", flash_gives_the_key_away);
  g_test_add_func ("/keystore/flash-store/secure-element/thief", secure_element_keeps_the_key);
  g_test_add_data_func ("/keystore/flash-store/sealed/P-256", GUINT_TO_POINTER (TB_KEY_P256), sealed_keys_sign_and_are_not_written);
  g_test_add_data_func ("/keystore/flash-store/sealed/RSA-2048", GUINT_TO_POINTER (TB_KEY_RSA2048), sealed_keys_sign_and_are_not_written);
  g_test_add_data_func ("/keystore/flash-store/sealed/Ed25519", GUINT_TO_POINTER (TB_KEY_ED25519), sealed_keys_sign_and_are_not_written);
  g_test_add_func ("/keystore/flash-store/sealed/numbers", numbers_of_sealed_keys_are_not_read);
  g_test_add_func ("/keystore/flash-store/sealed/copies", copies_of_sealed_keys_are_sealed);
  g_test_add_func ("/keystore/flash-store/twice", keys_are_never_written_over);
  g_test_add_func ("/keystore/flash-store/names", names_that_leave_the_folder_are_refused);
  g_test_add_func ("/keystore/flash-store/none", a_key_that_is_not_there_is_said_so);
  g_test_add_func ("/keystore/flash-store/truncated", truncated_and_other_files_are_no_keys);
  g_test_add_func ("/keystore/flash-store/no-file", what_is_no_file_is_not_read);
  g_test_add_func ("/keystore/flash-store/locked", a_locked_file_asks_for_no_pin);
  g_test_add_func ("/keystore/flash-store/pin", folders_take_no_pin);
  keystore_begin ();
  status = g_test_run ();
  keystore_end ();
  return status;
}
