/* Signed objects are read strictly, and those of the standards' own examples are right. */
#include "pki-fixture.h"
#include "tb-jose.h"

#include <string.h>

/* RFC 7638 section 3.1. */
static const char rfc_key[] =
  "{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMst"
  "n64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbI"
  "SD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\","
  "\"kid\":\"2011-04-29\"}";

static JsonObject *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonObject *object = tb_jose_parse (bytes, &error);

  g_assert_no_error (error);
  return object;
}

static TbKey *
make_key (TbKeyAlgorithm algorithm)
{
  TbStream stream = pki_stream ("jose-key");
  TbKey *key = tb_key_generate (pki_get_seeded (), algorithm, &stream, NULL);

  g_assert_nonnull (key);
  return key;
}

static void
base64url_has_one_encoding (void)
{
  static const char *const bad[] = { "A", "AB==", "AA=", "A+", "A/", "AB", "AAB", "A A", "AA\n", "\xc3\xa4", NULL };
  g_autoptr (GBytes) bytes = tb_base64url_decode ("-_8", NULL), none = tb_base64url_decode ("", NULL);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "\xfb\xff", 2);
  g_assert_cmpuint (g_bytes_get_size (none), ==, 0);
  for (guint i = 0; bad[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_base64url_decode (bad[i], &error));
      g_assert_error (error, TB_JOSE_ERROR, TB_JOSE_ERROR_MALFORMED);
    }
}

static void
the_thumbprint_of_the_standard_is_right (void)
{
  g_autoptr (JsonObject) jwk = parse (rfc_key);
  g_autoptr (EVP_PKEY) pkey = tb_jwk_read (pki_get_seeded (), jwk, NULL);
  g_autofree char *thumbprint = tb_jwk_thumbprint (pki_get_seeded (), pkey, NULL);

  g_assert_cmpstr (thumbprint, ==, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

/* RFC 7515 appendix A.3, made flat: its header lacks what ACME needs, so only the signature is tried. */
static void
the_signature_of_the_standard_is_right (void)
{
  g_autoptr (JsonObject) jwk = parse ("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                                      "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}");
  g_autoptr (EVP_PKEY) pkey = tb_jwk_read (pki_get_seeded (), jwk, NULL);
  g_auto (TbJws) jws = { .alg = g_strdup ("ES256") };

  jws.signed_text = g_strdup ("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ");
  jws.signature = tb_base64url_decode ("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q", NULL);
  g_assert_true (tb_jws_verify (&jws, pki_get_seeded (), pkey));
  jws.signed_text[30] ^= 1;
  g_assert_false (tb_jws_verify (&jws, pki_get_seeded (), pkey));
}

static void
keys_that_are_none_are_refused (void)
{
  static const char *const bad[] = {
    "{}", "{\"kty\":\"oct\",\"k\":\"AAAA\"}", "{\"kty\":\"EC\",\"crv\":\"P-256\"}", "{\"kty\":1}",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
    /* not on the curve */
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1\"}",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4\"}",
    /* the private half in it */
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\",\"d\":\"AA\"}",
    "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", "{\"kty\":\"RSA\",\"n\":99999999999999999999999999,\"e\":\"AQAB\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (JsonObject) jwk = parse (bad[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_jwk_read (pki_get_seeded (), jwk, &error));
      g_assert_error (error, TB_JOSE_ERROR, TB_JOSE_ERROR_KEY);
    }
}

static void
an_rsa_key_with_a_huge_exponent_or_modulus_is_refused (void)
{
  g_autoptr (JsonObject) jwk = parse (rfc_key);
  g_autofree char *digits = g_strnfill (20000, 'A');
  static const char *const exponents[] = { "AQ", "Aw", "AQAA", "AQABAQABAQABAQAB" };

  for (guint i = 0; i < G_N_ELEMENTS (exponents); i++)
    {
      json_object_set_string_member (jwk, "e", exponents[i]);
      g_assert_null (tb_jwk_read (pki_get_seeded (), jwk, NULL));
    }
  json_object_set_string_member (jwk, "e", "AQAB");
  json_object_set_string_member (jwk, "n", digits);
  g_assert_null (tb_jwk_read (pki_get_seeded (), jwk, NULL));
}

static void
what_is_signed_verifies_and_nothing_else (gconstpointer algorithm)
{
  g_autoptr (TbKey) key = make_key ((TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm));
  g_autoptr (GBytes) payload = g_bytes_new_static ("{}", 2);
  TbJwsTerms terms = { "https://acme.lab/new", "nonce", NULL };
  TbStream stream = pki_stream ("sign");
  g_autoptr (JsonObject) object = tb_jws_sign (&terms, payload, key, &stream, NULL);
  g_auto (TbJws) jws = { 0 };

  g_assert_true (tb_jws_read_object (&jws, object, NULL));
  g_assert_cmpstr (jws.nonce, ==, "nonce");
  g_assert_cmpstr (jws.url, ==, terms.url);
  g_assert_true (tb_jws_verify (&jws, pki_get_seeded (), tb_key_get_pkey (key)));
  for (gsize i = 0; i < g_bytes_get_size (jws.signature); i += 7)
    {
      g_autoptr (GBytes) whole = g_steal_pointer (&jws.signature);

      jws.signature = pki_flip (whole, i, 1);
      g_assert_false (tb_jws_verify (&jws, pki_get_seeded (), tb_key_get_pkey (key)));
      g_bytes_unref (jws.signature);
      jws.signature = pki_truncate (whole, i);
      g_assert_false (tb_jws_verify (&jws, pki_get_seeded (), tb_key_get_pkey (key)));
      g_bytes_unref (jws.signature);
      jws.signature = g_bytes_ref (whole);
    }
}

static void
a_secret_signs_for_a_binding (void)
{
  g_autoptr (GBytes) secret = g_bytes_new_static ("secret", 6), other = g_bytes_new_static ("Secret", 6), payload = g_bytes_new_static ("{}", 2);
  TbJwsTerms terms = { "https://acme.lab/new", NULL, "class" };
  g_autoptr (JsonObject) object = tb_jws_sign_mac (&terms, payload, pki_get_seeded (), secret, NULL);
  g_auto (TbJws) jws = { 0 };

  g_assert_true (tb_jws_read_object (&jws, object, NULL));
  g_assert_true (tb_jws_verify_mac (&jws, pki_get_seeded (), secret));
  g_assert_false (tb_jws_verify_mac (&jws, pki_get_seeded (), other));
}

static void
assert_header_refused (const char *header, TbJoseError code)
{
  g_autofree char *protected = tb_base64url_encode (header, strlen (header));
  g_autofree char *text = g_strdup_printf ("{\"protected\":\"%s\",\"payload\":\"\",\"signature\":\"AA\"}", protected);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_auto (TbJws) jws = { 0 };

  g_assert_false (tb_jws_read (&jws, bytes, &error));
  g_assert_error (error, TB_JOSE_ERROR, (int) code);
}

static void
headers_that_mean_no_good_are_refused (void)
{
  static const char *const algorithms[] = { "none", "None", "HS512", "RS1", "PS256", "ES384", "" };

  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      g_autofree char *header = g_strdup_printf ("{\"alg\":\"%s\",\"kid\":\"k\",\"url\":\"u\"}", algorithms[i]);

      assert_header_refused (header, TB_JOSE_ERROR_ALGORITHM);
    }
  assert_header_refused ("{\"alg\":256,\"kid\":\"k\",\"url\":\"u\"}", TB_JOSE_ERROR_ALGORITHM);
  assert_header_refused ("{\"alg\":\"ES256\",\"url\":\"u\"}", TB_JOSE_ERROR_MALFORMED);
  assert_header_refused ("{\"alg\":\"ES256\",\"kid\":\"k\",\"jwk\":{},\"url\":\"u\"}", TB_JOSE_ERROR_MALFORMED);
  assert_header_refused ("{\"alg\":\"ES256\",\"kid\":\"k\"}", TB_JOSE_ERROR_MALFORMED);
  assert_header_refused ("{\"alg\":\"ES256\",\"kid\":7,\"url\":\"u\"}", TB_JOSE_ERROR_MALFORMED);
  assert_header_refused ("{\"alg\":\"ES256\",\"jwk\":[],\"url\":\"u\"}", TB_JOSE_ERROR_MALFORMED);
  assert_header_refused ("{\"alg\":\"ES256\",\"kid\":\"k\",\"url\":\"u\",\"crit\":[\"x\"]}", TB_JOSE_ERROR_MALFORMED);
  assert_header_refused ("{\"alg\":\"ES256\",\"kid\":\"k\",\"url\":\"u\",\"nonce\":5}", TB_JOSE_ERROR_MALFORMED);
  assert_header_refused ("[]", TB_JOSE_ERROR_MALFORMED);
  assert_header_refused ("{\"alg\"", TB_JOSE_ERROR_MALFORMED);
}

/* Objects without end in them, numbers past any type, bytes that are no text. */
static void
json_that_is_hostile_is_refused (void)
{
  g_autofree char *deep = g_strnfill (60000, '[');
  g_autofree char *deep_object = g_strconcat ("{\"a\":", deep, NULL);
  const char *const bad[] = { "", "[]", "7", "\"x\"", "null", "{", "{}x", "{\"a\":}", "{\"a\":\"\xff\"}", deep, deep_object };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (bad[i], strlen (bad[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_jose_parse (bytes, &error));
      g_assert_error (error, TB_JOSE_ERROR, TB_JOSE_ERROR_MALFORMED);
    }
}

static void
truncated_and_changed_objects_never_verify (void)
{
  g_autoptr (TbKey) key = make_key (TB_KEY_P256);
  g_autoptr (GBytes) payload = g_bytes_new_static ("{\"x\":123456789012345678901234567890}", 36);
  TbJwsTerms terms = { "https://acme.lab/new", "nonce", "https://acme.lab/account/1" };
  TbStream stream = pki_stream ("sign"), chance = pki_stream ("mutate");
  g_autoptr (JsonObject) object = tb_jws_sign (&terms, payload, key, &stream, NULL);
  char *text = tb_jose_print (object);
  g_autoptr (GBytes) whole = g_bytes_new_take (text, strlen (text));

  for (gsize n = 0; n < g_bytes_get_size (whole); n++)
    {
      g_autoptr (GBytes) part = pki_truncate (whole, n);
      g_auto (TbJws) jws = { 0 };

      g_assert_false (tb_jws_read (&jws, part, NULL));
    }
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GBytes) other = pki_mutate (whole, &chance);
      g_auto (TbJws) jws = { 0 };

      if (tb_jws_read (&jws, other, NULL) && tb_jws_verify (&jws, pki_get_seeded (), tb_key_get_pkey (key)))
        g_assert_true (g_bytes_equal (jws.payload, payload) && g_strcmp0 (jws.url, terms.url) == 0 && g_strcmp0 (jws.nonce, "nonce") == 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jose/base64url-has-one-encoding", base64url_has_one_encoding);
  g_test_add_func ("/jose/the-thumbprint-of-the-standard-is-right", the_thumbprint_of_the_standard_is_right);
  g_test_add_func ("/jose/the-signature-of-the-standard-is-right", the_signature_of_the_standard_is_right);
  g_test_add_func ("/jose/keys-that-are-none-are-refused", keys_that_are_none_are_refused);
  g_test_add_func ("/jose/an-rsa-key-with-a-huge-exponent-or-modulus-is-refused", an_rsa_key_with_a_huge_exponent_or_modulus_is_refused);
  g_test_add_data_func ("/jose/what-is-signed-verifies-and-nothing-else/p256", GUINT_TO_POINTER (TB_KEY_P256), what_is_signed_verifies_and_nothing_else);
  g_test_add_data_func ("/jose/what-is-signed-verifies-and-nothing-else/rsa", GUINT_TO_POINTER (TB_KEY_RSA2048), what_is_signed_verifies_and_nothing_else);
  g_test_add_func ("/jose/a-secret-signs-for-a-binding", a_secret_signs_for_a_binding);
  g_test_add_func ("/jose/headers-that-mean-no-good-are-refused", headers_that_mean_no_good_are_refused);
  g_test_add_func ("/jose/json-that-is-hostile-is-refused", json_that_is_hostile_is_refused);
  g_test_add_func ("/jose/truncated-and-changed-objects-never-verify", truncated_and_changed_objects_never_verify);
  return g_test_run ();
}
