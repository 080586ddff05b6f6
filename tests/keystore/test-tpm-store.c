/* Keys that a TPM made, here swtpm: they sign, also after the store was closed, and the file that is left on the disk is of no use to another
 * TPM. */
#include <string.h>

#include "keystore-fixture.h"

/* One for the whole program: a provider keeps its connection, and swtpm serves one at a time. */
static SoftTpm *tpm;

static TbKeyStore *
open_in (const char *folder, const char *pin)
{
  g_autofree char *address = soft_tpm_address (tpm, folder);

  return keystore_open (address, pin);
}

static void
keys_sign_after_closing (gconstpointer algorithm)
{
  TbKeyStore *store = open_in ("keys", NULL);
  g_autoptr (TbKeyStore) reopened = NULL;
  g_autofree char *label = g_strdup_printf ("key-%u", GPOINTER_TO_UINT (algorithm));
  TbKey *made = keystore_generate (store, label, (TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm));
  g_autoptr (TbKey) loaded = NULL;

  g_assert_cmpint (tb_key_store_get_kind (store), ==, TB_KEY_STORE_TPM);
  tb_key_store_close (store);
  keystore_assert_signs (made);
  reopened = open_in ("keys", NULL);
  loaded = keystore_load (reopened, label);
  keystore_assert_same (made, loaded);
  tb_key_unref (made);
  keystore_assert_signs (loaded);
}

static void
keys_stay (void)
{
  g_autoptr (TbKeyStore) store = open_in ("stay", NULL);
  G_GNUC_UNUSED g_autoptr (TbKey) key = keystore_generate (store, "issuing", TB_KEY_P256);
  g_autofree char *path = keystore_path ("stay/issuing.pem"), *text = NULL;

  keystore_assert_stays (store, "issuing", "fixedTPM");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "-----BEGIN TSS2 PRIVATE KEY-----\n"));
}

static void
assert_no_key (TbKeyStore *store, const char *label, TbCryptoError code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_key_store_load (store, label, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, (int) code);
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" is not in: %s", part, error->message);
}

/* A TPM has places for three keys; a store with more works as long as not all are in use. */
static void
more_keys_than_the_tpm_has_places (void)
{
  g_autoptr (TbKeyStore) store = open_in ("many", NULL);

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *label = g_strdup_printf ("key-%u", i);
      g_autoptr (TbKey) key = keystore_generate (store, label, TB_KEY_P256);

      g_assert_nonnull (key);
    }
}

/* It needs a place for the parent while it opens a key, so that a third key finds none. tpm2-openssl 1.1 leaves the parent there when it fails:
 * this TPM is of no use afterwards. */
static void
a_full_tpm_is_said_so (void)
{
  g_autoptr (SoftTpm) full = soft_tpm_start ("full-tpm");
  g_autofree char *address = soft_tpm_address (full, "full");
  g_autoptr (TbKeyStore) store = keystore_open (address, NULL);
  G_GNUC_UNUSED g_autoptr (TbKey) first = keystore_generate (store, "first", TB_KEY_P256);
  G_GNUC_UNUSED g_autoptr (TbKey) again = keystore_load (store, "first");
  g_autoptr (GError) error = NULL;

  assert_no_key (store, "first", TB_CRYPTO_ERROR_MALFORMED, "this one may be full; tpm2_flushcontext -t");
  assert_no_key (store, "first", TB_CRYPTO_ERROR_MALFORMED, "memory");
  g_assert_null (tb_key_store_generate (store, "second", TB_KEY_P256, &error));
  g_assert_nonnull (strstr (error->message, "tpm2_flushcontext -t"));
}

static void
the_pin_opens_the_key (void)
{
  g_autoptr (TbKeyStore) right = open_in ("pin", "correct horse"), wrong = open_in ("pin", "wrong"), none = open_in ("pin", NULL);
  TbKey *made = keystore_generate (right, "locked", TB_KEY_P256);

  tb_key_unref (made);
  assert_no_key (wrong, "locked", TB_CRYPTO_ERROR_REFUSED, "the PIN is wrong");
  assert_no_key (none, "locked", TB_CRYPTO_ERROR_REFUSED, "locked by a PIN, and none was given");
  made = keystore_load (right, "locked");
  keystore_assert_signs (made);
  tb_key_unref (made);
}

static void
the_pin_may_be_in_a_file (void)
{
  g_autofree char *pin = keystore_write ("tpm-pin", "correct horse\n"), *plain = soft_tpm_address (tpm, "pin-file");
  g_autofree char *address = g_strconcat (plain, "&pin-source=file:", pin, NULL);
  g_autoptr (TbKeyStore) with = keystore_open (address, NULL), without = keystore_open (plain, NULL);
  G_GNUC_UNUSED g_autoptr (TbKey) key = keystore_generate (with, "locked", TB_KEY_P256);

  assert_no_key (without, "locked", TB_CRYPTO_ERROR_REFUSED, "locked by a PIN");
}

static void
another_tpm_cannot_open_the_file (void)
{
  g_autoptr (TbKeyStore) store = open_in ("mine", NULL), elsewhere = NULL;
  G_GNUC_UNUSED g_autoptr (TbKey) key = keystore_generate (store, "issuing", TB_KEY_P256);
  g_autoptr (SoftTpm) thiefs = soft_tpm_start ("thiefs-tpm");
  g_autofree char *address = soft_tpm_address (thiefs, "mine");

  elsewhere = keystore_open (address, NULL);
  assert_no_key (elsewhere, "issuing", TB_CRYPTO_ERROR_MALFORMED, "Cannot read the key");
}

static void
names_are_taken_once (void)
{
  g_autoptr (TbKeyStore) store = open_in ("twice", NULL);
  G_GNUC_UNUSED g_autoptr (TbKey) key = keystore_generate (store, "one", TB_KEY_P256);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_key_store_generate (store, "one", TB_KEY_P256, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  assert_no_key (store, "two", TB_CRYPTO_ERROR_UNAVAILABLE, "two.pem does not exist");
}

static void
truncated_files_are_no_keys (void)
{
  g_autoptr (TbKeyStore) store = open_in ("broken", NULL);
  TbKey *key = keystore_generate (store, "good", TB_KEY_P256);
  g_autofree char *path = keystore_path ("broken/good.pem"), *text = NULL;
  gsize n_bytes;

  tb_key_unref (key);
  g_assert_true (g_file_get_contents (path, &text, &n_bytes, NULL));
  for (gsize n = 0; n + 2 < n_bytes; n += 13)
    {
      g_assert_true (g_file_set_contents (path, text, (gssize) n, NULL));
      assert_no_key (store, "good", TB_CRYPTO_ERROR_MALFORMED, "Cannot read the key");
    }
}

static void
a_tpm_that_does_not_answer_is_said_so (void)
{
  keystore_assert_refused ("tpm:keys?tcti=swtpm:path=/nonexistent/socket", NULL, TB_CRYPTO_ERROR_UNAVAILABLE, "no TPM answers");
  keystore_assert_refused ("tpm:keys?tcti=nonsense", NULL, TB_CRYPTO_ERROR_UNAVAILABLE, "no TPM answers");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/keystore/tpm-store/P-256", GUINT_TO_POINTER (TB_KEY_P256), keys_sign_after_closing);
  g_test_add_data_func ("/keystore/tpm-store/P-384", GUINT_TO_POINTER (TB_KEY_P384), keys_sign_after_closing);
  g_test_add_data_func ("/keystore/tpm-store/RSA-2048", GUINT_TO_POINTER (TB_KEY_RSA2048), keys_sign_after_closing);
  g_test_add_func ("/keystore/tpm-store/stay", keys_stay);
  g_test_add_func ("/keystore/tpm-store/many", more_keys_than_the_tpm_has_places);
  g_test_add_func ("/keystore/tpm-store/full", a_full_tpm_is_said_so);
  g_test_add_func ("/keystore/tpm-store/pin", the_pin_opens_the_key);
  g_test_add_func ("/keystore/tpm-store/pin-file", the_pin_may_be_in_a_file);
  g_test_add_func ("/keystore/tpm-store/another-tpm", another_tpm_cannot_open_the_file);
  g_test_add_func ("/keystore/tpm-store/twice", names_are_taken_once);
  g_test_add_func ("/keystore/tpm-store/truncated", truncated_files_are_no_keys);
  g_test_add_func ("/keystore/tpm-store/no-answer", a_tpm_that_does_not_answer_is_said_so);
  keystore_begin ();
  tpm = soft_tpm_start ("tpm");
  status = g_test_run ();
  soft_tpm_end (tpm);
  keystore_end ();
  return status;
}
