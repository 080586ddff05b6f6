/* Addresses of key stores are read as people write them, and what is no address is refused with what was expected. */
#include <string.h>

#include "keystore-fixture.h"
#include "tb-key-store-private.h"

static void
assert_parsed (const char *text, TbKeyStoreKind kind, const char *folder, const char *tcti)
{
  TbKeyAddress address;
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_key_address_parse (&address, text, &error));
  g_assert_no_error (error);
  g_assert_cmpint (address.kind, ==, kind);
  g_assert_cmpstr (address.folder, ==, folder);
  g_assert_cmpstr (address.tcti, ==, tcti);
  tb_key_address_clear (&address);
}

static void
addresses_are_taken_apart (void)
{
  assert_parsed ("flash:/var/lib/lab/keys", TB_KEY_STORE_FLASH, "/var/lib/lab/keys", NULL);
  assert_parsed ("flash:keys", TB_KEY_STORE_FLASH, "keys", NULL);
  assert_parsed ("secure-element:a%20b", TB_KEY_STORE_SECURE_ELEMENT, "a b", NULL);
  assert_parsed ("tpm:keys", TB_KEY_STORE_TPM, "keys", NULL);
  assert_parsed ("tpm:keys?tcti=swtpm:path=/run/s,x=1", TB_KEY_STORE_TPM, "keys", "swtpm:path=/run/s,x=1");
  assert_parsed ("pkcs11:token=lab", TB_KEY_STORE_PKCS11, NULL, NULL);
}

static void
addresses_that_were_made_lead_back (void)
{
  const char *folders[] = { "/var/lib/lab", "keys", "/a b/c%d", "/x?y#z", "/schl\xc3\xbcssel", "./a:b" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *address = tb_key_store_make_address (TB_KEY_STORE_FLASH, folders[i]);

      assert_parsed (address, TB_KEY_STORE_FLASH, folders[i], NULL);
    }
}

static void
what_is_no_address_is_refused (void)
{
  static const struct { const char *text; TbCryptoError code; const char *part; } bad[] = {
    { "", TB_CRYPTO_ERROR_MALFORMED, "expected flash:FOLDER" },
    { "flash", TB_CRYPTO_ERROR_MALFORMED, "expected flash:FOLDER" },
    { "/var/keys", TB_CRYPTO_ERROR_MALFORMED, "expected flash:FOLDER" },
    { "hsm:keys", TB_CRYPTO_ERROR_MALFORMED, "expected flash:FOLDER" },
    { "flash:", TB_CRYPTO_ERROR_MALFORMED, "as in flash:FOLDER" },
    { "tpm:?tcti=device", TB_CRYPTO_ERROR_MALFORMED, "as in tpm:FOLDER" },
    { "flash://host/keys", TB_CRYPTO_ERROR_MALFORMED, "as in flash:FOLDER" },
    { "flash:keys#part", TB_CRYPTO_ERROR_MALFORMED, "as in flash:FOLDER" },
    { "flash:%zz", TB_CRYPTO_ERROR_MALFORMED, "flash:%zz" },
    { "flash:keys?tcti=device", TB_CRYPTO_ERROR_MALFORMED, "\"tcti\" means nothing" },
    { "flash:keys?pin-source=file:x", TB_CRYPTO_ERROR_MALFORMED, "\"pin-source\" means nothing" },
    { "tpm:keys?tcti=a&tcti=b", TB_CRYPTO_ERROR_MALFORMED, "\"tcti\" means nothing" },
    { "tpm:keys?tcti", TB_CRYPTO_ERROR_MALFORMED, "tpm:keys" },
    { "tpm:keys?pin-value=1234", TB_CRYPTO_ERROR_REFUSED, "can be read by everybody" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    keystore_assert_refused (bad[i].text, NULL, bad[i].code, bad[i].part);
}

/* --- PINs --- */

static void
assert_pin (const char *source, const char *expected)
{
  g_autoptr (GError) error = NULL;
  char *pin = tb_key_address_read_pin (source, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (pin, ==, expected);
  tb_key_forget (pin);
}

static void
pins_are_read_from_files (void)
{
  static const struct { const char *text; const char *pin; } files[] = { { "1234", "1234" }, { "12 34\n", "12 34" }, { "a\r\nsecond line", "a" } };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = keystore_write ("pin", files[i].text), *plain = g_strconcat ("file:", path, NULL);
      g_autofree char *full = g_strconcat ("file://", path, NULL);

      assert_pin (plain, files[i].pin);
      assert_pin (full, files[i].pin);
    }
}

static void
pins_are_read_from_the_environment (void)
{
  g_setenv ("KEYSTORE_TEST_PIN", "9 9", TRUE);
  assert_pin ("env:KEYSTORE_TEST_PIN", "9 9");
  g_unsetenv ("KEYSTORE_TEST_PIN");
}

static void
assert_no_pin (const char *source, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_key_address_read_pin (source, &error));
  g_assert_error (error, domain, code);
}

static void
missing_and_odd_pins_are_refused (void)
{
  g_autofree char *many = g_strnfill (257, '1'), *long_pin = keystore_write ("long-pin", many), *empty_pin = keystore_write ("empty-pin", "\n1234");
  g_autofree char *long_source = g_strconcat ("file:", long_pin, NULL), *empty_source = g_strconcat ("file:", empty_pin, NULL);

  assert_no_pin (long_source, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
  assert_no_pin (empty_source, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
  assert_no_pin ("file:/nonexistent/pin", G_FILE_ERROR, G_FILE_ERROR_NOENT);
  assert_no_pin ("env:KEYSTORE_TEST_UNSET", TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_UNAVAILABLE);
  assert_no_pin ("1234", TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
  assert_no_pin ("|/bin/pin-program", TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keystore/key-address/parsed", addresses_are_taken_apart);
  g_test_add_func ("/keystore/key-address/made", addresses_that_were_made_lead_back);
  g_test_add_func ("/keystore/key-address/refused", what_is_no_address_is_refused);
  g_test_add_func ("/keystore/key-address/pin-file", pins_are_read_from_files);
  g_test_add_func ("/keystore/key-address/pin-variable", pins_are_read_from_the_environment);
  g_test_add_func ("/keystore/key-address/no-pin", missing_and_odd_pins_are_refused);
  keystore_begin ();
  status = g_test_run ();
  keystore_end ();
  return status;
}
