/* What browsers and other programs send and the lab does not: made up here extension by extension, and taken apart to the last byte. */
#include <string.h>

#include "field-fixture.h"

#define CLIENT_HELLO 1
#define SERVER_HELLO 2
#define CERTIFICATE_REQUEST 13

/* @content: hexadecimal, blanks between; `*N` repeats the byte before it N times */
typedef struct
{
  guint type;
  const char *content;
  const char *path;             /* from the extensions on */
  const char *value;
} Extension;

static void
put (GByteArray *bytes, guint64 number, guint n_bytes)
{
  for (guint i = n_bytes; i-- > 0;)
    {
      guint8 byte = number >> (8 * i) & 0xff;

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
put_hex (GByteArray *bytes, const char *hex)
{
  g_auto (GStrv) words = g_strsplit (hex, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] == '*')
      for (guint64 n = g_ascii_strtoull (words[i] + 1, NULL, 10); n > 1; n--)
        put (bytes, bytes->data[bytes->len - 1], 1);
    else
      for (const char *at = words[i]; *at != '\0'; at += 2)
        put (bytes, g_ascii_xdigit_value (at[0]) * 16 + g_ascii_xdigit_value (at[1]), 1);
}

static void
put_extensions (GByteArray *bytes, const Extension *extensions, guint n_extensions)
{
  g_autoptr (GByteArray) list = g_byte_array_new ();

  for (guint i = 0; i < n_extensions; i++)
    {
      g_autoptr (GByteArray) content = g_byte_array_new ();

      put_hex (content, extensions[i].content);
      put (list, extensions[i].type, 2);
      put (list, content->len, 2);
      g_byte_array_append (list, content->data, content->len);
    }
  put (bytes, list->len, 2);
  g_byte_array_append (bytes, list->data, list->len);
}

static const char *const heads[] = {
  [CLIENT_HELLO] = "0303 11 *32 00 0006 3a3a 1301 c02b 0100",
  [SERVER_HELLO] = "0303 22 *32 00 1301 00",
  [CERTIFICATE_REQUEST] = "00",
};

static GByteArray *
make_message (guint type, const Extension *extensions, guint n_extensions)
{
  GByteArray *body = g_byte_array_new (), *message = g_byte_array_new ();

  put_hex (body, heads[type]);
  put_extensions (body, extensions, n_extensions);
  put (message, type, 1);
  put (message, body->len, 3);
  g_byte_array_append (message, body->data, body->len);
  g_byte_array_unref (body);
  return message;
}

static void
check_message (guint type, const Extension *extensions, guint n_extensions)
{
  g_autoptr (GByteArray) message = make_message (type, extensions, n_extensions);
  g_autoptr (TbField) root = tb_dissect_handshake (message->data, message->len);

  field_assert_good (root, message->len);
  for (guint i = 0; i < n_extensions; i++)
    {
      g_autofree char *path = g_strdup_printf ("extensions/%s", extensions[i].path);
      const TbField *field = field_find (root, path);

      if (field == NULL)
        g_error ("no field %s", path);
      g_assert_cmpstr (field->value, ==, extensions[i].value);
    }
}

/* Whatever is cut off shows, wherever. */
static void
check_truncations (guint type, const Extension *extensions, guint n_extensions)
{
  g_autoptr (GByteArray) message = make_message (type, extensions, n_extensions);

  for (gsize n = 0; n < message->len; n++)
    {
      g_autofree guint8 *copy = g_memdup2 (message->data, n);
      g_autoptr (TbField) root = tb_dissect_handshake (copy, n);

      field_assert_covers (root, n);
      g_assert_true (tb_field_is_malformed (root));
    }
}

static const Extension browser[] = {
  { 0x0a0a, "", "GREASE", "0x0a0a" },
  { 0, "000d 00 000a 62726f6b65722e6c6162", "server_name", "broker.lab" },
  { 23, "", "extended_master_secret/length", "0" },
  { 0xff01, "00", "renegotiation_info/renegotiated_connection", "" },
  { 10, "000a 4a4a 11ec 001d 0017 0018", "supported_groups", "GREASE, X25519MLKEM768, x25519, secp256r1, secp384r1" },
  { 11, "01 00", "ec_point_formats", "uncompressed" },
  { 35, "", "session_ticket/length", "0" },
  { 16, "000c 02 6832 08 687474702f312e31", "application_layer_protocol_negotiation", "h2, http/1.1" },
  { 5, "01 0000 0000", "status_request/status_type", "ocsp (1)" },
  { 13, "0006 0403 0804 0904", "signature_algorithms", "ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256, mldsa44" },
  { 18, "", "signed_certificate_timestamp/length", "0" },
  { 51, "04ed 2a2a 0001 00 11ec 04c0 55 *1216 001d 0020 66 *32", "key_share", "GREASE (0x2a2a), X25519MLKEM768 (0x11ec), x25519 (0x001d)" },
  { 45, "01 01", "psk_key_exchange_modes", "psk_dhe_ke" },
  { 43, "06 7a7a 0304 0303", "supported_versions", "GREASE, TLS 1.3, TLS 1.2" },
  { 27, "02 0002", "compress_certificate", "brotli" },
  { 17613, "0003 02 6832", "application_settings", "h2" },
  { 0xfe0d, "00 0001 0001 a5 0020 77 *32 0010 88 *16", "encrypted_client_hello/payload", "88888888888888888888888888888888" },
  { 21, "00 *40", "padding/extension_data", "0000000000000000000000000000000000000000000000000000000000000000\xe2\x80\xa6" },
};
#define N_BROWSER G_N_ELEMENTS (browser)

static const Extension others[] = {
  { 1, "02", "max_fragment_length", "1024 bytes (2)" },
  { 22, "", "encrypt_then_mac/length", "0" },
  { 28, "4001", "record_size_limit", "16385" },
  { 44, "0003 010203", "cookie/cookie", "010203" },
  { 49, "", "post_handshake_auth/length", "0" },
  { 50, "0002 0807", "signature_algorithms_cert", "ed25519" },
  { 34, "0004 0403 0503", "delegated_credential", "ecdsa_secp256r1_sha256, ecdsa_secp384r1_sha384" },
  { 19, "02 00 02", "client_certificate_type", "X509, RawPublicKey" },
  { 15, "01", "heartbeat/mode", "1" },
  { 54, "04 01020304", "connection_id/cid", "01020304" },
  { 58, "02 01", "ticket_request/new_session_count", "2" },
  { 47, "0014 0012 3010310e300c06035504030c0548656c6c6f", "certificate_authorities/authorities/authority", "CN=Hello" },
  { 4242, "0102", "extension/extension_data", "0102" },
  { 42, "", "early_data/length", "0" },
  { 41, "000c 0006 aabbccddeeff 00000007 0003 02 9999", "pre_shared_key/identities/identity", "aabbccddeeff" },
};

static const Extension demands[] = {
  { 48, "000a 03 551d25 0004 03020105", "oid_filters/filters/certificate_extension_oid", "551d25" },
  { 13, "0002 0403", "signature_algorithms", "ecdsa_secp256r1_sha256" },
};

static void
browser_is_read (void)
{
  check_message (CLIENT_HELLO, browser, N_BROWSER);
  check_truncations (CLIENT_HELLO, browser, N_BROWSER);
}

static void
rarer_extensions_are_read (void)
{
  check_message (CLIENT_HELLO, others, G_N_ELEMENTS (others));
  check_truncations (CLIENT_HELLO, others, G_N_ELEMENTS (others));
  check_message (CERTIFICATE_REQUEST, demands, G_N_ELEMENTS (demands));
  check_truncations (CERTIFICATE_REQUEST, demands, G_N_ELEMENTS (demands));
}

static void
hybrid_share_has_two_parts (void)
{
  static const Extension answer[] = {
    { 43, "0304", "supported_versions", "TLS 1.3 (0x0304)" },
    { 51, "11ec 0460 77 *1120", "key_share/group", "X25519MLKEM768 (0x11ec)" },
  };
  g_autoptr (GByteArray) hello = make_message (CLIENT_HELLO, browser, N_BROWSER), reply = make_message (SERVER_HELLO, answer, 2);
  g_autoptr (TbField) asked = tb_dissect_handshake (hello->data, hello->len), given = tb_dissect_handshake (reply->data, reply->len);
  const TbField *shares = field_find (asked, "extensions/key_share/client_shares");
  const TbField *share = g_ptr_array_index (shares->children, 2);

  field_assert_good (given, reply->len);
  g_assert_cmpuint (field_find (share, "key_exchange/ml_kem_768_encapsulation_key")->length, ==, 1184);
  g_assert_cmpuint (field_find (share, "key_exchange/x25519")->length, ==, 32);
  g_assert_cmpuint (field_find (given, "extensions/key_share/key_exchange/ml_kem_768_ciphertext")->length, ==, 1088);
  g_assert_cmpuint (field_find (given, "extensions/key_share/key_exchange/x25519")->length, ==, 32);
}

static void
reserved_values_are_named (void)
{
  g_autoptr (GByteArray) hello = make_message (CLIENT_HELLO, browser, N_BROWSER);
  g_autoptr (TbField) root = tb_dissect_handshake (hello->data, hello->len);

  g_assert_cmpstr (field_find (root, "cipher_suites")->value, ==, "GREASE, TLS_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  g_assert_cmpstr (field_find (root, "extensions/GREASE")->clause, ==, "RFC 8701 section 2");
}

/* A server of TLS 1.3 that was asked for TLS 1.2 says so. */
static void
downgrade_is_pointed_out (void)
{
  g_autoptr (GByteArray) hello = g_byte_array_new ();
  g_autoptr (TbField) root = NULL, plain = NULL;

  put_hex (hello, "02 000026 0303 44 *24 444f574e475244 01 00 c02b 00");
  root = tb_dissect_handshake (hello->data, hello->len);
  field_assert_good (root, hello->len);
  g_assert_cmpstr (field_find (root, "random/downgrade")->value, ==, "444f574e47524401");
  hello->data[6 + 24] = 0;
  plain = tb_dissect_handshake (hello->data, hello->len);
  field_assert_good (plain, hello->len);
  g_assert_null (field_find (plain, "random/downgrade"));
}

/* What is said after a handshake. */
static void
application_data_are_read (void)
{
  static const struct { const char *bytes; gsize n_bytes; const char *name; const char *value; } cases[] = {
    { "\xc0\x00\xd0\x00", 4, "MQTT", "" },
    { "GET / HTTP/1.1\r\n\r\n", 18, "HTTP", "" },
    { "get / HTTP/1.1\r\n", 16, "ApplicationData", "get / HTTP/1.1\\x0d\\x0a" },
    { "\x01\x02\x00\x03", 4, "ApplicationData", "01020003" },
    { "", 0, "ApplicationData", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TbField) root = tb_dissect_application ((const guint8 *) cases[i].bytes, cases[i].n_bytes);
      const TbField *data = field_find (root, "data");

      field_assert_good (root, cases[i].n_bytes);
      g_assert_cmpstr (root->name, ==, cases[i].name);
      g_assert_cmpstr (data != NULL ? data->value : cases[i].value, ==, cases[i].value);
    }
}

/* A length that lies is marked where it lies, and the rest of the message with it. */
static void
lying_lengths_are_marked (void)
{
  g_autoptr (GByteArray) hello = make_message (CLIENT_HELLO, browser, N_BROWSER);

  for (gsize at = 4; at < hello->len; at++)
    for (guint k = 0; k < 2; k++)
      {
        g_autofree guint8 *copy = g_memdup2 (hello->data, hello->len);
        g_autoptr (TbField) root = NULL;

        copy[at] = k == 0 ? 0xff : 0;
        root = tb_dissect_handshake (copy, hello->len);
        field_assert_covers (root, hello->len);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tls/dissect-foreign/browser", browser_is_read);
  g_test_add_func ("/tls/dissect-foreign/rarer", rarer_extensions_are_read);
  g_test_add_func ("/tls/dissect-foreign/hybrid", hybrid_share_has_two_parts);
  g_test_add_func ("/tls/dissect-foreign/reserved", reserved_values_are_named);
  g_test_add_func ("/tls/dissect-foreign/downgrade", downgrade_is_pointed_out);
  g_test_add_func ("/tls/dissect-foreign/application-data", application_data_are_read);
  g_test_add_func ("/tls/dissect-foreign/lies", lying_lengths_are_marked);
  return g_test_run ();
}
