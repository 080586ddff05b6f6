/* tb-openssl-line: see the header. Files are named after the objects whose keys and certificates they would hold. */
#include "tb-openssl-line.h"

#define PORT_MQTT  8883
#define PORT_HTTPS 443

static gboolean
showed_certificate (TbTranscript *transcript, TbSide side, guint position)
{
  g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, side, position);

  return der != NULL;
}

/* What is sent besides the own certificate has to be named. */
static void
append_identity (GString *line, TbTranscript *transcript, TbSide side, const char *name)
{
  g_string_append_printf (line, " -cert %s.pem -key %s.key", name, name);
  if (showed_certificate (transcript, side, 1))
    g_string_append_printf (line, " -cert_chain %s-chain.pem", name);
}

/* The program checks no name, asks for no staple and resumes nothing unless it is told to. */
static void
append_client (GString *line, TbTranscript *transcript)
{
  g_autoptr (GBytes) staple = tb_transcript_get_staple (transcript);

  g_string_append_printf (line, " -verify_hostname %s", tb_transcript_get_host (transcript));
  if (staple != NULL)
    g_string_append (line, " -status");
  if (tb_transcript_is_resumed (transcript))
    g_string_append (line, " -sess_in session.pem");
}

/* Up to TLS 1.2 the program has names of its own for suites: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 is its ECDHE-RSA-AES128-GCM-SHA256. */
static char *
dup_short_name (const char *cipher)
{
  static const struct { const char *iana, *own; } parts[] = {
    { "TLS_RSA_WITH_", "" }, { "TLS_", "" }, { "_WITH_", "-" }, { "CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305" }, { "AES_128", "AES128" },
    { "AES_256", "AES256" }, { "_", "-" },
  };
  g_autoptr (GString) name = g_string_new (cipher);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_replace (name, parts[i].iana, parts[i].own, 0);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static void
append_cipher (GString *line, guint16 version, const char *cipher)
{
  g_autofree char *short_name = cipher != NULL ? dup_short_name (cipher) : NULL;

  g_string_append (line, version == 0x0304 ? " -tls1_3" : version == 0xfefd ? " -dtls1_2" : " -tls1_2");
  if (cipher == NULL || *cipher == '\0')
    return;
  if (version == 0x0304)
    g_string_append_printf (line, " -ciphersuites %s", cipher);
  else
    g_string_append_printf (line, " -cipher %s", short_name);
}

/* Up to TLS 1.2 the curves of certificates have to be among the groups too (RFC 8422 section 5.1.1). */
static void
append_parameters (GString *line, TbTranscript *transcript)
{
  const char *group = tb_transcript_get_group (transcript);
  gboolean is_old = tb_transcript_get_version (transcript) != 0x0304;

  append_cipher (line, tb_transcript_get_version (transcript), tb_transcript_get_cipher (transcript));
  if (group != NULL && *group != '\0')
    g_string_append_printf (line, " -groups %s%s", group, is_old && !g_str_equal (group, "secp256r1") ? ":P-256" : "");
  g_string_append (line, " -CAfile root.pem -verify_return_error");
}

/**
 * tb_openssl_line_new:
 * @transcript: a handshake
 * @side: which side of it
 * @client: name of the client
 * @server: name of the server
 * @is_broker: whether the server is a message broker, which decides the port
 *
 * Returns: (transfer full): a line for a shell
 */
char *
tb_openssl_line_new (TbTranscript *transcript, TbSide side, const char *client, const char *server, gboolean is_broker)
{
  g_autoptr (GString) line = g_string_new ("openssl ");
  int port = is_broker ? PORT_MQTT : PORT_HTTPS;

  if (side == TB_SIDE_CLIENT)
    g_string_append_printf (line, "s_client -connect %s:%d -servername %s", server, port, tb_transcript_get_host (transcript));
  else
    g_string_append_printf (line, "s_server -accept %d", port);
  append_parameters (line, transcript);
  if (side == TB_SIDE_CLIENT)
    append_client (line, transcript);
  if (side == TB_SIDE_SERVER || showed_certificate (transcript, TB_SIDE_CLIENT, 0))
    append_identity (line, transcript, side, side == TB_SIDE_SERVER ? server : client);
  if (side == TB_SIDE_SERVER && tb_transcript_is_mutual (transcript))
    g_string_append (line, " -Verify 3");
  return g_string_free (g_steal_pointer (&line), FALSE);
}
