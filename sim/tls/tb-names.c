/* tb-names: see the header. Rows are as in the TLS registries of IANA; secrets are numbered by us and named as in the key log of NSS, which
 * has no names for those from TB_NAMES_FIRST_OWN_SECRET on. */
#include "tb-names.h"

#include <string.h>

typedef struct
{
  guint code;
  const char *name;
} Name;

static const Name versions[] = {
  { 0x0300, "SSL 3.0" }, { 0x0301, "TLS 1.0" }, { 0x0302, "TLS 1.1" }, { 0x0303, "TLS 1.2" }, { 0x0304, "TLS 1.3" },
};

static const Name contents[] = {
  { 20, "change_cipher_spec" }, { 21, "alert" }, { 22, "handshake" }, { 23, "application_data" },
};

static const Name handshakes[] = {
  { 0, "HelloRequest" },        { 1, "ClientHello" },        { 2, "ServerHello" },          { 4, "NewSessionTicket" },
  { 5, "EndOfEarlyData" },      { 6, "HelloRetryRequest" },  { 8, "EncryptedExtensions" }, { 11, "Certificate" },        { 12, "ServerKeyExchange" },
  { 13, "CertificateRequest" }, { 14, "ServerHelloDone" },   { 15, "CertificateVerify" },   { 16, "ClientKeyExchange" },
  { 20, "Finished" },           { 22, "CertificateStatus" }, { 24, "KeyUpdate" },           { 25, "CompressedCertificate" },
  { 254, "message_hash" },
};

static const Name alerts[] = {
  { 0, "close_notify" },            { 10, "unexpected_message" },       { 20, "bad_record_mac" },
  { 22, "record_overflow" },        { 40, "handshake_failure" },        { 42, "bad_certificate" },
  { 43, "unsupported_certificate" }, { 44, "certificate_revoked" },     { 45, "certificate_expired" },
  { 46, "certificate_unknown" },    { 47, "illegal_parameter" },        { 48, "unknown_ca" },
  { 49, "access_denied" },          { 50, "decode_error" },             { 51, "decrypt_error" },
  { 70, "protocol_version" },       { 71, "insufficient_security" },    { 80, "internal_error" },
  { 86, "inappropriate_fallback" }, { 90, "user_canceled" },            { 109, "missing_extension" },
  { 110, "unsupported_extension" }, { 112, "unrecognized_name" },       { 113, "bad_certificate_status_response" },
  { 115, "unknown_psk_identity" },  { 116, "certificate_required" },    { 120, "no_application_protocol" },
};

static const Name ciphers[] = {
  { 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA" },              { 0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA" },
  { 0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256" },           { 0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384" },
  { 0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256" },       { 0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV" },
  { 0x1301, "TLS_AES_128_GCM_SHA256" },                    { 0x1302, "TLS_AES_256_GCM_SHA384" },
  { 0x1303, "TLS_CHACHA20_POLY1305_SHA256" },              { 0x1304, "TLS_AES_128_CCM_SHA256" },
  { 0x1305, "TLS_AES_128_CCM_8_SHA256" },                  { 0x5600, "TLS_FALLBACK_SCSV" },
  { 0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" },   { 0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" },
  { 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" },     { 0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
  { 0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8" },        { 0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
  { 0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" },
};

static const Name groups[] = {
  { 0x0017, "secp256r1" }, { 0x0018, "secp384r1" }, { 0x0019, "secp521r1" }, { 0x001d, "x25519" },         { 0x001e, "x448" },
  { 0x0100, "ffdhe2048" }, { 0x0101, "ffdhe3072" }, { 0x0102, "ffdhe4096" }, { 0x11ec, "X25519MLKEM768" },
};

static const Name signatures[] = {
  { 0x0201, "rsa_pkcs1_sha1" },         { 0x0203, "ecdsa_sha1" },             { 0x0401, "rsa_pkcs1_sha256" },
  { 0x0403, "ecdsa_secp256r1_sha256" }, { 0x0501, "rsa_pkcs1_sha384" },       { 0x0503, "ecdsa_secp384r1_sha384" },
  { 0x0601, "rsa_pkcs1_sha512" },       { 0x0603, "ecdsa_secp521r1_sha512" }, { 0x0804, "rsa_pss_rsae_sha256" },
  { 0x0805, "rsa_pss_rsae_sha384" },    { 0x0806, "rsa_pss_rsae_sha512" },    { 0x0807, "ed25519" },
  { 0x0808, "ed448" },                  { 0x0809, "rsa_pss_pss_sha256" },     { 0x080a, "rsa_pss_pss_sha384" },
  { 0x080b, "rsa_pss_pss_sha512" },
};

static const Name extensions[] = {
  { 0, "server_name" },             { 1, "max_fragment_length" },       { 5, "status_request" },
  { 10, "supported_groups" },       { 11, "ec_point_formats" },         { 13, "signature_algorithms" },
  { 16, "application_layer_protocol_negotiation" },                     { 18, "signed_certificate_timestamp" },
  { 21, "padding" },                { 22, "encrypt_then_mac" },         { 23, "extended_master_secret" },
  { 27, "compress_certificate" },   { 28, "record_size_limit" },        { 35, "session_ticket" },
  { 41, "pre_shared_key" },         { 42, "early_data" },               { 43, "supported_versions" },
  { 44, "cookie" },                 { 45, "psk_key_exchange_modes" },   { 47, "certificate_authorities" },
  { 49, "post_handshake_auth" },    { 50, "signature_algorithms_cert" }, { 51, "key_share" },
  { 0xff01, "renegotiation_info" },
};

static const Name psk_modes[] = {
  { 0, "psk_ke" }, { 1, "psk_dhe_ke" },
};

static const Name status_types[] = {
  { 1, "ocsp" }, { 2, "ocsp_multi" },
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
  [TB_NAMES_SECRET] = TABLE (secrets, 0),
};

/**
 * tb_names_find:
 * @registry: which table
 * @code: the number
 *
 * Returns: (nullable): its name, static; %NULL when the table does not have it
 */
const char *
tb_names_find (TbNames registry, guint code)
{
  for (gsize i = 0; i < tables[registry].n; i++)
    if (tables[registry].names[i].code == code)
      return tables[registry].names[i].name;
  return NULL;
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
  const char *name = tb_names_find (registry, code);
  int digits = tables[registry].hex_digits;
  g_autofree char *number = digits > 0 ? g_strdup_printf ("0x%0*x", digits, code) : g_strdup_printf ("%u", code);

  return name != NULL ? g_strdup_printf ("%s (%s)", name, number) : g_steal_pointer (&number);
}
