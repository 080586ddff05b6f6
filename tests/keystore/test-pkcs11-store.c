/* Keys in a real PKCS #11 token, SoftHSM: they are made there, they sign through OpenSSL, and they do not come out. */
#include <string.h>

#include "keystore-fixture.h"
#include "tb-pkcs11-token.h"

#define OTHER_PIN "77777"

static char *
make_address (const char *label, const char *more)
{
  return g_strconcat ("pkcs11:token=", label, "?module-path=", keystore_softhsm_module (), more, NULL);
}

static TbKeyStore *
open_token (void)
{
  g_autofree char *address = make_address ("lab", NULL);

  return keystore_open (address, TOKEN_PIN);
}

static void
keys_sign_after_closing (gconstpointer algorithm)
{
  TbKeyStore *store = open_token ();
  g_autoptr (TbKeyStore) reopened = NULL;
  g_autofree char *label = g_strdup_printf ("key-%u", GPOINTER_TO_UINT (algorithm));
  g_autoptr (TbKey) made = keystore_generate (store, label, (TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm)), loaded = NULL;

  g_assert_cmpint (tb_key_store_get_kind (store), ==, TB_KEY_STORE_PKCS11);
  tb_key_store_close (store);
  keystore_assert_signs (made);
  reopened = open_token ();
  loaded = keystore_load (reopened, label);
  keystore_assert_same (made, loaded);
  keystore_assert_signs (loaded);
}

static void
two_tokens_serve_at_once (void)
{
  g_autofree char *address = make_address ("other", NULL);
  g_autoptr (TbKeyStore) store = open_token (), other = keystore_open (address, OTHER_PIN);
  g_autoptr (TbKey) one = keystore_generate (store, "twin", TB_KEY_P256), two = keystore_generate (other, "twin", TB_KEY_P256);

  g_assert_false (g_bytes_equal (tb_key_get_spki (one), tb_key_get_spki (two)));
  keystore_assert_signs (one);
  keystore_assert_signs (two);
  keystore_assert_signs (one);
}

/* --- keys stay --- */

static CK_OBJECT_HANDLE
find_private (TbPkcs11Token *token, const char *label)
{
  CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
  CK_ATTRIBUTE wanted[] = { { CKA_CLASS, &class, sizeof class }, { CKA_LABEL, (void *) label, strlen (label) } };
  CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;
  CK_ULONG n_found = 0;

  g_assert_cmpuint (token->module->C_FindObjectsInit (token->session, wanted, G_N_ELEMENTS (wanted)), ==, CKR_OK);
  g_assert_cmpuint (token->module->C_FindObjects (token->session, &object, 1, &n_found), ==, CKR_OK);
  token->module->C_FindObjectsFinal (token->session);
  g_assert_cmpuint (n_found, ==, 1);
  return object;
}

static CK_BBOOL
get_flag (TbPkcs11Token *token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
  CK_BBOOL value = 2;
  CK_ATTRIBUTE attribute = { type, &value, sizeof value };

  g_assert_cmpuint (token->module->C_GetAttributeValue (token->session, object, &attribute, 1), ==, CKR_OK);
  return value;
}

/* The token is asked, not our own interface. */
static void
the_token_does_not_give_keys_away (void)
{
  g_autoptr (TbKeyStore) store = open_token ();
  G_GNUC_UNUSED g_autoptr (TbKey) key = keystore_generate (store, "stays", TB_KEY_P256);
  g_autofree char *address = make_address ("lab", NULL);
  TbKeyStore whom = { .text = address, .address.pin = (char *) TOKEN_PIN };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbPkcs11Token) token = tb_pkcs11_token_open (&whom, &error);
  guint8 value[64];
  CK_ATTRIBUTE secret = { CKA_VALUE, value, sizeof value };
  CK_OBJECT_HANDLE object;

  g_assert_no_error (error);
  object = find_private (token, "stays");
  g_assert_cmpuint (get_flag (token, object, CKA_EXTRACTABLE), ==, CK_FALSE);
  g_assert_cmpuint (get_flag (token, object, CKA_SENSITIVE), ==, CK_TRUE);
  g_assert_cmpuint (get_flag (token, object, CKA_NEVER_EXTRACTABLE), ==, CK_TRUE);
  g_assert_cmpuint (token->module->C_GetAttributeValue (token->session, object, &secret, 1), ==, CKR_ATTRIBUTE_SENSITIVE);
  keystore_assert_stays (store, "stays", "CKA_EXTRACTABLE");
}

/* --- PINs --- */

static void
a_wrong_pin_is_refused_also_while_logged_in (void)
{
  g_autofree char *address = make_address ("lab", NULL);
  g_autoptr (TbKeyStore) store = NULL;

  keystore_assert_refused (address, "0000", TB_CRYPTO_ERROR_REFUSED, "the PIN is wrong");
  store = open_token ();
  keystore_assert_refused (address, "0000", TB_CRYPTO_ERROR_REFUSED, "the PIN is wrong");
  keystore_assert_refused (address, "1", TB_CRYPTO_ERROR_REFUSED, "the PIN is wrong");
}

static void
a_missing_pin_is_asked_for (void)
{
  g_autofree char *address = make_address ("lab", NULL);

  keystore_assert_refused (address, NULL, TB_CRYPTO_ERROR_REFUSED, "asks for a PIN; give pin-source=file:FILE");
}

static void
the_pin_may_be_elsewhere (void)
{
  g_autofree char *pin = keystore_write ("hsm-pin", TOKEN_PIN "\n"), *in_file = g_strconcat ("&pin-source=file:", pin, NULL);
  g_autofree char *file = make_address ("lab", in_file), *variable = make_address ("lab", "&pin-source=env:KEYSTORE_TEST_PIN");
  G_GNUC_UNUSED g_autoptr (TbKeyStore) by_file = keystore_open (file, NULL), by_variable = NULL;

  g_setenv ("KEYSTORE_TEST_PIN", TOKEN_PIN, TRUE);
  by_variable = keystore_open (variable, NULL);
  g_unsetenv ("KEYSTORE_TEST_PIN");
  keystore_assert_refused (variable, NULL, TB_CRYPTO_ERROR_UNAVAILABLE, "KEYSTORE_TEST_PIN, which is not set");
}

static void
a_pin_in_the_address_is_refused (void)
{
  g_autofree char *address = make_address ("lab", "&pin-value=" TOKEN_PIN);

  keystore_assert_refused (address, NULL, TB_CRYPTO_ERROR_REFUSED, "can be read by everybody");
}

/* --- what tokens answer --- */

static void
answers_are_said_in_words (void)
{
  static const struct { CK_RV rv; TbCryptoError code; const char *part; } answers[] = {
    { CKR_PIN_LOCKED, TB_CRYPTO_ERROR_REFUSED, "locked after too many wrong ones; only its security officer" },
    { CKR_USER_PIN_NOT_INITIALIZED, TB_CRYPTO_ERROR_REFUSED, "no PIN yet" },
    { CKR_DEVICE_REMOVED, TB_CRYPTO_ERROR_UNAVAILABLE, "removed" },
    { CKR_FUNCTION_FAILED, TB_CRYPTO_ERROR_FAILED, "0x6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;

      tb_pkcs11_set_error (&error, "pkcs11:token=lab", answers[i].rv);
      g_assert_error (error, TB_CRYPTO_ERROR, (int) answers[i].code);
      g_assert_true (g_str_has_prefix (error->message, "pkcs11:token=lab: "));
      g_assert_nonnull (strstr (error->message, answers[i].part));
    }
}

static void
what_is_not_there_is_said_so (void)
{
  g_autofree char *address = make_address ("nobody", NULL);

  keystore_assert_refused (address, TOKEN_PIN, TB_CRYPTO_ERROR_UNAVAILABLE, "there is \"");
  keystore_assert_refused (address, TOKEN_PIN, TB_CRYPTO_ERROR_UNAVAILABLE, "\"lab\"");
  keystore_assert_refused ("pkcs11:token=lab?module-path=/nonexistent/driver.so", TOKEN_PIN, TB_CRYPTO_ERROR_UNAVAILABLE, "module-path=FILE names");
}

static void
several_tokens_have_to_be_told_apart (void)
{
  g_autofree char *address = g_strconcat ("pkcs11:manufacturer=SoftHSM%20project?module-path=", keystore_softhsm_module (), NULL);

  keystore_assert_refused (address, TOKEN_PIN, TB_CRYPTO_ERROR_UNAVAILABLE, "2 tokens are");
}

static void
what_is_no_uri_is_refused (void)
{
  keystore_assert_refused ("pkcs11:token=lab;colour=red", TOKEN_PIN, TB_CRYPTO_ERROR_MALFORMED, "is unknown");
  keystore_assert_refused ("pkcs11:token=%zz", TOKEN_PIN, TB_CRYPTO_ERROR_MALFORMED, "RFC 7512");
  keystore_assert_refused ("pkcs11:lab", TOKEN_PIN, TB_CRYPTO_ERROR_MALFORMED, "RFC 7512");
}

static void
names_are_taken_once (void)
{
  g_autoptr (TbKeyStore) store = open_token ();
  G_GNUC_UNUSED g_autoptr (TbKey) key = keystore_generate (store, "once", TB_KEY_P256);
  g_autoptr (GError) taken = NULL, none = NULL;

  g_assert_null (tb_key_store_generate (store, "once", TB_KEY_P256, &taken));
  g_assert_error (taken, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_assert_null (tb_key_store_load (store, "never", &none));
  g_assert_error (none, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_UNAVAILABLE);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keystore/pkcs11-store/wrong-pin", a_wrong_pin_is_refused_also_while_logged_in);
  g_test_add_func ("/keystore/pkcs11-store/no-pin", a_missing_pin_is_asked_for);
  g_test_add_func ("/keystore/pkcs11-store/pin-elsewhere", the_pin_may_be_elsewhere);
  g_test_add_func ("/keystore/pkcs11-store/pin-value", a_pin_in_the_address_is_refused);
  g_test_add_data_func ("/keystore/pkcs11-store/P-256", GUINT_TO_POINTER (TB_KEY_P256), keys_sign_after_closing);
  g_test_add_data_func ("/keystore/pkcs11-store/P-384", GUINT_TO_POINTER (TB_KEY_P384), keys_sign_after_closing);
  g_test_add_data_func ("/keystore/pkcs11-store/RSA-2048", GUINT_TO_POINTER (TB_KEY_RSA2048), keys_sign_after_closing);
  g_test_add_func ("/keystore/pkcs11-store/two-tokens", two_tokens_serve_at_once);
  g_test_add_func ("/keystore/pkcs11-store/stay", the_token_does_not_give_keys_away);
  g_test_add_func ("/keystore/pkcs11-store/answers", answers_are_said_in_words);
  g_test_add_func ("/keystore/pkcs11-store/not-there", what_is_not_there_is_said_so);
  g_test_add_func ("/keystore/pkcs11-store/several", several_tokens_have_to_be_told_apart);
  g_test_add_func ("/keystore/pkcs11-store/no-uri", what_is_no_uri_is_refused);
  g_test_add_func ("/keystore/pkcs11-store/twice", names_are_taken_once);
  keystore_begin ();
  keystore_make_token ("lab", TOKEN_PIN);
  keystore_make_token ("other", OTHER_PIN);
  status = g_test_run ();
  keystore_end ();
  return status;
}
