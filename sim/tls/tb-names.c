/* tb-names: see the header. Rows are as in the TLS registries of IANA; secrets are numbered by us and named as in the key log of NSS, which
 * has no names for those from TB_NAMES_FIRST_OWN_SECRET on. */
#include "tb-names.h"

#include <string.h>

#define GREASED (1u << TB_NAMES_VERSION | 1u << TB_NAMES_CIPHER | 1u << TB_NAMES_GROUP | 1u << TB_NAMES_SIGNATURE | 1u << TB_NAMES_EXTENSION)

/* Each table is in the order of its codes, for they are searched by halves. */
typedef struct
{
  guint code;
  const char *name;
} Name;

static const Name versions[] = {
  { 0x0300, "SSL 3.0" }, { 0x0301, "TLS 1.0" }, { 0x0302, "TLS 1.1" }, { 0x0303, "TLS 1.2" }, { 0x0304, "TLS 1.3" },
  { 0xfefc, "DTLS 1.3" }, { 0xfefd, "DTLS 1.2" }, { 0xfeff, "DTLS 1.0" },
};

static const Name contents[] = {
  { 20, "change_cipher_spec" }, { 21, "alert" }, { 22, "handshake" }, { 23, "application_data" }, { 24, "heartbeat" }, { 25, "tls12_cid" },
};

static const Name handshakes[] = {
  { 0, "HelloRequest" },        { 1, "ClientHello" },        { 2, "ServerHello" },          { 3, "HelloVerifyRequest" },
  { 4, "NewSessionTicket" },    { 5, "EndOfEarlyData" },     { 6, "HelloRetryRequest" },    { 8, "EncryptedExtensions" },  { 11, "Certificate" },
  { 12, "ServerKeyExchange" },  { 13, "CertificateRequest" }, { 14, "ServerHelloDone" },    { 15, "CertificateVerify" },
  { 16, "ClientKeyExchange" },  { 20, "Finished" },          { 22, "CertificateStatus" },   { 24, "KeyUpdate" },
  { 25, "CompressedCertificate" }, { 67, "NextProtocol" },   { 254, "message_hash" },
};

static const Name alerts[] = {
  { 0, "close_notify" },            { 10, "unexpected_message" },       { 20, "bad_record_mac" },
  { 21, "decryption_failed" },      { 22, "record_overflow" },          { 30, "decompression_failure" },
  { 40, "handshake_failure" },      { 41, "no_certificate" },           { 42, "bad_certificate" },
  { 43, "unsupported_certificate" }, { 44, "certificate_revoked" },     { 45, "certificate_expired" },
  { 46, "certificate_unknown" },    { 47, "illegal_parameter" },        { 48, "unknown_ca" },
  { 49, "access_denied" },          { 50, "decode_error" },             { 51, "decrypt_error" },
  { 60, "export_restriction" },     { 70, "protocol_version" },         { 71, "insufficient_security" },
  { 80, "internal_error" },         { 86, "inappropriate_fallback" },   { 90, "user_canceled" },
  { 100, "no_renegotiation" },      { 109, "missing_extension" },       { 110, "unsupported_extension" },
  { 111, "certificate_unobtainable" }, { 112, "unrecognized_name" },    { 113, "bad_certificate_status_response" },
  { 114, "bad_certificate_hash_value" }, { 115, "unknown_psk_identity" }, { 116, "certificate_required" },
  { 120, "no_application_protocol" }, { 121, "ech_required" },
};

static const Name ciphers[] = {
  { 0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA" }, { 0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA" }, { 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA" },
  { 0x0032, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA" }, { 0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA" }, { 0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA" },
  { 0x0038, "TLS_DHE_DSS_WITH_AES_256_CBC_SHA" }, { 0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA" }, { 0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256" },
  { 0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256" }, { 0x0040, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256" }, { 0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA" },
  { 0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256" }, { 0x006a, "TLS_DHE_DSS_WITH_AES_256_CBC_SHA256" },
  { 0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256" }, { 0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA" }, { 0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256" },
  { 0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384" }, { 0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256" },
  { 0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384" }, { 0x00a2, "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256" },
  { 0x00a3, "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384" }, { 0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV" }, { 0x1301, "TLS_AES_128_GCM_SHA256" },
  { 0x1302, "TLS_AES_256_GCM_SHA384" }, { 0x1303, "TLS_CHACHA20_POLY1305_SHA256" }, { 0x5600, "TLS_FALLBACK_SCSV" },
  { 0xc008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA" }, { 0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA" },
  { 0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA" }, { 0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA" },
  { 0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA" }, { 0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA" },
  { 0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256" }, { 0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384" },
  { 0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256" }, { 0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384" },
  { 0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" }, { 0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" },
  { 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" }, { 0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" }, { 0xc09c, "TLS_RSA_WITH_AES_128_CCM" },
  { 0xc09d, "TLS_RSA_WITH_AES_256_CCM" }, { 0xc09e, "TLS_DHE_RSA_WITH_AES_128_CCM" }, { 0xc09f, "TLS_DHE_RSA_WITH_AES_256_CCM" },
  { 0xc0a0, "TLS_RSA_WITH_AES_128_CCM_8" }, { 0xc0a1, "TLS_RSA_WITH_AES_256_CCM_8" }, { 0xc0a2, "TLS_DHE_RSA_WITH_AES_128_CCM_8" },
  { 0xc0a3, "TLS_DHE_RSA_WITH_AES_256_CCM_8" }, { 0xc0a8, "TLS_PSK_WITH_AES_128_CCM_8" }, { 0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM" },
  { 0xc0ad, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM" }, { 0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8" },
  { 0xc0af, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8" }, { 0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
  { 0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" }, { 0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
};

static const Name groups[] = {
  { 0x0015, "secp224r1" },       { 0x0016, "secp256k1" },       { 0x0017, "secp256r1" },          { 0x0018, "secp384r1" },
  { 0x0019, "secp521r1" },       { 0x001a, "brainpoolP256r1" }, { 0x001b, "brainpoolP384r1" },    { 0x001c, "brainpoolP512r1" },
  { 0x001d, "x25519" },          { 0x001e, "x448" },            { 0x001f, "brainpoolP256r1tls13" }, { 0x0020, "brainpoolP384r1tls13" },
  { 0x0021, "brainpoolP512r1tls13" }, { 0x0100, "ffdhe2048" },  { 0x0101, "ffdhe3072" },          { 0x0102, "ffdhe4096" },
  { 0x0103, "ffdhe6144" },       { 0x0104, "ffdhe8192" },       { 0x0200, "MLKEM512" },           { 0x0201, "MLKEM768" },
  { 0x0202, "MLKEM1024" },       { 0x11eb, "SecP256r1MLKEM768" }, { 0x11ec, "X25519MLKEM768" },   { 0x11ed, "SecP384r1MLKEM1024" },
  { 0x6399, "X25519Kyber768Draft00" },
};

static const Name signatures[] = {
  { 0x0201, "rsa_pkcs1_sha1" },         { 0x0202, "dsa_sha1" },               { 0x0203, "ecdsa_sha1" },
  { 0x0301, "rsa_pkcs1_sha224" },       { 0x0302, "dsa_sha224" },             { 0x0303, "ecdsa_sha224" },
  { 0x0401, "rsa_pkcs1_sha256" },       { 0x0402, "dsa_sha256" },             { 0x0403, "ecdsa_secp256r1_sha256" },
  { 0x0501, "rsa_pkcs1_sha384" },       { 0x0502, "dsa_sha384" },             { 0x0503, "ecdsa_secp384r1_sha384" },
  { 0x0601, "rsa_pkcs1_sha512" },       { 0x0602, "dsa_sha512" },             { 0x0603, "ecdsa_secp521r1_sha512" },
  { 0x0804, "rsa_pss_rsae_sha256" },    { 0x0805, "rsa_pss_rsae_sha384" },    { 0x0806, "rsa_pss_rsae_sha512" },
  { 0x0807, "ed25519" },                { 0x0808, "ed448" },                  { 0x0809, "rsa_pss_pss_sha256" },
  { 0x080a, "rsa_pss_pss_sha384" },     { 0x080b, "rsa_pss_pss_sha512" },     { 0x081a, "ecdsa_brainpoolP256r1tls13_sha256" },
  { 0x081b, "ecdsa_brainpoolP384r1tls13_sha384" }, { 0x081c, "ecdsa_brainpoolP512r1tls13_sha512" },
  { 0x0904, "mldsa44" },                { 0x0905, "mldsa65" },                { 0x0906, "mldsa87" },
};

static const Name extensions[] = {
  { 0, "server_name" },             { 1, "max_fragment_length" },       { 2, "client_certificate_url" },
  { 3, "trusted_ca_keys" },         { 4, "truncated_hmac" },            { 5, "status_request" },
  { 10, "supported_groups" },       { 11, "ec_point_formats" },         { 12, "srp" },
  { 13, "signature_algorithms" },   { 14, "use_srtp" },                 { 15, "heartbeat" },
  { 16, "application_layer_protocol_negotiation" },                     { 17, "status_request_v2" },
  { 18, "signed_certificate_timestamp" }, { 19, "client_certificate_type" }, { 20, "server_certificate_type" },
  { 21, "padding" },                { 22, "encrypt_then_mac" },         { 23, "extended_master_secret" },
  { 24, "token_binding" },          { 25, "cached_info" },              { 27, "compress_certificate" },
  { 28, "record_size_limit" },      { 34, "delegated_credential" },     { 35, "session_ticket" },
  { 41, "pre_shared_key" },         { 42, "early_data" },               { 43, "supported_versions" },
  { 44, "cookie" },                 { 45, "psk_key_exchange_modes" },   { 47, "certificate_authorities" },
  { 48, "oid_filters" },            { 49, "post_handshake_auth" },      { 50, "signature_algorithms_cert" },
  { 51, "key_share" },              { 53, "connection_id_deprecated" }, { 54, "connection_id" },
  { 57, "quic_transport_parameters" }, { 58, "ticket_request" },        { 13172, "next_protocol_negotiation" },
  { 17513, "application_settings_old" }, { 17613, "application_settings" }, { 0xfe0d, "encrypted_client_hello" },
  { 0xff01, "renegotiation_info" },
};

static const Name psk_modes[] = {
  { 0, "psk_ke" }, { 1, "psk_dhe_ke" },
};

static const Name status_types[] = {
  { 1, "ocsp" }, { 2, "ocsp_multi" },
};

static const Name point_formats[] = {
  { 0, "uncompressed" }, { 1, "ansiX962_compressed_prime" }, { 2, "ansiX962_compressed_char2" },
};

static const Name curve_types[] = {
  { 1, "explicit_prime" }, { 2, "explicit_char2" }, { 3, "named_curve" },
};

static const Name client_certificate_types[] = {
  { 1, "rsa_sign" }, { 2, "dss_sign" }, { 3, "rsa_fixed_dh" }, { 4, "dss_fixed_dh" }, { 64, "ecdsa_sign" }, { 65, "rsa_fixed_ecdh" },
  { 66, "ecdsa_fixed_ecdh" },
};

static const Name certificate_types[] = {
  { 0, "X509" }, { 2, "RawPublicKey" },
};

static const Name compressions[] = {
  { 1, "zlib" }, { 2, "brotli" }, { 3, "zstd" },
};

static const Name fragment_lengths[] = {
  { 1, "512 bytes" }, { 2, "1024 bytes" }, { 3, "2048 bytes" }, { 4, "4096 bytes" },
};

static const Name secrets[] = {
  { 0, "CLIENT_RANDOM" },
  { 1, "CLIENT_EARLY_TRAFFIC_SECRET" },
  { 2, "CLIENT_HANDSHAKE_TRAFFIC_SECRET" },
  { 3, "SERVER_HANDSHAKE_TRAFFIC_SECRET" },
  { 4, "CLIENT_TRAFFIC_SECRET_0" },
  { 5, "SERVER_TRAFFIC_SECRET_0" },
  { 6, "EARLY_EXPORTER_SECRET" },
  { 7, "EXPORTER_SECRET" },
  { 8, "SHARED_SECRET" },
  { 9, "PREMASTER_SECRET" },
  { 10, "CLIENT_TRAFFIC_SECRET_1" },
  { 11, "SERVER_TRAFFIC_SECRET_1" },
  { 12, "CLIENT_TRAFFIC_SECRET_2" },
  { 13, "SERVER_TRAFFIC_SECRET_2" },
  { 14, "CLIENT_TRAFFIC_SECRET_3" },
  { 15, "SERVER_TRAFFIC_SECRET_3" },
  { 16, "PSK" },
};

#define TABLE(names, digits) { names, G_N_ELEMENTS (names), digits }
static const struct { const Name *names; gsize n; int hex_digits; } tables[TB_NAMES_N] = {
  [TB_NAMES_VERSION] = TABLE (versions, 4),
  [TB_NAMES_CONTENT] = TABLE (contents, 0),
  [TB_NAMES_HANDSHAKE] = TABLE (handshakes, 0),
  [TB_NAMES_ALERT] = TABLE (alerts, 0),
  [TB_NAMES_CIPHER] = TABLE (ciphers, 4),
  [TB_NAMES_GROUP] = TABLE (groups, 4),
  [TB_NAMES_SIGNATURE] = TABLE (signatures, 4),
  [TB_NAMES_EXTENSION] = TABLE (extensions, 0),
  [TB_NAMES_PSK_MODE] = TABLE (psk_modes, 0),
  [TB_NAMES_STATUS_TYPE] = TABLE (status_types, 0),
  [TB_NAMES_POINT_FORMAT] = TABLE (point_formats, 0),
  [TB_NAMES_CURVE_TYPE] = TABLE (curve_types, 0),
  [TB_NAMES_CLIENT_CERTIFICATE_TYPE] = TABLE (client_certificate_types, 0),
  [TB_NAMES_CERTIFICATE_TYPE] = TABLE (certificate_types, 0),
  [TB_NAMES_COMPRESSION] = TABLE (compressions, 0),
  [TB_NAMES_FRAGMENT_LENGTH] = TABLE (fragment_lengths, 0),
  [TB_NAMES_SECRET] = TABLE (secrets, 0),
};

/* Values set aside so that peers learn to pass over what they do not know (RFC 8701 section 2): 0x0a0a, 0x1a1a, ... and for modes 11, 42, 73, ... */
static gboolean
is_grease (TbNames registry, guint code)
{
  if (registry == TB_NAMES_PSK_MODE)
    return code <= G_MAXUINT8 && code % 31 == 11;
  return (GREASED & 1u << registry) != 0 && (code & 0x0f0f) == 0x0a0a && code >> 8 == (code & 0xff);
}

/**
 * tb_names_find:
 * @registry: which table
 * @code: the number
 *
 * Returns: (nullable): its name, static; `GREASE` for a value that is set aside for that; %NULL when the table does not have it
 */
const char *
tb_names_find (TbNames registry, guint code)
{
  gsize from = 0, to = tables[registry].n;

  while (from < to)
    {
      gsize middle = from + (to - from) / 2;
      const Name *found = &tables[registry].names[middle];

      if (found->code == code)
        return found->name;
      if (found->code < code)
        from = middle + 1;
      else
        to = middle;
    }
  return is_grease (registry, code) ? "GREASE" : NULL;
}

/**
 * tb_names_code:
 * @registry: which table
 * @name: a name
 * @code: (out): its number
 *
 * Returns: whether the table has the name
 */
gboolean
tb_names_code (TbNames registry, const char *name, guint *code)
{
  for (gsize i = 0; i < tables[registry].n; i++)
    if (strcmp (tables[registry].names[i].name, name) == 0)
      {
        *code = tables[registry].names[i].code;
        return TRUE;
      }
  return FALSE;
}

/* Hexadecimal with so many digits, or decimal for 0. The digits are made from the last to the first. */
static gsize
write_number (char *out, guint code, guint hex_digits)
{
  char digits[16];
  gsize at = sizeof digits;
  guint base = hex_digits > 0 ? 16 : 10;

  do
    digits[--at] = "0123456789abcdef"[code % base];
  while ((code /= base) > 0 || sizeof digits - at < hex_digits);
  if (hex_digits > 0)
    {
      digits[--at] = 'x';
      digits[--at] = '0';
    }
  memcpy (out, digits + at, sizeof digits - at);
  return sizeof digits - at;
}

/**
 * tb_names_write:
 * @out: (out caller-allocates): room for %TB_NAMES_TEXT_BYTES
 * @registry: which table
 * @code: the number
 *
 * Writes name and number as people know them, such as `TLS 1.3 (0x0304)`; the number alone when it has no name. Without a zero at the end.
 *
 * Returns: how many characters
 */
gsize
tb_names_write (char *out, TbNames registry, guint code)
{
  const char *name = tb_names_find (registry, code);
  guint digits = tables[registry].hex_digits;
  gsize n = name != NULL ? MIN (strlen (name), (gsize) TB_NAMES_TEXT_BYTES - 20) : 0;

  if (name == NULL)
    return write_number (out, code, digits);
  memcpy (out, name, n);
  out[n++] = ' ';
  out[n++] = '(';
  n += write_number (out + n, code, digits);
  out[n++] = ')';
  return n;
}

/**
 * tb_names_describe:
 * @registry: which table
 * @code: the number
 *
 * Returns: (transfer full): name and number as people know them, such as `TLS 1.3 (0x0304)`; the number alone when it has no name
 */
char *
tb_names_describe (TbNames registry, guint code)
{
  char text[TB_NAMES_TEXT_BYTES];

  return g_strndup (text, tb_names_write (text, registry, code));
}
